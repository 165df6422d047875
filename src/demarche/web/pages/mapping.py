"""The map, the timeline and the list of events, all by the same filters."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from demarche.ledger.hours import hour_of
from demarche.ledger.query import Cut
from demarche.plover import QUAD
from demarche.web.charts.periods import (
    Span,
    Step,
    dense,
    extent,
    lanes,
    quad_chart,
    spans,
    step_for,
)
from demarche.web.charts.scales import parse_day
from demarche.web.charts.world import VIEWS, Shade, Spot, level, steps, world_chart
from demarche.web.filters import Filters
from demarche.web.pages.actors import country_names, edges_of, side_names
from demarche.web.pages.claims import list_words
from demarche.web.site import Names, Site, page, site_of

PAGE = 50
SPOTS = 400
LANES = 4
LISTED = 12
LIGHT = 1_000
"""Events that are looked at one by one, up to which there is a lane a side."""


def spots_of(site: Site, filters: Filters, cut: Cut) -> list[Spot]:
    """Places with coordinates, those of most events first; each leads to its events."""
    quads: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    query = filters.query("events")
    counts = site.store.counts(query, kind="events", by="spot", types=True, cut=cut)
    filters = from_cut(filters, cut)
    for count in counts:
        if count.value and count.type in QUAD:
            quads[count.value][QUAD[count.type] - 1] += count.n
    found = []
    for value, q in quads.items():
        try:
            name, latitude, longitude, country = value.split("|")
            at = float(latitude), float(longitude)
        except ValueError:
            continue
        address = "/events" + filters.address(place=name)
        found.append(Spot(name, country, *at, (q[0], q[1], q[2], q[3]), address))
    return sorted(found, key=lambda s: (-s.n, s.name))


def from_cut(filters: Filters, cut: Cut) -> Filters:
    """The filters with the day from which on was counted, so that links lead to what was."""
    return filters.but(since=max(filters.since, cut.since)) if cut.since else filters


def shades_of(spots: Sequence[Spot], filters: Filters) -> list[Shade]:
    """Countries with all their events, those of most first; each leads to its events."""
    total: dict[str, int] = defaultdict(int)
    for spot in spots:
        if spot.country:
            total[spot.country] += spot.n
    names = country_names()
    return [
        Shade(code, names.get(code, code), n, "/events" + filters.address(place=code))
        for code, n in sorted(total.items(), key=lambda item: (-item[1], item[0]))
    ]


def world(request: Request) -> Response:
    """The map of where it happened: places as discs, countries shaded unless `shade=0`."""
    site, filters = site_of(request), Filters.of(request.query_params)
    view = request.query_params.get("view", "world")
    view = view if view in VIEWS else "world"
    shaded = request.query_params.get("shade") != "0"
    spots, cut = site.within(("spots", filters), lambda cut: spots_of(site, filters, cut))
    shades = shades_of(spots, from_cut(filters, cut))
    # what is known only by its country is told by the shading, not by a disc in its middle
    names = country_names()
    discs = [s for s in spots if not shaded or names.get(s.country) != s.name][:SPOTS]
    chart = site.kept(
        ("map", filters, view, shaded),
        lambda: world_chart(discs, view, shades if shaded else ()),
    )
    return page(
        request, "map.html", filters=filters, chart=chart, spots=discs, view=view, views=VIEWS,
        shades=shades, shaded=shaded, steps=steps([s.n for s in shades]),
        level=level,
        total=sum(s.n for s in spots), cut=cut,
        **list_words(),
    )  # fmt: skip


def timeline(request: Request) -> Response:
    """Events over time; drag over the chart, or give two dates or hours, to look closer."""
    site, filters = site_of(request), Filters.of(request.query_params)
    drawn, cut = site.within(("timeline", filters), lambda cut: _timeline(site, filters, cut))
    events = _newest_events(site, filters)
    names = Names(site.store, [p for r in events for p in (*r.record.actors, *r.record.recipients)])
    return page(
        request, "timeline.html", filters=filters, rows=events, cut=cut, **drawn,
        **list_words(names),
    )  # fmt: skip


def _newest_events(site: Site, filters: Filters) -> list[Any]:
    """The newest events; those within the hours that are chosen, where hours are."""
    query = filters.query("events")
    if not filters.hours:
        return site.store.events(query, limit=LISTED, cut=Cut()).items
    found: list[Any] = []
    after: str | None = None
    while len(found) < LISTED:
        rows = site.store.events(query, limit=200, after=after)
        papers = site.store.many("documents", {r.record.document for r in rows.items})
        for row in rows.items:
            told = row.record.time.value if row.record.time else None
            published = papers[row.record.document].record.published
            if filters.within(hour_of(row.date, told, published)):
                found.append(row)
        after = rows.next
        if after is None:
            break
    return found[:LISTED]


def _spans(site: Site, filters: Filters, period: Step, cut: Cut) -> list[Span]:
    query = filters.query("events")
    counts = site.store.counts(query, kind="events", period=period, types=True, cut=cut)
    return spans((c.period or "", c.type or "", c.n) for c in counts)


def _hours(site: Site, filters: Filters, cut: Cut) -> tuple[list[Span], int]:
    """Events by the hour, every hour of the stretch, and how many have no hour."""
    first, last = parse_day(filters.since), parse_day(filters.until, last=True)
    days = filters.but(since=str(first), until=str(last))
    counted = {s.period: s for s in _spans(site, days, "hour", cut)}
    dayless = sum(s.n for s in counted.values() if len(s.period) == 10)
    every = [
        f"{first + timedelta(days=day)}T{hour:02}"
        for day in range((last - first).days + 1) for hour in range(24)
    ]  # fmt: skip
    empty = (0, 0, 0, 0)
    return [
        counted.get(hour, Span(hour, empty, None)) for hour in every if filters.within(hour)
    ], dayless


def _timeline(site: Site, filters: Filters, cut: Cut) -> dict[str, Any]:
    found = _spans(site, filters, "month", cut)
    if not found:
        return {"chart": "", "lane_chart": "", "spans": [], "outside": 0, "hourless": 0}
    outside, hourless, asked = 0, 0, filters
    if not (filters.since or filters.until):
        most = dense(found)
        outside = sum(s.n for s in found) - sum(s.n for s in most)
        if outside:
            filters = filters.but(since=most[0].period, until=most[-1].period)
            found = most
    step = step_for(*(extent(found) if not filters.until else _asked(filters, found)))
    if step == "hour":
        found, hourless = _hours(site, filters, cut)
        if not filters.hours and not any(s.n for s in found):
            found, step = _spans(site, filters, "day", cut), "day"
    elif step != "month":
        found = _spans(site, filters, step, cut)
    # a lane would look at the same events again: where they are too many, there are none
    looked_at = bool(filters.q or filters.status or filters.stance or cut)
    light = not looked_at or (sum(s.n for s in found) <= LIGHT and not cut)
    rows = _lanes(site, filters, asked, found, step, cut) if found and light else []
    return {
        "chart": quad_chart(found, height=280, brush=True), "spans": found, "outside": outside,
        "lane_chart": lanes(rows, found) if rows else "", "hourless": hourless,
    }  # fmt: skip


def _asked(filters: Filters, found: Sequence[Span]) -> tuple[date, date]:
    """First and last day that are asked for."""
    first = parse_day(filters.since) if filters.since else extent(found)[0]
    return first, parse_day(filters.until, last=True)


def _lanes(
    site: Site, filters: Filters, asked: Filters, found: Sequence[Span], step: Step, cut: Cut
) -> list[tuple[str, str, list[Span]]]:
    """The sides with most events, each with its name, address and spans."""
    weight: dict[str, int] = defaultdict(int)
    for edge in edges_of(site, asked, cut):
        for side in {edge.start, edge.end} - {"UNK"}:
            weight[side] += edge.n
    sides = sorted(weight, key=lambda side: (-weight[side], side))[:LANES]
    names = side_names(site, sides)
    rows = []
    for side in sides:
        address = "/timeline" + filters.but(actor=side).address()
        if step == "hour":
            lane = [s for s in _hours(site, filters.but(actor=side), cut)[0] if s.n]
        else:
            # without dates, months and years are counted already; the stretch is cut out here
            whole = asked.but(actor=side) if step != "day" else filters.but(actor=side)
            first, last = found[0].period, found[-1].period
            lane = [s for s in _spans(site, whole, step, cut) if first <= s.period <= last]
        rows.append((names[side], address, lane))
    return rows


def events(request: Request) -> Response:
    """The events that fit the filters, newest first, each with its words."""
    site, filters = site_of(request), Filters.of(request.query_params)
    query = filters.query("events")
    after = request.query_params.get("after")
    found = site.store.events(query, limit=PAGE, after=after, cut=Cut())
    names = Names(
        site.store, [p for r in found.items for p in (*r.record.actors, *r.record.recipients)]
    )
    total, cut = site.within(("total", filters), lambda cut: site.store.total("events", query, cut))
    return page(
        request, "events.html", filters=filters, rows=found.items, next=found.next, total=total,
        cut=cut, **list_words(names),
    )  # fmt: skip
