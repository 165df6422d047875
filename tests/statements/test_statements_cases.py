"""The specification of the statements stage: one sentence, what must be found and what must not."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.layers import Mentions, Said
from demarche.model import Document
from demarche.statements import find_statements

CASES = [
    (f"{path.stem}-{number}", case)
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1)
]


@cache
def _read(text: str) -> tuple[Tree, list[Said]]:
    tree = from_doc(_nlp()(text))
    return tree, find_statements(tree, Mentions(_names(tree)), Document(id="case", text=text))


@cache
def _nlp() -> Any:
    return load()


def _names(tree: Tree) -> list[Any]:
    from demarche.actors import find_mentions

    return find_mentions(tree, Document(id="case", text=tree.text)).all


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _text(tree: Tree, tokens: tuple[int, ...]) -> str:
    return " ".join(tree.words[t] for t in tokens)


def _fits(tree: Tree, all_said: list[Said], said: Said, want: dict[str, Any]) -> bool:
    content = _words(_text(tree, said.content))
    head = tree.words[said.cue[0]]
    checks = {
        "cue": lambda v: v in (head, tree.words[min(said.cue)]),
        "source": lambda v: any(
            _words(o) == _words(_text(tree, said.source_tokens)) for o in str(v).split("|")
        ),
        "content": lambda v: content == _words(v),
        "holds": lambda v: set(v) <= set(content),
        "lacks": lambda v: not set(v) & set(content),
        "code": lambda v: (
            said.source is not None and " ".join(a.code for a in said.source.actors) == v
        ),
        "inside": lambda v: (
            said.parent is not None and tree.words[all_said[said.parent].cue[0]] == v
        ),
    }
    return all(
        checks[key](value) if key in checks else getattr(said, key) == value
        for key, value in want.items()
    )


@pytest.mark.parametrize(("name", "case"), CASES, ids=[name for name, _ in CASES])
def test_statements_case(name: str, case: dict[str, Any]) -> None:
    tree, said = _read(case["text"])
    shown = [
        f"[{_text(tree, s.source_tokens)}] <{_text(tree, s.cue)}> ({_text(tree, s.content)})"
        f" {s.act}/{s.stance}/{s.directness}/{s.channel} parent={s.parent}"
        for s in said
    ]
    for want in case.get("expect", []):
        assert any(_fits(tree, said, s, want) for s in said), (want, shown)
    for want in case.get("must_not", []):
        assert not any(_fits(tree, said, s, want) for s in said), (want, shown)


def test_statements_cases_are_many() -> None:
    assert sum(len(c.get("expect", ())) + len(c.get("must_not", ())) for _, c in CASES) >= 150
