"""The ledger as an object: opened once, asked and written to through its methods."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from types import TracebackType

from sqlalchemy import Engine, select

from demarche.ledger import migrate
from demarche.ledger.engine import make_engine, reading, writing
from demarche.ledger.postings import chunks
from demarche.ledger.schema import documents
from demarche.ledger.version import code_version
from demarche.ledger.writing import Added, Writer
from demarche.model import Coded


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


def open_ledger(url: str, *, create: bool = True) -> Store:
    """Open the ledger at a file path or database address; made, or brought up to date, if need be.

    Raises LedgerError where that cannot be done.
    """
    engine = make_engine(str(url), create=create)
    migrate.upgrade(engine)
    return Store(engine)
