"""The ledger as an object: opened once, asked and written to through its methods.

Each method is one transaction; what it does stands in the module that it calls.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, cast

from sqlalchemy import Engine, delete, func, insert, select

from demarche.ledger import changes, corrections, counts, failures, load, migrate, overlay, pages
from demarche.ledger.changes import Changes, ClaimChange
from demarche.ledger.corrections import Corrector
from demarche.ledger.counts import Count, Period
from demarche.ledger.engine import is_sqlite, make_engine, reading, writing
from demarche.ledger.errors import LedgerError
from demarche.ledger.failures import FailureRow
from demarche.ledger.linked import with_links
from demarche.ledger.overlay import Correction
from demarche.ledger.pages import ActorRow, Hit, Order, Page, Row
from demarche.ledger.postings import chunks
from demarche.ledger.query import KINDS, Cut, Kind, Query
from demarche.ledger.schema import actors, counters, documents, facets, settings
from demarche.ledger.schema import corrections as correction_rows
from demarche.ledger.schema import failures as failure_rows
from demarche.ledger.version import code_version
from demarche.ledger.writing import Added, Writer
from demarche.model import Claim, Coded, Document, Event, Failure, Ledger, Statement

EVERYTHING = Query()


@dataclass(frozen=True, slots=True)
class Status:
    """What a ledger holds. `stale`: articles coded by another version than this one."""

    url: str
    documents: int
    statements: int
    events: int
    claims: int
    actors: int
    failures: int
    corrections: int
    stale: int
    seq: int
    bytes: int | None
    revision: str
    code: str


class Store:
    """A ledger in a database. Its methods may be called from many threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def url(self) -> str:
        """The address, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    @cached_property
    def code(self) -> str:
        """The version of lexicon, weights and stages that articles are coded by now."""
        return code_version()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def known(self, ids: Iterable[str], code: str | None = None) -> set[str]:
        """Those of these articles that are in the ledger (coded by that version)."""
        found: set[str] = set()
        with reading(self.engine) as connection:
            for part in chunks(sorted(set(ids))):
                wanted = select(documents.c.id).where(documents.c.id.in_(part))
                if code is not None:
                    wanted = wanted.where(documents.c.code == code)
                found.update(connection.execute(wanted).scalars())
        return found

    def add(self, articles: Sequence[Coded], code: str | None = None) -> Added:
        """Put in coded articles, in one transaction.

        What is there already, coded by the same version, is left as it is. Raises LedgerError.
        """
        with writing(self.engine) as transaction:
            writer = Writer(transaction, code or self.code)
            writer.add(articles)
            return writer.finish()

    def forget(self, document: str, reason: str = "") -> bool:
        """Delete an article and all that came from it, corrections included.

        Tombstones with their ids stay, for those who sync. False where it is not in the ledger.
        """
        with writing(self.engine) as transaction:
            writer = Writer(transaction, self.code)
            gone = writer.remove([document], reason)
            writer.finish()
        return bool(gone)

    def fail(self, found: Sequence[Failure], origin: str = "") -> None:
        """Set inputs aside, with the reason; the same again counts up."""
        with writing(self.engine) as transaction:
            failures.record(transaction, [(failure, None) for failure in found], origin)

    def failed(self, ids: Sequence[str]) -> set[str]:
        """Those of these articles that were read before and could not be coded."""
        with reading(self.engine) as connection:
            return failures.failed_documents(connection, ids)

    def failures(
        self, open: bool = True, limit: int = 100, after: str | None = None
    ) -> Page[FailureRow]:
        """What was set aside, oldest first; `open`: only what was not read after all."""
        start = _number(after)
        with reading(self.engine) as connection:
            items, last = failures.listed(connection, open, limit, start)
        return Page(items, None if last is None else str(last))

    def state_get(self, key: str) -> str | None:
        """A small value kept between runs."""
        with reading(self.engine) as connection:
            value = select(settings.c.value).where(settings.c.key == key)
            return connection.execute(value).scalar()

    def state_set(self, key: str, value: str) -> None:
        """Keep a small value between runs."""
        with writing(self.engine) as transaction:
            transaction.connection.execute(delete(settings).where(settings.c.key == key))
            transaction.connection.execute(insert(settings).values(key=key, value=value))

    def events(
        self,
        query: Query = EVERYTHING,
        order: Order = "newest",
        limit: int = 50,
        after: str | None = None,
        cut: Cut | None = None,
    ) -> Page[Row[Event]]:
        """A page of events."""
        return self._page("events", query, order, limit, after, cut)

    def statements(
        self,
        query: Query = EVERYTHING,
        order: Order = "newest",
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Row[Statement]]:
        """A page of statements."""
        return self._page("statements", query, order, limit, after)

    def claims(
        self,
        query: Query = EVERYTHING,
        order: Order = "newest",
        limit: int = 50,
        after: str | None = None,
        cut: Cut | None = None,
    ) -> Page[Row[Claim]]:
        """A page of claims; also in order of change, of first sight, or of number of positions."""
        return self._page("claims", query, order, limit, after, cut)

    def documents(
        self,
        query: Query = EVERYTHING,
        order: Order = "newest",
        limit: int = 50,
        after: str | None = None,
        cut: Cut | None = None,
    ) -> Page[Row[Document]]:
        """A page of articles."""
        return self._page("documents", query, order, limit, after, cut)

    def actors(
        self,
        words: str = "",
        kind: str | None = None,
        country: str | None = None,
        order: Literal["events", "documents", "name"] = "documents",
        limit: int = 50,
        after: str | None = None,
    ) -> Page[ActorRow]:
        """A page of actors whose names hold the words."""
        with reading(self.engine) as connection:
            return pages.actor_page(connection, words, kind, country, order, limit, after)

    def search(self, words: str, limit: int = 20, after: str | None = None) -> Page[Hit]:
        """Paragraphs with these words, best first."""
        with reading(self.engine) as connection:
            return pages.search(connection, words, limit, after)

    def total(self, kind: Kind, query: Query = EVERYTHING, cut: Cut | None = None) -> int:
        """How many records fulfil a query; with a `cut`, counted in a moment, of what it says."""
        with reading(self.engine) as connection:
            return counts.total(connection, kind, query, cut)

    def counts(
        self,
        query: Query = EVERYTHING,
        kind: Kind = "events",
        period: Period | None = None,
        by: str | None = None,
        types: bool = False,
        limit: int | None = None,
        order: Literal["count", "value"] = "count",
        cut: Cut | None = None,
    ) -> list[Count]:
        """Counts by period, by the values of a facet, by type; see `demarche.ledger.counts`.

        With a `cut` they take a moment only, and it notes from which part of the ledger they come.
        """
        with reading(self.engine) as connection:
            return counts.counts(connection, query, kind, period, by, types, limit, order, cut)

    def many(self, kind: Kind | Literal["actors"], ids: Iterable[str]) -> dict[str, Any]:
        """Rows by their ids, those that there are."""
        wanted = list(dict.fromkeys(ids))
        with reading(self.engine) as connection:
            if kind != "actors":
                return cast(dict[str, Any], pages.by_id(connection, kind, wanted))
            found = pages.actor_page(connection, ids=wanted, limit=len(wanted) + 1)
        return {row.record.id: row for row in found.items}

    def event(self, ident: str) -> Row[Event] | None:
        """One event."""
        return self.many("events", [ident]).get(ident)

    def statement(self, ident: str) -> Row[Statement] | None:
        """One statement."""
        return self.many("statements", [ident]).get(ident)

    def document(self, ident: str) -> Row[Document] | None:
        """One article."""
        return self.many("documents", [ident]).get(ident)

    def actor(self, ident: str) -> ActorRow | None:
        """One actor."""
        return cast("ActorRow | None", self.many("actors", [ident]).get(ident))

    def claim(self, ident: str, links: bool = True) -> Row[Claim] | None:
        """One claim, with its links; the id of one that was merged leads to that one."""
        with reading(self.engine) as connection:
            name = pages.resolve_claim(connection, ident)
            row = pages.by_id(connection, "claims", [name]).get(name) if name else None
            if row is None or not links:
                return row
            return replace(row, record=with_links(connection, row.record))

    def coded(self, document: str, corrected: bool = True) -> Coded | None:
        """All of one article: as it is in force, or as it was coded."""
        with reading(self.engine) as connection:
            return self._coded(connection, [document], corrected).get(document)

    def ledger(
        self, documents: Sequence[str] | None = None, claims: Sequence[str] | None = None
    ) -> Ledger:
        """Articles, or claims with the articles that they come from, as one Ledger in memory.

        Without either, the whole ledger: for small ones.
        """
        from demarche.ledger.assemble import ledger

        with reading(self.engine) as connection:
            return ledger(connection, documents, claims)

    def totals(self) -> dict[str, int]:
        """How many articles, statements, events and claims there are, and what was set aside."""
        with reading(self.engine) as connection:
            every = select(facets.c.kind, facets.c.rows).where(
                facets.c.kind.in_([f"{kind.removesuffix('s')}.all" for kind in KINDS])
            )
            rows = {row.kind.partition(".")[0]: int(row.rows) for row in connection.execute(every)}
            aside = connection.execute(
                select(func.count()).where(failure_rows.c.resolved.is_(None))
            ).scalar_one()
        return {kind: rows.get(kind.removesuffix("s"), 0) for kind in KINDS} | {"failures": aside}

    def status(self) -> Status:
        """What the ledger holds, in a moment."""
        with reading(self.engine) as connection:
            every = select(facets.c.kind, facets.c.rows).where(facets.c.value == "")
            totals = {kind: rows for kind, rows in connection.execute(every)}  # noqa: C416
            everybody = connection.execute(select(func.count()).select_from(actors)).scalar_one()
            aside = connection.execute(
                select(func.count()).where(failure_rows.c.resolved.is_(None))
            ).scalar_one()
            judged = connection.execute(
                select(func.count()).where(correction_rows.c.undone_by.is_(None))
            ).scalar_one()
            stale = connection.execute(
                select(func.count()).where(documents.c.code != self.code)
            ).scalar_one()
            revision = migrate.revision(connection) or ""
            seq = _seq(connection)
        kinds = ("document", "statement", "event", "claim")
        papers, said, told, claimed = (int(totals.get(f"{kind}.all", 0)) for kind in kinds)
        return Status(
            url=self.url, documents=papers, statements=said, events=told, claims=claimed,
            actors=everybody, failures=aside, corrections=judged, stale=stale, seq=seq,
            bytes=self._bytes(), revision=revision, code=self.code,
        )  # fmt: skip

    def seq(self) -> int:
        """The number of the last change: another one with every write."""
        with reading(self.engine) as connection:
            return _seq(connection)

    def changes(
        self, since: int | str = 0, limit: int = 1000, kinds: tuple[str, ...] = ()
    ) -> Changes:
        """What was added, changed or removed after a number of change, or from a time on."""
        named = tuple(kind.removesuffix("s") for kind in kinds)
        with reading(self.engine) as connection:
            return changes.since(connection, since, limit, named)

    def claim_history(
        self, since: int | str = 0, claim: str | None = None, limit: int = 1000
    ) -> list[ClaimChange]:
        """How the status of claims changed."""
        with reading(self.engine) as connection:
            return changes.claim_history(connection, since, claim, limit)

    def correct(
        self,
        kind: str,
        id: str,
        action: str,
        by: str,
        reason: str = "",
        edit: Mapping[str, Any] | None = None,
    ) -> Correction:
        """Accept, reject or edit an event, actor or position; see docs/ledger.md for the fields.

        Raises LedgerError where it is not there, or the values are none for it.
        """
        with writing(self.engine) as transaction:
            corrector = Corrector(transaction, self.code)
            made = corrector.correct(kind, id, action, by, reason, edit)
            corrector.finish()
        return made

    def judge(self, a: str, b: str, verdict: str, by: str, reason: str = "") -> Correction:
        """Record that two claims or events tell the `same`, something `different`, or `unsure`."""
        with writing(self.engine) as transaction:
            corrector = Corrector(transaction, self.code)
            made = corrector.judge(a, b, verdict, by, reason)
            corrector.finish()
        return made

    def merge(self, a: str, b: str, by: str, reason: str = "") -> Correction:
        """Make one claim of two."""
        return self.judge(a, b, "same", by, reason)

    def split(
        self, claim: str, events: Sequence[str], by: str, reason: str = ""
    ) -> list[Correction]:
        """Part some events from a claim; together they make another."""
        with writing(self.engine) as transaction:
            corrector = Corrector(transaction, self.code)
            made = corrector.split(claim, list(events), by, reason)
            corrector.finish()
        return made

    def undo(self, correction: str, by: str, reason: str = "") -> Correction:
        """Take a correction back. It stays on record, with who took it back."""
        with writing(self.engine) as transaction:
            corrector = Corrector(transaction, self.code)
            made = corrector.undo(correction, by, reason)
            corrector.finish()
        return made

    def corrections(
        self,
        target: str | None = None,
        by: str | None = None,
        active: bool | None = None,
        limit: int = 100,
        after: str | None = None,
        newest: bool = False,
    ) -> Page[Correction]:
        """Corrections, oldest first, or newest first. Raises LedgerError for a wrong cursor."""
        start = _number(after)
        with reading(self.engine) as connection:
            items, last = corrections.listed(connection, target, by, active, limit, start, newest)
        return Page(items, None if last is None else str(last))

    def _page(
        self,
        kind: Kind,
        query: Query,
        order: Order,
        limit: int,
        after: str | None,
        cut: Cut | None = None,
    ) -> Page[Row[Any]]:
        with reading(self.engine) as connection:
            return pages.page(connection, kind, query, order, limit, after, cut)

    def _coded(self, connection: Any, ids: Sequence[str], corrected: bool) -> dict[str, Coded]:
        rows = connection.execute(select(documents.c.n).where(documents.c.id.in_(ids)))
        found = load.coded(connection, list(rows.scalars())).values()
        if corrected:
            over = overlay.load(connection, (e.id for coded in found for e in coded.events))
            return {coded.document.id: over.coded(coded) for coded in found}
        return {coded.document.id: coded for coded in found}

    def _bytes(self) -> int | None:
        """The size on disk."""
        if is_sqlite(self.engine):
            path = Path(self.engine.url.database or "")
            files = (path, path.with_name(path.name + "-wal"))
            return sum(file.stat().st_size for file in files if file.exists())
        with reading(self.engine) as connection:
            size = connection.exec_driver_sql("SELECT pg_database_size(current_database())")
            return int(size.scalar_one())


def _number(after: str | None) -> int:
    """A cursor that is a number. Raises LedgerError."""
    if after and not after.isdigit():
        raise LedgerError(f"{after!r} is no cursor", "give the `next` of a page")
    return int(after or 0)


def _seq(connection: Any) -> int:
    value = select(counters.c.value).where(counters.c.name == "seq")
    return int(connection.execute(value).scalar_one()) - 1


def open_ledger(url: str, *, create: bool = True) -> Store:
    """Open the ledger at a file path or database address; made, or brought up to date, if need be.

    Raises LedgerError where that cannot be done.
    """
    engine = make_engine(str(url), create=create)
    migrate.upgrade(engine)
    return Store(engine)
