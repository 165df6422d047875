"""Ledgers to test with: SQLite files, and a PostgreSQL server of the session's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pgserver import new_postgres, postgres

from demarche.cli.read import example_path
from demarche.ingest import read_sources
from demarche.ledger import Store, open_ledger
from demarche.model import Coded
from demarche.pipeline import code_documents

__all__ = ["new_postgres", "postgres"]
CODE = "version-1"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty ledger, on both databases in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    return str(request.getfixturevalue("new_postgres")())


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty ledger."""
    with open_ledger(address) as opened:
        yield opened


@pytest.fixture(scope="session")
def articles() -> list[Coded]:
    """The example articles, coded."""
    found = [c for c in code_documents(read_sources([example_path()])) if isinstance(c, Coded)]
    assert len(found) == 12
    return found


@pytest.fixture
def full(store: Store, articles: list[Coded]) -> Store:
    """A ledger that holds the examples."""
    store.add(articles, code=CODE)
    return store
