"""Paragraphs and quotations from characters alone: marks of every kind, apostrophes, open ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.language.tree import Tree
from demarche.model import Document
from demarche.statements.quotes import lay_out


def _tokens(text: str) -> Tree:
    found = list(re.finditer(r"''|``|\w+|[^\w\s]", text))
    size = len(found)
    return Tree(
        text=text,
        words=[m[0] for m in found],
        lemmas=[m[0] for m in found],
        upos=["X"] * size,
        tags=[""] * size,
        feats=[""] * size,
        heads=list(range(size)),
        deps=["root"] * size,
        ents=[""] * size,
        starts=[m.start() for m in found],
        ends=[m.end() for m in found],
        sentences=[(i, i + 1) for i in range(size)],
    )


def _quotes(text: str) -> list[str]:
    tree = _tokens(text)
    layout = lay_out(tree, Document(id="q", text=text))
    return [text[tree.starts[q.first] : tree.ends[q.last]] for q in layout.quotes]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("“Go,” he said.", ["“Go,”"]),
        ('"Go," he said. "Now."', ['"Go,"', '"Now."']),
        ("''Go,'' he said.", ["''Go,''"]),
        ("``Go,'' he said.", ["``Go,''"]),
        ("«Go», he said.", ["«Go»"]),
        ("‘Go,’ he said.", ["‘Go,’"]),
        ("'Go,' he said.", ["'Go,'"]),
        ("“He cried ‘Help!’ and ran,” she said.", ["“He cried ‘Help!’ and ran,”"]),
        ("\"He cried 'Help!' and ran,\" she said.", ["\"He cried 'Help!' and ran,\""]),
        ("The workers' union isn't Kim's.", []),
        ("The workers’ union isn’t Kim’s.", []),
        ("In the '90s the band 'Blue' was big.", ["'Blue'"]),
        ("Don't say 'it's over' yet.", ["'it's over'"]),
        ("He said it was (“a lie”).", ["(“a lie”"[1:]]),
        ("A 6' 2\" man ran.", []),
    ],
)
def test_quotes_are_told_from_apostrophes(text: str, quotes: list[str]) -> None:
    assert _quotes(text) == quotes


def test_quotes_left_open_end_with_their_paragraph() -> None:
    text = "“One. Two.\n\n“Three,” he said."
    tree = _tokens(text)
    layout = lay_out(tree, Document(id="q", text=text))
    assert [q.continued for q in layout.quotes] == [True, False]
    assert len(layout.paragraphs) == 2


def test_quotes_paragraphs_are_lines_unless_lines_are_wrapped() -> None:
    short = "He left.\nShe came.\nThey met."
    assert len(lay_out(_tokens(short), Document(id="q", text=short)).paragraphs) == 3
    wrapped = "He left the\nhouse with the\nold dog and\nthe cat.\n\nShe came."
    assert len(lay_out(_tokens(wrapped), Document(id="q", text=wrapped)).paragraphs) == 2


@given(st.text(alphabet="ab “”\"'‘’.,\n", max_size=60))
def test_quotes_never_overlap_and_stay_in_their_paragraph(text: str) -> None:
    tree = _tokens(text)
    layout = lay_out(tree, Document(id="q", text=text))
    last = -1
    for quote in layout.quotes:
        assert last < quote.first <= quote.last
        assert layout.paragraph_of[quote.first] == layout.paragraph_of[quote.last]
        last = quote.last
