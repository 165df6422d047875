"""All of PLOVER is reached: by coding sentences, not only by rows of the tables.

The examples of the lexicon and the sentences of coverage.yaml are coded by the whole events stage;
every type, every mode and every CAMEO code of three digits that PLOVER can code must come out.
"""

from functools import cache
from pathlib import Path

import pytest
import yaml

from demarche.evaluate.lexicon_examples import examples
from demarche.evaluate.parses import trees
from demarche.events import find_events
from demarche.events.lexicon import cameo_types, load
from demarche.events.relation import layers
from demarche.layers import Happening
from demarche.plover import INTENSITY, MODES, QUAD, TYPES

MORE = yaml.safe_load(Path(__file__).with_name("coverage.yaml").read_text(encoding="utf-8"))


@cache
def coded() -> list[Happening]:
    texts = [example.text for example in examples(load())] + MORE
    return [event for tree in trees(texts) for event in find_events(tree, *layers(tree))]


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_comes_out_of_text(kind):
    assert any(event.type == kind for event in coded())


def test_every_mode_comes_out_of_text():
    reached = {(event.type, event.mode) for event in coded()}
    due = {(kind, mode) for kind, modes in MODES.items() for mode in modes}
    assert sorted(due - reached) == []


def test_every_cameo_code_to_three_digits_comes_out_of_text():
    reached = {event.cameo[:3] for event in coded() if event.cameo}
    due = {code for code, types in cameo_types().items() if types and len(code) == 3}
    assert sorted(due - reached) == []


def test_every_code_is_one_of_its_type():
    wrong = {
        (event.type, event.cameo, event.reason.entry)
        for event in coded()
        if event.cameo and event.type not in cameo_types().get(event.cameo, ())
    }
    assert len(wrong) <= 10, sorted(wrong)


def test_every_type_has_a_quad_class_and_a_score_of_its_sign():
    for kind in TYPES:
        assert (INTENSITY[kind] > 0) == (QUAD[kind] < 3)
        assert -10 <= INTENSITY[kind] <= 10
