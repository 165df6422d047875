"""Factuality: Pearson's r and mean absolute error against human judgements, over all predicates.

Two formats, told apart by line: UDS lines have `text`, `start` and `factuality`; token-span lines
(UW, MEANTIME, FactBank as unified by Stanovsky et al. 2017) have `text`, whose blanks separate
tokens, and `targets` with `span1` (first token, one past the last) and `label`. Every predicate
counts: one that the parser makes no word of is taken for a plain assertion. Keys: `pearson_r`,
`mae`, `n` over all files, and the same by file where there are several.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.commitments.api import factuality_at
from demarche.commitments.values import SCORES
from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report
from demarche.language.tree import Tree

BATCH = 512


@dataclass(frozen=True, slots=True)
class Judged:
    """A predicate at a character offset of a sentence, and the judgement of its readers."""

    text: str
    start: int
    label: float


@dataclass(frozen=True, slots=True)
class Guess:
    """A judged predicate with the value and the score that Demarche gives it."""

    gold: Judged
    value: str
    score: float


def read(path: Path) -> list[Judged]:
    """The predicates of a file. Raises DataError where a line has neither format."""
    found: list[Judged] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.extend(_judged(json.loads(line)))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise DataError(f"{path}:{number}: not a factuality record: {error!r}") from error
    return found


def _judged(row: dict[str, Any]) -> Iterable[Judged]:
    text = row["text"]
    if "start" in row:
        yield Judged(text, int(row["start"]), float(row["factuality"]))
        return
    starts = [0]
    for word in text.split(" "):
        starts.append(starts[-1] + len(word) + 1)
    for target in row["targets"]:
        yield Judged(text, starts[target["span1"][0]], float(target["label"]))


def guess(judged: Sequence[Judged]) -> list[Guess]:
    """Demarche's answer for each predicate, in order; each text is parsed once."""
    texts = list(dict.fromkeys(one.text for one in judged))
    parsed: dict[str, Tree] = {}
    for first in range(0, len(texts), BATCH):
        part = texts[first : first + BATCH]
        parsed.update(zip(part, trees(part), strict=True))
    found = []
    for one in judged:
        try:
            value, score = factuality_at(one.text, one.start, parsed[one.text])
        except ValueError:
            value, score = "CT+", SCORES["CT+"]
        found.append(Guess(one, value, score))
    return found


def pearson(pairs: Sequence[tuple[float, float]]) -> float:
    """Pearson's correlation; 0 where one side does not vary."""
    if len(pairs) < 2:
        return 0.0
    mean_x = math.fsum(x for x, _ in pairs) / len(pairs)
    mean_y = math.fsum(y for _, y in pairs) / len(pairs)
    xy = math.fsum((x - mean_x) * (y - mean_y) for x, y in pairs)
    xx = math.fsum((x - mean_x) ** 2 for x, _ in pairs)
    yy = math.fsum((y - mean_y) ** 2 for _, y in pairs)
    return xy / math.sqrt(xx * yy) if xx > 0 and yy > 0 else 0.0


def mean_error(pairs: Sequence[tuple[float, float]]) -> float:
    """Mean absolute difference."""
    return math.fsum(abs(x - y) for x, y in pairs) / len(pairs) if pairs else 0.0


def score(paths: list[Path], errors: int = 0) -> Report:
    """Score factuality files; `errors`: how many of the worst predicates to return as text."""
    scores: dict[str, float] = {}
    everything: list[Guess] = []
    files = [
        file
        for path in paths
        for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
    ]
    for file in files:
        guesses = guess(read(file))
        everything.extend(guesses)
        if len(files) > 1:
            scores |= {f"{file.stem}_{key}": value for key, value in _scores(guesses).items()}
    worst = sorted(everything, key=lambda g: -abs(g.score - g.gold.label))[:errors]
    return Report(_scores(everything) | scores, [_show(g) for g in worst])


def _scores(guesses: Sequence[Guess]) -> dict[str, float]:
    pairs = [(g.score, g.gold.label) for g in guesses]
    return {"pearson_r": pearson(pairs), "mae": mean_error(pairs), "n": float(len(pairs))}


def _show(one: Guess) -> str:
    gold = one.gold
    text = f"{gold.text[: gold.start]}[{gold.text[gold.start :]}"
    return f"gold {gold.label:+.2f}, found {one.score:+.2f} {one.value}: {text}"
