"""Counts by the hour, of a few days: read from the records, as the index knows days only.

The hour is the one that is told ("at 9 a.m."); else that of publication, where something happened,
or was said, on the day of publication. Hours are those of the text's own clock.
"""

import re
from collections import Counter
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from demarche.ledger.errors import LedgerError
from demarche.ledger.postings import chunks
from demarche.ledger.query import Kind, Plan, Query
from demarche.ledger.schema import documents, events, statements

MOST_DAYS = 7
_CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d")


class _Time(msgspec.Struct):
    value: str = ""


class _Body(msgspec.Struct):
    """Of a record's body only what tells its hour."""

    time: _Time | None = None
    published: str | None = None


def hour_of(day: str, told: str | None, published: str | None) -> str:
    """ "2024-10-18T09", or the day where no hour is known. `told`: the time of an event."""
    for value in (told, published):
        if value and value.startswith(day) and _CLOCK.match(value):
            return value[:13]
    return day


def by_hour(
    connection: Connection, found: Plan, inner: Any, query: Query
) -> Counter[tuple[str, int]]:
    """How many of the rows of `inner` (date, n, main) fall on each hour, by `main`.

    What has no hour is counted under its day. Raises LedgerError for more than MOST_DAYS days, and
    for claims, which have no hours.
    """
    _check(found.kind, query)
    rows = connection.execute(select(inner.c.date, inner.c.n, inner.c.main), found.parameters).all()
    told = _bodies(connection, found.kind, [row.n for row in rows])
    counted: Counter[tuple[str, int]] = Counter()
    for row in rows:
        if len(row.date) == 10:
            counted[hour_of(row.date, *told[row.n]), row.main] += 1
    return counted


def _check(kind: Kind, query: Query) -> None:
    if kind == "claims":
        raise LedgerError("claims have no hours", "count them by day")
    days = [date.fromisoformat(v) for v in (query.since, query.until) if v and len(v) == 10]
    if len(days) < 2 or (days[1] - days[0]).days >= MOST_DAYS:
        raise LedgerError(
            f"hours are counted for {MOST_DAYS} days at most", "give since and until as days"
        )


def _bodies(
    connection: Connection, kind: Kind, numbers: list[int]
) -> dict[int, tuple[str | None, str | None]]:
    """The time that each record tells, and when its article was published."""
    found: dict[int, tuple[str | None, str | None]] = {}
    read = msgspec.json.Decoder(_Body).decode
    for part in chunks(numbers):
        if kind == "documents":
            papers = select(documents.c.n, documents.c.body).where(documents.c.n.in_(part))
            for n, body in connection.execute(papers):
                found[n] = (None, read(body).published)
            continue
        table = events if kind == "events" else statements
        wanted: Any = select(table.c.n, table.c.body, table.c.document).where(table.c.n.in_(part))
        rows = connection.execute(wanted).all()
        papers = select(documents.c.n, documents.c.body).where(
            documents.c.n.in_({row.document for row in rows})
        )
        published = {n: read(body).published for n, body in connection.execute(papers)}
        for row in rows:
            time = read(row.body).time if kind == "events" else None
            found[row.n] = (time.value if time else None, published[row.document])
    return found
