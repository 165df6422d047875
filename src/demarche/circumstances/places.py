"""Places in a text: found in the gazetteer, told apart by the article, metonymy left out."""

import math
import re
from collections import Counter
from dataclasses import dataclass

from demarche.circumstances.gazetteer import Gazetteer, Spot, fold, gazetteer
from demarche.circumstances.governing import span_root
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.model import Place

WHERE = words(
    """in at near outside inside within across around off throughout along beyond over above
        below through into onto toward towards to from via between beside amid northeast
        northwest north south east west southeast southwest surrounding"""
)
"""Prepositions after which a country or its capital is a place and not its government."""

_DIRECTIONS = words(
    """eastern western northern southern central northeastern northwestern southeastern
        southwestern north-eastern north-western south-eastern south-western far coastal
        mainland rural occupied"""
)
_TITLES = words("""mr mrs ms dr president minister senator gen col lt sir lord judge captain""")
_NOT_PLACES = words(
    """may march august monday tuesday wednesday thursday friday saturday sunday january
        february april june july september october november december mobile reading nice bath
        sale police most central union university international national federal republic
        democratic liberal labour white house general state states united president minister
        government army navy security council agency data post times guardian independent bank
        street press man men male best much many young old long during before after until since
        while however although because despite according under over both one two three four five
        six seven eight nine ten hundred university same they there here his her their about
        also even only other some such than that then these this those what when where which who
        why will would could should can in on at for with from and the but not are was were has
        have had been being said says god christ christmas easter ramadan orange cash rice hope
        justice santa boss bush clay page young west north south east obama biden carter ford
        lincoln clinton jackson kennedy johnson nixon reagan harris walker taylor martin bar
        ball kent"""
)
"""Folded words that are towns somewhere but hardly ever are meant as such."""


_PARTS = WHERE | words(
    """city town outskirts outside capital streets center centre suburb suburbs district districts
        airport port skies out miles kilometers kilometres km coast border borders shores part parts
        neighborhood neighbourhood most much all half parts"""
)


_REACHING = words(
    """rock shell bomb storm besiege capture seize retake recapture liberate occupy enter leave flee
    reach visit tour cross invade raid overrun encircle evacuate surround hit bombard pound strike
    devastate flood quit"""
)
"""Verbs whose object, where it is a place, is where it happens."""


_ADDRESSING = words(
    """talk speak say write appeal report respond reply turn apologise apologize complain listen
    belong promise pledge explain signal object react thank sell protest close loyal similar
    hear learn buy demand request answer message call letter response threat warning loyalty"""
)
"""Words whose "to" names the one addressed, whose "from" the one heard: no place."""


@dataclass(slots=True)
class Candidate:
    """Tokens `first` to `last` and the places that their words may name."""

    first: int
    last: int
    spots: tuple[Spot, ...]
    direction: str = ""


def find_places(tree: Tree, mentions: Mentions) -> list[tuple[int, int, Place]]:
    """All places of a text: first token, last token (inclusive), and the place.

    A country or capital that acts, speaks or is dealt with is its government and is left out.
    """
    known = gazetteer()
    barred = _barred(mentions)
    candidates = _candidates(tree, known, barred)
    weights = _countries(tree, known, candidates)
    found: list[tuple[int, int, Place]] = []
    within_next = False
    inside: str | None = None
    for number, one in enumerate(candidates):
        after = candidates[number + 1] if number + 1 < len(candidates) else None
        within = _within(tree, one, after)
        spot = _choose(one, weights, within, inside)
        inside = spot.country if within is not None else None
        larger = within_next
        within_next = within is not None
        if not _is_place(tree, one, spot, within_next or larger):
            continue
        name = f"{one.direction} {spot.name}" if one.direction else spot.name
        precision = "region" if one.direction else {"capital": "city"}.get(spot.kind, spot.kind)
        place = Place(
            name=name,
            country=spot.country,
            latitude=spot.latitude,
            longitude=spot.longitude,
            precision=precision,  # type: ignore[arg-type]
            span=tree.span(one.first, one.last),
        )
        found.append((one.first, one.last, place))
    return found


def _barred(mentions: Mentions) -> set[int]:
    """Tokens inside names of people and organisations: no places there."""
    barred: set[int] = set()
    full = {a.id for m in mentions.all if m.end - m.start > 1 for a in m.actors}
    for named in mentions.all:
        kinds = {actor.kind for actor in named.actors}
        if "person" in kinds and named.how in ("name", "office", "coreference", "composed"):
            # One unknown word is a person only for want of a better guess.
            known = any(actor.offices or actor.id in full for actor in named.actors)
            if named.end - named.start > 3:
                barred.add(named.head)
            elif known or named.end - named.start > 1:
                barred.update(range(named.start, named.end))
        elif kinds == {"organisation"} and named.how == "name":
            barred.update(range(named.start, named.end))
    return barred


