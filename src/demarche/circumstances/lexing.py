"""Text to items that the time grammar reads: one character of `codes` an item.

The lexer works on the text itself and not on the parser's tokens, so that any tokeniser will do.
Words and phrases come from `knowledge/circumstances/time_words.tsv`; digits, clocks and written-out
numbers are read here.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from demarche.circumstances.numbers import read_number_words
from demarche.circumstances.wordlists import words
from demarche.errors import KnowledgeError

CODES: dict[str, str] = {
    "month": "M", "weekday": "A", "weekdays": "B", "unit": "U", "units": "u", "season": "S",
    "seasons": "q", "daypart": "P", "dayparts": "p", "instant": "I", "dayname": "T",
    "present": "n", "current": "k", "pastref": "r", "recent": "R", "futureref": "f",
    "future": "F", "frequency": "Q", "last": "l", "past": "t", "prior": "v", "next": "x",
    "coming": "c", "following": "g", "this": "h", "these": "j", "that": "z", "same": "s",
    "latest": "L", "every": "e", "a": "a", "the": "d", "its": "w", "of": "o", "on": "i",
    "and": "&", "or": "|", "to": "2", "early": "E", "earlier": "<", "later": ">", "before": "b",
    "after": "X", "approx": "~", "vague": "V", "couple": "K", "relative": "*", "more": "+",
    "half": "H", "fiscal": "$", "period": "%", "comparable": "=", "ampm": "C", "oclock": "'",
    "zone": "Z", "era": "@", "weekend": "m", "yearend": "7", "ended": "!", "old": "y",
    "decade": "G",
    "holiday": "J", "ordinal": "O", "number": "W", "scale": "W",
}  # fmt: skip
"""Class of a word in the knowledge file to its code in the patterns of the grammar.

