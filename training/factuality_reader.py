"""Train the network of `demarche.commitments.reading` on UDS event factuality.

    python training/factuality_reader.py DATA [--folds] [--out reader.npz]

DATA is a folder with `factuality/uds-train.jsonl` (CC BY-SA 4.0), the only thing it learns from. It
needs torch beside Demarche. Its size, dropout and number of epochs were chosen on a tenth of UDS
train that was kept out (`--folds` prints r there); the shipped weights are of all of UDS train. Two
cores need some three minutes. Seed fixed; torch's sums may differ between machines, so
a repeated run elsewhere ends with slightly other weights.
"""

import argparse
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from demarche.commitments.features import features
from demarche.commitments.path import fold, operators
from demarche.commitments.reading import (
    HEADS,
    NEAR,
    REACH,
    RELATIONS,
    around,
    distances,
    relations,
)
from demarche.evaluate.factuality import read
from demarche.evaluate.parses import trees

SCALE = 2.7
"""From UDS's judgements, about -1.2 to 1.2, to -3..3."""
WIDTH, HIDDEN, DROP = 64, 96, 0.35
EPOCHS, BATCH, RATE, DECAY = 8, 128, 1e-3, 0.02
FEWEST = 8
"""A feature that holds less often has no vector."""
SEED = 2026
WINDOW = 2 * REACH + 1


class Part:
    """Predicates as padded windows into one long table of states."""

    def __init__(self, path: Path) -> None:
        judged = read(path)
        texts = list(dict.fromkeys(one.text for one in judged))
        parsed = dict(zip(texts, trees(texts), strict=True))
        begins = np.cumsum([0, *(len(parsed[t]) for t in texts)]).tolist()
        begin = dict(zip(texts, begins, strict=False))
        self.states = np.concatenate([parsed[t].states for t in texts]).astype(np.float32)
        self.goal = np.clip([one.label * SCALE for one in judged], -3, 3).astype(np.float32)
        self.texts = [one.text for one in judged]
        n = len(judged)
        self.rows = np.zeros((n, WINDOW), np.int64)
        self.relation = np.full((n, WINDOW), RELATIONS - 1)
        self.distance = np.zeros((n, WINDOW), np.int64)
        self.there = np.zeros((n, WINDOW), bool)
        self.place = np.zeros(n, np.int64)
        self.names: list[list[str]] = []
        for i, one in enumerate(judged):
            tree = parsed[one.text]
            token = tree.token_at(one.start) or 0
            first, last = around(tree, token)
            m = last - first
            self.rows[i, :m] = np.arange(first, last) + begin[one.text]
            self.relation[i, :m] = relations(tree, token)
            self.distance[i, :m] = distances(tree, token)
            self.there[i, :m] = True
            self.place[i] = token - first
            path_up = operators(tree, token)
            self.names.append(features(tree, token, path_up, fold(path_up)[0]))


