"""Train the network of `demarche.statements.weighing` on attributions of our own writing.

    python training/attributions.py training/attributions/*.txt [--folds] [--out weigher.npz]

Needs torch beside Demarche. A candidate (a word and a phrase or clause that hangs on it) is an
attribution where its word stands in a marked cue and its phrase is, for the better part, marked
content of the same one. `--folds`: five folds over passages, and what the thresholds mean there.
Seeds are fixed; torch's sums may differ between machines, so a repeated run elsewhere ends with
slightly other weights. Two cores need some two minutes.
"""

import argparse
import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from attribution_data import Passage, Span, read
from demarche.actors import find_mentions
from demarche.evaluate.parses import trees
from demarche.language.tree import Tree
from demarche.model import Document
from demarche.statements.candidates import Candidate
from demarche.statements.find import rule_drafts
from demarche.statements.weighing import WEIGHTS, features, find_candidates, rows, scene

SEEDS = 1, 2, 3
"""One network a seed; their logits are averaged, which is one network three times as wide."""
HIDDEN, DROP = 64, (0.5, 0.3, 0.1)
EPOCHS, BATCH, RATE, DECAY = 6, 128, 1e-3, 0.02
FEWEST = 4
"""A feature that holds less often is not used."""
UNSURE = 0.3
"""Weight of an unmarked word inside a content: nested attributions are marked where plain."""
ADD, DROP_BELOW = 0.7, 0.1
"""Thresholds, by five folds over our own passages: of what is added three in four are right, of
what is dropped one in twenty was."""

Matrix = NDArray[np.float32]


@dataclass(slots=True)
class Rows:
    """Candidates of all passages: states, features, whether attribution, weight, passage."""

    states: Matrix
    names: list[list[str]]
    goal: Matrix
    weight: Matrix
    rules: NDArray[np.bool_]
    passage: NDArray[np.int64]


def tokens(tree: Tree, spans: Sequence[Span]) -> set[int]:
    """The tokens that touch the spans."""
    return {
        i
        for i, (a, b) in enumerate(zip(tree.starts, tree.ends, strict=True))
        if any(a < end and start < b for start, end in spans)
    }


def label(tree: Tree, found: Candidate, gold: Sequence[tuple[set[int], set[int]]]) -> float:
    """Whether a candidate is one of the attributions (cue, content)."""
    around = found.relation in ("host", "sentence")
    below = set(tree.subtree(found.head, [found.cue] if around else []))
    for cue, content in gold:
        shared = len(below & content)
        inside = 2 * shared >= len(below) or 2 * shared >= len(content)
        if found.cue in cue and found.head in content and inside:
            return 1.0
    return 0.0


def build(passages: Sequence[Passage]) -> Rows:
    """All candidates of the passages."""
    states: list[Matrix] = []
    names: list[list[str]] = []
    goal: list[float] = []
    weight: list[float] = []
    rules: list[bool] = []
    number: list[int] = []
    for n, (passage, tree) in enumerate(
        zip(passages, trees([p.text for p in passages]), strict=True)
    ):
        document = Document(id="own", text=passage.text)
        mentions = find_mentions(tree, document)
        layout, drafts = rule_drafts(tree, mentions, document)
        around = scene(tree, mentions, layout, drafts)
        gold = [(tokens(tree, m.cue), tokens(tree, m.content)) for m in passage.attributions]
        cues = {t for cue, _ in gold for t in cue}
        contents = {t for _, content in gold for t in content}
        found = find_candidates(tree)
        states.append(rows(tree, found))
        for one in found:
            names.append(features(around, one))
            goal.append(label(tree, one, gold))
            weight.append(UNSURE if one.cue in contents and one.cue not in cues else 1.0)
            draft = around.by_cue.get(one.cue)
            rules.append(draft is not None and one.head in draft.tokens)
            number.append(n)
    return Rows(
        np.concatenate(states),
        names,
        np.array(goal, np.float32),
        np.array(weight, np.float32),
        np.array(rules),
        np.array(number),
    )


class Net(nn.Module):
    """As `demarche.statements.weighing.Weigher` has it, with dropout."""

    def __init__(self, width: int, names: int) -> None:
        super().__init__()
        self.states = nn.Linear(width, HIDDEN)
        self.names = nn.Linear(names, HIDDEN, bias=False)
        self.out = nn.Linear(HIDDEN, 1)
        self.direct = nn.Linear(names, 1, bias=False)
        self.drops = nn.ModuleList([nn.Dropout(p) for p in DROP])

    def forward(self, x: Tensor, names: Tensor) -> Tensor:
        """Logits."""
        before = self.states(self.drops[0](x)) + self.names(self.drops[2](names))
        hidden = self.drops[1](torch.relu(before))
        return (self.out(hidden) + self.direct(names))[:, 0]


