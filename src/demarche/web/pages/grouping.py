"""Claims put together and parted by hand: what tells of one thing, and what does not."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from demarche.ledger import Query
from demarche.ledger.overlay import Correction
from demarche.model import Claim
from demarche.web.access import form_of, person_of
from demarche.web.charts.scales import parse_day
from demarche.web.pages.claims import claim_words, list_words
from demarche.web.pages.people import back
from demarche.web.settings import ServeError
from demarche.web.site import Names, Site, page, site_of

NEAR = timedelta(days=14)
"""How far from a claim's own days one is looked for that may tell the same."""
MOST = 12
VERDICTS = {
    "same": "They tell of one thing: make one claim of them",
    "different": "They tell of different things: keep them apart",
    "unsure": "Not sure: only note that somebody asked",
}
_CLAIM = re.compile(r"(?:^|/)(clm-[\w-]+)")


def similar(site: Site, claim: Claim) -> list[Any]:
    """Rows of claims that may tell the same: of the same kind, between the same, near in time."""
    asked: dict[str, Any] = {"type": claim.about.types}
    if claim.first and claim.latest:
        asked["since"] = str(parse_day(claim.first) - NEAR)
        asked["until"] = str(parse_day(claim.latest, last=True) + NEAR)
    actors, recipients = (
        tuple(code.partition(".")[0] if code[:4] not in ("IGO.", "NGO.", "MNC.") else code
              for code in codes if not code.startswith("UNK"))
        for codes in (claim.about.actors, claim.about.recipients)
    )  # fmt: skip
    found: dict[str, Any] = {}
    wider: tuple[dict[str, Any], ...] = (
        {"actor": actors, "recipient": recipients}, {"party": actors or recipients},
    )  # fmt: skip
    for more in wider:
        named = {name: values for name, values in more.items() if values}
        if named:
            rows = site.store.claims(Query(**asked, **named), limit=MOST + 1).items
            found.update((row.record.id, row) for row in rows if row.record.id not in found)
    return [row for name, row in found.items() if name != claim.id][:MOST]


def group(request: Request) -> Response:
    """What may be the same claim, and the events of this one, with the forms to put it right."""
    site = site_of(request)
    person_of(request, "analyst")
    claim = claim_of(site, request.path_params["claim"])
    rows = similar(site, claim)
    told = site.store.many("events", claim.events)
    parties = [p for row in told.values() for p in (*row.record.actors, *row.record.recipients)]
    names = Names(
        site.store, parties + [p.party for row in rows for p in row.record.positions]
    )  # fmt: skip
    return page(
        request, "group.html", claim=claim, title=claim_words(claim), rows=rows,
        events=[told[name] for name in claim.events if name in told], verdicts=VERDICTS,
        **list_words(names),
    )  # fmt: skip


def claim_of(site: Site, ident: str) -> Claim:
    """A claim by its id, an old one too. Raises HTTPException 404."""
    row = site.store.claim(ident, links=False)
    if row is None:
        raise HTTPException(404, "no claim has this id; it may have been withdrawn")
    claim: Claim = row.record
    return claim


def named_claim(words: str) -> str:
    """The id of a claim out of what somebody pasted: the id itself, or the claim's address."""
    found = _CLAIM.search(words.strip())
    if found is None:
        raise ServeError(f"{words!r} is no claim", "give its id (clm-...) or its address")
    return found[1]


def judge(site: Site, who: str, claim: str, other: str, verdict: str, reason: str) -> Correction:
    """Judge a pair of claims, and note it in the audit log. Raises ServeError, LedgerError."""
    if verdict not in VERDICTS:
        raise ServeError(f"{verdict!r} is no verdict", f"one of {', '.join(VERDICTS)}")
    made = site.store.judge(claim, other, verdict, by=who, reason=reason)
    site.people.record(
        who, f"{verdict} pair", f"{claim} {other}", f"correction {made.id}: {reason}"
    )
    return made


def part(
    site: Site, who: str, claim: str, events: Sequence[str], reason: str
) -> list[Correction]:  # fmt: skip
    """Part events from a claim, and note it in the audit log. Raises LedgerError."""
    made = site.store.split(claim, list(events), by=who, reason=reason)
    ids = ", ".join(correction.id for correction in made)
    site.people.record(who, "split claim", claim, f"corrections {ids}: {reason}")
    return made


async def merge(request: Request) -> Response:
    """Say that this claim and another tell of one thing, or of two."""
    site, person = site_of(request), person_of(request, "analyst")
    fields = await form_of(request, site.people)
    claim = request.path_params["claim"]
    words = fields.get("named", "").strip() or fields.get("other", "")
    verdict, reason = fields.get("verdict", "same"), fields.get("reason", "").strip()
    await run_in_threadpool(judge, site, person.name, claim, named_claim(words), verdict, reason)
    done = {"same": "They are one claim now.", "different": "They are kept apart."}
    return back(
        f"/claims/{claim}",
        f"{done.get(verdict, 'Noted.')} It can be undone under Corrections.",
    )


async def split(request: Request) -> Response:
    """Part the ticked events from this claim; together they are another."""
    site, person = site_of(request), person_of(request, "analyst")
    fields = await form_of(request, site.people)
    claim = request.path_params["claim"]
    events = [str(name) for name in (await request.form()).getlist("event")]
    reason = fields.get("reason", "").strip()
    await run_in_threadpool(part, site, person.name, claim, events, reason)
    moved = await run_in_threadpool(site.store.event, events[0])
    return back(
        f"/claims/{moved.claim if moved and moved.claim else claim}",
        "This is the claim that was parted off. It can be undone under Corrections.",
    )


def event_page(request: Request) -> Response:
    """Where an event stands: its words in its article."""
    row = site_of(request).store.event(request.path_params["event"])
    if row is None:
        raise HTTPException(404, "no event has this id; it may have been taken out")
    return back(f"/articles/{row.record.document}#e-{row.record.id}")
