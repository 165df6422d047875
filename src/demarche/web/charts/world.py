"""The map: country shapes from assets/world.svg, places as discs, no tile server."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

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
    """A place with its events: how many of each quad class, and where a click leads."""

    name: str
    latitude: float
    longitude: float
    quads: tuple[int, int, int, int]
    address: str

    @property
    def n(self) -> int:
        """All events of the place."""
        return sum(self.quads)


def world_chart(spots: Sequence[Spot], view: str = "world") -> Markup:
    """The world, or a part of it, with a disc a place: its area how many, its colour the most."""
    facts = _facts()
    left, top, width, height = _window(view)
    unit = width / facts["width"]
    most = max((s.n for s in spots), default=1)
    shapes = asset("world.svg")
    parts = [
        Markup(
            '<svg class="chart map" viewBox="{} {} {} {}" data-map role="group" aria-label="{}">'
            '<defs><pattern id="hatch" width="{u}" height="{u}" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="{u}" height="{u}" class="land"/>'
            '<path d="M0 0V{u}" class="hatch" stroke-width="{w}"/></pattern></defs>'
            '<use href="{src}#sphere" class="sphere"/>'
            '<use href="{src}#land" class="land" stroke-width="{b}"/>'
            '<use href="{src}#disputed" class="disputed" stroke-width="{b}" '
            'stroke-dasharray="{d} {d}"/>'
        ).format(
            round(left, 1), round(top, 1), round(width, 1), round(height, 1),
            f"Map of {sum(s.n for s in spots)} events in {len(spots)} places; "
            "the table below has the same", u=round(3.2 * unit, 2),
            w=round(1.5 * unit, 2), b=round(0.6 * unit, 2), d=round(2 * unit, 2), src=shapes,
        )
    ]  # fmt: skip
    labels: list[tuple[str, float, float]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for spot in sorted(spots, key=lambda s: -s.n):
        x, y = project(spot.longitude, spot.latitude)
        if not (left <= x <= left + width and top <= y <= top + height):
            continue
        quad = max(range(4), key=lambda q: (spot.quads[q], -q)) + 1
        title = f"{spot.name}: {number(spot.n)} events, mostly {QUADS[quad].lower()}"
        radius = (2.2 + 15 * math.sqrt(spot.n / most)) * unit
        parts.append(
            Markup(
                '<a href="{}" aria-label="{t}"><path class="spot q{}" d="{}" transform="translate('
                '{},{}) scale({})" data-scale="{s}"><title>{t}</title></path></a>'
            ).format(
                spot.address, quad, _ROUND if quad <= 2 else _DIAMOND, round(x, 2), round(y, 2),
                round(radius, 3), t=title, s=round(radius, 3),
            )
        )  # fmt: skip
        box = (x + radius, y - 6 * unit, x + radius + len(spot.name) * 6.2 * unit, y + 6 * unit)
        if len(labels) < MOST_LABELS and all(_apart(box, other) for other in boxes):
            labels.append((spot.name, x + radius * 1.2 + 3 * unit, y + 3.5 * unit))
            boxes.append(box)
        boxes.append((x - radius, y - radius, x + radius, y + radius))
    for name, x, y in labels:
        parts.append(
            Markup('<text class="place" x="{}" y="{}" font-size="{}">{}</text>').format(
                round(x, 1), round(y, 1), round(11 * unit, 2), name
            )
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


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
