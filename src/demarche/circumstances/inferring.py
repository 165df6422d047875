"""Places that are not said of an event but follow from what stands around it; marked as such."""

from demarche.circumstances.gazetteer import Spot, gazetteer
from demarche.circumstances.governing import rising
from demarche.circumstances.reference import dateline, dateline_spot
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree
from demarche.layers import Happening, Reading
from demarche.model import Place, Span

Placed = tuple[int, int, Place]
_BODILY = frozenset(("ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"))
"""Types whose events happen at a place on the ground."""
_EXACT = frozenset(("point", "city", "admin1", "region"))
_TOWNS = words("""city town village port suburb settlement camp""")
_AREAS = words("""province region area district state territory""")


def infer_places(reading: Reading, places: list[Placed], cues: frozenset[int]) -> None:
    """Set the place of events that have none, `inferred`, where the text points to one.

    In this order: "there", "the city", "the capital" by what was named before; for events on the
    ground the only exact place of the sentence; the place of the event just before in the same
    paragraph; the dateline, for the first paragraph.
    """
    tree = reading.tree
    for number, event in enumerate(reading.events):
        if event.place is not None:
            continue
        place = _pointed(tree, event, places, cues)
        if place is None and event.type in _BODILY:
            place = (
                _of_sentence(tree, event, places)
                or _before(reading, number)
                or _dateline(tree, event)
            )
        if place is not None:
            event.place = _inferred(place)


def _inferred(place: Place) -> Place:
    return Place(
        name=place.name, country=place.country, admin1=place.admin1,
        admin1_code=place.admin1_code, latitude=place.latitude, longitude=place.longitude,
        precision=place.precision, span=place.span, inferred=True,
    )  # fmt: skip


def _pointed(
    tree: Tree, event: Happening, places: list[Placed], cues: frozenset[int]
) -> Place | None:
    """The place that "there" or "in the city" points back to."""
    trigger = event.trigger[0]
    for node in (*event.trigger, *rising(tree, trigger, cues)):
        for kid in tree.children[node]:
            word = tree.words[kid].lower()
            if word == "there" and tree.deps[kid].startswith("advmod"):
                return _last(places, kid, _EXACT | {"country"})
            if not tree.deps[kid].startswith(("obl", "nmod")):
                continue
            if not any(tree.words[d].lower() in ("the", "that") for d in tree.kids(kid, "det")):
                continue
            if word == "capital":
                return _capital(tree, kid, places)
            if word in _TOWNS:
                return _last(places, kid, frozenset(("city", "point")))
            if word in _AREAS:
                return _last(places, kid, frozenset(("admin1", "region")))
    return None


def _last(places: list[Placed], token: int, precisions: frozenset[str]) -> Place | None:
    """The last place of these precisions named before a token."""
    for first, _, place in reversed(places):
        if first < token and place.precision in precisions:
            return place
    return None


def _capital(tree: Tree, token: int, places: list[Placed]) -> Place | None:
    """ "the capital": that of the country of the last place named before."""
    last = _last(places, token, _EXACT | {"country"})
    known = gazetteer()
    if last is None or last.country not in known.seats:
        return None
    for spot in known.cities_called(known.seats[last.country]):
        if spot.country == last.country:
            return _city(spot, tree.span(token))
    return None


def _of_sentence(tree: Tree, event: Happening, places: list[Placed]) -> Place | None:
    """The only exact place that the sentence names."""
    sentence = tree.sentence_of[event.trigger[0]]
    here = [p for first, _, p in places if tree.sentence_of[first] == sentence]
    exact = [p for p in here if p.precision in _EXACT]
    return exact[0] if len(exact) == 1 and len(here) == 1 else None


def _before(reading: Reading, number: int) -> Place | None:
    """The place of the event on the ground just before, in this sentence or the one before it."""
    tree = reading.tree
    here = tree.sentence_of[reading.events[number].trigger[0]]
    for other in reversed(reading.events[:number]):
        there = tree.sentence_of[other.trigger[0]]
        if here - there > 1:
            return None
        if other.type in _BODILY and other.place is not None:
            start = tree.ends[tree.sentences[there][1] - 1]
            apart = (
                here != there and "\n" in tree.text[start : tree.starts[tree.sentences[here][0]]]
            )
            return None if apart else other.place
    return None


def _dateline(tree: Tree, event: Happening) -> Place | None:
    """The place that the article is written from, for what its first paragraph tells."""
    found = dateline(tree.text)
    if found is None or "\n" in tree.text[found.end() : tree.starts[event.trigger[0]]]:
        return None
    if tree.starts[event.trigger[0]] < found.start():
        return None
    spot = dateline_spot(found.group("place"))
    if spot is None:
        return None
    start, end = found.span("place")
    words = tree.text[start:end].rstrip()
    return _city(spot, Span(start=start, end=start + len(words), text=words))


def _city(spot: Spot, span: Span) -> Place:
    """A town as a place."""
    name, code = gazetteer().divisions.get((spot.country or "", spot.admin1), ("", ""))
    return Place(
        name=spot.name, country=spot.country, admin1=name or None, admin1_code=code or None,
        latitude=spot.latitude, longitude=spot.longitude, precision="city", span=span,
    )  # fmt: skip
