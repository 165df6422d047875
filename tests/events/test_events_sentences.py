"""Sentences are coded as sentences.yaml and world.yaml say, parser and actors included."""

from functools import cache
from pathlib import Path

import pytest
from tests.casefile import cases, parsed

from demarche.events import find_events
from demarche.events.relation import layers
from demarche.language.tree import Tree
from demarche.layers import Happening, Named

HERE = Path(__file__)
CASES = list(cases(HERE.with_name("sentences.yaml"), HERE.with_name("world.yaml")))


@cache
def _trees() -> dict[str, Tree]:
    return parsed(CASES)


def _countries(named: tuple[Named, ...]) -> frozenset[str]:
    return frozenset(actor.country for mention in named for actor in mention.actors)


def _tell(event: Happening, tree: Tree) -> str:
    sides = (",".join(sorted(_countries(side))) or "-" for side in (event.actors, event.recipients))
    return f"{event.type} {tree.words[event.trigger[0]]} " + " > ".join(sides)


def _matches(event: Happening, tree: Tree, expected: str) -> bool:
    head, _, recipients = expected.partition(" > ")
    kinds, trigger, *actors = head.split()
    return (
        event.type in kinds.split("|")
        and trigger in [tree.words[token].lower() for token in event.trigger]
        and (not actors or _same(event.actors, actors[0]))
        and (not recipients or _same(event.recipients, recipients))
    )


def _same(named: tuple[Named, ...], expected: str) -> bool:
    """`*`: anybody; `-`: nobody; else just these countries."""
    if expected == "*":
        return True
    wanted = frozenset() if expected == "-" else frozenset(expected.split(","))
    return _countries(named) == wanted


@pytest.mark.parametrize("case", CASES)
def test_events_sentence(case: dict) -> None:
    tree = _trees()[case["text"]]
    events = find_events(tree, *layers(tree))
    told = [_tell(event, tree) for event in events]
    if case.get("silent"):
        assert not told
    for expected in case.get("expect", ()):
        assert any(_matches(event, tree, expected) for event in events), (expected, told)
    assert not {event.type for event in events} & set(case.get("must_not", ())), told
