"""Actors, pairs of sides, and the network of who does what to whom."""

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from demarche.actors.tables import table
from demarche.ledger import Query
from demarche.ledger.query import Cut
from demarche.plover import QUAD
from demarche.web.charts.network import Edge, network_chart
from demarche.web.charts.periods import extent, quad_chart, score_chart, spans, step_for
from demarche.web.filters import Filters
from demarche.web.pages.claims import list_words
from demarche.web.site import Names, Site, page, site_of

PAGE = 60
EDGES = 60
_SIDE = re.compile(r"[A-Z]{3}(\.[A-Z0-9_-]+)?")
DEEDS = {
    "": "anything", "ACCUSE": "accuses", "CONSULT": "meets", "THREATEN": "threatens",
    "AID": "aids", "SANCTION": "sanctions", "REQUEST": "asks", "ASSAULT": "attacks",
    "SUPPORT": "backs", "AGREE": "agrees",
}  # fmt: skip


def side_of(code: str) -> str:
    """The side that a code belongs to: `RUS` of `RUS.MIL`, `IGO.NATO` itself."""
    country, _, rest = code.partition(".")
    return code if country in ("IGO", "NGO", "MNC") and rest else country


@cache
def country_names() -> dict[str, str]:
    """Names of states by their code, as the knowledge has them."""
    return {row.cells[0]: row.cells[1].lstrip("!") for row in table("countries")}


def side_names(site: Site, sides: list[str]) -> dict[str, str]:
    """What sides are called: the name of the state or the organisation."""
    organisations = site.kept(
        "organisations",
        lambda: {
            row.record.code: row.record.name
            for row in site.store.actors(kind="organisation", limit=200).items
        },
    )
    return {side: country_names().get(side) or organisations.get(side, side) for side in sides}


def actors(request: Request) -> Response:
    """All actors, those of most events first."""
    site = site_of(request)
    words = request.query_params.get("q", "")[:100]
    kind = request.query_params.get("kind", "")
    kinds = ("state", "organisation", "person", "group")
    kind = kind if kind in kinds else ""
    found = site.store.actors(
        words=words, kind=kind or None, limit=PAGE, after=request.query_params.get("after")
    )
    rows = [row for row in found.items if not row.record.code.startswith("UNK")]
    return page(request, "actors.html", rows=rows, next=found.next, words=words, kind=kind,
                kinds=kinds)  # fmt: skip


def actor(request: Request) -> Response:
    """One actor or side: what it says, does, denies; its relations; its offices."""
    site, filters = site_of(request), Filters.of(request.query_params)
    wanted = request.path_params["actor"]
    row = site.store.actor(wanted)
    if row is None and not _SIDE.fullmatch(wanted):
        raise HTTPException(404, "no actor has this id")
    about = filters.but(actor=wanted)
    name = row.record.name if row else side_names(site, [wanted])[wanted]
    every = Query(since=filters.since or None, until=filters.until or None)
    does = site.store.events(replace(every, actor=(wanted,)), limit=12)
    undergoes = site.store.events(replace(every, recipient=(wanted,)), limit=8)
    says = site.store.statements(replace(every, source=(wanted,)), limit=12)
    side = side_of(row.record.code) if row else wanted
    denies = site.store.claims(replace(every, stance=(f"denies={wanted}",)), limit=8).items
    disputed = site.store.claims(
        replace(every, party=(wanted,), status=("disputed",)), limit=8
    ).items
    charts, cut = site.within(("actor charts", about), lambda cut: _charts(site, about, cut))
    partners, more = site.within(("partners", about), lambda cut: _partners(site, about, side, cut))
    cut.join(more)
    people = _parties([*does.items, *undergoes.items, *says.items])
    people += [p.party for r in (*denies, *disputed) for p in r.record.positions]
    names = Names(site.store, people)
    values: dict[str, Any] = list_words(names)
    return page(
        request, "actor.html", filters=filters, row=row, name=name, code=row.record.code if row else
        wanted, side=side, does=does.items, undergoes=undergoes.items, says=says.items,
        denies=denies, disputed=disputed, charts=charts, partners=partners, wanted=wanted, cut=cut,
        **values,
    )  # fmt: skip


def _parties(rows: Any) -> list[Any]:
    found: list[Any] = []
    for row in rows:
        record = row.record
        for field in ("actors", "recipients", "sources", "addressees"):
            found += getattr(record, field, ())
    return found


