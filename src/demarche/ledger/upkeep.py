"""Housekeeping: space given back, copies of one moment."""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, insert, select, text

from demarche.ledger import migrate, words
from demarche.ledger.engine import faults, is_sqlite, make_engine, reading, writing
from demarche.ledger.errors import LedgerError
from demarche.ledger.schema import documents, metadata, passages

ROWS = 5_000
"""Rows copied at once."""


def vacuum(engine: Engine) -> None:
    """Merge the full-text index, give unused space back, renew the planner's statistics."""
    with writing(engine) as transaction:
        words.tidy(transaction.connection)
    with faults(), engine.connect() as connection:
        plain = connection.execution_options(isolation_level="AUTOCOMMIT")
        if is_sqlite(engine):
            raw = plain.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            for command in ("VACUUM", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.execute(command)
        else:
            plain.execute(text("VACUUM ANALYZE"))


def backup(engine: Engine, file: Path) -> None:
    """Copy a ledger, as it is at one moment, into a new SQLite file; others may go on writing.

    Raises LedgerError where the file is there already or cannot be written.
    """
    if file.exists():
        raise LedgerError(f"{file} is there already", "give a new name")
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        if is_sqlite(engine):
            _copy_file(engine, part)
        else:
            _copy_rows(engine, part)
        part.replace(file)
    except OSError as error:
        raise LedgerError(f"cannot write {file}: {error.strerror}", "check the path") from None
    finally:
        part.unlink(missing_ok=True)


def _copy_file(engine: Engine, part: Path) -> None:
    with faults(), engine.connect() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        try:
            target = sqlite3.connect(part)
        except sqlite3.Error as error:
            raise LedgerError(f"cannot write {part}: {error}", "check the path") from None
        with target:
            source.backup(target, pages=1_000)
        target.close()


def _copy_rows(engine: Engine, part: Path) -> None:
    """From another database: every table, then the full text anew."""
    copy = make_engine(str(part))
    migrate.upgrade(copy)
    with reading(engine) as source, copy.connect() as target:
        target = target.execution_options(writes=True)
        with target.begin():
            for table in metadata.sorted_tables:
                target.execute(table.delete())
                rows = source.execution_options(yield_per=ROWS).execute(select(table))
                for group in rows.mappings().partitions(ROWS):
                    target.execute(insert(table), [dict(row) for row in group])
            texts = select(passages.c.n, passages.c.start, passages.c.end, documents.c.text).join(
                documents, documents.c.n == passages.c.document
            )
            for parts in target.execute(texts).partitions(ROWS):
                words.add(target, [(p.n, p.text[p.start : p.end]) for p in parts])
    copy.dispose()
