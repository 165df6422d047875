"""From operators to the number that readers give.

Readers were asked two things. Of news (FactBank, UW, MEANTIME): how sure is the author of it, plans
and predictions included. Of mail, reviews and chat (UDS): did it happen. So there are two
parts, and the register of the sentence weighs them: `news`, a number for each value of the rules
and the kind of operator nearest to the event; and what a small network reads off the hidden states
of the parse (`reading`), with `web`, weights of features over the operators (`features`), which
alone is left for parses of other pipelines. The weights are in `knowledge/factuality/readers.json`,
made by `training/factuality.py` from free data only. The values that the ledger shows come from the
rules alone.
"""

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from demarche.commitments.features import features, register
from demarche.commitments.operators import Operator
from demarche.commitments.reading import read
from demarche.errors import KnowledgeError
from demarche.language.tree import Tree
from demarche.model import FactValue


class Linear(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sum of weights of the features that hold."""

    bias: float
    weights: dict[str, float]

    def __call__(self, names: Sequence[str]) -> float:
        """The bias plus the weights of `names`."""
        get = self.weights.get
        return self.bias + sum(get(name, 0.0) for name in names)


class Network(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the parts go together where the tree has hidden states.

    `press` (with `press_bias`) weighs the mean hidden state of a sentence: how much it reads like
    news; `press_share` is its part beside the register's features, `slope` and `shift` are of the
    logistic of both. The number of the network is multiplied with `stretch`, since least squares
    draw it to the mean, and mixed with `linear_share` of the linear part.
    """

    press: tuple[float, ...]
    press_bias: float
    press_share: float
    slope: float
    shift: float
    stretch: float
    linear_share: float


class Readers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All weights; `slope` and `shift` are of the logistic that weighs the registers."""

    trained_on: list[str]
    news: dict[str, float]
    web: Linear
    register: Linear
    slope: float
    shift: float
    network: Network


@cache
def readers() -> Readers:
    """The shipped weights, read once. Raises KnowledgeError where the file is broken."""
    path = files("demarche") / "knowledge" / "factuality" / "readers.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Readers)
    except msgspec.MsgspecError as error:
        raise KnowledgeError(f"readers.json: {error}") from error


def kind_of(path: Sequence[Operator], value: FactValue) -> str:
    """The value with the kind of its innermost operator that decides anything: `Uu purpose`."""
    for operator in path:
        if operator.kind not in ("scope", "background"):
            return f"{value} {operator.kind}"
    return f"{value} plain"


class _Memory:
    """How much each sentence of the last tree reads like news."""

    tree: Tree | None = None
    shares: dict[int, float] = {}  # noqa: RUF012 - one for the process, renewed with the tree


def news_share(tree: Tree, sentence: int) -> float:
    """How much a sentence reads like news, 0 to 1."""
    if _Memory.tree is not tree:
        _Memory.tree, _Memory.shares = tree, {}
    known = _Memory.shares.get(sentence)
    if known is None:
        weights = readers()
        raw, slope, shift = weights.register(register(tree, sentence)), weights.slope, weights.shift
        if tree.states is not None:
            first, last = tree.sentences[sentence]
            net = weights.network
            mean = tree.states[first:last].astype(np.float32).mean(axis=0)
            press = float(mean @ np.array(net.press, dtype=np.float32)) + net.press_bias
            raw = net.press_share * press + (1 - net.press_share) * raw
            slope, shift = net.slope, net.shift
        known = 1 / (1 + math.exp(-slope * (raw - shift)))
        _Memory.shares[sentence] = known
    return known


def reader_score(tree: Tree, token: int, path: Sequence[Operator], value: FactValue) -> float:
    """The number from -3 to 3 that readers would give the predicate."""
    weights = readers()
    share = news_share(tree, tree.sentence_of[token])
    names = features(tree, token, path, value)
    web, net = weights.web(names), weights.network
    seen = read(tree, token, names)
    if seen is not None:
        web = (1 - net.linear_share) * net.stretch * seen + net.linear_share * web
    web = max(-3.0, min(3.0, web))
    news = weights.news.get(kind_of(path, value), weights.news[value])
    return round(share * news + (1 - share) * web, 3)
