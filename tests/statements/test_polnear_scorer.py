"""The PolNeAR scorer on hand-made annotations."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from demarche.errors import DataError
from demarche.evaluate.polnear import Attribution, read_annotations, read_articles, score

TEXT = "Kim said the war is over. Lee denied it. Reportedly Pak fled."


def _at(words: str, nth: int = 0) -> tuple[tuple[int, int], ...]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return ((start, start + len(words)),)


KIM = Attribution(_at("said"), _at("the war is over"), _at("Kim"))
LEE = Attribution(_at("denied"), _at("it", 0), _at("Lee"))
PAK = Attribution(_at("Reportedly"), _at("Pak fled"), ())


def _ann(attributions: Sequence[Attribution]) -> str:
    lines: list[str] = []
    number = 0
    for k, a in enumerate(attributions, 1):
        roles = []
        for role, spans in (("Cue", a.cue), ("Content", a.content), ("Source", a.source)):
            if spans:
                number += 1
                at = ";".join(f"{s} {e}" for s, e in spans)
                lines.append(f"T{number}\t{role} {at}\t{TEXT[spans[0][0] : spans[-1][1]]}")
                roles.append(f"{role}:T{number}")
        kind = "Attribution" if a.source else "Attribution-no-source"
        number += 1
        lines.append(f"T{number}\t{kind} {a.cue[0][0]} {a.cue[-1][1]}\tx")
        lines.append(f"E{k}\t{kind}:T{number} {' '.join(roles)}")
    lines.append("#1\tAnnotatorNotes T1\ta note")
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "attributions" / "a_4b22.ann").write_text(_ann([KIM, LEE, PAK]), encoding="utf-8")
    return tmp_path


def _gives(*attributions: Attribution):  # type: ignore[no-untyped-def]
    def annotator(texts: Sequence[str]) -> Iterable[Sequence[Attribution]]:
        return [list(attributions) for _ in texts]

    return annotator


def test_polnear_reads_what_is_marked(folder: Path) -> None:
    (article,) = read_articles(folder)
    assert article.text == TEXT
    assert article.annotations == (tuple(sorted((KIM, LEE, PAK), key=lambda a: a.cue)),)


def test_polnear_perfect_is_one(folder: Path) -> None:
    result = score([folder], annotator=_gives(KIM, LEE, PAK)).scores
    for key in (
        "attribution_f1", "content_token_f1", "source_token_f1", "cue_token_f1",
        "all_spans_overlap_f1", "exact_f1",
    ):  # fmt: skip
        assert result[key] == 1.0, key
    assert result["extra_per_100_sentences"] == 0


def test_polnear_nothing_is_zero(folder: Path) -> None:
    result = score([folder], annotator=_gives()).scores
    assert result["attribution_f1"] == result["content_token_f1"] == 0


def test_polnear_content_must_overlap_by_half(folder: Path) -> None:
    one_word = Attribution(KIM.cue, _at("war"), KIM.source)
    result = score([folder], annotator=_gives(one_word)).scores
    # 1 of 4 words: Dice 2*1/(1+4) = 0.4
    assert result["attribution_f1"] == 0
    assert result["all_spans_overlap_f1"] == pytest.approx(2 * 1 / (1 + 3), abs=1e-4)
    two_words = Attribution(KIM.cue, _at("war is"), KIM.source)
    result = score([folder], annotator=_gives(two_words)).scores
    assert result["attribution_f1"] == pytest.approx(2 * 1 / (1 + 3), abs=1e-4)
    assert result["content_token_precision"] == 1.0
    assert result["content_token_recall"] == pytest.approx(2 / 7, abs=1e-4)


def test_polnear_a_source_where_none_is_marked_is_no_full_overlap(folder: Path) -> None:
    wrong = Attribution(PAK.cue, PAK.content, _at("Lee"))
    result = score([folder], annotator=_gives(wrong)).scores
    assert result["attribution_f1"] == pytest.approx(0.5, abs=1e-4)
    assert result["all_spans_overlap_f1"] == 0


def test_polnear_punctuation_counts_neither_way(folder: Path) -> None:
    end = KIM.content[0][1]
    dotted = Attribution(KIM.cue, ((KIM.content[0][0], end + 1),), KIM.source)
    assert score([folder], annotator=_gives(dotted, LEE, PAK)).scores["exact_f1"] == 1.0


def test_polnear_one_prediction_matches_one_gold(folder: Path) -> None:
    result = score([folder], annotator=_gives(KIM, KIM, LEE, PAK)).scores
    assert result["attribution_precision"] == 0.75
    assert result["attribution_recall"] == 1.0


def test_polnear_annotators_are_averaged(folder: Path) -> None:
    (folder / "attributions" / "a_5fec.ann").write_text(_ann([KIM]), encoding="utf-8")
    result = score([folder], annotator=_gives(KIM)).scores
    # shared (1 + 1)/2, predicted 1, gold (3 + 1)/2
    assert result["attribution_f1"] == pytest.approx(2 * 1 / (1 + 2), abs=1e-4)


def test_polnear_errors_as_text(folder: Path) -> None:
    extra = Attribution(_at("fled"), _at("Pak"), ())
    errors = score([folder], errors=9, annotator=_gives(KIM, extra)).errors
    assert any(e.startswith("missed: [Lee] <denied> (it)") for e in errors)
    assert any(e.startswith("extra: [-] <fled> (Pak)") for e in errors)


def test_polnear_faults_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no PolNeAR articles"):
        score([tmp_path])
    bad = tmp_path / "b.ann"
    bad.write_text("E1\tAttribution:T9 Cue:T1 Content:T2\n", encoding="utf-8")
    with pytest.raises(DataError, match="points at T9"):
        read_annotations(bad)
