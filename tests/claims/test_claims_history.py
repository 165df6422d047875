"""Histories: who held what when, rolled up to states and unrolled; status from what is held now."""

from demarche.claims.history import stands
from demarche.claims.status import status
from demarche.model import AUTHOR, Document, Party, Position, Span, Stance

PAPERS = {
    name: Document(id=name, text="x", publisher=publisher)
    for name, publisher in (("a", "Courier"), ("b", "Herald"), ("c", "Courier"))
}


def took(code: str, stance: Stance, date: str, document: str = "a") -> Position:
    return Position(
        party=Party(actor=code, code=code), stance=stance, document=document, date=date,
        sentence=Span(start=0, end=1, text="x"),
    )  # fmt: skip


def test_changes_of_mind_are_kept_in_order() -> None:
    turn = [took("RUS.GOV", "denies", "2024-10-21"), took("RUS.GOV", "asserts", "2024-10-25", "b")]
    (stand,) = stands(turn, PAPERS)
    assert stand.changes == ((turn[0], turn[1]),)
    assert stand.now == ("asserts",)
    verdict, why = status(turn, PAPERS)
    assert verdict == "uncontested"
    assert "RUS.GOV denies (2024-10-21), then asserts (2024-10-25)" in why


def test_silence_takes_nothing_back() -> None:
    positions = [
        took("KOR.GOV", "asserts", "2024-10-18"), took("RUS.GOV", "denies", "2024-10-18"),
        took("RUS.GOV", "declines_comment", "2024-10-28", "b"),
    ]  # fmt: skip
    assert stands(positions, PAPERS)[1].now == ("denies",)
    assert status(positions, PAPERS)[0] == "disputed"


def test_bodies_roll_up_to_their_state_and_can_be_unrolled() -> None:
    positions = [
        took("USA.GOV", "asserts", "2024-10-24"), took("USA.MIL", "asserts", "2024-10-28"),
        took("IGO.NATO", "asserts", "2024-10-28"),
    ]  # fmt: skip
    assert [s.who for s in stands(positions, PAPERS, "state")] == ["USA", "IGO.NATO"]
    assert [s.who for s in stands(positions, PAPERS)] == ["USA.GOV", "USA.MIL", "IGO.NATO"]


def test_an_article_s_own_voice_is_its_publisher_s() -> None:
    positions = [
        took(AUTHOR, "asserts", "2024-10-18"), took(AUTHOR, "asserts", "2024-10-19", "b"),
        took(AUTHOR, "asserts", "2024-10-20", "c"),
    ]  # fmt: skip
    assert [s.who for s in stands(positions, PAPERS)] == ["publisher Courier", "publisher Herald"]
    verdict, why = status(positions, PAPERS)
    assert verdict == "corroborated" and "2 publishers" in why


def test_two_voices_of_one_state_on_one_day_are_no_change_of_mind() -> None:
    positions = [took("RUS.GOV", "asserts", "2024-10-18"), took("RUS.GOV", "denies", "2024-10-18")]
    (stand,) = stands(positions, PAPERS)
    assert stand.changes == () and stand.now == ("asserts", "denies")


def test_only_suggested_is_unconfirmed() -> None:
    assert status([took("USA.GOV", "suggests", "2024-10-18")], PAPERS)[0] == "unconfirmed"


def test_taken_back_is_retracted_unless_others_say_so() -> None:
    back = [took("ISR.GOV", "asserts", "2024-10-18"), took("ISR.GOV", "retracts", "2024-10-19")]
    assert status(back, PAPERS)[0] == "retracted"
    assert status([*back, took("USA.GOV", "asserts", "2024-10-18")], PAPERS)[0] == "uncontested"
