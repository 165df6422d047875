"""The whole path, one direction, one pass: documents in, a ledger out.

Each stage is a function of typed values and usable on its own; only this module composes them.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from demarche import (
    __version__,
    actors,
    circumstances,
    claims,
    events,
    records,
    statements,
    triage,
)
from demarche.actors.knowledge import knowledge
from demarche.claims.build import fuller
from demarche.commitments.commit import commit
from demarche.errors import PipelineError
from demarche.events import lexicon
from demarche.ingest.text import prose
from demarche.language.english import English, english
from demarche.language.tree import Tree, from_doc
from demarche.layers import Reading
from demarche.model import Actor, Coded, Document, Failure, Ledger

if TYPE_CHECKING:
    from spacy.language import Language

logger = logging.getLogger(__name__)


class Clock:
    """Seconds spent by stage, in the order in which the stages were met first."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._last = time.perf_counter()

    def start(self) -> None:
        """What was since the last stage belongs to none."""
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """What was since the last call belongs to `stage`."""
        now = time.perf_counter()
        self.spent[stage] = self.spent.get(stage, 0.0) + now - self._last
        self._last = now

    def add(self, spent: dict[str, float]) -> None:
        """Add what another process spent."""
        for stage, seconds in spent.items():
            self.spent[stage] = self.spent.get(stage, 0.0) + seconds


@cache
def prepare() -> English:
    """Load weights and knowledge, once a process, and give the parser.

    Nothing of what is loaded is garbage: the collector is kept from walking it, now and later.
    Processes forked afterwards share it.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        with ThreadPoolExecutor(1) as pool:
            parser = pool.submit(english)  # onnxruntime reads the weights outside of Python's lock
            knowledge()
            lexicon.default()
            found = parser.result()
        gc.freeze()
        return found
    finally:
        if collecting:
            gc.enable()


def interpret(document: Document, tree: Tree, clock: Clock | None = None) -> Reading:
    """All stages after the parse, for one document."""
    clock = clock or Clock()
    reading = Reading(document, tree)
    reading.mentions = actors.find_mentions(tree, document)
    clock.lap("actors")
    reading.statements = statements.find_statements(tree, reading.mentions, document)
    clock.lap("statements")
    reading.mentions = actors.link_quotes(tree, reading.mentions, reading.statements)
    clock.lap("actors")
    reading.events = events.find_events(tree, reading.mentions, reading.statements)
    clock.lap("events")
    for event in reading.events:
        event.statements, event.factuality = commit(
            tree, event.trigger[0], reading.statements, event.absorbed
        )
    clock.lap("factuality")
    circumstances.anchor(reading)
    clock.lap("circumstances")
    claims.link_answers(reading)
    claims.find_echoes(reading)
    clock.lap("answers")
    return reading


def code_documents(
    documents: Iterable[Document | Failure],
    nlp: "Language | None" = None,
    clock: Clock | None = None,
    parse_all: bool = False,
) -> Iterator[Coded | Failure]:
    """Code documents one by one, in order; failures pass through.

    `nlp`: another parser. `parse_all`: parse also what `triage` says cannot matter.
    """
    parse = prepare() if nlp is None else _parser(nlp)
    clock = clock or Clock()
    for item in documents:
        yield item if isinstance(item, Failure) else _coded(item, parse, clock, parse_all)


def _parser(nlp: "Language") -> Callable[[str, str], Tree]:
    return lambda text, shown: from_doc(nlp(text), shown)


def _coded(
    document: Document, parse: Callable[[str, str], Tree], clock: Clock, parse_all: bool
) -> Coded | Failure:
    """Code one document; a fault of ours sets it aside and does not stop the run."""
    clock.start()
    skipped = [] if parse_all else triage.skipped(document)
    clock.lap("triage")
    try:
        tree = parse(triage.blanked(prose(document), skipped), document.text)
        clock.lap("parse")
        coded = records.coded(interpret(document, tree, clock))
        clock.lap("records")
        return coded
    except PipelineError:
        raise  # of the pipeline that was plugged in, not of this article
    except Exception as error:
        source = document.name or document.url or document.id
        logger.info("a stage failed on %s", source, exc_info=True)
        return Failure(
            source=source,
            code="D900",
            message=f"internal fault: {type(error).__name__}: {error}. Please report it",
        )


def code(
    documents: Iterable[Document | Failure],
    *,
    nlp: "Language | None" = None,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    clock: Clock | None = None,
    parse_all: bool = False,
) -> Ledger:
    """Read documents into one ledger, with the claims across all of them.

    The result is the same for any number of `workers` (processes). `progress` is called with the
    number of articles done, after each. `clock` adds up what each stage takes, in all processes.
    `parse_all`: parse also what cannot matter to the ledger, by `demarche.triage`.
    """
    clock = clock or Clock()
    if workers > 1 and nlp is None:
        from demarche.scale.pool import code_in_processes

        items = code_in_processes(documents, workers, clock, parse_all)
    else:
        items = code_documents(documents, nlp, clock, parse_all)
    articles: list[Coded] = []
    failures: list[Failure] = []
    for item in items:
        if isinstance(item, Failure):
            failures.append(item)
        else:
            articles.append(item)
        if progress:
            progress(len(articles) + len(failures))
    clock.start()
    ledger = assemble(articles, failures)
    clock.lap("claims")
    return ledger


def assemble(articles: Iterable[Coded], failures: Iterable[Failure] = ()) -> Ledger:
    """One ledger of all articles, in order, the same article only once, with their claims."""
    unique = list({article.document.id: article for article in articles}.values())
    people: dict[str, Actor] = {}
    for article in unique:
        for actor in article.actors:
            people[actor.id] = fuller(actor, people.get(actor.id, actor))
    documents = tuple(article.document for article in unique)
    copies = claims.find_copies(documents)
    all_statements = tuple(s for article in unique for s in article.statements)
    all_events = tuple(e for article in unique for e in article.events)
    return Ledger(
        documents=documents,
        actors=tuple(people[name] for name in sorted(people)),
        mentions=tuple((article.document.id, article.mentions) for article in unique),
        statements=all_statements,
        events=all_events,
        claims=tuple(claims.find_claims(documents, all_statements, all_events, people, copies)),
        failures=tuple(failures),
        version=__version__,
        copies=copies,
    )
