"""The algebra of FactBank values."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from demarche.commitments.values import SCORES, nearest, negate, negative, positive, weaken
from demarche.model import FactValue

VALUES = st.sampled_from(get_args(FactValue))


@given(VALUES)
def test_negation_is_its_own_inverse(value: FactValue) -> None:
    assert negate(negate(value)) == value
    assert SCORES[negate(value)] == -SCORES[value]


@given(VALUES, VALUES)
def test_weakening_keeps_polarity_and_never_adds_certainty(a: FactValue, b: FactValue) -> None:
    weak = weaken(a, b)
    assert abs(SCORES[weak]) == min(abs(SCORES[a]), abs(SCORES[b]))
    assert not (positive(a) and negative(weak)) and not (negative(a) and positive(weak))


@given(VALUES)
def test_nearest_finds_the_value_of_its_own_number(value: FactValue) -> None:
    assert nearest(SCORES[value]) == value


def test_nearest_stays_within_the_scale() -> None:
    assert nearest(9.0) == "CT+"
    assert nearest(-9.0) == "CT-"
