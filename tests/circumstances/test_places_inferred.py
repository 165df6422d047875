"""Places that are not said of an event but follow from the text: named, and marked as inferred."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import demarche

CASES = yaml.safe_load((Path(__file__).parent / "inferred_places.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["text"][-45:] for c in CASES])
def test_inferred_place_case(case: dict[str, Any]) -> None:
    events = demarche.read(case["text"], "2024-10-21").events
    places = [e.place for e in events if e.trigger.text == case["trigger"]]
    if case["place"] is None:
        assert not any(places)
    else:
        assert [(p.name, p.country, p.inferred) for p in places if p] == [(*case["place"], True)]


def test_a_place_that_is_said_is_not_inferred() -> None:
    (event,) = demarche.read("Soldiers shot 30 protesters in Kampala.", "2024-10-21").events
    assert event.place is not None
    assert (event.place.admin1, event.place.inferred) == ("Central", False)
