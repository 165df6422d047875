"""Parses for the scorers, kept on disk between runs when asked.

Parsing is most of the time of a scoring run, and rules are tuned many times over the same texts:
with `DEMARCHE_PARSE_CACHE` set to a folder, the same weights do not parse a text twice.
"""

import hashlib
import os
import pickle
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from demarche.language.english import english
from demarche.language.tree import Tree, from_doc

if TYPE_CHECKING:
    from spacy.language import Language


@cache
def _weights_digest() -> str:
    import demarche.language

    folder = Path(demarche.language.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc",) and path.name != "tree.py":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def trees(texts: Iterable[str], nlp: "Language | None" = None) -> list[Tree]:
    """Parse texts, in order, with the package's own pipeline or the one given."""
    texts = list(texts)
    folder = os.environ.get("DEMARCHE_PARSE_CACHE")
    if nlp is not None:
        return [from_doc(doc) for doc in nlp.pipe(texts)]
    if not folder:
        return list(english().trees(texts))
    root = Path(folder) / _weights_digest()
    root.mkdir(parents=True, exist_ok=True)
    paths = [root / hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
    missing = [i for i, path in enumerate(paths) if not path.exists()]
    for i, tree in zip(missing, english().trees([texts[i] for i in missing]), strict=True):
        part = paths[i].with_suffix(f".{os.getpid()}")
        part.write_bytes(pickle.dumps(tree))
        part.replace(paths[i])
    return [pickle.loads(path.read_bytes()) for path in paths]
