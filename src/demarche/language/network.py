"""The trained network, run by onnxruntime one window of words at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from demarche.language.pieces import Pieces
from demarche.language.spanning import best_tree

WEIGHTS = Path(__file__).parent / "weights"

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Parse:
    """Label indices for the words of one window; ``heads`` count within the window."""

    starts: NDArray[np.bool_]
    heads: Ints
    deprels: Ints
    xpos: Ints
    feats: Ints
    entities: Ints
    states: NDArray[np.float16]
    """(m, 768) hidden states of each word, of the third layer and of the last."""


class Network:
    """Weights, label inventories and vocabulary of the shipped English pipeline.

    Windows are never batched: the range of the 8-bit activations is taken over the whole input,
    so that a text batched with others would come out a little differently.

    Args:
        folder: where ``parser.onnx``, ``labeller.onnx``, ``labels.json`` and ``vocab.txt`` lie.
        threads: threads of one run; the default leaves parallel work to processes.
    """

    def __init__(self, folder: Path = WEIGHTS, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._parser, self._labeller = (
            onnxruntime.InferenceSession(
                str(folder / name), options, providers=["CPUExecutionProvider"]
            )
            for name in ("parser.onnx", "labeller.onnx")
        )
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.xpos: list[str] = labels["xpos"]
        self.feats: list[str] = labels["feats"]
        self.deprels: list[str] = labels["deprels"]
        self.entities: list[str] = labels["entities"]
        self.root = self.deprels.index("root")
        vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        self.pieces = Pieces(vocabulary[:-1] if not vocabulary[-1] else vocabulary)

    def parse(
        self, pieces: Ints, shapes: Ints, first: Ints, last: Ints, starts: NDArray[np.int8]
    ) -> Parse:
        """Parse one window.

        Args:
            pieces, shapes: (n,) word pieces with their words' shapes.
            first, last: (m,) where each word's pieces begin and end.
            starts: (m,) 1 where a sentence must begin, -1 where none may, 0 where it is open.
        """
        start, xpos, feats, entities, arcs, root, dependent, head, states = self._parser.run(
            None, {"pieces": pieces, "shapes": shapes, "first": first, "last": last}
        )
        begins = (start[:, 0] > 0) & (starts >= 0) | (starts > 0)
        begins[0] = True
        m = len(first)
        arcs[np.arange(m), np.arange(m)] = root[:, 0]
        heads = np.empty(m, dtype=np.int64)
        bounds = [*np.flatnonzero(begins).tolist(), m]
        for a, b in pairwise(bounds):
            heads[a:b] = best_tree(arcs[a:b, a:b]) + a
        (deprels,) = self._labeller.run(
            None, {"dependent": dependent, "head": head, "heads": heads}
        )
        deprels[heads == np.arange(m)] = self.root
        return Parse(
            begins,
            heads,
            deprels,
            xpos.argmax(axis=1),
            feats.argmax(axis=1),
            self._mentions(entities, begins),
            states,
        )

    def _mentions(self, scores: NDArray[np.float32], begins: NDArray[np.bool_]) -> Ints:
        """BIO labels by word, one type a mention: the one its words together score best.

        Args:
            scores: (m, E) by word; label 0 is outside, then B and I of each type in turn.
            begins: (m,) where sentences begin; no mention runs over a break.
        """
        best: Ints = scores.argmax(axis=1)
        named = best > 0
        follows = np.concatenate([[False], named[:-1]])
        first = named & ((best % 2 == 1) | ~follows | begins)
        by_type = np.maximum(scores[:, 1::2], scores[:, 2::2])
        places = np.flatnonzero(named)
        if not len(places):
            return best
        number = np.cumsum(first)[places] - 1
        sums = np.zeros((number[-1] + 1, by_type.shape[1]), dtype=np.float64)
        np.add.at(sums, number, by_type[places])
        labels = np.zeros(len(best), dtype=np.int64)
        labels[places] = 1 + 2 * sums.argmax(axis=1)[number] + ~first[places]
        return labels
