"""The sentences cover every operator, alone and in pairs; counted on what the code itself finds."""

from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import get_args

import yaml

from demarche.commitments.operators import Kind
from demarche.commitments.path import operators
from demarche.evaluate.parses import trees
from demarche.model import Act

TESTS = Path(__file__).parents[1]
FILES = tuple(f"factuality/{name}.yaml" for name in ("sentences", "pairs", "hard"))
CANNOT_MEET = {
    ("imperative", "modal"),
    ("imperative", "question"),
    ("adverb", "imperative"),
    ("attribute", "quotes"),
}
"""A command has no modal, is no question and is not probable; a doubted word needs no "alleged"."""


def cases(*files: str) -> list[dict[str, object]]:
    return [
        case
        for file in files
        for case in yaml.safe_load((TESTS / file).read_text(encoding="utf-8"))
    ]


@cache
def kinds() -> list[list[str]]:
    """The kinds of operators above the predicate of each sentence; reports apart from the rest."""
    found = []
    every = cases(*FILES)
    for case, tree in zip(every, trees(str(c["text"]) for c in every), strict=True):
        token = tree.token_at(str(case["text"]).index(str(case["word"])))
        assert token is not None
        path = [o for o in operators(tree, token) if o.kind != "scope"]
        found.append(
            [
                "report" if o.kind == "embedding" and o.source and not o.factive else o.kind
                for o in path
            ]
        )
    return found


def test_every_kind_of_operator_stands_alone_in_some_sentence() -> None:
    alone = Counter(path[0] for path in kinds() if len(path) == 1)
    needs_another = {"purpose", "quotes"}  # below a governor, inside a noun phrase
    for kind in (*get_args(Kind), "report"):
        if kind != "scope" and kind not in needs_another:
            assert alone[kind] >= 2, f"{kind}: {alone[kind]} sentences"
    seen = Counter(kind for path in kinds() for kind in set(path))
    assert min(seen[kind] for kind in get_args(Kind) if kind != "scope") >= 5, seen


def test_every_pair_of_kinds_that_can_meet_meets() -> None:
    pairs = Counter(pair for path in kinds() for pair in combinations(sorted(set(path)), 2))
    names = sorted({*get_args(Kind), "report"} - {"scope", "purpose"})
    missing = {p for p in combinations(names, 2) if not pairs[p]} - CANNOT_MEET
    assert not missing


def test_there_are_five_hundred_short_sentences() -> None:
    texts = {str(case["text"]) for case in cases(*FILES)}
    assert len(texts) >= 500
    assert sum(len(text.split()) <= 16 for text in texts) >= 500


def test_every_act_is_somewhere_expected() -> None:
    statements = [
        f"statements/cases/{p.name}" for p in sorted((TESTS / "statements/cases").glob("*"))
    ]
    expected = {
        want.get("act")
        for case in cases(*statements)
        for want in case.get("expect", [])  # type: ignore[attr-defined]
    }
    assert set(get_args(Act)) <= expected
