"""Judgements of analysts: recorded with name, time and reason, laid over, undone; never erased."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, get_args

import msgspec
from sqlalchemy import insert, or_, select, update

from demarche import plover
from demarche.ledger import overlay
from demarche.ledger.engine import Transaction
from demarche.ledger.errors import LedgerError
from demarche.ledger.facets import side
from demarche.ledger.overlay import SCORES, Correction
from demarche.ledger.pages import resolve_claim
from demarche.ledger.schema import (
    actors,
    claims,
    corrections,
    documents,
    events,
    facets,
    positions,
    postings,
)
from demarche.ledger.writing import Writer
from demarche.model import ActorKind, Place, Quantity, Stance, content_id

FIELDS = {
    "event": ("type", "mode", "contexts", "actors", "recipients", "factuality", "time", "place",
              "quantity"),
    "actor": ("name", "code", "kind"),
    "position": ("stance", "quantity"),
}  # fmt: skip
"""What can be edited of each kind."""


class Corrector:
    """Records judgements within one transaction, and works out anew what they concern."""

    def __init__(self, transaction: Transaction, code: str) -> None:
        self._transaction = transaction
        self._code = code
        self._reload: dict[str, None] = {}
        self._regroup: dict[str, None] = {}
        self._actors: dict[int, None] = {}

    def correct(
        self,
        kind: str,
        ident: str,
        action: str,
        by: str,
        reason: str = "",
        edit: Mapping[str, Any] | None = None,
    ) -> Correction:
        """Accept, reject or edit an event, actor or position."""
        if kind not in FIELDS or action not in ("accept", "reject", "edit"):
            raise LedgerError(
                f"cannot {action} a {kind}", "accept, reject or edit an event, actor or position"
            )
        if (action == "edit") != bool(edit):
            raise LedgerError("an edit needs values, and only an edit has them", "give field=value")
        self._touch(kind, ident)
        values = self._checked(kind, edit or {})
        return self._record(kind, ident, action, by, reason, edit=values)

    def judge(self, a: str, b: str, verdict: str, by: str, reason: str = "") -> Correction:
        """Say of two events, or the claims they are in, that they tell the same, or not."""
        if verdict not in ("same", "different", "unsure"):
            raise LedgerError(f"{verdict!r} is no verdict", "same, different or unsure")
        one, other = self.anchor(a), self.anchor(b)
        if one == other:
            raise LedgerError(f"{a} and {b} are one", "give two")
        self._regroup.update({one: None, other: None})
        return self._record("pair", one, verdict, by, reason, other=other)

    def split(
        self, claim: str, moved: Sequence[str], by: str, reason: str = ""
    ) -> list[Correction]:
        """Part events from a claim; they make a claim of their own together."""
        told = self._events_of(claim)
        unknown = [name for name in moved if name not in told]
        left = [name for name in told if name not in moved]
        if unknown or not moved or not left:
            raise LedgerError(
                f"{unknown[0]} is not in {claim}" if unknown else "nothing to part",
                "give some, not all, of the claim's events",
            )
        made = [self.judge(name, left[0], "different", by, reason) for name in moved]
        made += [self.judge(name, moved[0], "same", by, reason) for name in moved[1:]]
        return made

    def undo(self, ident: str, by: str, reason: str = "") -> Correction:
        """Take a judgement back; it stays on record."""
        connection = self._transaction.connection
        row = connection.execute(select(corrections).where(corrections.c.id == ident)).first()
        if row is None or row.undone_by is not None:
            raise LedgerError(
                f"{ident} {'was undone already' if row else 'is no correction'}",
                "see `demarche corrections`",
            )
        if row.kind == "pair":
            self._regroup.update({row.target: None, row.other: None})
        else:
            self._touch(row.kind, row.target, missing=True)
        connection.execute(
            update(corrections)
            .where(corrections.c.id == ident)
            .values(
                undone_by=f"{by} {self._transaction.now}{': ' + reason if reason else ''}",
                seq=self._transaction.next("seq"),
            )
        )
        fresh = connection.execute(select(corrections).where(corrections.c.id == ident)).one()
        return overlay.correction(fresh)

    def finish(self) -> None:
        """Bring what is in force up to date."""
        writer = Writer(self._transaction, self._code)
        writer.reload(sorted(self._reload))
        writer.claims.rebuild(self._regroup)
        writer.actors.show(list(self._actors))
        writer.finish()

    def anchor(self, ident: str) -> str:
        """An event's own id, or the first event of a claim."""
        connection = self._transaction.connection
        if connection.execute(select(events.c.n).where(events.c.id == ident)).first():
            return ident
        return self._events_of(ident)[0]

    def _events_of(self, claim: str) -> list[str]:
        connection = self._transaction.connection
        name = resolve_claim(connection, claim)
        body = connection.execute(select(claims.c.body).where(claims.c.id == name)).scalar()
        if body is None:
            raise LedgerError(f"no claim or event {claim}", "see `demarche claims`")
        return list(msgspec.json.decode(body)["events"])

    def _touch(self, kind: str, ident: str, missing: bool = False) -> None:
        """Note what has to be worked out anew. Raises LedgerError for an id that is not there."""
        connection = self._transaction.connection
        if kind == "event":
            paper = connection.execute(
                select(documents.c.id)
                .join(events, events.c.document == documents.c.n)
                .where(events.c.id == ident)
            ).scalar()
            found = paper is not None
            if paper is not None:
                self._reload[paper] = None
        elif kind == "actor":
            n = connection.execute(select(actors.c.n).where(actors.c.id == ident)).scalar()
            found = n is not None
            if n is not None:
                self._actors[n] = None
                self._reload.update(dict.fromkeys(self._papers_of(ident)))
        else:
            body = connection.execute(
                select(claims.c.body)
                .join(positions, positions.c.claim == claims.c.n)
                .where(positions.c.id == ident)
            ).scalar()
            if body is None:
                body = self._claim_of_rejected(ident)
            found = body is not None
            if body is not None:
                self._regroup[msgspec.json.decode(body)["events"][0]] = None
        if not found and not missing:
            raise LedgerError(f"no {kind} {ident} in this ledger", "look its id up first")

    def _claim_of_rejected(self, position: str) -> str | None:
        """The claim of a position that is rejected: the correction remembers an event of it."""
        connection = self._transaction.connection
        other = connection.execute(
            select(corrections.c.other).where(corrections.c.target == position)
        ).scalar()
        if other is None:
            return None
        return connection.execute(
            select(claims.c.body)
            .join(events, events.c.claim == claims.c.n)
            .where(events.c.id == other)
        ).scalar()

    def _papers_of(self, actor: str) -> list[str]:
        wanted = (
            select(documents.c.id)
            .join(postings, postings.c.n == documents.c.n)
            .join(facets, facets.c.n == postings.c.facet)
            .where(facets.c.kind == "document.party", facets.c.value == actor)
        )
        return list(self._transaction.connection.execute(wanted).scalars())

    def _record(
        self,
        kind: str,
        target: str,
        action: str,
        by: str,
        reason: str,
        other: str | None = None,
        edit: Mapping[str, Any] | None = None,
    ) -> Correction:
        if not by.strip():
            raise LedgerError("a correction needs a name", "say who with --by")
        now, number = self._transaction.now, self._transaction.next("corrections")
        if kind == "position" and self._regroup:
            other = next(reversed(self._regroup))
        values = {
            "id": content_id("cor", kind, target, other, action, by, now, number),
            "at": now,
            "by": by.strip(),
            "reason": reason,
            "kind": kind,
            "target": target,
            "other": other,
            "action": action,
            "edit": msgspec.json.encode(edit or {}).decode(),
        }
        self._transaction.connection.execute(
            insert(corrections).values(n=number, seq=self._transaction.next("seq"), **values)
        )
        return msgspec.convert({**values, "edit": dict(edit or {})}, Correction)

    def _checked(self, kind: str, edit: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an edit, checked and made complete. Raises LedgerError, naming the field."""
        wrong = sorted(edit.keys() - set(FIELDS[kind]))
        if wrong:
            raise LedgerError(f"{wrong[0]!r} of a {kind} cannot be edited", ", ".join(FIELDS[kind]))
        checked: dict[str, Any] = {}
        for name, value in edit.items():
            try:
                checked[name] = self._value(kind, name, value)
            except (ValueError, TypeError, AttributeError) as error:
                raise LedgerError(f"{name}={value!r}: {error}", "see docs/ledger.md") from None
        return checked

    def _value(self, kind: str, name: str, value: Any) -> Any:
        if name == "quantity":
            return value and msgspec.to_builtins(msgspec.convert(value, Quantity))
        if name in ("actors", "recipients"):
            return [self._party(item) for item in value]
        if name == "place" and isinstance(value, str):
            upper = len(value) == 3 and value.isupper()
            value = {"name": value, "country": value if upper else None}
        if name == "place":
            return value and msgspec.to_builtins(msgspec.convert(value, Place))
        if name == "time":
            return value and _iso(value)
        allowed: Iterable[str] | None = {
            ("event", "type"): plover.TYPES,
            ("event", "factuality"): SCORES,
            ("actor", "kind"): get_args(ActorKind),
            ("position", "stance"): get_args(Stance),
        }.get((kind, name))
        if name == "contexts":
            _among(value, plover.CONTEXTS)
        elif name == "mode":
            _among([value] if value else [], {m for modes in plover.MODES.values() for m in modes})
        elif allowed is not None:
            _among([value], allowed)
        elif not isinstance(value, str) or not value.strip():
            raise ValueError("give some words")
        return value

    def _party(self, item: Any) -> dict[str, str]:
        """An actor by its code (KOR.GOV, KOR) or its id."""
        if isinstance(item, dict):
            return {"actor": str(item["actor"]), "code": str(item["code"])}
        connection = self._transaction.connection
        code = connection.execute(select(actors.c.code).where(actors.c.id == item)).scalar()
        if code is not None:
            return {"actor": item, "code": code if "." in code else f"{code}.GOV"}
        if not str(item).isupper():
            raise ValueError(f"no actor {item!r} in this ledger")
        code = item if "." in item else f"{item}.GOV"
        known = connection.execute(select(actors.c.id).where(actors.c.id == side(code).lower()))
        return {"actor": known.scalar() or code.lower(), "code": code}


def _among(values: Iterable[str], allowed: Iterable[str]) -> None:
    for value in values:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(sorted(allowed))}")


def _iso(value: str) -> str:
    date.fromisoformat(value + "0001-01-01"[len(value) :])
    if len(value) not in (4, 7, 10):
        raise ValueError("give a year, month or day")
    return value


def listed(
    connection: Any,
    target: str | None = None,
    by: str | None = None,
    active: bool | None = None,
    limit: int = 100,
    after: int = 0,
    newest: bool = False,
) -> tuple[list[Correction], int | None]:
    """Corrections, oldest (or newest) first, and the number after which the next page begins."""
    n = corrections.c.n
    wanted = select(corrections).order_by(n.desc() if newest else n)
    if after:
        wanted = wanted.where(n < after if newest else n > after)
    if target is not None:
        wanted = wanted.where(or_(corrections.c.target == target, corrections.c.other == target))
    if by is not None:
        wanted = wanted.where(corrections.c.by == by)
    if active is not None:
        missing = corrections.c.undone_by.is_(None)
        wanted = wanted.where(missing if active else ~missing)
    rows = connection.execute(wanted.limit(limit + 1)).all()
    more = rows[limit - 1].n if len(rows) > limit else None
    return [overlay.correction(row) for row in rows[:limit]], more
