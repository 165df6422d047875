"""Analysts' judgements that two events tell the same, or not, laid over the groups of claims.

A pair judged different parts the first event from the group of the second; a pair judged the same
joins the groups of both. Of two judgements on one pair the later counts; "unsure" is only recorded.
"""

from collections.abc import Mapping, Sequence

import msgspec

from demarche.claims.telling import Telling
from demarche.ledger.overlay import Correction

Group = list[Telling]


def regroup(groups: Mapping[str, Group], judged: Sequence[Correction]) -> list[Group]:
    """Groups of tellings, by leader, as the judgements make them; in a stable order."""
    latest = {frozenset((c.target, c.other)): c for c in judged if c.action != "unsure"}
    home = {event: name for name, group in groups.items() for t in group for event in t.events}
    known = [c for c in latest.values() if c.target in home and c.other in home]
    moved = sorted(
        {
            c.target
            for c in known
            if c.action == "different" and home[c.target] == home[c.other or ""]
        }
    )
    parts = _parted(groups, home, moved)
    union = {name: name for name in parts}
    place = home | {event: _alone(event) for event in moved}
    apart = [(c.target, c.other or "") for c in known if c.action == "different"]
    for c in known:
        if c.action == "same":
            _join(union, place[c.target], place[c.other or ""], place, apart)
    joined: dict[str, Group] = {}
    for name in sorted(parts):
        joined.setdefault(_root(union, name), []).extend(parts[name])
    return [group for group in joined.values() if group]


def _parted(
    groups: Mapping[str, Group], home: Mapping[str, str], moved: Sequence[str]
) -> dict[str, Group]:
    """The groups without the events that were moved out, and each of these by itself."""
    parts: dict[str, Group] = {}
    for name, group in groups.items():
        parts[name] = [
            msgspec.structs.replace(telling, events=left)
            for telling in group
            if (left := tuple(event for event in telling.events if event not in moved))
        ]
    for event in moved:
        telling = next(t for t in groups[home[event]] if event in t.events)
        parts[_alone(event)] = [msgspec.structs.replace(telling, events=(event,))]
    return parts


def _alone(event: str) -> str:
    return f"~{event}"


def _root(union: dict[str, str], name: str) -> str:
    while union[name] != name:
        name = union[name]
    return name


def _join(
    union: dict[str, str],
    a: str,
    b: str,
    place: Mapping[str, str],
    apart: Sequence[tuple[str, str]],
) -> None:
    """Join two groups, unless that would bring together what was judged different."""
    one, other = sorted((_root(union, a), _root(union, b)))
    for x, y in apart:
        if sorted((_root(union, place[x]), _root(union, place[y]))) == [one, other]:
            return
    union[other] = one
