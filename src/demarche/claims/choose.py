"""Choosing claims of a ledger: by actor, subject, status and date, or one by its id."""

from collections import defaultdict
from collections.abc import Iterable

from demarche.claims.telling import claim_id, tell
from demarche.errors import DemarcheError
from demarche.model import Actor, Claim, Event, Ledger


class ClaimError(DemarcheError):
    """No such claim, or several."""

    code = "D610"


def choose(
    ledger: Ledger,
    actor: str | None = None,
    about: str | None = None,
    status: str | None = None,
    since: str | None = None,
) -> list[Claim]:
    """The claims that fit all that is given, in the ledger's order.

    `actor`: a country or code (`RUS`, `RUS.GOV`) or a part of a name, as a side or as a source.
    `about`: words that all have to be in the claim or the sentences of its positions, or a PLOVER
    type. `since`: ISO 8601 date of the latest change, at the earliest.
    """
    people = {person.id: person for person in ledger.actors}
    words = (about or "").lower().split()
    return [
        claim
        for claim in ledger.claims
        if (status is None or claim.status == status)
        and (since is None or (claim.latest or claim.first or "") >= since)
        and (actor is None or _has_actor(claim, actor, people))
        and (not words or _speaks_of(claim, words))
    ]


def _has_actor(claim: Claim, actor: str, people: dict[str, Actor]) -> bool:
    wanted = actor.upper()
    codes = {*claim.about.actors, *claim.about.recipients, *(p.party.code for p in claim.positions)}
    if any(code == wanted or code.partition(".")[0] == wanted for code in codes):
        return True
    named = {p.party.actor for p in claim.positions}
    names = [people[name].name for name in named if name in people]
    return any(actor.lower() in name.lower() for name in (*names, claim.text))


def _speaks_of(claim: Claim, words: Iterable[str]) -> bool:
    told = " ".join((claim.text, *claim.about.types, *(p.sentence.text for p in claim.positions)))
    return all(word in told.lower() for word in words)


def claim_by_id(ledger: Ledger, name: str) -> Claim:
    """The claim with this id, the beginning of one, or one that it had before it was merged.

    Raises ClaimError where there is none, or where several begin so.
    """
    full = name if name.startswith("clm-") else f"clm-{name}"
    found = [claim for claim in ledger.claims if claim.id.startswith(full)]
    if len(found) > 1:
        raise ClaimError(f"{len(found)} claims begin with {full}", "give more of the id")
    if found:
        return found[0]
    event = _alias(ledger, full)
    for claim in ledger.claims:
        if event is not None and event in claim.events:
            return claim
    raise ClaimError(f"no claim {name} here", "`demarche claims` lists their ids")


def _alias(ledger: Ledger, name: str) -> str | None:
    """An event of the telling that a claim id stands for."""
    told: dict[str, list[Event]] = defaultdict(list)
    for event in ledger.events:
        told[event.document].append(event)
    for document in ledger.documents:
        for telling in tell(document, told[document.id]):
            if claim_id(telling.id) == name:
                return telling.events[0]
    return None
