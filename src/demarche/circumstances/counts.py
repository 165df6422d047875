"""All numbers of a passage tied to the event that they belong to and to whom of it they count."""

import re
from typing import Literal

from demarche.circumstances.governing import LIGHT_VERBS, rising
from demarche.language.tree import Tree
from demarche.layers import Happening, Reading
from demarche.model import Casualties, Quantity

Role = Literal["actor", "recipient", "theme", "event"]
Rooted = tuple[int, Quantity]
"""The token that heads a quantity's words, and the quantity."""

_FIELDS = {
    "killed": "killed", "wounded": "wounded", "missing": "missing", "abducted": "captured",
    "captured": "captured", "arrested": "arrested", "displaced": "displaced",
}  # fmt: skip
"""Kinds of quantities to the fields of `Casualties`."""
_HARMING = frozenset(("ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "RETREAT"))
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), 1
    )
}


def tie_counts(reading: Reading, quantities: list[Rooted], cues: frozenset[int]) -> None:
    """Set `counts` and `casualties` of each event of a reading."""
    tree = reading.tree
    owners: dict[int, int] = {}
    for number, event in enumerate(reading.events):
        for token in event.trigger:
            owners.setdefault(token, number)
    for number, event in enumerate(reading.events):
        for token in rising(tree, event.trigger[0], cues):
            owners.setdefault(token, number)
    tied: dict[int, list[Quantity]] = {}
    for root, quantity in quantities:
        owner = _owner(reading, root, quantity, owners)
        if owner is None:
            continue
        role = _role(tree, reading.events[owner], root)
        tied.setdefault(owner, []).append(_with_role(quantity, role))
    for number, event in enumerate(reading.events):
        counts = tied.get(number, [])
        ordinal = _ordinal(tree, event.trigger[0])
        if event.quantity is not None:
            main = next((c for c in counts if c.span == event.quantity.span), None)
            if main is None:
                counts = [event.quantity, *counts]
            else:
                event.quantity = main
        event.counts = (*counts, ordinal) if ordinal else tuple(counts)
        event.casualties = _casualties(counts)


def _owner(reading: Reading, root: int, quantity: Quantity, owners: dict[int, int]) -> int | None:
    """The event that a quantity belongs to: the nearest above it, else the one its clause tells of.

    What others say is not crossed: the dead of a reported strike are not those of the report.
    """
    tree = reading.tree
    node, path = root, [root]
    for _ in range(8):
        if node in owners:
            return owners[node]
        for kid in tree.kids(node, "nsubj", "obl", "obj"):
            if (
                kid != path[-2 if len(path) > 1 else 0]
                and kid in owners
                and tree.upos[kid]
                in (
                    "NOUN",
                    "PROPN",
                )
            ):
                number = owners[kid]
                if quantity.kind in _FIELDS and reading.events[number].type in _HARMING:
                    return number
        if tree.heads[node] == node or tree.deps[node].partition(":")[0] in ("ccomp", "parataxis"):
            break
        node = tree.heads[node]
        path.append(node)
    if quantity.kind not in _FIELDS:
        return None
    sentence = tree.sentence_of[root]
    near = {
        number
        for number, event in enumerate(reading.events)
        if tree.sentence_of[event.trigger[0]] == sentence and event.type in _HARMING
    }
    return near.pop() if len(near) == 1 else None


def _role(tree: Tree, event: Happening, root: int) -> Role:
    trigger = event.trigger[0]
    if root in event.trigger:
        return "event"
    for role, named in (("recipient", event.recipients), ("actor", event.actors)):
        if any(m.start <= root < m.end for m in named):
            return "recipient" if role == "recipient" else "actor"
    if root in event.themes:
        return "theme"
    dep = tree.deps[root] if tree.heads[root] == trigger else ""
    if dep in ("nsubj", "obl:agent"):
        return "actor"
    if event.type in ("ASSAULT", "COERCE"):
        return "recipient"
    return "theme"


def _with_role(quantity: Quantity, role: Role) -> Quantity:
    return Quantity(
        value=quantity.value, unit=quantity.unit, low=quantity.low, high=quantity.high,
        bound=quantity.bound, kind=quantity.kind, span=quantity.span, role=role,
    )  # fmt: skip


def _ordinal(tree: Tree, trigger: int) -> Quantity | None:
    """ "the third attack", "launched its fifth attack": which one of its kind it is."""
    nouns = [trigger] if tree.upos[trigger] in ("NOUN", "PROPN") else []
    if tree.lemmas[trigger].lower() in LIGHT_VERBS:
        nouns.extend(tree.kids(trigger, "obj"))
    for kid in (kid for noun in nouns for kid in tree.kids(noun, "amod")):
        word = tree.words[kid].lower()
        digits = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word)
        number = int(digits.group(1)) if digits else _ORDINALS.get(word)
        if number:
            return Quantity(
                value=float(number), unit=tree.lemmas[tree.heads[kid]], kind="ordinal",
                span=tree.span(kid), role="event",
            )  # fmt: skip
    return None


def _casualties(counts: list[Quantity]) -> Casualties | None:
    """The first number of each kind of harm; coordinated ones ("12 soldiers and 3 civilians") are
    kept apart in the counts, and the largest of them stands for the field.
    """
    fields: dict[str, Quantity] = {}
    for quantity in counts:
        name = _FIELDS.get(quantity.kind or "")
        if name and (name not in fields or quantity.value > fields[name].value):
            fields[name] = quantity
    return Casualties(**fields) if fields else None
