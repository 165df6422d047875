"""The whole path, one direction, one pass: documents in, a ledger out.

Each stage is a function of typed values and usable on its own; only this module composes them.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from demarche import actors, circumstances, claims, events, records, statements
from demarche.commitments.commit import commit
from demarche.ingest.text import prose
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.layers import Reading
from demarche.model import Actor, Coded, Document, Failure, Ledger

T = TypeVar("T")
logger = logging.getLogger(__name__)
BATCH = 16
"""Documents parsed together: the parser sorts their sentences by length."""


@cache
def default_nlp() -> Language:
    """The package's own English pipeline, loaded once."""
    return load()


def interpret(document: Document, tree: Tree) -> Reading:
    """All stages after the parse, for one document."""
    reading = Reading(document, tree)
    reading.mentions = actors.find_mentions(tree, document)
    reading.statements = statements.find_statements(tree, reading.mentions, document)
    reading.mentions = actors.link_quotes(tree, reading.mentions, reading.statements)
    reading.events = events.find_events(tree, reading.mentions, reading.statements)
    for event in reading.events:
        event.statements, event.factuality = commit(
            tree, event.trigger[0], reading.statements, event.absorbed
        )
    circumstances.anchor(reading)
    claims.link_answers(reading)
    return reading


def code_documents(
    documents: Iterable[Document | Failure], nlp: Language | None = None
) -> Iterator[Coded | Failure]:
    """Code documents one by one, in order; failures pass through."""
    nlp = nlp or default_nlp()
    for batch in batched(documents, BATCH):
        docs = nlp.pipe([prose(item) for item in batch if isinstance(item, Document)])
        for item in batch:
            yield item if isinstance(item, Failure) else _coded(item, next(docs))


def _coded(document: Document, doc: Doc) -> Coded | Failure:
    """Code one document; a fault of ours sets it aside and does not stop the run."""
    tree = from_doc(doc, document.text)
    try:
        return records.coded(interpret(document, tree))
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
    nlp: Language | None = None,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Ledger:
    """Read documents into one ledger, with the claims across all of them.

    The result is the same for any number of `workers` (processes). `progress` is called with the
    number of articles done, after each.
    """
    if workers > 1 and nlp is None:
        from demarche.scale.pool import code_in_processes

        items = code_in_processes(documents, workers)
    else:
        items = code_documents(documents, nlp)
    articles: list[Coded] = []
    failures: list[Failure] = []
    for item in items:
        if isinstance(item, Failure):
            failures.append(item)
        else:
            articles.append(item)
        if progress:
            progress(len(articles) + len(failures))
    return assemble(articles, failures)


def assemble(articles: Iterable[Coded], failures: Iterable[Failure] = ()) -> Ledger:
    """One ledger of all articles, in order, the same article only once, with their claims."""
    unique = list({article.document.id: article for article in articles}.values())
    people: dict[str, Actor] = {actor.id: actor for a in unique for actor in a.actors}
    documents = tuple(article.document for article in unique)
    all_statements = tuple(s for article in unique for s in article.statements)
    all_events = tuple(e for article in unique for e in article.events)
    return Ledger(
        documents=documents,
        actors=tuple(people[name] for name in sorted(people)),
        mentions=tuple((article.document.id, article.mentions) for article in unique),
        statements=all_statements,
        events=all_events,
        claims=tuple(claims.find_claims(documents, all_statements, all_events, people)),
        failures=tuple(failures),
        version=_version(),
    )


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("demarche")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
