"""Corrections lie over what was coded, survive recoding, and can be undone to the last byte."""

import msgspec
import pytest

from demarche.ledger import LedgerError, Query, Store
from demarche.ledger.integrity import digest, faults
from demarche.ledger.positions import position_id
from demarche.model import Claim, Coded, Event

ADA = "Ada"


def an_event(full: Store, **query: tuple[str, ...]) -> Event:
    return full.events(Query(**query), order="oldest").items[0].record


def a_claim(full: Store, status: str = "disputed") -> Claim:
    return full.claims(Query(status=(status,))).items[0].record


def test_an_edit_shows_everywhere_and_is_undone(full: Store) -> None:
    before = digest(full.engine)
    event = an_event(full, type=("ACCUSE",))
    made = full.correct(
        "event", event.id, "edit", ADA, "it was a threat",
        {"type": "THREATEN", "actors": ["RUS"], "recipients": ["ukr"], "factuality": "CT-",
         "time": "2023-05", "place": "JPN", "quantity": {"value": 7, "unit": "ships"}},
    )  # fmt: skip
    row = full.event(event.id)
    assert row is not None
    assert row.state == "edited"
    new = row.record
    assert (new.type, new.quad, new.mode) == ("THREATEN", 3, None)
    assert [p.code for p in new.actors] == ["RUS.GOV"]
    assert new.recipients[0].actor == "ukr"
    assert new.factuality[-1].value == "CT-"
    assert new.time is not None
    assert new.time.latest == "2023-05-31"
    found = Query(type=("THREATEN",), actor=("RUS",), place=("JPN",), since="2023-05-01")
    assert [r.record.id for r in full.events(found).items] == [event.id]
    assert full.counts(found, period="month")[0].period == "2023-05"
    coded = full.coded(event.document, corrected=False)
    assert coded is not None
    assert event in coded.events
    assert faults(full.engine) == []
    assert full.corrections(target=event.id).items == [made]
    undone = full.undo(made.id, "Ben", "no")
    assert undone.undone_by is not None
    assert undone.undone_by.startswith("Ben")
    full_row = full.event(event.id)
    assert full_row is not None
    assert full_row.record == event
    assert faults(full.engine) == []
    assert before != digest(full.engine)  # the judgement stays on record
    with pytest.raises(LedgerError, match="undone already"):
        full.undo(made.id, "Ben")


def test_a_rejected_event_is_in_no_list_count_or_claim(full: Store) -> None:
    claim = a_claim(full)
    event = claim.events[0]
    total = full.total("events")
    made = full.correct("event", event, "reject", ADA, "not so")
    assert full.total("events") == total - 1
    assert event not in {row.record.id for row in full.events(limit=1000).items}
    rejected = full.events(Query(state=("rejected",))).items
    assert [row.record.id for row in rejected] == [event]
    assert all(event not in row.record.events for row in full.claims(limit=1000).items)
    assert faults(full.engine) == []
    full.undo(made.id, ADA)
    assert full.total("events") == total
    after = full.claim(claim.id, links=False)
    assert after is not None
    assert after.record == claim


def test_corrections_survive_recoding(full: Store, articles: list[Coded]) -> None:
    event = an_event(full, type=("ACCUSE",))
    accepted = an_event(full, type=("CONSULT",))
    full.correct("event", event.id, "edit", ADA, "", {"type": "REJECT"})
    full.correct("event", accepted.id, "accept", ADA)
    # The new version finds one of them as something else, and the other not at all.
    newer = [
        msgspec.structs.replace(
            article,
            events=tuple(
                msgspec.structs.replace(e, type="SUPPORT") if e.id == event.id else e
                for e in article.events
                if e.id != accepted.id
            ),
        )
        for article in articles
    ]
    full.add(newer, code="version-2")
    row, kept = full.event(event.id), full.event(accepted.id)
    assert row is not None
    assert kept is not None
    assert (row.record.type, row.state) == ("REJECT", "edited")
    assert (kept.record, kept.state) == (accepted, "accepted")
    unreviewed = full.events(Query(state=("unreviewed",)), limit=1000).items
    assert {event.id, accepted.id}.isdisjoint(r.record.id for r in unreviewed)
    assert faults(full.engine) == []


