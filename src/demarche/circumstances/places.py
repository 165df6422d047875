"""Places in a text: found in the gazetteer, told apart by the article, metonymy left out."""

import re
from dataclasses import replace

from demarche.circumstances.gazetteer import Gazetteer, Spot, gazetteer
from demarche.circumstances.governing import span_root
from demarche.circumstances.placechoice import Evidence, choose, evidence, within
from demarche.circumstances.placenames import Candidate, barred, find_candidates
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

_PARTS = WHERE | words(
    """city town outskirts outside capital streets center centre suburb suburbs district districts
        airport port skies out miles kilometers kilometres km coast border borders shores part parts
        neighborhood neighbourhood most much all half parts rest bank banks"""
)

_REACHING = words(
    """rock shell bomb storm besiege capture seize retake recapture liberate occupy enter leave flee
    reach visit tour cross invade raid overrun encircle evacuate surround hit bombard pound strike
    devastate flood quit sweep ravage torch ransack loot blockade patrol overrun fly sail"""
)
"""Verbs whose object, where it is a place, is where it happens."""

_HOLDING = words(
    """hold take lose control defend abandon target attack burn destroy close reopen"""
)
"""Verbs whose object is a place only where it is a town: one attacks Kobani, and Israel too."""

_SUFFERING = words("""come see wake suffer witness lie brace reel burn fall empty shake flood""")
"""Verbs whose subject, where it is a town, is where it happens: "Belgorod came under fire"."""

_BOUND = words("""head leave bind sail depart set make bound run""")
"""Verbs whose "for" names where the way leads."""

_CLOSING = words("""march advance converge descend land fire rain fall""")
"""Verbs whose "on" names what is reached: "marched on La Paz"."""

_ADDRESSING = words(
    """talk speak say write appeal report respond reply turn apologise apologize complain listen
    belong promise pledge explain signal object react thank sell protest close loyal similar
    hear learn buy demand request answer message call letter response threat warning loyalty
    pressure support help order instruction criticism praise condemnation envoy"""
)
"""Words whose "to" names the one addressed, whose "from" the one heard: no place."""

_DEALINGS = words(
    """relation talk tie deal dispute row rift tension agreement negotiation pact treaty trade
    friendship alliance rivalry mistrust truce ceasefire thaw quarrel contact"""
)
"""Nouns between whose parties no place lies: "relations between Ankara and Athens"."""

_INSTITUTIONS = words(
    """government minister president police court governor parliament army military general
    ministry official leader king queen premier chief chancellor party mayor council prosecutor
    judge authority foreign interior prime attorney supreme defence defense navy force troop
    senator ambassador envoy diplomat opposition ruler voter junta people"""
)
"""What, of a place, is not in it but acts for it: "Bavaria's interior minister"."""


def find_places(tree: Tree, mentions: Mentions) -> list[tuple[int, int, Place]]:
    """All places of a text: first token, last token (inclusive), and the place.

    A country or capital that acts, speaks or is dealt with is its government and is left out.
    """
    known = gazetteer()
    candidates = find_candidates(tree, known, barred(mentions))
    if not candidates:
        return []
    told = evidence(tree, known, candidates)
    found: list[tuple[int, int, Place]] = []
    inside: Spot | None = None
    for number, one in enumerate(candidates):
        after = candidates[number + 1] if number + 1 < len(candidates) else None
        larger = within(tree, one, after)
        spot = choose(one, told, larger, inside)
        if spot.name.endswith(" border") and "–" not in spot.name:
            spot = _this_border(known, told, spot)
        placed = one.sure or larger is not None or inside is not None
        inside = spot if larger is not None else None
        if _is_place(tree, one, spot, placed):
            found.append((one.first, one.last, _place(tree, known, one, spot)))
    return found


def _this_border(known: Gazetteer, told: Evidence, spot: Spot) -> Spot:
    """A country's border where the article is: with the country that it names most."""
    for code, _ in sorted(told.countries.items(), key=lambda c: (-c[1], c[0])):
        if middle := known.borders.get(frozenset((code, spot.country or ""))):
            return replace(spot, latitude=middle[0], longitude=middle[1])
    return spot


def _place(tree: Tree, known: Gazetteer, one: Candidate, spot: Spot) -> Place:
    latitude, longitude = spot.latitude, spot.longitude
    if one.direction and spot.kind == "country":
        latitude, longitude = known.part(spot, one.direction)
    precision = "region" if one.direction else {"capital": "city"}.get(spot.kind, spot.kind)
    name, code = "", ""
    if spot.admin1 and not one.direction:
        name, code = known.divisions.get((spot.country or "", spot.admin1), ("", ""))
    return Place(
        name=f"{one.direction} {spot.name}" if one.direction else spot.name,
        country=spot.country,
        admin1=name or None,
        admin1_code=code or None,
        latitude=latitude,
        longitude=longitude,
        precision=precision,  # type: ignore[arg-type]
        span=tree.span(one.first, one.last),
    )


