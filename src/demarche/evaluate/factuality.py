"""Factuality: Pearson's r and mean absolute error against human judgements, over all predicates.

Two formats, told apart by line: UDS lines have `text`, `start` and `factuality`; token-span lines
(UW, MEANTIME, FactBank as unified by Stanovsky et al. 2017) have `text`, whose blanks separate
tokens, and `targets` with `span1` (first token, one past the last) and `label`. Their readers were
asked different things, which belongs to the benchmark's definition: UDS's whether it happened, the
others' how sure the author is. With the question `asked`, the default, Demarche is told which; with
`auto` it has to guess from the sentence; `happened` and `certain` ask the same of every file.

Every predicate counts: one that the parser makes no word of is taken for a plain assertion. Keys:
`pearson_r`, `mae`, `n` over all files, and the same by file where there are several; where the
question is `asked`, also `auto_pearson_r` and `auto_mae`.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from demarche.commitments.api import factuality_at
from demarche.commitments.calibrate import Question
from demarche.commitments.values import SCORES
from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report
from demarche.language.tree import Tree

BATCH = 512
Asked = Literal["asked", "auto", "happened", "certain"]
"""What Demarche is asked: what the file's readers were asked, or the same of every file."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A predicate at a character offset of a sentence, and its readers' judgement and question."""

    text: str
    start: int
    label: float
    question: Question


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
        yield Judged(text, int(row["start"]), float(row["factuality"]), "happened")
        return
    starts = [0]
    for word in text.split(" "):
        starts.append(starts[-1] + len(word) + 1)
    for target in row["targets"]:
        yield Judged(text, starts[target["span1"][0]], float(target["label"]), "certain")


def parses(judged: Sequence[Judged]) -> dict[str, Tree]:
    """The parse of each text."""
    texts = list(dict.fromkeys(one.text for one in judged))
    parsed: dict[str, Tree] = {}
    for first in range(0, len(texts), BATCH):
        part = texts[first : first + BATCH]
        parsed.update(zip(part, trees(part), strict=True))
    return parsed


def guess(judged: Sequence[Judged], parsed: dict[str, Tree], question: Asked) -> list[Guess]:
    """Demarche's answer for each predicate, in order."""
    found = []
    for one in judged:
        asked = one.question if question == "asked" else question
        try:
            value, score = factuality_at(one.text, one.start, parsed[one.text], asked)
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


def score(paths: list[Path], errors: int = 0, question: str = "asked") -> Report:
    """Score factuality files; `errors`: how many of the worst predicates to return as text.

    Raises DataError for a question that is none of `Asked`.
    """
    if question not in get_args(Asked):
        raise DataError(
            f"no question is called {question!r}", f"one of {', '.join(get_args(Asked))}"
        )
    asked = cast(Asked, question)
    scores: dict[str, float] = {}
    everything: list[Guess] = []
    blind: list[Guess] = []
    files = [
        file
        for path in paths
        for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
    ]
    for file in files:
        judged = read(file)
        parsed = parses(judged)
        guesses = guess(judged, parsed, asked)
        untold = guess(judged, parsed, "auto") if asked == "asked" else []
        everything.extend(guesses)
        blind.extend(untold)
        if len(files) > 1:
            own = _scores(guesses, untold)
            scores |= {f"{file.stem}_{key}": value for key, value in own.items()}
    worst = sorted(everything, key=lambda g: -abs(g.score - g.gold.label))[:errors]
    return Report(_scores(everything, blind) | scores, [_show(g) for g in worst])


def _scores(guesses: Sequence[Guess], blind: Sequence[Guess]) -> dict[str, float]:
    pairs = [(g.score, g.gold.label) for g in guesses]
    found = {"pearson_r": pearson(pairs), "mae": mean_error(pairs), "n": float(len(pairs))}
    if blind:
        pairs = [(g.score, g.gold.label) for g in blind]
        found |= {"auto_pearson_r": pearson(pairs), "auto_mae": mean_error(pairs)}
    return found


def _show(one: Guess) -> str:
    gold = one.gold
    text = f"{gold.text[: gold.start]}[{gold.text[gold.start :]}"
    return f"gold {gold.label:+.2f}, found {one.score:+.2f} {one.value}: {text}"
