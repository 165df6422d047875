"""Claims: the list, and one claim's dossier."""

import re
from collections.abc import Sequence
from typing import Any, Literal

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from demarche.ledger.query import Cut
from demarche.model import AUTHOR, Claim, Document, Position
from demarche.plover import CONTEXTS, TYPES
from demarche.web.charts.figures import figures_chart
from demarche.web.dossier import Dossier, Row, dossier
from demarche.web.filters import Filters
from demarche.web.site import Names, Site, cut, date_words, number, page, site_of
from demarche.web.words import STANCES

Order = Literal["changed", "newest", "positions", "oldest"]
ORDERS: dict[Order, str] = {
    "newest": "Newest position", "changed": "Last changed", "positions": "Most positions",
    "oldest": "Oldest",
}  # fmt: skip
PAGE = 40
QUOTES = 60
_WORD = re.compile(r"^(.*) \(“(.+)”\)$", re.S)


def claim_words(claim: Claim) -> str:
    """A claim in one sentence, without the lexical note in brackets."""
    found = _WORD.match(claim.text)
    return found[1] if found else claim.text


def sides_of(claim: Claim, names: Names) -> list[tuple[str, str]]:
    """A line a stance: who takes it; articles in their own voice are counted."""
    taken: dict[str, list[str]] = {}
    own: dict[str, set[str]] = {}
    for position in claim.positions:
        if position.party.code == AUTHOR:
            own.setdefault(position.stance, set()).add(position.document)
        else:
            taken.setdefault(position.stance, []).append(names.of(position.party))
    lines = []
    for stance in STANCES:
        who = list(dict.fromkeys(taken.get(stance, ())))
        articles = len(own.get(stance, ()))
        if articles:
            who.append(f"{articles} article{'s' if articles > 1 else ''}")
        if who:
            lines.append((stance, cut(", ".join(who[:4]) + (" …" if len(who) > 4 else ""), 90)))
    return lines


def names_for(site: Site, claims: Sequence[Claim]) -> Names:
    """Names of all who take a position on these claims."""
    return Names(site.store, [p.party for claim in claims for p in claim.positions])


def list_words(names: Names | None = None) -> dict[str, Any]:
    """What the templates of claim lists and filters need."""
    return {
        "claim_words": claim_words, "sides_of": sides_of, "types": TYPES, "contexts": CONTEXTS,
        "names": names,
    }  # fmt: skip


def claims(request: Request) -> Response:
    """The list of claims that fit the filters."""
    site, filters = site_of(request), Filters.of(request.query_params)
    wanted = request.query_params.get("order", "newest")
    order: Order = next((name for name in ORDERS if name == wanted), "newest")
    query = filters.query("claims")
    found = site.store.claims(
        query, order=order, limit=PAGE, after=request.query_params.get("after"), cut=Cut()
    )
    names = names_for(site, [row.record for row in found.items])
    total, cut = site.within(
        ("claims", filters), lambda cut: site.store.total("claims", query, cut)
    )
    return page(
        request, "claims.html", filters=filters, rows=found.items, next=found.next, order=order,
        orders=ORDERS, total=total, cut=cut, **list_words(names),
    )  # fmt: skip


def load(site: Site, claim_id: str) -> tuple[Claim, dict[str, Document], dict[str, Any]]:
    """A claim with the articles and statements of its positions. Raises HTTPException 404."""
    row = site.store.claim(claim_id)
    if row is None:
        raise HTTPException(404, "no claim has this id; it may have been withdrawn")
    claim: Claim = row.record
    papers = site.store.many("documents", sorted({p.document for p in claim.positions}))
    said = site.store.many(
        "statements", sorted({p.statement for p in claim.positions if p.statement})
    )
    return (
        claim, {k: r.record for k, r in papers.items()}, {k: r.record for k, r in said.items()},
    )  # fmt: skip


