"""Articles: the list, the reader, and corrections in place."""

from collections.abc import Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from demarche.ledger.overlay import Correction
from demarche.ledger.query import Cut
from demarche.model import FactValue
from demarche.plover import MODES, TYPES
from demarche.web.access import form_of, person_of
from demarche.web.filters import Filters
from demarche.web.pages.claims import claim_words, list_words
from demarche.web.pages.people import back
from demarche.web.reading import nested, own_voice, paragraphs
from demarche.web.site import Names, Site, cut, page, site_of

PAGE = 50
VALUES: tuple[FactValue, ...] = ("CT+", "PR+", "PS+", "Uu", "PS-", "PR-", "CT-")


def articles(request: Request) -> Response:
    """The articles that fit the filters, newest first."""
    site, filters = site_of(request), Filters.of(request.query_params)
    query = filters.query("documents")
    after = request.query_params.get("after")
    found = site.store.documents(query, limit=PAGE, after=after, cut=Cut())
    total, cut = site.within(
        ("articles", filters), lambda cut: site.store.total("documents", query, cut)
    )
    return page(request, "articles.html", filters=filters, rows=found.items, next=found.next,
                total=total, cut=cut, **list_words())  # fmt: skip


def article(request: Request) -> Response:
    """One article: text with marks, events with each source's factuality, sources nested."""
    site = site_of(request)
    coded = site.store.coded(request.path_params["document"])
    if coded is None:
        raise HTTPException(404, "no article has this id; it may have been taken out")
    parties = [p for s in coded.statements for p in (*s.sources, *s.addressees)]
    parties += [p for e in coded.events for p in (*e.actors, *e.recipients)]
    parties += [c.source for e in coded.events for c in e.factuality]
    names = Names(site.store, parties)
    rows = site.store.many("events", [e.id for e in coded.events])
    claim_ids = sorted({row.claim for row in rows.values() if row.claim})
    claims = site.store.many("claims", claim_ids)
    statements = {s.id: s for s in coded.statements}
    return page(
        request, "article.html", document=coded.document, paragraphs=paragraphs(coded),
        events=coded.events, names=names, nested=nested(coded), own=own_voice(coded), rows=rows,
        claims={key: claim_words(row.record) for key, row in claims.items()},
        statements=statements, types=TYPES, modes=MODES, values=VALUES,
    )  # fmt: skip


_EDITS = ("type", "mode", "time", "place", "quantity", "factuality", "stance", "name", "code")


async def correct(request: Request) -> Response:
    """Accept, reject or edit an event, statement, position or actor; the audit log notes it."""
    site, person = site_of(request), person_of(request, "analyst")
    fields = await form_of(request, site.people)
    action, kind, target = (fields.get(name, "") for name in ("action", "kind", "target"))
    edit: dict[str, Any] | None = None
    if action == "edit":
        edit = {name: fields[name].strip() for name in _EDITS if fields.get(name, "").strip()}
        for name in ("actors", "recipients"):
            if name in fields:
                edit[name] = [p.strip() for p in fields[name].split(",") if p.strip()]
    from starlette.concurrency import run_in_threadpool

    made = await run_in_threadpool(
        site.store.correct, kind, target, action, by=person.name, reason=fields.get("reason", ""),
        **({"edit": edit} if edit else {}),
    )  # fmt: skip
    site.people.record(
        person.name, f"{action} {kind}", target, f"correction {made.id}: {fields.get('reason', '')}"
    )
    return back(fields.get("next", "/corrections"), "Saved. It can be undone under Corrections.")


def corrections(request: Request) -> Response:
    """All corrections, newest first, each with what it is about."""
    site = site_of(request)
    found = site.store.corrections(limit=PAGE, after=request.query_params.get("after"), newest=True)
    return page(request, "corrections.html", rows=found.items, next=found.next,
                things=_things(site, found.items))  # fmt: skip


def _things(site: Site, made: Sequence[Correction]) -> dict[str, tuple[str, str]]:
    """Address and words of what corrections are about, by id: of pairs, the claims they are in."""
    told = [name for c in made if c.kind in ("event", "pair") for name in (c.target, c.other or "")]
    events = site.store.many("events", told)
    claims = site.store.many("claims", [row.claim for row in events.values() if row.claim])
    things = {}
    for name, row in events.items():
        words = cut(row.record.sentence.text, 90)
        things[name] = (f"/events/{name}", f"{row.record.type.lower()}: “{words}”")
    for c in made:
        for name in (c.target, c.other or "") if c.kind == "pair" else ():
            if name in events and events[name].claim in claims:
                claim = claims[events[name].claim].record
                things[name] = (f"/claims/{claim.id}", claim_words(claim))
    actors = site.store.many("actors", [c.target for c in made if c.kind == "actor"])
    things |= {name: (f"/actors/{name}", row.record.name) for name, row in actors.items()}
    return things


async def undo(request: Request) -> Response:
    """Take a correction back."""
    site, person = site_of(request), person_of(request, "analyst")
    fields = await form_of(request, site.people)
    number = request.path_params["correction"]
    from starlette.concurrency import run_in_threadpool

    await run_in_threadpool(
        site.store.undo, number, by=person.name,
        reason=fields.get("reason", "") or "undone on the page",
    )  # fmt: skip
    site.people.record(person.name, "undo", f"correction {number}", fields.get("reason", ""))
    return back("/corrections", "Undone.")
