"""An article laid out for reading: its text cut where marks begin and end, its sources nested."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from demarche.model import Coded, Document, Event, Section, Statement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of the text that all have the same marks."""

    text: str
    depth: int = 0
    """In how many statements, one within the other, these words stand."""
    cue: str | None = None
    event: str | None = None
    quad: int = 0
    anchor: int | None = None
    """The sentence that begins here, for links from quotes."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, byline or paragraph, in pieces."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Nested:
    """A statement with the statements and the events that stand in it."""

    statement: Statement
    inside: list["Nested"] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def paragraphs(coded: Coded) -> list[Paragraph]:
    """The text of an article in paragraphs, cut at its marks."""
    document = coded.document
    cuts: set[int] = set()
    depth: dict[tuple[int, int], int] = {}
    levels = _levels(coded.statements)
    for statement in coded.statements:
        for span in statement.content:
            depth[span.start, span.end] = max(
                depth.get((span.start, span.end), 0), levels[statement.id]
            )
            cuts |= {span.start, span.end}
        cuts |= {statement.cue.start, statement.cue.end, statement.sentence.start}
    triggers = {(e.trigger.start, e.trigger.end): e for e in reversed(coded.events)}
    for event in coded.events:
        cuts |= {event.trigger.start, event.trigger.end, event.sentence.start}
    anchors = {s.sentence.start for s in coded.statements} | {
        e.sentence.start for e in coded.events
    }
    cues = {(s.cue.start, s.cue.end): s.id for s in reversed(coded.statements)}
    laid = []
    for section in _sections(document):
        inner = sorted(c for c in cuts if section.start < c < section.end)
        edges = [section.start, *inner, section.end]
        pieces = []
        for start, end in pairwise(edges):
            told = _covering(triggers, start, end)
            pieces.append(
                Piece(
                    text=document.text[start:end],
                    depth=max((d for (a, b), d in depth.items() if a <= start and end <= b),
                              default=0),
                    cue=_covering(cues, start, end),
                    event=told.id if told else None,
                    quad=told.quad if told else 0,
                    anchor=start if start in anchors else None,
                )
            )  # fmt: skip
        laid.append(Paragraph(section.kind, tuple(p for p in pieces if p.text)))
    return laid


def _covering(spans: dict[tuple[int, int], T], start: int, end: int) -> T | None:
    exact = spans.get((start, end))
    if exact is not None:
        return exact
    return next((v for (a, b), v in spans.items() if a <= start and end <= b), None)


def _sections(document: Document) -> Iterable[Section]:
    if document.sections:
        return [s for s in document.sections if document.text[s.start : s.end].strip()]
    found, at = [], 0
    for line in document.text.split("\n"):
        if line.strip():
            found.append(Section(kind="paragraph", start=at, end=at + len(line)))
        at += len(line) + 1
    return found


def _levels(statements: Iterable[Statement]) -> dict[str, int]:
    parents = {s.id: s.parent for s in statements}

    def level(one: str) -> int:
        count, at = 1, parents.get(one)
        while at is not None and count < 9:
            count, at = count + 1, parents.get(at)
        return count

    return {one: level(one) for one in parents}


def nested(coded: Coded) -> list[Nested]:
    """The statements of an article as a tree, in order of the text, each with its events."""
    nodes = {s.id: Nested(s) for s in coded.statements}
    for event in coded.events:
        if event.statements and event.statements[-1] in nodes:
            nodes[event.statements[-1]].events.append(event)
    roots: list[Nested] = []
    for node in nodes.values():
        parent = nodes.get(node.statement.parent or "")
        (parent.inside if parent else roots).append(node)
    return sorted(roots, key=lambda n: n.statement.cue.start)


def own_voice(coded: Coded) -> list[Event]:
    """Events that the article tells in its own voice."""
    return [event for event in coded.events if not event.statements]
