"""The rows of an export: what a query finds, all of it, in order, in bounded memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from demarche.export.columns import Column, Names, record_columns
from demarche.ledger import LedgerError, Query, Store
from demarche.ledger.engine import reading
from demarche.ledger.pages import Row, actor_page, page
from demarche.ledger.positions import position_id
from demarche.ledger.schema import actors
from demarche.model import Actor, Claim, Document, Event, Position, Statement

PAGE = 500


def _is(name: str, type_: type, meaning: str, values: tuple[str, ...] = ()) -> Column:
    return Column(name, (), type_, 0, values, meaning, lambda row, _names: getattr(row, name))


LEDGER = (
    _is("date", str, "the day by which the row is sorted, ISO 8601; empty where none is known"),
    _is("first_seen", str, "when the row came into this ledger, UTC"),
    _is("last_changed", str, "when it was last changed, UTC"),
    _is("seq", int, "the number of its last change in this ledger"),
)
"""What the ledger adds to a record; `record` holds the meaning."""

STATE = _is(
    "state", str, "what an analyst said of it; empty: nothing", ("accepted", "edited", "rejected")
)
CLAIM = _is("claim", str, "id of the claim that the event belongs to")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an export: its columns, those of the record and those of the ledger."""

    kind: str
    record: type[Any]
    more: tuple[Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order; none twice."""
        own = record_columns(self.record)
        taken = {column.name for column in own}
        return (*own, *(column for column in self.more if column.name not in taken))


TABLES: dict[str, Table] = {
    "documents": Table("documents", Document, LEDGER),
    "actors": Table(
        "actors",
        Actor,
        (
            STATE,
            _is("documents", int, "how many articles name the actor"),
            _is("events", int, "how many events it is in"),
            *LEDGER[1:],
        ),
    ),
    "statements": Table("statements", Statement, LEDGER),
    "events": Table("events", Event, (CLAIM, STATE, *LEDGER)),
    "claims": Table("claims", Claim, LEDGER),
    "positions": Table(
        "positions",
        Position,
        (_is("claim", str, "id of the claim"), _is("id", str, "id of the position")),
    ),
}


@dataclass(frozen=True, slots=True)
class _Position:
    """A position with the ids that stand beside it."""

    record: Position
    claim: str
    id: str


def export_rows(store: Store, table: str, query: Query | None = None) -> Iterator[dict[str, Any]]:
    """The rows of one table, each with every column, all of one moment.

    Without a query all there are, rejected events included. Raises LedgerError for an unknown table
    or a query that the table cannot be asked.
    """
    if table not in TABLES:
        raise LedgerError(f"no table {table!r}", f"one of {', '.join(TABLES)}")
    plan = TABLES[table].columns
    own = len(record_columns(TABLES[table].record))
    with reading(store.engine) as connection:
        names = _names(connection)
        for row in _sources(connection, table, query):
            values = {c.name: c.read(row.record, names) for c in plan[:own]}
            values.update((c.name, c.read(row, names)) for c in plan[own:])
            yield values


def _names(connection: Connection) -> Names:
    return {row.id: row.name for row in connection.execute(select(actors.c.id, actors.c.name))}


def _sources(connection: Connection, table: str, query: Query | None) -> Iterator[Any]:
    if table == "actors":
        if query not in (None, Query()):
            raise LedgerError("actors are not filtered", "export all of them")
        yield from _paged(
            lambda after: actor_page(connection, order="name", limit=PAGE, after=after)
        )
    elif table == "positions":
        for row in _records(connection, "claims", query or Query()):
            for taken in row.record.positions:
                yield _Position(taken, row.record.id, position_id(taken))
    else:
        yield from _records(connection, table, query or Query())
        if table == "events" and query is None:
            yield from _records(connection, table, Query(state=("rejected",)))


def _records(connection: Connection, kind: Any, query: Query) -> Iterator[Row[Any]]:
    yield from _paged(
        lambda after: page(connection, kind, query, order="oldest", limit=PAGE, after=after)
    )


def _paged(ask: Callable[[str | None], Any]) -> Iterator[Any]:
    after = None
    while True:
        found = ask(after)
        yield from found.items
        after = found.next
        if after is None:
            return


def described(table: str) -> Mapping[str, Column]:
    """The columns of a table by name."""
    return {column.name: column for column in TABLES[table].columns}
