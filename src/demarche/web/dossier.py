"""A claim's dossier: who stands where and when, the figures, the quotes, where sources split."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from demarche.model import (
    AUTHOR,
    Claim,
    Document,
    Party,
    Position,
    Quantity,
    Stance,
    Statement,
)
from demarche.web.site import Names

MAX_COLUMNS = 14
_SIDES: tuple[tuple[str, str, tuple[Stance, ...]], ...] = (
    ("yes", "Say so", ("asserts", "accuses", "expects")),
    ("may", "Hold it possible", ("suggests", "conditional")),
    ("unsure", "Cannot say, or will not", ("cannot_confirm", "declines_comment")),
    ("no", "Deny it, or took it back", ("denies", "retracts")),
    ("demand", "Demand it", ("demands",)),
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A position with the words that prove it: before, the sentence, after."""

    number: int
    position: Position
    document: Document
    name: str
    chain: tuple[str, ...]
    before: str
    sentence: tuple[tuple[str, bool], ...]
    after: str
    channel: str | None
    new: bool


@dataclass(slots=True)
class Row:
    """One actor's line of the position matrix; `cells`: a column's positions, oldest first."""

    party: Party
    name: str
    cells: dict[str, list[tuple[Position, int]]] = field(default_factory=dict)
    turned: tuple[str, str] | None = None
    """First and last stance, where the actor changed sides."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure: when, who gives it, the quantity, the number of its quote."""

    date: str
    name: str
    quantity: Quantity
    number: int


@dataclass(frozen=True, slots=True)
class Side:
    """Those who stand alike on a claim."""

    group: str
    title: str
    names: tuple[tuple[str, int], ...]
    stance: Stance


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the page of a claim shows."""

    claim: Claim
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    quotes: tuple[Quote, ...]
    figures: tuple[tuple[str, tuple[Told, ...]], ...]
    sides: tuple[Side, ...]
    own_voice: tuple[str, ...]
    publishers: tuple[str, ...]
    state: str


def dossier(
    claim: Claim,
    documents: Mapping[str, Document],
    statements: Mapping[str, Statement],
    names: Names,
    seen: frozenset[str] = frozenset(),
) -> Dossier:
    """Put a claim's positions in order. `seen`: keys of positions looked at before, if any."""
    numbered = list(enumerate(sorted(claim.positions, key=_order), 1))
    quotes = tuple(
        _quote(n, p, documents[p.document], statements, names, bool(seen) and key(p) not in seen)
        for n, p in numbered
        if p.document in documents
    )
    columns = _columns(p.date for p in claim.positions)
    own = {
        documents[p.document].publisher or p.document
        for p in claim.positions
        if p.party.code == AUTHOR and p.stance == "asserts" and p.document in documents
    }
    telling = {documents[p.document].publisher for p in claim.positions if p.document in documents}
    return Dossier(
        claim=claim,
        columns=columns,
        rows=tuple(_rows(numbered, columns, documents, names)),
        quotes=quotes,
        figures=tuple(_figures(numbered, documents, names)),
        sides=tuple(_sides(numbered, documents, names)),
        own_voice=tuple(sorted(own)),
        publishers=tuple(sorted(p for p in telling if p)),
        state="\n".join([claim.status, *sorted(key(p) for p in claim.positions)]),
    )


def key(position: Position) -> str:
    """What makes a position the same at another look."""
    figure = position.quantity.value if position.quantity else ""
    parts = (position.document, position.party.actor, position.stance, position.sentence.start)
    return "|".join(map(str, (*parts, figure)))


def _order(position: Position) -> tuple[str, str, int, str]:
    return (
        position.date or "9999", position.document, position.sentence.start, position.party.actor
    )  # fmt: skip


def _columns(dates: Iterable[str | None]) -> tuple[str, ...]:
    """Days, or months or years where there are too many days; "" for what has no date."""
    known = {date or "" for date in dates}
    for length in (10, 7, 4):
        columns = sorted({date[:length] for date in known if date})
        if len(columns) <= MAX_COLUMNS:
            break
    return (*columns[-MAX_COLUMNS:], *([""] if "" in known else []))


