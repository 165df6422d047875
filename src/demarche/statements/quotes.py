"""Paragraphs and quotations, from the characters of a text: the parser is not asked.

Curly, straight, doubled-apostrophe and single marks; single ones are told from apostrophes. A
quotation that is left open at the end of a paragraph goes on where the next one opens with a mark.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from demarche.language.tree import Tree
from demarche.model import Document

_MARK = re.compile(r"[“”„‟«»\"]|''|``|[‘’‛']")
_OPENERS = {"“", "„", "‟", "«", "``"}
_CLOSERS = {"”", "»"}
_SINGLES = {"‘", "’", "‛", "'"}
_ELISION = re.compile(r"(?:em|til|cause|tis|twas|n|round|bout|s|t|re|ve|ll|d|m)\b|\d", re.I)
_LONGEST_SINGLE = 900


@dataclass(frozen=True, slots=True)
class Quote:
    """An outermost quotation: tokens `first` to `last` (inclusive), its marks included."""

    first: int
    last: int
    continued: bool
    """Left open: the next paragraph goes on with it."""


@dataclass(slots=True)
class Layout:
    """Where the paragraphs and quotations of a text are, by token."""

    paragraphs: list[tuple[int, int]]
    """First token and one past the last token of each paragraph that has any."""
    paragraph_of: list[int]
    quotes: list[Quote]
    quote_of: list[int]
    """Index of the quotation that a token stands in (marks included), or -1."""


def lay_out(tree: Tree, document: Document) -> Layout:
    """Paragraphs (the document's sections, else lines, blank lines in wrapped text), quotations."""
    spans = _paragraph_spans(tree.text, document)
    paragraphs: list[tuple[int, int]] = []
    quotes: list[Quote] = []
    for start, end in spans:
        first, last = bisect_left(tree.starts, start), bisect_left(tree.starts, end)
        if first == last:
            continue
        paragraphs.append((first, last))
        for opened, closed, whole in _quotations(tree.text[start:end]):
            a = max(first, _token_from(tree, start + opened))
            b = min(last, bisect_left(tree.starts, start + closed)) - 1
            if a <= b and (not quotes or a > quotes[-1].last):
                quotes.append(Quote(a, b, not whole))
    paragraph_of = [0] * len(tree)
    for number, (first, last) in enumerate(paragraphs):
        paragraph_of[first:last] = [number] * (last - first)
    quote_of = [-1] * len(tree)
    for number, quote in enumerate(quotes):
        quote_of[quote.first : quote.last + 1] = [number] * (quote.last + 1 - quote.first)
    return Layout(paragraphs, paragraph_of, quotes, quote_of)


def _token_from(tree: Tree, offset: int) -> int:
    token = bisect_left(tree.starts, offset)
    if token > 0 and tree.ends[token - 1] > offset:
        return token - 1
    return token


def _paragraph_spans(text: str, document: Document) -> list[tuple[int, int]]:
    if document.sections:
        return [(s.start, s.end) for s in document.sections]
    between = re.compile(r"\n\s*\n" if _is_wrapped(text) else r"\n")
    bounds = [0, *(m.end() for m in between.finditer(text)), len(text)]
    return list(pairwise(bounds))


def _is_wrapped(text: str) -> bool:
    """Whether lines break within sentences, so that only blank lines part paragraphs."""
    breaks = re.findall(r"(\S)[^\S\n]*\n[^\S\n]*(?=\S)", text)
    inside = sum(c.isalnum() or c == "," for c in breaks)
    return bool(inside > 2 and 2 * inside > len(breaks))


def _quotations(text: str) -> list[tuple[int, int, bool]]:
    """Outermost quotations of one paragraph: (start, end, whether it is closed)."""
    found: list[tuple[int, int, bool]] = []
    opened: int | None = None
    kind = ""
    for match in _MARK.finditer(text):
        mark, at, after = match[0], match.start(), match.end()
        if opened is None:
            if mark in _SINGLES:
                if _opens_single(text, at):
                    opened, kind = at, "'"
            elif mark in _OPENERS or _opens(text, at, after):
                opened, kind = at, "“" if mark in _OPENERS else mark
        elif kind == "'":
            if mark in _SINGLES and _closes_single(text, at):
                found.append((opened, after, True))
                opened = None
            elif mark not in _SINGLES and after - opened > _LONGEST_SINGLE:
                opened = at
        elif mark in _CLOSERS or (mark not in _OPENERS and mark not in _SINGLES and (
            not _opens(text, at, after) or (kind == mark and not _reopens(text, opened, at))
        )):  # fmt: skip
            found.append((opened, after, True))
            opened = None
    if opened is not None and kind != "'":
        found.append((opened, len(text.rstrip()), False))
    return found


def _opens(text: str, at: int, after: int) -> bool:
    """Whether a straight mark stands where an opening one would."""
    before = text[at - 1] if at else " "
    behind = text[after] if after < len(text) else " "
    return (before.isspace() or before in "([{-–—/:…") and not behind.isspace()


def _reopens(text: str, opened: int, at: int) -> bool:
    """Whether a straight mark that looks like an opening one is nested and not a slip."""
    return text[opened : opened + 1] != text[at : at + 1]


def _opens_single(text: str, at: int) -> bool:
    if at and not (text[at - 1].isspace() or text[at - 1] in "([{-–—/:"):
        return False
    rest = text[at + 1 : at + 1 + _LONGEST_SINGLE]
    if not rest or rest[0].isspace() or (_ELISION.match(rest) and text[at] != "‘"):
        return False
    return any(_closes_single(text, at + 1 + m.start()) for m in re.finditer(r"[’']", rest))


def _closes_single(text: str, at: int) -> bool:
    if text[at] == "‘" or text[at - 1].isspace():
        return False
    behind = text[at + 1 : at + 2]
    if behind.isalnum():
        return False
    # "workers' rights": an s before and a word behind is a possessive, most often
    return not (text[at - 1] in "sS" and re.match(r" [a-z]", text[at + 1 : at + 3]) is not None)
