"""Rows of a ledger as they are in force, singly, by id, and page by page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import msgspec
from sqlalchemy import Connection, Select, func, select, tuple_

from demarche.ledger import load, overlay
from demarche.ledger import words as fulltext
from demarche.ledger.actorstore import fold
from demarche.ledger.errors import LedgerError
from demarche.ledger.postings import chunks
from demarche.ledger.query import FEW, Cut, Kind, Plan, Query, page_of, plan
from demarche.ledger.schema import (
    actors,
    claims,
    documents,
    events,
    facets,
    passages,
    postings,
    statements,
    tellings,
)
from demarche.model import Actor, Claim, Document, Event, Statement

R = TypeVar("R")
Order = Literal["newest", "oldest", "changed", "seen", "positions"]


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What is shown of an article beside a row that comes from it."""

    id: str
    headline: str | None
    publisher: str | None
    published: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Row(Generic[R]):
    """A record as it is in force, and what the ledger knows of it.

    `state`: "", `accepted`, `edited` or `rejected` by an analyst; `claim`: id of an event's claim.
    """

    record: R
    n: int
    date: str
    first_seen: str
    last_changed: str
    seq: int
    state: str = ""
    claim: str | None = None
    document: DocumentHead | None = None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor, and in how many articles and events it is."""

    record: Actor
    n: int
    state: str
    documents: int
    events: int
    first_seen: str
    last_changed: str
    seq: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that holds the words asked for; a lower score is a better one."""

    document: DocumentHead
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some items, and the cursor of the next page; None at the end.

    `most`: only so many of the newest candidates were looked at; None where it was all.
    """

    items: list[R]
    next: str | None
    most: int | None = None


TABLES = {"events": events, "statements": statements, "claims": claims, "documents": documents}


def page(
    connection: Connection,
    kind: Kind,
    query: Query,
    order: Order = "newest",
    limit: int = 50,
    after: str | None = None,
    cut: Cut | None = None,
) -> Page[Row[Any]]:
    """A page of records that fulfil a query. Paging is stable while rows are added and changed.

    With `cut`, of words, a status or a stance that many have it shows the newest only. Raises
    LedgerError for a cursor that is none.
    """
    found = plan(connection, kind, query, cut, scan=0)
    if found is None:
        return Page([], None)
    if order in ("newest", "oldest"):
        statement = page_of(found, limit + 1, order == "newest", _cursor(after))
    elif kind == "claims":
        statement = _claims_by(found, order, limit + 1, _cursor(after))
    else:
        raise LedgerError(f"{kind} are not sorted by {order!r}", "newest or oldest")
    keys = [tuple(row) for row in connection.execute(statement, found.parameters)]
    more = len(keys) > limit
    rows = by_number(connection, kind, [n for _, n in keys[:limit]])
    items = [rows[n] for _, n in keys[:limit] if n in rows]
    last = keys[limit - 1] if more else None
    return Page(items, f"{last[0]}~{last[1]}" if last else None)


def _cursor(after: str | None) -> tuple[str, int] | None:
    if after is None:
        return None
    key, _, n = after.rpartition("~")
    if not n.lstrip("-").isdigit():
        raise LedgerError(f"{after!r} is no cursor", "give the `next` of a page")
    return key, int(n)


def _claims_by(found: Plan, order: Order, limit: int, after: tuple[str, int] | None) -> Select[Any]:
    """Claims sorted by something else than their date."""
    column = {"changed": claims.c.seq, "seen": claims.c.n, "positions": claims.c.positions}[order]
    if found.lead == [found.every] and not found.where:
        holds: Any = claims.c.voices == 1
    elif found.rows < FEW or found.asked & {"since", "until"}:
        # few, or few of all that are sorted: these are fetched rather than all walked
        holds = claims.c.n.in_(found.select(postings.c.n))
    else:
        here = (postings.c.date == claims.c.date, postings.c.n == claims.c.n)
        holds = found.select(postings.c.n).where(*here).exists()
    wanted = (
        select(column, claims.c.n)
        .where(holds)
        .order_by(column.desc(), claims.c.n.desc())
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(tuple_(column, claims.c.n) < tuple_(int(after[0]), after[1]))
    return wanted


def by_number(connection: Connection, kind: Kind, numbers: Sequence[int]) -> dict[int, Row[Any]]:
    """Records by their number."""
    return _rows(connection, kind, lambda table: table.c.n, numbers, lambda row: row.n)


def by_id(connection: Connection, kind: Kind, ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Records by their id."""
    return _rows(connection, kind, lambda table: table.c.id, ids, lambda row: row.id)


