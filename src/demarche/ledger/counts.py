"""How many: by day, month or year, and by any facet, out of what was counted at write time.

Without conditions, or with one, the answer is read from `tally` and `facets`; with more, the index
is walked as for a page.
"""

from collections import Counter
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select, union

from demarche.ledger import query as queries
from demarche.ledger.errors import LedgerError
from demarche.ledger.hours import by_hour
from demarche.ledger.postings import chunks
from demarche.ledger.query import CARRIED, KINDS, Cut, Kind, Plan, Query, plan
from demarche.ledger.schema import events, facets, postings, tally

Period = Literal["hour", "day", "month", "year"]
_LENGTH: dict[str | None, int] = {None: 0, "year": 4, "month": 7, "day": 10, "hour": 13}


class Count(NamedTuple):
    """So many (`n`) rows of a period, a value and a type, where these are asked for."""

    period: str | None
    value: str | None
    type: str | None
    n: int


def total(connection: Connection, kind: Kind, query: Query, cut: Cut | None = None) -> int:
    """How many records fulfil a query; with `cut`, of those that it says."""
    found = plan(connection, kind, query)
    if found is None:
        return 0
    if len(found.lead) == 1 and not found.where:
        return found.rows
    facet = _counted(found, days=_wants_days(query, None))
    if facet is not None:
        where = (tally.c.facet == facet, *_on_tally(found, query))
        counted = select(func.coalesce(func.sum(tally.c.rows), 0)).where(*where)
        return int(connection.execute(counted).scalar_one())
    if cut is not None:
        found = plan(connection, kind, query, cut, queries.SCANNED)
        if found is None:
            return 0
    inner = _matches(found)
    return connection.execute(
        select(func.count()).select_from(inner), found.parameters
    ).scalar_one()


def counts(
    connection: Connection,
    query: Query,
    kind: Kind = "events",
    period: Period | None = None,
    by: str | None = None,
    types: bool = False,
    limit: int | None = None,
    order: Literal["count", "value"] = "count",
    cut: Cut | None = None,
) -> list[Count]:
    """Counts of records by period, by the values of a facet, by type, or several of them.

    `by`: `type`, `actor`, `recipient`, `party`, `dyad`, `source`, `place`, `spot`, `publisher`,
    `context`, `mode`, `factuality`, `status`, `act` ... `types` splits by type (act, status).
    Periods come in order of time; values by count or by name. Hours are those of `hours`: for a
    few days, and what has no hour comes under its day. With `cut`, what is not counted already is
    counted within bounds, and `cut` says which.
    """
    found = plan(connection, kind, query)
    if found is None:
        return []
    if cut is not None and not _known(found, query, period, by):
        light = by in (None, "type", "act", "status", "spot")
        found = plan(connection, kind, query, cut, queries.SCANNED if light else queries.FETCHED)
        if found is None:
            return []
    if period == "hour" and by not in (None, "type", "act", "status"):
        raise LedgerError(f"hours are not counted by {by!r}", "count days, or by type")
    if by is None or by in ("type", "act", "status"):
        made = _by_period(connection, found, query, period, types or by is not None)
        if by is not None and not types:
            made = [Count(c.period, c.type, None, c.n) for c in made]
    else:
        made = _by_facet(connection, found, query, period, by, types)
    if period:
        made.sort(key=lambda c: (c.period or "", -c.n, c.value or "", c.type or ""))
    elif order == "value":
        made.sort(key=lambda c: (c.value or "", c.type or "", -c.n))
    else:
        made.sort(key=lambda c: (-c.n, c.value or "", c.type or ""))
    return made[:limit]


def _matches(found: Plan) -> Any:
    """The rows that fulfil a query, each once, as a subquery: date, n, main."""
    p = postings.c
    columns = (p.date, p.n, p.main)
    if len(found.lead) == 1:
        return found.select(*columns).subquery("found")
    arms = [select(*columns).where(p.facet == facet, *found.where) for facet in found.lead]
    return union(*arms).subquery("found")


