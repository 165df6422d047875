"""The claim index: the groups depend on what is in it, not on how it came to be there."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from demarche.claims import index as index_module
from demarche.claims.compare import agreement
from demarche.claims.facts import Facts
from demarche.claims.index import ClaimIndex
from demarche.claims.telling import Telling, claim_id, earliest, keys_of
from demarche.model import content_id

Groups = set[frozenset[str]]


def telling(name: str, document: str, facts: Facts) -> Telling:
    """A telling with the order and keys that `tell` gives it."""
    rank = 9 - min(facts.weight, 4)
    when = 99999 if facts.published is None else facts.published
    name = content_id("tel", name)
    return Telling(
        id=name, document=document, events=(f"evt-{name}",), order=f"{rank}{when:05d}{name}",
        keys=keys_of(facts), facts=facts,
    )  # fmt: skip


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    """Facts of a small world, so that many agree, contradict or leave things open."""
    kind = draw(st.sampled_from(["transfer", "ASSAULT", "CONSULT", "release"]))
    first = draw(st.none() | st.integers(0, 60))
    return Facts(
        kind=kind,
        type={"transfer": "AID", "release": "RETREAT"}.get(kind, kind),
        actors=tuple(sorted(draw(st.sets(st.sampled_from(["RUS", "PRK", "UKR"]), max_size=2)))),
        recipients=tuple(sorted(draw(st.sets(st.sampled_from(["RUS", "UKR", "USA"]), max_size=2)))),
        themes=draw(st.sampled_from([(), ("troops",), ("arms",)])),
        places=draw(st.sampled_from([(), ("kyiv",), ("kursk",)])),
        words=(draw(st.sampled_from(["send", "strike"])),),
        together=kind == "CONSULT" and draw(st.booleans()),
        first=first,
        last=None if first is None else first + draw(st.integers(0, 3)),
        published=draw(st.none() | st.integers(0, 70)),
    )


worlds = st.lists(st.tuples(some_facts(), st.integers(0, 9)), max_size=24).map(
    lambda rows: [telling(str(n), f"doc{d}", facts) for n, (facts, d) in enumerate(rows)]
)


def groups(index: ClaimIndex, told: Sequence[Telling]) -> Groups:
    leaders = set(index.store.leader_of([t.id for t in told]).values())
    return {frozenset(t.id for t in index.members(leader)) for leader in leaders}


def built(told: Sequence[Telling]) -> ClaimIndex:
    index = ClaimIndex()
    index.add_tellings(told)
    return index


@settings(max_examples=150, deadline=None)
@given(worlds, st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_order_and_batching_gives_the_same_groups(
    told: list[Telling], rng: random.Random, size: int
) -> None:
    expected = groups(built(told), told)
    index, shuffled = ClaimIndex(), rng.sample(told, len(told))
    for start in range(0, len(shuffled), size):
        index.add_tellings(shuffled[start : start + size])
    assert groups(index, told) == expected


@settings(max_examples=100, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_what_is_taken_out_might_never_have_been_there(
    told: list[Telling], rng: random.Random
) -> None:
    gone = {t.document for t in told if rng.random() < 0.4}
    left = [t for t in told if t.document not in gone]
    index = built(told)
    for document in sorted(gone):
        index.remove([document])
    assert groups(index, told) == groups(built(left), left)


@settings(max_examples=60, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_the_guarantee_holds_where_more_leaders_are_near_than_are_looked_at(
    told: list[Telling], rng: random.Random
) -> None:
    reach, index_module.REACH = index_module.REACH, 2
    try:
        expected = groups(built(told), told)
        index = ClaimIndex()
        for each in rng.sample(told, len(told)):
            index.add_tellings([each])
        assert groups(index, told) == expected
    finally:
        index_module.REACH = reach


@settings(max_examples=80, deadline=None)
@given(worlds, st.integers(1, 4))
def test_changes_name_every_claim_that_differs(told: list[Telling], size: int) -> None:
    """A store that rebuilds `changed` and buries `gone` has exactly the claims of the batch."""
    index, kept = ClaimIndex(), {}
    for start in range(0, len(told), size):
        changes = index.add_tellings(told[start : start + size])
        for name in changes.gone:
            kept.pop(name)
        for leader in changes.changed:
            members = index.members(leader)
            kept[claim_id(earliest(members).id)] = frozenset(t.id for t in members)
    assert set(kept.values()) == groups(built(told), told)
    assert {claim_id(t.id) for t in told} >= set(kept)


def test_an_article_that_is_there_already_changes_nothing() -> None:
    told = [telling("a", "d", Facts(kind="ASSAULT", type="ASSAULT", actors=("RUS",), published=9))]
    index = built(told)
    changes = index.add_tellings(told)
    assert changes.changed == () and changes.gone == ()


def test_ids_last_while_newer_articles_come_in() -> None:
    def strike(name: str, published: int) -> Telling:
        return telling(
            name, name,
            Facts(kind="ASSAULT", type="ASSAULT", actors=("RUS",), recipients=("UKR",),
                  places=("kyiv",), first=10, last=10, published=published),
        )  # fmt: skip

    first = strike("a", 11)
    index = built([first])
    for n in range(5):
        changes = index.add_tellings([strike(f"later{n}", 12 + n)])
        assert changes.gone == ()
        (leader,) = changes.changed
        assert claim_id(earliest(index.members(leader)).id) == claim_id(first.id)


def test_an_older_article_renames_the_claim_and_says_so() -> None:
    facts = Facts(kind="ASSAULT", type="ASSAULT", actors=("RUS",), recipients=("UKR",), published=5)
    new, old = telling("n", "n", facts), telling("o", "o", replace(facts, published=3))
    index = built([new])
    assert index.add_tellings([old]).gone == (claim_id(new.id),)


FACTS = Facts(kind="ASSAULT", type="ASSAULT", actors=("RUS",), recipients=("UKR",), published=10)


@pytest.mark.parametrize(
    "change,same",
    [
        ({}, True),
        ({"recipients": ()}, False),
        ({"recipients": (), "places": ("kyiv",)}, True),
        ({"recipients": ("POL",)}, False),
        ({"places": ("lviv",)}, False),
        ({"published": 40}, False),
        ({"first": 9, "last": 9}, True),
        ({"first": 3, "last": 3}, False),
        ({"kind": "CONSULT", "type": "CONSULT"}, False),
    ],
)
def test_what_agrees_and_what_contradicts(change: dict[str, object], same: bool) -> None:
    one = replace(FACTS, places=("kyiv",), first=9, last=9)
    other = replace(FACTS, **change)  # type: ignore[arg-type]
    assert (agreement(one, other) > 0) is same
    assert agreement(one, other) == agreement(other, one)
