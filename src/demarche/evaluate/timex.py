"""Scores for times: TempEval-3's spans and values (UzZaman et al. 2013).

Reads TimeML (`.tml`, TIMEX3 with a document creation time) and WikiWars (inline TIMEX2 in SGML).
Relaxed: spans overlap, each used once. Value F1: relaxed matches whose value is right too. The
document's creation time itself is given to the program and not scored.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demarche.circumstances import find_times
from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Tally
from demarche.model import Document

_TAG = re.compile(r"<(/?)(TIMEX[23])\b([^>]*)>|<[^>]*>|&[#\w]+;")
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Mark:
    """A time in a text: characters and value."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A document of a data set: text, the day it was written, its times."""

    name: str
    text: str
    published: str | None
    marks: tuple[Mark, ...]


def read(path: Path) -> Marked:
    """A TimeML or WikiWars document. Raises DataError where it is neither."""
    raw = path.read_text(encoding="utf-8", errors="replace")
    body = re.search(r"<TEXT>(.*)</TEXT>", raw, re.DOTALL)
    if body is None:
        raise DataError(f"{path}: no <TEXT>", "timex reads TimeML and WikiWars files")
    made = re.search(r"functionInDocument=\"CREATION_TIME\"[^>]*", raw)
    head = re.search(r"<DATETIME>(.*?)</DATETIME>", raw, re.DOTALL)
    published = None
    creation = made.group() if made else None
    if made:
        whole = raw[raw.rfind("<", 0, made.start()) : made.end()]
        published = dict(_ATTRIBUTE.findall(whole)).get("value")
    elif head:
        published = re.sub(r"<[^>]*>", "", head.group(1)).strip()
    text, marks = strip(body.group(1))
    if creation and creation in body.group(1):
        marks = [m for m in marks if m.value != published or m.start > 200]
    return Marked(path.stem, text, published, tuple(marks))


def strip(inline: str) -> tuple[str, list[Mark]]:
    """Text without tags, and the TIMEX2 and TIMEX3 elements in it."""
    parts: list[str] = []
    length = at = 0
    marks: list[Mark] = []
    open_marks: list[tuple[int, str]] = []
    for match in _TAG.finditer(inline):
        piece = inline[at : match.start()]
        parts.append(piece)
        length += len(piece)
        at = match.end()
        if match.group().startswith("&"):
            parts.append(html.unescape(match.group()))
            length += len(parts[-1])
        elif match.group(2) and not match.group(1):
            attributes = {k.lower(): v for k, v in _ATTRIBUTE.findall(match.group(3))}
            open_marks.append((length, attributes.get("value", attributes.get("val", ""))))
            if match.group().endswith("/>"):
                open_marks.pop()
        elif match.group(2) and open_marks:
            start, value = open_marks.pop()
            if length > start:
                marks.append(Mark(start, length, value))
    parts.append(inline[at:])
    return "".join(parts), sorted(marks, key=lambda m: (m.start, -m.end))


def documents(paths: list[Path]) -> Iterator[Marked]:
    """All documents under the paths, in order of name."""
    for path in paths:
        files = [path]
        if path.is_dir():
            files = sorted(path.rglob("*.key.xml")) or sorted(path.rglob("*.tml"))
        if not files:
            raise DataError(f"{path}: no .tml or .key.xml file")
        yield from (read(file) for file in files)


def pair(gold: list[Mark], found: list[Mark]) -> list[tuple[Mark, Mark]]:
    """Gold and found marks that overlap, exact ones first, each used once."""
    pairs: list[tuple[Mark, Mark]] = []
    exact = {(f.start, f.end): f for f in found}
    taken: set[Mark] = set()
    left: list[Mark] = []
    for mark in gold:
        same = exact.get((mark.start, mark.end))
        if same is not None and same not in taken:
            taken.add(same)
            pairs.append((mark, same))
        else:
            left.append(mark)
    for mark in left:
        for other in found:
            if other not in taken and other.start < mark.end and mark.start < other.end:
                taken.add(other)
                pairs.append((mark, other))
                break
    return pairs


def score(paths: list[Path], errors: int = 0) -> Report:
    """Relaxed, strict and value F1 over all documents; `errors` examples of what went wrong."""
    counts = dict.fromkeys(("gold", "found", "relaxed", "strict", "value"), 0)
    shown: list[str] = []
    marked = list(documents(paths))
    for document, tree in zip(marked, trees([d.text for d in marked]), strict=True):
        article = Document(id=document.name, text=document.text, published=document.published)
        found = [
            Mark(time.span.start, time.span.end, time.value)
            for _, _, time in find_times(tree, article)
            if time.span
        ]
        gold = list(document.marks)
        pairs = pair(gold, found)
        counts["gold"] += len(gold)
        counts["found"] += len(found)
        counts["relaxed"] += len(pairs)
        counts["strict"] += sum((g.start, g.end) == (f.start, f.end) for g, f in pairs)
        counts["value"] += sum(g.value == f.value for g, f in pairs)
        if errors:
            shown.extend(_faults(document, gold, found, pairs))
    return Report(
        {
            "documents": len(marked),
            "relaxed_f1": Tally(counts["relaxed"], counts["found"], counts["gold"]).f1,
            "strict_f1": Tally(counts["strict"], counts["found"], counts["gold"]).f1,
            "value_f1": Tally(counts["value"], counts["found"], counts["gold"]).f1,
            "relaxed_precision": counts["relaxed"] / max(1, counts["found"]),
            "relaxed_recall": counts["relaxed"] / max(1, counts["gold"]),
            **counts,
        },
        shown[:errors],
    )


def _faults(
    document: Marked, gold: list[Mark], found: list[Mark], pairs: list[tuple[Mark, Mark]]
) -> Iterator[str]:
    """What was missed, found in excess, or given another value, with the words around it."""
    hit, used = {g for g, _ in pairs}, {f for _, f in pairs}
    text = document.text
    for mark in gold:
        if mark not in hit:
            yield f"missed  {_words(text, mark)} {mark.value}"
    for mark in found:
        if mark not in used:
            yield f"extra   {_words(text, mark)} {mark.value}"
    for mark, other in pairs:
        if mark.value != other.value:
            told = f"{mark.value} not {other.value} ({document.published})"
            yield f"value   {_words(text, mark)} {told}"


def _words(text: str, mark: Mark) -> str:
    around = f"{text[max(0, mark.start - 50) : mark.start]}[{text[mark.start : mark.end]}]"
    return " ".join((around + text[mark.end : mark.end + 30]).split())
