"""Claims from records made by hand: what joins, what stays apart, who stands where."""

import random
from collections.abc import Sequence

import pytest

from demarche.claims import find_claims
from demarche.claims.positions import answer_stance, stance
from demarche.model import (
    AUTHOR,
    Actor,
    Claim,
    Commitment,
    Document,
    Event,
    Party,
    Quantity,
    Reason,
    Span,
    Statement,
    Time,
)

ACTORS = {
    code: Actor(id=code, code=code, kind="state", name=name)
    for code, name in (
        ("PRK.GOV", "North Korea"), ("KOR.GOV", "South Korea"), ("RUS.GOV", "Russia"),
        ("USA.GOV", "the United States"), ("UKR.GOV", "Ukraine"),
    )
}  # fmt: skip


def party(code: str) -> Party:
    return Party(actor=code, code=code)


def span(words: str, start: int = 0) -> Span:
    return Span(start=start, end=start + len(words), text=words)


def paper(name: str, published: str | None = "2024-10-21") -> Document:
    return Document(id=name, text="x", publisher=name, published=published)


def says(
    who: str, act: str = "assert", cue: str = "said", content: str = "that it did", **more: object
) -> Statement:
    fields: dict[str, object] = {
        "id": f"say-{who}-{act}", "document": "a", "sources": (party(who),), "cue": span(cue),
        "sentence": span("It was said."), "act": act, "content": (span(content, 20),),
    }  # fmt: skip
    return Statement(**{**fields, **more})  # type: ignore[arg-type]


def event(name: str, value: str = "CT+", by: Statement | None = None, **more: object) -> Event:
    sources = [Commitment(source=party(AUTHOR), value="CT+" if by is None else "Uu", score=0)]
    if by is not None:
        sources.append(
            Commitment(source=by.sources[-1], value=value, score=0, statement=by.id)  # type: ignore[arg-type]
        )
    fields: dict[str, object] = {
        "id": name, "document": "a", "type": "AID", "trigger": span("sent"),
        "sentence": span("It was said."), "actors": (party("PRK.GOV"),),
        "recipients": (party("RUS.GOV"),), "factuality": tuple(sources), "tense": "past",
        "statements": (by.id,) if by else (), "reason": Reason(by="lexicon", entry="send"),
        "themes": (span("troops"),),
    }  # fmt: skip
    return Event(**{**fields, **more})  # type: ignore[arg-type]


def claims(
    events: Sequence[Event], statements: Sequence[Statement] = (), *papers: Document
) -> list[Claim]:
    return find_claims(papers or (paper("a"),), statements, events, ACTORS)


KOREA, KREMLIN = says("KOR.GOV"), says("RUS.GOV", "deny", "denied")


def test_one_says_so_another_denies_it_one_claim_disputed() -> None:
    (claim,) = claims([event("e1", by=KOREA), event("e2", "CT-", by=KREMLIN)], [KOREA, KREMLIN])
    assert claim.status == "disputed"
    assert [(p.party.code, p.stance) for p in claim.positions] == [
        ("KOR.GOV", "asserts"), ("RUS.GOV", "denies"),
    ]  # fmt: skip
    assert "KOR.GOV" in claim.why and "RUS.GOV" in claim.why
    assert claim.text == "North Korea aids Russia (“sent troops”)"


def test_a_denial_that_does_not_repeat_the_claim_joins_it() -> None:
    denial = says("RUS.GOV", "deny", "denied", "these claims", answers=("e1",))
    (claim,) = claims([event("e1", by=KOREA)], [KOREA, denial])
    assert ("RUS.GOV", "denies") in [(p.party.code, p.stance) for p in claim.positions]


def test_sending_troops_and_mobilising_them_is_one_happening() -> None:
    assert (
        len(claims([event("e1", by=KOREA), event("e2", by=KOREA, type="MOBILIZE")], [KOREA])) == 1
    )


@pytest.mark.parametrize(
    "change",
    [
        {"themes": (span("weapons"),)},
        {"recipients": (party("UKR.GOV"),)},
        {"actors": (party("USA.GOV"),)},
        {"type": "ASSAULT"},
        {"time": Time(value="2023-01-05", earliest="2023-01-05", latest="2023-01-05")},
    ],
    ids=["theme", "recipient", "actor", "type", "time"],
)
def test_different_happenings_stay_apart(change: dict[str, object]) -> None:
    when = Time(value="2024-10-18", earliest="2024-10-18", latest="2024-10-18")
    first = event("e1", by=KOREA, time=when)
    assert len(claims([first, event("e2", by=KOREA, **{"time": when, **change})], [KOREA])) == 2