def build(site: Site, claim_id: str, seen: frozenset[str] = frozenset()) -> tuple[Dossier, Names]:
    """A claim's dossier and the names in it."""
    claim, documents, statements = load(site, claim_id)
    parties = [p.party for p in claim.positions]
    parties += [p for s in statements.values() for p in s.sources]
    names = Names(site.store, parties)
    return dossier(claim, documents, statements, names, seen), names


async def claim_page(request: Request) -> Response:
    """The dossier of one claim; notes that this person has looked at it."""
    return await run_in_threadpool(_claim_page, request)


def _claim_page(request: Request) -> Response:
    from demarche.ledger.positions import position_id

    site, claim_id = site_of(request), request.path_params["claim"]
    person = request.state.person
    look = site.people.last_look(person.id, claim_id)
    status, _, keys = look[1].partition("\n") if look else ("", "", "")
    d, names = build(site, claim_id, frozenset(keys.splitlines()))
    looked = None
    if look:
        looked = {
            "at": look[0], "status": status if status != d.claim.status else None,
            "new": any(quote.new for quote in d.quotes),
        }  # fmt: skip
    if d.state != (look[1] if look else None):
        site.people.look(person.id, claim_id, d.state)

    def row_link(row: Row) -> str:
        return row.name if row.party.code == AUTHOR else names.link(row.party)

    shown = [s for s in STANCES if any(p.stance == s for p in d.claim.positions)]
    links = site.store.many("claims", [link.claim for link in d.claim.links])
    return page(
        request, "dossier.html", d=d, title=claim_words(d.claim), why=why_words(d, names),
        looked=looked, row_link=row_link, shown=shown, column_words=column_words,
        charts={unit: figures_chart(unit, told) for unit, told in d.figures},
        spread={unit: spread_words([t.quantity.value for t in told]) for unit, told in d.figures},
        quotes=d.quotes if request.query_params.get("all") else d.quotes[:QUOTES],
        linked={key: claim_words(row.record) for key, row in links.items()},
        history=site.store.claim_history(claim=d.claim.id, limit=50), position_id=position_id,
    )  # fmt: skip


def why_words(d: Dossier, names: Names) -> str:
    """Why the claim has this status, by name."""
    del names
    parts = []
    verbs = {
        "yes": "say so", "no": "deny it", "unsure": "cannot or will not say",
        "may": "hold it possible", "demand": "demand it",
    }  # fmt: skip
    for side in d.sides:
        who = [name for name, _ in side.names]
        listed = ", ".join(who[:3]) + (f" and {len(who) - 3} more" if len(who) > 3 else "")
        verb = verbs[side.group] if len(who) > 1 else _singular(verbs[side.group])
        parts.append(f"{listed} {verb}")
    return "; ".join(parts) + "." if parts else d.claim.why


def _singular(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    forms = {"say": "says", "deny": "denies", "cannot": "cannot", "hold": "holds",
             "demand": "demands"}  # fmt: skip
    return f"{forms[first]} {rest}"


def spread_words(values: list[float]) -> str:
    """How far figures lie apart: "1,500 to 12,000"."""
    low, high = min(values), max(values)
    return f"from {number(low)} to {number(high)}" if low != high else ""


def column_words(column: str) -> str:
    """The head of a column of the matrix."""
    return date_words(column).replace(" 20", " ’") if len(column) == 10 else date_words(column)


def positions_rows(d: Dossier) -> list[list[object]]:
    """The positions as rows of a table, for CSV."""

    def one(p: Position) -> list[object]:
        q = p.quantity
        return [p.date, p.party.code, p.party.actor, p.stance, q.value if q else None,
                q.low if q else None, q.high if q else None, q.unit if q else None]  # fmt: skip

    return [
        [*one(x.position), x.name, x.document.publisher, x.document.headline, x.document.url,
         x.document.id, x.position.sentence.text]
        for x in d.quotes
    ]  # fmt: skip
