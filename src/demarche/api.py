"""The functions that a Python user calls; what they need is imported at the first call."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from demarche.model import Ledger

if TYPE_CHECKING:
    from spacy.language import Language


def read(
    source: str | Path, published: str | None = None, *, nlp: "Language | None" = None
) -> Ledger:
    """Read one article, or a file or folder of articles, into a Ledger.

    Args:
        source: the text of an article, or a path to a text, HTML or JSONL file or a folder.
        published: ISO 8601 date of publication, against which "on Sunday" is resolved.
        nlp: another spaCy pipeline with UD labels, in place of the package's own.

    Returns:
        A Ledger; what could not be read is in its `failures`.

    Raises:
        InputError: a text that is empty, not English, or not prose; a date that is none.
    """
    from demarche.ingest import Options, read_sources
    from demarche.ingest.dates import publication_date
    from demarche.ingest.text import make_document
    from demarche.pipeline import code

    date = publication_date(published) if published else None
    if isinstance(source, Path) or (len(source) < 1000 and "\n" not in source and _is_path(source)):
        return code(read_sources([source], Options(published=date)), nlp=nlp)
    return code([make_document(source, published=date)], nlp=nlp)


def _is_path(text: str) -> bool:
    try:
        return Path(text).exists()
    except OSError:
        return False


def relation(
    text: str, actor_span: tuple[int, int], recipient_span: tuple[int, int]
) -> tuple[str | None, float]:
    """The PLOVER type of what the first does to the second in that sentence, and a score in 0..1.

    Spans are (start, end) character offsets into `text`. (None, 0.0) where nothing is found.
    """
    from demarche.events.relation import relation as find

    return find(text, actor_span, recipient_span)


def factuality(
    text: str, start: int, question: Literal["auto", "happened", "certain"] = "auto"
) -> tuple[str, float]:
    """The FactBank value and a number from -3 to 3 for the predicate at character `start`.

    The judgement is the author's, as a reader of the text would give it. The number answers
    `question`: `happened`, did it happen (what will come has not); `certain`, how sure the author
    is that it did, does or will; `auto`, the one that such a text is read for, `certain` for news.

    Raises ValueError where no word stands at `start`.
    """
    from demarche.commitments.api import factuality_at

    return factuality_at(text, start, question=question)
