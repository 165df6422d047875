"""Claims: what is said to have happened, once, with everyone's position on it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from demarche.claims.grouping import Facts, Group, group
from demarche.claims.links import link_answers
from demarche.claims.positions import positions
from demarche.claims.status import status
from demarche.claims.wording import wording
from demarche.model import (
    AUTHOR,
    Actor,
    Claim,
    Document,
    Event,
    Position,
    Proposition,
    Statement,
    content_id,
)

__all__ = ["find_claims", "link_answers"]


def find_claims(
    documents: Sequence[Document],
    statements: Sequence[Statement],
    events: Sequence[Event],
    actors: Mapping[str, Actor],
) -> list[Claim]:
    """Group the events of all documents into claims, with the positions taken on each.

    What only articles themselves tell, with nobody said to say or deny it, is no claim. Disputed
    claims come first, then those with most positions. The result does not depend on the order of
    the documents.
    """
    by_id = {statement.id: statement for statement in statements}
    papers = {document.id: document for document in documents}
    answers: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for event in statement.answers:
            answers[event].append(statement)
    claims = []
    for found in group(events, papers):
        taken = [
            position
            for fact in found.members
            for position in positions(
                fact.event, by_id, answers[fact.event.id], papers[fact.event.document]
            )
        ]
        if any(position.party.code != AUTHOR for position in taken):
            claims.append(_claim(found, _once(taken), papers, actors))
    return sorted(claims, key=_rank)


def _rank(claim: Claim) -> tuple[int, int, str]:
    order = ("disputed", "denied", "unconfirmed", "retracted", "corroborated", "uncontested")
    return order.index(claim.status), -len(claim.positions), claim.id


def _once(taken: Iterable[Position]) -> tuple[Position, ...]:
    """Positions in order of date and place, each actor's same stance and figure once a document."""
    ordered = sorted(
        taken, key=lambda p: (p.date or "", p.document, p.sentence.start, p.party.code, p.stance)
    )
    unique: dict[tuple[object, ...], Position] = {}
    for position in ordered:
        figure = position.quantity.value if position.quantity else None
        key = (position.document, position.party.code, position.stance, figure)
        unique.setdefault(key, position)
    return tuple(unique.values())


def _claim(
    found: Group,
    taken: tuple[Position, ...],
    papers: Mapping[str, Document],
    actors: Mapping[str, Actor],
) -> Claim:
    members = sorted(found.members, key=lambda f: (f.published is None, f.published, f.event.id))
    best = max(members, key=lambda f: (f.weight, -members.index(f)))
    verdict, why = status(taken, papers)
    return Claim(
        id=content_id("clm", best.event.id),
        about=_proposition(members, best),
        text=wording(best.event, actors),
        events=tuple(fact.event.id for fact in members),
        positions=taken,
        status=verdict,
        why=why,
    )


def _proposition(members: list[Facts], best: Facts) -> Proposition:
    types: Counter[str] = Counter(fact.event.type for fact in members)
    return Proposition(
        types=tuple(sorted(types, key=lambda t: (-types[t], t))),
        actors=_codes(fact.event for fact in members),
        recipients=tuple(
            sorted({p.code for fact in members for p in fact.event.recipients} - {"UNK.UNK"})
        ),
        place=best.place,
        time=best.event.time.value if best.event.time and best.stated else None,
    )


def _codes(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(sorted({p.code for event in events for p in event.actors} - {"UNK.UNK"}))
