"""Links of one claim to others, drawn when it is read: demands and answers, threats and deeds.

Links depend on all claims, so they are not stored: what can be linked are claims of the same
articles, and claims between the same sides within the reach of `demarche.claims.relations`.
"""

from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, select

from demarche.claims import held, link_claims
from demarche.claims.relations import REACH
from demarche.ledger import pages
from demarche.ledger.facets import side
from demarche.ledger.query import Query
from demarche.ledger.schema import documents, events, statements
from demarche.model import Claim, Event, Statement

MOST = 200
"""Claims between the same sides that are looked at."""

_TYPES = ("REQUEST", "REJECT", "AGREE", "CONCEDE", "SUPPORT")


def with_links(connection: Connection, claim: Claim) -> Claim:
    """The claim with its links."""
    papers = sorted({p.document for p in claim.positions})
    numbers = list(
        connection.execute(select(documents.c.n).where(documents.c.id.in_(papers))).scalars()
    )
    beside = select(events.c.claim).where(events.c.document.in_(numbers)).distinct()
    rows = pages.by_number(
        connection, "claims", [n for n in connection.execute(beside).scalars() if n]
    )
    others = {row.record.id: row.record for row in rows.values()}
    others.update((found.id, found) for found in _between(connection, claim))
    others[claim.id] = claim
    claims = [others[name] for name in sorted(others)]
    links = link_claims(claims, held(*_told(connection, claim)))
    return msgspec.structs.replace(claim, links=links.get(claim.id, ()))


def _told(connection: Connection, claim: Claim) -> tuple[dict[str, Event], dict[str, Statement]]:
    """Events and statements of the articles that tell an event of a claim, as they are in force.

    What an article's statements hold links this claim only where one of its own events is in it.
    """
    own = select(events.c.document).where(events.c.id.in_(claim.events)).distinct()
    numbers = list(connection.execute(own).scalars())
    told = pages.where(connection, "events", events.c.document.in_(numbers))
    said = pages.where(connection, "statements", statements.c.document.in_(numbers))
    return (
        {row.record.id: row.record for row in told if row.state != "rejected"},
        {row.record.id: row.record for row in said},
    )


def _between(connection: Connection, claim: Claim) -> list[Claim]:
    """Claims between the same sides at about the same time."""
    actors, recipients = (
        sorted({side(code) for code in codes})
        for codes in (claim.about.actors, claim.about.recipients)
    )
    dyads = tuple(f"{a}-{r}" for a in actors for r in recipients if a != r)[:12]
    if not dyads or not claim.first or len(claim.first) < 10:
        return []
    first = date.fromisoformat(claim.first[:10])
    latest = date.fromisoformat((claim.latest or claim.first)[:10])
    reach = timedelta(days=REACH)
    query = Query(
        dyad=dyads, type=_TYPES, since=str(first - reach), until=str(max(first, latest) + reach)
    )
    return [row.record for row in pages.page(connection, "claims", query, limit=MOST).items]
