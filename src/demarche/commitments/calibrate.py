"""From operators to the number that readers give.

Readers were asked two things. Of news (FactBank, UW, MEANTIME): how sure is the author of it, plans
and predictions included. Of mail, reviews and chat (UDS): did it happen. So there are two small
linear parts, and the register of the sentence weighs them: `news`, a number for each value of the
rules and the kind of operator nearest to the event; `web`, weights of features over the operators
(`features`). All weights are in
`knowledge/factuality/readers.json`, made by `training/factuality.py` from free data only. The
values that the ledger shows come from the rules alone.
"""

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from demarche.commitments.features import features, register
from demarche.commitments.operators import Operator
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


class Readers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All weights; `slope` and `shift` are of the logistic that weighs the registers."""

    trained_on: list[str]
    news: dict[str, float]
    web: Linear
    register: Linear
    slope: float
    shift: float


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
        raw = weights.register(register(tree, sentence))
        known = 1 / (1 + math.exp(-weights.slope * (raw - weights.shift)))
        _Memory.shares[sentence] = known
    return known


def reader_score(tree: Tree, token: int, path: Sequence[Operator], value: FactValue) -> float:
    """The number from -3 to 3 that readers would give the predicate."""
    weights = readers()
    share = news_share(tree, tree.sentence_of[token])
    web = max(-3.0, min(3.0, weights.web(features(tree, token, path, value))))
    news = weights.news.get(kind_of(path, value), weights.news[value])
    return share * news + (1 - share) * web
