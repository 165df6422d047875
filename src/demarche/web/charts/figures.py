"""The figures that sources give, over time: one line a source, ranges as ranges."""

from collections.abc import Sequence

from markupsafe import Markup

from demarche.cli.show import figure
from demarche.web.charts.scales import linear, logarithmic, ticks
from demarche.web.dossier import Told
from demarche.web.site import cut, date_words, number
from demarche.web.words import STANCES, shape

WIDTH, ROW, LEFT, RIGHT, TOP = 900, 30, 300, 40, 34


def figures_chart(unit: str, told: Sequence[Told]) -> Markup:
    """A dot a figure, in order of time; a bar where a range is given. Dots lead to their quotes."""
    lows = [t.quantity.low if t.quantity.low is not None else t.quantity.value for t in told]
    highs = [t.quantity.high if t.quantity.high is not None else t.quantity.value for t in told]
    low, high = min(lows), max(highs)
    if low > 0 and high / low >= 30:
        scale, marks = logarithmic(low, high, LEFT, WIDTH - RIGHT), _powers(low, high)
    else:
        marks = ticks(min(0.0, low), high)
        scale = linear(marks[0], marks[-1], LEFT, WIDTH - RIGHT)
    height = TOP + ROW * len(told) + 8
    parts = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            WIDTH, height, f"{unit or 'figures'} by source and date; the table below has the same"
        )
    ]
    for mark in marks:
        x = round(scale(mark), 1)
        parts.append(
            Markup(
                '<line class="rule" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
                '<text class="mid" x="{0}" y="16">{3}</text>'
            ).format(x, TOP - 10, height - 6, number(mark))
        )
    last = ""
    for n, (item, left, right) in enumerate(zip(told, lows, highs, strict=True)):
        y = TOP + ROW * n + ROW / 2
        group = STANCES["asserts"][1]
        when = date_words(item.date)
        x, x1, x2 = (round(scale(v), 1) for v in (item.quantity.value, left, right))
        parts.append(
            Markup(
                '<text x="0" y="{}">{}</text><text class="name" x="118" y="{}">{}</text>'
            ).format(y + 4, when if when != last else "", y + 4, cut(item.name, 26))
        )
        last = when
        parts.append(Markup('<g class="g-{}">').format(group))
        if right > left:
            parts.append(
                Markup('<line class="range" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
                    x1, x2, y=y
                )
            )
        at_edge = max(x, x2) > WIDTH - 170
        parts.append(
            Markup(
                '<g transform="translate({},{}) scale(.75)">{}</g></g>'
                '<text class="strong {}" x="{}" y="{}">{}</text>'
            ).format(
                x - 6, y - 6, shape("asserts"), "end" if at_edge else "",
                min(x, x1) - 12 if at_edge else max(x, x2) + 12, y + 4, figure(item.quantity),
            )
        )  # fmt: skip
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _powers(low: float, high: float) -> list[float]:
    found, value = [], 1.0
    while value <= high:
        found += [v for v in (value, value * 3) if low <= v <= high]
        value *= 10
    return found if len(found) < 9 else found[::2]
