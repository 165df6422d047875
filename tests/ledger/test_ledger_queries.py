"""Every filter and every count against the plain definition, record by record."""
# ruff: noqa: E501

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from demarche import plover
from demarche.ledger import LedgerError, Query, Store
from demarche.ledger.facets import event_date, side, sources
from demarche.model import Coded, Event, Party, Statement

Holds = Callable[[Event, dict[str, Statement], Coded], bool]


def names(parties: tuple[Party, ...]) -> set[str]:
    return {v for p in parties for v in (side(p.code), p.code, p.actor)}


def paragraph(event: Event, coded: Coded) -> str:
    return next(
        coded.document.text[s.start : s.end]
        for s in coded.document.sections
        if s.start <= event.trigger.start < s.end
    )


def value(event: Event) -> str:
    return event.factuality[-1].value


EVENTS: list[tuple[Query, Holds]] = [
    (Query(), lambda e, s, c: True),
    (Query(actor=("PRK",)), lambda e, s, c: "PRK" in names(e.actors)),
    (Query(actor=("RUS.GOV", "KOR.SPY")), lambda e, s, c: bool({"RUS.GOV", "KOR.SPY"} & names(e.actors))),
    (Query(recipient=("RUS",)), lambda e, s, c: "RUS" in names(e.recipients)),
    (Query(party=("igo.nato", "IGO.NATO")), lambda e, s, c: "IGO.NATO" in names((*e.actors, *e.recipients))),
    (Query(party=("RUS",), type=("AID",)), lambda e, s, c: e.type == "AID" and "RUS" in names((*e.actors, *e.recipients))),
    (Query(type=("ACCUSE", "ASSAULT")), lambda e, s, c: e.type in ("ACCUSE", "ASSAULT")),
    (Query(quad=(4,)), lambda e, s, c: e.quad == 4),
    (Query(quad=(3, 4), type=("AID",)), lambda e, s, c: False),
    (Query(mode=("allege",)), lambda e, s, c: e.mode == "allege"),
    (Query(context=("military",), factuality=("CT+",)), lambda e, s, c: "military" in e.contexts and value(e) == "CT+"),
    (Query(factuality=("PR+", "PS+", "Uu")), lambda e, s, c: value(e) in ("PR+", "PS+", "Uu")),
    (Query(source=("AUTHOR",)), lambda e, s, c: "AUTHOR" in names(sources(e, s))),
    (Query(source=("KOR.SPY",), actor=("PRK",)), lambda e, s, c: "KOR.SPY" in names(sources(e, s)) and "PRK" in names(e.actors)),
    (Query(place=("RUS",)), lambda e, s, c: e.place is not None and e.place.country == "RUS"),
    (Query(since="2024-10-18"), lambda e, s, c: event_date(e, c.document.published) >= "2024-10-18"),
    (Query(until="2024-10-15", actor=("PRK",)), lambda e, s, c: event_date(e, c.document.published) <= "2024-10-15" and "PRK" in names(e.actors)),
    (Query(since="2024-10", until="2024-10"), lambda e, s, c: event_date(e, c.document.published)[:7] == "2024-10"),
    (Query(words="troops"), lambda e, s, c: "troop" in paragraph(e, c).lower()),
    (Query(words='"north korean soldiers"'), lambda e, s, c: "North Korean soldiers" in paragraph(e, c)),
    (Query(actor=("XXX",)), lambda e, s, c: False),
    (Query(status=("disputed",)), None),  # type: ignore[list-item]
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(EVENTS) - 1))
def test_events_found_are_those_that_fulfil_the_query(
    full: Store, articles: list[Coded], number: int
) -> None:
    query, holds = EVENTS[number]
    said = {s.id: s for a in articles for s in a.statements}
    expected = [(a, e) for a in articles for e in a.events if holds(e, said, a)]
    ids = {e.id for _, e in expected}
    assert {row.record.id for row in full.events(query, limit=1000).items} == ids
    assert full.total("events", query) == len(ids)
    by_type = {c.type: c.n for c in full.counts(query, by="type", types=True)}
    assert by_type == Counter(e.type for _, e in expected)
    by_day = {c.period: c.n for c in full.counts(query, period="day")}
    assert by_day == Counter(event_date(e, a.document.published) for a, e in expected)
    by_month = {c.period: c.n for c in full.counts(query, period="month")}
    assert by_month == Counter(event_date(e, a.document.published)[:7] for a, e in expected)
    by_actor = {c.value: c.n for c in full.counts(query, by="actor")}
    expected_actors = Counter(
        v for _, e in expected for v in names(e.actors) - {"UNK", "UNK.UNK", "unk"}
    )
    assert by_actor == expected_actors


@pytest.mark.parametrize("query", [Query(), Query(actor=("PRK", "RUS")), Query(type=("AID",))])
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_hold_everything_once_and_in_order(full: Store, query: Query, order: str) -> None:
    every = full.events(query, order=order, limit=1000)  # type: ignore[arg-type]
    assert every.next is None
    found, after = [], None
    while True:
        page = full.events(query, order=order, limit=7, after=after)  # type: ignore[arg-type]
        found += page.items
        after = page.next
        if after is None:
            break
    assert found == every.items
    keys = [(row.date, row.n) for row in found]
    assert keys == sorted(keys, reverse=order == "newest")


def test_paging_is_stable_while_articles_come_in(store: Store, articles: list[Coded]) -> None:
    store.add(articles[:6])
    before = [row.record.id for row in store.events(limit=1000).items]
    first = store.events(limit=10)
    store.add(articles[6:])
    rest = store.events(limit=1000, after=first.next).items
    found = [row.record.id for row in first.items] + [row.record.id for row in rest]
    assert len(set(found)) == len(found)
    assert [name for name in found if name in before] == before


