"""From factuality to positions: where each source of an event stands on it."""

import re
from collections.abc import Iterable, Mapping

from demarche.model import (
    Commitment,
    Document,
    Event,
    Party,
    Position,
    Quantity,
    Span,
    Stance,
    Statement,
)

CANNOT_CONFIRM = (
    "confirm", "verif", "corroborat", "substantiat", "know", "certain", "sure", "evidence", "clear",
    "independent", "establish", "determine", "authenticat",
)  # fmt: skip
"""Words by which a source says that it does not know, rather than keeps silent."""

RETRACTING = (
    "retract",
    "recant",
    "withdr",
    "walk",
    "backtrack",
    "disavow",
    "took back",
    "take back",
)
"""How cues begin by which a source takes back what it said."""

_FORWARD = ("plan", "promise", "threaten", "propose")

_VAGUE = ("expects", "suggests", "conditional", "demands")
"""Stances that nouns for an event told before cannot take."""

_NOT_YET = re.compile(
    r"\b(?:not|n['’]t|never)\s+yet\b|\byet\s+to\b|\b(?:not|n['’]t)\b[^.;,]*\byet\b"
)


def stances(
    event: Event, commitment: Commitment, statement: Statement | None
) -> tuple[Stance, ...]:
    """The stances that a source takes on an event by one commitment: none, one, or two.

    Who accuses somebody of something says that it is so, and accuses by it.
    """
    taken = stance(event, commitment, statement)
    if taken is None:
        return ()
    if taken in ("asserts", "suggests") and statement is not None and statement.act == "accuse":
        return taken, "accuses"
    return (taken,)


def stance(event: Event, commitment: Commitment, statement: Statement | None) -> Stance | None:
    """The stance that a source takes on an event by this commitment, or None for no stance."""
    value = commitment.value
    if statement is not None and _takes_back(statement):
        return "retracts"
    if value in ("CT-", "PR-", "PS-"):
        return None if _is_pending(event) else "denies"
    ahead = event.tense == "future" or bool(statement and statement.act in _FORWARD)
    if value == "CT+":
        return "expects" if ahead else "asserts"
    if value == "PR+":
        return "suggests" if event.tense == "past" and not ahead else "expects"
    if value == "PS+":
        return "suggests"
    return _uncommitted(commitment, statement)


def _is_pending(event: Event) -> bool:
    """Whether it is only said not to have happened so far: "had not yet sent its main units"."""
    start = event.trigger.start - event.sentence.start
    return bool(_NOT_YET.search(event.sentence.text[max(0, start - 60) : start + 60]))


def _takes_back(statement: Statement) -> bool:
    return statement.act == "deny" and statement.cue.text.lower().startswith(RETRACTING)


def _uncommitted(commitment: Commitment, statement: Statement | None) -> Stance | None:
    why = " ".join(commitment.why).lower()
    if statement is None:
        return None
    if statement.act == "decline":
        return _declined(statement)
    if "if-clause" in why or "condition" in why:
        return "conditional"
    if statement.act in ("demand", "ask", "propose"):
        return "demands"
    return None


def _declined(statement: Statement) -> Stance:
    words = " ".join((statement.cue.text, *(span.text[:60] for span in statement.content))).lower()
    return "cannot_confirm" if any(word in words for word in CANNOT_CONFIRM) else "declines_comment"


def answer_stance(statement: Statement) -> Stance | None:
    """The stance that a statement takes on the events which it answers without telling them."""
    if statement.negated and statement.act != "decline":
        return None  # "has never confirmed", "did not deny": no position is taken
    if _takes_back(statement):
        return "retracts"
    if statement.act in ("deny", "refuse") or statement.stance == "denying":
        return "denies"
    if statement.act == "decline":
        return _declined(statement)
    if statement.stance in ("factive", "endorsing") or statement.act == "agree":
        return "asserts"
    return "conditional"


def positions(
    event: Event,
    statements: Mapping[str, Statement],
    answers: Iterable[Statement],
    document: Document,
) -> list[Position]:
    """All positions on one event mention: of the sources it stands in, and of those who answer."""
    found: list[Position] = []

    def take(
        party: Party, taken: Stance, sentence: Span, statement: str | None, figure: Quantity | None
    ) -> None:
        found.append(
            Position(
                party=party,
                stance=taken,
                document=event.document,
                sentence=sentence,
                event=event.id,
                statement=statement,
                quantity=figure,
                date=document.published[:10] if document.published else None,
            )
        )

    for commitment in event.factuality:
        for taken in _taken(event, commitment, statements):
            take(commitment.source, taken, event.sentence, commitment.statement, event.quantity)
    for echo in event.echoes:
        for commitment in echo.factuality:
            for taken in _taken(event, commitment, statements):
                # What will be done about the talks says nothing of whether they are held.
                if taken not in _VAGUE and _is_of_it(taken, event):
                    take(commitment.source, taken, echo.sentence, commitment.statement, None)
    for statement in answers:
        answer = answer_stance(statement)
        if answer is not None and _is_of_it(answer, event):
            for party in own_sources(statement, statements):
                take(party, answer, statement.sentence, statement.id, None)
    return found


def _taken(
    event: Event, commitment: Commitment, statements: Mapping[str, Statement]
) -> tuple[Stance, ...]:
    statement = statements[commitment.statement] if commitment.statement else None
    return stances(event, commitment, statement)


def _is_of_it(taken: Stance, event: Event) -> bool:
    """Whether a stance is on the event: who rejects a demand does not deny that it was made."""
    return taken != "denies" or event.type != "REQUEST"


def own_sources(statement: Statement, statements: Mapping[str, Statement]) -> tuple[Party, ...]:
    """The nearest source of a statement: several parties where they speak together."""
    outer = len(statements[statement.parent].sources) if statement.parent else 0
    return statement.sources[outer:]
