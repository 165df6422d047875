"""The format of our own corpus of attributions (`training/attribution_data.py`)."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

TRAINING = Path(__file__).parents[2] / "training"
sys.path.insert(0, str(TRAINING))
from attribution_data import AttributionFault, Marked, Passage, parse, read, write  # noqa: E402


def words(passage: Passage, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [passage.text[a:b] for a, b in spans]


def test_spans_nest_and_go_over_sentences() -> None:
    passage = parse(
        [
            "[S1 The minister] [C1 said] [T1 [S2 Seoul] had [C2 denied] [T2 sending troops]].",
            "[T1 “That is all,”] she left.",
        ]
    )
    assert passage.text.startswith("The minister said Seoul had denied")
    outer, inner = passage.attributions
    assert words(passage, outer.source) == ["The minister"]
    assert words(passage, outer.content) == [
        "Seoul had denied sending troops",
        "“That is all,”",
    ]
    assert words(passage, inner.cue) == ["denied"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[S1 He] [C1 said] [T1 so.", "[T1 is not closed"),
        ("[S1 He] [C1 said] so.", "attribution 1 has no content"),
        ("[S1 He] said [T1 so].", "attribution 1 has no cue"),
        ("[S1 He] [C1 said] [T1 so]].", "']' closes nothing"),
        ("[X1 He] [C1 said] [T1 so].", "opens no span"),
        ("[S1He] [C1 said] [T1 so].", "opens no span"),
        ("[S1 He] [C1 sa]id [T1 so].", "inside a word"),
        ("[S1 He ][C1 said] [T1 so].", "begins or ends with a space"),
        ("[S1 He] [C1 said]  [T1 so].", "two spaces"),
        ("[T1 “So,” [S1 he] [C1 said], “it is.”]", "spans of attribution 1 overlap"),
    ],
)
def test_a_fault_is_one_clear_line(tmp_path: Path, line: str, fault: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"# rules\n\nA sentence.\n\n{line}\n", encoding="utf-8")
    passages, faults = read(file)
    assert [p.sentences for p in passages] == [("A sentence.",)]
    assert len(faults) == 1
    assert faults[0].startswith(f"{file}:5: ")
    assert fault in faults[0]
    with pytest.raises(AttributionFault):
        parse([line])


WORD = st.text("abcXYZ“”’,.", min_size=1, max_size=4)


@st.composite
def made_up(draw: st.DrawFn) -> Passage:
    """Any passage: spans of whole words that nest or stand apart."""
    sentences = draw(st.lists(st.lists(WORD, min_size=4, max_size=9), min_size=1, max_size=3))
    attributions: list[Marked] = []
    offset = 0
    for number, sentence in enumerate(sentences, 1):
        starts = [offset]
        for word in sentence:
            starts.append(starts[-1] + len(word) + 1)
        cuts = sorted(draw(st.sets(st.integers(0, len(sentence)), min_size=3, max_size=4)))
        spans = [(starts[a], starts[b] - 1) for a, b in pairwise(cuts)]
        order = draw(st.permutations(range(len(spans))))
        roles = [(spans[i],) for i in order]
        source = roles[2] if len(roles) > 2 else ()
        attributions.append(Marked(number, source, roles[0], roles[1]))
        offset = starts[-1]
    return Passage(tuple(" ".join(s) for s in sentences), tuple(attributions))


@given(made_up())
def test_written_passages_are_read_back(passage: Passage) -> None:
    assert parse(write(passage)) == passage


def test_the_corpus_is_without_fault() -> None:
    for file in sorted((TRAINING / "attributions").glob("*.txt")):
        assert read(file)[1] == []
