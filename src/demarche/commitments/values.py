"""FactBank values as an algebra: how one operator passes on what it was given.

Values are those of Saurí and Pustejovsky (2009), "FactBank: a corpus annotated with event
factuality": a certainty (CT certain, PR probable, PS possible) and a polarity, or Uu, uncommitted.
"""

from typing import Final

from demarche.model import FactValue

SCORES: Final[dict[FactValue, float]] = {
    "CT+": 3.0,
    "PR+": 2.0,
    "PS+": 1.0,
    "Uu": 0.0,
    "PS-": -1.0,
    "PR-": -2.0,
    "CT-": -3.0,
}
"""The number for each value, from -3 (certainly not) to 3 (certainly so)."""

_BY_RANK: Final[dict[int, FactValue]] = {round(score): value for value, score in SCORES.items()}
_RANKS: Final[dict[FactValue, int]] = {value: rank for rank, value in _BY_RANK.items()}


def negate(value: FactValue) -> FactValue:
    """The value with its polarity turned."""
    return _BY_RANK[-_RANKS[value]]


def weaken(value: FactValue, by: FactValue) -> FactValue:
    """`value`, but no more certain than `by`, whose polarity does not matter."""
    rank, limit = _RANKS[value], abs(_RANKS[by])
    return _BY_RANK[max(-limit, min(limit, rank))]


def positive(value: FactValue) -> bool:
    """Whether the value says that it is so."""
    return _RANKS[value] > 0


def negative(value: FactValue) -> bool:
    """Whether the value says that it is not so."""
    return _RANKS[value] < 0


def nearest(score: float) -> FactValue:
    """The value whose number lies nearest to `score`."""
    return _BY_RANK[max(-3, min(3, round(score)))]
