"""Claims: what is said to have happened, once, with everyone's position on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from demarche.claims.build import Records, claim_of, has_voices
from demarche.claims.copies import by_document, find_copies
from demarche.claims.echoes import find_echoes
from demarche.claims.index import Changes, ClaimIndex, MemoryTellings, Tellings
from demarche.claims.links import link_answers
from demarche.claims.relations import Held, held, link_claims
from demarche.claims.telling import Telling, claim_id, tell, tellings
from demarche.model import Actor, Claim, Copies, Document, Event, Statement

__all__ = [
    "Changes",
    "ClaimIndex",
    "MemoryTellings",
    "Records",
    "Telling",
    "Tellings",
    "claim_id",
    "claim_of",
    "find_claims",
    "find_copies",
    "find_echoes",
    "has_voices",
    "held",
    "link_answers",
    "link_claims",
    "ranked",
    "tellings",
]


def find_claims(
    documents: Sequence[Document],
    statements: Sequence[Statement],
    events: Sequence[Event],
    actors: Mapping[str, Actor],
    copies: Iterable[Copies] = (),
) -> list[Claim]:
    """Group the events of all documents into claims, with the positions taken on each.

    What only articles themselves tell, with nobody said to say or deny it, is no claim, unless it
    is linked to one: a demand, a threat, a promise. Disputed claims come first, then those with
    most positions. The result does not depend on the order of the documents.
    """
    records = Records(actors=dict(actors))
    records.fill(documents, statements, events)
    told: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        told[event.document].append(event)
    index = ClaimIndex()
    changes = index.add_tellings(
        [telling for document in documents for telling in tell(document, told[document.id])]
    )
    versions = by_document(copies)
    everything = [claim_of(index.members(name), records, versions) for name in changes.changed]
    return ranked(with_links(everything, held(records.events, records.statements)))


def with_links(claims: Sequence[Claim], pairs: Iterable[Held]) -> list[Claim]:
    """The claims with their links, less those that only articles tell and that none links to.

    `pairs`: see `link_claims`.
    """
    links = link_claims(claims, pairs)
    wanted = {claim.id for claim in claims if has_voices(claim)}
    ends = [(name, row.claim) for name, rows in links.items() for row in rows]
    # A refusal that only an article tells belongs to the demand, that to what is demanded.
    while more := {end for pair in ends if wanted & set(pair) for end in pair} - wanted:
        wanted |= more
    return [
        replace(
            claim, links=tuple(link for link in links.get(claim.id, ()) if link.claim in wanted)
        )
        for claim in claims
        if claim.id in wanted
    ]


def ranked(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order to show them: disputed first, then by number of positions, then by id."""
    order = ("disputed", "denied", "unconfirmed", "retracted", "corroborated", "uncontested")
    return sorted(claims, key=lambda c: (order.index(c.status), -len(c.positions), c.id))
