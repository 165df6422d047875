"""From factuality to positions: where each source of an event stands on it."""

import re
from collections.abc import Iterable, Mapping

from demarche.model import Commitment, Document, Event, Party, Position, Stance, Statement

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
    date = document.published[:10] if document.published else None
    found: list[Position] = []
    for commitment in event.factuality:
        statement = statements[commitment.statement] if commitment.statement else None
        for taken in stances(event, commitment, statement):
            found.append(
                Position(
                    party=commitment.source,
                    stance=taken,
                    document=event.document,
                    sentence=event.sentence,
                    event=event.id,
                    statement=commitment.statement,
                    quantity=event.quantity,
                    date=date,
                )
            )
    for echo in event.echoes:
        for commitment in echo.factuality:
            statement = statements[commitment.statement] if commitment.statement else None
            for taken in stances(event, commitment, statement):
                # What will be done about the talks says nothing of whether they are held.
                if taken in _VAGUE or (taken == "denies" and event.type == "REQUEST"):
                    continue
                found.append(
                    Position(
                        party=commitment.source,
                        stance=taken,
                        document=event.document,
                        sentence=echo.sentence,
                        event=event.id,
                        statement=commitment.statement,
                        date=date,
                    )
                )
    for statement in answers:
        answer = answer_stance(statement)
        # Who rejects a demand does not deny that it was made.
        if answer is None or (answer == "denies" and event.type == "REQUEST"):
            continue
        for party in own_sources(statement, statements):
            found.append(
                Position(
                    party=party,
                    stance=answer,
                    document=statement.document,
                    sentence=statement.sentence,
                    event=event.id,
                    statement=statement.id,
                    date=date,
                )
            )
    return found


def own_sources(statement: Statement, statements: Mapping[str, Statement]) -> tuple[Party, ...]:
    """The nearest source of a statement: several parties where they speak together."""
    outer = len(statements[statement.parent].sources) if statement.parent else 0
    return statement.sources[outer:]
