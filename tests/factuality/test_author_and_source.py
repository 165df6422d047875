"""The author is not the source: what each holds, through the whole path, and why."""

from functools import cache

import pytest

from demarche.evaluate.parses import trees
from demarche.ingest.text import make_document
from demarche.model import Coded, Event
from demarche.pipeline import interpret
from demarche.records import coded

CHAIN = "Tehran said that Moscow had told Ankara that Kyiv believed that Minsk had sent troops."


@cache
def read(text: str) -> Coded:
    return coded(interpret(make_document(text), trees([text])[0]))


def event(text: str, trigger: str) -> Event:
    return next(e for e in read(text).events if trigger in e.trigger.text.split())


def held(text: str, trigger: str) -> dict[str, str]:
    return {c.source.country: c.value for c in event(text, trigger).factuality}


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("South Korea said North Korea sent troops.", "sent", {"AUTHOR": "Uu", "KOR": "CT+"}),
        (
            "North Korea's sending of troops, which Moscow denies, angered Seoul.",
            "sending",
            {"AUTHOR": "CT+", "RUS": "CT-"},
        ),
        (
            "The US could not confirm that North Korea had sent troops.",
            "sent",
            {"AUTHOR": "Uu", "USA": "Uu"},
        ),
        ("Seoul said no troops were sent.", "sent", {"AUTHOR": "Uu", "KOR": "CT-"}),
        ("Moscow denied sending troops.", "sending", {"AUTHOR": "Uu", "RUS": "CT-"}),
        (
            "Moscow denied that it had failed to send troops.",
            "send",
            {"AUTHOR": "Uu", "RUS": "CT+"},
        ),
        (
            "Kyiv admitted that its troops had attacked the bridge.",
            "attacked",
            {"AUTHOR": "CT+", "UKR": "CT+"},
        ),
        (
            CHAIN,
            "sent",
            {"AUTHOR": "Uu", "IRN": "Uu", "RUS": "Uu", "UKR": "PR+"},
        ),
    ],
)
def test_each_source_holds_its_own(text: str, trigger: str, expected: dict[str, str]) -> None:
    assert held(text, trigger) == expected


def test_the_chain_of_sources_is_outermost_first() -> None:
    found = event(CHAIN, "sent")
    statements = {s.id: s for s in read(CHAIN).statements}
    chain = [[p.country for p in statements[i].sources] for i in found.statements]
    assert chain == [["IRN"], ["IRN", "RUS"], ["IRN", "RUS", "UKR"]]


def test_who_could_not_confirm_takes_a_position_of_its_own() -> None:
    text = "The US could not confirm that North Korea had sent troops."
    (statement,) = (s for s in read(text).statements if s.act == "decline")
    assert statement.id in {c.statement for c in event(text, "sent").factuality}
    assert statement.stance == "uncommitted"


def test_every_value_says_by_which_operators_it_came() -> None:
    text = "Moscow denied that it had failed to send troops."
    views = {c.source.country: c.why for c in event(text, "send").factuality}
    steps = " | ".join(views["RUS"])
    assert "denied (deny) → CT-" in steps
    assert "failed" in steps
    assert steps.endswith("→ CT+")
    assert steps.index("denied") < steps.index("failed"), "outermost first"
