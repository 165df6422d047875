# ruff: noqa: E501 - rows of a treebank
"""The scorer of coreference: its measures on worked examples, its reading of GUM's brackets."""

from pathlib import Path

import pytest

from demarche.errors import DataError
from demarche.evaluate.coreference import chain_scores, gold_mentions, lea, score
from demarche.evaluate.syntax import documents, raw_text

TEXT = """# newdoc id = GUM_news_ours
# newpar
# sent_id = a-1
# text = Ana Ortiz runs the guild.
1	Ana	Ana	PROPN	NNP	_	3	nsubj	_	Entity=(1-person-new-snnss-cf1-1,2-coref
2	Ortiz	Ortiz	PROPN	NNP	_	1	flat	_	Entity=1)
3	runs	run	VERB	VBZ	_	0	root	_	_
4	the	the	DET	DT	_	5	det	_	Entity=(2-organization-new-snnss-cf2-2-sgl
5	guild	guild	NOUN	NN	_	3	obj	_	Entity=2)|SpaceAfter=No
6	.	.	PUNCT	.	_	3	punct	_	_

# sent_id = a-2
# text = She sold its hall.
1	She	she	PRON	PRP	_	2	nsubj	_	Entity=(1-person-giv:act-snnss-cf1-1-ana)
2	sold	sell	VERB	VBD	_	0	root	_	_
3	its	its	PRON	PRP$	_	4	nmod:poss	_	Entity=(3-place-new-snnss-cf3-2-sgl(2-organization-giv:act-snnss-cf2-1-ana)
4	hall	hall	NOUN	NN	_	2	obj	_	Entity=3)|SpaceAfter=No
5	.	.	PUNCT	.	_	2	punct	_	_

"""


def test_gold_mentions_are_read_from_their_brackets(tmp_path: Path) -> None:
    path = tmp_path / "ours.conllu"
    path.write_text(TEXT)
    (document,) = documents(path)
    text, words, _ = raw_text(document)
    found = [(text[s.start : s.end], s.entity, s.kind) for s in gold_mentions(document, words)]
    assert found == [
        ("Ana Ortiz", "1", "person"),
        ("the guild", "2", "organization"),
        ("She", "1", "person"),
        ("its hall", "3", "place"),
        ("its", "2", "organization"),
    ]
    cores = {text[a:b] for s in gold_mentions(document, words) for a, b in s.core}
    assert cores == {"Ana", "Ortiz", "guild", "She", "hall", "its"}


def test_score_gives_each_measure(tmp_path: Path) -> None:
    path = tmp_path / "ours.conllu"
    path.write_text(TEXT)
    scores = score([path]).scores
    assert scores["documents"] == 1
    assert {"conll_f1", "muc_f1", "b3_f1", "ceafe_f1", "lea_f1", "conll_f1_news"} <= set(scores)
    assert scores["muc_f1"] > 0


def test_score_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no news, interview or speech"):
        score([tmp_path])


def test_lea_by_hand() -> None:
    # Three links of the first entity, one of them found; the second entity is found whole.
    key = [{"a", "b", "c"}, {"d", "e"}]
    response = [{"a", "b"}, {"d", "e"}]
    recall, precision, _ = lea(key, response)  # type: ignore[arg-type]
    assert recall == pytest.approx((3 * 1 / 3 + 2 * 1) / 5)
    assert precision == 1


def test_measures_agree_on_perfect_and_empty_chains() -> None:
    chains = [{1, 2, 3}, {4, 5}]
    perfect = chain_scores(chains, chains)  # type: ignore[arg-type]
    assert all(value == pytest.approx(1) for value in perfect.values())
    assert set(chain_scores(chains, []).values()) == {0.0}  # type: ignore[arg-type]
