"""Who does what to whom as a network, laid out on the server, the same each time."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from demarche.web.charts.svg import esc, joined
from demarche.web.site import cut, number
from demarche.web.words import QUADS

WIDTH, HEIGHT = 1000, 540


@dataclass(frozen=True, slots=True)
class Edge:
    """From one side to another: how many events of each quad class."""

    start: str
    end: str
    quads: tuple[int, int, int, int]

    @property
    def n(self) -> int:
        """All events from one to the other."""
        return sum(self.quads)


def layout(edges: Sequence[Edge], rounds: int = 320) -> dict[str, tuple[float, float]]:
    """A place for each node (Fruchterman and Reingold 1991), from a circle: no chance in it."""
    nodes = sorted({e.start for e in edges} | {e.end for e in edges})
    if not nodes:
        return {}
    weight = dict.fromkeys(nodes, 0)
    for e in edges:
        weight[e.start] += e.n
        weight[e.end] += e.n
    nodes.sort(key=lambda node: (-weight[node], node))
    index = {node: i for i, node in enumerate(nodes)}
    count = len(nodes)
    # the golden angle: neighbours in weight start far apart, the heaviest in the middle
    angles = np.arange(count) * 2.399963
    radius = np.sqrt(np.arange(count) / max(count - 1, 1))
    at = np.stack([np.cos(angles) * radius, np.sin(angles) * radius], 1)
    pull = np.zeros((count, count))
    for e in edges:
        if e.start != e.end:
            i, j = index[e.start], index[e.end]
            pull[i, j] = pull[j, i] = pull[i, j] + 1 + math.log1p(e.n)
    k = 1.5 / math.sqrt(count)
    for step in range(rounds):
        delta = at[:, None] - at[None]
        distance = np.maximum(np.linalg.norm(delta, axis=2), 1e-3)
        force = k * k / distance**2 - pull * distance / k * 0.18
        move = (delta * force[..., None]).sum(1) - at * 0.35
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        at += move / length * np.minimum(length, 0.12 * (1 - step / rounds) + 0.002)
    low, high = at.min(0), at.max(0)
    # half by distance, half by rank: a far group does not press the others together
    ranks = at.argsort(0, kind="stable").argsort(0, kind="stable") / max(count - 1, 1)
    placed = 0.45 * (at - low) / np.maximum(high - low, 1e-6) + 0.55 * ranks
    return {
        node: (
            round(90 + float(placed[i, 0]) * (WIDTH - 180), 1),
            round(46 + float(placed[i, 1]) * (HEIGHT - 92), 1),
        )
        for node, i in index.items()
    }


def network_chart(edges: Sequence[Edge], names: Mapping[str, str], carry: str = "") -> Markup:
    """Curved arrows: width how many, colour and dashes the class that there is most of."""
    at = layout(edges)
    most = max((e.n for e in edges), default=1)
    weight: dict[str, int] = dict.fromkeys(at, 0)
    for e in edges:
        weight[e.start] += e.n
        weight[e.end] += e.n
    top = max(weight.values(), default=1)
    size = {node: 5 + 15 * math.sqrt(n / top) for node, n in weight.items()}
    words = "Network of who does what to whom; the table has the same"
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{words}">'
        "<defs>"
    ]
    for quad in (1, 2, 3, 4):
        parts.append(
            f'<marker id="tip{quad}" class="q{quad}" viewBox="0 0 8 8" refX="7" refY="4" '
            'markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
            '<path class="fill" d="M0 0 8 4 0 8Z"/></marker>'
        )
    parts.append("</defs>")
    for e in sorted(edges, key=lambda e: e.n):
        if e.start == e.end:
            continue
        (x0, y0), (x1, y1) = at[e.start], at[e.end]
        dx, dy = x1 - x0, y1 - y0
        bend = 0.13
        cx, cy = (x0 + x1) / 2 - dy * bend, (y0 + y1) / 2 + dx * bend
        tx, ty = x1 - cx, y1 - cy
        reach = math.hypot(tx, ty) or 1
        ex = x1 - tx / reach * (size[e.end] + 3)
        ey = y1 - ty / reach * (size[e.end] + 3)
        quad = e.quads.index(max(e.quads)) + 1
        title = (
            f"{names.get(e.start, e.start)} to {names.get(e.end, e.end)}: {number(e.n)} events, "
            f"mostly {QUADS[quad].lower()}"
        )
        parts.append(
            f'<path class="edge q{quad}" d="M{x0} {y0}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}" '
            f'stroke-width="{0.9 + 4.5 * math.sqrt(e.n / most):.1f}" '
            f'marker-end="url(#tip{quad})"><title>{esc(title)}</title></path>'
        )
    for node, (x, y) in at.items():
        name = cut(names.get(node, node), 22)
        parts.append(
            f'<a class="node" href="/actors/{esc(node + carry)}"><circle cx="{x}" cy="{y}" '
            f'r="{size[node]:.1f}"/><text class="mid" x="{x}" y="{y - size[node] - 5:.1f}">'
            f"{esc(name)}</text></a>"
        )
    return joined([*parts, "</svg>"])
