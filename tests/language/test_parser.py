"""What must hold of every parse, whatever the text."""

import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from demarche.language import load
from demarche.language.tree import STATES, from_doc

NEWS = (
    "SEOUL (AP) — South Korea’s spy agency said on Friday that the North had sent 1,500 men.\n\n"
    "“We will respond,” said Kim Hong-kyun, the vice minister. “Nobody wants a war.”\n\n"
    "According to the U.N., 40 people died; the army denies it."
)
PARTS = st.sampled_from(
    [
        "said",
        " ",
        "\n\n",
        "\n",
        ". ",
        "“",
        "”",
        "'",
        "The U.N.",
        "Kim",
        "1,500",
        "—",
        "(",
        "\t",
        "é",
    ]
)


def labels(doc: Doc) -> list[tuple]:
    return [
        (
            *(t.text, t.idx, t.head.i, t.dep_, t.tag_, t.pos_, str(t.morph), t.lemma_),
            *(t.ent_iob_, t.ent_type_, t.is_sent_start),
        )
        for t in doc
    ]


def assert_well_formed(doc: Doc, text: str) -> None:
    assert doc.text == text
    for sentence in doc.sents:
        words = [t for t in sentence if not t.is_space]
        roots = [t for t in words if t.head.i == t.i]
        assert len(roots) == 1 or not words
        for token in sentence:
            assert sentence.start <= token.head.i < sentence.end
            steps, node = 0, token
            while node.head.i != node.i:
                node, steps = node.head, steps + 1
                assert steps <= len(sentence)
    for token in doc:
        if token.is_space:
            assert token.pos_ == "SPACE"
            assert token.dep_ == ""
        else:
            assert token.pos_
            assert token.tag_
            assert token.lemma_
            assert (token.dep_ == "root") == (token.head.i == token.i)


@given(st.lists(PARTS, max_size=30).map("".join))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_parser_makes_one_tree_a_sentence(nlp, text):
    assert_well_formed(nlp(text), text)


def test_parser_does_not_depend_on_what_is_batched(nlp):
    texts = [NEWS, "Short one.", "", NEWS.upper(), "The army denies it. " * 40, "?"]
    alone = [labels(nlp(text)) for text in texts]
    for size in (1, 2, 64):
        assert [labels(doc) for doc in nlp.pipe(texts, batch_size=size)] == alone
    assert [labels(doc) for doc in nlp.pipe(texts[::-1])] == alone[::-1]


def test_parser_is_the_same_after_a_fresh_start(nlp):
    assert labels(load()(NEWS)) == labels(nlp(NEWS))


def test_parser_reads_names_and_attribution(nlp):
    doc = nlp(NEWS)
    said = next(t for t in doc if t.text == "said")
    assert {(c.text, c.dep_) for c in said.children} >= {("agency", "nsubj"), ("sent", "ccomp")}
    assert ("Kim Hong-kyun", "person") in {(e.text, e.label_) for e in doc.ents}


def test_parser_keeps_given_sentence_starts(nlp):
    words = ["He", "left", "She", "stayed", "on"]
    doc = Doc(nlp.vocab, words=words, sent_starts=[True, False, True, False, False])
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert [s.text for s in doc.sents] == ["He left", "She stayed on"]


@pytest.mark.parametrize("unit", ["word ", "and the man said that ", "a,", "\n\n", "no. "])
def test_parser_takes_endless_text_in_linear_time(nlp, unit):
    text = (unit * 4000)[:20_000]
    begun = time.process_time()
    doc = nlp(text)
    assert_well_formed(doc, text)
    assert time.process_time() - begun < 60
    assert max((len(s) for s in doc.sents), default=0) < 400 or unit.isspace()


def test_parser_leaves_hidden_states_by_word(nlp):
    text = "Seoul  said on Monday \n that Pyongyang had sent troops."
    tree = from_doc(nlp(text))
    assert tree.states is not None
    assert tree.states.shape == (len(tree), STATES)
    assert np.abs(tree.states.astype(np.float32)).sum(axis=1).min() > 0
    again = from_doc(nlp(text))
    assert again.states is not None
    assert again.states.tobytes() == tree.states.tobytes()


def test_other_pipelines_have_no_hidden_states(nlp):
    doc = nlp("Seoul said so.")
    doc.tensor = np.zeros((len(doc), 96), dtype=np.float32)
    assert from_doc(doc).states is None
