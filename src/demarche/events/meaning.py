"""Type by meaning: a small network over the parser's own view of a predicate and its roles.

It reads the hidden states that the parser has made anyway: of the predicate, of its sentence, of
actor and recipient. Softmax over the PLOVER types and `NONE`, "no politics". It is asked where the
lexicon is silent, torn, or sure of itself outside politics; below its thresholds it says nothing.
Trained by `training/events.py`; what on, and how well: `training/MODEL_CARD.md`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demarche.language.tree import Tree

WEIGHTS = Path(__file__).parent / "meaning.npz"
NONE = "NONE"

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the network is asked about: a predicate and the heads of its sides (None: not said)."""

    token: int
    actor: int | None
    recipient: int | None


def sentence_mean(tree: Tree, number: int) -> Vector | None:
    """The mean of the hidden states of a sentence's words, (768,); None where there are none."""
    if tree.states is None:
        return None
    first, last = tree.sentences[number]
    mean: Vector = tree.states[first:last].astype(np.float32).mean(axis=0)
    return mean


def vector(tree: Tree, asked: Asked, mean: Vector | None = None) -> Vector | None:
    """What the network reads, (2304,): predicate, mean of the sentence (both layers each), sides.

    `mean`: that of the sentence, where it is known already. None where the tree has no hidden
    states (another pipeline).
    """
    states = tree.states
    if states is None:
        return None
    half = states.shape[1] // 2
    if mean is None:
        mean = sentence_mean(tree, tree.sentence_of[asked.token])
    assert mean is not None
    sides = [
        states[token, half:].astype(np.float32) if token is not None else np.zeros(half, np.float32)
        for token in (asked.actor, asked.recipient)
    ]
    return np.concatenate([states[asked.token].astype(np.float32), mean, *sides])


class Meaning:
    """The trained network: one hidden layer, softmax."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        with np.load(path) as stored:
            self.w1 = stored["w1"].astype(np.float32)
            self.b1 = stored["b1"].astype(np.float32)
            self.w2 = stored["w2"].astype(np.float32)
            self.b2 = stored["b2"].astype(np.float32)
            about = json.loads(bytes(stored["about"]).decode())
        self.labels: tuple[str, ...] = tuple(about["labels"])
        self.thresholds: dict[str, float] = about["thresholds"]

    def ask(self, tree: Tree, asked: Asked, mean: Vector | None = None) -> dict[str, float]:
        """Calibrated probability of each type and of NONE; empty where nothing can be said."""
        x = vector(tree, asked, mean)
        if x is None:
            return {}
        hidden = np.maximum(x @ self.w1 + self.b1, 0)
        scores = hidden @ self.w2 + self.b2
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        # rounded: processors differ in the last digits
        return {
            label: round(float(share), 3) for label, share in zip(self.labels, shares, strict=True)
        }


def best(shares: dict[str, float], among: Sequence[str] = ()) -> tuple[str, float]:
    """The most probable label, ties by the order of labels; of `among`, where some are given."""
    return max(
        ((label, share) for label, share in shares.items() if not among or label in among),
        key=lambda pair: pair[1],
    )


@cache
def load() -> Meaning | None:
    """The shipped network, or None where its weights are not there."""
    return Meaning() if WEIGHTS.exists() else None
