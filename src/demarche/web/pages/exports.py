"""What is on the pages as files: CSV of claims, events and positions, a dossier as PDF."""

import csv
import io
from collections.abc import Iterable, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from demarche.web.filters import Filters
from demarche.web.pages.claims import build, claim_words, positions_rows
from demarche.web.site import Site, site_of

_BATCH = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection); numbers stay."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Rows as CSV (RFC 4180), a line at a time, behind a byte-order mark that Excel looks for."""
    yield "\ufeff"
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _csv(rows: Iterable[Iterable[object]], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(csv_lines(rows), media_type="text/csv; charset=utf-8", headers=headers)


def claims_csv(request: Request) -> Response:
    """All claims that fit the filters, every one of them, no cap."""
    site, filters = site_of(request), Filters.of(request.query_params)
    return _csv(_claim_rows(site, filters), "claims.csv")


def _claim_rows(site: Site, filters: Filters) -> Iterator[list[object]]:
    yield ["id", "status", "claim", "types", "actors", "recipients", "place", "time", "first",
           "latest", "positions", "publishers", "first_seen", "last_changed"]  # fmt: skip
    after: str | None = None
    while True:
        found = site.store.claims(
            filters.query("claims"), order="newest", limit=_BATCH, after=after
        )
        for row in found.items:
            c = row.record
            yield [c.id, c.status, claim_words(c), " ".join(c.about.types),
                   " ".join(c.about.actors), " ".join(c.about.recipients), c.about.place,
                   c.about.time, c.first, c.latest, len(c.positions), c.publishers,
                   row.first_seen, row.last_changed]  # fmt: skip
        after = found.next
        if after is None:
            return


def events_csv(request: Request) -> Response:
    """All events that fit the filters."""
    site, filters = site_of(request), Filters.of(request.query_params)
    return _csv(_event_rows(site, filters), "events.csv")


def _event_rows(site: Site, filters: Filters) -> Iterator[list[object]]:
    yield ["id", "date", "type", "mode", "cameo", "quad", "intensity", "actors", "recipients",
           "factuality", "source", "place", "country", "latitude", "longitude", "quantity", "unit",
           "claim", "state", "document", "publisher", "url", "sentence"]  # fmt: skip
    after: str | None = None
    while True:
        found = site.store.events(
            filters.query("events"), order="newest", limit=_BATCH, after=after
        )
        for row in found.items:
            e, where, many = row.record, row.record.place, row.record.quantity
            nearest = e.factuality[-1] if e.factuality else None
            yield [e.id, row.date, e.type, e.mode, e.cameo, e.quad, e.intensity,
                   " ".join(p.code for p in e.actors), " ".join(p.code for p in e.recipients),
                   nearest.value if nearest else None, nearest.source.code if nearest else None,
                   where.name if where else None, where.country if where else None,
                   where.latitude if where else None, where.longitude if where else None,
                   many.value if many else None, many.unit if many else None, row.claim,
                   row.state, e.document, row.document.publisher if row.document else None,
                   row.document.url if row.document else None, e.sentence.text]  # fmt: skip
        after = found.next
        if after is None:
            return


def positions_csv(request: Request) -> Response:
    """The positions of one claim, with names and quotes."""
    d, _ = build(site_of(request), request.path_params["claim"])
    head = ["date", "code", "actor", "stance", "figure", "low", "high", "unit", "name", "publisher",
            "headline", "url", "article", "sentence"]  # fmt: skip
    return _csv([head, *positions_rows(d)], f"{d.claim.id}.csv")


def claim_pdf(request: Request) -> Response:
    """The dossier as a PDF for printing and filing."""
    from demarche.web.pdf import dossier_pdf

    site = site_of(request)
    d, names = build(site, request.path_params["claim"])
    link = f"{str(request.base_url).rstrip('/')}/claims/{d.claim.id}"
    headers = {"Content-Disposition": f'inline; filename="{d.claim.id}.pdf"'}
    return Response(dossier_pdf(d, names, link), media_type="application/pdf", headers=headers)
