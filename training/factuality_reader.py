"""Train the networks of `demarche.commitments.reading` on UDS event factuality.

    python training/factuality_reader.py DATA [--only N] [--out reader.npz]

DATA is a folder with `factuality/uds-train.jsonl` (CC BY-SA 4.0), the only thing they learn from; r
on `uds-dev.jsonl` is printed at the end of each. Needs torch beside Demarche; one core takes a
minute for each of the three, which differ in their seed only. With `--only` the other two stay as
the file has them. Seeds fixed; torch's sums may differ between machines, so a repeated run
elsewhere ends with slightly other weights.
"""

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from demarche.commitments.features import features
from demarche.commitments.path import fold, operators
from demarche.commitments.reading import HEADS, NEAR, RELATIONS, around, distances, relations
from demarche.evaluate.factuality import read
from demarche.evaluate.parses import trees

SCALE = 2.7
"""From UDS's judgements, about -1.2 to 1.2, to -3..3."""
HALF = 384
LONGEST = 160
"""Words of a sentence that are read in training."""
WIDTH, HIDDEN = 96, 128
DROP, DROP_FEATURES, NOISE = 0.3, 0.15, 0.05
WORDS = 1500
"""Words of a batch, padding included."""
RATE, DECAY = 1e-3, 0.02
EPOCHS = 6
FEWEST = 8
"""A feature that holds less often has no vector."""
SEEDS = (1, 2, 3)


@dataclass
class Predicate:
    """One judged predicate; indices count within its sentence."""

    place: int
    first: int
    relation: list[int]
    distance: np.ndarray
    names: list[str]
    goal: float


@dataclass
class Sentence:
    states: Tensor
    predicates: list[Predicate]


def load(path: Path) -> list[Sentence]:
    judged = read(path)
    texts = list(dict.fromkeys(one.text for one in judged))
    parsed = dict(zip(texts, trees(texts), strict=True))
    found: dict[tuple[str, int], Sentence] = {}
    for one in judged:
        tree = parsed[one.text]
        token = tree.token_at(one.start) or 0
        number = tree.sentence_of[token]
        begin, end = tree.sentences[number]
        first, last = around(tree, token)
        if last > begin + LONGEST:
            continue
        assert tree.states is not None
        sentence = found.setdefault(
            (one.text, number),
            Sentence(torch.tensor(tree.states[begin : min(end, begin + LONGEST)]), []),
        )
        path_up = operators(tree, token)
        sentence.predicates.append(
            Predicate(
                token - first,
                first - begin,
                relations(tree, token),
                distances(tree, token),
                features(tree, token, path_up, fold(path_up)[0]),
                float(np.clip(one.label * SCALE, -3, 3)),
            )
        )
    return list(found.values())


class Batch:
    """Sentences side by side, and windows around their predicates into the flat table of words."""

    def __init__(self, sentences: list[Sentence], index: dict[str, int], drop: float) -> None:
        longest = max(len(s.states) for s in sentences)
        self.states = torch.zeros(len(sentences), longest, 2 * HALF)
        self.there = torch.zeros(len(sentences), longest, dtype=torch.bool)
        for row, sentence in enumerate(sentences):
            self.states[row, : len(sentence.states)] = sentence.states.float()
            self.there[row, : len(sentence.states)] = True
        every = [(row * longest, p) for row, s in enumerate(sentences) for p in s.predicates]
        widest = max(len(p.relation) for _, p in every)
        shape = (len(every), widest)
        window, distance = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        relation = np.full(shape, RELATIONS - 1)
        inside = np.zeros(shape, bool)
        known = []
        for row, (begin, p) in enumerate(every):
            n = len(p.relation)
            window[row, :n] = np.arange(n) + begin + p.first
            relation[row, :n], distance[row, :n], inside[row, :n] = (p.relation, p.distance, True)
            names = [index[name] for name in p.names if name in index]
            known.append([k for k in names if not drop or np.random.rand() > drop])
        self.window, self.distance, self.relation, self.inside = (
            torch.tensor(a) for a in (window, distance, relation, inside)
        )
        self.place = torch.tensor([p.place for _, p in every])
        self.goal = torch.tensor([p.goal for _, p in every])
        flat = np.concatenate(known).astype(np.int64)
        self.known = torch.tensor(flat)
        self.begins = torch.tensor(np.cumsum([0, *(len(k) for k in known[:-1])]))


