"""The places scorer: its definition on small files, and its marks on our own 300 mentions."""

from pathlib import Path

import pytest

from demarche.errors import DataError
from demarche.evaluate import evaluate
from demarche.evaluate.places import kilometres

MENTIONS = Path(__file__).parent / "place_mentions.yaml"


def scores(tmp_path: Path, content: str) -> dict[str, float]:
    path = tmp_path / "places.yaml"
    path.write_text(content, encoding="utf-8")
    return evaluate("places", [path]).scores


def test_places_of_our_own_sentences_meet_their_marks() -> None:
    told = evaluate("places", [MENTIONS]).scores
    assert told["mentions"] >= 300
    assert told["country"] >= 0.95
    assert told["place"] >= 0.85


def test_places_right_country_and_wrong_precision(tmp_path: Path) -> None:
    told = scores(tmp_path, "- {text: He met her in Paris., places: {Paris: [FRA, region]}}")
    assert (told["country"], told["place"]) == (1, 0)


def test_places_one_of_two_answers(tmp_path: Path) -> None:
    told = scores(
        tmp_path, "- {text: He met her in Paris., places: {Paris: ['USA|FRA', 'region|city']}}"
    )
    assert (told["country"], told["place"]) == (1, 1)


def test_places_too_far_off(tmp_path: Path) -> None:
    told = scores(tmp_path, "- {text: He met her in Paris., places: {Paris: [FRA, city, 40, 2]}}")
    assert (told["country"], told["place"]) == (1, 0)


def test_places_governments_left_out(tmp_path: Path) -> None:
    told = scores(tmp_path, "- {text: 'Moscow denied it.', not: [Moscow]}")
    assert told["left_out"] == 1


def test_places_words_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not have the words 'Rome'"):
        scores(tmp_path, "- {text: He met her in Paris., places: {Rome: [ITA, city]}}")


def test_kilometres_of_a_degree() -> None:
    assert kilometres(0, 0, 0, 1) == pytest.approx(111.2, abs=0.1)
    assert kilometres(10, 20, 10, 20) == 0
