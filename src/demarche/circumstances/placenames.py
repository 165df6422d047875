"""Names in a text that may be places, with the words around them that say so."""

import re
from dataclasses import dataclass, replace

from demarche.circumstances.gazetteer import Gazetteer, Spot, fold
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree
from demarche.layers import Mentions

DIRECTIONS = words(
    """eastern western northern southern central northeastern northwestern southeastern
        southwestern north-eastern north-western south-eastern south-western far coastal
        mainland rural occupied north-central"""
)
_TITLES = words(
    """mr mrs ms dr president minister senator gen col lt sir lord judge captain pope"""
)
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

DIVISION_WORDS = words(
    """province region state oblast governorate prefecture department territory krai republic
        emirate canton voivodeship oblysy division"""
)
"""Nouns that make a name one of a first-order division: "Niger state", "the region of Mopti"."""
_TOWN_WORDS = words("""city town village port suburb settlement township resort municipality""")
_FRONT_WORDS = words("""front sector axis direction salient bridgehead pocket line""")
_OWNED = words(
    """capital airspace soil territory waters border frontier borders mainland coastline skies"""
)
_DESCRIBED = re.compile(
    r"\b(?P<one>[A-Z]\w+(?: [A-Z]\w+)?)(?P<own>['’]s)?(?:[-–](?P<two>[A-Z]\w+))?"
    r" (?:territorial |sovereign |common |shared |land |maritime )?"
    r"(?P<what>capital|airspace|soil|territory|waters|borders?|frontier|mainland|coastline|skies)\b"
    r"(?! (?:guard|polic|patrol|agenc|servic|official|troop|forc|agent|securit|regime|minist|gain"
    r"|punish))"
    r"(?: with (?:the )?(?P<with>[A-Z]\w+(?: [A-Z]\w+)?))?"
)


@dataclass(slots=True)
class Candidate:
    """Tokens `first` to `last` (inclusive) that may name a place, and which places.

    `direction`: the part of it that is meant ("eastern"). `sure`: words around it say that it is a
    place. `country`: the country that an adjective before says it lies in.
    """

    first: int
    last: int
    spots: tuple[Spot, ...]
    direction: str = ""
    sure: bool = False
    country: str = ""


@dataclass(slots=True)
class Barred:
    """Tokens that name people and organisations; `guessed`: mentions only taken for such.

    A guess gives way to a place that has all its words: Chasiv Yar is no person, Michael Jordan no
    country.
    """

    known: set[int]
    guessed: dict[int, tuple[int, int]]

    def bars(self, first: int, last: int) -> bool:
        """Whether a name of these tokens is barred."""
        for token in range(first, last + 1):
            if token in self.known:
                return True
            start, end = self.guessed.get(token, (first, last))
            if start < first or end > last:
                return True
        return False


def barred(mentions: Mentions) -> Barred:
    """The names of people and organisations: no places there."""
    found = Barred(set(), {})
    full = {a.id for m in mentions.all if m.end - m.start > 1 for a in m.actors}
    for named in mentions.all:
        kinds = {actor.kind for actor in named.actors}
        tokens = range(named.start, named.end)
        if "person" not in kinds and "organisation" not in kinds:
            continue
        guess = all(a.id.startswith(("person.", "organisation.")) for a in named.actors)
        if "person" in kinds and named.how in ("name", "office", "coreference", "composed"):
            # One unknown word is a person only for want of a better guess.
            if named.end - named.start > 3 and not guess:
                found.known.add(named.head)
            elif any(actor.offices for actor in named.actors) or (
                len(tokens) == 1 and any(actor.id in full for actor in named.actors)
            ):
                found.known.update(tokens)
            elif len(tokens) > 1:
                found.guessed.update(dict.fromkeys(tokens, (named.start, named.end - 1)))
        elif kinds == {"organisation"} and named.how == "name":
            found.guessed.update(dict.fromkeys(tokens, (named.start, named.end - 1)))
    return found