class Reader(nn.Module):
    """As `demarche.commitments.reading` runs it."""

    def __init__(self, names: int, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.mean, self.scale = mean, scale
        self.into = nn.Linear(2 * HALF, WIDTH)
        self.relation = nn.Embedding(RELATIONS, WIDTH)
        self.distance = nn.Embedding(2 * NEAR + 1, WIDTH)
        nn.init.normal_(self.relation.weight, std=0.1)
        nn.init.normal_(self.distance.weight, std=0.1)
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.hidden = nn.Linear(2 * HALF + WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.features = nn.EmbeddingBag(names, HIDDEN, mode="sum")
        nn.init.zeros_(self.features.weight)

    def forward(self, batch: Batch) -> Tensor:
        drop = functional.dropout
        x, last = batch.states[..., :HALF], batch.states[..., HALF:]
        if self.training:
            x = drop(x + NOISE * torch.randn_like(x) * self.scale[:HALF], DROP / 6)
        x = drop((x - self.mean[:HALF]) / self.scale[:HALF], DROP / 3, self.training)
        last = drop((last - self.mean[HALF:]) / self.scale[HALF:], 2 * DROP / 3, self.training)
        table = torch.cat([x, last], -1).flatten(0, 1)
        n, rows = len(batch.place), torch.arange(len(batch.place))
        words = self.into(table)[batch.window] + self.relation(batch.relation)
        words = functional.gelu(words + self.distance(batch.distance), approximate="tanh")
        query = self.query(words[rows, batch.place]).view(n, HEADS, -1)
        keys = self.key(words).view(n, -1, HEADS, WIDTH // HEADS)
        values = self.value(words).view(n, -1, HEADS, WIDTH // HEADS)
        scores = torch.einsum("bhd,bwhd->bhw", query, keys) / keys.shape[-1] ** 0.5
        share = scores.masked_fill(~batch.inside[:, None], -1e9).softmax(-1)
        seen = torch.einsum("bhw,bwhd->bhd", share, values).reshape(n, -1)
        both = torch.cat([table[batch.window[rows, batch.place]], seen], 1)
        hidden = self.hidden(drop(both, DROP, self.training))
        hidden = functional.gelu(
            hidden + self.features(batch.known, batch.begins), approximate="tanh"
        )
        return self.out(drop(hidden, DROP, self.training))[:, 0]


def batches(sentences: list[Sentence], words: int, shuffle: bool) -> list[list[Sentence]]:
    """Sentences of about one length together."""
    sizes = np.array([len(s.states) for s in sentences])
    order = np.argsort(sizes + (np.random.rand(len(sizes)) * 4 if shuffle else 0), kind="stable")
    found: list[list[Sentence]] = [[]]
    for row in order:
        if found[-1] and (len(found[-1]) + 1) * sizes[row] > words:
            found.append([])
        found[-1].append(sentences[row])
    return [found[i] for i in np.random.permutation(len(found))] if shuffle else found


def train(
    seed: int, fit: list[Sentence], dev: list[Sentence], names: list[str]
) -> dict[str, np.ndarray]:
    """Fit one network; its arrays as `reading.weights` wants them."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    index = {feature: row for row, feature in enumerate(names)}
    every = torch.cat([s.states for s in fit]).float()
    model = Reader(len(names), every.mean(0), every.std(0) + 1e-5)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    steps = int(EPOCHS * len(batches(fit, WORDS, True)) * 1.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, RATE, total_steps=steps, pct_start=0.1
    )
    model.train()
    for _ in range(EPOCHS):
        for chosen in batches(fit, WORDS, True):
            batch = Batch(chosen, index, DROP_FEATURES)
            loss = functional.mse_loss(model(batch), batch.goal)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    model.eval()
    with torch.no_grad():
        seen = [Batch(chosen, index, 0.0) for chosen in batches(dev, 2 * WORDS, False)]
        found = torch.cat([model(batch) for batch in seen]).numpy()
        goal = torch.cat([batch.goal for batch in seen]).numpy()
    print(f"seed {seed}: r {np.corrcoef(found, goal)[0, 1]:.4f}", flush=True)
    return arrays(model)


def arrays(model: Reader) -> dict[str, np.ndarray]:
    """16 bits, the vectors of features 8."""
    found: dict[str, np.ndarray] = {"mean": model.mean.numpy(), "scale": model.scale.numpy()}
    for name in ("into", "query", "key", "value", "hidden"):
        layer = getattr(model, name)
        found[name] = layer.weight.detach().numpy().T
        found[f"{name}_bias"] = layer.bias.detach().numpy()
    found["relation"] = model.relation.weight.detach().numpy()
    found["distance"] = model.distance.weight.detach().numpy()
    found["out"] = model.out.weight.detach().numpy()[0]
    found["out_bias"] = model.out.bias.detach().numpy()
    found = {name: array.astype(np.float16) for name, array in found.items()}
    vectors = model.features.weight.detach().numpy()
    size = np.abs(vectors).max(0) / 127
    found["features"] = np.rint(vectors / size).astype(np.int8)
    found["feature_scale"] = size.astype(np.float32)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", type=int, choices=SEEDS, help="train one of them")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parents[1] / "src/demarche/knowledge/factuality/reader.npz",
    )
    options = parser.parse_args()
    folder = options.data / "factuality"
    fit, dev = load(folder / "uds-train.jsonl"), load(folder / "uds-dev.jsonl")
    stored: dict[str, np.ndarray] = {}
    if options.only and options.out.exists():
        with np.load(options.out) as old:
            stored = {name: old[name] for name in old.files}
    if "names" in stored:  # the network that stays knows these features
        names = bytes(stored["names"]).decode().split("\n")
    else:
        counts = Counter(name for s in fit for p in s.predicates for name in p.names)
        names = sorted(name for name, count in counts.items() if count >= FEWEST)
        stored["names"] = np.frombuffer("\n".join(names).encode(), dtype=np.uint8)
    for seed in [options.only] if options.only else SEEDS:
        trained = train(seed, fit, dev, names)
        stored = {k: a for k, a in stored.items() if not k.startswith(f"{seed}:")}
        stored |= {f"{seed}:{name}": array for name, array in trained.items()}
    np.savez_compressed(options.out, **stored)
    print(f"{len(names)} features, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
