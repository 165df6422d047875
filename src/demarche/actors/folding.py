"""Text folded for matching: one character out for each character in, so that offsets stay true."""

import re
import unicodedata

# Letters that Unicode does not decompose, by the one letter that English prints for them.
_UNDECOMPOSED = {
    "ß": "s", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "Ð": "d", "ð": "d",
    "ı": "i", "æ": "a", "Æ": "a", "œ": "o", "Œ": "o", "þ": "t", "Þ": "t", "ə": "e", "Ə": "e",
}  # fmt: skip


def _folded(char: str) -> str:
    if char in _UNDECOMPOSED:
        return _UNDECOMPOSED[char]
    if not char.isalnum():
        return " "
    base = unicodedata.normalize("NFKD", char)[0].lower()
    return base if len(base) == 1 else char


_TABLE = {code: _folded(chr(code)) for code in [*range(0x0530), *range(0x1E00, 0x2200)]}
_ASCII = "".join(_folded(chr(code)) for code in range(128)).encode() + bytes(range(128, 256))
_MARKS = "“”’‘—–…"
"""What most texts have beyond ASCII, replaced at once."""
_BEYOND = re.compile(r"[^\x00-\x7f]")


def _one(found: re.Match[str]) -> str:
    return _TABLE.get(ord(found[0]), found[0])


def fold(text: str) -> str:
    """Lower case, no accents, a space for whatever is no letter or digit; the length stays."""
    # Bytes are translated 20 times faster than characters; a text has few that are not ASCII.
    plain = text
    if not text.isascii():
        for mark in _MARKS:
            plain = plain.replace(mark, " ")
        if not plain.isascii():
            plain = _BEYOND.sub(_one, plain)
    if plain.isascii():
        return plain.encode().translate(_ASCII).decode()
    return plain.translate(_TABLE)


def slug(text: str) -> str:
    """A readable part of an id: `Kim Hong-kyun` becomes `kim-hong-kyun`."""
    return "-".join(fold(text).split())