def _is_place(tree: Tree, one: Candidate, spot: Spot, placed: bool) -> bool:
    """Whether the name is a place here and no government, person or newspaper."""
    if one.sure:
        return True
    owns = one.last + 1 < len(tree.words) and tree.words[one.last + 1] in ("'s", "’s", "'", "’")
    if owns and (spot.kind in ("country", "capital") or _institution(tree, one.last + 2)):
        return False
    if (
        spot.kind in ("admin1", "region", "sea", "point")
        and (one.last > one.first or one.direction)
        and not spot.listed
    ):
        return True
    root = span_root(tree, one.first, one.last)
    case = _preposition(tree, one, root)
    if case == "for" and tree.lemmas[tree.heads[root]].lower() in _BOUND:
        return True
    if case == "between" and _dealing(tree, root):
        return False
    if spot.kind in ("country", "capital"):
        if case == "of" and one.first > 1:
            return _before_of(tree, one) in _PARTS
        if _reached(tree, root, spot.kind == "capital"):
            return True
        if one.direction or placed:
            return True
        if case is None:
            return spot.kind == "capital" and _dateline(tree, one)
        if case == "on" and tree.lemmas[tree.heads[root]].lower() in _CLOSING:
            return spot.kind == "capital"
        return case in WHERE and not (case in ("to", "from") and _spoken_to(tree, root))
    if spot.listed and not placed:
        return len(one.spots) == 1 and case in ("in", "across", "throughout", "near", "from")
    if spot.kind == "city":
        return _is_city(tree, one, spot, placed, root, case, owns)
    return (
        tree.deps[root].partition(":")[0] != "nsubj"
        or case is not None
        or owns
        or (tree.lemmas[tree.heads[root]].lower() in _SUFFERING)
    )


def _is_city(
    tree: Tree, one: Candidate, spot: Spot, placed: bool, root: int, case: str | None, owns: bool
) -> bool:
    strong = case in WHERE or case == "of" or placed or _dateline(tree, one)
    if case == "on" and tree.lemmas[tree.heads[root]].lower() in _CLOSING:
        strong = True
    if _reached(tree, root, True):
        return True
    if strong:
        return (
            spot.population >= 15_000
            or placed
            or case in ("in", "at", "near", "outside", "from", "to", "into")
            or (case == "of" and tree.words[max(0, one.first - 2)].lower() in _PARTS)
        )
    if tree.deps[root].partition(":")[0] == "nsubj":
        return spot.population >= 50_000 and (tree.lemmas[tree.heads[root]].lower() in _SUFFERING)
    if owns:
        return spot.population >= 100_000
    if tree.deps[root].partition(":")[0] in ("vocative", "flat") or (
        one.first == one.last and (spot.population < 300_000)
    ):
        return False
    return spot.population >= 100_000


def _institution(tree: Tree, token: int) -> bool:
    """Whether what belongs to the place acts for it: one of the next two nouns is an office."""
    for at in range(token, min(token + 3, len(tree.words))):
        lemma = tree.lemmas[at].lower()
        if lemma in _INSTITUTIONS or lemma.rstrip("s") in _INSTITUTIONS:
            return True
        if tree.upos[at] not in ("ADJ", "NOUN", "PROPN", "NUM"):
            return False
    return False


def _before_of(tree: Tree, one: Candidate) -> str:
    """The noun before "of" ("the rest of Georgia", "the coast of the Sudan")."""
    at = one.first - 1
    while at > 0 and tree.words[at].lower() in ("the", "of"):
        at -= 1
    return tree.words[at].lower()


def _dealing(tree: Tree, root: int) -> bool:
    """Whether "between" stands by relations, not by places."""
    while tree.deps[root].partition(":")[0] == "conj" and tree.heads[root] != root:
        root = tree.heads[root]
    return tree.lemmas[tree.heads[root]].lower().rstrip("s") in _DEALINGS


def _spoken_to(tree: Tree, root: int) -> bool:
    """Whether the phrase tells to whom something is said or given: "talked to Washington"."""
    return tree.lemmas[tree.heads[root]].lower() in _ADDRESSING


def _reached(tree: Tree, root: int, town: bool) -> bool:
    """Whether the name is what is entered, left, hit: a place, even where it is a country."""
    while tree.deps[root].partition(":")[0] == "conj" and tree.heads[root] != root:
        root = tree.heads[root]
    if tree.deps[root] not in ("obj", "nsubj:pass"):
        return False
    verb = tree.lemmas[tree.heads[root]].lower()
    return verb in _REACHING or (town and verb in _HOLDING)


def _preposition(tree: Tree, one: Candidate, root: int) -> str | None:
    """The preposition right before the name, of its phrase, or of the coordination it is in."""
    before = one.first - 1
    if before >= 0 and tree.words[before].lower() in ("the", "a"):
        before -= 1
    adjacent = tree.words[before].lower() if before >= 0 else ""
    if adjacent in WHERE and tree.upos[before] in ("ADP", "SCONJ", "PART", "ADV", "", "NOUN"):
        return adjacent
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
    if tree.upos[root] != "ADJ" and adjacent in ("of", "with", "by", "for", "against", "on"):
        return adjacent
    return None


def _dateline(tree: Tree, one: Candidate) -> bool:
    """Whether the name opens a paragraph as a dateline: "SEOUL (Reuters) -"."""
    start = tree.starts[one.first]
    if start and tree.text[start - 1] not in "\n\r":
        return False
    return bool(
        re.match(
            r",?[^\n]{0,40}?(?:\([A-Z][\w .]+\))?\s*(?:—|–|--|-)\s",
            tree.text[tree.ends[one.last] : tree.ends[one.last] + 80],
        )
    )