def find_candidates(tree: Tree, known: Gazetteer, taken: Barred) -> list[Candidate]:
    """All names that may be places, in text order, none overlapping another."""
    described = _described(tree, known)
    found: list[Candidate] = []
    free, count = 0, len(tree.words)
    for at, word in enumerate(tree.words):
        upper = word[0].isupper()
        if at < free or not (upper or word in DIRECTIONS or word == "al" or at in described):
            continue
        if at in described:
            found.append(described[at])
            free = described[at].last + 1
            continue
        if at in taken.known:
            continue
        hit = _own_at(tree, known, at) or (_city_at(tree, known, at) if upper else None)
        hit = _division_at(tree, known, at, hit) if upper else hit
        if hit is None and at + 1 < count and (lower := word.lower()) in DIRECTIONS:
            inner = _own_at(tree, known, at + 1)
            if inner is not None and inner.spots[0].kind in ("country", "region", "admin1"):
                hit = Candidate(at, inner.last, inner.spots, lower)
        if hit is None or taken.bars(hit.first, hit.last):
            continue
        found.append(_told(tree, known, hit))
        free = hit.last + 1
    return found


def _text(tree: Tree, first: int, last: int) -> str:
    if first == last:
        return fold(tree.words[first])
    text = tree.text[tree.starts[first] : tree.ends[last]]
    return fold(text if text.isprintable() and "  " not in text else " ".join(text.split()))


def _own_at(tree: Tree, known: Gazetteer, at: int) -> Candidate | None:
    longest = known.opening(tree.words[at])[0]
    if not longest:
        return None
    end = tree.sentences[tree.sentence_of[at]][1]
    for last in range(min(at + longest, end) - 1, at - 1, -1):
        name = _text(tree, at, last)
        if name in known.own:
            more = known.cities_called(name) if last - at < 3 else ()
            return Candidate(at, last, (*known.own[name], *more))
    return None


def _city_at(tree: Tree, known: Gazetteer, at: int) -> Candidate | None:
    article = tree.words[at] == "The"
    if not article and tree.upos[at] not in ("PROPN", "NOUN", "ADJ", "X", ""):
        return None
    if _in_name(tree, at):
        return None
    for last in range(_run_end(tree, at), at - 1 + article, -1):
        word = tree.words[last]
        if not word[0].isalpha() or (last > at and word in (",", ".")):
            continue
        if not (word[0].isupper() or len(word) < 4):
            continue
        if last + 1 < len(tree.words) and _continues(tree, last + 1):
            continue
        name = _text(tree, at, last)
        common = name in _NOT_PLACES and not (
            last + 1 < len(tree.words) and tree.words[last + 1] == ","
        )
        if common or len(name) < 3:
            continue
        if spots := known.cities_called(name):
            return Candidate(at, last, spots)
    return None


def _run_end(tree: Tree, at: int) -> int:
    """The last token of the run of capitalised and short words that begins at `at`."""
    end = min(tree.sentences[tree.sentence_of[at]][1], at + 6)
    last = at
    for token in range(at + 1, end):
        word = tree.words[token]
        if not (word[0].isupper() or (len(word) < 4 and word not in (",", ".", ";"))):
            break
        last = token
    return last


def _division_at(tree: Tree, known: Gazetteer, at: int, hit: Candidate | None) -> Candidate | None:
    """A longer or better named first-order division: "Baja California Sur", "Niger state"."""
    if at > 0 and tree.words[at - 1][0].isupper() and _in_name(tree, at):
        return hit
    stop = hit.last if hit is not None else at - 1
    begins = known.opening(tree.words[at])[1]
    for last in range(_run_end(tree, at), at - 1, -1) if begins else ():
        spots = known.listed.get(_text(tree, at, last))
        if spots is None:
            continue
        after = tree.words[last + 1].lower() if last + 1 < len(tree.words) else ""
        if after in DIVISION_WORDS:
            spots = (*_admin1_of(hit, last), *spots)
            return Candidate(at, last + 1, spots, sure=True)
        if last > stop and last > at:
            return Candidate(at, last, spots)
        if hit is not None and last == hit.last:
            hit.spots = (*hit.spots, *spots)
            return hit
        if hit is None and not _continues_at(tree, last + 1):
            if _text(tree, at, last) in _NOT_PLACES or last - at + len(tree.words[at]) < 4:
                return None
            return Candidate(at, last, spots)
    if hit is not None and hit.last + 1 < len(tree.words):
        admin1 = tuple(s for s in hit.spots if s.kind == "admin1")
        if admin1 and tree.words[hit.last + 1].lower() in DIVISION_WORDS:
            return Candidate(at, hit.last + 1, admin1, sure=True)
    return hit