def _candidates(tree: Tree, known: Gazetteer, barred: set[int]) -> list[Candidate]:
    found: list[Candidate] = []
    at, count = 0, len(tree.words)
    while at < count:
        word = tree.words[at]
        if not (word[0].isupper() or word.lower() in _DIRECTIONS) or at in barred:
            at += 1
            continue
        hit = _own_at(tree, known, at) or _city_at(tree, known, at)
        if hit is None and word.lower() in _DIRECTIONS and at + 1 < count:
            inner = _own_at(tree, known, at + 1)
            if inner is not None and inner.spots[0].kind in ("country", "region", "admin1"):
                hit = Candidate(at, inner.last, inner.spots, word.lower())
        if hit is None:
            at += 1
            continue
        found.append(hit)
        at = hit.last + 1
    return found


def _own_at(tree: Tree, known: Gazetteer, at: int) -> Candidate | None:
    first = re.match(r"\w+", fold(tree.words[at]))
    longest = known.first_words.get(first.group()) if first else None
    if longest is None:
        return None
    end = tree.sentences[tree.sentence_of[at]][1]
    for last in range(min(at + longest, end) - 1, at - 1, -1):
        name = fold(" ".join(tree.text[tree.starts[at] : tree.ends[last]].split()))
        if name in known.own:
            more = known.cities_called(name) if last - at < 3 else ()
            return Candidate(at, last, (*known.own[name], *more))
    return None


def _city_at(tree: Tree, known: Gazetteer, at: int) -> Candidate | None:
    article = tree.words[at] == "The"
    if not article and tree.upos[at] not in ("PROPN", "NOUN", "ADJ", "X", ""):
        return None
    end = tree.sentences[tree.sentence_of[at]][1]
    if _in_name(tree, at):
        return None
    for last in range(min(at + 6, end) - 1, at - 1 + article, -1):
        if not tree.words[last][0].isalpha() or (last > at and tree.words[last] in (",", ".")):
            continue
        if last + 1 < end and _continues(tree, last + 1):
            continue
        name = fold(" ".join(tree.text[tree.starts[at] : tree.ends[last]].split()))
        common = name in _NOT_PLACES and not (last + 1 < end and tree.words[last + 1] == ",")
        if common or len(name) < 3:
            continue
        if spots := known.cities_called(name):
            return Candidate(at, last, spots)
    return None


def _continues(tree: Tree, token: int) -> bool:
    """Whether a capitalised word goes on with the name before it: "Austin Powers"."""
    word = tree.words[token]
    return (
        word[0].isupper()
        and tree.upos[token] in ("PROPN", "")
        and word not in ("U.S.", "I")
        and (not word.isupper() or len(word) > 4)
    )


def _in_name(tree: Tree, at: int) -> bool:
    """Whether a capitalised word or title stands right before: "Tom Austin", "Mr. Sydney"."""
    first = tree.sentences[tree.sentence_of[at]][0]
    if at == first:
        return False
    before = tree.words[at - 1]
    if before.lower().rstrip(".") in _TITLES:
        return True
    if not before[0].isupper() or (at - 1 == first and tree.upos[at - 1] != "PROPN"):
        return False
    return tree.upos[at - 1] == "PROPN" and tree.deps[at] in (
        "flat",
        "compound",
        "flat:name",
        "list",
    )


def _countries(tree: Tree, known: Gazetteer, candidates: list[Candidate]) -> Counter[str]:
    """How often the text names each country, in any way that is not itself in doubt."""
    weights: Counter[str] = Counter()
    for word in tree.words:
        if word[0].isupper() and (code := known.adjectives.get(fold(word))):
            weights[code] += 1
    for word, code in (("U.S.", "USA"), ("US", "USA"), ("UK", "GBR"), ("U.K.", "GBR")):
        weights[code] += tree.words.count(word)
    for one in candidates:
        codes = {spot.country for spot in one.spots if spot.country}
        if len(codes) == 1 and (one.spots[0].kind != "city" or one.spots[0].population > 100_000):
            weights[codes.pop()] += 1
        elif (one.spots[0].kind == "capital" and one.spots[0].population > 200_000) or (
            one.spots[0].kind == "country" and all(s.kind in ("country", "city") for s in one.spots)
        ):
            weights[one.spots[0].country or ""] += 1
    return weights


def _within(tree: Tree, one: Candidate, after: Candidate | None) -> Candidate | None:
    """The larger place named right after: "Birmingham, Alabama", "Tripoli in Lebanon"."""
    if after is None or after.first - one.last > 4:
        return None
    gap = tree.text[tree.ends[one.last] : tree.starts[after.first]]
    if not re.fullmatch(
        r",\s|,? in (?:the )?(?:northern |southern |eastern |western |central )?(?:\w+(?:'s|’s) )?",
        gap,
    ):
        return None
    larger = [s for s in after.spots if s.kind in ("country", "admin1", "region")]
    inner = {s.country for s in one.spots if s.kind not in ("country", "sea")}
    return after if any(s.country in inner for s in larger) else None