def test_actors_are_renamed_recoded_and_rejected_everywhere(full: Store) -> None:
    before = full.total("events", Query(actor=("prk",)))
    made = full.correct("actor", "prk", "edit", ADA, "", {"name": "the DPRK", "code": "PRK.MIL"})
    row = full.actor("prk")
    assert row is not None
    assert (row.record.name, row.record.code, row.state) == ("the DPRK", "PRK.MIL", "edited")
    assert full.total("events", Query(actor=("prk",))) == before
    assert all(
        party.code == "PRK.MIL"
        for r in full.events(Query(actor=("prk",)), limit=1000).items
        for party in r.record.actors
        if party.actor == "prk"
    )
    assert faults(full.engine) == []
    full.undo(made.id, ADA)
    rejected = full.correct("actor", "prk", "reject", ADA)
    assert full.total("events", Query(party=("prk",))) == 0
    assert faults(full.engine) == []
    full.undo(rejected.id, ADA)
    assert full.total("events", Query(actor=("prk",))) == before


def test_a_position_is_edited_and_rejected(full: Store) -> None:
    claim = a_claim(full)
    denial = next(p for p in claim.positions if p.stance == "denies")
    name = position_id(denial)
    made = full.correct("position", name, "edit", ADA, "", {"stance": "cannot_confirm"})
    after = full.claim(claim.id, links=False)
    assert after is not None
    changed = [p for p in after.record.positions if position_id(p) == name]
    assert [p.stance for p in changed] == ["cannot_confirm"]
    full.undo(made.id, ADA)
    for position in claim.positions:
        if position.stance == "denies":
            full.correct("position", position_id(position), "reject", ADA)
    quiet = full.claim(claim.id, links=False)
    assert quiet is not None
    assert quiet.record.status != "disputed"
    history = [(c.before, c.after) for c in full.claim_history(claim=claim.id)]
    assert history[-1][0] == "disputed"
    for correction in full.corrections(active=True).items:
        full.undo(correction.id, ADA)
    again = full.claim(claim.id, links=False)
    assert again is not None
    assert again.record == claim
    assert faults(full.engine) == []


def test_claims_are_merged_split_and_put_back(full: Store, articles: list[Coded]) -> None:
    one, other = (row.record for row in full.claims(order="positions").items[:2])
    made = full.merge(one.id, other.id, ADA, "one thing")
    merged = full.claim(one.id, links=False)
    assert merged is not None
    assert set(merged.record.events) == {*one.events, *other.events}
    led = full.claim(other.id, links=False)
    assert led is not None
    assert led.record.id == merged.record.id
    assert faults(full.engine) == []
    # A new version and another article do not part them.
    full.add(articles, code="version-2")
    still = full.claim(one.id, links=False)
    assert still is not None
    assert set(still.record.events) == {*one.events, *other.events}
    full.undo(made.id, ADA)
    for claim in (one, other):
        row = full.claim(claim.id, links=False)
        assert row is not None
        assert row.record == claim
    parts = full.split(one.id, one.events[-2:], ADA)
    rest = full.claim(one.id, links=False)
    moved = full.event(one.events[-1])
    assert rest is not None
    assert moved is not None
    assert moved.claim is not None
    assert not {*one.events[-2:]} & set(rest.record.events)
    apart = full.claim(moved.claim, links=False)
    assert apart is not None
    assert set(apart.record.events) == set(one.events[-2:])
    assert faults(full.engine) == []
    for correction in parts:
        full.undo(correction.id, ADA)
    whole = full.claim(one.id, links=False)
    assert whole is not None
    assert whole.record == one


def test_unsure_is_recorded_and_changes_nothing(full: Store) -> None:
    one, other = (row.record for row in full.claims().items[:2])
    full.judge(one.id, other.id, "unsure", ADA)
    row = full.claim(one.id, links=False)
    assert row is not None
    assert row.record == one
    assert full.corrections(by=ADA).items[0].action == "unsure"


@pytest.mark.parametrize(
    "call",
    [
        ("event", "evt-none", "accept", ADA, "", None),
        ("event", "EVENT", "edit", ADA, "", {"type": "WAR"}),
        ("event", "EVENT", "edit", ADA, "", {"nonsense": 1}),
        ("event", "EVENT", "edit", ADA, "", {"time": "yesterday"}),
        ("event", "EVENT", "edit", ADA, "", {"actors": ["nobody we know"]}),
        ("event", "EVENT", "edit", ADA, "", {"quantity": {"value": "many"}}),
        ("event", "EVENT", "accept", "  ", "", None),
        ("event", "EVENT", "edit", ADA, "", None),
        ("claim", "EVENT", "accept", ADA, "", None),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(
    full: Store, call: tuple[str, str, str, str, str, dict[str, object] | None]
) -> None:
    before = digest(full.engine)
    kind, name, *rest = call
    with pytest.raises(LedgerError):
        full.correct(kind, an_event(full).id if name == "EVENT" else name, *rest)
    assert digest(full.engine) == before


def test_forgetting_takes_the_corrections_along(full: Store) -> None:
    event = an_event(full)
    full.correct("event", event.id, "accept", ADA)
    full.forget(event.document)
    assert full.corrections().items == []
