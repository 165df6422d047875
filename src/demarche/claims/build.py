"""From a group of tellings to the claim of the model: proposition, positions, status, figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from demarche.claims.positions import positions
from demarche.claims.status import independent, status
from demarche.claims.telling import Telling, claim_id, earliest
from demarche.claims.wording import wording
from demarche.model import (
    AUTHOR,
    Actor,
    Claim,
    Coded,
    Document,
    Event,
    Figure,
    Position,
    Proposition,
    Statement,
)


@dataclass(slots=True)
class Records:
    """The records that claims are made of, by id; `answers`: the statements by event."""

    documents: dict[str, Document] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    answers: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))

    def take(self, articles: Iterable[Coded]) -> "Records":
        """Take in the records of articles; returns itself."""
        for article in articles:
            self.fill((article.document,), article.statements, article.events)
            for actor in article.actors:
                self.actors[actor.id] = fuller(actor, self.actors.get(actor.id, actor))
        return self

    def fill(
        self,
        documents: Iterable[Document],
        statements: Iterable[Statement],
        events: Iterable[Event],
    ) -> None:
        """Take in records."""
        self.documents.update((document.id, document) for document in documents)
        self.events.update((event.id, event) for event in events)
        for statement in statements:
            self.statements[statement.id] = statement
            for event in statement.answers:
                self.answers[event].append(statement)


def fuller(one: Actor, other: Actor) -> Actor:
    """Of two records of one actor the one that says more, whichever article came first."""
    return min(one, other, key=lambda a: (-len(a.offices), -len(a.name), a.name, a.code, a.kind))


def claim_of(
    members: Sequence[Telling], records: Records, copies: Mapping[str, str] | None = None
) -> Claim:
    """The claim of one group; `members` in their order, `copies`: group of texts by document.

    Its links to other claims are drawn afterwards, by `relations.link_claims`. `records` need to
    hold the members' articles. Raises KeyError where one is missing.
    """
    events = [records.events[name] for telling in members for name in telling.events]
    found = [
        position
        for event in events
        for position in positions(
            event,
            records.statements,
            records.answers.get(event.id, ()),
            records.documents[event.document],
        )
    ]
    taken = _once(found, records.documents)
    verdict, why = status(taken, records.documents, copies)
    dates = sorted(
        day for t in members if (day := (records.documents[t.document].published or "")[:10])
    )
    return Claim(
        id=claim_id(earliest(members).id),
        about=_proposition(members, events),
        text=wording(events, records.actors),
        events=tuple(event.id for event in sorted(events, key=lambda e: _time(e, records))),
        positions=taken,
        status=verdict,
        why=why,
        first=dates[0] if dates else None,
        latest=_latest(taken),
        publishers=len(independent(taken, records.documents, copies)),
        figures=_figures(taken),
    )


def has_voices(claim: Claim) -> bool:
    """Whether anybody but the articles themselves takes a position on it."""
    return any(position.party.code != AUTHOR for position in claim.positions)


def _time(event: Event, records: Records) -> tuple[str, str, int, str]:
    published = records.documents[event.document].published or "9"
    return published, event.document, event.trigger.start, event.id


def _once(taken: Iterable[Position], papers: Mapping[str, Document]) -> tuple[Position, ...]:
    """Positions in order of time and place, each actor's same stance and figure once a document.

    Of one day the article comes first whose hour is earlier, where hours are known.
    """

    def place(p: Position) -> tuple[str, str, str, int, str, str]:
        published = papers[p.document].published or "9"
        return p.date or "9", published, p.document, p.sentence.start, p.party.code, p.stance

    ordered = sorted(taken, key=place)
    unique: dict[tuple[object, ...], Position] = {}
    for position in ordered:
        figure = position.quantity.value if position.quantity else None
        unnamed = (
            position.party.span.text
            if position.party.code == "UNK.UNK" and position.party.span
            else ""
        )
        key = (position.document, position.party.code, unnamed, position.stance, figure)
        unique.setdefault(key, position)
    return tuple(unique.values())


def _latest(taken: Sequence[Position]) -> str | None:
    """The date of the latest position that was not held before by the same actor."""
    seen: set[tuple[str, str, float | None]] = set()
    latest = None
    for p in taken:
        key = (p.party.code, p.stance, p.quantity.value if p.quantity else None)
        if key not in seen:
            seen.add(key)
            latest = p.date or latest
    return latest


def _figures(taken: Sequence[Position]) -> tuple[Figure, ...]:
    """Who gives which number, in order of time; each actor's number once."""
    found: dict[tuple[str, float, str], Figure] = {}
    for p in taken:
        if p.quantity is None or p.stance in ("denies", "cannot_confirm", "declines_comment"):
            continue
        key = (p.party.code, p.quantity.value, p.quantity.unit)
        figure = Figure(party=p.party, quantity=p.quantity, document=p.document, date=p.date)
        found.setdefault(key, figure)
    return tuple(found.values())


def _proposition(members: Sequence[Telling], events: Sequence[Event]) -> Proposition:
    types: Counter[str] = Counter(event.type for event in events)
    place = next((c for t in members for c in t.facts.countries), None)
    time = next((e.time.value for e in events if e.time and not e.time.inferred), None)
    return Proposition(
        types=tuple(sorted(types, key=lambda t: (-types[t], t))),
        actors=tuple(sorted({p.code for e in events for p in e.actors} - {"UNK.UNK"})),
        recipients=tuple(sorted({p.code for e in events for p in e.recipients} - {"UNK.UNK"})),
        place=place,
        time=time,
    )
