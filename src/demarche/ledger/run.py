"""From sources to the ledger: read, skip what is there, code, write; killed and started again.

Each batch is one transaction. What is in the ledger is not coded again, so that a run started
again goes on where it was; what could not be read or coded is set aside with the reason.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select, update

from demarche.ledger import failures, load
from demarche.ledger.engine import reading, writing
from demarche.ledger.errors import LedgerError, LedgerFullError
from demarche.ledger.postings import chunks
from demarche.ledger.schema import documents, runs
from demarche.ledger.store import Store
from demarche.ledger.writing import Added, Writer
from demarche.model import Coded, Document, Failure

if TYPE_CHECKING:
    from demarche.ingest import Options

logger = logging.getLogger(__name__)
Item = Document | Failure
Coder = Callable[[Iterable[Item]], Iterator[Coded | Failure]]
BATCH = 16
"""Articles a transaction: enough to be quick, few enough that little is done twice."""

AHEAD = 64
"""Articles looked up at once before they are coded."""


@dataclass(slots=True)
class Summary:
    """What a run did. `same`: articles that were there already; `languages`: set aside by language.

    `stopped`: why it ended before all was read.
    """

    read: int = 0
    new: int = 0
    same: int = 0
    recoded: int = 0
    failed: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    statements: int = 0
    events: int = 0
    claims: int = 0
    seconds: float = 0.0
    stopped: str | None = None


Progress = Callable[[Summary], None]


def add_sources(
    store: Store,
    sources: Sequence[str],
    options: "Options | None" = None,
    *,
    workers: int = 1,
    progress: Progress | None = None,
    retry: bool = False,
    coder: Coder | None = None,
) -> Summary:
    """Read sources into a ledger, one after the other.

    `retry`: code articles again that could not be coded before. `coder`: codes documents in place
    of the pipeline. Raises LedgerError where the ledger cannot be written at all.
    """
    from demarche.ingest import read_sources

    summary = Summary()
    for source in sources:
        items = read_sources([source], options)
        add_documents(
            store, items, origin=str(source), workers=workers, progress=progress, retry=retry,
            coder=coder, summary=summary,
        )  # fmt: skip
        if summary.stopped:
            break
    return summary


def add_documents(
    store: Store,
    items: Iterable[Item],
    *,
    origin: str = "",
    workers: int = 1,
    progress: Progress | None = None,
    retry: bool = False,
    coder: Coder | None = None,
    summary: Summary | None = None,
) -> Summary:
    """Code a stream of documents into a ledger; failures in it go to the table of failures."""
    summary = summary or Summary()
    begun = time.monotonic() - summary.seconds
    run = _begin(store, f"add {origin}")
    asked: dict[str, str] = {}
    coded = (coder or _coder(workers))(_new(store, items, summary, retry, asked))
    batch: list[Coded | Failure] = []
    try:
        for item in coded:
            batch.append(item)
            if len(batch) >= BATCH:
                _write(store, batch, origin, summary, asked)
                batch = []
                _note(summary, begun, progress)
        _write(store, batch, origin, summary, asked)
    except LedgerFullError as error:
        logger.error("%s", error)
        summary.stopped = str(error)
    _note(summary, begun, progress)
    if not summary.stopped:
        _end(store, run, summary)
    return summary


def recode(
    store: Store,
    *,
    everything: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
    coder: Coder | None = None,
) -> Summary:
    """Code anew what another version of lexicon, weights or stages coded.

    Ids and corrections stay. Killed and started again it goes on with what is left.
    """
    summary = Summary()
    begun = time.monotonic()
    run = _begin(store, "recode")
    stale = _stale(store, everything)
    batch: list[Coded | Failure] = []
    for item in (coder or _coder(workers))(_stored(store, stale)):
        summary.read += 1
        batch.append(item)
        if len(batch) >= BATCH:
            _write(store, batch, "recode", summary, {}, force=everything)
            batch = []
            _note(summary, begun, progress)
    _write(store, batch, "recode", summary, {}, force=everything)
    _note(summary, begun, progress)
    _end(store, run, summary)
    return summary


def stale_count(store: Store) -> int:
    """How many articles were coded by another version."""
    return len(_stale(store, everything=False))


def _stale(store: Store, everything: bool) -> list[int]:
    wanted = select(documents.c.n).order_by(documents.c.n)
    if not everything:
        wanted = wanted.where(documents.c.code != store.code)
    with reading(store.engine) as connection:
        return list(connection.execute(wanted).scalars())


def _stored(store: Store, numbers: Sequence[int]) -> Iterator[Item]:
    for part in chunks(numbers, AHEAD):
        with reading(store.engine) as connection:
            rows = connection.execute(select(documents).where(documents.c.n.in_(part))).all()
        yield from (load.document_of(row) for row in sorted(rows, key=lambda row: row.n))


def _coder(workers: int) -> Coder:
    """The pipeline, in this process or in several."""

    def code(items: Iterable[Item]) -> Iterator[Coded | Failure]:
        if workers > 1:
            from demarche.scale.pool import code_in_processes

            return code_in_processes(items, workers)
        from demarche.pipeline import code_documents

        return code_documents(items)

    return code


def _new(
    store: Store, items: Iterable[Item], summary: Summary, retry: bool, asked: dict[str, str]
) -> Iterator[Item]:
    """What has to be coded: not what is in the ledger, nor what failed before; failures pass.

    `asked` learns the id of each document, by the name that a failure would give it.
    """
    seen: set[str] = set()
    for batch in _batches(items, AHEAD):
        ids = [item.id for item in batch if isinstance(item, Document)]
        known = store.known(ids) | (set() if retry else store.failed(ids))
        for item in batch:
            summary.read += 1
            if isinstance(item, Document):
                if item.id in known or item.id in seen:
                    summary.same += 1
                    continue
                seen.add(item.id)
                asked[name_of(item)] = item.id
            yield item


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Items in lists that grow up to `size`: the first article need not wait for the 64th."""
    batch: list[Item] = []
    wanted = 1
    for item in items:
        batch.append(item)
        if len(batch) >= wanted:
            yield batch
            batch = []
            wanted = min(wanted * 2, size)
    if batch:
        yield batch