def where(connection: Connection, kind: Kind, condition: Any) -> Sequence[Row[Any]]:
    """Records that fulfil a condition on their table, in order of their number."""
    table = TABLES[kind]
    rows = connection.execute(select(table).where(condition).order_by(table.c.n)).all()
    return _READ[kind](connection, rows)


def _rows(
    connection: Connection,
    kind: Kind,
    column: Callable[[Any], Any],
    values: Sequence[Any],
    key: Callable[[Any], Any],
) -> dict[Any, Row[Any]]:
    table = TABLES[kind]
    found: dict[Any, Row[Any]] = {}
    for part in chunks(values):
        rows = connection.execute(select(table).where(column(table).in_(part))).all()
        for row, made in zip(rows, _READ[kind](connection, rows), strict=True):
            found[key(row)] = made
    return found


def _clock(row: Any) -> dict[str, Any]:
    return {
        "n": row.n,
        "date": row.date,
        "first_seen": row.first_seen,
        "last_changed": row.last_changed,
        "seq": row.seq,
    }


def _papers(
    connection: Connection, rows: Sequence[Any]
) -> tuple[dict[int, DocumentHead], load.Texts]:
    """The articles that rows come from, and their texts."""
    texts = load.Texts(connection)
    heads: dict[int, DocumentHead] = {}
    for part in chunks(sorted({row.document for row in rows})):
        for row in connection.execute(select(documents).where(documents.c.n.in_(part))):
            texts.put(row.id, row.text)
            heads[row.n] = head_of(row)
    return heads, texts


def head_of(row: Any) -> DocumentHead:
    """What is shown of an article, from its row."""
    return DocumentHead(row.id, row.headline, row.publisher, row.date, row.url)


def _events(connection: Connection, rows: Sequence[Any]) -> list[Row[Event]]:
    heads, texts = _papers(connection, rows)
    over = overlay.load(connection, (row.id for row in rows if row.state))
    names: dict[int, str] = {}
    for part in chunks(sorted({row.claim for row in rows if row.claim})):
        found = connection.execute(select(claims.c.n, claims.c.id).where(claims.c.n.in_(part)))
        names.update((row.n, row.id) for row in found)
    made = []
    for row in rows:
        head = heads[row.document]
        event, _ = over.event(load.event_of(row, head.id, texts))
        made.append(
            Row(event, **_clock(row), state=row.state, claim=names.get(row.claim), document=head)
        )
    return made


def _statements(connection: Connection, rows: Sequence[Any]) -> list[Row[Statement]]:
    heads, texts = _papers(connection, rows)
    over = overlay.load(connection)
    return [
        Row(
            over.statement(load.statement_of(row, heads[row.document].id, texts)),
            **_clock(row),
            document=heads[row.document],
        )
        for row in rows
    ]


def _claims(connection: Connection, rows: Sequence[Any]) -> list[Row[Claim]]:
    texts = load.Texts(connection)
    texts.want(
        position["document"]
        for row in rows
        for position in msgspec.json.decode(row.body).get("positions", ())
    )
    return [Row(load.claim_of(row, texts), **_clock(row)) for row in rows]


def _documents(connection: Connection, rows: Sequence[Any]) -> list[Row[Document]]:
    del connection
    return [Row(load.document_of(row), **_clock(row), document=head_of(row)) for row in rows]


_READ: dict[str, Callable[[Connection, Sequence[Any]], Sequence[Row[Any]]]] = {
    "events": _events,
    "statements": _statements,
    "claims": _claims,
    "documents": _documents,
}


