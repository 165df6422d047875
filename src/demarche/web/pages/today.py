"""Today: what changed, what split, what was read, what failed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from demarche.ledger import Query
from demarche.ledger.query import Cut
from demarche.model import Claim
from demarche.web.charts.periods import dense, quad_chart, spans
from demarche.web.charts.scales import parse_day
from demarche.web.filters import Filters
from demarche.web.pages.claims import list_words, names_for
from demarche.web.site import Site, number, page, site_of

PERIODS = {"1": "Since yesterday", "7": "This week", "30": "This month", "all": "All"}
_MANY = 120


@dataclass(frozen=True, slots=True)
class Spread:
    """A claim whose figures lie apart: the lowest, the highest, the unit."""

    claim: Claim
    low: float
    high: float
    unit: str

    @property
    def words(self) -> str:
        """ "1,500 to 12,000 soldiers"."""
        return f"{number(self.low)} to {number(self.high)} {self.unit}".strip()


def spread_of(claim: Claim) -> Spread | None:
    """The widest spread of the figures given in one claim, of the same unit."""
    units: dict[str, list[float]] = {}
    for position in claim.positions:
        if position.quantity is not None and position.quantity.value > 0:
            units.setdefault(position.quantity.unit, []).append(position.quantity.value)
    apart = [(max(v) / min(v), unit) for unit, v in units.items() if max(v) > min(v)]
    if not apart:
        return None
    unit = max(apart)[1]
    return Spread(claim, min(units[unit]), max(units[unit]), unit)


def today(request: Request) -> Response:
    """The page that opens first."""
    site, filters = site_of(request), Filters.of(request.query_params)
    period = request.query_params.get("period", "7")
    period = period if period in PERIODS else "7"
    query = filters.query("claims")
    changed = site.store.claims(query, order="newest", limit=8).items
    groups = site.kept(("today", period), lambda: _turned(site, period))
    spreads = site.kept(("spreads", filters), lambda: _spreads(site, filters))
    totals = site.store.totals()
    documents = site.store.documents(Query(), limit=6).items
    failed = site.store.failures(limit=5).items
    chart = site.kept(("today chart", filters), lambda: _chart(site, filters))
    listed = [row.record for row in changed] + [row.record for _, rows in groups for row in rows]
    return page(
        request, "today.html", filters=filters, changed=changed, groups=groups, spreads=spreads,
        totals=totals, documents=documents, failed=failed, chart=chart, period=period,
        periods=PERIODS, **list_words(names_for(site, listed)),
    )  # fmt: skip


def _turned(site: Site, period: str) -> list[tuple[str, list[Any]]]:
    """Claims that newly have a status, by status, newest first."""
    since: int | str = 0
    if period != "all":
        since = (datetime.now(UTC) - timedelta(days=int(period))).strftime("%Y-%m-%dT%H:%M:%SZ")
    latest: dict[str, Any] = {}
    for change in site.store.claim_history(since=since, limit=1000):
        known = latest.get(change.claim)
        if known is None or change.seq > known.seq:
            latest[change.claim] = change
    groups = []
    for name, statuses in (
        ("Newly disputed", ("disputed",)),
        ("Newly denied or taken back", ("denied", "retracted")),
        ("Newly confirmed", ("corroborated",)),
        ("Newly in doubt", ("unconfirmed",)),
    ):
        ids = [
            c.claim for c in sorted(latest.values(), key=lambda c: -c.seq) if c.after in statuses
        ]
        rows = site.store.many("claims", ids[:_MANY])
        ranked = sorted(
            (rows[i] for i in ids[:_MANY] if i in rows),
            key=lambda row: (row.record.latest or "", len(row.record.positions)), reverse=True,
        )  # fmt: skip
        groups.append((name, ranked[:4]))
    return groups


def _spreads(site: Site, filters: Filters) -> list[Spread]:
    rows = site.store.claims(filters.query("claims"), order="newest", limit=_MANY).items
    found = [s for row in rows if (s := spread_of(row.record)) is not None]
    return sorted(found, key=lambda s: (-s.high / s.low, s.claim.id))[:5]


def _chart(site: Site, filters: Filters) -> Any:
    newest = site.store.events(filters.query("events"), limit=1).items
    if not newest:
        return ""
    last = parse_day(newest[0].date)
    recent = filters.but(since=filters.since or str(last - timedelta(days=120)))
    counts = site.store.counts(
        recent.query("events"), kind="events", period="day", types=True, cut=Cut()
    )
    found = spans((c.period or "", c.type or "", c.n) for c in counts)
    return quad_chart(dense(found)[-90:], height=150)
