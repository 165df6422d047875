from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "language_tokens.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("text", "tokens"), CASES, ids=[c[0][:30] for c in CASES])
def test_tokenizer_splits_as_ud_english(nlp, text, tokens):
    assert [t.text for t in nlp.make_doc(text)] == tokens.split()


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a  b\n\n\tc ", "\u00a0x\u200b"])
def test_tokenizer_keeps_every_character(nlp, text):
    assert nlp.make_doc(text).text == text