def test_a_mention_that_leaves_things_open_joins_what_fits() -> None:
    vague = event("e2", by=KOREA, recipients=(), themes=())
    assert len(claims([event("e1", by=KOREA), vague], [KOREA])) == 1


def test_articles_a_year_apart_are_about_different_things() -> None:
    later = event("e2", by=KOREA, document="b")
    papers = (paper("a"), paper("b", "2025-10-21"))
    assert len(claims([event("e1", by=KOREA), later], [KOREA], *papers)) == 2


def test_what_only_the_article_tells_is_no_claim() -> None:
    assert claims([event("e1")]) == []


def test_different_figures_are_positions_of_their_own() -> None:
    figures = [
        event(f"e{n}", by=KOREA, quantity=Quantity(value=value, unit="troops"))
        for n, value in enumerate((1500, 3000))
    ]
    (claim,) = claims(figures, [KOREA])
    assert [p.quantity.value for p in claim.positions if p.quantity] == [1500, 3000]


def test_the_order_of_articles_does_not_change_the_claims() -> None:
    papers = [paper(name) for name in "abcd"]
    events = [
        event(f"e{n}{d.id}", by=KOREA, document=d.id, themes=(span(theme),) if theme else ())
        for d in papers
        for n, theme in enumerate(("troops", "weapons", ""))
    ]
    expected = claims(events, [KOREA], *papers)
    for seed in range(10):
        shuffled = random.Random(seed).sample(events, len(events))
        assert claims(shuffled, [KOREA], *reversed(papers)) == expected


def test_of_one_day_the_earlier_hour_comes_first() -> None:
    papers = [paper("a", "2024-10-21T18:00:00Z"), paper("b", "2024-10-21T07:30:00Z")]
    denial = event("e2", "CT-", by=KREMLIN, document="b")
    (claim,) = claims([event("e1", by=KOREA), denial], [KOREA, KREMLIN], *papers)
    spoken = [p.party.code for p in claim.positions if p.party.code != AUTHOR]
    assert spoken == ["RUS.GOV", "KOR.GOV"]


@pytest.mark.parametrize(
    "act,value,tense,cue,content,expected",
    [
        ("assert", "CT+", "past", "said", "that it did", "asserts"),
        ("assert", "PS+", "past", "said", "that it may", "suggests"),
        ("assert", "PR+", "past", "said", "that it probably did", "suggests"),
        ("assert", "PR+", "future", "said", "that it will", "expects"),
        ("plan", "PR+", "none", "planning", "to send", "expects"),
        ("deny", "CT-", "past", "denied", "sending", "denies"),
        ("decline", "Uu", "past", "could not confirm", "that it did", "cannot_confirm"),
        ("decline", "Uu", "past", "declined", "to comment", "declines_comment"),
        ("demand", "Uu", "none", "demanded", "that it stop", "demands"),
        ("hope", "Uu", "none", "hoped", "that it stops", None),
    ],
)
def test_stance_from_factuality(
    act: str, value: str, tense: str, cue: str, content: str, expected: str | None
) -> None:
    statement = says("USA.GOV", act, cue, content)
    told = event("e", value, by=statement, tense=tense)
    assert stance(told, told.factuality[-1], statement) == expected


@pytest.mark.parametrize(
    "act,cue,cue_stance,expected",
    [
        ("deny", "denied", "denying", "denies"),
        ("decline", "could not confirm", "uncommitted", "cannot_confirm"),
        ("decline", "would not comment on", "uncommitted", "declines_comment"),
        ("assert", "confirmed", "endorsing", "asserts"),
        ("assert", "said", "neutral", "conditional"),
    ],
)
def test_stance_of_an_answer(act: str, cue: str, cue_stance: str, expected: str) -> None:
    assert answer_stance(says("USA.GOV", act, cue, "the reports", stance=cue_stance)) == expected


def test_two_publishers_in_their_own_voice_corroborate() -> None:
    told = [event("e1"), event("e2", document="b"), event("e3", by=KOREA)]
    (claim,) = claims(told, [KOREA], paper("a"), paper("b"))
    assert claim.status == "corroborated"


def test_nobody_confirms_it_unconfirmed() -> None:
    doubt = says("USA.GOV", "decline", "could not confirm", "the reports")
    (claim,) = claims([event("e1", "Uu", by=doubt), event("e2", by=KOREA)], [KOREA, doubt])
    assert claim.status == "unconfirmed"


@pytest.mark.parametrize("act,cue", [("assert", "confirmed"), ("deny", "denied")])
def test_who_has_not_confirmed_or_denied_takes_no_position(act: str, cue: str) -> None:
    statement = says("RUS.GOV", act, cue, "the deployment", stance="endorsing", negated=True)
    assert answer_stance(statement) is None
