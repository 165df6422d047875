"""How fast and how big the claim index is: a million event mentions, and articles that come after.

    python -m benchmarks.claims [MENTIONS]

Real sentences are coded (the bundled examples and `tests/stories`), then each article is told again
with other dates and other states, so that mentions look like those of news and no two years or
pairs of states are the same. Prints one line a step: seconds, mentions a second, resident memory.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from demarche.claims import ClaimIndex, Telling, tellings
from demarche.claims.telling import keys_of
from demarche.evaluate.claims import load
from demarche.model import Coded, content_id

STATES = (
    "AFG", "ARM", "AUS", "AZE", "BGR", "BLR", "BRA", "CAN", "CHN", "COD", "COL", "CUB",
    "DEU", "EGY", "ESP", "ETH", "FRA", "GBR", "GRC", "IND", "IRN", "IRQ", "ISR", "ITA",
    "JPN", "KAZ", "KEN", "KOR", "LBN", "LBY", "MEX", "MLI", "MMR", "MOZ", "NGA", "PAK",
    "PHL", "POL", "PRK", "PSE", "ROU", "RUS", "RWA", "SAU", "SDN", "SOM", "SRB", "SWE",
    "SYR", "THA", "TUN", "TUR", "TWN", "UGA", "UKR", "USA", "VEN", "VNM", "YEM", "ZAF",
)  # fmt: skip
STORIES = Path(__file__).parents[1] / "tests" / "stories"


def coded_articles() -> list[Coded]:
    """The examples and the stories, read."""
    from demarche.cli.read import example_path
    from demarche.ingest import read_sources
    from demarche.model import Document
    from demarche.pipeline import code_documents

    documents = [d for d in read_sources([example_path()]) if isinstance(d, Document)]
    for path in sorted(STORIES.rglob("*.txt")):
        documents.extend(load(path).documents)
    return [item for item in code_documents(documents) if isinstance(item, Coded)]


def retold(told: list[tuple[Telling, ...]], mentions: int, seed: int = 7) -> Iterator[Telling]:
    """Tellings of the articles, each time with other dates and states, until there are enough."""
    rng = random.Random(seed)
    done = number = 0
    while done < mentions:
        article = told[number % len(told)]
        days = rng.randrange(-3650, 0)
        # A few pairs of states make most of the news, as in life.
        weights = [1 / (rank + 1) for rank in range(len(STATES))]
        chosen = iter(rng.choices(STATES, weights, k=16))
        names: dict[str, str] = {}
        number += 1
        for telling in article:
            facts = telling.facts
            for code in (*facts.actors, *facts.recipients, *facts.countries):
                if code not in names and len(code) == 3:
                    names[code] = next(chosen, code)
            moved = replace(
                facts,
                actors=tuple(sorted({names.get(c, c) for c in facts.actors})),
                recipients=tuple(sorted({names.get(c, c) for c in facts.recipients})),
                countries=tuple(sorted({names.get(c, c) for c in facts.countries})),
                first=None if facts.first is None else facts.first + days,
                last=None if facts.last is None else facts.last + days,
                published=None if facts.published is None else facts.published + days,
            )
            name = content_id("tel", telling.id, number)
            rank, when = telling.order[0], moved.published or 99999
            done += len(telling.events)
            yield replace(
                telling, id=name, document=f"{telling.document}-{number}", facts=moved,
                order=f"{rank}{when:05d}{name}", keys=keys_of(moved),
            )  # fmt: skip


def memory() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(mentions: int = 1_000_000) -> None:
    """Run the benchmark and print it."""
    told = [tellings(article) for article in coded_articles()]
    print(f"{len(told)} articles coded, {memory():.0f} MB")
    start = time.perf_counter()
    many = list(retold(told, mentions))
    count = sum(len(t.events) for t in many)
    made = time.perf_counter() - start
    print(f"{count:,} mentions in {len(many):,} tellings made in {made:.0f} s, {memory():.0f} MB")
    index = ClaimIndex()
    start = time.perf_counter()
    changes = index.add_tellings(many)
    spent = time.perf_counter() - start
    print(
        f"batch: {spent:.0f} s, {count / spent:,.0f} mentions/s, {len(changes.changed):,} groups, "
        f"{memory():.0f} MB"
    )
    later = list(retold(told, 2000, seed=8))
    articles: dict[str, list[Telling]] = {}
    for telling in later:
        articles.setdefault(f"new-{telling.document}", []).append(
            replace(telling, id=f"new-{telling.id}", document=f"new-{telling.document}")
        )
    start = time.perf_counter()
    for article in articles.values():
        index.add_tellings(article)
    each = (time.perf_counter() - start) / len(articles)
    print(f"one article more: {1000 * each:.1f} ms, over {len(articles)} articles")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