def _by_period(
    connection: Connection, found: Plan, query: Query, period: Period | None, types: bool
) -> list[Count]:
    length = _LENGTH[period]
    facet = _counted(found, days=_wants_days(query, period))
    rows: Any
    if period == "hour":
        rows = [(*key, n) for key, n in by_hour(connection, found, _matches(found), query).items()]
    elif facet is not None:
        whole = length == (10 if facet < 0 else 7)
        when: Any = tally.c.period if whole else func.substr(tally.c.period, 1, length)
        wanted = (
            select(when, tally.c.main, func.sum(tally.c.rows))
            .where(tally.c.facet == facet, *_on_tally(found, query))
            .group_by(when, tally.c.main)
        )
        rows = connection.execute(wanted).all()
    else:
        inner = _matches(found)
        when = func.substr(inner.c.date, 1, length)
        rows = connection.execute(
            select(when, inner.c.main, func.count()).group_by(when, inner.c.main), found.parameters
        ).all()
    names = _names(connection, {row[1] for row in rows})
    added: Counter[tuple[str | None, str | None]] = Counter()
    for moment, main, n in rows:
        added[moment if period else None, names[main] if types else None] += n
    return [Count(moment, None, kind, n) for (moment, kind), n in added.items()]


def _tallied(kind: Kind) -> frozenset[str]:
    """What a tally can be narrowed to: dates, and the two facets that it is split by."""
    more = ("quad",) if kind == "events" else ()
    return frozenset(("since", "until", *CARRIED.get(kind, ()), *more))


def _known(found: Plan, query: Query, period: Period | None, by: str | None) -> bool:
    """Whether the answer is counted already, so that no row has to be looked at."""
    if period == "hour":
        return True  # of a few days only
    if by is None or by in ("type", "act", "status"):
        return _counted(found, days=_wants_days(query, period)) is not None
    return not _wants_days(query, period) and not found.asked - _tallied(found.kind)


def _wants_days(query: Query, period: Period | None) -> bool:
    return period == "day" or any(len(v or "") > 7 for v in (query.since, query.until))


def _counted(found: Plan, days: bool) -> int | None:
    """The facet whose tally answers a query; None where rows have to be looked at."""
    asked = found.asked - _tallied(found.kind)
    if not asked:
        return -found.every if days else found.every
    (name, *more) = sorted(asked)
    numbers = found.groups.get(name, [])
    return numbers[0] if not more and not days and len(numbers) == 1 else None


def _on_tally(found: Plan, query: Query) -> list[Any]:
    """Conditions on a tally's periods, and on the two facets that it is split by."""
    conditions: list[Any] = []
    for name, column in zip(
        CARRIED.get(found.kind, ()), (tally.c.main, tally.c.sure), strict=False
    ):
        if wanted := found.groups.get(name):
            conditions.append(column.in_(wanted))
    if query.since:
        conditions.append(tally.c.period >= query.since)
    if query.until:
        until = query.until if len(query.until) >= 10 else f"{query.until}-99"
        conditions.append(tally.c.period <= until)
    return conditions


