"""All that one article says of one happening: the unit in which claims are kept.

`tellings` is a pure function of one coded article, so that an article can be told over again, and
in any process, with the same result.
"""

import re
from collections import Counter
from collections.abc import Sequence

from demarche.claims.compare import agreement
from demarche.claims.facts import Facts, facts_of, merged
from demarche.model import Coded, Document, Event, Record, content_id

BUCKET = 30
"""Days of a blocking key; a telling has two of them, so that neighbours share one."""

SIDES = 8
"""Actors and recipients that are made keys, of a telling that lists more: the first by code."""

_MUTUAL = ("CONSULT", "AGREE", "COOPERATE", "SUPPORT", "clash", "release")
"""Sorts in which what one side does the other does as well: who acts and who is met is one."""

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]{2,}")
_CONTEXT = 24


class Telling(Record, frozen=True, kw_only=True):
    """What one article tells of one happening.

    `order`: best specified first, then earliest, then by id. `keys`: tellings that share none are
    never compared. `events`: ids of the mentions, the best specified first.
    """

    id: str
    document: str
    events: tuple[str, ...]
    order: str
    keys: tuple[str, ...]
    facts: Facts


def tellings(coded: Coded) -> tuple[Telling, ...]:
    """The happenings that an article tells, each once, in the order of `Telling.order`."""
    return tell(coded.document, coded.events)


def tell(document: Document, events: Sequence[Event]) -> tuple[Telling, ...]:
    """As `tellings`, of an article's document and events."""
    context = names(document.text)
    mentions = [(facts_of(event, document, context), event) for event in events]
    mentions.sort(key=lambda m: (-m[0].weight, m[1].trigger.start, m[1].id))
    groups: list[list[tuple[Facts, Event]]] = []
    for mention in mentions:
        best, most = None, 0.0
        for group in groups:
            fit = _fit(mention[0], group)
            if fit > most:
                best, most = group, fit
        if best is None:
            groups.append([mention])
        else:
            best.append(mention)
    found = [_telling(document, group) for group in groups]
    return tuple(sorted(found, key=lambda telling: telling.order))


def _fit(facts: Facts, group: list[tuple[Facts, Event]]) -> float:
    """The best agreement with a mention of the group; 0 where one of them contradicts."""
    most = 0.0
    for member, _ in group:
        fit = agreement(facts, member, same_article=True)
        if fit <= 0:
            return 0.0
        most = max(most, fit)
    return most


def _telling(document: Document, group: list[tuple[Facts, Event]]) -> Telling:
    facts = merged([member for member, _ in group])
    events = tuple(event.id for _, event in group)
    name = content_id("tel", document.id, *sorted(events))
    # A telling with four things known is specified well enough; among these the earliest leads.
    rank = 9 - min(facts.weight, 4)
    return Telling(
        id=name,
        document=document.id,
        events=events,
        order=f"{rank}{99999 if facts.published is None else facts.published:05d}{name}",
        keys=keys_of(facts),
        facts=facts,
    )


def keys_of(facts: Facts) -> tuple[str, ...]:
    """Blocking keys: sort of happening, one side, a stretch of days (two of them overlap).

    None without a side: it can only be what its own article tells. Without a date it can only be
    what others without one tell.
    """
    if facts.day is None:
        times = ["-"]
    else:
        bucket = facts.day // BUCKET
        times = [str(bucket), str(bucket + 1)]
    sides = [("a", code) for code in facts.actors] + [("r", code) for code in facts.recipients]
    if facts.kind in _MUTUAL:
        sides = [("a", code) for _, code in sides]
    chosen = sorted(set(sides))[:SIDES]
    return tuple(f"{facts.kind}|{role}:{code}|{time}" for role, code in chosen for time in times)


def names(text: str) -> tuple[str, ...]:
    """The names that a text is about: capitalised words inside sentences, the most frequent."""
    counts = Counter(_NAME.findall(text))
    chosen = sorted(counts, key=lambda name: (-counts[name], name))[:_CONTEXT]
    return tuple(sorted(chosen))


def claim_id(telling: str) -> str:
    """The claim id that a telling's id stands for: of the claim that it is the earliest telling of.

    Every telling has one, so that an id once given leads to the claim that holds the telling now.
    """
    return content_id("clm", telling)


def earliest(members: Sequence[Telling]) -> Telling:
    """The telling that names the claim: of the earliest article, undated ones last, then by id."""
    return min(members, key=lambda t: (t.facts.published is None, t.facts.published or 0, t.id))
