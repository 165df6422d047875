"""What is parsed: all that may hold an event, with what is needed to read it, and no more."""

import pytest
import yaml

from demarche import pipeline, triage
from demarche.cli.read import example_path
from demarche.ingest import read_sources
from demarche.ingest.text import make_document
from demarche.model import Document, encode

CASES = yaml.safe_load("""
seeds:
  - Israel bombed Beirut on Sunday.
  - The foreign minister summoned the Russian ambassador.
  - Moscow and Kyiv exchanged 190 prisoners.
  - Police arrested forty protesters outside the parliament.
  - NATO condemned the attack.
others:
  - The bread rests for thirty hours before it is baked.
  - Sales grew by 4 percent in the twelve weeks to September.
  - The singer announced a world tour on Monday.
  - Temperatures will drop by eight degrees between Thursday and Saturday.
  - She sleeps better when she walks for half an hour after dinner.
""")


def words(text: str) -> list[str]:
    return [w.strip(".,") for w in text.lower().split()]


@pytest.mark.parametrize("text", CASES["seeds"])
def test_an_event_may_be_told_here(text: str) -> None:
    assert triage.is_seed(text, words(text))


@pytest.mark.parametrize("text", CASES["others"])
def test_no_event_can_be_told_here(text: str) -> None:
    assert not triage.is_seed(text, words(text))


def article(*paragraphs: str) -> Document:
    return make_document("\n\n".join(paragraphs), published="2024-10-21")


def test_political_articles_are_coded_as_if_all_were_parsed() -> None:
    documents = list(read_sources([example_path()]))
    assert encode(pipeline.code(documents)) == encode(pipeline.code(documents, parse_all=True))


def test_an_article_without_politics_is_not_parsed_but_is_kept() -> None:
    document = article(*CASES["others"])
    (coded,) = pipeline.code_documents([document])
    assert coded.document == document
    assert not coded.mentions and not coded.statements and not coded.events
    (whole,) = pipeline.code_documents([document], parse_all=True)
    assert whole.mentions or whole.statements


def test_neighbours_and_introductions_are_parsed_with_a_seed() -> None:
    plain = ["The road was quiet and the shops were full of people that day."] * 2
    document = article(
        "A long day in the capital.",
        "Colonel Anton Berzin is known for his patience.",
        *plain,
        "He waited in the rain.",
        "Berzin told Russia and Ukraine that the attack on the army had to stop before the winter, "
        "and accused both governments of killing civilians in the city.",
        "Nobody answered.",
        *plain,
    )
    kept = triage.blanked(document.text, triage.skipped(document))
    for part in ("Colonel Anton Berzin", "He waited", "the attack", "Nobody answered"):
        assert part in kept
    assert "shops" not in kept
    assert len(kept) == len(document.text)


def test_triggers_are_those_of_the_lexicon() -> None:
    assert "ASSAULT" in triage.triggers(["attacked"])
    assert not list(triage.triggers(["bread"]))
