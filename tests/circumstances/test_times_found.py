"""Times as the cases in times.yaml ask for them, without any parse."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.circumstances.blank import blank_tree

from demarche.circumstances import find_times
from demarche.model import Document, Time

CASES = yaml.load(  # plain text for all scalars: dates must stay as they are written
    (Path(__file__).parent / "times.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


def found(text: str, published: str | None) -> list[Time]:
    document = Document(id="doc", text=text, published=published)
    return [time for _, _, time in find_times(blank_tree(text), document)]


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:50] for c in CASES])
def test_times_case(case: dict[str, Any]) -> None:
    published = case.get("published", "2024-10-21")
    times = found(case["text"], None if published in ("null", "") else published)
    told = {t.span.text: t.value for t in times if t.span}
    if "expect" in case:
        assert told == case["expect"]
    for words in case.get("must_not", ()):
        assert not [t for t in told if words in t]
