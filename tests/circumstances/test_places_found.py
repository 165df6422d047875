"""Places as the cases in places.yaml ask for them, on the package's own parse."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.actors import find_mentions
from demarche.circumstances import find_places
from demarche.circumstances.gazetteer import fold, gazetteer
from demarche.language import load
from demarche.language.tree import Tree, from_doc
from demarche.model import Document

CASES = yaml.load(
    (Path(__file__).parent / "places.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


@cache
def parsed() -> dict[str, Tree]:
    texts = [case["text"] for case in CASES]
    return {t: from_doc(doc) for t, doc in zip(texts, load().pipe(texts), strict=True)}


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:50] for c in CASES])
def test_places_case(case: dict[str, Any]) -> None:
    text = case["text"]
    tree = parsed()[text]
    mentions = find_mentions(tree, Document(id="doc", text=text))
    places = [place for _, _, place in find_places(tree, mentions)]
    told = {p.span.text: [p.country or "null", p.precision] for p in places if p.span}
    if "expect" in case:
        assert told == case["expect"]
    for words in case.get("must_not", ()):
        assert words not in told


@pytest.mark.parametrize(
    ("name", "country"),
    [("kyiv", "UKR"), ("kiev", "UKR"), ("tripoli", "LBY"), ("zyrardow", "POL"), ("sudzha", "RUS")],
)
def test_gazetteer_largest_first(name: str, country: str) -> None:
    assert gazetteer().look_up(name)[0].country == country


@pytest.mark.parametrize("name", ["", "zzzz", "aaaa", "no such town"])
def test_gazetteer_unknown(name: str) -> None:
    assert gazetteer().cities_called(name) == ()


def test_gazetteer_finds_every_line() -> None:
    known = gazetteer()
    lines = known.cities.decode().splitlines()
    for line in lines[:: len(lines) // 200]:
        key, name = line.split("\t")[:2]
        assert name in {spot.name for spot in known.cities_called(key)}


@pytest.mark.parametrize(
    ("name", "folded"), [("Żyrardów", "zyrardow"), ("São Paulo", "sao paulo"), ("Kyiv", "kyiv")]
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded
