"""Versions of texts by arrays are those that `claims.copies` finds, whatever the texts."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.claims.copies import Signature, by_document, groups, signature
from demarche.model import Document, content_id, encode
from demarche.scale import versions as arrays
from demarche.scale.versions import Print, versions

WORDS = [f"word{n}" for n in range(400)]


def prints(signatures: list[Signature]) -> list[Print]:
    return [msgspec.json.decode(encode(s), type=Print) for s in signatures]


def article(seed: int, changed: int, tag: str = "") -> Signature:
    """A text of 200 words by its seed, with so many of them changed."""
    words = random.Random(seed).choices(WORDS, k=200)
    other = random.Random(1000 * seed + changed)
    for place in other.sample(range(200), changed):
        words[place] = other.choice(WORDS)
    text = f"The capital {tag} - " + " ".join(words)
    day = f"2024-01-{1 + changed % 28:02}"
    found = signature(Document(id=content_id("doc", text), text=text, published=day))
    assert found is not None
    return found


def mixed(count: int) -> list[Signature]:
    chance = random.Random(count)
    return [
        article(chance.randrange(6), chance.choice([0, 3, 10, 25, 40, 60, 120]), tag)
        for tag in chance.choices(["", "(AP)", "(Reuters)"], k=count)
    ]


@given(st.integers(1, 60))
@settings(max_examples=15, deadline=None)
def test_the_groups_are_those_of_one_machine(count: int) -> None:
    signatures = list({s.document: s for s in mixed(count)}.values())
    assert versions(prints(signatures)) == dict(by_document(groups(signatures)))


def test_the_order_of_arrival_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    signatures = list({s.document: s for s in mixed(80)}.values())
    expected = versions(prints(signatures))
    assert expected
    monkeypatch.setattr(arrays, "_CHUNK", 7)
    random.Random(1).shuffle(signatures)
    assert versions(prints(signatures)) == expected


def test_nothing_gives_nothing() -> None:
    assert versions([]) == {}
