"""Articles for the benchmarks, no two alike, as many as are asked for, made as they are read.

Of about 400 words: `political`: paragraphs of the bundled examples, so that every sentence is
political: the hard case. `general`: paragraphs of `general.yaml`, of one subject an article.
`mixed`: one article of four is political, as a rough guess at a day's general news.
Of 30 to 50 words: `bulletins`, composed from `bulletins.yaml`, three of four political.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as numbers
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml

from demarche.cli.read import example_path
from demarche.ingest import read_sources
from demarche.ingest.text import make_document
from demarche.model import Document

WORDS = 400
KINDS = ("political", "mixed", "general")
POLITICAL_OF = 4
"""One article of so many is political in `mixed`."""
BULLETINS_OF = 10
"""One bulletin of so many is political: a feed of all that an agency sends."""
BULLETINS = "bulletins"
FIRST, DAYS = date(2015, 1, 1), 3650
"""Bulletins are spread over ten years: what happened on other days is another claim."""


def documents(kind: str, count: int) -> Iterator[Document]:
    """Documents of a kind of `KINDS`, or `BULLETINS`."""
    if kind == BULLETINS:
        return (make_document(f"{b.title}\n\n{b.text}", published=b.date) for b in bulletins(count))
    return islice(_texts(kind), count)


def write_jsonl(path: Path, kind: str, count: int) -> None:
    """Articles of a kind as JSON lines, headline apart."""
    with path.open("w", encoding="utf-8") as file:
        for document in documents(kind, count):
            headline, _, text = document.text.partition("\n\n")
            row = {"title": headline, "text": text, "date": document.published}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_bulletins(folder: Path, count: int, rows: int) -> None:
    """Bulletins as JSON-lines files of so many rows; a file that is there already is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, count, rows):
        path = folder / f"bulletins-{first:09}.jsonl"
        if path.exists():
            continue
        hidden = path.with_suffix(".part")
        with hidden.open("w", encoding="utf-8") as file:
            for found in bulletins(min(rows, count - first), first):
                row = {"title": found.title, "text": found.text, "date": found.date}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        hidden.rename(path)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """News in brief."""

    title: str
    text: str
    date: str


@dataclass(frozen=True, slots=True)
class _Country:
    name: str
    people: str
    capital: str


def bulletins(count: int, first: int = 0) -> Iterator[Bulletin]:
    """Bulletins number `first` and those after it; each depends on its number alone.

    Its dateline bears the number, so that no two are alike.
    """
    path = Path(__file__).with_name("bulletins.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    countries = [_Country(*row) for row in data.pop("countries")]
    political, general = data.pop("political"), data.pop("general")
    syllables = data.pop("syllables")
    for number in islice(numbers(first), count):
        chance = random.Random(number)
        values: dict[str, Any] = {name: chance.choice(rows) for name, rows in data.items()}
        values |= zip("abc", chance.sample(countries, 3), strict=True)
        values |= {"few": chance.randint(2, 19), "many": f"{chance.randint(2, 980) * 10:,}"}
        values["town"] = _name(chance, syllables)
        values["person"] = f"{values['given']} {_name(chance, syllables)}"
        title, text = chance.choice(general if number % BULLETINS_OF else political)
        day = FIRST + timedelta(days=number % DAYS)
        place = f"{values['c'].capital}, {day:%b} {day.day} (Bulletin {number:,})"
        yield Bulletin(
            title.format(**values), f"{place} - {text.format(**values)}", day.isoformat()
        )


def _name(chance: random.Random, syllables: list[list[str]]) -> str:
    return "".join(map(chance.choice, syllables))


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
