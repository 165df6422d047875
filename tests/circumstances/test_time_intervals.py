"""The days that times span, by the words around them, the dateline and the time zone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.circumstances import find_times
from demarche.language import load
from demarche.language.tree import from_doc
from demarche.model import Document

CASES = yaml.load(
    (Path(__file__).parent / "intervals.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:50] for c in CASES])
def test_interval_case(case: dict[str, Any]) -> None:
    published = case.get("published", "2024-10-21")
    document = Document(
        id="doc", text=case["text"], published=None if published == "null" else published
    )
    tree = from_doc(load()(case["text"]))
    told = {
        time.span.text: f"{time.earliest or ''}/{time.latest or ''}"
        for _, _, time in find_times(tree, document)
        if time.span
    }
    assert told == case["expect"]
