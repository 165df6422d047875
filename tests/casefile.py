"""Test sentences from YAML: groups of cases, each with a `text` and what must come of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.evaluate.parses import trees
from demarche.language.tree import Tree


def cases(*files: Path) -> Iterator[Any]:
    """The cases of files as parameters of a test, named by group and text."""
    for file in files:
        for group, rows in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for row in rows:
                yield pytest.param(row, id=f"{group}-{row['text'][:50]}")


def parsed(params: list[Any]) -> dict[str, Tree]:
    """The parse of each case by its text, all read in one go."""
    texts = [param.values[0]["text"] for param in params]
    return dict(zip(texts, trees(texts), strict=True))
