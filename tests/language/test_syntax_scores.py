"""The scorer, on cases made by hand, and our own sentences of attribution."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from demarche.errors import DataError
from demarche.evaluate.syntax import documents, raw_text, score

ATTRIBUTION = Path(__file__).parents[1] / "data" / "attribution_syntax.yaml"

TREEBANK = """\
# newdoc id = d
# sent_id = 1
# text = Kim didn't go.
1\tKim\tKim\tPROPN\tNNP\tNumber=Sing\t4\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = 2
# newpar
# text = He wept
1\tHe\the\tPRON\tPRP\t_\t2\tnsubj:outer\t_\t_
2\twept\tweep\tVERB\tVBD\t_\t0\troot\t_\t_

"""


@pytest.fixture
def treebank(tmp_path) -> Path:
    path = tmp_path / "t.conllu"
    path.write_text(TREEBANK, encoding="utf-8")
    return path


@Language.component("flat_guess")
def flat_guess(doc):
    """Every word hangs from the first of its line and is a noun."""
    first = 0
    for token in doc:
        if token.i and doc[token.i - 1].text == "\n\n":
            first = token.i
        token.head = doc[first]
        token.dep_ = "root" if token.i == first else "nsubj"
        token.pos_ = "PRON" if token.text == "He" else "NOUN"
    return doc


def test_syntax_rebuilds_text_and_offsets(treebank):
    text, words, sentences = raw_text(next(documents(treebank)))
    assert text.strip() == "Kim didn't go.\n\nHe wept"
    assert [text[a:b] for a, b in words] == ["Kim", "did", "n't", "go", ".", "He", "wept"]
    assert [text[a:b] for a, b in sentences] == ["Kim didn't go.", "He wept"]


def test_syntax_counts_by_the_definition(treebank):
    nlp = spacy.blank("en")
    nlp.add_pipe("flat_guess")
    scores = score([treebank], nlp=nlp).scores
    assert scores["upos"] == pytest.approx(1 / 7)
    assert scores["uas"] == 0
    assert scores["token_f1"] == 1
    assert scores["sentence_f1"] == 1


def test_syntax_is_perfect_on_its_own_gold(treebank):
    nlp = spacy.blank("en")

    @Language.component("gold")
    def gold(doc):
        words = [t for t in doc if not t.is_space]
        for token in doc:
            token.head = words[3] if token.i < words[5].i else words[6]
        labels = ["nsubj", "aux", "advmod", "root", "punct", "nsubj", "root"]
        for token, label in zip(words, labels, strict=True):
            token.dep_ = label
        return doc

    nlp.add_pipe("gold")
    scores = score([treebank], nlp=nlp).scores
    assert (scores["uas"], scores["las"], scores["raw_las"]) == (1, 1, 1)
    assert scores["las_full"] == pytest.approx(6 / 7)


def test_syntax_refuses_other_files(tmp_path):
    with pytest.raises(DataError):
        score([tmp_path / "x.txt"], nlp=spacy.blank("en"))


def test_attribution_is_read_off_the_parse(nlp):
    scores = score([ATTRIBUTION], nlp=nlp).scores
    assert scores["attribution_source"] >= FLOORS["source"]
    assert scores["attribution_head"] >= FLOORS["head"]
    assert scores["attribution_content"] >= FLOORS["content"]


FLOORS = {"source": 0.85, "head": 0.85, "content": 0.80}
