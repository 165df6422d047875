"""Which version of the program coded an article: what `demarche recode` goes by."""

import hashlib
from functools import cache
from pathlib import Path

import demarche
from demarche import userknowledge

_STAGES = (
    "model.py", "plover.py", "layers.py", "records.py", "pipeline.py", "knowledge", "language",
    "actors", "statements", "events", "commitments", "circumstances", "claims", "ingest/text.py",
)  # fmt: skip
"""What an article's records depend on: knowledge, weights and the stages' own code."""


@cache
def code_version() -> str:
    """A fingerprint of lexicon, knowledge (the user's own too), weights and stages' code."""
    root = Path(demarche.__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    own = [folder for part in ("events", "actors") for folder in userknowledge.folders(part)]
    for path in (*(root / stage for stage in _STAGES), *own):
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            if "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(path.parent)).encode())
                digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.hexdigest()
