"""From operators to the number that readers give."""

from collections.abc import Sequence

from demarche.factuality.operators import Operator
from demarche.factuality.values import SCORES
from demarche.language.tree import Tree
from demarche.model import FactValue


def reader_score(tree: Tree, token: int, path: Sequence[Operator], value: FactValue) -> float:
    """The score of a predicate."""
    return SCORES[value]
