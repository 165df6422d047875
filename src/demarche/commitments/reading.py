"""Small networks that read a predicate in its sentence: did it happen?

They look at the hidden states that the parser has made anyway (`Tree.states`): of the predicate
and, by four heads of attention that know the grammatical relation and the distance, of the words
around it, as the neural factuality models of Rudinger, White and Van Durme (2018) read the whole
sentence; and at the features of the rules (`features`), each with a learned vector. Three of them,
of one form and different seeds; their mean is the answer. Weights:
`knowledge/factuality/reader.npz` (8 and 16 bits), made by `training/factuality_reader.py`.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demarche.errors import KnowledgeError
from demarche.language.tree import STATES, Tree

Floats = NDArray[np.float32]
REACH = 24
"""Words on each side of the predicate that are looked at, inside its sentence."""
NEAR = 8
"""Distances are told apart up to so many words."""
HEADS = 4

_KID = {
    "aux": 1, "cop": 1, "advmod": 2, "mark": 3, "nsubj": 4, "obj": 5, "cc": 6, "obl": 7, "det": 8,
    "case": 8, "amod": 9,
}  # fmt: skip
RELATIONS = 24
"""Kinds of `relation`, the last one for padding in training."""


class Weights(NamedTuple):
    """One network's arrays; see `read`."""

    mean: Floats
    scale: Floats
    into: Floats
    into_bias: Floats
    relation: Floats
    distance: Floats
    query: Floats
    query_bias: Floats
    key: Floats
    key_bias: Floats
    value: Floats
    value_bias: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats
    features: NDArray[np.int8]
    feature_scale: Floats
    rows: dict[str, int]
    """The row of `features` for each feature's name."""


@cache
def weights() -> list[Weights]:
    """The shipped networks, read once. Raises KnowledgeError where the file is broken."""
    path = files("demarche") / "knowledge" / "factuality" / "reader.npz"
    try:
        with as_file(path) as file, np.load(file, allow_pickle=False) as stored:
            arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"reader.npz: {error}") from error
    names = bytes(arrays.pop("names")).decode().split("\n")
    rows = {name: row for row, name in enumerate(names)}
    found = []
    for member in sorted({name.partition(":")[0] for name in arrays}):
        own: dict[str, Any] = {
            name.partition(":")[2]: array if array.dtype == np.int8 else array.astype(np.float32)
            for name, array in arrays.items()
            if name.startswith(f"{member}:")
        }
        found.append(Weights(**own, rows=rows))
    return found


def around(tree: Tree, token: int) -> tuple[int, int]:
    """First word, and one past the last, of what is looked at for a predicate."""
    first, last = tree.sentences[tree.sentence_of[token]]
    return max(first, token - REACH), min(last, token + REACH + 1)


def relations(tree: Tree, token: int) -> list[int]:
    """How each word `around` the predicate stands to it in the tree, as a number."""
    above: list[int] = []
    node = token
    while tree.heads[node] != node and len(above) < 6:
        node = tree.heads[node]
        above.append(node)
    first, last = around(tree, token)
    return [_relation(tree, token, above, word) for word in range(first, last)]


def _relation(tree: Tree, token: int, above: list[int], word: int) -> int:
    head, dep = tree.heads[word], tree.deps[word].partition(":")[0]
    if word == token:
        return 0
    if head == token:
        return _KID.get(dep, 10)
    if word in above:
        return 11 + min(above.index(word), 2)
    if head in above:
        kind = 0 if dep in ("aux", "cop", "mark") else 1 if dep in ("advmod", "cc", "nsubj") else 2
        return 14 + 3 * min(above.index(head), 1) + kind
    if tree.heads[head] == token:
        return 20
    return 21 if tree.upos[word] == "PUNCT" else 22


def distances(tree: Tree, token: int) -> NDArray[np.int64]:
    """How far each word `around` stands from the predicate, cut at `NEAR`, from 0."""
    first, last = around(tree, token)
    return np.clip(np.arange(first - token, last - token), -NEAR, NEAR) + NEAR


def read(tree: Tree, token: int, names: Sequence[str]) -> float | None:
    """The judgement on a scale from -3 to 3; None where the tree has no hidden states.

    `names`: what `features` gives for the predicate.
    """
    if tree.states is None or tree.states.shape[1] != STATES:
        return None
    first, last = around(tree, token)
    states = tree.states[first:last].astype(np.float32)
    kinds, steps = relations(tree, token), distances(tree, token)
    answers = [_judge(w, states, token - first, names, kinds, steps) for w in weights()]
    return sum(answers) / len(answers)


def _judge(
    w: Weights,
    states: Floats,
    place: int,
    names: Sequence[str],
    kinds: list[int],
    steps: NDArray[np.int64],
) -> float:
    x = (states - w.mean) / w.scale
    words = _gelu(x @ w.into + w.into_bias + w.relation[kinds] + w.distance[steps])
    n, width = words.shape
    query = (words[place] @ w.query + w.query_bias).reshape(HEADS, width // HEADS)
    keys = (words @ w.key + w.key_bias).reshape(n, HEADS, width // HEADS)
    values = (words @ w.value + w.value_bias).reshape(n, HEADS, width // HEADS)
    scores = np.einsum("hd,nhd->hn", query, keys) / np.float32((width // HEADS) ** 0.5)
    share = np.exp(scores - scores.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    seen = np.einsum("hn,nhd->hd", share, values).reshape(width)
    known = sorted(w.rows[name] for name in names if name in w.rows)
    marks = w.features[known].sum(axis=0, dtype=np.int64) * w.feature_scale
    hidden = _gelu(np.concatenate([x[place], seen]) @ w.hidden + w.hidden_bias + marks)
    return float(hidden @ w.out + w.out_bias[0])


def _gelu(x: NDArray[Any]) -> NDArray[Any]:
    """GELU by its tanh form, as trained."""
    result: NDArray[Any] = (
        0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x**3)))
    )
    return result
