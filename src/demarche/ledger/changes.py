"""What changed since: for those who keep a copy, or want to know what is new."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from demarche.ledger.schema import (
    actors,
    claims,
    corrections,
    documents,
    events,
    statements,
    tombstones,
)
from demarche.ledger.schema import claim_history as _history

KINDS = {
    "document": documents, "statement": statements, "event": events, "claim": claims,
    "actor": actors,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing added, changed or removed. `seq` grows with every change of the ledger."""

    seq: int
    at: str
    kind: str
    id: str
    what: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in order, and the `since` that continues after them."""

    items: list[Change]
    next: int


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim's status changed; `before` is None for a new claim, `after` for one that is gone."""

    seq: int
    at: str
    claim: str
    before: str | None
    after: str | None


def since(
    connection: Connection,
    start: int | str = 0,
    limit: int = 1000,
    kinds: tuple[str, ...] = (),
) -> Changes:
    """Changes after a sequence number, or from a time (ISO 8601, UTC) on.

    A row that changed several times comes once, with its last change.
    """
    arms: list[Any] = []
    for kind, table in KINDS.items():
        if kinds and kind not in kinds:
            continue
        c = table.c
        arm = select(c.seq, c.last_changed.label("at"), literal(kind).label("kind"), c.id,
                     c.first_seen.label("first"))  # fmt: skip
        after = c.last_changed >= start if isinstance(start, str) else c.seq > start
        arms.append(_first(arm, after, c.seq, limit))
    if not kinds or "correction" in kinds:
        c = corrections.c
        arm = select(c.seq, c.at, literal("correction").label("kind"), c.id, c.at.label("first"))
        after = c.at >= start if isinstance(start, str) else c.seq > start
        arms.append(_first(arm, after, c.seq, limit))
    c = tombstones.c
    arm = select(c.seq, c.at, c.kind, c.id, literal("gone").label("first"))
    after = c.at >= start if isinstance(start, str) else c.seq > start
    if kinds:
        after &= c.kind.in_(kinds)
    arms.append(_first(arm, after, c.seq, limit))
    every = union_all(*arms).subquery()
    rows = connection.execute(select(every).order_by(every.c.seq).limit(limit)).all()
    items = [Change(r.seq, r.at, r.kind, r.id, _what(r)) for r in rows]
    return Changes(items, items[-1].seq if items else start if isinstance(start, int) else 0)


def _first(arm: Any, after: Any, order: Any, limit: int) -> Any:
    """The first rows of one table: each is sorted by its own index."""
    inner = arm.where(after).order_by(order).limit(limit).subquery()
    return select(inner)


def _what(row: Any) -> str:
    if row.first == "gone":
        return "removed"
    return "added" if row.first == row.at else "changed"


def claim_history(
    connection: Connection,
    start: int | str = 0,
    claim: str | None = None,
    limit: int = 1000,
) -> list[ClaimChange]:
    """Changes of claims' status after a sequence number or from a time on, oldest first."""
    c = _history.c
    wanted = select(_history).where(c.at >= start if isinstance(start, str) else c.seq > start)
    if claim is not None:
        wanted = wanted.where(c.claim == claim)
    rows = connection.execute(wanted.order_by(c.seq).limit(limit))
    return [ClaimChange(r.seq, r.at, r.claim, r.before, r.after) for r in rows]
