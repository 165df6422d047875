"""From rows back to records, as they were coded; corrections are laid over them elsewhere."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from demarche.ledger.packing import unpack, unpack_all
from demarche.ledger.postings import chunks
from demarche.ledger.schema import actor_variants, claims, documents, events, statements
from demarche.model import Actor, Claim, Coded, Document, Event, Mention, Statement


class Texts:
    """Texts of documents by id, each fetched once, many together where it is known which."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._texts: dict[str, str] = {}

    def want(self, ids: Iterable[str]) -> None:
        """Fetch texts that will be asked for."""
        missing = sorted(set(ids) - self._texts.keys())
        for part in chunks(missing):
            rows = self._connection.execute(
                select(documents.c.id, documents.c.text).where(documents.c.id.in_(part))
            )
            self._texts.update((row.id, row.text) for row in rows)

    def __call__(self, document: str) -> str:
        """The text of a document. Raises KeyError where there is none."""
        if document not in self._texts:
            self.want([document])
        return self._texts[document]

    def put(self, document: str, text: str) -> None:
        """Take a text that is at hand."""
        self._texts[document] = text


def document_of(row: Row[Any]) -> Document:
    """A row of `documents` as a record."""
    fields = msgspec.json.decode(row.body)
    fields.update(
        id=row.id, text=row.text, headline=row.headline, publisher=row.publisher, url=row.url
    )
    return msgspec.convert(fields, Document)


def event_of(row: Row[Any], document: str, texts: Texts) -> Event:
    """A row of `events` as a record."""
    return unpack(Event, row.body, texts, id=row.id, document=document)


def statement_of(row: Row[Any], document: str, texts: Texts) -> Statement:
    """A row of `statements` as a record."""
    return unpack(Statement, row.body, texts, id=row.id, document=document)


def claim_of(row: Row[Any], texts: Texts) -> Claim:
    """A row of `claims` as a record."""
    return unpack(Claim, row.body, texts, id=row.id, status=row.status)


def actor_of(row: Any) -> Actor:
    """A row of `actors` or `actor_variants` as a record."""
    return msgspec.json.decode(row.body, type=Actor)


def coded(connection: Connection, numbers: Sequence[int]) -> dict[int, Coded]:
    """Whole articles as they were coded, by the number of their document."""
    found: dict[int, Coded] = {}
    for part in chunks(numbers, 100):
        rows = connection.execute(select(documents).where(documents.c.n.in_(part))).all()
        texts = Texts(connection)
        ids = {row.n: row.id for row in rows}
        for row in rows:
            texts.put(row.id, row.text)
        told = _by_document(connection, events, part)
        said = _by_document(connection, statements, part)
        variants = _variants(
            connection, {n for row in rows for n in msgspec.json.decode(row.actors)}
        )
        for row in rows:
            name = ids[row.n]
            found[row.n] = Coded(
                document=document_of(row),
                actors=tuple(variants[n] for n in msgspec.json.decode(row.actors)),
                mentions=unpack_all(Mention, bytes(row.mentions), row.text),
                statements=tuple(statement_of(r, name, texts) for r in said.get(row.n, ())),
                events=tuple(event_of(r, name, texts) for r in told.get(row.n, ())),
            )
    return found


def _by_document(
    connection: Connection, table: Any, numbers: Sequence[int]
) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    rows = connection.execute(
        select(table).where(table.c.document.in_(numbers)).order_by(table.c.place)
    )
    for row in rows:
        found.setdefault(row.document, []).append(row)
    return found


def _variants(connection: Connection, numbers: set[int]) -> dict[int, Actor]:
    found: dict[int, Actor] = {}
    for part in chunks(sorted(numbers)):
        rows = connection.execute(
            select(actor_variants.c.n, actor_variants.c.body).where(actor_variants.c.n.in_(part))
        )
        found.update((row.n, actor_of(row)) for row in rows)
    return found


def claims_where(connection: Connection, condition: Any) -> list[tuple[Row[Any], Claim]]:
    """Claims that fulfil a condition on their table, with their rows."""
    rows = connection.execute(select(claims).where(condition)).all()
    texts = Texts(connection)
    texts.want(
        document
        for row in rows
        for document in (p["document"] for p in msgspec.json.decode(row.body)["positions"])
    )
    return [(row, claim_of(row, texts)) for row in rows]
