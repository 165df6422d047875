"""Fit the numbers that readers give: `python training/factuality.py DATA [--out readers.json]`.

DATA is a folder with `factuality/uds-train.jsonl`, `uds-dev.jsonl`, `meantime-train.jsonl`,
`meantime-dev.jsonl`, `treebanks/en_gum-free-train.conllu`, `plover/plv-train.tsv` and
`gsr-dev.jsonl`; all of these may train what is shipped. Nothing of UW is read.
Least squares and logistic regression with an L2 penalty, by conjugate gradients, in numpy: no
random numbers, the same input gives the same weights.

Steps:
1. `web`: ridge on the features of UDS train, whose scores (about -1.2 to 1.2) are scaled to -3..3.
2. `news`: mean judgement of MEANTIME train for each value of the rules, drawn to the value's own
   number with the weight of `PRIOR` judgements, for the rare values; then for each value and kind
   of nearest operator, drawn to the value's mean with the weight of `KIND_PRIOR` judgements.
3. `register`: logistic regression of news sentences (MEANTIME, GUM, PLV) against UDS sentences.
4. `slope`, `shift`: of a small grid, what gives the highest r on UDS dev plus r on MEANTIME dev,
   minus twice the mean error on MEANTIME dev, whose scale is that of the score.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from demarche.commitments.calibrate import kind_of
from demarche.commitments.features import features, register
from demarche.commitments.path import fold, operators
from demarche.commitments.values import SCORES
from demarche.evaluate.factuality import Judged, read
from demarche.evaluate.parses import trees
from demarche.language.tree import Tree

SCALE = 2.7
STRETCH = 1.3
"""Least squares draws to the mean; this spreads its sums again, clipped to -3..3."""

PRIOR = 40
KIND_PRIOR = 20
RIDGE = 30.0
FEWEST = 3
"""A feature that holds less often gets no weight."""

Vector = np.ndarray


class Matrix:
    """Rows of feature names as a sparse 0/1 matrix with a column of ones."""

    def __init__(self, rows: Sequence[Sequence[str]], names: Sequence[str]) -> None:
        index = {name: column for column, name in enumerate(names)}
        found = [[index[n] for n in row if n in index] for row in rows]
        self.column = np.array([c for row in found for c in row], dtype=np.int64)
        self.row = np.repeat(np.arange(len(rows)), [len(row) for row in found])
        self.shape = (len(rows), len(names) + 1)

    def times(self, weights: Vector) -> Vector:
        sums = np.bincount(self.row, weights[self.column], minlength=self.shape[0])
        return sums + weights[-1]

    def back(self, values: Vector) -> Vector:
        sums = np.bincount(self.column, values[self.row], minlength=self.shape[1] - 1)
        return np.append(sums, values.sum())


def frequent(rows: Sequence[Sequence[str]]) -> list[str]:
    counts = Counter(name for row in rows for name in row)
    return sorted(name for name, count in counts.items() if count >= FEWEST)


def solve(product: Callable[[Vector], Vector], right: Vector, steps: int = 80) -> Vector:
    """Conjugate gradients for a positive definite system."""
    found = np.zeros_like(right)
    rest = right.copy()
    direction = rest.copy()
    size = rest @ rest
    for _ in range(steps):
        moved = product(direction)
        length = size / (direction @ moved)
        found += length * direction
        rest -= length * moved
        fresh = rest @ rest
        if fresh < 1e-10 * (right @ right):
            break
        direction = rest + fresh / size * direction
        size = fresh
    return found


def ridge(matrix: Matrix, goal: Vector, weight: Vector, penalty: float) -> Vector:
    """Weighted least squares; the bias (last) is not drawn to zero."""
    pull = np.full(matrix.shape[1], penalty)
    pull[-1] = 1e-6
    return solve(
        lambda v: matrix.back(weight * matrix.times(v)) + pull * v, matrix.back(weight * goal)
    )


def logistic(matrix: Matrix, goal: Vector, weight: Vector, penalty: float) -> Vector:
    """Logistic regression by Newton's method."""
    found = np.zeros(matrix.shape[1])
    for _ in range(8):
        raw = matrix.times(found)
        chance = 1 / (1 + np.exp(-raw))
        curve = np.maximum(weight * chance * (1 - chance), 1e-6)
        found = ridge(matrix, raw + weight * (goal - chance) / curve, curve, penalty)
    return found


class Part:
    """Judged predicates with their parses, rule values and features."""

    def __init__(self, path: Path, scale: float = 1.0) -> None:
        judged = read(path)
        texts = list(dict.fromkeys(one.text for one in judged))
        self.trees = dict(zip(texts, trees(texts), strict=True))
        self.goal = np.clip(np.array([one.label * scale for one in judged]), -3, 3)
        self.values: list[str] = []
        self.kinds: list[str] = []
        self.rows: list[list[str]] = []
        self.registers: list[list[str]] = []
        for one in judged:
            self._add(one)

    def _add(self, one: Judged) -> None:
        tree = self.trees[one.text]
        token = tree.token_at(one.start) or 0
        path = operators(tree, token)
        value, _ = fold(path)
        self.values.append(value)
        self.kinds.append(kind_of(path, value))
        self.rows.append(features(tree, token, path, value))
        self.registers.append(register(tree, tree.sentence_of[token]))


