"""From operators to the number that readers give.

Readers were asked two things. Of news (FactBank, UW, MEANTIME): how sure is the author of it, plans
and predictions included (`certain`). Of mail, reviews and chat (UDS): did it happen (`happened`).
So there are two parts: for `certain` a number for each value of the rules and the kind of operator
nearest to the event; for `happened` what small networks read off the hidden states of the parse
(`reading`), with a linear part over features of the operators (`features`), which alone is left for
parses of other pipelines. Where nobody says which was asked (`auto`), both are mixed by how much
the sentence and the predicate read like news. The weights are in
`knowledge/factuality/readers.json`, made by `training/factuality.py` from free data only. The
values that the ledger shows come from the rules alone.
"""

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import numpy as np

from demarche.commitments.features import features, register, situation
from demarche.commitments.operators import Operator
from demarche.commitments.reading import read
from demarche.errors import KnowledgeError
from demarche.language.tree import Tree
from demarche.model import FactValue

Question = Literal["auto", "happened", "certain"]
"""What readers are asked: whether it happened, or how sure the author is; auto: by the register."""


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

    `press` weighs the mean hidden state of a sentence, `situation` what the predicate itself tells,
    `bias` is added: how much it reads like news; `slope` and `shift` are of the logistic of the
    sum. The number of the networks is multiplied with `stretch`, since least squares draw it to the
    mean, and mixed with `linear_share` of the linear part.
    """

    press: tuple[float, ...]
    situation: dict[str, float]
    bias: float
    slope: float
    shift: float
    stretch: float
    linear_share: float


class Readers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All weights; `slope` and `shift` are of the logistic that weighs the registers where a tree
    has no hidden states."""

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
    """How much each sentence of the last tree reads like news, as a sum before its logistic."""

    tree: Tree | None = None
    sums: dict[int, float] = {}  # noqa: RUF012 - one for the process, renewed with the tree


def _sentence_sum(tree: Tree, sentence: int) -> float:
    if _Memory.tree is not tree:
        _Memory.tree, _Memory.sums = tree, {}
    known = _Memory.sums.get(sentence)
    if known is None:
        weights = readers()
        if tree.states is None:
            known = weights.register(register(tree, sentence))
        else:
            first, last = tree.sentences[sentence]
            mean = tree.states[first:last].astype(np.float32).mean(axis=0)
            press = np.array(weights.network.press, dtype=np.float32)
            known = float(mean @ press) + weights.network.bias
        _Memory.sums[sentence] = known
    return known


def news_share(tree: Tree, token: int, kind: str) -> float:
    """How much a predicate of this `kind_of` reads like one in news, 0 to 1."""
    weights = readers()
    raw = _sentence_sum(tree, tree.sentence_of[token])
    if tree.states is None:
        return _logistic(weights.slope * (raw - weights.shift))
    net = weights.network
    raw += sum(net.situation.get(name, 0.0) for name in situation(tree, token, kind))
    return _logistic(net.slope * (raw - net.shift))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))


def reader_score(
    tree: Tree, token: int, path: Sequence[Operator], value: FactValue, question: Question = "auto"
) -> float:
    """The number from -3 to 3 that readers would give the predicate, asked this question."""
    weights, kind = readers(), kind_of(path, value)
    news = weights.news.get(kind, weights.news[value])
    if question == "certain":
        return round(news, 3)
    names = features(tree, token, path, value)
    web, net = weights.web(names), weights.network
    seen = read(tree, token, names)
    if seen is not None:
        web = (1 - net.linear_share) * net.stretch * seen + net.linear_share * web
    web = max(-3.0, min(3.0, web))
    if question == "happened":
        return round(web, 3)
    share = news_share(tree, token, kind)
    return round(share * news + (1 - share) * web, 3)
