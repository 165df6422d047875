"""A part of a ledger as one `model.Ledger` in memory: to print, to export, to hand to functions."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from demarche.claims import Records, held, ranked, with_links
from demarche.ledger import load, overlay, pages
from demarche.ledger.copystore import CopyStore
from demarche.ledger.schema import claims, documents
from demarche.model import Claim, Ledger


def ledger(
    connection: Connection, papers: Sequence[str] | None, wanted: Sequence[str] | None
) -> Ledger:
    """Articles by id, or claims with their articles; without either, all there is."""
    made: list[Claim] = []
    if wanted is not None:
        names = [pages.resolve_claim(connection, name) for name in wanted]
        rows = pages.by_id(connection, "claims", [name for name in names if name])
        made = [rows[name].record for name in dict.fromkeys(names) if name in rows]
        papers = sorted({p.document for claim in made for p in claim.positions})
    numbers = select(documents.c.n).order_by(documents.c.n)
    if papers is not None:
        numbers = numbers.where(documents.c.id.in_(papers))
    coded = list(load.coded(connection, list(connection.execute(numbers).scalars())).values())
    over = overlay.load(connection, (e.id for article in coded for e in article.events))
    coded = [over.coded(article) for article in coded]
    if wanted is None:
        ids = connection.execute(select(claims.c.n).order_by(claims.c.n)).scalars()
        every = pages.by_number(connection, "claims", list(ids))
        told = {event.id for article in coded for event in article.events}
        made = [row.record for row in every.values() if told.intersection(row.record.events)]
        records = Records().take(coded)
        made = ranked(with_links(made, held(records.events, records.statements)))
    return Ledger(
        documents=tuple(article.document for article in coded),
        actors=tuple({actor.id: actor for a in coded for actor in a.actors}.values()),
        mentions=tuple((article.document.id, article.mentions) for article in coded),
        statements=tuple(s for article in coded for s in article.statements),
        events=tuple(e for article in coded for e in article.events),
        claims=tuple(made),
        copies=CopyStore(connection).all(),
    )
