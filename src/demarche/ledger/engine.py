"""Opening a ledger's database: SQLite as a file, or PostgreSQL, through SQLAlchemy.

Readers never wait. Writers queue: SQLite by its own lock and a busy timeout, PostgreSQL by a row
that every writer locks first, so that change numbers appear in the order in which they commit.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from demarche.ledger.errors import LedgerBusyError, LedgerDamagedError, LedgerError, LedgerFullError
from demarche.ledger.schema import counters

BUSY_SECONDS = 120
"""How long a writer waits for the others."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=268435456",
    "PRAGMA temp_store=MEMORY",
)

logger = logging.getLogger(__name__)


def make_engine(url: str, *, create: bool = True) -> Engine:
    """An engine for a file path or a SQLAlchemy URL.

    Raises LedgerError where the address is none, a driver is missing, or (without `create`) no
    file is there.
    """
    if "://" not in url:
        path = Path(url)
        if not create and not path.is_file():
            raise LedgerError(f"no ledger at {url}", "make one with `demarche add`")
        if not path.absolute().parent.is_dir():
            raise LedgerError(f"no folder {path.absolute().parent}", "make it first")
        url = f"sqlite:///{path}"
    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() == "sqlite":
            engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(address, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise LedgerError(
            f"no ledger address: {url}", "give a file, or postgresql://user@host/name"
        ) from error
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"the database driver {error.name!r} is not installed",
            "pip install 'demarche[postgres]'",
        ) from None
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.DatabaseError as error:
        raise LedgerDamagedError(f"not a ledger: {error}", "is it another file?") from None


def _begin_sqlite(connection: Connection) -> None:
    """Begin by hand: the driver would begin too late for a consistent read."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_sqlite(engine: Engine) -> bool:
    """Whether the ledger is a SQLite file."""
    return engine.dialect.name == "sqlite"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection on which everything read is of one moment."""
    with faults(), engine.connect() as connection:
        if not is_sqlite(engine):
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator["Transaction"]:
    """A transaction that no other writer shares the time with; on an error nothing is written."""
    with faults(), engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        with connection.begin():
            if not is_sqlite(engine):
                connection.execute(
                    select(counters).where(counters.c.name == "lock").with_for_update()
                )
            transaction = Transaction(connection)
            yield transaction
            transaction.save_counters()


class Transaction:
    """A write in progress: its connection, its time, and the numbers that it hands out."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.now = now()
        self._counters: dict[str, int] = {
            row.name: row.value for row in connection.execute(select(counters))
        }
        self._before = dict(self._counters)

    def next(self, name: str, count: int = 1) -> int:
        """The first of `count` new numbers of that name."""
        first = self._counters.get(name, 1)
        self._counters[name] = first + count
        return first

    def peek(self, name: str) -> int:
        """The number that `next` would give."""
        return self._counters.get(name, 1)

    def save_counters(self) -> None:
        """Write down which numbers were used."""
        for name, value in self._counters.items():
            if name not in self._before:
                self.connection.execute(counters.insert().values(name=name, value=value))
            elif self._before[name] != value:
                self.connection.execute(
                    counters.update().where(counters.c.name == name).values(value=value)
                )


def now() -> str:
    """The time, in UTC, to the millisecond: "2026-11-24T17:05:09.123Z"."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def faults() -> Iterator[None]:
    """The database's errors as ours, with what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error) from error


def _ours(error: DBAPIError) -> LedgerError:
    text = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    state = getattr(error.orig, "sqlstate", None)
    if "is full" in text or state == "53100":
        return LedgerFullError(f"no room on the disk: {text}", "make room, then run the same again")
    if "is locked" in text or state in ("55P03", "40P01"):
        return LedgerBusyError(f"other writers held the ledger too long: {text}", "try again")
    if "malformed" in text or "not a database" in text:
        return LedgerDamagedError(f"the ledger is damaged: {text}", "restore a backup")
    if isinstance(error, OperationalError) and "connect" in text:
        return LedgerError(f"no connection to the database: {text}", "check address and server")
    return LedgerError(f"the database refused: {text}")
