"""Arithmetic on TIMEX3 values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.circumstances.calendar import easter, granularity, holiday, interval, shift


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-02-10", ("2024-02-10", "2024-02-10", "day")),
        ("2024-02", ("2024-02-01", "2024-02-29", "month")),
        ("2024-W43", ("2024-10-21", "2024-10-27", "week")),
        ("2024-W43-WE", ("2024-10-26", "2024-10-27", "day")),
        ("2024-Q4", ("2024-10-01", "2024-12-31", "quarter")),
        ("2024-H1", ("2024-01-01", "2024-06-30", "season")),
        ("2024-WI", ("2024-12-01", "2025-02-28", "season")),
        ("2024", ("2024-01-01", "2024-12-31", "year")),
        ("199", ("1990-01-01", "1999-12-31", "decade")),
        ("19", ("1900-01-01", "1999-12-31", "century")),
        ("2024-10-21TMO", ("2024-10-21", "2024-10-21", "day")),
        ("2024-10-21T14:30", ("2024-10-21", "2024-10-21", "minute")),
        ("PAST_REF", (None, None, "unknown")),
        ("2024-13-40", (None, None, "unknown")),
    ],
)
def test_interval(value: str, expected: tuple[str | None, str | None, str]) -> None:
    assert interval(value) == expected


@pytest.mark.parametrize(
    ("value", "count", "unit", "expected"),
    [
        ("2024-01-31", 1, "M", "2024-02"),
        ("2024-12-31", 1, "D", "2025-01-01"),
        ("2024-12-30", 0, "W", "2025-W01"),
        ("2024-Q4", 1, "Q", "2025-Q1"),
        ("1939", 1, "Y", "1940"),
        ("BC0490", 10, "Y", "BC0480"),
        ("1989-10", 1, "D", None),
        ("2024-10-21T23:30", 1, "TH", "2024-10-22T00:30"),
        ("PAST_REF", 1, "Y", None),
    ],
)
def test_shift(value: str, count: int, unit: str, expected: str | None) -> None:
    assert shift(value, count, unit) == expected


@given(st.dates(date(1000, 1, 1), date(2900, 1, 1)), st.integers(-400, 400))
def test_shift_days_and_back(day: date, count: int) -> None:
    moved = shift(day.isoformat(), count, "D")
    assert moved is not None
    assert shift(moved, -count, "D") == day.isoformat()
    assert granularity(moved) == "D"


@given(
    st.dates(date(1000, 1, 1), date(2900, 1, 1)), st.sampled_from(["W", "M", "Q", "H", "Y", "E"])
)
def test_shift_keeps_the_day_inside(day: date, unit: str) -> None:
    first, last, _ = interval(shift(day.isoformat(), 0, unit) or "")
    assert first is not None
    assert last is not None
    assert first <= day.isoformat() <= last


@pytest.mark.parametrize(
    ("year", "day"), [(2024, "2024-03-31"), (2025, "2025-04-20"), (1961, "1961-04-02")]
)
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


@pytest.mark.parametrize(
    ("rule", "day"),
    [("thu4-11", "2024-11-28"), ("monlast-05", "2024-05-27"), ("tueaftermon1-11", "2024-11-05"),
     ("12-25", "2024-12-25"), ("easter-2", "2024-03-29")],
)  # fmt: skip
def test_holiday(rule: str, day: str) -> None:
    assert str(holiday(rule, 2024)) == day
