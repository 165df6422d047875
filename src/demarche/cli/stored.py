"""Claims of a ledger file, by the store's index: what is shown is read, never the whole ledger."""

import re
from dataclasses import replace

from sqlalchemy import select

from demarche.claims.choose import ClaimError
from demarche.ledger.copystore import CopyStore
from demarche.ledger.query import Query
from demarche.ledger.schema import claims as table
from demarche.ledger.store import Store
from demarche.model import Claim, Copies, Ledger
from demarche.plover import TYPES

_CODE = re.compile(r"[A-Z]{3}(?:\.[A-Z]{2,6}){0,2}")
_NAMES = 25
"""Actors with a name like the one asked for whose claims are looked for: the most told of."""


def choose(
    store: Store,
    actor: str | None = None,
    about: str | None = None,
    status: str | None = None,
    since: str | None = None,
    limit: int = 200,
) -> tuple[list[Claim], bool]:
    """Claims that fit all that is given, those with most positions first, and whether all are here.

    Options as of `demarche.claims.choose.choose`; `about` is looked for in the paragraphs of the
    claims' events. Claims that only articles tell are not listed. `limit`: at most so many; 0 for
    no bound.
    """
    asked = Query(status=(status,) if status else (), since=since)
    if about and about.upper() in TYPES:
        asked = replace(asked, type=(about.upper(),))
    elif about:
        asked = replace(asked, words=about)
    questions = [asked]
    if actor:
        who = _who(store, actor)
        if not who:
            return [], True
        questions = [replace(asked, party=who), replace(asked, source=who)]
    found: dict[str, Claim] = {}
    whole = True
    for question in questions:
        after: str | None = None
        while True:
            page = store.claims(question, order="positions", limit=limit or 500, after=after)
            found.update((row.record.id, row.record) for row in page.items)
            after = page.next
            if after is None or limit:
                break
        whole = whole and after is None
    ordered = sorted(found.values(), key=lambda claim: -len(claim.positions))
    return (ordered[:limit], whole and len(ordered) <= limit) if limit else (ordered, True)


def _who(store: Store, actor: str) -> tuple[str, ...]:
    """What an actor is asked for by: a side or code as it is, a name by those who bear it."""
    if _CODE.fullmatch(actor.upper()):
        return (actor.upper(),)
    return tuple(row.record.id for row in store.actors(actor, limit=_NAMES).items)


def claim_with_ledger(store: Store, name: str) -> tuple[Claim, Ledger]:
    """A claim by its id, the beginning of it or an id that it had, with the texts and claims that
    it points to. Raises ClaimError where there is none, or where several begin so."""
    full = name if name.startswith("clm-") else f"clm-{name}"
    row = store.claim(full)
    if row is None:
        with store.engine.connect() as connection:
            begun = select(table.c.id).where(table.c.id >= full, table.c.id < f"{full}g")
            ids = list(connection.execute(begun.limit(2)).scalars())
        if len(ids) > 1:
            raise ClaimError(f"several claims begin with {full}", "give more of the id")
        row = store.claim(ids[0]) if ids else None
    if row is None:
        raise ClaimError(f"no claim {name} here", "`demarche claims` lists their ids")
    claim = row.record
    documents = sorted({position.document for position in claim.positions})
    papers = store.many("documents", documents)
    others = store.many("claims", [link.claim for link in claim.links])
    with store.engine.connect() as connection:
        groups = CopyStore(connection).of(documents)
    copies = [
        Copies(id=group, documents=tuple(d for d in documents if groups.get(d) == group), why="")
        for group in sorted(set(groups.values()))
    ]
    ledger = Ledger(
        documents=tuple(papers[name].record for name in documents if name in papers),
        claims=(claim, *(other.record for other in others.values())),
        copies=tuple(copies),
    )
    return claim, ledger