def resolve_claim(connection: Connection, ident: str) -> str | None:
    """The id of the claim that an id, maybe an old one, leads to now."""
    if connection.execute(select(claims.c.n).where(claims.c.id == ident)).first():
        return ident
    row = connection.execute(select(tellings.c.data).where(tellings.c.claim == ident)).first()
    if row is None:
        return None
    told = msgspec.json.decode(row.data)["events"]
    return connection.execute(
        select(claims.c.id).join(events, events.c.claim == claims.c.n).where(events.c.id == told[0])
    ).scalar()


def actor_page(
    connection: Connection,
    words: str = "",
    kind: str | None = None,
    country: str | None = None,
    order: Literal["events", "documents", "name"] = "documents",
    limit: int = 50,
    after: str | None = None,
    ids: Iterable[str] | None = None,
) -> Page[ActorRow]:
    """Actors whose name holds all the words (or that have these ids)."""
    told = (
        select(facets.c.rows)
        .where(facets.c.kind == "event.party", facets.c.value == actors.c.id)
        .scalar_subquery()
    )
    count = func.coalesce(told, 0).label("events")
    wanted = select(actors, count)
    for word in fold(words).split():
        wanted = wanted.where(actors.c.folded.contains(word, autoescape=True))
    if kind:
        wanted = wanted.where(actors.c.kind == kind)
    if country:
        wanted = wanted.where(actors.c.country == country)
    if ids is not None:
        wanted = wanted.where(actors.c.id.in_(list(ids)))
    if order == "name":
        wanted = wanted.order_by(actors.c.folded, actors.c.n)
        column: Any = actors.c.folded
    else:
        column = count if order == "events" else actors.c.documents
        wanted = wanted.order_by(column.desc(), actors.c.n.desc())
    if (cursor := _cursor(after)) is not None:
        here = tuple_(column, actors.c.n)
        if order == "name":
            wanted = wanted.where(here > tuple_(cursor[0], cursor[1]))
        else:
            wanted = wanted.where(here < tuple_(int(cursor[0]), cursor[1]))
    rows = connection.execute(wanted.limit(limit + 1)).all()
    items = [
        ActorRow(
            load.actor_of(r), r.n, r.state, r.documents, r.events, r.first_seen, r.last_changed,
            r.seq,
        )
        for r in rows[:limit]
    ]  # fmt: skip
    if len(rows) <= limit:
        return Page(items, None)
    last = rows[limit - 1]
    key = {"name": last.folded, "events": last.events, "documents": last.documents}[order]
    return Page(items, f"{key}~{last.n}")


def search(
    connection: Connection, words: str, limit: int = 20, after: str | None = None
) -> Page[Hit]:
    """Paragraphs with these words, best first; of words that many have, among those added last."""
    question = fulltext.expression(words, connection.dialect.name)
    cursor = _cursor(after)
    score, n = -1e300, -1
    if cursor is None:
        floor = fulltext.first_ranked(connection, question)
    else:  # the next page ranks the same passages
        key, n = cursor
        score, floor = _score(key)
    found = connection.execute(
        fulltext.ranked(connection),
        {"words": question, "score": score, "n": n, "floor": floor, "limit": limit + 1},
    ).all()
    scores = {row.n: row.score for row in found[:limit]}
    rows = connection.execute(
        select(documents, passages.c.n.label("passage"), passages.c.start, passages.c.end)
        .join(passages, passages.c.document == documents.c.n)
        .where(passages.c.n.in_(list(scores)))
    )
    hits = {
        row.passage: Hit(
            head_of(row), row.start, row.end, row.text[row.start : row.end], scores[row.passage]
        )
        for row in rows
    }
    items = [hits[n] for n in scores if n in hits]
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items,
        f"{last.score!r}~{floor}~{last.n}" if last else None,
        fulltext.RANKED if floor else None,
    )


def _score(key: str) -> tuple[float, int]:
    """Score and floor of a cursor. Raises LedgerError."""
    score, _, floor = key.partition("~")
    try:
        return float(score), int(floor or 0)
    except ValueError:
        raise LedgerError(f"{key!r} is no cursor", "give the `next` of a page") from None
