"""Links between claims: demands and their answers, threats and promises and what became of them.

Two kinds of evidence: within an article, a demand's words hold what is demanded ("called on Russia
to withdraw"); across articles, the sides are swapped and the answer comes later.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from demarche.claims.facts import day
from demarche.claims.parties import side_of
from demarche.model import AUTHOR, Claim, Event, Link, LinkKind, Position, Statement

REACH = 45
"""Days within which a demand is answered."""

_OPENS: dict[str, tuple[str, tuple[str, ...]]] = {
    "REQUEST": ("demands", ("demand", "ask", "propose")),
    "THREATEN": ("threatens", ("threaten", "warn")),
    "AGREE": ("promises", ("promise", "agree", "plan", "propose")),
    "REJECT": ("refuses", ("refuse",)),
    "ACCUSE": ("reports", ("accuse",)),
}
"""Types whose statement holds what they are about: kind of link, acts of the statement."""

_ANSWERS: dict[str, LinkKind] = {
    "REJECT": "refuses", "AGREE": "grants", "CONCEDE": "grants", "SUPPORT": "grants",
}  # fmt: skip


Held = tuple[Event, LinkKind, Event]
"""A demand and what is demanded, a threat and the deed: two events of one article."""


def link_claims(claims: Sequence[Claim], pairs: Iterable[Held]) -> dict[str, tuple[Link, ...]]:
    """The links of each claim that has any, by claim id; a function of the set of claims.

    `pairs`: what the articles' statements hold, by `held`, an article's at a time if need be.
    """
    home = {event: claim.id for claim in claims for event in claim.events}
    by_id = {claim.id: claim for claim in claims}
    found: dict[str, dict[tuple[str, str], Link]] = defaultdict(dict)

    def link(one: str, kind: LinkKind, other: str, why: str, document: str | None) -> None:
        if one != other:
            row = Link(kind=kind, claim=other, why=why, document=document)
            old = found[one].get((kind, other))
            if old is None or (row.document or "", row.why) < (old.document or "", old.why):
                found[one][kind, other] = row

    for one, kind, other in pairs:
        if one.id not in home or other.id not in home:
            continue
        why = f"“{one.trigger.text}” holds “{other.trigger.text}”"
        link(home[one.id], kind, home[other.id], why, one.document)
        then = _outcome(kind, by_id[home[other.id]])
        if then is not None:
            outcome, reason, document = then
            link(home[other.id], outcome, home[one.id], reason, document)
    for demand, answer, answered_by in _answered(claims):
        why = f"{', '.join(answer.about.actors)} answers {', '.join(demand.about.actors)}"
        link(answer.id, answered_by, demand.id, why, None)
    return {
        name: tuple(sorted(rows.values(), key=lambda r: (r.kind, r.claim)))
        for name, rows in sorted(found.items())
    }


def held(events: Mapping[str, Event], statements: Mapping[str, Statement]) -> Iterable[Held]:
    """Pairs of events of one article: the demand and what is demanded, the threat and the deed."""
    openers: dict[tuple[str, int], Event] = {
        (e.document, e.trigger.start): e for e in events.values() if e.type in _OPENS
    }
    for event in events.values():
        for name in event.statements:
            said = statements.get(name)
            if said is None:
                continue
            for place in range(said.cue.start, said.cue.end):
                opener = openers.get((event.document, place))
                if opener is None or opener.id == event.id:
                    continue
                kind, acts = _OPENS[opener.type]
                if said.act in acts:
                    yield opener, kind, event  # type: ignore[misc]


def _outcome(kind: str, claim: Claim) -> tuple[LinkKind, str, str] | None:
    """What became of a threat or promise: done, or said not to be, after it was made."""
    if kind not in ("threatens", "promises"):
        return None
    made = min(
        (p.date for p in claim.positions if p.event and p.stance == "expects" and p.date),
        default=None,
    )
    later = [p for p in claim.positions if made and p.date and p.date > made]
    done = next((p for p in later if p.stance == "asserts"), None)
    if done is not None:
        return ("carries_out" if kind == "threatens" else "keeps"), _telling(done), done.document
    # Who says that it was not done may be anybody; a threat that is not carried out breaks nothing.
    undone = next((p for p in later if p.stance == "denies"), None)
    if undone is not None and kind == "promises":
        return "breaks", _telling(undone), undone.document
    return None


def _telling(position: Position) -> str:
    return f"{_teller(position)} {position.stance} it on {position.date}"


def _teller(position: Position) -> str:
    return "the article" if position.party.code == AUTHOR else position.party.code


def _answered(claims: Sequence[Claim]) -> Iterable[tuple[Claim, Claim, LinkKind]]:
    """Demands with the answers of those that they were made to: the nearest demand before."""
    demands: dict[str, list[tuple[int, Claim]]] = defaultdict(list)
    for claim in claims:
        asked = day(claim.first)
        if claim.about.types[0] == "REQUEST" and asked is not None:
            for country in _countries(claim.about.recipients):
                demands[country].append((asked, claim))
    for rows in demands.values():
        rows.sort(key=itemgetter(0))
    for claim in claims:
        kind = _ANSWERS.get(claim.about.types[0])
        when = day(claim.first)
        if kind is None or when is None:
            continue
        near: dict[str, tuple[int, Claim]] = {}
        for country in _countries(claim.about.actors):
            rows = demands[country]
            since = bisect_left(rows, when - REACH, key=itemgetter(0))
            for asked, demand in rows[since : bisect_right(rows, when, key=itemgetter(0))]:
                if _countries(demand.about.actors) & _countries(claim.about.recipients):
                    near[demand.id] = (when - asked, demand)
        if near:
            _, demand = min(near.values(), key=lambda row: (row[0], row[1].id))
            yield demand, claim, kind


def _countries(codes: Iterable[str]) -> set[str]:
    return {side_of(code) for code in codes}
