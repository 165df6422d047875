"""Versions of one text: found, whatever the order, and counted once."""

import random

import pytest
from msgspec.structs import replace

from demarche.claims.copies import agency, are_versions, find_copies, signature, similarity
from demarche.claims.status import status
from demarche.ingest.text import make_document
from demarche.model import AUTHOR, Document, Party, Position, Span

WIRE = (
    "KYIV (AP) — Ukrainian officials said on Tuesday that a drone had hit a grain warehouse "
    "near the port of Odesa, setting it on fire and wounding two workers. The regional "
    "governor, Oleh Kiper, said that firefighters needed four hours to put out the flames. "
    "The warehouse held about nine thousand tonnes of wheat that were to be shipped to Egypt "
    "and Tunisia this week. Russia has not commented on the attack. Its forces have struck "
    "the harbour eleven times since the summer."
)
REWRITE = (
    "ODESA — Ukrainian officials said on Tuesday that a drone had hit a grain warehouse near "
    "the port of Odesa, setting it on fire and wounding two workers. It took firefighters "
    "four hours to put out the flames, regional governor Oleh Kiper said. The warehouse held "
    "about nine thousand tonnes of wheat that were to be shipped to Egypt and Tunisia this "
    "week, traders told this newspaper."
)
OTHER = (
    "Ukraine's parliament on Tuesday passed a budget for the coming year after a debate of "
    "three days. The finance minister said that half of all spending would go to defence. "
    "Members of the opposition complained that pensions had been forgotten, and left the "
    "chamber before the vote."
)


def paper(text: str, name: str, published: str = "2024-10-22") -> Document:
    return make_document(text, publisher=name, published=published)


def test_wire_copies_and_rewrites_are_versions_and_other_texts_are_not() -> None:
    wire, rewrite, other = (signature(paper(t, "x")) for t in (WIRE, REWRITE, OTHER))
    assert wire and rewrite and other
    assert are_versions(wire, rewrite)
    assert not are_versions(wire, other)
    assert 0.4 < similarity(wire, rewrite) < 1 and similarity(wire, other) < 0.1


def test_groups_do_not_depend_on_the_order_of_articles() -> None:
    papers = [
        paper(WIRE, "A"), paper(WIRE + " More follows.", "B", "2024-10-23"),
        paper(REWRITE, "C", "2024-10-23"), paper(OTHER, "D"),
    ]  # fmt: skip
    expected = find_copies(papers)
    assert [len(group.documents) for group in expected] == [3]
    assert expected[0].documents[0] == papers[0].id
    assert "AP" in expected[0].why
    for seed in range(5):
        assert find_copies(random.Random(seed).sample(papers, len(papers))) == expected


def test_other_versions_of_the_algorithm_do_not_compare() -> None:
    one = signature(paper(WIRE, "A"))
    assert one is not None
    assert similarity(one, one) == 1
    assert similarity(one, replace(one, version=one.version + 1)) == 0


@pytest.mark.parametrize(
    "text,expected",
    [
        ("KYIV (AP) — Officials said", "AP"), ("MOSCOW, Oct 21 (Reuters) - The Kremlin", "Reuters"),
        ("PARIS (AFP) – France", "AFP"), ("The AP report was long.", None),
        ("Troops moved. (Reporting by Reuters)", "Reuters"), ("Nothing here", None),
    ],
)  # fmt: skip
def test_agency_tags(text: str, expected: str | None) -> None:
    assert agency(text) == expected


def test_copies_of_one_wire_story_corroborate_once() -> None:
    papers = {p.id: p for p in (paper(WIRE, "A"), paper(WIRE + " More.", "B"), paper(OTHER, "C"))}

    def tells(document: str) -> Position:
        return Position(
            party=Party(actor=AUTHOR, code=AUTHOR), stance="asserts", document=document,
            sentence=Span(start=0, end=1, text="x"), date="2024-10-22",
        )  # fmt: skip

    first, second, other = papers
    groups = {first: "g", second: "g"}
    assert status([tells(first), tells(second)], papers, groups)[0] == "uncontested"
    verdict, why = status([tells(first), tells(second), tells(other)], papers, groups)
    assert verdict == "corroborated" and "2 publishers" in why and "A, C" in why


def test_a_text_of_a_few_words_has_no_signature() -> None:
    assert signature(paper("Troops were sent to the border on Monday.", "A")) is None