class Reader(nn.Module):
    """As `demarche.commitments.reading.read` runs it."""

    def __init__(self, names: int, width: int) -> None:
        super().__init__()
        self.into = nn.Linear(width, WIDTH)
        self.relation = nn.Embedding(RELATIONS, WIDTH)
        self.distance = nn.Embedding(2 * NEAR + 1, WIDTH)
        nn.init.normal_(self.relation.weight, std=0.1)
        nn.init.normal_(self.distance.weight, std=0.1)
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.hidden = nn.Linear(width + WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.features = nn.EmbeddingBag(names, HIDDEN, mode="sum")
        nn.init.zeros_(self.features.weight)

    def forward(
        self,
        states: Tensor,
        relation: Tensor,
        distance: Tensor,
        there: Tensor,
        place: Tensor,
        bag: tuple[Tensor, Tensor],
    ) -> Tensor:
        n, window, _ = states.shape
        x = functional.dropout(states, DROP / 2, self.training)
        rows = torch.arange(n)
        words = self.into(x) + self.relation(relation) + self.distance(distance)
        words = functional.gelu(words, approximate="tanh")
        query = self.query(words[rows, place]).view(n, HEADS, -1)
        keys = self.key(words).view(n, window, HEADS, -1)
        values = self.value(words).view(n, window, HEADS, -1)
        scores = torch.einsum("bhd,bwhd->bhw", query, keys) / keys.shape[-1] ** 0.5
        share = scores.masked_fill(~there[:, None], -1e9).softmax(-1)
        seen = torch.einsum("bhw,bwhd->bhd", share, values).reshape(n, -1)
        seen = functional.dropout(seen, DROP, self.training)
        hidden = self.hidden(torch.cat([x[rows, place], seen], 1)) + self.features(*bag)
        hidden = functional.dropout(
            functional.gelu(hidden, approximate="tanh"), DROP, self.training
        )
        return self.out(hidden)[:, 0]


class Trainer:
    """Fits a `Reader` on some rows of a part, and reads others."""

    def __init__(self, part: Part, fit: np.ndarray) -> None:
        self.part = part
        self.mean, self.scale = part.states.mean(0), part.states.std(0) + 1e-5
        self.states = torch.tensor((part.states - self.mean) / self.scale)
        counts = Counter(name for i in fit for name in part.names[i])
        self.names = sorted(name for name, count in counts.items() if count >= FEWEST)
        index = {name: row for row, name in enumerate(self.names)}
        self.known = [[index[n] for n in names if n in index] for names in part.names]
        torch.manual_seed(SEED)
        self.model = Reader(len(self.names), part.states.shape[1])
        self._fit(fit)

    def _run(self, rows: np.ndarray) -> Tensor:
        p = self.part
        known = [self.known[i] for i in rows]
        offsets = np.cumsum([0, *(len(k) for k in known[:-1])])
        bag = torch.tensor(np.concatenate(known)), torch.tensor(offsets)
        kept = (torch.tensor(a[rows]) for a in (p.relation, p.distance, p.there, p.place))
        return self.model(self.states[torch.tensor(p.rows[rows])], *kept, bag)

    def _fit(self, fit: np.ndarray) -> None:
        optimiser = torch.optim.AdamW(self.model.parameters(), lr=RATE, weight_decay=DECAY)
        steps = EPOCHS * (len(fit) // BATCH)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1)
        goal = torch.tensor(self.part.goal)
        self.model.train()
        for epoch in range(EPOCHS):
            order = fit[torch.randperm(len(fit)).numpy()]
            for start in range(0, len(order) - BATCH + 1, BATCH):
                rows = order[start : start + BATCH]
                loss = functional.mse_loss(self._run(rows), goal[torch.tensor(rows)])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
            print(f"epoch {epoch}: last loss {loss.item():.3f}", flush=True)
        self.model.eval()

    def read(self, rows: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            parts = [self._run(rows[i : i + 512]) for i in range(0, len(rows), 512)]
        return torch.cat(parts).numpy()

    def arrays(self) -> dict[str, np.ndarray]:
        """All that `reading.weights` wants, at 16 bits, the vectors of features at 8."""
        found = {"mean": self.mean, "scale": self.scale}
        m = self.model
        for name in ("into", "query", "key", "value", "hidden"):
            layer = getattr(m, name)
            found[name] = layer.weight.detach().numpy().T
            found[f"{name}_bias"] = layer.bias.detach().numpy()
        found["relation"] = m.relation.weight.detach().numpy()
        found["distance"] = m.distance.weight.detach().numpy()
        found["out"] = m.out.weight.detach().numpy()[0]
        found["out_bias"] = m.out.bias.detach().numpy()
        found = {name: array.astype(np.float16) for name, array in found.items()}
        vectors = m.features.weight.detach().numpy()
        scale = np.abs(vectors).max(0) / 127
        found["features"] = np.rint(vectors / scale).astype(np.int8)
        found["feature_scale"] = scale.astype(np.float32)
        found["names"] = np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8)
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", action="store_true", help="only r on the tenth kept out")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parents[1] / "src/demarche/knowledge/factuality/reader.npz",
    )
    options = parser.parse_args()
    part = Part(options.data / "factuality" / "uds-train.jsonl")
    everything = np.arange(len(part.goal))
    if options.folds:
        kept = np.array([zlib.crc32(text.encode()) % 10 == 0 for text in part.texts])
        trainer = Trainer(part, everything[~kept])
        found = trainer.read(everything[kept])
        print("r", float(np.corrcoef(found, part.goal[kept])[0, 1]))
        return
    trainer = Trainer(part, everything)
    np.savez_compressed(options.out, **trainer.arrays())
    print(f"{len(trainer.names)} features, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
