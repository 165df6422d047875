"""Quantities as the cases in quantities.yaml ask for them, without any parse."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.circumstances.blank import blank_tree

from demarche.circumstances import find_quantities
from demarche.circumstances.figures import NUMBER, figure_at
from demarche.circumstances.numbers import ONES, TENS, read_number_words
from demarche.circumstances.units import normal_unit, units
from demarche.model import Quantity

CASES = yaml.load(
    (Path(__file__).parent / "quantities.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


def told(quantity: Quantity) -> list[str]:
    value = f"{quantity.value:.4f}".rstrip("0").rstrip(".")
    if quantity.low is not None and quantity.high is not None:
        value = f"{quantity.low:.0f}-{quantity.high:.0f}"
    return [quantity.bound, value, quantity.unit]


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:50] for c in CASES])
def test_quantities_case(case: dict[str, Any]) -> None:
    quantities = [q for _, _, q in find_quantities(blank_tree(case["text"]))]
    if "expect" in case:
        assert {q.span.text: told(q) for q in quantities if q.span} == case["expect"]
    for words, kind in case.get("kind", {}).items():
        assert {q.span.text: q.kind for q in quantities if q.span}[words] == kind
    for words in case.get("must_not", ()):
        assert not [q for q in quantities if q.span and words in q.span.text]


@given(st.integers(min_value=1, max_value=99))
def test_number_words_round_trip(number: int) -> None:
    ones = {int(v): w for w, v in ONES.items()}
    tens = {int(v): w for w, v in TENS.items()}
    words = [ones[number]] if number < 20 else [tens[number // 10 * 10]]
    if number >= 20 and number % 10:
        words.append(ones[number % 10])
    assert read_number_words(words) == number
    assert read_number_words([*words, "thousand"]) == number * 1000
    assert read_number_words(["two", "hundred", "and", *words]) == 200 + number


@given(st.floats(min_value=0.01, max_value=1e9).map(lambda x: round(x, 2)))
def test_figure_digits_round_trip(number: float) -> None:
    text = f"{number:,.2f}"
    match = NUMBER.search(text)
    assert match is not None
    assert figure_at(text, match, money=False).value == pytest.approx(number)


@given(st.text(max_size=200))
def test_quantities_any_text_does_not_fail(text: str) -> None:
    for first, last, quantity in find_quantities(blank_tree(text)):
        assert 0 <= first <= last
        assert quantity.span is None or quantity.span.text in text


@pytest.mark.parametrize(
    ("form", "normal"),
    [("km/h", "kilometre per hour"), ("US$ per barrel", "dollar per barrel"), ("%", "percentage"),
     ("special forces troops", "special force troop"), ("fishermen", "fisherman"),
     ("% Germans", "german"), ("countries", "country")],
)  # fmt: skip
def test_normal_unit(form: str, normal: str) -> None:
    assert normal_unit(form) == normal


def test_units_forms_are_lower_case_and_unique() -> None:
    table = units()
    assert all(form == form.lower() for form in (*table.after, *table.prefix))
