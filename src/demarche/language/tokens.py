"""Words of a text by the conventions of UD English (EWT, GUM), bent to news.

A text is cut at white space; of each piece, signs are taken off both ends and it is cut at signs
inside, unless it is a form of the tables (an abbreviation, a contraction), an address, or a word
that hyphens do not part. What a piece comes to depends on that piece alone and is remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from demarche.errors import KnowledgeError

FOLDER = Path(__file__).parent.parent / "knowledge" / "language"

_CACHE = 200_000
"""Pieces remembered before the memory of them is cleared."""

_CURRENCY = "$£€¥฿₹₩₪₽₴₫₦₱₺₿"
_OPENING = "'\"”“`‘´’‚„»«「」『』（）【】《》〈〉⟦⟧"
_SIGNS = "…,:;!?¿¡()[]{}<>_#*&§%=—–·。？！，、；：～"
_HYPHEN = "[-‐‑]"
_LETTER = r"[^\W\d_]"
_SYMBOL = (
    r"[\u00a6\u00a9\u00ae\u00b0\u2100-\u214f\u2190-\u23ff\u2460-\u27bf\u2900-\u2bff"
    r"\u3200-\u33ff\ufffd\U0001f000-\U0001faff]"
)
_UNITS = (
    "km km² km³ m m² m³ dm cm cm² cm³ mm mm² mm³ ha µm nm yd in ft kg g mg µg t lb oz m/s km/h kmh "
    "mph kph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K k % bn tn mn pm am PM AM pc ° °C °F"
)
_PREFIXED = (
    "non|e|mid|re|anti|co|pre|pro|cross|post|semi|over|under|sub|multi|ex|counter|mini|socio|"
    "psycho|neo|inter|intra|trans|ultra|un|bi|tri|quasi"
)
"""A word hyphenated to one of these is one word in UD English; other hyphens are tokens."""

_RUN = r"([!?_=*#~<>])\1+|--+|\.\.+"
"""The same sign again and again is one token."""

_KEPT_WHOLE = re.compile(
    rf"(?:(?:{_PREFIXED}){_HYPHEN}{_LETTER}+"
    r"|\d{4}-\d\d-\d\d|\d\d?-\d\d?-\d{2,4}|\+?\d{1,4}(?:-\d{2,4}){2,}|\d{3}-\d{4}|\d{5}-\d{4})",
    re.IGNORECASE,
)
"""Prefixed words, dates, telephone numbers and postal codes."""

_ADDRESS = re.compile(
    r"(?:[\w+.-]{2,}://)?(?:\S+(?::\S*)?@)?"
    r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[A-Za-z0-9\u00a1-\uffff](?:[\w\u00a1-\uffff-]{0,62}"
    r"[A-Za-z0-9\u00a1-\uffff])?\.)+[a-z\u00df-\u00ff]{2,63})"
    r"(?::\d{2,5})?(?:[/?#]\S*)?"
)
"""Web and mail addresses."""

_PREFIX = re.compile(
    rf"{_RUN}|(?:US|C|A)\$|\+(?![0-9])|[{re.escape(_CURRENCY + _OPENING + _SIGNS)}]|{_SYMBOL}"
)
_CLOSING = re.escape(_OPENING + _SIGNS.replace("§", "").replace("%", "").replace("=", ""))
_SUFFIX = re.compile(
    rf"(?:{_RUN}|[{_CLOSING}/]|{_SYMBOL}|['’][sS]|(?<=[0-9])\+|(?<=°[FfCcKk])\."
    rf"|(?<=[0-9])[ap]\.m\.|(?<=[0-9])(?:(?:US|C|A)?\$|[{re.escape(_CURRENCY[1:])}])"
    rf"|(?<=[0-9])(?:{'|'.join(sorted(_UNITS.split(), key=len, reverse=True))})"
    rf"|(?<=[0-9²%+\-{_CLOSING}{re.escape(_OPENING)}])\.|(?<=[^\W\d_])\.)$"
)
_INFIX = re.compile(
    r"\.\.+|…|[–—―~]|--+"
    rf"|(?<={_LETTER})[<>=/|;](?={_LETTER})|(?<=[0-9])[<>=/|;](?={_LETTER})"
    rf"|(?<={_LETTER})[.,](?={_LETTER})"
    rf"|(?<=[^\W_]){_HYPHEN}(?=[^\W_])|(?<=\.){_HYPHEN}(?={_LETTER})"
    r"|(?<=[0-9])[+*^](?=[0-9-])"
    rf"|(?<=[^\W_])[:()\[\]](?={_LETTER})|(?<=\.)[:()\[\]](?={_LETTER})"
    rf"|(?<={_LETTER})[\"“”](?={_LETTER})"
)
_PIECE = re.compile(r"\S+")


@dataclass(slots=True)
class Tokens:
    """Words of a text, white space left out.

    Args:
        words: the words.
        starts: the character at which each begins.
        lines: how many line breaks stand between each word and the one before it.
        spaced: whether white space stands before each; so it does before the first.
    """

    words: list[str]
    starts: list[int]
    lines: list[int]
    spaced: list[bool]


def tokenize(text: str) -> Tokens:
    """The words of a text; `text[start:start + len(word)]` is each word."""
    split = _splitter()
    words: list[str] = []
    starts: list[int] = []
    lines: list[int] = []
    spaced: list[bool] = []
    end = 0
    for match in _PIECE.finditer(text):
        begin = match.start()
        parts = split(match.group())
        words.extend(parts)
        breaks = text.count("\n", end, begin) + text.count("\u2029", end, begin)
        at = begin
        for part in parts:
            starts.append(at)
            lines.append(breaks if at == begin else 0)
            spaced.append(at == begin)
            at += len(part)
        end = at
    return Tokens(words, starts, lines, spaced)


class Splitter:
    """Splits what stands between white space; the tables decide before the rules do.

    Args:
        special: forms and the tokens that they are, which spell them.
    """

    def __init__(self, special: dict[str, tuple[str, ...]]) -> None:
        self._special = special
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, piece: str) -> tuple[str, ...]:
        """The tokens of a piece without white space."""
        found = self._known.get(piece)
        if found is None:
            if len(self._known) >= _CACHE:
                self._known.clear()
            found = self._known[piece] = tuple(self._split(piece))
        return found

    def _split(self, piece: str) -> list[str]:
        special = self._special
        before: list[str] = []
        after: list[str] = []
        while piece and piece not in special and not _KEPT_WHOLE.fullmatch(piece):
            prefix = _PREFIX.match(piece)
            cut = prefix.end() if prefix else 0
            if cut and piece[cut:] in special:
                before.append(piece[:cut])
                piece = piece[cut:]
                break
            suffix = _SUFFIX.search(piece, cut)
            tail = len(piece) - suffix.start() if suffix and _ends(piece, cut, suffix) else 0
            if tail and piece[:-tail] in special:
                after.append(piece[-tail:])
                piece = piece[:-tail]
                break
            if not cut and not tail:
                break
            if cut:
                before.append(piece[:cut])
            if tail:
                after.append(piece[len(piece) - tail :])
            piece = piece[cut : len(piece) - tail]
        middle = self._inside(piece) if piece else []
        return self._joined([*before, *middle, *reversed(after)])

    def _inside(self, piece: str) -> list[str]:
        """Cut a piece at the signs inside it."""
        known = self._special.get(piece)
        if known is not None:
            return list(known)
        if _KEPT_WHOLE.fullmatch(piece) or _ADDRESS.fullmatch(piece):
            return [piece]
        parts: list[str] = []
        begin = 0
        for match in _INFIX.finditer(piece):
            if match.start() == begin or not _parts(piece, match):
                continue
            parts += [piece[begin : match.start()], match.group()]
            begin = match.end()
        if begin < len(piece):
            parts.append(piece[begin:])
        return [token for part in parts for token in self._special.get(part, (part,))]

    def _joined(self, parts: list[str]) -> list[str]:
        """Put together again what is a form of the tables: `U`, `.`, `N`, `.`."""
        if len(parts) < 2 or not any("." in part for part in parts):
            return parts
        out: list[str] = []
        i = 0
        while i < len(parts):
            for j in range(min(len(parts), i + 8), i + 1, -1):
                known = self._special.get("".join(parts[i:j]))
                if known is not None:
                    out.extend(known)
                    i = j
                    break
            else:
                out.append(parts[i])
                i += 1
        return out


def _ends(piece: str, cut: int, suffix: re.Match[str]) -> bool:
    """Whether a suffix may come off: the stop of an initial ("J.") may not."""
    start = suffix.start()
    if suffix.group() != "." or start <= cut or not piece[start - 1].isupper():
        return True
    return start - 1 > cut and piece[start - 2].isupper()


def _parts(piece: str, sign: re.Match[str]) -> bool:
    """A full stop inside a word parts it only between a small letter and a capital."""
    if sign.group() != ".":
        return True
    before, after = piece[sign.start() - 1], piece[sign.end()]
    return before.islower() and after.isupper()


@cache
def _splitter() -> Splitter:
    return Splitter(load_special(FOLDER))


def load_special(folder: Path) -> dict[str, tuple[str, ...]]:
    """The forms of `abbreviations.txt` and `contractions.tsv` with the tokens of each.

    Raises KnowledgeError at the first line that breaks the schema.
    """
    special: dict[str, tuple[str, ...]] = {}
    for line in (folder / "abbreviations.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for form in line.split():
                special[form] = (form,)
                special[form.replace("'", "’")] = (form.replace("'", "’"),)
    lines = (folder / "contractions.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if cells[0] == "=" and len(cells) > 3 and "".join(cells[2:]) == cells[1]:
            _add(special, tuple(cells[2:]))
        elif cells[0] != "=" and len(cells) == 2:
            for stem, ending in product(cells[0].split(), cells[1].split()):
                _add(special, (stem, *ending.split("|")))
        else:
            raise KnowledgeError(
                f"contractions.tsv:{number}: not `stems endings`, nor `= form parts` whose parts "
                "spell the form"
            )
    return special


def _add(special: dict[str, tuple[str, ...]], parts: tuple[str, ...]) -> None:
    """A contraction with either apostrophe, with a small and a capital letter."""
    for first in (parts[0], parts[0][0].upper() + parts[0][1:]):
        for apostrophe in "'’":
            tokens = tuple(part.replace("'", apostrophe) for part in (first, *parts[1:]))
            special["".join(tokens)] = tokens
