"""Scales and ticks: numbers and dates to positions."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, about `count` of them."""
    if high <= low:
        return [low]
    raw = (high - low) / count
    if raw <= 0:  # too near each other for a float
        return [low, high]
    size = 10.0 ** math.floor(math.log10(raw))
    step = next((size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw), size * 10)
    first, last = math.floor(low / step), math.ceil(high / step)
    found = [float(f"{n * step:.12g}") for n in range(first, last + 1)]
    return [min(low, found[0]), *found[1:-1], max(high, found[-1])] if len(found) > 1 else found


def linear(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Numbers from `low`..`high` to pixels `start`..`end`."""
    span = (high - low) or 1
    return lambda value: start + (value - low) / span * (end - start)


def logarithmic(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """The same on a scale of powers of ten; for figures above 0 that lie far apart."""
    inner = linear(math.log10(low), math.log10(high), start, end)
    return lambda value: inner(math.log10(max(value, low)))


@lru_cache(maxsize=16_384)
def parse_day(value: str, last: bool = False) -> date:
    """The first (or last) day of an ISO 8601 date, month or year."""
    parts = [int(part) for part in value[:10].split("-")]
    if len(parts) == 3:
        return date(*parts)
    if len(parts) == 2:
        first = date(parts[0], parts[1], 1)
        return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1) if last else first
    return date(parts[0], 12, 31) if last else date(parts[0], 1, 1)


@lru_cache(maxsize=16_384)
def stretch(period: str) -> tuple[float, float]:
    """Where an hour ("2024-10-18T09"), day, month or year begins and ends, in days of our era."""
    start = float(parse_day(period).toordinal())
    if len(period) > 10:
        hour = start + int(period[11:13]) / 24
        return hour, hour + 1 / 24
    return start, parse_day(period, last=True).toordinal() + 1.0


def hour_ticks(start: float, end: float, count: int = 12) -> list[tuple[float, str]]:
    """Hours between two moments (in days) with their labels; midnight is called by its date."""
    hours = (end - start) * 24
    step = next((s for s in (1, 2, 3, 4, 6, 12) if hours <= count * s), 24)
    first, last = math.ceil(round(start * 24, 6) / step) * step, math.floor(end * 24 - 1e-6)
    found = []
    for at in range(first, last + 1, step):
        day, hour = date.fromordinal(at // 24), at % 24
        found.append((at / 24, f"{hour:02}:00" if hour else f"{day.day} {day:%b}"))
    return found


def date_ticks(first: date, last: date, count: int = 7) -> list[tuple[date, str]]:
    """Days, months or years between two dates with their labels, at most about `count`."""
    days = (last - first).days + 1
    if days <= count * 10:
        step = max(1, -(-days // count))
        found = [first + timedelta(days=n) for n in range(0, days, step)]
        return [(day, f"{day.day} {day:%b}") for day in found]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= count * 12:
        step = next(s for s in (1, 2, 3, 6, 12, 24) if months <= count * s)
        start = first.year * 12 + first.month - 1
        start += -start % step
        end = last.year * 12 + last.month - 1
        found = [date(m // 12, m % 12 + 1, 1) for m in range(start, end + 1, step)]
        return [(d, f"{d:%b %Y}" if step < 12 else f"{d.year}") for d in found]
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100) if months / 12 <= count * s), 500)
    return [
        (date(year, 1, 1), f"{year}")
        for year in range(first.year + -first.year % step, last.year + 1, step)
        if date(year, 1, 1) >= first.replace(day=1)
    ]
