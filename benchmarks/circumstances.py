"""What times, quantities and places take of the pipeline: the stage's share, and its parts alone.

    python -m benchmarks.circumstances [ARTICLES] [FOLDER]

Every article goes through all stages one after the other, so that what disturbs the machine
disturbs all of them; of three rounds the fastest counts for each stage. FOLDER: articles as plain
text (PolNeAR's) instead of the bundled examples, which are `benchmarks.articles`: every
sentence political, the hard case.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.articles import documents as bundled
from demarche import actors, circumstances
from demarche.ingest.text import prose
from demarche.language.english import english
from demarche.model import Document, content_id
from demarche.pipeline import Clock, code_documents

ROUNDS = 3


def folder(path: Path, count: int) -> list[Document]:
    """The first articles of a folder, by name."""
    texts = (p.read_text(encoding="utf-8") for p in sorted(path.rglob("*.txt"))[:count])
    return [Document(id=content_id("doc", t), text=t, published="2016-10-21") for t in texts]


def stages(documents: list[Document]) -> dict[str, float]:
    """Seconds of each stage of the pipeline, one round, one core."""
    clock = Clock()
    for _ in code_documents(documents, clock=clock):
        pass
    return clock.spent


def parts(documents: list[Document]) -> dict[str, float]:
    """Seconds of the finders of the stage, each alone, on the same articles."""
    parse = english()
    spent = dict.fromkeys(("times", "quantities", "places"), 0.0)
    for document in documents:
        tree = parse(prose(document), document.text)
        mentions = actors.find_mentions(tree, document)
        calls: tuple[tuple[str, Callable[..., object], tuple[object, ...]], ...] = (
            ("times", circumstances.find_times, (tree, document)),
            ("quantities", circumstances.find_quantities, (tree, [])),
            ("places", circumstances.find_places, (tree, mentions)),
        )
        for name, call, arguments in calls:
            start = time.perf_counter()
            call(*arguments)
            spent[name] += time.perf_counter() - start
    return spent


def main(count: int, path: Path | None) -> None:
    """Print the shares."""
    documents = folder(path, count) if path else list(bundled("political", count))
    stages(documents[:2])  # everything loaded before the clock starts
    rounds = [stages(documents) for _ in range(ROUNDS)]
    spent = {stage: min(r[stage] for r in rounds) for stage in rounds[0]}
    total = sum(spent.values())
    words = sum(len(d.text.split()) for d in documents)
    print(f"{len(documents)} articles, {words:,} words, {words / total:,.0f} words/s")
    for stage, seconds in spent.items():
        print(f"  {stage:15}{seconds:8.3f} s {100 * seconds / total:6.2f}% of the whole")
    for part, seconds in parts(documents).items():
        print(f"  - {part:13}{seconds:8.3f} s {100 * seconds / total:6.2f}%, alone")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 40,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
