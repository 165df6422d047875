"""Counts by the hour, and answers that are cut: complete from where they say, all of it else."""

from collections import Counter

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demarche.ledger import LedgerError, Query, Store
from demarche.ledger import query as queries
from demarche.ledger.hours import hour_of
from demarche.ledger.integrity import faults
from demarche.ledger.query import Cut
from demarche.model import Coded

QUERIES = st.builds(
    Query,
    party=st.sampled_from([(), (), ("RUS",), ("PRK", "KOR"), ("USA.GOV",), ("igo.nato",)]),
    dyad=st.sampled_from([(), (), (), ("PRK-RUS",), ("PRK>RUS",), ("PRK-RUS", "KOR-PRK")]),
    type=st.sampled_from([(), (), ("ACCUSE",), ("AID", "REJECT")]),
    factuality=st.sampled_from([(), (), ("CT+", "CT-"), ("PR+",)]),
    context=st.sampled_from([(), (), ("military",)]),
    place=st.sampled_from([(), (), ("RUS",)]),
    status=st.sampled_from([(), (), ("disputed",)]),
    words=st.sampled_from(["", "", "troops", '"north korean" or nato']),
    since=st.sampled_from([None, None, "2024-10", "2024-10-18"]),
    until=st.sampled_from([None, None, "2024-10-27"]),
)
WAYS = [
    {"period": "month", "types": True}, {"period": "day"}, {"by": "spot", "types": True},
    {"by": "dyad"}, {"by": "pair"}, {"by": "party", "period": "month"}, {"by": "type"},
]  # fmt: skip


@given(QUERIES, st.sampled_from(WAYS))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_counted_is_what_is_found(full: Store, query: Query, way: dict[str, str]) -> None:
    """Counts kept at write time, or walked: those of the records that the query finds."""
    rows = full.events(query, limit=1000).items
    assert full.total("events", query) == len(rows)
    cut = Cut()
    counted = full.counts(query, cut=cut, **way)  # type: ignore[arg-type]
    assert not cut  # few enough for all of them
    assert counted == full.counts(query, **way)  # type: ignore[arg-type]
    if way in ({"period": "day"}, {"by": "type"}, {"period": "month", "types": True}):
        length = {"day": 10, "month": 7}.get(way.get("period", ""), 0)
        expected = Counter(
            (row.date[:length] or None, row.record.type if way != {"period": "day"} else None)
            for row in rows
        )
        found = Counter({(c.period, c.value or c.type): c.n for c in counted})
        assert found == expected
    if way == {"by": "spot", "types": True}:
        placed = [r for r in rows if r.record.place and r.record.place.latitude is not None]
        assert sum(c.n for c in counted) == len(placed)


def test_a_cut_answer_is_complete_from_the_day_it_names(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SCANNED", 20)
    query, cut = Query(party=("PRK",), context=("military",)), Cut()
    counted = full.counts(query, period="day", cut=cut)
    assert cut.since
    every = full.counts(query, period="day")
    assert counted == [c for c in every if (c.period or "") >= cut.since]
    assert full.total("events", query, Cut()) == sum(c.n for c in counted)


def test_of_many_passages_and_claims_the_newest_are_looked_at(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FEW", 3)
    monkeypatch.setattr(queries, "NEWEST_PASSAGES", 4)
    monkeypatch.setattr(queries, "NEWEST_CLAIMS", 1)
    for query, name in (
        (Query(words="troops"), "passages"),
        (Query(status=("disputed",)), "claims"),
    ):
        cut = Cut()
        some, every = full.total("events", query, cut), full.total("events", query)
        assert 0 < some < every
        assert getattr(cut, name)


@pytest.mark.parametrize(
    ("told", "published", "hour"),
    [
        (None, "2024-10-18T14:05:00Z", "2024-10-18T14"),
        ("2024-10-18T09:00", "2024-10-18T14:05:00Z", "2024-10-18T09"),
        ("2024-10-18", "2024-10-18T14:05:00Z", "2024-10-18T14"),
        ("2024-10-18TMO", "2024-10-19T14:05:00Z", "2024-10-18"),
        (None, "2024-10-18", "2024-10-18"),
        (None, None, "2024-10-18"),
    ],
)
def test_the_hour_is_told_or_that_of_publication(
    told: str | None, published: str | None, hour: str
) -> None:
    assert hour_of("2024-10-18", told, published) == hour


def test_counts_by_the_hour(store: Store, articles: list[Coded]) -> None:
    dated = [
        msgspec.structs.replace(
            a, document=msgspec.structs.replace(
                a.document, published=f"{a.document.published}T{8 + n:02}:15:00Z"
            )
        )
        for n, a in enumerate(articles)
    ]  # fmt: skip
    store.add(dated)
    assert faults(store.engine) == []
    day = Query(since="2024-10-17", until="2024-10-19")
    hours = store.counts(day, period="hour", types=True)
    assert any(len(c.period or "") == 13 for c in hours)
    by_day = Counter[str]()
    for c in hours:
        by_day[(c.period or "")[:10]] += c.n
    assert by_day == {c.period: c.n for c in store.counts(day, period="day")}
    papers = store.counts(day, kind="documents", period="hour")
    assert {c.period for c in papers} == {
        d.document.published[:13]
        for d in dated
        if d.document.published and "2024-10-17" <= d.document.published[:10] <= "2024-10-19"
    }
    for wrong in (
        Query(),
        Query(since="2024-10", until="2024-10"),
        Query(since="2024-10-01", until="2024-10-31"),
    ):
        with pytest.raises(LedgerError, match="7 days"):
            store.counts(wrong, period="hour")
    with pytest.raises(LedgerError):
        store.counts(day, period="hour", by="dyad")
