"""The scorers for times and quantities on hand-made files whose scores can be counted."""

import json
from pathlib import Path

import pytest

from demarche.errors import DataError
from demarche.evaluate import quantities, timex
from demarche.evaluate.timex import Mark, pair

TIMEML = """<?xml version="1.0" ?>
<TimeML>
<DCT><TIMEX3 tid="t0" value="2024-10-21" functionInDocument="CREATION_TIME">x</TIMEX3></DCT>
<TEXT>
The <EVENT eid="e1">talks</EVENT> on <TIMEX3 tid="t1" value="2024-10-18">Friday</TIMEX3>
failed &amp; the envoy left in <TIMEX3 tid="t2" value="1999">early June</TIMEX3>. He slept {third}.
</TEXT>
</TimeML>
"""


def test_timex_counts(tmp_path: Path) -> None:
    third = '<TIMEX3 tid="t3" value="PXX">a while</TIMEX3>'
    (tmp_path / "a.tml").write_text(TIMEML.replace("{third}", third), encoding="utf-8")
    report = timex.score([tmp_path], errors=10)
    scores = report.scores
    # Two of three found with the right words, one of them with the right value; none in excess.
    assert (scores["gold"], scores["found"], scores["relaxed"], scores["value"]) == (3, 2, 2, 1)
    assert scores["relaxed_f1"] == pytest.approx(4 / 5)
    assert scores["strict_f1"] == pytest.approx(4 / 5)
    assert scores["value_f1"] == pytest.approx(2 / 5)
    assert len(report.errors) == 2


def test_timex_reads_wikiwars(tmp_path: Path) -> None:
    (tmp_path / "b.key.xml").write_text(
        '<DOC><DATETIME> <TIMEX2 val="2009-12-19T17:00:00">2009-12-19T17:00:00</TIMEX2> </DATETIME>'
        '<TEXT>They sailed on <TIMEX2 val="1914-08-07">7 August 1914</TIMEX2>.</TEXT></DOC>',
        encoding="utf-8",
    )
    report = timex.score([tmp_path])
    scores = report.scores
    assert scores["value_f1"] == scores["strict_f1"] == 1.0


def test_timex_refuses_other_files(tmp_path: Path) -> None:
    path = tmp_path / "c.tml"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(DataError, match="no <TEXT>"):
        timex.score([path])


def test_pair_uses_each_once_and_exact_first() -> None:
    gold = [Mark(0, 5, "a"), Mark(6, 9, "b")]
    found = [Mark(0, 9, "x"), Mark(6, 9, "b")]
    assert pair(gold, found) == [(gold[1], found[1]), (gold[0], found[0])]


def test_quantities_counts(tmp_path: Path) -> None:
    rows = [
        {"text": "At least 12 soldiers died and 30 tanks burned.", "quantities": [
            {"change": ">", "value": "12", "unit": "soldiers", "normalized_unit": "soldier"},
            {"change": "~", "value": "30", "unit": "trucks", "normalized_unit": "truck"}]},
        {"text": "Nobody came to the second meeting.", "quantities": []},
        {"text": "It flew 5 to 7 km.", "quantities": [
            {"change": "=", "value": "5.0-7.0", "unit": "km", "normalized_unit": "kilometre"}]},
    ]  # fmt: skip
    path = tmp_path / "q.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    report = quantities.score([path], errors=10)
    scores = report.scores
    assert (scores["gold"], scores["found"]) == (3, 3)
    assert scores["value_f1"] == 1.0
    assert scores["value_unit_f1"] == pytest.approx(2 / 3)
    assert scores["value_change_f1"] == pytest.approx(2 / 3)


def test_quantities_refuses_other_values(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    row = {"text": "12 men", "quantities": [
        {"change": "=", "value": "many", "unit": "-", "normalized_unit": "-"}]}  # fmt: skip
    path.write_text(json.dumps([row]), encoding="utf-8")
    with pytest.raises(DataError, match="neither a number nor a range"):
        quantities.score([path])
