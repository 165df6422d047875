"""The factuality of one predicate as a reader of the text would judge it: value and number."""

from demarche.commitments.calibrate import Question, reader_score
from demarche.commitments.path import fold, operators
from demarche.language.tree import Tree
from demarche.model import FactValue


def factuality_at(
    text: str, start: int, tree: Tree | None = None, question: Question = "auto"
) -> tuple[FactValue, float]:
    """The FactBank value and a score from -3 to 3 for the predicate at character `start`.

    Args:
        text: a sentence or a longer text.
        start: offset of a character of the predicate.
        tree: the parse of `text`, where it is known already.
        question: what the number answers: `happened`, did it happen; `certain`, how sure is the
            author, plans and predictions included; `auto`, the one that such a text is read for.

    Returns:
        The author's view as a text-only reader takes it (a report counts as likely so), by the
        table of signatures; and the calibrated score.

    Raises:
        ValueError: no word stands at `start`.
    """
    if tree is None:
        from demarche.language.english import english

        tree = english()(text)
    token = tree.token_at(start)
    if token is None:
        raise ValueError(f"no word stands at character {start} of the text")
    path = operators(tree, token)
    value, _ = fold(path)
    return value, reader_score(tree, token, path, value, question)
