"""The composition table and the other small tables: read, complete, and as the issue asks."""

import pytest

from demarche.evaluate.parses import trees
from demarche.events import find_events, tables
from demarche.events.lexicon import load
from demarche.events.relation import layers
from demarche.plover import MODES, TYPES


def _outer(operator: str, kind: str | None, mode: str | None = None) -> str:
    return tables.composition().rules(operator, kind, mode)[0].outer


@pytest.mark.parametrize(
    ("operator", "kind", "outer"),
    [
        ("agree", "RETREAT", "AGREE"),
        ("refuse", "RETREAT", "REJECT"),
        ("demand", "RETREAT", "REQUEST"),
        ("threaten", "COERCE", "THREATEN"),
        ("discuss", "RETREAT", "CONSULT"),
        ("fail", "RETREAT", "-"),
        ("promise", "AID", "AGREE"),
        ("promise", "ASSAULT", "THREATEN"),
        ("will", "RETREAT", "AGREE"),
        ("will", "SANCTION", "THREATEN"),
        ("not-will", "RETREAT", "REJECT"),
        ("must", "RETREAT", "REQUEST"),
        ("stop", "AID", "SANCTION"),
        ("stop", "SANCTION", "RETREAT"),
        ("begin", "ASSAULT", "="),
        ("deny", "AID", "REJECT"),
        ("fail", "AGREE", "REJECT"),
    ],
)
def test_composition_rows(operator: str, kind: str, outer: str) -> None:
    assert _outer(operator, kind) == outer


def test_composition_special_mode_goes_first() -> None:
    assert _outer("stop", "COERCE", "curfew") == "CONCEDE"
    assert _outer("stop", "COERCE", "seize") == "RETREAT"


def test_composition_covers_every_operator_of_the_lexicon_and_every_type() -> None:
    operators = {sense.operator for sense in load().senses if sense.operator}
    table = tables.composition()
    assert operators <= table.operators
    bare = sorted(operators | {"will", "must", "should"} - {"will"})
    missing = [(op, kind) for op in bare for kind in TYPES if not table.rules(op, kind, None)]
    assert missing == []


def test_composition_modes_are_plover_modes() -> None:
    for operator in tables.composition().operators:
        for kind in (*TYPES, None):
            for rule in tables.composition().rules(operator, kind, None):
                assert rule.mode is None or rule.mode in MODES[rule.outer]


def test_support_verbs_are_read_with_the_particle_first() -> None:
    rows = tables.support_verbs()["cut"]
    assert [row.verb for row in rows] == [("cut", "off"), ("cut",)]
    assert rows[0].operator == "stop"


def test_contexts_come_in_plover_order_and_know_pairs_of_words() -> None:
    assert tables.contexts(["the", "air", "force", "court"])[:2] == ("military", "legal")
    assert tables.contexts(["nothing"]) == ()


def test_contexts_of_a_paragraph_reach_its_sentences_where_three_words_tell_them() -> None:
    text = "France sent aid to Chad. Doctors set up a hospital. A vaccine stopped the disease."
    [tree] = trees([text])
    [event] = [e for e in find_events(tree, *layers(tree)) if tree.words[e.trigger[0]] == "sent"]
    assert "health" in event.contexts
    [alone] = trees([text.split(". ")[0] + "."])
    assert "health" not in find_events(alone, *layers(alone))[0].contexts
    [apart] = trees([text.replace(". D", ".\n\nD")])
    [event] = [e for e in find_events(apart, *layers(apart)) if apart.words[e.trigger[0]] == "sent"]
    assert "health" not in event.contexts


def test_silence_counts_words_of_one_subject() -> None:
    assert tables.silenced(["the", "goalkeeper"]) == 2
    assert tables.silenced(["a", "league"]) == 1
    assert tables.silenced(["the", "minister"]) == 0
