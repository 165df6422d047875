"""Events over time: cooperation above the line, conflict below, a colour a quad class."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from markupsafe import Markup

from demarche.plover import INTENSITY, QUAD
from demarche.web.charts.scales import date_ticks, linear, parse_day, ticks
from demarche.web.site import date_words, number

WIDTH, LEFT, RIGHT = 1000, 44, 8


@dataclass(frozen=True, slots=True)
class Span:
    """Events of one day, month or year: how many of each quad class, and their mean score."""

    period: str
    quads: tuple[int, int, int, int]
    score: float | None

    @property
    def n(self) -> int:
        """All events of the span."""
        return sum(self.quads)


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


def quad_chart(found: Sequence[Span], *, height: int = 230, brush: bool = False) -> Markup:
    """Stacked bars about a middle line: classes 1 and 2 up, 3 and 4 down; scores as a line."""
    if not found:
        return Markup("")
    first, last = extent(found)
    x = linear(first.toordinal(), last.toordinal() + 1, LEFT, WIDTH - RIGHT)
    top = max(1, *(s.quads[0] + s.quads[1] for s in found))
    bottom = max(1, *(s.quads[2] + s.quads[3] for s in found))
    y = linear(top, -bottom, 14, height - 26)
    parts = [
        Markup(
            '<svg class="chart{}" viewBox="0 0 {} {}" role="img" aria-label="{}"'
            ' data-first="{}" data-last="{}" data-left="{}" data-right="{}">'
        ).format(
            " brush" if brush else "", WIDTH, height,
            f"Events from {date_words(str(first))} to {date_words(str(last))}: cooperation above, "
            "conflict below; the table has the same",
            first, last, LEFT, WIDTH - RIGHT,
        )
    ]  # fmt: skip
    for mark in sorted({*(t for t in ticks(0, top, 2)), *(-t for t in ticks(0, bottom, 2))}):
        if -bottom <= mark <= top:
            parts.append(
                Markup(
                    '<line class="{}" x1="{}" x2="{}" y1="{y}" y2="{y}"/>'
                    '<text class="end" x="{}" y="{}">{}</text>'
                ).format(
                    "zero" if not mark else "rule", LEFT, WIDTH - RIGHT, LEFT - 6,
                    round(y(mark) + 4, 1), number(abs(mark)), y=round(y(mark), 1),
                )
            )  # fmt: skip
    for item in found:
        start = parse_day(item.period).toordinal()
        end = parse_day(item.period, last=True).toordinal() + 1
        x0, x1 = x(start), x(end)
        gap = 1 if x1 - x0 > 4 else 0
        title = (
            f"{date_words(item.period)}: {item.quads[0]} verbal and {item.quads[1]} material "
            f"cooperation, {item.quads[2]} verbal and {item.quads[3]} material conflict"
        )
        parts.append(Markup("<g><title>{}</title>").format(title))
        for quad, base in ((2, 0), (1, item.quads[1]), (4, 0), (3, -item.quads[3])):
            n = item.quads[quad - 1] * (1 if quad <= 2 else -1)
            if n:
                ends = sorted((y(base), y(base + n)))
                parts.append(
                    Markup(
                        '<rect class="q{} fill" x="{}" y="{}" width="{}" height="{}"/>'
                    ).format(
                        quad, round(x0, 1), round(ends[0], 1),
                        round(max(1.2, x1 - x0 - gap), 1), round(ends[1] - ends[0], 1),
                    )
                )  # fmt: skip
        parts.append(Markup("</g>"))
    for day, label in date_ticks(first, last):
        parts.append(
            Markup('<text x="{}" y="{}">{}</text>').format(
                round(min(x(day.toordinal()), WIDTH - 60), 1), height - 6, label
            )
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def score_chart(found: Sequence[Span], height: int = 120) -> Markup:
    """The mean score of the events over time, from -10 (conflict) to 10 (cooperation)."""
    if not found:
        return Markup("")
    first, last = extent(found)
    x = linear(first.toordinal(), last.toordinal() + 1, LEFT, WIDTH - RIGHT)
    y = linear(10, -10, 10, height - 10)
    points = []
    for item in found:
        middle = (parse_day(item.period).toordinal() + parse_day(item.period, True).toordinal()) / 2
        points.append((round(x(middle + 0.5), 1), round(y(item.score or 0), 1), item))
    parts = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            WIDTH, height, "Mean score of the events over time; the table has the same"
        )
    ]
    for mark in (10, 0, -10):
        parts.append(
            Markup(
                '<line class="{}" x1="{}" x2="{}" y1="{y}" y2="{y}"/>'
                '<text class="end" x="{}" y="{}">{}</text>'
            ).format(
                "zero" if not mark else "rule", LEFT, WIDTH - RIGHT, LEFT - 6,
                round(y(mark) + 4, 1), f"{mark:+d}" if mark else "0", y=round(y(mark), 1),
            )
        )  # fmt: skip
    line = " ".join(f"{px},{py}" for px, py, _ in points)
    parts.append(Markup('<polyline class="line" points="{}" stroke-width="1.6"/>').format(line))
    for px, py, item in points:
        parts.append(
            Markup(
                '<circle class="dot" cx="{}" cy="{}" r="3"><title>{}: {}</title></circle>'
            ).format(px, py, date_words(item.period), f"{item.score:+.1f}")
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def lanes(rows: Sequence[tuple[str, str, Sequence[Span]]], first: date, last: date) -> Markup:
    """A lane an actor on one scale of time: a disc a span, its area how many events.

    Rows are (name, address, spans).
    """
    row_height, left = 34, 190
    height = row_height * len(rows) + 30
    x = linear(first.toordinal(), last.toordinal() + 1, left + 14, WIDTH - 20)
    top = max((s.n for _, _, found in rows for s in found), default=1)
    parts = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}">').format(
            WIDTH, height, "Events over time, a lane an actor; the table has the same"
        )
    ]
    for n, (name, address, found) in enumerate(rows):
        y = row_height * n + row_height / 2
        parts.append(
            Markup(
                '<line class="rule" x1="{}" x2="{}" y1="{y}" y2="{y}"/>'
                '<a href="{}"><text class="name" x="0" y="{}">{}</text></a>'
            ).format(left, WIDTH - 8, address, y + 4, name, y=y)
        )
        for item in found:
            day = (
                parse_day(item.period).toordinal() + parse_day(item.period, True).toordinal()
            ) / 2
            quad = max(range(4), key=lambda q: (item.quads[q], -q)) + 1
            parts.append(
                Markup(
                    '<circle class="q{} fill" fill-opacity=".75" cx="{}" cy="{}" r="{}">'
                    "<title>{}, {}: {} events</title></circle>"
                ).format(
                    quad, round(x(day + 0.5), 1), y, round(2 + 11 * (item.n / top) ** 0.5, 1),
                    name, date_words(item.period), item.n,
                )
            )  # fmt: skip
    for day_, label in date_ticks(first, last):
        parts.append(
            Markup('<text x="{}" y="{}">{}</text>').format(
                round(min(x(day_.toordinal()), WIDTH - 60), 1), height - 6, label
            )
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def step_for(first: date, last: date) -> Literal["day", "month", "year"]:
    """Days up to four months, months up to 25 years, then years."""
    days = (last - first) / timedelta(days=1)
    return "day" if days <= 130 else "month" if days <= 9200 else "year"