Codes of what is read here: `D` a number from 1 to 31, `Y` four digits that may be a year, `N` any
other number, `W` a number in words, `G` "1990s", `5` "'89", `T` ... as above, `9` an ISO or slashed
date, `:` a clock, `-` a hyphen or dash, `,` `.` `(` `)`, `^` an apostrophe with or without s, `_`
anything else.
"""


@dataclass(slots=True)
class Item:
    """Characters `start` to `end`, lower-cased words, and what they mean in their class."""

    start: int
    end: int
    text: str
    value: str | float


_LEX = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?!\d)|(?:19|20)\d{2}/\d{2}/\d{2}(?!\d))"
    r"|(?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?!\d))"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<suffix>st|nd|rd|th|'?s|am|pm|hrs|h)?(?![A-Za-z])"
    r"|(?P<quarter>[Qq][1-4]\b)"
    r"|(?P<dotted>[AaPp]\.\s?[Mm]\b\.?|[BbAa]\.[CcDd]\b\.?(?:[Ee]\.)?)"
    r"|(?P<word>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*)"
    r"|(?P<mark>['’]s?\b|['’]|[^\s\w]|_)"
)
_MARKS = {
    "-": "-", "–": "-", "—": "—", ",": ",", ".": ".", "(": "(", ")": ")", "&": "&", "/": "/",
    "'": "^", "’": "^", "'s": "^", "’s": "^",
}  # fmt: skip

_HYPHENED = frozenset(("early", "daypart"))
"""Classes whose phrases are also written with hyphens: mid-afternoon."""

_WHOLE = words(
    """january february march april may june july august september october november december
        monday tuesday wednesday thursday friday saturday sunday"""
)
"""Months and days that take no full stop; their short forms do: "Sept."."""

Phrases = dict[str, list[tuple[tuple[str, ...], str, str]]]


@cache
def time_words() -> tuple[dict[str, tuple[str, str]], Phrases]:
    """Single words, and phrases by their first word, longest first; from the knowledge file."""
    words: dict[str, tuple[str, str]] = {}
    phrases: Phrases = {}
    path = files("demarche.knowledge.circumstances") / "time_words.tsv"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3 or fields[1] not in CODES:
            raise KnowledgeError(f"{path.name}, line {number}: not phrase, class, value: {line!r}")
        phrase, name, value = fields
        pieces = tuple(m.group().lower() for m in _LEX.finditer(phrase))
        if len(pieces) == 1:
            words[phrase] = (CODES[name], value)
        else:
            phrases.setdefault(pieces[0], []).append((pieces, CODES[name], value))
            if name in _HYPHENED:
                hyphened = tuple(w for piece in pieces for w in (piece, "-"))[:-1]
                phrases[pieces[0]].append((hyphened, CODES[name], value))
    for options in phrases.values():
        options.sort(key=lambda o: (-len(o[0]), o[0]))
    return words, phrases


def lex(text: str, start: int = 0, end: int | None = None) -> tuple[str, list[Item]]:
    """The codes and items of `text[start:end]`; offsets are into `text`."""
    words, phrases = time_words()
    codes: list[str] = []
    items: list[Item] = []
    matches = list(_LEX.finditer(text, start, len(text) if end is None else end))
    lower = [m.group().lower() for m in matches]
    at, count = 0, len(matches)
    while at < count:
        match, word = matches[at], lower[at]
        kind = match.lastgroup
        options = phrases.get(word)
        if kind == "word" and options is None and word not in words:
            codes.append("_")
            items.append(Item(match.start(), match.end(), word, ""))
            at += 1
            continue
        span = 1
        code, value = "_", ""
        if kind == "suffix":
            kind = "number"
        if options:
            for pieces, option, meaning in options:
                if tuple(lower[at : at + len(pieces)]) == pieces:
                    code, value, span = option, meaning, len(pieces)
                    break
        if span == 1:
            if kind in ("word", "dotted"):
                code, value = words.get(word.replace(" ", ""), ("_", ""))
            elif kind == "number":
                _push_number(match, codes, items)
                at += 1
                continue
            elif kind == "mark":
                code = _MARKS.get(word, "_")
            elif kind == "clock":
                code, value = ":", word
            elif kind == "quarter":
                code, value = "6", word[1]
            elif kind == "iso":
                code, value = "9", match.group()
        if code in "MA" and word not in _WHOLE and at + 1 < count and lower[at + 1] == ".":
            span = 2
        codes.append(code)
        items.append(Item(match.start(), matches[at + span - 1].end(), word, value))
        at += span
    return _join_numbers(codes, items)


def _push_number(match: re.Match[str], codes: list[str], items: list[Item]) -> None:
    """A number in digits, with what is glued to it: "3rd", "1990s", "10pm", "1500hrs"."""
    digits, suffix = match.group("number"), (match.group("suffix") or "").lower()
    start, end = match.span("number")
    number = float(digits.replace(",", ""))
    whole = digits.isdigit()
    short = bool(items and items[-1].text in ("'", "’") and items[-1].end == start)
    if whole and suffix in ("st", "nd", "rd", "th"):
        codes.append("O")
        items.append(Item(start, match.end(), match.group().lower(), number))
    elif whole and suffix in ("s", "'s") and number % 10 == 0 and len(digits) in (2, 4):
        codes.append("G")
        decade = digits[:3] if len(digits) == 4 else "19" + digits[0]
        items.append(Item(start, match.end(), match.group().lower(), decade))
    else:
        if whole and len(digits) == 4 and 1000 <= number <= 2200:
            code = "Y"
        elif whole and len(digits) == 2 and short:
            code = "5"
            items.pop()
            codes.pop()
            start -= 1
            digits = ("19" if number > 30 else "20") + digits
        elif whole and 1 <= number <= 31 and len(digits) <= 2:
            code = "D"
        else:
            code = "N"
        codes.append(code)
        items.append(Item(start, end if code != "5" else match.end("number"), digits, number))
        if suffix:
            at = match.start("suffix")
            glued = {"am": "C", "pm": "C", "h": "'", "hrs": "'"}.get(suffix, "^")
            codes.append(glued)
            items.append(Item(at, match.end(), suffix, suffix.upper()))


def _join_numbers(codes: list[str], items: list[Item]) -> tuple[str, list[Item]]:
    """Join "nineteen ninety-six", "twenty four", "two and a half": one item a number in words."""
    if "W" not in codes:
        return "".join(codes), items
    joined_codes: list[str] = []
    joined: list[Item] = []
    at, count = 0, len(codes)
    while at < count:
        code = codes[at]
        article = code == "a" and at + 1 < count and items[at + 1].text in _SCALES
        if code != "W" and not article:
            joined_codes.append(code)
            joined.append(items[at])
            at += 1
            continue
        last = at + 1
        while last < count and (
            codes[last] == "W"
            or (codes[last] in "-&" and last + 1 < count and codes[last + 1] in "WO"
                and (codes[last] == "-" or items[last - 1].text in _SCALES))
        ):  # fmt: skip
            last += 1
        words = [i.text for i in items[at:last] if i.text not in ("-", "–", "&", "and")]
        ordinal = last < count and codes[last] == "O" and isinstance(items[last].value, str)
        if ordinal and words[-1] in _TENS:
            tens = read_number_words(words) + float(items[last].value)
            code, value, last = "O", tens, last + 1
        else:
            value = read_number_words(words)
            year = len(words) in (2, 3, 4) and 1000 <= value <= 2100 and words[0] not in _ONES
            two_thousand = words[:2] == ["two", "thousand"] and value <= 2050
            code = "Y" if year or two_thousand else "W"
        joined_codes.append(code)
        text = str(int(value)) if code == "Y" else " ".join(words)
        joined.append(Item(items[at].start, items[last - 1].end, text, value))
        at = last
    return "".join(joined_codes), joined


_SCALES = frozenset(("hundred", "thousand", "million", "billion", "trillion", "dozen"))
_ONES = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "a"))
_TENS = frozenset(
    ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
)  # fmt: skip