def _by_facet(
    connection: Connection,
    found: Plan,
    query: Query,
    period: Period | None,
    by: str,
    types: bool,
) -> list[Count]:
    kind = f"{KINDS[found.kind]}.{'sure' if by == 'factuality' else by}"
    asked = found.asked - _tallied(found.kind)
    inside = _inside(query) if by == "dyad" and len(asked) == 1 else None
    if not _wants_days(query, period) and (not asked or inside):
        return _facet_tally(connection, found, query, period, kind, types, inside)
    if kind == "event.spot":
        return _by_spot(connection, found, period, types)
    inner = _matches(found)
    rows = connection.execute(select(inner.c.date, inner.c.n, inner.c.main), found.parameters).all()
    names = {
        row.n: row.value
        for row in connection.execute(
            select(facets.c.n, facets.c.value).where(facets.c.kind == kind)
        )
    }
    mains = _names(connection, {row.main for row in rows})
    table = _table(found.kind)
    numbers: dict[int, str] = {}
    for part in chunks([row.n for row in rows], 900):
        numbers.update(
            (n, packed)
            for n, packed in connection.execute(
                select(table.c.n, table.c.facets).where(table.c.n.in_(part))
            )
        )
    added: Counter[tuple[str | None, str, str | None]] = Counter()
    length = _LENGTH[period]
    for row in rows:
        for facet in msgspec.json.decode(numbers[row.n]):
            if facet in names:
                when = row.date[:length] if period else None
                added[when, names[facet], mains[row.main] if types else None] += 1
    return [Count(when, value, main, n) for (when, value, main), n in added.items()]


def _by_spot(
    connection: Connection, found: Plan, period: Period | None, types: bool
) -> list[Count]:
    """Places of events: each event's row has the number of its place, in an index."""
    inner = _matches(found)
    when = func.substr(inner.c.date, 1, _LENGTH[period])
    rows = connection.execute(
        select(when, events.c.spot, inner.c.main, func.count())
        .join(events, events.c.n == inner.c.n)
        .where(events.c.spot.is_not(None))
        .group_by(when, events.c.spot, inner.c.main),
        found.parameters,
    ).all()
    names = _names(connection, {number for row in rows for number in row[1:3]})
    added: Counter[tuple[str | None, str, str | None]] = Counter()
    for moment, spot, main, n in rows:
        added[moment if period else None, names[spot], names[main] if types else None] += n
    return [Count(moment, value, main, n) for (moment, value, main), n in added.items()]


def _inside(query: Query) -> tuple[str, str] | None:
    """Dyads of one side: ("RUS>", "") where it is the actor, ("", ">RUS") as the recipient."""
    for values, pattern in ((query.actor, ("{}>", "")), (query.recipient, ("", ">{}"))):
        if len(values) == 1 and (len(values[0]) == 3 or values[0].startswith("IGO.")):
            return pattern[0].format(values[0]), pattern[1].format(values[0])
    return None


def _facet_tally(
    connection: Connection,
    found: Plan,
    query: Query,
    period: Period | None,
    kind: str,
    types: bool,
    inside: tuple[str, str] | None,
) -> list[Count]:
    """Sum up the months of each value of a facet."""
    if not period and not types and not found.asked:
        plain = select(facets.c.value, facets.c.rows).where(facets.c.kind == kind)
        return [Count(None, value, None, n) for value, n in connection.execute(plain) if n > 0]
    length = _LENGTH[period]
    split = [func.substr(tally.c.period, 1, length)] if period else []
    wanted = (
        select(*split, facets.c.value, tally.c.main, func.sum(tally.c.rows))
        .join(tally, tally.c.facet == facets.c.n)
        .where(facets.c.kind == kind, *_on_tally(found, query))
        .group_by(*split, facets.c.n, facets.c.value, tally.c.main)
    )
    if inside:
        wanted = wanted.where(facets.c.value.like(f"{inside[0]}%{inside[1]}"))
    rows = connection.execute(wanted).all()
    names = _names(connection, {row[-2] for row in rows})
    added: Counter[tuple[str | None, str, str | None]] = Counter()
    for *when, value, main, n in rows:
        added[when[0] if period else None, value, names[main] if types else None] += n
    return [Count(moment, value, main, n) for (moment, value, main), n in added.items()]


def _names(connection: Connection, numbers: set[int]) -> dict[int, str]:
    named: dict[int, str] = {}
    for part in chunks(sorted(numbers)):
        rows = connection.execute(select(facets.c.n, facets.c.value).where(facets.c.n.in_(part)))
        named.update((row.n, row.value) for row in rows)
    return named


def _table(kind: Kind) -> Any:
    from demarche.ledger.pages import TABLES

    return TABLES[kind]
