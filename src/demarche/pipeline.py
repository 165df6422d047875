"""The whole path, one direction, one pass: documents in, a ledger out.

Each stage is a function of typed values and usable on its own; only this module composes them.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import TypeVar

from spacy.language import Language

from demarche import actors, circumstances, claims, events, factuality, records, statements
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.layers import Reading
from demarche.model import Actor, Document, Failure, Ledger

T = TypeVar("T")
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
        event.statements, event.factuality = factuality.commit(
            tree, event.trigger[0], reading.statements
        )
    circumstances.anchor(reading)
    claims.link_answers(reading)
    return reading


def read_documents(
    documents: Iterable[Document | Failure], nlp: Language | None = None
) -> Iterator[Reading | Failure]:
    """Parse and interpret documents, in order; failures pass through."""
    nlp = nlp or default_nlp()
    for batch in _batched(documents, BATCH):
        docs = nlp.pipe([item.text for item in batch if isinstance(item, Document)])
        for item in batch:
            yield interpret(item, from_doc(next(docs))) if isinstance(item, Document) else item


def code(
    documents: Iterable[Document | Failure],
    *,
    nlp: Language | None = None,
    progress: Callable[[int], None] | None = None,
) -> Ledger:
    """Read documents into one ledger, with the claims across all of them.

    `progress` is called with the number of articles done, after each.
    """
    readings: list[Reading] = []
    failures: list[Failure] = []
    for item in read_documents(documents, nlp):
        if isinstance(item, Failure):
            failures.append(item)
        else:
            readings.append(item)
        if progress:
            progress(len(readings) + len(failures))
    return assemble(readings, failures)


def assemble(readings: Iterable[Reading], failures: Iterable[Failure] = ()) -> Ledger:
    """Records of all readings, in order, the same article only once, and their claims."""
    unique = list({reading.document.id: reading for reading in readings}.values())
    all_statements = [s for reading in unique for s in records.statements(reading)]
    all_events = [e for reading in unique for e in records.events(reading)]
    people: dict[str, Actor] = {records.UNKNOWN.id: records.UNKNOWN}
    for reading in unique:
        for mention in reading.mentions.all:
            people.update((actor.id, actor) for actor in mention.actors)
    documents = tuple(reading.document for reading in unique)
    return Ledger(
        documents=documents,
        actors=tuple(people[name] for name in sorted(people)),
        mentions=tuple((r.document.id, records.mentions(r)) for r in unique),
        statements=tuple(all_statements),
        events=tuple(all_events),
        claims=tuple(claims.find_claims(documents, all_statements, all_events, people)),
        failures=tuple(failures),
        version=_version(),
    )


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("demarche")


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
