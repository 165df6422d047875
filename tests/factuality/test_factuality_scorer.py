"""The scorer and the public function, on hand-made cases."""

import json
from pathlib import Path

import pytest

import demarche
from demarche.errors import DataError
from demarche.evaluate.factuality import mean_error, pearson, read, score


def test_pearson_of_known_pairs() -> None:
    assert pearson([(1, 2), (2, 4), (3, 6)]) == pytest.approx(1.0)
    assert pearson([(1, 3), (2, 2), (3, 1)]) == pytest.approx(-1.0)
    assert pearson([(1, 1), (1, 2)]) == 0.0
    assert mean_error([(1, 2), (2, 0)]) == pytest.approx(1.5)


def test_read_both_formats(tmp_path: Path) -> None:
    uds = tmp_path / "uds.jsonl"
    uds.write_text(json.dumps({"text": "Rebels fled.", "start": 7, "factuality": 1.0}) + "\n")
    spans = tmp_path / "spans.jsonl"
    row = {"text": "Rebels did n't flee .", "targets": [{"span1": [3, 4], "label": -3.0}]}
    spans.write_text(json.dumps(row) + "\n")
    assert [(one.start, one.label) for one in read(uds)] == [(7, 1.0)]
    assert [one.text[one.start :] for one in read(spans)] == ["flee ."]


def test_read_names_the_line_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "x"}\n')
    with pytest.raises(DataError, match=r"bad\.jsonl:1"):
        read(path)


def test_score_counts_every_predicate_and_each_file(tmp_path: Path) -> None:
    rows = [
        {"text": "The army attacked the town.", "start": 9, "factuality": 3.0},
        {"text": "The army did not attack the town.", "start": 17, "factuality": -3.0},
        {"text": "The army may attack the town.", "start": 13, "factuality": 1.0},
        {"text": "The army left.", "start": 8, "factuality": 3.0},
    ]
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    report = score([tmp_path], errors=2, question="certain")
    assert report.scores["n"] == 8
    assert report.scores["a_n"] == 4
    assert report.scores["pearson_r"] > 0.7
    assert len(report.errors) == 2


def test_public_function_gives_value_and_number() -> None:
    text = "The ministers failed to sign the treaty."
    value, number = demarche.factuality(text, text.index("sign"))
    assert value == "CT-"
    assert -3 <= number < 0
    value, number = demarche.factuality(text, text.index("failed"))
    assert value == "CT+"
    assert 1 < number <= 3


def test_public_function_refuses_an_offset_between_words() -> None:
    with pytest.raises(ValueError, match="no word stands"):
        demarche.factuality("Rebels fled.", 6)
