"""From factuality to positions: where each source of an event stands on it."""

from collections.abc import Iterable

from demarche.model import Commitment, Document, Event, Party, Position, Stance, Statement

CANNOT_CONFIRM = (
    "confirm", "verif", "corroborat", "substantiat", "know", "certain", "sure", "evidence", "clear",
    "independent", "establish", "determine", "authenticat",
)  # fmt: skip
"""Words by which a source says that it does not know, rather than keeps silent."""

_FORWARD = ("plan", "promise", "threaten", "propose")


def stance(event: Event, commitment: Commitment, statement: Statement | None) -> Stance | None:
    """The stance that a source takes on an event by this commitment, or None for no stance."""
    value = commitment.value
    if value in ("CT-", "PR-", "PS-"):
        return "denies"
    ahead = event.tense == "future" or bool(statement and statement.act in _FORWARD)
    if value == "CT+":
        return "expects" if ahead else "asserts"
    if value == "PR+":
        return "suggests" if event.tense == "past" and not ahead else "expects"
    if value == "PS+":
        return "suggests"
    return _uncommitted(commitment, statement)


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
    if statement.act in ("deny", "refuse"):
        return "denies"
    if statement.act == "decline":
        return _declined(statement)
    if statement.stance in ("factive", "endorsing") or statement.act == "agree":
        return "asserts"
    return "conditional"


def positions(
    event: Event,
    statements: dict[str, Statement],
    answers: Iterable[Statement],
    document: Document,
) -> list[Position]:
    """All positions on one event mention: of the sources it stands in, and of those who answer."""
    date = document.published[:10] if document.published else None
    found: list[Position] = []
    for commitment in event.factuality:
        statement = statements[commitment.statement] if commitment.statement else None
        taken = stance(event, commitment, statement)
        if taken is not None:
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
    for statement in answers:
        taken = answer_stance(statement)
        if taken is None:
            continue
        for party in own_sources(statement, statements):
            found.append(
                Position(
                    party=party,
                    stance=taken,
                    document=statement.document,
                    sentence=statement.sentence,
                    event=event.id,
                    statement=statement.id,
                    date=date,
                )
            )
    return found


def own_sources(statement: Statement, statements: dict[str, Statement]) -> tuple[Party, ...]:
    """The nearest source of a statement: several parties where they speak together."""
    outer = len(statements[statement.parent].sources) if statement.parent else 0
    return statement.sources[outer:]
