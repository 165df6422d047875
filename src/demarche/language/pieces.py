"""Words to word pieces and shapes: what the encoder reads.

The encoder began as MiniLM, which knows lower-case word pieces only; the shape of each word
(capitals, digits, whether a space stands before it) is given beside them as a small class.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MAX_PIECES_PER_WORD = 6
"""Longer words (addresses, digit strings) keep their first five pieces and their last."""

SHAPES = 24
"""Number of shape classes: 12 kinds of word, each with and without a space before."""

SIGN = 9
"""The kind of words without letters or digits: punctuation and symbols."""

_SAME = str.maketrans(
    {
        "’": "'",
        "ʼ": "'",
        "`": "'",
        "‑": "-",
        "‐": "-",
        "−": "-",
        "—": "–",
        "―": "–",
        "„": "“",
        "«": "“",
        "»": "”",
        "‟": "“",
        "…": ".",
        "\u00a0": " ",
        "\u200b": "",
        "\u00ad": "",
        "\ufeff": "",
    }
)
_WHOLE = {"``": "“", "''": "”", "’": "’", "‘": "‘", "--": "–", "---": "–", "...": "..", "…": ".."}


def normalise(word: str) -> str:
    """Fold case, accents and typographic variants as the encoder expects them.

    >>> normalise("Müller’s")
    "muller's"
    """
    whole = _WHOLE.get(word)
    if whole is not None:
        return whole
    word = word.translate(_SAME).lower()
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


def shape(word: str) -> int:
    """Class of a word's shape, 0 to 11, blind to which letters it has."""
    first = word[0]
    if word.isalpha():
        if word.islower():
            return 0
        if first.isupper():
            if len(word) == 1:
                return 1
            if word[1:].islower():
                return 2
            if word.isupper():
                return 3 if len(word) <= 4 else 4
        return 5
    if word.isdigit():
        return 6 if len(word) == 4 else 7
    if any(c.isdigit() for c in word):
        return 8
    if not any(c.isalpha() for c in word):
        return SIGN
    return 10 if first.isupper() else 11


class Pieces:
    """Greedy longest-match word pieces (Wordpiece, as BERT's) with a cache per word.

    Args:
        vocabulary: the pieces in the order of their ids; continuing pieces begin with ``##``.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.ids = {piece: i for i, piece in enumerate(vocabulary)}
        self.pad = self.ids["[PAD]"]
        self.unknown = self.ids["[UNK]"]
        self.start = self.ids["[CLS]"]
        self.separator = self.ids["[SEP]"]
        self.of_word = lru_cache(maxsize=60_000)(self._of_word)
        self.shape_of = lru_cache(maxsize=60_000)(shape)

    def _of_word(self, word: str) -> tuple[int, ...]:
        """Piece ids of one word, at least one and at most ``MAX_PIECES_PER_WORD``."""
        found: list[int] = []
        # nothing beyond 100 characters is ever a word: cost must not grow with rubbish
        for part in _split_punctuation(normalise(word[:100])):
            found.extend(self._match(part))
        if len(found) > MAX_PIECES_PER_WORD:
            found = [*found[: MAX_PIECES_PER_WORD - 1], found[-1]]
        return tuple(found) or (self.unknown,)

    def _match(self, part: str) -> list[int]:
        ids, begin, out = self.ids, 0, []
        while begin < len(part):
            end = len(part)
            while end > begin:
                piece = ids.get(part[begin:end] if begin == 0 else "##" + part[begin:end])
                if piece is not None:
                    break
                end -= 1
            else:
                return [self.unknown]
            out.append(piece)
            begin = end
        return out


def _split_punctuation(word: str) -> list[str]:
    if word.isalnum():
        return [word]
    parts: list[str] = []
    run = ""
    for c in word:
        if c.isalnum():
            run += c
        elif c.isspace():
            if run:
                parts.append(run)
            run = ""
        else:
            if run:
                parts.append(run)
            parts.append(c)
            run = ""
    if run:
        parts.append(run)
    return parts
