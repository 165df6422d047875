"""Events over time: cooperation above the line, conflict below, a colour a quad class."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from demarche.plover import INTENSITY, QUAD
from demarche.web.charts.scales import date_ticks, hour_ticks, linear, parse_day, stretch, ticks
from demarche.web.charts.svg import esc, joined
from demarche.web.site import date_words, number

WIDTH, LEFT, RIGHT = 1000, 44, 8
Step = Literal["hour", "day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Span:
    """Events of an hour, day, month or year: how many of each quad class, and their mean score."""

    period: str
    quads: tuple[int, int, int, int]
    score: float | None

    @property
    def n(self) -> int:
        """All events of the span."""
        return sum(self.quads)

    @property
    def most(self) -> int:
        """The quad class that there is most of, 1 to 4."""
        return self.quads.index(max(self.quads)) + 1


def spans(counts: Iterable[tuple[str, str, int]]) -> list[Span]:
    """(period, PLOVER type, n) to spans in order of time; what has no date is left out."""
    quads: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    total: dict[str, float] = defaultdict(float)
    for period, kind, n in counts:
        if not period or kind not in QUAD:
            continue
        quads[period][QUAD[kind] - 1] += n
        total[period] += INTENSITY[kind] * n
    return [
        Span(period, (q[0], q[1], q[2], q[3]), round(total[period] / sum(q), 2))
        for period, q in sorted(quads.items())
    ]


def extent(found: Sequence[Span]) -> tuple[date, date]:
    """First and last day of some spans."""
    return parse_day(found[0].period), parse_day(found[-1].period, last=True)


def dense(found: Sequence[Span], share: float = 0.025) -> list[Span]:
    """The stretch of time without the few events far before or after: at most `share` a side."""
    allowed = share * sum(s.n for s in found)
    first, last, seen = 0, len(found) - 1, 0
    while first < last and seen + found[first].n <= allowed:
        seen, first = seen + found[first].n, first + 1
    seen = 0
    while last > first and seen + found[last].n <= allowed:
        seen, last = seen + found[last].n, last - 1
    return list(found[first : last + 1])


def _bounds(found: Sequence[Span]) -> tuple[float, float]:
    """Where the scale of time begins and ends, in days."""
    return stretch(found[0].period)[0], stretch(found[-1].period)[1]


def _labels(found: Sequence[Span], start: float, end: float) -> list[tuple[float, str]]:
    """Where labels of time stand, and what they say."""
    if len(found[0].period) > 10:
        return hour_ticks(start, end)
    return [(float(day.toordinal()), label) for day, label in date_ticks(*extent(found))]


def quad_chart(found: Sequence[Span], *, height: int = 230, brush: bool = False) -> Markup:
    """Stacked bars about a middle line: classes 1 and 2 up, 3 and 4 down."""
    if not found:
        return Markup("")
    start, end = _bounds(found)
    x = linear(start, end, LEFT, WIDTH - RIGHT)
    top = max(1, *(s.quads[0] + s.quads[1] for s in found))
    bottom = max(1, *(s.quads[2] + s.quads[3] for s in found))
    y = linear(top, -bottom, 14, height - 26)
    first, last = found[0].period, found[-1].period
    words = esc(
        f"Events from {date_words(first)} to {date_words(last)}: cooperation above, conflict "
        "below; the table has the same"
    )
    unit = "hour" if end - start <= 10 else "day"
    parts = [
        f'<svg class="chart{" brush" if brush else ""}" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{words}" data-first="{date.fromordinal(int(start))}" '
        f'data-offset="{start % 1:.4f}" data-days="{end - start:.4f}" data-unit="{unit}" '
        f'data-left="{LEFT}" data-right="{WIDTH - RIGHT}">'
    ]
    for mark in sorted({*ticks(0, top, 2), *(-t for t in ticks(0, bottom, 2))}):
        if -bottom <= mark <= top:
            parts.append(_rule(y(mark), number(abs(mark)), zero=not mark))
    for item in found:
        low, high = stretch(item.period)
        x0, x1 = x(low), x(high)
        width = max(1.2, x1 - x0 - (1 if x1 - x0 > 4 else 0))
        q = item.quads
        parts.append(
            f"<g><title>{esc(date_words(item.period))}: {q[0]} verbal and {q[1]} material "
            f"cooperation, {q[2]} verbal and {q[3]} material conflict</title>"
        )
        for quad, base, n in ((2, 0, q[1]), (1, q[1], q[0]), (4, 0, -q[3]), (3, -q[3], -q[2])):
            if n:
                a, b = y(base), y(base + n)
                parts.append(
                    f'<rect class="q{quad} fill" x="{x0:.1f}" y="{min(a, b):.1f}" '
                    f'width="{width:.1f}" height="{abs(b - a):.1f}"/>'
                )
        parts.append("</g>")
    for at, label in _labels(found, start, end):
        parts.append(f'<text x="{min(x(at), WIDTH - 60):.1f}" y="{height - 6}">{esc(label)}</text>')
    return joined([*parts, "</svg>"])


def _rule(y: float, words: str, *, zero: bool) -> str:
    return (
        f'<line class="{"zero" if zero else "rule"}" x1="{LEFT}" x2="{WIDTH - RIGHT}" '
        f'y1="{y:.1f}" y2="{y:.1f}"/><text class="end" x="{LEFT - 6}" y="{y + 4:.1f}">{esc(words)}'
        "</text>"
    )


def score_chart(found: Sequence[Span], height: int = 120) -> Markup:
    """The mean score of the events over time, from -10 (conflict) to 10 (cooperation)."""
    if not found:
        return Markup("")
    x = linear(*_bounds(found), LEFT, WIDTH - RIGHT)
    y = linear(10, -10, 10, height - 10)
    points = [(x(sum(stretch(s.period)) / 2), y(s.score or 0), s) for s in found]
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-label="Mean score of the events over time; the table has the same">'
    ]
    for mark in (10, 0, -10):
        parts.append(_rule(y(mark), f"{mark:+d}" if mark else "0", zero=not mark))
    line = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in points)
    parts.append(f'<polyline class="line" points="{line}" stroke-width="1.6"/>')
    for px, py, item in points:
        parts.append(
            f'<circle class="dot" cx="{px:.1f}" cy="{py:.1f}" r="3"><title>'
            f"{esc(date_words(item.period))}: {item.score or 0:+.1f}</title></circle>"
        )
    return joined([*parts, "</svg>"])


def lanes(rows: Sequence[tuple[str, str, Sequence[Span]]], bounds: Sequence[Span]) -> Markup:
    """A lane an actor on the scale of time of `bounds`: a disc a span, its area how many events.

    Rows are (name, address, spans).
    """
    row_height, left = 34, 190
    height = row_height * len(rows) + 30
    start, end = _bounds(bounds)
    x = linear(start, end, left + 14, WIDTH - 20)
    top = max((s.n for _, _, found in rows for s in found), default=1)
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="group" '
        'aria-label="Events over time, a lane an actor; the table has the same">'
    ]
    for n, (name, address, found) in enumerate(rows):
        y = row_height * n + row_height / 2
        called = esc(name)
        parts.append(
            f'<line class="rule" x1="{left}" x2="{WIDTH - 8}" y1="{y}" y2="{y}"/>'
            f'<a href="{esc(address)}"><text class="name" x="0" y="{y + 4}">{called}</text></a>'
        )
        for item in found:
            parts.append(
                f'<circle class="q{item.most} fill" fill-opacity=".75" '
                f'cx="{x(sum(stretch(item.period)) / 2):.1f}" cy="{y}" '
                f'r="{2 + 11 * (item.n / top) ** 0.5:.1f}"><title>{called}, '
                f"{esc(date_words(item.period))}: {item.n} events</title></circle>"
            )
    for at, label in _labels(bounds, start, end):
        parts.append(f'<text x="{min(x(at), WIDTH - 60):.1f}" y="{height - 6}">{esc(label)}</text>')
    return joined([*parts, "</svg>"])


def step_for(first: date, last: date) -> Step:
    """Hours up to three days, days up to four months, months up to 25 years, then years."""
    days = (last - first).days
    return "hour" if days < 3 else "day" if days <= 130 else "month" if days <= 9200 else "year"
