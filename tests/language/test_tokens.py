"""Our tokens, and the way from text to tree without spaCy."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from demarche.errors import KnowledgeError
from demarche.language.english import english
from demarche.language.tokens import load_special, tokenize
from demarche.language.tree import from_doc

NEWS = (
    "SEOUL (AP) — South Korea’s spy agency said on Friday that the North had sent 1,500 men.\n\n"
    "“We won’t respond,” said Kim Hong-kyun, the vice minister.  “Nobody wants a war.”\n\n"
    "According to the U.N., 40 people died at 2p.m.; the army denies it."
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He can’t—won’t—say.", "He ca n’t — wo n’t — say ."),
        ("the U.N.-led force", "the U.N. - led force"),
        ("J. W. Hale Jr. met Lt. Col. Moss.", "J. W. Hale Jr. met Lt. Col. Moss ."),
        ("It fell 40%.) At 2p.m., $5m", "It fell 40 % . ) At 2 p.m. , $ 5 m"),
        ("See https://example.org/a?b=c, or a@b.org", "See https://example.org/a?b=c , or a@b.org"),
        ("anti-war and non-state", "anti-war and non-state"),
        ("talks on 2024-10-21...", "talks on 2024-10-21 ..."),
        ("cannot, gonna", "can not , gon na"),
    ],
)  # fmt: skip
def test_tokens_are_those_of_ud_english(text: str, words: str) -> None:
    assert tokenize(text).words == words.split()


@given(st.text(max_size=60))
def test_words_spell_the_text(text: str) -> None:
    tokens = tokenize(text)
    end = 0
    for word, start, spaced, lines in zip(
        tokens.words, tokens.starts, tokens.spaced, tokens.lines, strict=True
    ):
        gap = text[end:start]
        assert not gap.strip() and word and text.startswith(word, start)
        assert spaced == (bool(gap) or start == 0)
        assert lines == gap.count("\n") + gap.count("\u2029")
        end = start + len(word)
    assert not text[end:].strip()


@pytest.mark.parametrize("text", [NEWS, "", " \n", "\n\nHello  there\n x.", "a\u00a0b \tc"])
def test_the_tree_is_that_of_the_spacy_pipeline(nlp: Language, text: str) -> None:
    tree = english()(text)
    if not text.strip():
        assert len(tree) == 0
        return
    other = from_doc(nlp(text))
    for field in dataclasses.fields(tree):
        if field.name == "feats":
            assert [set(f.split("|")) for f in tree.feats] == [
                set(f.split("|")) for f in other.feats
            ]
        elif field.name != "states":
            assert getattr(tree, field.name) == getattr(other, field.name), field.name


def test_reading_does_not_import_spacy() -> None:
    program = (
        "import sys, demarche; demarche.read('Israel bombed Beirut.');"
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("line", ["do n't x", "=\tcannot\tcan\tnott"])
def test_a_broken_table_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "abbreviations.txt").write_text("# none\nLt.\n")
    (tmp_path / "contractions.tsv").write_text(f"# contractions\n{line}\n")
    with pytest.raises(KnowledgeError, match=r"contractions\.tsv:2"):
        load_special(tmp_path)