def _column(date: str | None, columns: Sequence[str]) -> str:
    for column in columns:
        if column and date and date.startswith(column):
            return column
    return "" if not date else columns[0]


def _who(position: Position, documents: Mapping[str, Document]) -> str:
    if position.party.code != AUTHOR:
        unknown = position.party.code.startswith("UNK") and position.party.span
        words = position.party.span.text.lower() if unknown and position.party.span else ""
        return f"{position.party.actor} {words}"
    document = documents.get(position.document)
    return f"AUTHOR {document.publisher or document.id if document else ''}"


def _rows(
    numbered: list[tuple[int, Position]],
    columns: tuple[str, ...],
    documents: Mapping[str, Document],
    names: Names,
) -> Iterable[Row]:
    rows: dict[str, Row] = {}
    takes: dict[str, list[Stance]] = defaultdict(list)
    for n, position in numbered:
        who = _who(position, documents)
        document = documents.get(position.document)
        row = rows.setdefault(
            who,
            Row(position.party, names.of(position.party, document.publisher if document else None)),
        )
        row.cells.setdefault(_column(position.date, columns), []).append((position, n))
        takes[who].append(position.stance)
    for who, row in rows.items():
        first, last = takes[who][0], takes[who][-1]
        if {_side_of(first), _side_of(last)} == {"yes", "no"}:
            row.turned = (first, last)
    # actors first, articles in their own voice after them
    return sorted(rows.values(), key=lambda row: row.party.code == AUTHOR)


def _side_of(stance: Stance) -> str:
    return next(group for group, _, stances in _SIDES if stance in stances)


def _figures(
    numbered: list[tuple[int, Position]], documents: Mapping[str, Document], names: Names
) -> Iterable[tuple[str, tuple[Told, ...]]]:
    units: dict[str, list[Told]] = defaultdict(list)
    for n, position in numbered:
        if position.quantity is None:
            continue
        document = documents.get(position.document)
        name = names.of(position.party, document.publisher if document else None)
        units[position.quantity.unit].append(Told(position.date or "", name, position.quantity, n))
    return sorted(((u, tuple(t)) for u, t in units.items()), key=lambda pair: -len(pair[1]))


def _sides(
    numbered: list[tuple[int, Position]], documents: Mapping[str, Document], names: Names
) -> Iterable[Side]:
    for group, title, stances in _SIDES:
        found: dict[str, tuple[str, int]] = {}
        first: Stance | None = None
        for n, position in numbered:
            if position.stance in stances:
                document = documents.get(position.document)
                name = names.of(position.party, document.publisher if document else None)
                found.setdefault(_who(position, documents), (name, n))
                first = first or position.stance
        if found and first:
            yield Side(group, title, tuple(found.values()), first)


def _quote(
    n: int,
    position: Position,
    document: Document,
    statements: Mapping[str, Statement],
    names: Names,
    new: bool,
) -> Quote:
    sentence, text = position.sentence, document.text
    statement = statements.get(position.statement or "")
    chain = tuple(names.of(p) for p in statement.sources) if statement else ()
    marks = [statement.cue] if statement else []
    if position.quantity and position.quantity.span:
        marks.append(position.quantity.span)
    pieces, at = [], sentence.start
    for span in sorted(marks, key=lambda s: s.start):
        if at <= span.start and span.end <= sentence.end:
            pieces += [(text[at : span.start], False), (text[span.start : span.end], True)]
            at = span.end
    pieces.append((text[at : sentence.end], False))
    return Quote(
        number=n,
        position=position,
        document=document,
        name=names.of(position.party, document.publisher),
        chain=chain,
        before=_tail(text[: sentence.start]),
        sentence=tuple((piece, hit) for piece, hit in pieces if piece),
        after=_head(text[sentence.end :]),
        channel=statement.channel if statement else None,
        new=new,
    )


def _tail(text: str, limit: int = 180) -> str:
    """The end of what comes before, within the paragraph, cut at a word."""
    part = text.rsplit("\n", 1)[-1]
    return part if len(part) <= limit else "…" + part[-limit:].partition(" ")[2]


def _head(text: str, limit: int = 180) -> str:
    part = text.split("\n", 1)[0]
    return part if len(part) <= limit else part[:limit].rpartition(" ")[0] + "…"
