"""Turns attachment scores into a tree with one root (Chu-Liu-Edmonds)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def best_tree(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Heads of the best tree over one sentence.

    Most sentences need no search: the best head of each word makes a tree. Else roots are tried in
    the order of what each could gain at most, until no other root can be better.

    Args:
        scores: (k, k), row dependent, column head; the diagonal scores each word as the root.

    Returns:
        k indices; exactly one word, the root, is its own head.
    """
    heads: NDArray[np.int64] = scores.argmax(axis=1)
    if _is_tree(heads.tolist()):
        return heads
    k = len(scores)
    attached = scores.astype(np.float64)
    diagonal = attached.diagonal().copy()
    np.fill_diagonal(attached, -np.inf)
    free = attached.argmax(axis=1)
    most = attached[np.arange(k), free]
    gain = diagonal - most
    best, best_total = heads, -np.inf
    for root in np.argsort(-gain, kind="stable").tolist():
        if most.sum() + gain[root] <= best_total:
            break
        heads = free.copy()
        heads[root] = root
        if not _is_tree(heads.tolist()):
            heads = _tree_under(attached, root)
        others = np.arange(k) != root
        total = float(attached[others, heads[others]].sum() + diagonal[root])
        if total > best_total:
            best, best_total = heads, total
    return best


def _tree_under(attached: NDArray[np.float64], root: int) -> NDArray[np.int64]:
    """The best tree with a given root, which is its own head."""
    k = len(attached)
    order = np.array([root, *(i for i in range(k) if i != root)])
    found = _arborescence(attached[np.ix_(order, order)])
    heads = np.empty(k, dtype=np.int64)
    heads[order] = order[found]
    heads[root] = root
    return heads


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
