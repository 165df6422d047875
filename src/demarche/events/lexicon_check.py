"""Faults, collisions and ties of the lexicon: what `demarche lexicon check` tells."""

from collections.abc import Iterator

from demarche.events.lexicon import (
    CLASSES,
    GROUPS,
    OPERATORS,
    PLAIN_SLOTS,
    SILENT,
    Lexicon,
    Sense,
    cameo_types,
    load,
    own_type,
    strictness,
)
from demarche.plover import CONTEXTS, MODES, TYPES


def check(lexicon: Lexicon) -> list[str]:
    """One line per fault: unknown codes and slots, repeated senses, senses that collide.

    Two senses collide when words, part of speech and needs are the same but the meaning is not: the
    second could never be reached.
    """
    faults: list[str] = []
    known: dict[tuple[object, ...], Sense] = {}
    for sense in lexicon.senses:
        faults.extend(f"{sense.where}: {fault}" for fault in _faults(sense))
        key = (sense.part, sense.words, frozenset(sense.needs))
        first = known.setdefault(key, sense)
        if first is not sense:
            same = (first.type, first.mode, first.actors) == (sense.type, sense.mode, sense.actors)
            fault = "repeats" if same else f"({sense.type}) collides with {first.type} of"
            faults.append(f"{sense.where}: {' '.join(sense.words)} {fault} {first.where}")
    return faults


def replaced(lexicon: Lexicon) -> list[str]:
    """One line per shipped sense that a user's folder has replaced."""
    there = {(sense.part, sense.words, sense.needs): sense for sense in lexicon.senses}
    found = []
    for sense in load().senses:
        other = there.get((sense.part, sense.words, sense.needs))
        if other is not None and other.where != sense.where:
            words = " ".join(sense.words)
            found.append(f"{other.where}: {words} ({other.type}) replaces {sense.type} of "
                         f"{sense.where}")  # fmt: skip
    return found


def ties(lexicon: Lexicon) -> list[str]:
    """One line per pair of senses that ask for as much, may both hold, and mean different types.

    The first of the two is tried first; that is an order of rows, not a reason. Needs on the same
    slot with nothing in common cannot both hold.
    """
    found = []
    for (part, head), group in sorted(lexicon.index.items()):
        own = [sense for sense in group if sense.part == part and sense.head == head]
        for number, first in enumerate(own):
            for second in own[number + 1 :]:
                if (
                    strictness(first) == strictness(second)
                    and first.words == second.words
                    and own_type(first.type) != own_type(second.type)
                    and first.needs != second.needs
                    and not _exclude(first, second)
                ):
                    found.append(
                        f"{second.where}: {' '.join(second.words)} ({second.type}) ties with "
                        f"{first.type} of {first.where}, which goes first"
                    )
    return found


def _exclude(first: Sense, second: Sense) -> bool:
    """Whether two senses cannot both hold: a slot must have and lack the same, or needs clash."""
    for a in first.needs:
        for b in second.needs:
            if a.slot != b.slot:
                continue
            if a.negated != b.negated and (
                a.kind == "any" or b.kind == "any" or a.values & b.values
            ):
                return True
            if not a.negated and not b.negated and a.kind == b.kind and not a.values & b.values:
                return a.kind != "any" and a.slot != "near"
    return False


def _faults(sense: Sense) -> Iterator[str]:
    for slot in (*sense.actors, *sense.recipients, *(need.slot for need in sense.needs)):
        if not _is_slot(slot.lstrip("!")):
            yield f"no slot {slot!r}"
    if not all(sense.words) or any(word != word.strip() for word in sense.words):
        yield f"empty word in {sense.words}"
    if sense.operator is not None and sense.operator not in OPERATORS:
        yield f"no operator {sense.operator!r}"
    elif sense.operator is None and sense.type != SILENT and sense.type not in TYPES:
        yield f"no type {sense.type!r}"
    modes = MODES.get(own_type(sense.type), ())
    if sense.mode and sense.mode not in modes:
        yield f"{sense.type} has no mode {sense.mode!r}"
    yield from (f"no context {c!r}" for c in sense.contexts if c not in CONTEXTS)
    types = cameo_types().get(sense.cameo or "")
    if sense.cameo and types is None:
        yield f"no CAMEO code {sense.cameo}"
    elif types is not None and sense.type in TYPES and sense.type not in types:
        yield f"CAMEO {sense.cameo} is {'/'.join(sorted(types))}, not {sense.type}"
    for need in sense.needs:
        allowed = {"sector": GROUPS, "class": CLASSES}.get(need.kind)
        if allowed is not None and not need.values <= allowed:
            yield f"no {need.kind} {', '.join(sorted(need.values - allowed))}"
    if sense.example.count("[") != sense.example.count("]") or sense.example.count(
        "{"
    ) != sense.example.count("}"):
        yield "brackets of the example do not match"


def _is_slot(slot: str) -> bool:
    return (
        slot in PLAIN_SLOTS
        or slot in ("near", "before", "below", "neg", "passive")
        or (slot[:2] == "P:" and slot[2:].isalpha())
    )
