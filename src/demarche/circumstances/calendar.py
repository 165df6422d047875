"""Arithmetic on TIMEX3 values: shifting them, and the days that they span.

Values are those of TimeML: `1999`, `1999-06`, `1999-06-12`, `1999-W24`, `1999-W24-WE`, `1999-Q2`,
`1999-H1`, `1999-SU`, `199` (decade), `19` (century), `1999-06-12TMO`, `1999-06-12T14:30`, `BC0490`.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from demarche.model import Time

UNIT_ORDER = ("TS", "TM", "TH", "D", "W", "M", "Q", "Y", "E", "C", "L")
"""Units from small to large; `E` is a decade (TIMEX3 uses E), `L` a millennium."""

SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}

Precision = str

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T.+)?$")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_WEEK = re.compile(r"(\d{4})-W(\d{2})(-WE)?$")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])$")
_HALF = re.compile(r"(\d{4})-H([12])$")
_SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI)$")
_YEAR = re.compile(r"(\d{4})$")


def granularity(value: str) -> str:
    """The unit of a value: `D` of a day, `M` of a month ... `S` a season, or an empty string."""
    if _DAY.match(value):
        return "TH" if "T" in value else "D"
    for pattern, unit in ((_MONTH, "M"), (_WEEK, "W"), (_QUARTER, "Q"), (_HALF, "H"),
                          (_SEASON, "S"), (_YEAR, "Y")):  # fmt: skip
        if pattern.match(value):
            return unit
    if re.fullmatch(r"\d{3}", value):
        return "E"
    if re.fullmatch(r"\d{2}", value):
        return "C"
    return "B" if value.startswith("BC") else ""


def day(value: str) -> date | None:
    """The day of a value of day granularity, else None."""
    match = _DAY.match(value)
    return _date(int(match[1]), int(match[2]), int(match[3])) if match else None


def year_of(value: str) -> int | None:
    """The year of a value that has one; years before Christ are negative."""
    if value.startswith("BC") and value[2:6].isdigit():
        return -int(value[2:6])
    match = re.match(r"(\d{4})(?!\d)", value)
    return int(match[1]) if match else None


def week_value(of: date) -> str:
    """ISO week: `1999-W24`."""
    year, week, _ = of.isocalendar()
    return f"{year:04d}-W{week:02d}"


def year_value(year: int) -> str:
    """`1999`, or `BC0490` for negative years."""
    return f"{year:04d}" if year > 0 else f"BC{-year:04d}"


def shift(value: str, count: float, unit: str) -> str | None:
    """`value` moved by `count` units, as a value of that unit; None where it cannot be told.

    A day moved by months stays a day only for the caller that asks with unit `D`: what is "two
    months" from a day is known to the month.
    """
    first = interval(value)[0]
    if unit == "Y" and value.startswith("BC"):
        before = year_of(value)
        return None if before is None else year_value(int(before + count))
    if first is None:
        return None
    base = date.fromisoformat(first)
    whole = int(count)
    try:
        if unit in ("TS", "TM", "TH"):
            return _shift_clock(value, count, unit)
        if unit == "D":
            if granularity(value) not in ("D", "TH"):
                return None
            return (base + timedelta(days=whole)).isoformat()
        if unit == "F":
            return week_value(base + timedelta(weeks=2 * whole))
        if unit == "W":
            return week_value(base + timedelta(weeks=whole))
        if unit == "WE":
            return week_value(base + timedelta(weeks=whole)) + "-WE"
        if unit == "M":
            months = base.year * 12 + base.month - 1 + round(count)
            return f"{months // 12:04d}-{months % 12 + 1:02d}"
        if unit == "Q":
            quarters = base.year * 4 + (base.month - 1) // 3 + whole
            return f"{quarters // 4:04d}-Q{quarters % 4 + 1}"
        if unit == "H":
            halves = base.year * 2 + (base.month - 1) // 6 + whole
            return f"{halves // 2:04d}-H{halves % 2 + 1}"
        if unit == "Y":
            return year_value(base.year + whole) if base.year + whole > 0 else None
        if unit == "E":
            return f"{base.year // 10 + whole:03d}"
        if unit == "C":
            return f"{base.year // 100 + whole:02d}"
    except (OverflowError, ValueError):
        return None
    return None


def _shift_clock(value: str, count: float, unit: str) -> str | None:
    match = re.match(r"(\d{4}-\d{2}-\d{2})T(\d{2})(?::(\d{2}))?", value)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    minutes += int(count * {"TS": 1 / 60, "TM": 1, "TH": 60}[unit])
    moved = date.fromisoformat(match[1]) + timedelta(days=minutes // 1440)
    return f"{moved.isoformat()}T{minutes % 1440 // 60:02d}:{minutes % 60:02d}"


def same_time(value: str, years: int) -> str | None:
    """The same quarter, month or day some years away: `1989-Q3` becomes `1988-Q3`."""
    year = year_of(value)
    if year is None or year + years <= 0:
        return None
    return f"{year + years:04d}{value[4:]}"


def interval(value: str) -> tuple[str | None, str | None, Precision]:
    """First and last day (ISO 8601) of a value, and its precision."""
    if match := _DAY.match(value):
        exact = _date(int(match[1]), int(match[2]), int(match[3]))
        if exact is None:
            return None, None, "unknown"
        clock = match[4] or ""
        precision = {0: "day", 3: "hour", 6: "minute", 9: "second"}.get(
            len(clock.rstrip("Z").split("+")[0]) if clock[1:2].isdigit() else 0, "minute"
        )
        return exact.isoformat(), exact.isoformat(), precision if clock else "day"
    if match := _MONTH.match(value):
        year, month = int(match[1]), int(match[2])
        return (*_months(year, month, 1), "month")
    if match := _WEEK.match(value):
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            return None, None, "unknown"
        start = monday + timedelta(days=5 if match[3] else 0)
        end = monday + timedelta(days=6)
        return start.isoformat(), end.isoformat(), "day" if match[3] else "week"
    if match := _QUARTER.match(value):
        return (*_months(int(match[1]), int(match[2]) * 3 - 2, 3), "quarter")
    if match := _HALF.match(value):
        return (*_months(int(match[1]), int(match[2]) * 6 - 5, 6), "season")
    if match := _SEASON.match(value):
        return (*_months(int(match[1]), SEASON_START[match[2]], 3), "season")
    if _YEAR.match(value):
        return f"{value}-01-01", f"{value}-12-31", "year"
    if re.fullmatch(r"\d{3}", value):
        return f"{value}0-01-01", f"{value}9-12-31", "decade"
    if re.fullmatch(r"\d{2}", value):
        return f"{value}00-01-01", f"{value}99-12-31", "century"
    return None, None, "unknown"


def time(value: str, kind: str = "DATE", inferred: bool = False) -> Time:
    """A `Time` with the days that its value spans."""
    earliest, latest, precision = (
        interval(value) if kind in ("DATE", "TIME") else (None,) * 2 + ("unknown",)
    )
    return Time(
        value=value,
        kind=kind,  # type: ignore[arg-type]
        earliest=earliest,
        latest=latest,
        precision=precision,  # type: ignore[arg-type]
        inferred=inferred,
    )


def easter(year: int) -> date:
    """Easter Sunday, Gregorian (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def nearest_year(base: date, month: int, day_of_month: int) -> int | None:
    """The year in which a day without one lies nearest to `base`; None where no year has it."""
    options = [d for y in (-1, 0, 1) if (d := _date(base.year + y, month, day_of_month))]
    return min(options, key=lambda d: (abs((d - base).days), d)).year if options else None


def holiday(rule: str, year: int) -> date | None:
    """The day of a holiday: `12-25`, `easter-2`, `thu4-11` (fourth Thursday), `monlast-05`."""
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule[6:] or 0))
    if rule[0].isdigit():
        return _date(year, int(rule[:2]), int(rule[3:]))
    name, month = rule[:-3], int(rule[-2:])
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name[:3])
    if name.endswith("last"):
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    if "aftermon" in name:
        monday = first + timedelta(days=-first.weekday() % 7)
        return monday + timedelta(days=weekday)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (int(name[3:]) - 1))


def _months(year: int, month: int, count: int) -> tuple[str | None, str | None]:
    if not 1 <= month <= 12 or year < 1:
        return None, None
    last = month + count - 1
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    end_day = monthrange(end_year, end_month)[1]
    return f"{year:04d}-{month:02d}-01", f"{end_year:04d}-{end_month:02d}-{end_day:02d}"


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
