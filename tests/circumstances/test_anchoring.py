"""Times, places and quantities on the event that they belong to; the cases are in anchors.yaml."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.actors import find_mentions
from demarche.circumstances import anchor
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.layers import Happening, Reading
from demarche.model import Document, Reason

CASES = yaml.load(
    (Path(__file__).parent / "anchors.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


@cache
def parsed() -> dict[str, Tree]:
    texts = [case["text"] for case in CASES]
    return {t: from_doc(doc) for t, doc in zip(texts, load().pipe(texts), strict=True)}


def anchored(text: str, trigger: str, published: str | None) -> Happening:
    tree = parsed()[text]
    document = Document(id="doc", text=text, published=published)
    event = Happening(
        trigger=(tree.words.index(trigger),), type="AID", mode=None, contexts=(), cameo=None,
        actors=(), recipients=(), reason=Reason(by="rule", entry="test"),
    )  # fmt: skip
    anchor(Reading(document, tree, find_mentions(tree, document), [], [event]))
    return event


@pytest.mark.parametrize("case", CASES, ids=[f"{c['trigger']}: {c['text'][:40]}" for c in CASES])
def test_anchor_case(case: dict[str, Any]) -> None:
    event = anchored(case["text"], case["trigger"], case.get("published", "2024-10-21"))
    if "time" in case:
        stated = event.time.value if event.time and not event.time.inferred else "null"
        assert stated == case["time"]
    if "place" in case:
        assert (event.place.country if event.place else "null") == case["place"]
    if "quantity" in case:
        value = f"{event.quantity.value:.0f}" if event.quantity else "null"
        assert value == case["quantity"]


def test_anchor_infers_and_says_so() -> None:
    text = "Last week, the agency said that the North had sent 1,500 troops to Russia."
    event = anchored(text, "sent", "2024-10-21")
    assert event.time is not None
    assert (event.time.inferred, event.time.latest) == (True, "2024-10-21")


def test_anchor_without_a_date_infers_nothing() -> None:
    text = "Last week, the agency said that the North had sent 1,500 troops to Russia."
    assert anchored(text, "sent", None).time is None
