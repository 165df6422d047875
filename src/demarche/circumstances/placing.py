"""Places tied to events."""

from demarche.circumstances.governing import case_of, owner, rising, sinking, span_root
from demarche.circumstances.inferring import infer_places
from demarche.circumstances.places import find_places
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree
from demarche.layers import Reading
from demarche.model import Place

_AT = words(
    """in at near outside inside within across around off on over throughout along beside by
        above under between amid"""
)
_TO = frozenset(("to", "into", "toward", "towards", "onto", "for", "against"))
_FROM = frozenset(("from", "of", "through", "via"))


def place_events(reading: Reading, cues: frozenset[int]) -> None:
    """Set the place of each event: on its trigger, below it, then of the clause that it shares."""
    tree = reading.tree
    owned: dict[int, list[tuple[int, int, Place]]] = {}
    places = find_places(tree, reading.mentions)
    for first, last, place in places:
        root = span_root(tree, first, last)
        holder = owner(tree, root)
        case = case_of(tree, root)
        # "Russia's Far East", "the city of Pokrovsk": the phrase's own place stands on its head.
        if tree.deps[root] in ("nmod", "nmod:poss", "appos", "compound", "flat"):
            outer = tree.heads[root]
            if not case or case == "of":
                holder, case = owner(tree, outer), case_of(tree, outer) or case
        rank = 0 if case in _AT else 1 if case in _TO else 2 if case in _FROM else 3
        owned.setdefault(holder, []).append((rank, first, place))
    sentences = {tree.sentence_of[token] for token in owned}
    for event in reading.events:
        trigger = event.trigger[0]
        if tree.sentence_of[trigger] not in sentences:
            continue
        nodes = [*event.trigger, *sinking(tree, trigger), *_below(tree, trigger)]
        found = _best(owned, nodes)
        if found is None:
            found = _best(owned, list(event.themes)) or _best(owned, rising(tree, trigger, cues))
        event.place = found
    infer_places(reading, places, cues)


def _best(owned: dict[int, list[tuple[int, int, Place]]], nodes: list[int]) -> Place | None:
    for node in nodes:
        if node in owned:
            rank, _, place = min(owned[node], key=lambda o: o[:2])
            if rank < 3:
                return place
    return None


def _below(tree: Tree, trigger: int) -> list[int]:
    """Words below the trigger whose place is the trigger's: objects, phrases, purposes."""
    found: list[int] = []
    layer = [trigger]
    for _ in range(3):
        layer = [
            kid
            for node in layer
            for kid in tree.children[node]
            if tree.deps[kid].partition(":")[0] in ("obl", "obj", "nmod", "xcomp")
            or tree.deps[kid] == "nsubj:pass"
            or (tree.deps[kid] == "advcl" and any(
                tree.deps[m] == "mark" and tree.words[m].lower() == "to" for m in tree.children[kid]
            ))
        ]  # fmt: skip
        found.extend(layer)
    return found
