import pytest

from demarche.language.lemmas import Lemmas
from demarche.language.network import WEIGHTS, Network


@pytest.fixture(scope="module")
def lemmas() -> Lemmas:
    return Lemmas(WEIGHTS / "lemmas.json", Network(WEIGHTS).pieces.ids.keys())


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [
        ("said", "VBD", "say"), ("Denied", "VBN", "deny"), ("was", "VBD", "be"),
        ("n’t", "RB", "not"), ("men", "NNS", "man"),
        ("agencies", "NNS", "agency"), ("States", "NNPS", "State"), ("Moscow", "NNP", "Moscow"),
        ("provoked", "VBN", "provoke"), ("shelling", "VBG", "shell"), ("striking", "VBG", "strike"),
        ("planned", "VBD", "plan"), ("worse", "JJR", "bad"), ("its", "PRP$", "its"),
        ("I", "PRP", "I"), ("THE", "DT", "the"), ("condemned", "VBD", "condemn"),
        ("urges", "VBZ", "urge"), ("accuses", "VBZ", "accuse"), ("vowed", "VBD", "vow"),
        ("reaffirmed", "VBD", "reaffirm"), ("blaming", "VBG", "blame"), ("fired", "VBD", "fire"),
        ("interfered", "VBD", "interfere"), ("applauded", "VBN", "applaud"),
        ("mobilizing", "VBG", "mobilize"), ("seized", "VBN", "seize"), ("hit", "VBD", "hit"),
        ("ceasefires", "NNS", "ceasefire"), ("series", "NNS", "series"),
        ("embassies", "NNS", "embassy"), ("stronger", "JJR", "strong"),
        ("retaliated", "VBD", "retaliate"), ("expelled", "VBD", "expel"), ("ceded", "VBD", "cede"),
    ],
)  # fmt: skip
def test_lemmas_of_news_words(lemmas, form, tag, lemma):
    assert lemmas.lemma(form, tag) == lemma
