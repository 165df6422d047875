"""Is a ledger whole, and are two the same: checked from the records up, nothing taken on trust."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, func, select, text

from demarche.ledger import load, words
from demarche.ledger.engine import is_sqlite, reading, writing
from demarche.ledger.postings import chunks
from demarche.ledger.schema import (
    actor_variants,
    actors,
    claims,
    corrections,
    documents,
    events,
    facets,
    passages,
    positions,
    postings,
    statements,
    tally,
    tellings,
)


def faults(engine: Engine) -> list[str]:
    """What is wrong, a line each; empty for a ledger that is whole.

    The file itself, every record and its spans, the inverted index and its counts against the
    rows, full text, claims, actors' counts.
    """
    found: list[str] = []
    with reading(engine) as connection:
        if is_sqlite(engine):
            for row in connection.execute(text("PRAGMA integrity_check(20)")).scalars():
                if row != "ok":
                    found.append(f"the file: {row}")
            if connection.execute(text("PRAGMA foreign_key_check")).first():
                found.append("a row points at a document that is not there")
        found += _records(connection)
        found += _index(connection)
        found += _tally(connection)
        found += _claims(connection)
        found += _actors(connection)
    with writing(engine) as transaction:
        problem = words.check(transaction.connection)
    return [*found, problem] if problem else found


def _records(connection: Connection) -> Iterator[str]:
    """Every article can be read, and every span holds the words of its text."""
    numbers = list(connection.execute(select(documents.c.n).order_by(documents.c.n)).scalars())
    for part in chunks(numbers, 100):
        try:
            for coded in load.coded(connection, part).values():
                text_ = coded.document.text
                for event in coded.events:
                    span = event.trigger
                    if text_[span.start : span.end] != span.text:
                        yield f"{event.id}: its words are not in the text"
        except (ValueError, KeyError) as error:
            yield f"articles {part[0]} to {part[-1]} cannot be read: {error}"
    rows = select(passages.c.n).where(passages.c.document.not_in(select(documents.c.n)))
    if connection.execute(rows).first():
        yield "a paragraph belongs to no article"


def _index(connection: Connection) -> Iterator[str]:
    """Postings are those that the rows name, no fewer and no more."""
    named: Counter[tuple[int, str]] = Counter()
    for table in (documents, statements, events, claims):
        for row in connection.execute(select(table.c.date, table.c.facets)):
            named.update((facet, row.date) for facet in msgspec.json.decode(row.facets))
    p, rows = postings.c, Counter[int]()
    for facet, date, n in connection.execute(
        select(p.facet, p.date, func.count()).group_by(p.facet, p.date)
    ):
        rows[facet] += n
        if named.pop((facet, date), 0) != n:
            yield f"facet {facet} has other rows in the index on {date or 'no day'} than are named"
            return
    if named:
        yield f"{sum(named.values())} rows are missing from the index"
    for row in connection.execute(select(facets)):
        if rows.pop(row.n, 0) != row.rows:
            yield f"{row.kind}={row.value} is miscounted"
    if rows:
        yield f"{len(rows)} facets have rows and no name"


def _tally(connection: Connection) -> Iterator[str]:
    """Counts by month and day are those of the postings."""
    expected: Counter[tuple[int, str, int, int]] = Counter()
    p = postings.c
    month = func.substr(p.date, 1, 7)
    rows = connection.execute(
        select(p.facet, month, p.main, p.sure, func.count()).group_by(
            p.facet, month, p.main, p.sure
        )
    )
    expected.update({(facet, period, main, sure): n for facet, period, main, sure, n in rows})
    every = select(facets.c.n).where(facets.c.kind.like("%.all"))
    rows = connection.execute(
        select(p.facet, p.date, p.main, p.sure, func.count())
        .where(p.facet.in_(every))
        .group_by(p.facet, p.date, p.main, p.sure)
    )
    expected.update({(-facet, day, main, sure): n for facet, day, main, sure, n in rows})
    for row in connection.execute(select(tally)):
        if expected.pop((row.facet, row.period, row.main, row.sure), 0) != row.rows:
            yield f"facet {row.facet} is miscounted in {row.period or 'no period'}"
            return
    if expected:
        yield f"{len(expected)} counts are missing"
    spot = select(p.n, p.facet).join(facets, facets.c.n == p.facet)
    placed = connection.execute(spot.where(facets.c.kind.like("%.spot"))).all()
    spots = {row.n: row.facet for row in placed}
    for n, found in connection.execute(select(events.c.n, events.c.spot)):
        if spots.get(n) != found:
            yield f"event {n} is counted at another place than it has"


def _claims(connection: Connection) -> Iterator[str]:
    """Events point at the claims that hold them; positions and tellings at what there is."""
    holds: dict[str, int] = {}
    for row in connection.execute(select(claims.c.n, claims.c.body)):
        holds.update((name, row.n) for name in msgspec.json.decode(row.body)["events"])
    for row in connection.execute(select(events.c.id, events.c.claim)):
        if holds.pop(row.id, None) != row.claim:
            yield f"{row.id} and its claim do not know each other"
    if holds:
        yield f"claims hold {len(holds)} events that are not there"
    lost = select(positions.c.id).where(positions.c.claim.not_in(select(claims.c.n)))
    if connection.execute(lost).first():
        yield "a position belongs to no claim"
    lost = select(tellings.c.id).where(tellings.c.document.not_in(select(documents.c.id)))
    if connection.execute(lost).first():
        yield "a telling belongs to no article"


def _actors(connection: Connection) -> Iterator[str]:
    """Every actor is in as many articles as are counted."""
    counted: Counter[int] = Counter()
    for packed in connection.execute(select(documents.c.actors)).scalars():
        counted.update(msgspec.json.decode(packed))
    totals: Counter[int] = Counter()
    for row in connection.execute(select(actor_variants)):
        totals[row.actor] += row.documents
        if counted[row.n] != row.documents:
            yield f"a record of actor {row.actor} is miscounted"
    for row in connection.execute(select(actors.c.n, actors.c.id, actors.c.documents)):
        if totals[row.n] != row.documents:
            yield f"actor {row.id} is miscounted"


def digest(engine: Engine) -> str:
    """A fingerprint of all that a ledger says, the same for the same content.

    Numbers, times and the order of arrival have no part in it.
    """
    made = hashlib.blake2b(digest_size=16)

    def take(rows: Any) -> None:
        for line in sorted(repr(tuple(row)) for row in rows):
            made.update(line.encode())
            made.update(b"\n")

    with reading(engine) as connection:
        names = {
            n: (kind, value)
            for n, kind, value in connection.execute(
                select(facets.c.n, facets.c.kind, facets.c.value)
            )
        }
        variants = _pairs(connection, actor_variants.c.n, actor_variants.c.body)
        papers = _pairs(connection, documents.c.n, documents.c.id)
        claimed = _pairs(connection, claims.c.n, claims.c.id)

        def found_by(packed: str) -> list[Any]:
            return sorted(names[n] for n in msgspec.json.decode(packed))

        s, e, c, a = statements.c, events.c, claims.c, actors.c
        take(
            (r.id, r.date, r.headline, r.publisher, r.url, r.text, r.body, r.code,
             bytes(r.mentions), sorted(variants[n] for n in msgspec.json.decode(r.actors)),
             found_by(r.facets))
            for r in connection.execute(select(documents))
        )  # fmt: skip
        take(
            (r.id, papers[r.document], r.place, r.date, r.body, found_by(r.facets))
            for r in connection.execute(select(s.id, s.document, s.place, s.date, s.body, s.facets))
        )
        take(
            (r.id, papers[r.document], r.place, r.date, r.state, claimed.get(r.claim or 0), r.body,
             found_by(r.facets))
            for r in connection.execute(
                select(e.id, e.document, e.place, e.date, e.state, e.claim, e.body, e.facets))
        )  # fmt: skip
        take(
            (r.id, r.date, r.status, r.positions, r.body, found_by(r.facets))
            for r in connection.execute(
                select(c.id, c.date, c.status, c.positions, c.body, c.facets)
            )
        )
        take(connection.execute(select(a.id, a.code, a.name, a.documents, a.state, a.body)))
        take(
            (*names[r.facet], r.date, names[r.main], names[r.sure])
            for r in connection.execute(select(postings))
        )
        take(
            (*names[abs(r.facet)], r.facet < 0, r.period, names[r.main], names[r.sure], r.rows)
            for r in connection.execute(select(tally))
        )
        k = corrections.c
        take(connection.execute(select(k.kind, k.target, k.other, k.action, k.edit, k.by)))
        take(connection.execute(select(tellings.c.id, tellings.c.leader, tellings.c.data)))
    return made.hexdigest()


def _pairs(connection: Connection, key: Any, value: Any) -> dict[Any, Any]:
    rows = connection.execute(select(key, value)).all()
    return {row[0]: row[1] for row in rows}
