from pathlib import Path

import pytest
import yaml

GROUPS = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "language_sentences.yaml").read_text(encoding="utf-8")
)
CASES = [(group, text) for group, texts in GROUPS.items() for text in texts]


@pytest.mark.parametrize(("group", "marked"), CASES, ids=[f"{g}-{t[:25]}" for g, t in CASES])
def test_sentences_break_where_marked(nlp, group, marked):
    expected = [part.strip() for part in marked.split("|")]
    assert [s.text.strip() for s in nlp(marked.replace("|", "")).sents] == expected