def sentences(parsed: Sequence[Tree]) -> list[list[str]]:
    return [register(tree, number) for tree in parsed for number in range(len(tree.sentences))]


def gum_news(folder: Path) -> list[Tree]:
    """GUM's news sentences as trees, by hand."""
    found = []
    blocks = (folder / "en_gum-free-train.conllu").read_text(encoding="utf-8").split("\n\n")
    for block in blocks:
        if "# sent_id = GUM_news" not in block:
            continue
        cells = [line.split("\t") for line in block.splitlines() if line[:1].isdigit()]
        cells = [c for c in cells if c[0].isdigit()]
        words = [c[1] for c in cells]
        ends = np.cumsum([len(w) + 1 for w in words]) - 1
        found.append(
            Tree(
                text=" ".join(words),
                words=words,
                lemmas=[c[2] for c in cells],
                upos=[c[3] for c in cells],
                tags=[c[4] for c in cells],
                feats=[c[5].replace("_", "") for c in cells],
                heads=[int(c[6]) - 1 if c[6] != "0" else n for n, c in enumerate(cells)],
                deps=[c[7] for c in cells],
                ents=[""] * len(cells),
                starts=[int(e) - len(w) for e, w in zip(ends, words, strict=True)],
                ends=[int(e) for e in ends],
                sentences=[(0, len(cells))],
            )
        )
    return found


def plain(names: Sequence[str], weights: Vector, digits: int = 3) -> dict[str, object]:
    kept = {
        name: round(float(w), digits)
        for name, w in zip(names, weights, strict=False)
        if abs(w) >= 10**-digits * 5
    }
    return {"bias": round(float(weights[-1]), digits), "weights": kept}


def correlation(a: Vector, b: Vector) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parents[1] / "src/demarche/knowledge/factuality/readers.json",
    )
    options = parser.parse_args()
    folder = options.data / "factuality"
    uds, uds_dev = (Part(folder / f"uds-{part}.jsonl", SCALE) for part in ("train", "dev"))
    wiki, wiki_dev = (Part(folder / f"meantime-{part}.jsonl") for part in ("train", "dev"))

    names = frequent(uds.rows)
    matrix = Matrix(uds.rows, names)
    web = ridge(matrix, uds.goal, np.ones(len(uds.rows)), RIDGE) * STRETCH

    news = {}
    for value, number in SCORES.items():
        judged = wiki.goal[[v == value for v in wiki.values]]
        news[value] = round(float((judged.sum() + PRIOR * number) / (len(judged) + PRIOR)), 3)
    for kind in sorted(set(wiki.kinds)):
        judged = wiki.goal[[k == kind for k in wiki.kinds]]
        own = (judged.sum() + KIND_PRIOR * news[kind.split()[0]]) / (len(judged) + KIND_PRIOR)
        news[kind] = round(float(own), 3)

    plover = options.data / "plover"
    with (plover / "plv-train.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        texts = {row["sentence"] for row in rows}
    with (plover / "gsr-dev.jsonl").open(encoding="utf-8") as lines:
        texts |= {json.loads(line)["text"] for line in lines}
    news_trees = [
        *wiki.trees.values(),
        *gum_news(options.data / "treebanks"),
        *trees(sorted(texts)),
    ]
    press = sentences(news_trees)
    other = sentences(list(uds.trees.values()))
    signs = frequent([*press, *other])
    kind = np.array([1.0] * len(press) + [0.0] * len(other))
    even = np.where(kind == 1, len(other) / len(press), 1.0)
    gate = logistic(Matrix([*press, *other], signs), kind, even, 10.0)

    grid = {}
    for slope in (0.5, 0.75, 1.0):
        for shift in (-4.0, -3.5, -3.0, -2.5, -2.0, -1.0):
            results = []
            for part in (uds_dev, wiki_dev):
                raw = Matrix(part.registers, signs).times(gate)
                share = 1 / (1 + np.exp(-slope * (raw - shift)))
                own = np.clip(Matrix(part.rows, names).times(web), -3, 3)
                pairs = zip(part.kinds, part.values, strict=True)
                rule = np.array([news.get(k, news[v]) for k, v in pairs])
                mixed = share * rule + (1 - share) * own
                results.append(correlation(mixed, part.goal))
            results.append(-2 * float(np.abs(mixed - part.goal).mean()))
            grid[slope, shift] = results
            print(slope, shift, [round(r, 4) for r in results])
    slope, shift = max(grid, key=lambda key: (sum(grid[key]), key))
    options.out.write_text(
        json.dumps(
            {
                "trained_on": [
                    "UDS event factuality, train (CC BY-SA 4.0)",
                    "MEANTIME factuality, train (CC BY 4.0)",
                    "GUM news, train (CC BY 4.0), register only",
                    "PLV train and PLOVER gold standard sentences, register only",
                ],
                "news": news,
                "web": plain(names, web),
                "register": plain(signs, gate),
                "slope": slope,
                "shift": shift,
            },
            indent=0,
            ensure_ascii=False,
        )
        + "\n",
        encoding="utf-8",
    )
    print(f"{len(names)} web features, {len(signs)} register features; slope {slope} shift {shift}")
    print("news", news)


if __name__ == "__main__":
    main()