def _charts(site: Site, filters: Filters, cut: Cut) -> dict[str, Any]:
    query = filters.query("events")
    months = site.store.counts(query, kind="events", period="month", types=True, cut=cut)
    found = spans((c.period or "", c.type or "", c.n) for c in months)
    if not found:
        return {"quads": "", "score": "", "spans": []}
    if step_for(*extent(found)) == "day":
        days = site.store.counts(query, kind="events", period="day", types=True, cut=cut)
        found = spans((c.period or "", c.type or "", c.n) for c in days)
    return {"quads": quad_chart(found), "score": score_chart(found), "spans": found}


def edges_of(site: Site, filters: Filters, cut: Cut) -> list[Edge]:
    """Directed pairs of sides with their events of each quad class, most first.

    One side among all is looked up in the pairs of all, which the ledger has counted already.
    """
    alone = filters.actor if _SIDE.fullmatch(filters.actor) and filters.actor.isupper() else ""
    if alone and side_of(alone) != alone:
        alone = ""
    every = filters.but(actor="") if alone else filters
    edges, own = site.within(("edges", every), lambda cut: _edges(site, every, cut))
    cut.join(own)
    return [e for e in edges if alone in (e.start, e.end)] if alone else edges


def _edges(site: Site, filters: Filters, cut: Cut) -> list[Edge]:
    quads: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    query = filters.query("events")
    counts = site.store.counts(query, kind="events", by="dyad", types=True, cut=cut)
    for count in counts:
        start, _, end = (count.value or "").partition(">")
        if start and end and count.type in QUAD:
            quads[start, end][QUAD[count.type] - 1] += count.n
    edges = [Edge(a, b, (q[0], q[1], q[2], q[3])) for (a, b), q in quads.items()]
    return sorted(edges, key=lambda e: (-e.n, e.start, e.end))


def _partners(site: Site, filters: Filters, side: str, cut: Cut) -> list[dict[str, Any]]:
    """Other sides, with what goes to them and comes from them."""
    both: dict[str, list[list[int]]] = defaultdict(lambda: [[0] * 4, [0] * 4])
    for edge in edges_of(site, filters.but(actor=side), cut):
        if side in (edge.start, edge.end) and len({edge.start, edge.end, "UNK"}) == 3:
            other, way = (edge.end, 0) if edge.start == side else (edge.start, 1)
            both[other][way] = [a + b for a, b in zip(both[other][way], edge.quads, strict=True)]
    ranked = sorted(both, key=lambda o: (-sum(map(sum, both[o])), o))[:12]
    names = side_names(site, ranked)
    return [
        {"side": o, "name": names[o], "to": both[o][0], "back": both[o][1],
         "n": sum(map(sum, both[o]))}
        for o in ranked
    ]  # fmt: skip


def dyad(request: Request) -> Response:
    """Two sides: their relations over time, both ways, their claims and events."""
    site, filters = site_of(request), Filters.of(request.query_params)
    left, right = request.path_params["left"], request.path_params["right"]
    if not (_SIDE.fullmatch(left) and _SIDE.fullmatch(right)):
        raise HTTPException(404, "a pair is two sides, such as /dyads/PRK/RUS")
    both = filters.but(dyad=f"{left}-{right}", actor="")
    charts, cut = site.within(("dyad charts", both), lambda cut: _charts(site, both, cut))
    ways = []
    for a, b in ((left, right), (right, left)):
        query = both.but(dyad=f"{a}>{b}").query("events")
        counts = site.store.counts(query, kind="events", by="type", cut=cut)
        ways.append((a, b, [(c.value, QUAD.get(c.value or "", 1), c.n) for c in counts[:8]]))
    events = site.store.events(both.query("events"), limit=20)
    rows = site.store.claims(both.query("claims"), limit=10).items
    names = Names(
        site.store,
        _parties(events.items) + [p.party for r in rows for p in r.record.positions],
    )
    return page(
        request, "dyad.html", filters=filters, left=left, right=right, charts=charts, ways=ways,
        sides=side_names(site, [left, right]), rows=rows, events=events.items, both=both, cut=cut,
        **list_words(names),
    )  # fmt: skip


def network(request: Request) -> Response:
    """The network of sides, filtered by deed, time and certainty."""
    site, filters = site_of(request), Filters.of(request.query_params)
    cut = Cut()
    edges = edges_of(site, filters, cut)
    shown = [e for e in edges if e.start != e.end and "UNK" not in (e.start, e.end)][:EDGES]
    names = side_names(site, sorted({s for e in shown for s in (e.start, e.end)}))
    chart = site.kept(
        ("network", filters), lambda: network_chart(shown, names, filters.but(actor="").address())
    )
    return page(
        request, "network.html", filters=filters, edges=shown, names=names, chart=chart,
        deeds=DEEDS, more=len(edges) > len(shown), cut=cut, types=list_words()["types"],
        contexts=list_words()["contexts"],
    )  # fmt: skip
