"""The map, the timeline and the list of events, all by the same filters."""

from collections import defaultdict
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from demarche.plover import QUAD
from demarche.web.charts.periods import Span, dense, extent, lanes, quad_chart, spans, step_for
from demarche.web.charts.world import VIEWS, Spot, world_chart
from demarche.web.filters import Filters
from demarche.web.pages.actors import edges_of, side_names
from demarche.web.pages.claims import list_words
from demarche.web.site import Names, Site, page, site_of

Period = Literal["day", "month", "year"]
PAGE = 50
SPOTS = 400
MOST = 3000
LANES = 4


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


def newest(site: Site, filters: Filters) -> Filters:
    """The same filters, from a month on from which there are about MOST events.

    Places of all events, or of a time, are counted already; those of other filters have to be
    looked up event by event.
    """
    if not filters.but(since="", until="").chosen():
        return filters
    seen = 0
    for span in reversed(_spans(site, filters, "month")):
        seen += span.n
        if seen > MOST:
            return filters.but(since=max(span.period, filters.since))
    return filters


def world(request: Request) -> Response:
    """The map of where it happened."""
    site, filters = site_of(request), Filters.of(request.query_params)
    view = request.query_params.get("view", "world")
    view = view if view in VIEWS else "world"
    shown = site.kept(("newest", filters), lambda: newest(site, filters))
    spots = site.kept(("spots", shown), lambda: spots_of(site, shown))
    chart = site.kept(("map", filters, view), lambda: world_chart(spots, view))
    return page(
        request, "map.html", filters=filters, chart=chart, spots=spots, view=view, views=VIEWS,
        total=sum(s.n for s in spots), cut="" if shown == filters else shown.since,
        **list_words(),
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
    outside, asked = 0, filters
    if not (filters.since or filters.until):
        most = dense(found)
        outside = sum(s.n for s in found) - sum(s.n for s in most)
        if outside:
            filters = filters.but(since=most[0].period, until=most[-1].period)
            found = most
    step: Period = step_for(*extent(found))
    if step != "month":
        found = _spans(site, filters, step)
    weight: dict[str, int] = defaultdict(int)
    for edge in edges_of(site, asked):
        for side in {edge.start, edge.end} - {"UNK"}:
            weight[side] += edge.n
    sides = sorted(weight, key=lambda side: (-weight[side], side))[:LANES]
    names = side_names(site, sides)
    rows = []
    for side in sides:
        address = "/timeline" + filters.but(actor=side).address()
        # without dates, months and years are counted already; the stretch is cut out here
        whole = asked.but(actor=side) if step != "day" else filters.but(actor=side)
        first, last = found[0].period, found[-1].period
        lane = [s for s in _spans(site, whole, step) if first <= s.period <= last]
        rows.append((names[side], address, lane))
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