def _write(
    store: Store,
    batch: Sequence[Coded | Failure],
    origin: str,
    summary: Summary,
    asked: dict[str, str],
    force: bool = False,
) -> None:
    """One transaction: the articles of a batch, or all but those that the ledger does not take."""
    articles = [item for item in batch if isinstance(item, Coded)]
    aside = [(item, asked.get(item.source)) for item in batch if isinstance(item, Failure)]
    if not batch:
        return
    try:
        _count(summary, _store(store, articles, aside, origin, force))
    except LedgerFullError:
        raise
    except LedgerError:
        # One of them is not taken: which one, is found by writing each alone.
        for article in articles:
            try:
                _count(summary, _store(store, [article], [], origin, force))
            except LedgerFullError:
                raise
            except LedgerError as error:
                name = name_of(article.document)
                failure = Failure(source=name, code=error.code, message=str(error))
                aside.append((failure, article.document.id))
        _store(store, [], aside, origin, force)
    summary.failed += len(aside)
    languages = Counter(summary.languages)
    languages.update(failure.language for failure, _ in aside if failure.language)
    summary.languages = dict(languages)


def _store(
    store: Store,
    articles: Sequence[Coded],
    aside: Sequence[tuple[Failure, str | None]],
    origin: str,
    force: bool,
) -> Added:
    """Write articles and failures, in one transaction."""
    with writing(store.engine) as transaction:
        writer = Writer(transaction, store.code, force=force)
        writer.add(articles)
        added = writer.finish()
        failures.resolve(
            transaction,
            [name_of(article.document) for article in articles],
            [article.document.id for article in articles],
        )
        failures.record(transaction, aside, origin)
    return added


def name_of(document: Document) -> str:
    """What a failure calls a document."""
    return document.name or document.url or document.id


def _count(summary: Summary, added: Added) -> None:
    summary.new += added.new
    summary.recoded += added.recoded
    summary.same += added.same
    summary.statements += added.statements
    summary.events += added.events
    summary.claims += added.claims


def _note(summary: Summary, begun: float, progress: Progress | None) -> None:
    summary.seconds = time.monotonic() - begun
    if progress:
        progress(summary)


def _begin(store: Store, command: str) -> int:
    """Open an entry of the journal."""
    with writing(store.engine) as transaction:
        n = transaction.next("runs")
        transaction.connection.execute(
            insert(runs).values(
                n=n, started=transaction.now, command=command, code=store.code, counts="{}"
            )
        )
    return n


def _end(store: Store, run: int, summary: Summary) -> None:
    with writing(store.engine) as transaction:
        counts = msgspec.json.encode(asdict(summary)).decode()
        transaction.connection.execute(
            update(runs).where(runs.c.n == run).values(ended=transaction.now, counts=counts)
        )
