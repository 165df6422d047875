"""Actors and recipients of events, by the sentences of event_roles.yaml, on the whole path."""

from functools import cache
from pathlib import Path

import pytest
from tests.casefile import cases, parsed

from demarche.language.tree import Tree
from demarche.layers import Happening, Named, Reading
from demarche.model import Document
from demarche.pipeline import interpret

CASES = list(cases(Path(__file__).with_name("event_roles.yaml")))


@cache
def _trees() -> dict[str, Tree]:
    return parsed(CASES)


def _codes(named: tuple[Named, ...]) -> set[str]:
    return {actor.code for mention in named for actor in mention.actors}


def _fits(wanted: str, code: str) -> bool:
    return wanted == code or ("." not in wanted and wanted == code.partition(".")[0])


def _same(named: tuple[Named, ...], expected: str) -> bool:
    """`*`: anybody; `-`: nobody; else these and no others."""
    if expected in ("*", "-"):
        return expected == "*" or not named
    codes = sorted(_codes(named))
    for alternative in expected.split("|"):
        wanted = alternative.split(",")
        if all(any(_fits(w, c) for c in codes) for w in wanted) and all(
            any(_fits(w, c) for w in wanted) for c in codes
        ):
            return True
    return False


def _tell(event: Happening, tree: Tree) -> str:
    sides = (",".join(sorted(_codes(side))) or "-" for side in (event.actors, event.recipients))
    return f"{event.type} {tree.words[event.trigger[0]]} " + " > ".join(sides)


@pytest.mark.parametrize("case", CASES)
def test_roles_of_events(case: dict) -> None:
    tree = _trees()[case["text"]]
    reading: Reading = interpret(Document(id="d", text=tree.text), tree)
    told = [_tell(event, tree) for event in reading.events]
    for expected in case["expect"]:
        head, _, recipients = expected.partition(" > ")
        triggers, actors = head.split()
        found = any(
            tree.words[token].lower() in triggers.split("|")
            and _same(event.actors, actors)
            and _same(event.recipients, recipients)
            for event in reading.events
            for token in event.trigger
        )
        if case.get("wrong"):
            assert not found, "this is right now: take the mark `wrong` away"
        else:
            assert found, f"{expected}, not {told}"
