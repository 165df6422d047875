"""Bring a ledger's tables up to the version of this program."""

import logging
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from demarche.ledger.engine import faults, is_sqlite
from demarche.ledger.errors import LedgerError

_FOLDER = Path(__file__).with_name("migrations")
logger = logging.getLogger(__name__)


@cache
def head() -> str:
    """The newest revision: its file is the last by name, and names start with their number."""
    return max(path.stem.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def revision(connection: Connection) -> str | None:
    """The revision that a ledger is at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def upgrade(engine: Engine, to: str | None = None) -> None:
    """Create the tables of an empty database, or change those of an older version.

    All in one transaction. Raises LedgerError for a ledger made by a newer version, or a database
    that holds something else.
    """
    wanted = to or head()
    with faults(), engine.connect() as connection:
        if revision(connection) == wanted:
            return
    with faults(), engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        with connection.begin():
            if not is_sqlite(engine):
                connection.execute(text("SELECT pg_advisory_xact_lock(3621077)"))
            found = revision(connection)
            if found == wanted:
                return
            if found is None and inspect(connection).get_table_names():
                raise LedgerError("this database holds something else", "give an empty one")
            if found is not None and found > head():
                raise LedgerError(
                    f"this ledger was made by a newer version (revision {found})",
                    "install that version of demarche",
                )
            logger.info("ledger tables: from revision %s to %s", found, wanted)
            _run(connection, wanted)


def _run(connection: Connection, wanted: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)
