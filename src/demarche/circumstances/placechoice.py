"""Which of the places that share a name is meant: by the article, the words around, and size."""

import math
import re
from collections import Counter
from dataclasses import dataclass

from demarche.circumstances.gazetteer import Gazetteer, Spot, fold
from demarche.circumstances.placenames import Candidate
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree

_KIND_SCORE = {
    "country": 7.5, "admin1": 6.8, "region": 6.8, "sea": 6.8, "point": 6.8, "capital": 1.5,
}  # fmt: skip
_EVERYWHERE = frozenset(("USA", "RUS", "CHN"))
"""Powers that act far from home: that they are named tells less of where."""
_STATE_WORDS = words(
    """governor governors trooper troopers sheriff statewide congressman congresswoman senator
        senators caucus absentee gubernatorial county counties statehouse"""
)
"""Words of the politics of a federal state's parts."""


@dataclass(slots=True)
class Evidence:
    """What an article tells of where it plays: countries by how often they are named, divisions."""

    countries: Counter[str]
    divisions: frozenset[tuple[str, str]]
    federal: bool
    """Whether it speaks of governors, sheriffs, counties."""

    def of(self, spot: Spot) -> float:
        """How much the article speaks for a place."""
        heard = min(self.countries[spot.country or ""], 5) if spot.country else 0
        total = 0.0
        if heard:
            total = 0.3 + 0.4 * heard if spot.country in _EVERYWHERE else 2.4 + 0.4 * heard
        if spot.admin1 and (spot.country or "", spot.admin1) in self.divisions:
            total += 2.5
        if self.federal and spot.kind == "admin1" and spot.country in ("USA", "NGA", "MEX", "IND"):
            total += 1.5
        return total


def evidence(tree: Tree, known: Gazetteer, candidates: list[Candidate]) -> Evidence:
    """What the names that are not themselves in doubt tell of the article's countries."""
    countries: Counter[str] = Counter()
    divisions: set[tuple[str, str]] = set()
    for word, times in Counter(w for w in tree.words if w[0].isupper()).items():
        plain = fold(word)
        if code := known.adjectives.get(plain):
            countries[code] += times
        elif home := known.demonyms.get(plain):
            countries[home[0]] += times
            divisions.add(home)
        elif word in ("U.S.", "US"):
            countries["USA"] += times
        elif word in ("U.K.", "UK"):
            countries["GBR"] += times
    for one in candidates:
        first = one.spots[0]
        codes = {spot.country for spot in one.spots if spot.country}
        if one.country:
            countries[one.country] += 1
        if len(codes) == 1 and (first.kind != "city" or first.population > 100_000):
            countries[first.country or codes.pop()] += 1
            if first.admin1 and first.kind in ("admin1", "city", "capital"):
                divisions.add((first.country or "", first.admin1))
        elif (first.kind == "capital" and first.population > 200_000) or (
            first.kind == "country"
            and all(s.kind in ("country", "city") or s.listed for s in one.spots)
        ):
            countries[first.country or ""] += 1
        elif (
            first.kind == "admin1"
            and not first.listed
            and all(s.kind == "city" or s.listed for s in one.spots[1:])
        ):
            countries[first.country or ""] += 1
            divisions.add((first.country or "", first.admin1))
    return Evidence(countries, frozenset(divisions), not _STATE_WORDS.isdisjoint(tree.words))


def within(tree: Tree, one: Candidate, after: Candidate | None) -> Candidate | None:
    """The larger place named right after: "Birmingham, Alabama", "Tripoli in Lebanon"."""
    if after is None or after.first - one.last > 5:
        return None
    gap = tree.text[tree.ends[one.last] : tree.starts[after.first]]
    if not re.fullmatch(
        r",\s|,? in (?:the )?(?:northern |southern |eastern |western |central )?"
        r"(?:[\w ]+(?:'s|’s) )?",
        gap,
    ):
        return None
    larger = [s for s in after.spots if s.kind in ("country", "admin1", "region")]
    inner = {s.country for s in one.spots if s.kind not in ("country", "sea")}
    return after if any(s.country in inner for s in larger) else None


def choose(one: Candidate, told: Evidence, larger: Candidate | None, inside: Spot | None) -> Spot:
    """The place most likely meant: by the place it is said to be in, the article, kind and size.

    `inside`: the place named right before that lies in this one.
    """
    homes: list[Spot] = []
    if larger is not None:
        homes = [s for s in larger.spots if s.kind in ("country", "admin1", "region")]
        # An ambiguous larger place (Georgia) is the one that is no country.
        if len({s.country for s in homes}) > 1:
            homes = [s for s in homes if s.kind == "admin1" and not s.listed] or homes

    def score(spot: Spot) -> float:
        total = math.log10(spot.population + 10) if spot.kind in ("city", "capital") else 0.0
        total += 4.0 if spot.listed and not one.sure else _KIND_SCORE.get(spot.kind, 0.0)
        total += told.of(spot)
        if one.country and spot.country == one.country:
            total += 20
        if inside and spot.country == inside.country and spot is not inside:
            total += 20 + (5 if spot.admin1 and spot.admin1 == inside.admin1 else 0)
        for home in homes:
            if spot.country == home.country and spot.kind != "country":
                close = bool(home.admin1) and home.admin1 == spot.admin1
                total += 20 + (10 if close else 0)
                break
        return total

    return max(one.spots, key=lambda s: (score(s), not s.listed, s.population, s.name))