def _choose(
    one: Candidate, weights: Counter[str], within: Candidate | None, inside: str | None
) -> Spot:
    """The place most likely meant: by the place it is said to be in, the article, kind and size.

    `inside`: the country of the place named right before as lying in this one.
    """
    named = (
        {s.country for s in within.spots if s.kind in ("country", "admin1", "region")}
        if within
        else set()
    )
    # An ambiguous larger place (Georgia) counts by what else the article names.
    if len(named) > 1 and within:
        sure = [s for s in within.spots if s.kind == "admin1"]
        named = {s.country for s in sure} if sure and len(one.spots) else named

    def score(spot: Spot) -> float:
        total = math.log10(spot.population + 10) if spot.kind in ("city", "capital") else 0.0
        total += {"country": 7.5, "admin1": 6.8, "region": 6.8, "sea": 6.8, "capital": 1.5}.get(
            spot.kind, 0.0
        )
        heard = weights[spot.country or ""] if spot.country else 0
        total += 0.7 * min(heard, 4)
        if inside and spot.country == inside:
            total += 20
        if within and spot.country in named and spot.kind not in ("country",):
            total += 20
        return total

    return max(one.spots, key=lambda s: (score(s), s.population, s.name))


def _is_place(tree: Tree, one: Candidate, spot: Spot, placed: bool) -> bool:
    """Whether the name is a place here and no government, person or newspaper."""
    if spot.kind in ("admin1", "region", "sea") and (one.last > one.first or one.direction):
        return True
    root = span_root(tree, one.first, one.last)
    case = _preposition(tree, one, root)
    if spot.kind in ("country", "capital"):
        if one.last + 1 < len(tree.words) and tree.words[one.last + 1] in ("'s", "’s", "'", "’"):
            return False
        if case == "of" and one.first > 1:
            return tree.words[one.first - 2].lower() in _PARTS
        if _reached(tree, root):
            return True
        if one.direction or placed:
            return True
        if case is None:
            return spot.kind == "capital" and _dateline(tree, one)
        return case in WHERE and not (case in ("to", "from") and _spoken_to(tree, root))
    if spot.kind == "city":
        strong = case in WHERE or case == "of" or placed or _dateline(tree, one)
        if strong or _reached(tree, root):
            return (
                spot.population >= 15_000
                or placed
                or case in ("in", "at", "near", "outside", "from")
            )
        if tree.deps[root].partition(":")[0] in ("nsubj", "vocative", "flat") or (
            one.first == one.last and (spot.population < 300_000)
        ):
            return False
        return spot.population >= 100_000
    return tree.deps[root].partition(":")[0] != "nsubj" or case is not None


def _spoken_to(tree: Tree, root: int) -> bool:
    """Whether the phrase tells to whom something is said or given: "talked to Washington"."""
    return tree.lemmas[tree.heads[root]].lower() in _ADDRESSING


def _reached(tree: Tree, root: int) -> bool:
    """Whether the name is what is entered, left, hit: a place, even where it is a country."""
    while tree.deps[root].partition(":")[0] == "conj" and tree.heads[root] != root:
        root = tree.heads[root]
    if tree.deps[root] not in ("obj", "nsubj:pass"):
        return False
    return tree.lemmas[tree.heads[root]].lower() in _REACHING


def _preposition(tree: Tree, one: Candidate, root: int) -> str | None:
    """The preposition of the phrase, of the coordination it is in, or the word before it."""
    node = root
    for _ in range(4):
        cases = [k for k in tree.children[node] if tree.deps[k].partition(":")[0] == "case" and (
            k < one.first
        )]  # fmt: skip
        if cases:
            return tree.words[cases[0]].lower()
        if (
            tree.deps[node].partition(":")[0] in ("conj", "flat", "appos")
            and tree.heads[node] != node
        ):
            node = tree.heads[node]
            continue
        break
    before = one.first - 1
    if before >= 0 and tree.words[before].lower() in ("the", "a"):
        before -= 1
    if before >= 0 and tree.upos[root] != "ADJ":
        word = tree.words[before].lower()
        if word in WHERE or word == "of" or word in ("with", "by", "for", "against", "on"):
            return word
    return None


def _dateline(tree: Tree, one: Candidate) -> bool:
    """Whether the name opens a paragraph as a dateline: "SEOUL (Reuters) -"."""
    start = tree.starts[one.first]
    if start and tree.text[start - 1] not in "\n\r":
        return False
    return bool(
        re.match(
            r",?[^.\n]{0,40}?(?:\([A-Z][\w .]+\))?\s*(?:—|–|--|-)\s",
            tree.text[tree.ends[one.last] :],
        )
    )
