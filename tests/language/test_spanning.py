import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.language.spanning import best_tree


def is_tree(heads) -> bool:
    roots = [i for i, h in enumerate(heads) if h == i]
    if len(roots) != 1:
        return False
    for node in range(len(heads)):
        steps = 0
        while heads[node] != node:
            node = heads[node]
            steps += 1
            if steps > len(heads):
                return False
    return True


def total(scores, heads) -> float:
    return float(sum(scores[i, h] for i, h in enumerate(heads)))


@given(st.integers(1, 5), st.integers(0, 10_000))
def test_best_tree_is_the_best_of_all_trees(size, seed):
    scores = np.random.default_rng(seed).normal(size=(size, size)).astype(np.float32)
    heads = best_tree(scores).tolist()
    assert is_tree(heads)
    best = max(
        total(scores, h) for h in itertools.product(range(size), repeat=size) if is_tree(list(h))
    )
    assert total(scores, heads) == pytest.approx(best, abs=1e-3)


def test_best_tree_holds_one_root_where_two_score_best():
    scores = np.array([[9, 0, 0], [0, 8, 1], [0, 5, 0]], dtype=np.float32)
    assert best_tree(scores).tolist() == [0, 0, 1] or is_tree(best_tree(scores).tolist())


def test_best_tree_breaks_a_cycle():
    scores = np.array([[1, 9, 0], [9, 0, 2], [0, 9, 3]], dtype=np.float32)
    assert is_tree(best_tree(scores).tolist())
