"""Articles into the ledger, out of it, and in again as a new version codes them.

All within one transaction: either an article is in with its statements, events, index and claims,
or nothing of it is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Row, Table, delete, insert, select, update

from demarche.ledger import facets, load, words
from demarche.ledger import overlay as over
from demarche.ledger.actorstore import ActorStore
from demarche.ledger.claimstore import ClaimStore
from demarche.ledger.engine import Transaction
from demarche.ledger.errors import LedgerError
from demarche.ledger.packing import pack, pack_all
from demarche.ledger.postings import Index, chunks
from demarche.ledger.schema import (
    corrections,
    documents,
    events,
    failures,
    passages,
    statements,
    tombstones,
)
from demarche.model import Coded, Event, Statement

SHOWN = ("headline", "heading", "paragraph")
"""Sections that are searched: not datelines, bylines and furniture."""


@dataclass(slots=True)
class Added:
    """What a transaction did: articles that were new, coded anew, or there already; and rows."""

    new: int = 0
    recoded: int = 0
    same: int = 0
    statements: int = 0
    events: int = 0
    claims: int = 0
    """Claims that are new or were changed."""


@dataclass(slots=True)
class _Article:
    """An article on its way in: as it was coded, and as it is in force."""

    n: int
    coded: Coded
    shown: Coded
    states: Mapping[str, str]
    passages: Sequence[tuple[int, int, int, str]]
    """Number, start, end and kind."""

    def passage(self, start: int) -> int | None:
        """The passage in which a character stands."""
        at = bisect_right([p[1] for p in self.passages], start) - 1
        return self.passages[at][0] if at >= 0 and start < self.passages[at][2] else None


@dataclass(slots=True)
class Writer:
    """Adds, recodes and removes articles within one transaction; `finish` settles the claims."""

    transaction: Transaction
    code: str
    force: bool = False
    """Code anew even what the same version coded."""
    index: Index = field(init=False)
    overlay: over.Overlay = field(init=False)
    actors: ActorStore = field(init=False)
    claims: ClaimStore = field(init=False)
    added: Added = field(default_factory=Added)

    def __post_init__(self) -> None:
        self.index = Index(self.transaction)
        self.overlay = over.load(self.transaction.connection)
        self.actors = ActorStore(self.transaction, self.overlay)
        self.claims = ClaimStore(self.transaction, self.index)

    def add(self, articles: Sequence[Coded]) -> None:
        """Put in articles that are new; those coded by another version are coded anew."""
        unique = {article.document.id: article for article in articles}
        known: dict[str, Row[Any]] = {}
        for part in chunks(sorted(unique)):
            rows = self.transaction.connection.execute(
                select(documents).where(documents.c.id.in_(part))
            )
            known.update((row.id, row) for row in rows)
        new = [article for name, article in unique.items() if name not in known]
        old = [
            article
            for name, article in unique.items()
            if name in known and (self.force or known[name].code != self.code)
        ]
        self.added.same += len(articles) - len(new) - len(old)
        self._insert(new)
        self._recode([(known[article.document.id], article) for article in old])

    def reload(self, ids: Sequence[str]) -> None:
        """Work out anew what is in force of articles, after a correction."""
        connection = self.transaction.connection
        for part in chunks(ids, 100):
            rows = connection.execute(select(documents).where(documents.c.id.in_(part))).all()
            stored = load.coded(connection, [row.n for row in rows])
            self._recode([(row, stored[row.n]) for row in rows], anew=False)

    def remove(self, ids: Sequence[str], reason: str) -> int:
        """Take articles out, with all that came from them; tombstones stay."""
        connection = self.transaction.connection
        rows = connection.execute(select(documents).where(documents.c.id.in_(ids))).all()
        if not rows:
            return 0
        self.claims.remove([row.id for row in rows])
        for row in rows:
            gone = [(statements, "statement"), (events, "event")]
            for table, kind in gone:
                self._drop(table, kind, self._rows(table, row.n), reason, forget=True)
            self.index.remove(row.n, row.date, msgspec.json.decode(row.facets))
            parts = connection.execute(select(passages).where(passages.c.document == row.n)).all()
            words.remove(connection, [(p.n, row.text[p.start : p.end]) for p in parts])
            connection.execute(delete(passages).where(passages.c.document == row.n))
            connection.execute(delete(documents).where(documents.c.n == row.n))
            connection.execute(delete(failures).where(failures.c.document == row.id))
            self._bury("document", [row.id], reason)
            self.actors.count(msgspec.json.decode(row.actors), -1)
        return len(rows)

    def finish(self) -> Added:
        """Settle actors and claims, and write the index."""
        self.actors.flush()
        self.added.claims += self.claims.settle()
        self.index.flush()
        return self.added

    def _insert(self, articles: Sequence[Coded]) -> None:
        if not articles:
            return
        connection = self.transaction.connection
        for article in articles:
            check(article)
        numbers = self.transaction.next("documents", len(articles))
        found = [self._article(numbers + k, a, None) for k, a in enumerate(articles)]
        people = self.actors.variants([article.actors for article in articles])
        self._revive("document", [article.document.id for article in articles])
        connection.execute(
            insert(documents),
            [
                {
                    "n": a.n,
                    "code": self.code,
                    **self._document(a, variants),
                    **self._clock(new=True),
                }
                for a, variants in zip(found, people, strict=True)
            ],
        )
        for variants in people:
            self.actors.count(variants, 1)
        rows = [
            {"n": n, "document": a.n, "kind": kind, "start": start, "end": end}
            for a in found
            for n, start, end, kind in a.passages
        ]
        if rows:
            connection.execute(insert(passages), rows)
        words.add(
            connection,
            [(n, a.coded.document.text[s:e]) for a in found for n, s, e, _ in a.passages],
        )
        for each in found:
            self._records(each, statements, {})
            self._records(each, events, {})
        self.claims.add([each.shown for each in found])
        self.added.new += len(found)

    def _recode(self, pairs: Sequence[tuple[Row[Any], Coded]], anew: bool = True) -> None:
        """Replace what an article gave; rows that stay the same are not touched."""
        if not pairs:
            return
        connection = self.transaction.connection
        self.claims.remove([row.id for row, _ in pairs])
        people = self.actors.variants([coded.actors for _, coded in pairs])
        for (row, coded), variants in zip(pairs, people, strict=True):
            old = {table: self._rows(table, row.n) for table in (statements, events)}
            stored = load.coded(connection, [row.n])[row.n]
            targets = [r.id for r in old[events]]
            self.overlay.of.update(over.load(connection, targets).of)
            merged = self._with_kept(coded, stored) if anew else coded
            document = load.document_of(row)
            merged = msgspec.structs.replace(merged, document=document)
            article = self._article(row.n, merged, row)
            for table in (statements, events):
                self._records(article, table, {r.id: r for r in old[table]})
            values = self._document(article, variants, row)
            values["code"] = self.code if anew else row.code
            if any(getattr(row, name) != value for name, value in values.items()):
                values |= self._clock(new=False)
                connection.execute(update(documents).where(documents.c.n == row.n).values(values))
            self.actors.count(msgspec.json.decode(row.actors), -1)
            self.actors.count(variants, 1)
            self.claims.add([article.shown])
            self.added.recoded += anew

    def _with_kept(self, coded: Coded, stored: Coded) -> Coded:
        """With the events that an analyst accepted or edited and this version does not find.

        They stay as they were last coded, with the statements that they stand in.
        """
        found = {event.id for event in coded.events}
        kept = [
            event
            for event in stored.events
            if event.id not in found and self.overlay.event(event)[1] in ("accepted", "edited")
        ]
        if not kept:
            return coded
        said = {statement.id for statement in coded.statements}
        needed = {name for event in kept for name in event.statements} - said
        extra = [statement for statement in stored.statements if statement.id in needed]
        return msgspec.structs.replace(
            coded, events=(*coded.events, *kept), statements=(*coded.statements, *extra)
        )

    def _article(self, n: int, coded: Coded, row: Row[Any] | None) -> _Article:
        document = coded.document
        if row is None:
            spans = [(s.start, s.end, s.kind) for s in document.sections if s.kind in SHOWN]
            spans = spans or [(0, len(document.text), "paragraph")]
            first = self.transaction.next("passages", len(spans))
            parts = [(first + k, *span) for k, span in enumerate(spans)]
        else:
            rows = self.transaction.connection.execute(
                select(passages).where(passages.c.document == n).order_by(passages.c.start)
            )
            parts = [(p.n, p.start, p.end, p.kind) for p in rows]
        states = {event.id: self.overlay.event(event)[1] for event in coded.events}
        return _Article(n, coded, self.overlay.coded(coded), states, parts)

    def _document(
        self, article: _Article, variants: list[int], old: Row[Any] | None = None
    ) -> dict[str, Any]:
        """The values of a document's row."""
        document = article.coded.document
        codes = {actor.id: actor.code for actor in article.shown.actors}
        entry = facets.of_document(document, article.shown.mentions, codes)
        return {
            "id": document.id,
            "headline": document.headline,
            "publisher": document.publisher,
            "url": document.url,
            "text": document.text,
            "body": pack(document, "id", "text", "headline", "publisher", "url"),
            "mentions": pack_all(article.coded.mentions),
            "actors": msgspec.json.encode(variants).decode(),
            **self._enter([article.n], [entry], [old])[0],
        }

    def _records(self, article: _Article, table: Table, old: Mapping[str, Row[Any]]) -> None:
        """Write an article's statements or events beside those that were there."""
        kind = table.name[:-1]
        coded: Sequence[Event | Statement] = getattr(article.coded, table.name)
        entries = self._entries(article, table)
        fresh = self.transaction.next(table.name, sum(r.id not in old for r in coded))
        numbers = []
        for record in coded:
            numbers.append(old[record.id].n if record.id in old else fresh)
            fresh += record.id not in old
        entered = self._enter(numbers, entries, [old.get(record.id) for record in coded])
        new = []
        for place, record in enumerate(coded):
            values: dict[str, Any] = {
                "place": place,
                "body": pack(record, "id", "document"),
                **entered[place],
            }
            if isinstance(record, Event):
                values["state"] = article.states[record.id]
                values["spot"] = self.index.of_kind(entries[place], "spot")
            row = old.get(record.id)
            if row is None:
                start = record.trigger.start if isinstance(record, Event) else record.cue.start
                values |= {
                    "n": numbers[place],
                    "id": record.id,
                    "document": article.n,
                    "passage": article.passage(start),
                }
                new.append(values | self._clock(new=True))
            elif any(getattr(row, name) != value for name, value in values.items()):
                values |= self._clock(new=False)
                self.transaction.connection.execute(
                    update(table).where(table.c.n == row.n).values(values)
                )
        if new:
            self.transaction.connection.execute(insert(table), new)
            self._revive(kind, [values["id"] for values in new])
        present = {record.id for record in coded}
        gone = [row for name, row in old.items() if name not in present]
        self._drop(table, kind, gone, "not found by a later version")
        setattr(self.added, table.name, getattr(self.added, table.name) + len(new))

    def _entries(self, article: _Article, table: Table) -> list[facets.Entry]:
        """What an article's statements or events are found by, as they are in force."""
        shown, document = article.shown, article.coded.document
        said = {statement.id: statement for statement in shown.statements}
        if table is statements:
            return [facets.of_statement(s, said, document) for s in shown.statements]
        told = {event.id: event for event in shown.events}
        return [
            facets.of_event(told.get(e.id, e), said, document, rejected=e.id not in told)
            for e in article.coded.events
        ]

    def _enter(
        self,
        numbers: Sequence[int],
        entries: Sequence[facets.Entry],
        old: Sequence[Row[Any] | None],
    ) -> list[dict[str, Any]]:
        """Put rows under their facets, where these are new or changed: date and facets of each."""
        values = []
        for n, entry, found, row in zip(
            numbers, entries, self.index.numbers(entries), old, strict=True
        ):
            packed = msgspec.json.encode(found).decode()
            values.append({"date": entry.date, "facets": packed})
            if row is not None and (row.date, row.facets) == (entry.date, packed):
                continue
            if row is not None:
                self.index.remove(n, row.date, msgspec.json.decode(row.facets))
            self.index.add(n, entry.date, found)
        return values

    def _rows(self, table: Table, document: int) -> list[Row[Any]]:
        return list(
            self.transaction.connection.execute(select(table).where(table.c.document == document))
        )

    def _drop(
        self, table: Table, kind: str, rows: Iterable[Row[Any]], reason: str, forget: bool = False
    ) -> None:
        """Delete rows, with their postings; corrections of them go too where they are forgotten."""
        connection = self.transaction.connection
        rows = list(rows)
        for row in rows:
            self.index.remove(row.n, row.date, msgspec.json.decode(row.facets))
        for part in chunks(rows):
            connection.execute(delete(table).where(table.c.n.in_([row.n for row in part])))
            if forget:
                ids = [row.id for row in part]
                connection.execute(
                    delete(corrections).where(
                        corrections.c.target.in_(ids) | corrections.c.other.in_(ids)
                    )
                )
        self._bury(kind, [row.id for row in rows], reason)

    def _bury(self, kind: str, ids: Sequence[str], reason: str) -> None:
        bury(self.transaction, kind, ids, reason)

    def _revive(self, kind: str, ids: Sequence[str]) -> None:
        """What is there again has no tombstone."""
        for part in chunks(ids):
            self.transaction.connection.execute(
                delete(tombstones).where(tombstones.c.kind == kind, tombstones.c.id.in_(part))
            )

    def _clock(self, new: bool) -> dict[str, Any]:
        return clock(self.transaction, new)


def clock(transaction: Transaction, new: bool) -> dict[str, Any]:
    """When a row is written, and its place in the sequence of changes."""
    times = {"last_changed": transaction.now, "seq": transaction.next("seq")}
    return {"first_seen": transaction.now, **times} if new else times


def bury(transaction: Transaction, kind: str, ids: Sequence[str], reason: str) -> None:
    """Tombstones for what is gone."""
    if not ids:
        return
    for part in chunks(ids):
        transaction.connection.execute(
            delete(tombstones).where(tombstones.c.kind == kind, tombstones.c.id.in_(part))
        )
    transaction.connection.execute(
        insert(tombstones),
        [
            {
                "kind": kind,
                "id": name,
                "at": transaction.now,
                "reason": reason,
                "seq": transaction.next("seq"),
            }
            for name in ids
        ],
    )


def check(article: Coded) -> None:
    """Raise LedgerError for a text that no database takes."""
    text = article.document.text
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        name = article.document.name or article.document.id
        raise LedgerError(f"{name}: the text holds NUL or half characters", "clean it first")
