"""Turns attachment scores into a tree with one root (Chu-Liu-Edmonds)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ONE_ROOT = 1e5
"""Taken off every root's score, so that the best tree never pays for two."""


def best_tree(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Heads of the best tree over one sentence.

    Args:
        scores: (k, k), row dependent, column head; the diagonal scores each word as the root.

    Returns:
        k indices; exactly one word, the root, is its own head.
    """
    heads: NDArray[np.int64] = scores.argmax(axis=1)
    if _is_tree(heads.tolist()):
        return heads
    k = len(scores)
    # node 0 stands above the root; node i + 1 is word i
    full = np.full((k + 1, k + 1), -np.inf)
    full[1:, 1:] = scores
    full[1:, 0] = np.diagonal(scores) - _ONE_ROOT
    np.fill_diagonal(full, -np.inf)
    found = _arborescence(full)[1:]
    return np.where(found == 0, np.arange(k), found - 1)


def _is_tree(heads: list[int]) -> bool:
    """Whether there is one root and no cycle; walks each path once."""
    root = -1
    for node, head in enumerate(heads):
        if node == head:
            if root >= 0:
                return False
            root = node
    if root < 0:
        return False
    state = [0] * len(heads)  # 0 unseen, -1 leads to the root, else the walk that saw it
    state[root] = -1
    for first in range(len(heads)):
        node = first
        walk = first + 1
        while state[node] == 0:
            state[node] = walk
            node = heads[node]
        if state[node] == walk:
            return False
        node = first
        while state[node] > 0:
            state[node] = -1
            node = heads[node]
    return True


def _cycle(heads: NDArray[np.int64]) -> list[int]:
    """Nodes of one cycle that does not hold node 0, or none."""
    state = np.zeros(len(heads), dtype=np.int64)
    for first in range(1, len(heads)):
        node = first
        while node > 0 and state[node] == 0:
            state[node] = first
            node = int(heads[node])
        if node > 0 and state[node] == first:
            cycle = [node]
            step = int(heads[node])
            while step != node:
                cycle.append(step)
                step = int(heads[step])
            return cycle
    return []


def _arborescence(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Best heads for nodes 1.. of a graph rooted in node 0, contracting cycles one at a time."""
    heads = np.asarray(scores.argmax(axis=1), dtype=np.int64)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return heads
    n = len(scores)
    inside = np.zeros(n, dtype=bool)
    inside[cycle] = True
    members = np.flatnonzero(inside)
    others = np.flatnonzero(~inside)
    own = scores[members, heads[members]]
    # arcs into the cycle: what is gained by breaking it at each member
    gain = scores[np.ix_(members, others)] - own[:, None] + own.sum()
    entry = gain.argmax(axis=0)
    # arcs out of the cycle: the best member as head
    leaving = scores[np.ix_(others, members)]
    exit_ = leaving.argmax(axis=1)
    m = len(others)
    small = np.full((m + 1, m + 1), -np.inf)
    small[:m, :m] = scores[np.ix_(others, others)]
    small[m, :m] = gain[entry, np.arange(m)]
    small[:m, m] = leaving[np.arange(m), exit_]
    small[0, :] = -np.inf
    inner = _arborescence(small)
    out = heads.copy()
    for i in range(1, m):
        head = int(inner[i])
        out[others[i]] = members[exit_[i]] if head == m else others[head]
    into = int(inner[m])
    out[members[entry[into]]] = others[into]
    return out
