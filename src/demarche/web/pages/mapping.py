"""The map, the timeline and the list of events, all by the same filters."""

from collections import defaultdict
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from demarche.plover import QUAD
from demarche.web.charts.periods import Span, dense, extent, lanes, quad_chart, spans, step_for
from demarche.web.charts.world import VIEWS, Spot, world_chart
from demarche.web.filters import Filters
from demarche.web.pages.actors import side_names
from demarche.web.pages.claims import list_words
from demarche.web.site import Names, Site, page, site_of

Period = Literal["day", "month", "year"]
PAGE = 50
SPOTS = 400
LANES = 8


def spots_of(site: Site, filters: Filters) -> list[Spot]:
    """Places with coordinates, those of most events first; each leads to its events."""
    quads: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    counts = site.store.counts(filters.query("events"), kind="events", by="spot", types=True)
    for count in counts:
        if count.value and count.type in QUAD:
            quads[count.value][QUAD[count.type] - 1] += count.n
    found = []
    for value, q in quads.items():
        parts = value.split("|")
        try:
            name, latitude, longitude = parts[0], float(parts[1]), float(parts[2])
        except (IndexError, ValueError):
            continue
        address = "/events" + filters.address(place=name)
        found.append(Spot(name, latitude, longitude, (q[0], q[1], q[2], q[3]), address))
    return sorted(found, key=lambda s: (-s.n, s.name))[:SPOTS]


def world(request: Request) -> Response:
    """The map of where it happened."""
    site, filters = site_of(request), Filters.of(request.query_params)
    view = request.query_params.get("view", "world")
    view = view if view in VIEWS else "world"
    spots = site.kept(("spots", filters), lambda: spots_of(site, filters))
    chart = site.kept(("map", filters, view), lambda: world_chart(spots, view))
    return page(
        request, "map.html", filters=filters, chart=chart, spots=spots, view=view, views=VIEWS,
        total=sum(s.n for s in spots), **list_words(),
    )  # fmt: skip


def timeline(request: Request) -> Response:
    """Events over time; drag over the chart, or give two dates, to look closer."""
    site, filters = site_of(request), Filters.of(request.query_params)
    drawn = site.kept(("timeline", filters), lambda: _timeline(site, filters))
    events = site.store.events(filters.query("events"), limit=12).items
    names = Names(site.store, [p for r in events for p in (*r.record.actors, *r.record.recipients)])
    return page(
        request, "timeline.html", filters=filters, rows=events, **drawn, **list_words(names)
    )  # fmt: skip


def _spans(site: Site, filters: Filters, period: Period) -> list[Span]:
    counts = site.store.counts(filters.query("events"), kind="events", period=period, types=True)
    return spans((c.period or "", c.type or "", c.n) for c in counts)


def _timeline(site: Site, filters: Filters) -> dict[str, Any]:
    found = _spans(site, filters, "month")
    if not found:
        return {"chart": "", "lane_chart": "", "spans": [], "outside": 0}
    outside = 0
    if not (filters.since or filters.until):
        most = dense(found)
        outside = sum(s.n for s in found) - sum(s.n for s in most)
        if outside:
            filters = filters.but(since=most[0].period, until=most[-1].period)
            found = most
    step: Period = step_for(*extent(found))
    if step != "month":
        found = _spans(site, filters, step)
    tops = site.store.counts(filters.query("events"), kind="events", by="party", limit=60)
    ranked = [c.value for c in tops if (c.value and "." not in c.value) or (
        c.value or "").startswith("IGO.")]  # fmt: skip
    sides = [side for side in dict.fromkeys(ranked) if side and not side.startswith("UNK")][:LANES]
    names = side_names(site, sides)
    rows = []
    for side in sides:
        address = "/timeline" + filters.but(actor=side).address()
        rows.append((names[side], address, _spans(site, filters.but(actor=side), step)))
    return {
        "chart": quad_chart(found, height=280, brush=True), "spans": found, "outside": outside,
        "lane_chart": lanes(rows, *extent(found)) if rows else "",
    }  # fmt: skip


def events(request: Request) -> Response:
    """The events that fit the filters, newest first, each with its words."""
    site, filters = site_of(request), Filters.of(request.query_params)
    query = filters.query("events")
    found = site.store.events(query, limit=PAGE, after=request.query_params.get("after"))
    names = Names(
        site.store, [p for r in found.items for p in (*r.record.actors, *r.record.recipients)]
    )
    return page(
        request, "events.html", filters=filters, rows=found.items, next=found.next,
        total=site.store.total("events", query), **list_words(names),
    )  # fmt: skip