def test_dyads_one_way_and_either_way(full: Store) -> None:
    one = full.total("events", Query(dyad=("PRK>KOR",)))
    other = full.total("events", Query(dyad=("KOR>PRK",)))
    both = full.total("events", Query(dyad=("PRK-KOR",)))
    assert one and other
    assert both <= one + other
    counted = {c.value: c.n for c in full.counts(by="dyad")}
    assert counted["PRK>KOR"] == one
    of_one = {c.value: c.n for c in full.counts(Query(actor=("PRK",)), by="dyad")}
    assert of_one["PRK>KOR"] == one
    assert all((name or "").startswith("PRK>") for name in of_one)


def test_events_of_claims_with_a_status_or_a_stance(full: Store) -> None:
    for query in (Query(status=("disputed",)), Query(stance=("denies=RUS",))):
        claims = full.claims(query, limit=100).items
        wanted = {name for row in claims for name in row.record.events}
        assert wanted
        assert {row.record.id for row in full.events(query, limit=1000).items} == wanted


def test_claims_by_status_stance_actor_and_words(full: Store) -> None:
    every = [row.record for row in full.claims(limit=1000).items]
    assert every
    for status in {claim.status for claim in every}:
        found = full.claims(Query(status=(status,)), limit=1000).items
        assert {row.record.id for row in found} == {c.id for c in every if c.status == status}
    denied = full.claims(Query(stance=("denies=RUS",)), limit=1000).items
    assert {row.record.id for row in denied} == {
        c.id
        for c in every
        if any(p.stance == "denies" and side(p.party.code) == "RUS" for p in c.positions)
    }
    counted = {c.type: c.n for c in full.counts(kind="claims", by="status", types=True)}
    assert counted == Counter(claim.status for claim in every)
    for order in ("changed", "seen", "positions"):
        page = full.claims(order=order, limit=5)  # type: ignore[arg-type]
        rest = full.claims(order=order, limit=1000, after=page.next)  # type: ignore[arg-type]
        assert len({row.record.id for row in (*page.items, *rest.items)}) == len(every)


def test_statements_by_source_act_and_words(full: Store, articles: list[Coded]) -> None:
    every = {s.id: s for a in articles for s in a.statements}
    denials = full.statements(Query(act=("deny",)), limit=1000).items
    assert {row.record.id for row in denials} == {s.id for s in every.values() if s.act == "deny"}
    assert all(row.record == every[row.record.id] for row in denials)
    found = full.statements(Query(source=("KOR.SPY",), words="soldiers OR troops"), limit=1000)
    assert found.items
    assert full.counts(kind="statements", by="source", limit=1)[0].n > 1


def test_documents_by_publisher_actor_and_words(full: Store, articles: list[Coded]) -> None:
    publishers = Counter(a.document.publisher for a in articles if a.document.publisher)
    assert {c.value: c.n for c in full.counts(kind="documents", by="publisher")} == publishers
    found = full.documents(Query(party=("IGO.NATO",), words="Rutte"), limit=100).items
    assert found
    assert all("Rutte" in row.record.text for row in found)


def test_words_phrases_not_and_or(full: Store) -> None:
    soldiers = {hit.text for hit in full.search("soldiers", limit=100).items}
    assert soldiers
    assert all("soldier" in text.lower() for text in soldiers)
    without = {hit.text for hit in full.search("soldiers -kursk", limit=100).items}
    assert without == {text for text in soldiers if "kursk" not in text.lower()}
    either = {hit.text for hit in full.search("kursk or soldiers", limit=100).items}
    assert either > soldiers
    first = full.search("soldiers", limit=2)
    rest = full.search("soldiers", limit=100, after=first.next)
    assert {h.text for h in (*first.items, *rest.items)} == soldiers


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: s.search("-only"),
        lambda s: s.events(Query(act=("deny",))),
        lambda s: s.events(after="nonsense"),
        lambda s: s.events(Query(dyad=("RUS",))),
        lambda s: s.statements(order="positions"),
    ],
)
def test_a_question_that_makes_no_sense_is_said_so(
    full: Store, ask: Callable[[Store], object]
) -> None:
    with pytest.raises(LedgerError):
        ask(full)


def test_actors_by_name_and_country(full: Store) -> None:
    (row,) = full.actors(words="peskov").items
    assert row.record.id == "person.dmitry-peskov"
    assert row.documents >= 1
    assert all(r.record.country == "KOR" for r in full.actors(country="KOR", limit=100).items)
    for order in ("events", "documents", "name"):
        first = full.actors(order=order, limit=20)  # type: ignore[arg-type]
        rest = full.actors(order=order, limit=1000, after=first.next)  # type: ignore[arg-type]
        assert len({r.record.id for r in (*first.items, *rest.items)}) == full.status().actors


def test_changes_are_complete_and_continue(full: Store, articles: list[Coded]) -> None:
    every = full.changes(limit=10_000).items
    assert {c.id for c in every if c.kind == "event"} == {e.id for a in articles for e in a.events}
    assert {c.what for c in every} <= {"added", "changed"}
    seen, since = [], 0
    while (page := full.changes(since, limit=50)).items:
        seen += page.items
        since = page.next
    assert seen == every
    full.forget(articles[0].document.id)
    later = full.changes(since).items
    assert {c.id for c in later if c.what == "removed" and c.kind == "event"} == {
        e.id for e in articles[0].events
    }


def test_counts_by_type_have_quad_and_intensity(full: Store) -> None:
    rows = full.counts(period="month", types=True)
    assert all(row.type in plover.QUAD for row in rows)
    assert msgspec.json.encode(rows)
