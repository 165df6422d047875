"""What each record can be found by: its facets, as (kind, value) pairs.

Filters and counts know these pairs only, so a new filter is one line here. An actor is found by
its side (a country, or an organisation's whole code), its code, and its id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from demarche.claims.positions import own_sources
from demarche.model import Claim, Document, Event, Mention, Party, Statement

Pair = tuple[str, str]

ORGANISATIONS = ("IGO", "NGO", "MNC")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the inverted index: when, by what, and the two facets carried along."""

    kind: str
    date: str
    main: str
    sure: str
    pairs: tuple[Pair, ...]


def side(code: str) -> str:
    """The side that a code belongs to: RUS of RUS.MIL, but IGO.NATO whole."""
    head = code.partition(".")[0]
    return code if head in ORGANISATIONS else head


def day(value: str | None) -> str:
    """The ISO date at the start of a time, as far as it is known: "2024-10" too; else empty."""
    if not value or len(value) < 4 or not value[:4].isdigit():
        return ""
    return value[:10]


def event_date(event: Event, published: str | None) -> str:
    """When an event happened, or else when its article was published."""
    return day(event.time.earliest if event.time else None) or day(published)


def of_event(
    event: Event,
    statements: Mapping[str, Statement],
    document: Document,
    rejected: bool = False,
) -> Entry:
    """What an event is found by; a rejected one under a kind of its own, out of the way."""
    pairs: list[Pair] = [
        *_names("actor", event.actors),
        *_names("recipient", event.recipients),
        *_names("party", (*event.actors, *event.recipients)),
        *_names("source", sources(event, statements)),
        *(("dyad", value) for value in _dyads(_sides(event.actors), _sides(event.recipients))),
        *(("context", value) for value in event.contexts),
        *_optional("mode", event.mode),
        *_optional("publisher", document.publisher),
    ]
    if event.place:
        place = event.place
        pairs += [*_optional("place", place.country), ("place", place.name)]
        if place.latitude is not None and place.longitude is not None:
            spot = f"{place.name}|{place.latitude:.4f}|{place.longitude:.4f}|{place.country or ''}"
            pairs.append(("spot", spot))
    pairs += _pairs(pairs)
    value = event.factuality[-1].value if event.factuality else "Uu"
    kind = "rejected" if rejected else "event"
    return _entry(kind, event_date(event, document.published), event.type, value, pairs)


def of_statement(
    statement: Statement, statements: Mapping[str, Statement], document: Document
) -> Entry:
    """What a statement is found by."""
    pairs: list[Pair] = [
        *_names("source", own_sources(statement, dict(statements))),
        *_names("addressee", statement.addressees),
        *_optional("channel", statement.channel),
        *_optional("publisher", document.publisher),
        ("directness", statement.directness),
    ]
    date = day(document.published)
    return _entry("statement", date, statement.act, statement.stance, pairs)


def of_claim(
    claim: Claim,
    documents: Mapping[str, Document],
    told: Iterable[Event],
    quiet: bool = False,
) -> Entry:
    """What a claim is found by: its proposition, and who takes which stance.

    One that only articles tell (`quiet`) goes under a kind of its own, out of the way.
    """
    pairs: list[Pair] = [("type", value) for value in claim.about.types]
    actors: list[str] = []
    recipients: list[str] = []
    for event in told:
        pairs += [*_names("actor", event.actors), *_names("recipient", event.recipients)]
        pairs += _names("party", (*event.actors, *event.recipients))
        actors += _sides(event.actors)
        recipients += _sides(event.recipients)
        pairs += [("dyad", v) for v in _dyads(_sides(event.actors), _sides(event.recipients))]
        if event.place:
            pairs += [*_optional("place", event.place.country), ("place", event.place.name)]
        pairs += [("context", value) for value in event.contexts]
    for position in claim.positions:
        pairs += [("stance", position.stance), *_names("source", (position.party,))]
        pairs += [
            ("stance", f"{position.stance}={value}")
            for _kind, value in _names("", (position.party,))
        ]
        pairs += _optional("publisher", documents[position.document].publisher)
    pairs += _pairs(pairs)
    kind = "quiet" if quiet else "claim"
    return _entry(kind, claim_date(claim), claim.status, claim.about.types[0], pairs)


def claim_date(claim: Claim) -> str:
    """The day of the latest position on a claim."""
    return max((day(position.date) for position in claim.positions), default="")


def of_document(document: Document, mentions: Iterable[Mention], codes: Mapping[str, str]) -> Entry:
    """What an article is found by; `codes`: the codes of the actors in it, by id."""
    pairs: list[Pair] = [
        *_optional("publisher", document.publisher),
        ("language", document.language),
    ]
    for mention in mentions:
        for actor in mention.actors:
            pairs.append(("party", actor))
            if actor in codes:
                pairs += [("party", side(codes[actor])), ("party", codes[actor])]
    return _entry("document", day(document.published), document.language, "", pairs)


def sources(event: Event, statements: Mapping[str, Statement]) -> tuple[Party, ...]:
    """The nearest sources of an event: who says so; the author where nobody else does."""
    if event.statements and event.statements[-1] in statements:
        found = own_sources(statements[event.statements[-1]], dict(statements))
        if found:
            return found
    return (Party(actor="AUTHOR", code="AUTHOR"),)


def _entry(kind: str, date: str, main: str, sure: str, pairs: Iterable[Pair]) -> Entry:
    """An entry whose facets carry the kind of record: "event.actor"; each once, in order."""
    named = [(f"{kind}.all", ""), (f"{kind}.main", main), (f"{kind}.sure", sure)]
    named += [(f"{kind}.{name}", value) for name, value in pairs]
    return Entry(kind, date, main, sure, tuple(dict.fromkeys(named)))


def _names(kind: str, parties: Iterable[Party]) -> list[Pair]:
    return [
        (kind, value)
        for party in parties
        for value in (side(party.code), party.code, party.actor)
        if value not in ("UNK", "UNK.UNK", "unk")
    ]


def _sides(parties: Iterable[Party]) -> list[str]:
    found = (side(party.code) for party in parties if party.code != "UNK.UNK")
    return list(dict.fromkeys(found))


def _dyads(actors: list[str], recipients: list[str]) -> list[str]:
    """Directed pairs of sides; where all stand together, as in talks, each with each."""
    if recipients or len(actors) < 2:
        return [f"{a}>{r}" for a in actors or [""] for r in recipients or [""] if a or r]
    return [f"{a}>{b}" for a in actors for b in actors if a != b]


def _pairs(found: Iterable[Pair]) -> list[Pair]:
    """Dyads either way: "KOR-PRK" of both KOR>PRK and PRK>KOR."""
    return [
        ("pair", pair_of(*value.split(">")))
        for kind, value in found
        if kind == "dyad" and not value.startswith(">") and not value.endswith(">")
    ]


def pair_of(one: str, other: str) -> str:
    """The name of two sides together, whichever comes first."""
    return "-".join(sorted((one, other)))


def _optional(kind: str, value: str | None) -> list[Pair]:
    return [(kind, value)] if value else []