def fit(x: Tensor, names: Tensor, goal: Tensor, weight: Tensor, seed: int) -> Net:
    """One network, AdamW, a rate that falls linearly."""
    torch.manual_seed(seed)
    net = Net(x.shape[1], names.shape[1])
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    for _ in range(EPOCHS):
        for rows_ in torch.randperm(len(x)).split(BATCH):
            loss = functional.binary_cross_entropy_with_logits(
                net(x[rows_], names[rows_]), goal[rows_], weight=weight[rows_]
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return net.eval()


def multi_hot(names: Sequence[Sequence[str]], index: dict[str, int]) -> Tensor:
    """One row a candidate, one column a feature."""
    out = torch.zeros(len(names), len(index))
    for row, held in enumerate(names):
        for name in held:
            if name in index:
                out[row, index[name]] = 1
    return out


def folds(data: Rows, x: Tensor, names: Tensor) -> None:
    """Print what the thresholds mean on passages that the network has not seen."""
    goal, weight = torch.from_numpy(data.goal), torch.from_numpy(data.weight)
    fold = np.random.default_rng(0).integers(0, 5, data.passage.max() + 1)[data.passage]
    share = np.zeros(len(goal), np.float32)
    for k in range(5):
        rest, here = torch.from_numpy(fold != k), torch.from_numpy(fold == k)
        nets = [fit(x[rest], names[rest], goal[rest], weight[rest], s) for s in SEEDS]
        with torch.no_grad():
            logits = torch.stack([net(x[here], names[here]) for net in nets]).mean(0)
        share[fold == k] = torch.sigmoid(logits).numpy()

    def f1(chosen: NDArray[np.bool_]) -> float:
        return float(2 * data.goal[chosen].sum() / (chosen.sum() + data.goal.sum()))

    rules = data.rules
    print(
        f"rules F1 {f1(rules):.3f}; both {f1((share >= ADD) | (rules & (share >= DROP_BELOW))):.3f}"
    )
    for at in (0.5, 0.6, 0.7, 0.8, 0.9):
        chosen = ~rules & (share >= at)
        print(f"  added at {at}: {chosen.sum()}, right {data.goal[chosen].mean():.2f}")
    for at in (0.05, 0.1, 0.2, 0.3):
        chosen = rules & (share < at)
        print(f"  dropped below {at}: {chosen.sum()}, were right {data.goal[chosen].mean():.2f}")


def store(
    nets: Sequence[Net], mean: Matrix, deviation: Matrix, index: dict[str, int], to: Path
) -> None:
    """The mean of the networks as one, half floats, standardisation folded in."""
    parts = [{k: v.numpy() for k, v in net.state_dict().items()} for net in nets]
    states = np.concatenate([p["states.weight"].T for p in parts], axis=1) / deviation[:, None]
    bias = np.concatenate([p["states.bias"] for p in parts]) - mean @ states
    out = np.concatenate([p["out.weight"][0] for p in parts]) / len(parts)
    arrays = {
        "states": states.astype(np.float16),
        "names": np.concatenate([p["names.weight"].T for p in parts], axis=1).astype(np.float16),
        "bias": bias.astype(np.float32),
        "out": np.append(out, np.mean([p["out.bias"] for p in parts])).astype(np.float16),
        "direct": np.mean([p["direct.weight"][0] for p in parts], axis=0).astype(np.float16),
    }
    about = {"features": list(index), "add": ADD, "drop": DROP_BELOW, "seeds": SEEDS}
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, array in arrays.items():  # the time in the archive is always the same
            content = io.BytesIO()
            np.save(content, array)
            info = zipfile.ZipInfo(f"{name}.npy")
            packed.writestr(info, content.getvalue(), zipfile.ZIP_DEFLATED)


def main() -> None:
    """Read, measure if asked, fit, store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--folds", action="store_true", help="measure by five folds")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    data = build([p for file in sorted(arguments.files) for p in read(file)[0]])
    held = Counter(name for names in data.names for name in set(names))
    index = {n: i for i, n in enumerate(sorted(n for n, k in held.items() if k >= FEWEST))}
    mean, deviation = data.states.mean(axis=0), data.states.std(axis=0) + np.float32(1e-3)
    x = torch.from_numpy((data.states - mean) / deviation)
    names = multi_hot(data.names, index)
    print(f"{len(data.goal)} candidates, {int(data.goal.sum())} right, {len(index)} features")
    if arguments.folds:
        folds(data, x, names)
    goal, weight = torch.from_numpy(data.goal), torch.from_numpy(data.weight)
    nets = [fit(x, names, goal, weight, seed) for seed in SEEDS]
    store(nets, mean, deviation, index, arguments.out)


if __name__ == "__main__":
    main()
