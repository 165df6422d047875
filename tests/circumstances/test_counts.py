"""Numbers tied to the event and to whom of it they count; casualties as fields."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import demarche

CASES = yaml.safe_load((Path(__file__).parent / "counts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:50] for c in CASES])
def test_counts_case(case: dict[str, Any]) -> None:
    events = demarche.read(case["text"], "2024-10-21").events
    told: dict[str, float] = {}
    roles: dict[float, str | None] = {}
    for event in events:
        roles.update((count.value, count.role) for count in event.counts)
        for field in event.casualties.__struct_fields__ if event.casualties else ():
            if quantity := getattr(event.casualties, field):
                told[field] = quantity.value
    assert told == case["casualties"]
    for value, role in case.get("roles", {}).items():
        assert roles.get(value) == role
