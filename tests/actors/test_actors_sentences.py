"""Sentences of our own, read by the real parser: each names who is meant by which words."""

from pathlib import Path

import pytest
import yaml

from demarche.actors import find_mentions, link_quotes
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.layers import Named
from demarche.model import Document
from demarche.statements import find_statements

CASES = [
    case
    for name in ("sentences.yaml", "sentences_hard.yaml")
    for case in yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
]


@pytest.fixture(scope="session")
def trees() -> dict[str, Tree]:
    texts = [case["text"] for case in CASES]
    return {text: from_doc(doc) for text, doc in zip(texts, load().pipe(texts), strict=True)}


def best(tree: Tree, mentions: list[Named], words: str) -> Named | None:
    """The mention that covers the words most exactly; `words@2` is their second occurrence."""
    words, _, nth = words.partition("@")
    start = -1
    for _ in range(int(nth or 1)):
        start = tree.text.index(words, start + 1)
    end = start + len(words)

    def overlap(mention: Named) -> float:
        first, last = tree.starts[mention.start], tree.ends[mention.end - 1]
        shared = min(last, end) - max(first, start)
        return shared / (max(last, end) - min(first, start))

    found = max(mentions, key=overlap, default=None)
    return found if found is not None and overlap(found) > 0 else None


def test_there_are_four_hundred_sentences() -> None:
    assert len(CASES) >= 400


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_find_mentions_sentence(case: dict, trees: dict[str, Tree]) -> None:
    tree = trees[case["text"]]
    published = str(case["published"]) if "published" in case else None
    document = Document(id="d", text=tree.text, published=published)
    found_all = find_mentions(tree, document)
    if case.get("quotes"):
        found_all = link_quotes(tree, found_all, find_statements(tree, found_all, document))
    mentions = found_all.all
    if "wrong" in case:
        with pytest.raises(AssertionError):
            judge(case, tree, mentions)
    else:
        judge(case, tree, mentions)


def judge(case: dict, tree: Tree, mentions: list[Named]) -> None:
    """Compare what is found with what the case expects: codes, or ids of persons."""
    for words, codes in case.get("expect", {}).items():
        mention = best(tree, mentions, words)
        assert mention is not None, f"{words!r} is not found"
        by_id = codes.startswith("person.")
        found = {actor.id if by_id else actor.code for actor in mention.actors}
        assert found and found <= set(codes.split()), f"{words!r}: {found}, {mention.why}"
        assert mention.why and mention.candidates
    for words in case.get("must_not", []):
        words, _, nth = words.partition("@")
        exact = [m for m in mentions if tree.span(m.start, m.end - 1).text == words]
        assert len(exact) < int(nth or 1), f"{words!r}: {exact[0].why}"
