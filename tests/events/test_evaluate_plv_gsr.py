"""The PLV and GSR scorers on hand-made cases."""

import json
from pathlib import Path

import pytest

from demarche.errors import DataError
from demarche.evaluate import gsr, plv


def test_plv_unmark_gives_text_and_spans() -> None:
    text, spans = plv.unmark("<s>Iran</s> met <t>Iraq </t>again.")
    assert text == "Iran met Iraq again."
    assert text[slice(*spans["s"])] == "Iran"
    assert text[slice(*spans["t"])] == "Iraq"


def test_plv_unmark_without_a_target() -> None:
    assert plv.unmark("<s>Iran</s> left.")[1] == {"s": (0, 4)}


def test_plv_macro_f1_is_the_mean_over_gold_classes() -> None:
    pairs = [("AID", "AID"), ("AID", "YIELD"), ("YIELD", "YIELD"), ("YIELD", "YIELD")]
    assert plv.macro_f1(pairs) == pytest.approx((2 / 3 + 4 / 5) / 2)


def test_plv_scores_a_table(tmp_path: Path) -> None:
    table = tmp_path / "pairs.tsv"
    table.write_text(
        "sentence_id\tsentence\tmarked_sentence\tsource\ttarget\troot\tquad\n"
        "1\tx\t<s>France</s> condemned <t>Iran</t> on Monday.\tx\tx\tACCUSE\t3\n"
        "2\tx\tThe weather in <s>Oslo</s> is not that of <t>Rome</t>.\tx\tx\tAID\t2\n",
        encoding="utf-8",
    )
    report = plv.score([table], errors=5)
    assert report.scores["root_accuracy"] == 0.5
    assert report.scores["root_macro_f1"] == 0.5
    assert len(report.errors) == 1
    assert "Rome" in report.errors[0]


def test_plv_refuses_another_table(tmp_path: Path) -> None:
    table = tmp_path / "pairs.tsv"
    table.write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(DataError, match="not a PLV table"):
        plv.score([table])


def _record(kind: str, text: str, actors: list[str], recipients: list[str]) -> str:
    return json.dumps(
        {
            "id": "x", "event": kind, "text": text,
            "actor": [{"code": code} for code in actors],
            "recipient": [{"code": code} for code in recipients],
        }
    )  # fmt: skip


def test_gsr_scores_type_and_countries(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    rows = [
        _record("ACCUSE", "France condemned Iran on Monday.", ["FRA"], ["IRN"]),
        _record("ACCUSE", "France condemned Iran on Monday.", ["FRA"], ["IRQ"]),
        _record("AID", "France condemned Iran on Monday.", ["FRA"], ["IRN"]),
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    report = gsr.score([path], errors=5)
    assert report.scores["type"] == pytest.approx(2 / 3)
    assert report.scores["type_actor_recipient"] == pytest.approx(1 / 3)
    assert report.scores["extra_events_per_100_sentences"] == pytest.approx(100 / 3)


def test_gsr_countries_agree_on_what_is_international() -> None:
    assert gsr.country("IGO.UN") == gsr.country("NGO.ICRC") == "INT"
    assert gsr.country("KOR.GOV") == "KOR"


def test_gsr_refuses_a_broken_line(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r":1: not a GSR record"):
        gsr.score([path])
