"""Articles a second, by stage, on one core and on all; start-up and peak memory.

    python -m benchmarks.pipeline [ARTICLES] [WORKERS]

The articles are the bundled examples cut and joined to 400 words each, so that every sentence is
political: the hard case. Beside it, in the same run: spaCy's blank tokeniser and our parse alone.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from typing import Any

import spacy

from demarche import actors, circumstances, claims, events, records, statements
from demarche.cli.read import example_path
from demarche.commitments.commit import commit
from demarche.ingest import read_sources
from demarche.language.english import english
from demarche.layers import Reading
from demarche.model import Document, content_id
from demarche.pipeline import code

WORDS = 400


def articles(count: int) -> list[Document]:
    """Documents of about 400 words, no two alike."""
    paragraphs = [
        document.text[s.start : s.end]
        for document in read_sources([example_path()])
        if isinstance(document, Document)
        for s in document.sections
    ]
    source = cycle(paragraphs)
    found = []
    for number in range(count):
        # One step further each time, so that no article repeats another.
        next(source)
        text, words = [f"Report number {number} of the day"], 0
        while words < WORDS:
            text.append(next(source))
            words += len(text[-1].split())
        joined = "\n\n".join(text)
        found.append(Document(id=content_id("doc", joined), text=joined, published="2024-11-05"))
    return found


def stages(documents: list[Document]) -> dict[str, float]:
    """Seconds in each stage, one core."""
    spent: dict[str, float] = {}

    def timed(stage: str, call: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter()
        result = call(*arguments)
        spent[stage] = spent.get(stage, 0.0) + time.perf_counter() - start
        return result

    texts = [d.text for d in documents]
    timed("spacy.blank", lambda: list(spacy.blank("en").pipe(texts)))
    trees = timed("parse", lambda: list(english().trees(texts)))
    coded = []
    for document, tree in zip(documents, trees, strict=True):
        reading = Reading(document, tree)
        reading.mentions = timed("actors", actors.find_mentions, tree, document)
        reading.statements = timed(
            "statements", statements.find_statements, tree, reading.mentions, document
        )
        reading.mentions = timed(
            "actors", actors.link_quotes, tree, reading.mentions, reading.statements
        )
        reading.events = timed(
            "events", events.find_events, tree, reading.mentions, reading.statements
        )
        for event in reading.events:
            event.statements, event.factuality = timed(
                "factuality", commit, tree, event.trigger[0], reading.statements, event.absorbed
            )
        timed("circumstances", circumstances.anchor, reading)
        timed("answers", claims.link_answers, reading)
        coded.append(timed("records", records.coded, reading))
    return spent


def start_up() -> float:
    """Seconds for a new process to read one short sentence, all imports and loading included."""
    start = time.perf_counter()
    program = (
        "import demarche; demarche.read('Seoul said that Pyongyang sent troops.', '2024-10-21')"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def _rate(documents: Iterable[Document], workers: int) -> float:
    documents = list(documents)
    start = time.perf_counter()
    code(documents, workers=workers)
    return len(documents) / (time.perf_counter() - start)


def main(count: int, workers: int) -> None:
    """Print the figures."""
    documents = articles(count)
    words = sum(len(d.text.split()) for d in documents)
    code(islice(documents, 2))  # everything loaded before the clock starts
    spent = stages(documents)
    total = sum(seconds for stage, seconds in spent.items() if stage != "spacy.blank")
    print(
        f"{count} articles of {words / count:.0f} words, one core: {count / total:.1f} articles/s"
    )
    for stage, seconds in spent.items():
        share = 100 * seconds / total
        print(f"  {stage:14}{words / seconds:12,.0f} words/s {share:6.1f}% of the whole")
    print(f"parse alone / spacy.blank: {spent['spacy.blank'] / spent['parse']:.3f}")
    print(f"whole / parse alone:       {spent['parse'] / total:.3f}")
    print(f"end to end, 1 process:  {_rate(documents, 1):.1f} articles/s")
    print(f"end to end, {workers} processes: {_rate(documents, workers):.1f} articles/s")
    print(f"start-up with one sentence: {min(start_up() for _ in range(3)):.2f} s")
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"peak memory of a process: {peak / 1024:.0f} MB")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 100,
        int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1,
    )
