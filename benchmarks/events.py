"""What each part of the events stage adds, and what it costs.

`python -m benchmarks.events GSR SILENCE...`: PLOVER gold standard records (JSON lines) and YAML
files of sentences outside politics (`tests/events/silence*.yaml`). Each part is switched off in
turn: the network, what is known of politics (`politics.is_political`), composition; the network is
what costs, so it is timed. Accuracy of the network on PLV, by five folds, comes from
`training/events.py --table`.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import yaml

from demarche.evaluate import gsr
from demarche.evaluate.parses import trees
from demarche.events import find_events, meaning
from demarche.events.coder import Outcome
from demarche.events.relation import layers
from demarche.language.tree import Tree
from demarche.layers import Mentions, Said

PARTS = ("-", "network", "politics", "composition")
ROUNDS = 7

Sentence = tuple[Tree, Mentions, list[Said]]


@contextmanager
def without(part: str) -> Iterator[None]:
    """The events stage with one part switched off."""
    switch: dict[str, tuple[str, Callable[..., object]]] = {
        "network": ("demarche.events.meaning.load", lambda: None),
        "politics": ("demarche.events.politics.is_political", lambda *_: True),
        "composition": ("demarche.events.coder.Coder.operate", lambda *_: Outcome(None)),
    }
    if part not in switch:
        yield
        return
    with patch(*switch[part]):
        yield


def sentences(texts: list[str]) -> list[Sentence]:
    """Parsed texts with their mentions and statements."""
    return [(tree, *layers(tree)) for tree in trees(texts)]


def main(gold: Path, silent: list[Path]) -> None:
    """Print the table."""
    records = gsr.read(gold)
    told = sentences([record.text for record in records])
    texts: list[str] = []
    for path in silent:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        groups = found.values() if isinstance(found, dict) else [found]
        texts += [text for group in groups for text in group]
    untold = sentences(texts)
    meaning.load()
    find_events(*told[0])
    print("| without | GSR type | extra events per 100 | silence broken | ms per sentence |")
    print("|---|---|---|---|---|")
    taken = dict.fromkeys(PARTS[:2], float("inf"))
    for _ in range(ROUNDS):  # in turn, the best of each: other work disturbs both alike
        for part in taken:
            with without(part):
                started = time.perf_counter()
                for sentence in told:
                    find_events(*sentence)
                spent = (time.perf_counter() - started) / len(told) * 1000
                taken[part] = min(taken[part], spent)
    for part in PARTS:
        with without(part):
            coded = [find_events(*sentence) for sentence in told]
            broken = sum(bool(find_events(*sentence)) for sentence in untold)
        pairs = list(zip(records, coded, strict=True))
        right = sum(any(e.type == r.type for e in events) for r, events in pairs)
        extra = sum(e.type != r.type for r, events in pairs for e in events)
        cost = f"{taken[part]:.2f}" if part in taken else "–"
        print(
            f"| {part} | {right / len(records):.3f} | {extra / len(records) * 100:.1f} "
            f"| {broken / len(texts):.1%} of {len(texts)} | {cost} |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
