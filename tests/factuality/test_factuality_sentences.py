"""Every operator alone and in pairs: what the author and each source hold (sentences.yaml)."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.commitments import commit
from demarche.ingest.text import make_document
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.layers import Mentions, Said
from demarche.statements import find_statements

CASES = [
    case
    for name in ("sentences", "pairs", "hard")
    for case in yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
]


@cache
def parsed() -> dict[str, Tree]:
    texts = list(dict.fromkeys(case["text"] for case in CASES))
    return {text: from_doc(doc) for text, doc in zip(texts, load().pipe(texts), strict=True)}


@cache
def read(text: str) -> tuple[Tree, list[Said]]:
    tree = parsed()[text]
    return tree, find_statements(tree, Mentions([]), make_document(text))


def holds(case: dict[str, Any]) -> dict[str, tuple[str, tuple[str, ...]]]:
    tree, statements = read(case["text"])
    token = tree.token_at(case["text"].index(case["word"]))
    assert token is not None
    _, committed = commit(tree, token, statements)
    found = {}
    for one in committed:
        words = (
            "author"
            if one.source is None
            else " ".join(tree.words[t] for t in statements[one.source].source_tokens)
        )
        found[words] = (one.value, one.why)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['word']}: {case['text']}")
def test_factuality_of_sentence(case: dict[str, Any]) -> None:
    found = holds(case)
    for source, expected in case["expect"].items():
        value, why = next((v for name, v in found.items() if source in name), ("absent", ()))
        assert value in expected.split("|"), f"{source}: {value} {why}; found {found}"