def _admin1_of(hit: Candidate | None, last: int) -> tuple[Spot, ...]:
    """The divisions of a name, those of the name with its noun too ("Kurdistan region")."""
    if hit is None or hit.last not in (last, last + 1):
        return ()
    return tuple(s for s in hit.spots if s.kind == "admin1" or hit.last > last)


def _continues_at(tree: Tree, token: int) -> bool:
    return token < len(tree.words) and _continues(tree, token)


def _told(tree: Tree, known: Gazetteer, hit: Candidate) -> Candidate:
    """A candidate with what the words around it say: "the Thai province of", "the ... front"."""
    after = tree.words[hit.last + 1].lower() if hit.last + 1 < len(tree.words) else ""
    if after in _FRONT_WORDS and (
        after != "line" and hit.first and tree.words[hit.first - 1].lower() == "the"
    ):
        hit = replace(hit, sure=True)
    before = hit.first - 1
    if before < 1:
        return hit
    if tree.words[before] == "of":
        noun = tree.words[before - 1].lower().rstrip("s")
        if noun in DIVISION_WORDS or noun in _TOWN_WORDS:
            wanted = ("admin1", "region") if noun in DIVISION_WORDS else ("city", "capital")
            spots = tuple(s for s in hit.spots if s.kind in wanted) or hit.spots
            return replace(hit, spots=spots, sure=True, country=_origin(tree, known, before - 2))
        return hit
    # "the Afghan city Herat", "the Syrian town of": without "of"
    if tree.words[before].lower() in _TOWN_WORDS:
        return replace(hit, sure=True, country=_origin(tree, known, before - 1))
    return hit


def _origin(tree: Tree, known: Gazetteer, token: int) -> str:
    """The country of an adjective at most two words back: "Pakistani port", "southern Thai"."""
    for at in range(token, max(-1, token - 3), -1):
        word = tree.words[at]
        if word[0].isupper() and (code := known.adjectives.get(fold(word))):
            return code
        if word in ("'s", "’s") and at > 0:
            spots = known.own.get(fold(tree.words[at - 1]), ())
            if spots and spots[0].kind == "country":
                return spots[0].country or ""
    return ""


def _described(tree: Tree, known: Gazetteer) -> dict[int, Candidate]:
    """Places told by a country and a noun: "Romanian airspace", "the Polish-Belarusian border"."""
    found: dict[int, Candidate] = {}
    for match in _DESCRIBED.finditer(tree.text):
        spot = _described_spot(known, match)
        if spot is None:
            continue
        first = tree.token_at(match.start("one"))
        last = tree.token_at(match.end("what") - 1)
        if spot[1]:
            # "Southern Lebanese border": the country's word is the second one.
            first = tree.token_at(match.start("one") + spot[1])
        if first is not None and last is not None and first <= last:
            found[first] = Candidate(first, last, (spot[0],), sure=True)
    return found


def _country(known: Gazetteer, word: str) -> str:
    """The country of an adjective or of a name, or nothing."""
    name = fold(word)
    if code := known.adjectives.get(name):
        return code
    spots = known.own.get(name, ())
    return (spots[0].country or "") if spots and spots[0].kind == "country" else ""


def _described_spot(known: Gazetteer, match: re.Match[str]) -> tuple[Spot, int] | None:
    one, skip = match.group("one"), 0
    code = _country(known, one)
    if not code and " " in one:
        skip = one.index(" ") + 1
        code = _country(known, one[skip:])
    what = match.group("what")
    if not code or code not in known.centres:
        return None
    if not match.group("own") and fold(one[skip:]) not in known.adjectives:
        return None
    name, latitude, longitude = known.centres[code]
    if what == "capital":
        seats = [s for s in known.cities_called(known.seats[code]) if s.country == code]
        return (seats[0], skip) if seats else None
    if not what.startswith(("border", "frontier")):
        return Spot(name, "country", code, latitude, longitude), skip
    other = _country(known, match.group("two") or match.group("with") or "")
    middle = known.borders.get(frozenset((code, other)))
    if middle:
        latitude, longitude = middle
    pair = f"{name}–{known.centres[other][0]}" if other in known.centres else name
    # Between two: in neither; of one (its border with another): on its own side.
    both = bool(match.group("two"))
    return Spot(f"{pair} border", "region", None if both else code, latitude, longitude), skip


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
