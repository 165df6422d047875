"""The network that reads a predicate in its sentence: what must hold of it."""

import numpy as np
import pytest

from demarche.commitments.api import factuality_at
from demarche.commitments.calibrate import news_share, readers
from demarche.commitments.features import features
from demarche.commitments.path import fold, operators
from demarche.commitments.reading import RELATIONS, around, distances, read, relations, weights
from demarche.evaluate.parses import trees

TEXTS = [
    "I called them yesterday and they fixed the roof in an hour.",
    "I called them yesterday but they did not fix the roof.",
    "Please fix the roof as soon as you can.",
    "The ministry said on Friday that the navy had seized two tankers off the coast.",
]


def judged(text: str, word: str) -> float | None:
    tree = trees([text])[0]
    token = tree.words.index(word)
    path = operators(tree, token)
    return read(tree, token, features(tree, token, path, fold(path)[0]))


def test_what_happened_reads_higher_than_what_was_denied_or_asked_for():
    happened, denied = judged(TEXTS[0], "fixed"), judged(TEXTS[1], "fix")
    asked = judged(TEXTS[2], "fix")
    assert happened is not None and denied is not None and asked is not None
    assert happened > 1 > denied
    assert happened > 1 > asked


def test_without_hidden_states_the_linear_part_answers():
    tree = trees([TEXTS[1]])[0]
    tree.states = None
    token = tree.words.index("fix")
    assert read(tree, token, []) is None
    value, score = factuality_at(TEXTS[1], tree.starts[token], tree)
    assert value == "CT-"
    assert score < 0


def test_news_is_told_from_mail():
    mail, news = trees([TEXTS[0]])[0], trees([TEXTS[3]])[0]
    assert news_share(news, news.words.index("said"), "CT+ plain") > 0.9
    assert news_share(mail, mail.words.index("called"), "CT+ plain") < 0.5


def test_what_is_asked_decides_what_the_future_is_worth():
    text = "The ministry said on Friday that the navy will leave the coast in May."
    start = text.index("leave")
    assert factuality_at(text, start, question="certain")[1] > 1
    assert factuality_at(text, start, question="happened")[1] < 0
    values = {factuality_at(text, start, question=q)[0] for q in ("auto", "certain", "happened")}
    assert values == {"PR+"}


@pytest.mark.parametrize("text", TEXTS)
def test_relations_and_distances_fit_the_window(text):
    tree = trees([text])[0]
    for token in range(len(tree)):
        first, last = around(tree, token)
        kinds = relations(tree, token)
        assert len(kinds) == len(distances(tree, token)) == last - first
        assert kinds.count(0) == 1 and kinds[token - first] == 0
        assert max(kinds) < RELATIONS - 1


def test_weights_are_small_and_fit_together():
    for w in weights():
        assert sum(a.nbytes for a in w if isinstance(a, np.ndarray)) < 2_000_000
        assert len(w.rows) == len(w.features)
        assert len(readers().network.press) == len(w.mean)
