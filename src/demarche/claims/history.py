"""Where each actor stands on a claim, and how that changed: positions in order of time.

An organisation's, a ministry's and a spokesperson's positions roll up to their state
(`level="state"`) and can be unrolled (`level="actor"`). What an article says in its own voice is
its publisher's position.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from demarche.claims.parties import side_of
from demarche.model import AUTHOR, Document, Party, Position, Stance

Level = Literal["state", "actor"]

FOR: tuple[Stance, ...] = ("asserts", "accuses", "expects", "suggests")
"""Stances of those who say that it is so, or will be."""

_SIGN: dict[str, int] = {**dict.fromkeys(FOR, 1), "denies": -1, "retracts": -1}


@dataclass(frozen=True, slots=True)
class Stand:
    """One actor's positions on a claim, in order of time.

    `now`: what it holds: the stances of the latest day on which it said yes or no (silence, or a
    remark on what would follow, takes nothing back); else of the latest day. `changes`: pairs of
    positions by which it changed its mind: the last of the old mind, and the first of the new.
    """

    who: str
    positions: tuple[Position, ...]
    now: tuple[Stance, ...]
    changes: tuple[tuple[Position, Position], ...]


def who(position: Position, papers: Mapping[str, Document], level: Level = "actor") -> str:
    """Whose position it is: an actor's code, at `level="state"` its state's, or a publisher."""
    party = position.party
    if party.code == AUTHOR:
        document = papers.get(position.document)
        return f"publisher {publisher(document)}" if document else AUTHOR
    return side(party) if level == "state" else _name(party)


def publisher(document: Document) -> str:
    """The publisher's name; the document's id where none is known: it counts as one of its own."""
    return " ".join((document.publisher or document.id).split())


def side(party: Party) -> str:
    """The state that a party speaks for, or the organisation that it is or belongs to."""
    found = side_of(party.code)
    return _name(party) if found == party.code else found


def _name(party: Party) -> str:
    # Unnamed sources are told apart by the words that stand for them.
    if party.code == "UNK.UNK" and party.span is not None:
        return f"“{party.span.text}”"
    return party.code


def stands(
    positions: Iterable[Position], papers: Mapping[str, Document], level: Level = "actor"
) -> list[Stand]:
    """Everyone's stand, those who spoke first first. `positions` are in order of time."""
    by_actor: dict[str, list[Position]] = {}
    for position in positions:
        by_actor.setdefault(who(position, papers, level), []).append(position)
    return [_stand(name, taken) for name, taken in by_actor.items()]


def _stand(name: str, taken: list[Position]) -> Stand:
    said = [p for p in taken if p.stance in _SIGN] or taken
    day = max(p.date or "" for p in said)
    now = tuple(dict.fromkeys(p.stance for p in said if (p.date or "") == day))
    changes = []
    last: Position | None = None
    for position in taken:
        sign = _SIGN.get(position.stance)
        if sign is None:
            continue
        # Who says both things on one day has not changed its mind: two of its voices differ.
        if last is not None and _SIGN[last.stance] != sign and last.date != position.date:
            changes.append((last, position))
        last = position
    return Stand(name, tuple(taken), now, tuple(changes))
