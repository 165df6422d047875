"""Articles for the benchmarks: about 400 words each, no two alike, as many as are asked for.

`political`: paragraphs of the bundled examples, so that every sentence is political: the hard case.
`general`: paragraphs of `general.yaml`, of one subject an article. `mixed`: one article of four is
political, as a rough guess at a day's general news.
"""

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import yaml

from demarche.cli.read import example_path
from demarche.ingest import read_sources
from demarche.ingest.text import make_document
from demarche.model import Document

WORDS = 400
KINDS = ("political", "mixed", "general")
POLITICAL_OF = 4
"""One article of so many is political in `mixed`."""


def documents(kind: str, count: int) -> Iterator[Document]:
    """Documents of a kind of `KINDS`."""
    return islice(_texts(kind), count)


def write_jsonl(path: Path, kind: str, count: int) -> None:
    """Articles of a kind as JSON lines, headline apart."""
    with path.open("w", encoding="utf-8") as file:
        for document in documents(kind, count):
            headline, _, text = document.text.partition("\n\n")
            row = {"title": headline, "text": text, "date": document.published}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _texts(kind: str) -> Iterator[Document]:
    political, general = _political(), _general()
    number = 0
    while True:
        number += 1
        hard = kind == "political" or (kind == "mixed" and number % POLITICAL_OF == 0)
        paragraphs = next(political if hard else general)
        text = "\n\n".join([f"Report number {number} of the day", *paragraphs])
        yield make_document(text, published="2024-11-05")


def _political() -> Iterator[list[str]]:
    paragraphs = [
        document.text[s.start : s.end]
        for document in read_sources([example_path()])
        if isinstance(document, Document)
        for s in document.sections
    ]
    source = cycle(paragraphs)
    while True:
        next(source)  # one step further each time, so that no article repeats another
        yield _filled(source)


def _general() -> Iterator[list[str]]:
    path = Path(__file__).with_name("general.yaml")
    subjects = yaml.safe_load(path.read_text(encoding="utf-8"))
    sources = [cycle(paragraphs) for paragraphs in subjects.values()]
    for source in cycle(sources):
        next(source)
        yield _filled(source)


def _filled(source: Iterator[str]) -> list[str]:
    found, words = [], 0
    while words < WORDS:
        found.append(next(source))
        words += len(found[-1].split())
    return found
