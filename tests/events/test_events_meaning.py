"""Type by meaning: the small network, its thresholds, and the cases in which it is asked."""

import pytest

from demarche.evaluate.parses import trees
from demarche.events import find_events, meaning
from demarche.events.judged import political
from demarche.events.meaning import NONE, Asked
from demarche.events.relation import Link, decide, layers, relate
from demarche.plover import TYPES

THRESHOLDS = {"silent": 0.3, "torn": 0.5}


@pytest.fixture(scope="module")
def network():
    found = meaning.load()
    assert found is not None
    return found


def ask(network, text, predicate, actor=None, recipient=None):
    [tree] = trees([text])
    where = {word: token for token, word in enumerate(tree.words)}
    return network.ask(tree, Asked(where[predicate], where.get(actor), where.get(recipient)))


def test_meaning_weights_are_small():
    assert meaning.WEIGHTS.stat().st_size < 1_000_000


def test_meaning_gives_a_probability_to_every_type_and_to_none(network):
    shares = ask(network, "France attacked Spain.", "attacked", "France", "Spain")
    assert tuple(shares) == (*TYPES, NONE)
    assert sum(shares.values()) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("text", "predicate", "actor", "recipient", "kind"),
    [
        ("Soldiers bombarded the Ukrainian port.", "bombarded", "Soldiers", "port", "ASSAULT"),
        ("Chad criticised Niger over the arrests.", "criticised", "Chad", "Niger", "ACCUSE"),
        ("The midfielder attacked down the left flank.", "attacked", "midfielder", None, NONE),
        ("The singer cancelled her concert in Rome.", "cancelled", "singer", None, NONE),
        ("Peru freed two Chilean sailors.", "freed", "Peru", "sailors", "RETREAT"),
    ],
)
def test_meaning_tells_types_apart(network, text, predicate, actor, recipient, kind):
    shares = ask(network, text, predicate, actor, recipient)
    assert meaning.best(shares)[0] == kind, shares


def test_meaning_is_the_same_each_time(network):
    once, twice = (ask(network, "Mali expelled the envoy.", "expelled") for _ in range(2))
    assert once == twice


def test_without_hidden_states_the_rules_stand_alone(network):
    [tree] = trees(["France attacked Spain."])
    tree.states = None
    assert network.ask(tree, Asked(1, 0, 2)) == {}
    assert [event.type for event in find_events(tree, *layers(tree))] == ["ASSAULT"]
    best = relate(tree, *layers(tree), (0, 6), (16, 21))
    assert best is not None
    assert (best.type, best.why) == ("ASSAULT", "roles")


SURE = Link("AID", 0.98, 1, "roles")
WEAK = Link("AID", 0.28, 1, "recipient below")


@pytest.mark.parametrize(
    ("links", "share", "kind"),
    [
        ([SURE], 0.99, "AID"),
        ([WEAK], 0.49, "AID"),
        ([WEAK], 0.51, "ASSAULT"),
        ([], 0.31, "ASSAULT"),
        ([], 0.29, None),
    ],
)
def test_the_network_is_heard_only_where_the_lexicon_is_silent_or_torn(links, share, kind):
    shares = dict.fromkeys((*TYPES, NONE), 0.0) | {"ASSAULT": share}
    link = decide(links, shares, THRESHOLDS, 1)
    assert (link.type if link else None) == kind


def test_a_verb_that_no_entry_knows_may_be_an_event():
    [tree] = trees(["Russian troops zorched Ukrainian soldiers near Kharkiv."])
    for event in find_events(tree, *layers(tree)):
        assert event.reason.by == "model"
        assert event.reason.score >= 0.8


def test_a_sentence_is_kept_or_silenced_as_a_whole():
    [tree] = trees(["France attacked Spain and condemned Italy."])
    events = find_events(tree, *layers(tree))
    assert len(events) == 2

    answers: list[float] = []

    class Judge:
        def __init__(self) -> None:
            self.tree = tree

        def judge(self, *_):
            return {NONE: answers.pop(0)}

    for given, kept in (([0.99, 0.1], 2), ([0.99, 0.98], 0)):
        answers[:] = given
        assert len(political(Judge(), events)) == kept
