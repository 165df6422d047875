"""The map: countries of assets/world.svg shaded, places as discs, no tile server."""

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from demarche.web.charts.svg import esc, joined
from demarche.web.site import ASSETS, asset, number
from demarche.web.words import QUADS

VIEWS: dict[str, tuple[str, tuple[float, float, float, float] | None]] = {
    "world": ("World", None),
    "europe": ("Europe", (-25, 33, 50, 71)),
    "middle-east": ("Middle East", (24, 10, 66, 44)),
    "africa": ("Africa", (-22, -37, 55, 39)),
    "south-asia": ("South Asia", (55, 0, 102, 42)),
    "east-asia": ("East Asia", (92, 14, 152, 56)),
    "americas": ("Americas", (-130, -57, -30, 62)),
}
"""Views by name: west, south, east, north in degrees."""

MOST_LABELS = 24
_ROUND = "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z"
_DIAMOND = "M0-1.2 1.2 0 0 1.2-1.2 0Z"
_SHOWN = 0.9
"""The share of the map's height that has land but Antarctica's."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((ASSETS / "world.json").read_text())
    return facts


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees to the map's units: Equal Earth (Savric, Patterson and Jenny 2018)."""
    facts = _facts()
    turned = (longitude + facts["turn"] + 180) % 360 - 180
    lam, phi = math.radians(turned), math.radians(latitude)
    theta = math.asin(math.sqrt(3) / 2 * math.sin(phi))
    t2 = theta * theta
    t6 = t2**3
    x = (
        lam
        * math.cos(theta)
        / (math.sqrt(3) / 2 * (_A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)))
    )
    y = theta * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))
    return facts["x"] + facts["scale"] * x, facts["y"] - facts["scale"] * y


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its events: how many of each quad class, and where a click leads.

    `country`: its ISO 3166 alpha-3 code, or empty.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    quads: tuple[int, int, int, int]
    address: str

    @property
    def n(self) -> int:
        """All events of the place."""
        return sum(self.quads)


@dataclass(frozen=True, slots=True)
class Shade:
    """A country with its events, and where a click leads."""

    code: str
    name: str
    n: int
    address: str


SHADES = 5


def steps(counts: Sequence[int]) -> list[int]:
    """The least number of each class of shading, at most SHADES: round numbers, each far above
    the last, as counts of news lie apart by powers."""
    most = max(counts, default=0)
    found: list[int] = []
    for k in range(SHADES):
        value = most ** (k / SHADES)
        size = 10 ** math.floor(math.log10(value)) if value >= 1 else 1
        step = max((m * size for m in (1, 2, 5) if m * size <= value * 1.0001), default=1)
        if step <= most and step not in found:
            found.append(int(step))
    return found


def level(n: int, least: Sequence[int]) -> int:
    """Which of SHADES shades a count has: few classes are spread over all of them."""
    return max(1, round(bisect_right(least, n) * SHADES / max(1, len(least))))


def world_chart(spots: Sequence[Spot], view: str = "world", shades: Sequence[Shade] = ()) -> Markup:
    """The world, or a part of it, with a disc a place: its area how many, its colour the most.

    `shades`: countries that are shaded by how many events they have, under the discs.
    """
    facts = _facts()
    left, top, width, height = _window(view)
    unit = width / facts["width"]
    most = max((s.n for s in spots), default=1)
    src = asset("world.svg")
    words = (
        f"Map of {sum(s.n for s in spots)} events in {len(spots)} places"
        + (f" and {len(shades)} countries" if shades else "")
        + "; the tables below have the same"
    )
    hatch, edge = 3.2 * unit, 0.6 * unit
    parts = [
        f'<svg class="chart map" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" data-map '
        f'role="group" aria-label="{words}"><defs><pattern id="hatch" width="{hatch:.2f}" '
        f'height="{hatch:.2f}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0V{hatch:.2f}" class="hatch" stroke-width="{1.5 * unit:.2f}"/></pattern>'
        f'</defs><use href="{src}#sphere" class="sphere"/><use href="{src}#land" class="land" '
        f'stroke-width="{edge:.2f}"/><use href="{src}#disputed" class="land"/>',
        *_shaded(shades, src, edge),
        f'<use href="{src}#disputed" class="disputed" stroke-width="{edge:.2f}" '
        f'stroke-dasharray="{2 * unit:.2f} {2 * unit:.2f}"/>',
    ]
    labels: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for spot in sorted(spots, key=lambda s: -s.n):
        x, y = project(spot.longitude, spot.latitude)
        if not (left <= x <= left + width and top <= y <= top + height):
            continue
        quad = spot.quads.index(max(spot.quads)) + 1
        title = esc(f"{spot.name}: {number(spot.n)} events, mostly {QUADS[quad].lower()}")
        radius = (2.2 + 15 * math.sqrt(spot.n / most)) * unit
        parts.append(
            f'<a href="{esc(spot.address)}" aria-label="{title}"><path class="spot q{quad}" '
            f'd="{_ROUND if quad <= 2 else _DIAMOND}" transform="translate({x:.2f},{y:.2f}) '
            f'scale({radius:.3f})" data-scale="{radius:.3f}"><title>{title}</title></path></a>'
        )
        box = (x + radius, y - 6 * unit, x + radius + len(spot.name) * 6.2 * unit, y + 6 * unit)
        if len(labels) < MOST_LABELS and all(_apart(box, other) for other in boxes):
            labels.append(
                f'<text class="place" x="{x + radius * 1.2 + 3 * unit:.1f}" '
                f'y="{y + 3.5 * unit:.1f}" font-size="{11 * unit:.2f}">{esc(spot.name)}</text>'
            )
            boxes.append(box)
        boxes.append((x - radius, y - radius, x + radius, y + radius))
    return joined([*parts, *labels, "</svg>"])


def _shaded(shades: Sequence[Shade], src: str, edge: float) -> Iterable[str]:
    """The countries that have a shape, each a link; the darker, the more events."""
    drawn, least = set(_facts()["countries"]), steps([s.n for s in shades])
    for shade in shades:
        if shade.code in drawn:
            title = esc(f"{shade.name}: {number(shade.n)} events")
            yield (
                f'<a href="{esc(shade.address)}" aria-label="{title}"><use href="{src}'
                f'#c-{shade.code}" class="shade s{level(shade.n, least)}" '
                f'stroke-width="{edge:.2f}"><title>{title}</title></use></a>'
            )


def _apart(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]


def _window(view: str) -> tuple[float, float, float, float]:
    """The part of the map that a view shows: left, top, width, height, in a ratio of 2 to 1."""
    facts = _facts()
    box = VIEWS.get(view, VIEWS["world"])[1]
    if box is None:
        return 0.0, 0.0, float(facts["width"]), float(facts["height"]) * _SHOWN
    west, south, east, north = box
    corners = [project(a, b) for a in (west, (west + east) / 2, east) for b in (south, north)]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    width = max(right - left, (bottom - top) * 2)
    return (left + right - width) / 2, (top + bottom - width / 2) / 2, width, width / 2
