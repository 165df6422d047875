"""Places in a text."""

from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.model import Place


def find_places(tree: Tree, mentions: Mentions) -> list[tuple[int, int, Place]]:
    return []
