"""Corrections laid over what was coded: what analysts judged goes before, and can be undone."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, select

from demarche.ledger.postings import chunks
from demarche.ledger.schema import corrections
from demarche.model import (
    Actor,
    Coded,
    Commitment,
    Event,
    Party,
    Place,
    Position,
    Quantity,
    Record,
    Statement,
    Time,
)
from demarche.plover import INTENSITY, MODES, QUAD

State = Literal["", "accepted", "edited", "rejected"]

SCORES = {"CT+": 3.0, "PR+": 2.0, "PS+": 1.0, "Uu": 0.0, "PS-": -1.0, "PR-": -2.0, "CT-": -3.0}
"""The number that stands for a FactBank value that an analyst gave."""


class Correction(Record, frozen=True, kw_only=True):
    """One judgement of an analyst: who, when, why, of what.

    `kind`: `event`, `actor`, `position`, or `pair` (of events: whether they tell the same).
    `action`: `accept`, `reject`, `edit`; of a pair `same`, `different`, `unsure`. `edit`: the
    fields and their new values. `undone_by`: the analyst who took it back.
    """

    id: str
    at: str
    by: str
    reason: str
    kind: str
    target: str
    action: str
    other: str | None = None
    edit: dict[str, Any] = msgspec.field(default_factory=dict)
    undone_by: str | None = None


@dataclass(slots=True)
class Overlay:
    """The corrections in force, by what they are about, oldest first."""

    of: dict[str, list[Correction]] = field(default_factory=lambda: defaultdict(list))
    actors: dict[str, list[Correction]] = field(default_factory=dict)
    """Those of actors: they change events and statements of every article."""

    def event(self, event: Event) -> tuple[Event, State]:
        """An event as it is in force, and its state; a rejected one is given back as it was."""
        own = self.of.get(event.id, ())
        if _verdict(own) == "rejected":
            return event, "rejected"
        event = self._parties(event)
        for correction in own:
            if correction.action == "edit":
                event = edited_event(event, correction.edit)
        return event, _verdict(own)

    def statement(self, statement: Statement) -> Statement:
        """A statement with its actors as they are in force."""
        if not self.actors:
            return statement
        return msgspec.structs.replace(
            statement,
            sources=self._each(statement.sources),
            addressees=self._each(statement.addressees),
        )

    def actor(self, actor: Actor) -> tuple[Actor, State]:
        """An actor as it is in force, and its state."""
        own = self.actors.get(actor.id, ())
        for correction in own:
            if correction.action == "edit":
                actor = msgspec.structs.replace(actor, **correction.edit)
        return actor, _verdict(own)

    def position(self, position: Position, ident: str) -> Position | None:
        """A position as it is in force; None for a rejected one."""
        own = self.of.get(ident, ())
        if _verdict(own) == "rejected":
            return None
        for correction in own:
            changes = dict(correction.edit)
            if changes.get("quantity"):
                changes["quantity"] = msgspec.convert(changes["quantity"], Quantity)
            position = msgspec.structs.replace(position, **changes)
        return position

    def coded(self, coded: Coded) -> Coded:
        """An article as it is in force: without what was rejected."""
        told = [self.event(event) for event in coded.events]
        return msgspec.structs.replace(
            coded,
            actors=tuple(self.actor(actor)[0] for actor in coded.actors),
            statements=tuple(self.statement(statement) for statement in coded.statements),
            events=tuple(event for event, state in told if state != "rejected"),
        )

    def _parties(self, event: Event) -> Event:
        if not self.actors:
            return event
        return msgspec.structs.replace(
            event,
            actors=self._each(event.actors),
            recipients=self._each(event.recipients),
            factuality=tuple(
                msgspec.structs.replace(c, source=self._party(c.source) or c.source)
                for c in event.factuality
            ),
        )

    def _each(self, parties: tuple[Party, ...]) -> tuple[Party, ...]:
        return tuple(found for party in parties if (found := self._party(party)))

    def _party(self, party: Party) -> Party | None:
        """A party with the code that its actor was given; None where that is no actor."""
        own = self.actors.get(party.actor)
        if not own:
            return party
        if _verdict(own) == "rejected":
            return None
        codes = [c.edit["code"] for c in own if "code" in c.edit]
        return msgspec.structs.replace(party, code=codes[-1]) if codes else party


def load(connection: Connection, targets: Iterable[str] = ()) -> Overlay:
    """The corrections in force of these events and positions, and those of all actors."""
    overlay = Overlay()
    active = corrections.c.undone_by.is_(None)
    rows = connection.execute(
        select(corrections).where(corrections.c.kind == "actor", active).order_by(corrections.c.n)
    )
    for row in rows:
        overlay.actors.setdefault(row.target, []).append(correction(row))
    for part in chunks(sorted(set(targets))):
        found = select(corrections).where(
            corrections.c.target.in_(part), corrections.c.kind != "actor", active
        )
        for row in connection.execute(found.order_by(corrections.c.n)):
            overlay.of[row.target].append(correction(row))
    return overlay


def correction(row: Any) -> Correction:
    """A row of the table as a record."""
    return Correction(
        id=row.id,
        at=row.at,
        by=row.by,
        reason=row.reason,
        kind=row.kind,
        target=row.target,
        other=row.other,
        action=row.action,
        edit=msgspec.json.decode(row.edit),
        undone_by=row.undone_by,
    )


def _verdict(own: Iterable[Correction]) -> State:
    """What the corrections of one thing come to: the last acceptance or rejection, or an edit."""
    state: State = ""
    for correction in own:
        if correction.action == "edit":
            state = "edited"
        elif correction.action == "reject":
            state = "rejected"
        elif correction.action == "accept" and state != "edited":
            state = "accepted"
    return state


def edited_event(event: Event, edit: Mapping[str, Any]) -> Event:
    """An event with some fields as an analyst gave them."""
    changes = dict(edit)
    if "type" in changes:
        changes["quad"] = QUAD[changes["type"]]
        changes["intensity"] = INTENSITY[changes["type"]]
        if event.mode not in MODES.get(changes["type"], ()):
            changes.setdefault("mode", None)
    for role in ("actors", "recipients"):
        if role in changes:
            known = {party.actor: party for party in (*event.actors, *event.recipients)}
            changes[role] = tuple(
                Party(actor=p["actor"], code=p["code"], span=_words(known.get(p["actor"])))
                for p in changes[role]
            )
    if "contexts" in changes:
        changes["contexts"] = tuple(changes["contexts"])
    if "factuality" in changes:
        changes["factuality"] = _committed(event.factuality, changes["factuality"])
    if changes.get("time"):
        changes["time"] = _time(changes["time"])
    if changes.get("place"):
        changes["place"] = msgspec.convert(changes["place"], Place)
    if changes.get("quantity"):
        changes["quantity"] = msgspec.convert(changes["quantity"], Quantity)
    return msgspec.structs.replace(event, **changes)


def _words(party: Party | None) -> Any:
    return party.span if party else None


def _committed(factuality: tuple[Commitment, ...], value: Any) -> tuple[Commitment, ...]:
    """The nearest source's commitment replaced: of all who say it together."""
    if not factuality:
        return factuality
    nearest = factuality[-1].statement
    return tuple(
        msgspec.structs.replace(c, value=value, score=SCORES[value], why=("corrected",))
        if c.statement == nearest
        else c
        for c in factuality
    )


def _time(value: str) -> Time:
    """A year, month or day as a time."""
    year, _, rest = value.partition("-")
    if len(value) == 10:
        return Time(value=value, earliest=value, latest=value, precision="day")
    if len(value) == 7:
        last = f"{value}-{monthrange(int(year), int(rest))[1]:02d}"
        return Time(value=value, earliest=f"{value}-01", latest=last, precision="month")
    return Time(value=value, earliest=f"{year}-01-01", latest=f"{year}-12-31", precision="year")
