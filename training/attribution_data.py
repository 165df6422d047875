"""Attributions of our own writing: the format of `training/attributions/*.txt`, read and checked.

`python training/attribution_data.py FILE...` prints one line a fault and the counts of each file.

One sentence a line, a blank line between passages, `#` lines are comments. `[S1 ...]`, `[C1 ...]`,
`[T1 ...]` mark source, cue and content of attribution 1 of the passage; spans nest, a role may have
several, in any sentence of the passage. Literal square brackets do not occur.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from demarche.errors import DataError

Span = tuple[int, int]

ROLES = {"S": "source", "C": "cue", "T": "content"}
PRONOUNS = frozenset(
    {"i", "we", "you", "he", "she", "it", "they", "who", "which", "that", "this", "these", "those"}
    | {"one", "some", "many", "most", "others"}
)
_TOKEN = re.compile(r"\[([SCT])([1-9]\d*) |\[|\]")


class AttributionFault(DataError):
    """A line of a corpus breaks the format."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One attribution: character spans in the text of its passage, in order."""

    number: int
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences, a line each; `line` is the number of the first one in its file."""

    sentences: tuple[str, ...]
    attributions: tuple[Marked, ...]
    line: int = 1

    @property
    def text(self) -> str:
        """The sentences, a space between them: what the spans of the attributions count in."""
        return " ".join(self.sentences)


def read(path: Path) -> tuple[list[Passage], list[str]]:
    """The passages of a file that are without fault, and one line a fault."""
    passages: list[Passage] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for first, lines in _blocks(path.read_text(encoding="utf-8").splitlines()):
        try:
            passage = parse(lines, first)
        except AttributionFault as fault:
            faults.append(f"{path}:{fault.message}")
            continue
        for number, sentence in enumerate(passage.sentences, first):
            if len(sentence) > 30 and seen.setdefault(sentence, number) != number:
                faults.append(f"{path}:{number}: this sentence is also line {seen[sentence]}")
        passages.append(passage)
    return passages, faults


def _blocks(lines: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    """Runs of lines between blank ones, each with the number of its first line."""
    block: list[str] = []
    first = 0
    for number, line in enumerate([*lines, ""], 1):
        if line.startswith("#"):
            # a comment within a passage would shift the numbers of its lines
            if block:
                yield first, block
                block = []
        elif line.strip():
            first = first if block else number
            block.append(line.strip())
        elif block:
            yield first, block
            block = []


def parse(lines: Sequence[str], first: int = 1) -> Passage:
    """A passage from its lines; `first` is the number of the first.

    Raises AttributionFault, whose message begins with the number of the line at fault.
    """
    spans: dict[int, dict[str, list[Span]]] = {}
    lines_of: dict[int, int] = {}
    sentences: list[str] = []
    offset = 0
    for number, line in enumerate(lines, first):
        sentence, marks = _parse_line(line, number)
        for label, which, start, end in marks:
            lines_of.setdefault(which, number)
            roles = spans.setdefault(which, {role: [] for role in ROLES})
            roles[label].append((start + offset, end + offset))
        sentences.append(sentence)
        offset += len(sentence) + 1
    for which, roles in sorted(spans.items()):
        at = lines_of[which]
        for label in "CT":
            if not roles[label]:
                raise AttributionFault(f"{at}: attribution {which} has no {ROLES[label]}")
        everything = sorted(span for parts in roles.values() for span in parts)
        for left, right in pairwise(everything):
            if right[0] < left[1]:
                words = " ".join(sentences)[right[0] : right[1]]
                raise AttributionFault(
                    f"{at}: spans of attribution {which} overlap at {words!r}",
                    "Mark the parts before and behind on their own",
                )
    marked = tuple(
        Marked(which, *(tuple(sorted(roles[label])) for label in "SCT"))
        for which, roles in sorted(spans.items())
    )
    return Passage(tuple(sentences), marked, first)


def _parse_line(line: str, number: int) -> tuple[str, list[tuple[str, int, int, int]]]:
    """The sentence without marks, and (label, attribution, start, end) of each."""
    text: list[str] = []
    length = 0
    last = 0
    opened: list[tuple[str, int, int]] = []
    found: list[tuple[str, int, int, int]] = []
    for match in _TOKEN.finditer(line):
        text.append(line[last : match.start()])
        length += match.start() - last
        last = match.end()
        if match[1]:
            opened.append((match[1], int(match[2]), length))
        elif match[0] == "[":
            raise AttributionFault(
                f"{number}: '{line[match.start() : match.start() + 8]}' opens no span",
                "A span opens as [S1 , [C1 or [T1 and a space",
            )
        elif not opened:
            raise AttributionFault(f"{number}: ']' closes nothing at '{line[:last][-20:]}'")
        else:
            label, which, start = opened.pop()
            found.append((label, which, start, length))
    if opened:
        raise AttributionFault(f"{number}: [{opened[-1][0]}{opened[-1][1]} is not closed")
    text.append(line[last:])
    sentence = "".join(text)
    for label, which, start, end in found:
        _check_span(sentence, f"{number}: [{label}{which}", start, end)
    if "  " in sentence or sentence != sentence.strip():
        raise AttributionFault(f"{number}: two spaces in a row, or one at an end: {sentence!r}")
    return sentence, found


def _check_span(sentence: str, where: str, start: int, end: int) -> None:
    words = sentence[start:end]
    if not words.strip():
        raise AttributionFault(f"{where} is empty")
    if words != words.strip():
        raise AttributionFault(f"{where} {words!r}] begins or ends with a space")
    if any(
        0 < at < len(sentence) and sentence[at - 1].isalnum() and sentence[at].isalnum()
        for at in (start, end)
    ):
        raise AttributionFault(f"{where} {words!r}] begins or ends inside a word")


def write(passage: Passage) -> list[str]:
    """The lines that `parse` reads a passage from; of two spans that are equal, in number order."""
    bounds = [0]
    for sentence in passage.sentences:
        bounds.append(bounds[-1] + len(sentence) + 1)
    opens: dict[int, list[tuple[int, str]]] = {}
    closes: dict[int, int] = {}
    for marked in passage.attributions:
        for label, role in ROLES.items():
            for start, end in getattr(marked, role):
                opens.setdefault(start, []).append((-end, f"[{label}{marked.number} "))
                closes[end] = closes.get(end, 0) + 1
    lines: list[str] = []
    for sentence, start in zip(passage.sentences, bounds, strict=False):
        parts: list[str] = []
        for at in range(start, start + len(sentence) + 1):
            parts.append("]" * closes.get(at, 0))
            parts.extend(mark for _, mark in sorted(opens.get(at, ()), key=lambda o: o[0]))
            parts.append(sentence[at - start : at - start + 1])
        lines.append("".join(parts))
    return lines


def counts(passages: Sequence[Passage]) -> dict[str, float]:
    """What a corpus has: sentences, attributions, shares of kinds, different cues."""
    sentences = attributed = pronouns = indirect = without = 0
    cues: set[str] = set()
    for passage in passages:
        text = passage.text
        offset = 0
        marks = sorted(span for m in passage.attributions for span in (*m.cue, *m.content))
        for sentence in passage.sentences:
            end = offset + len(sentence)
            without += not any(a < end and b > offset for a, b in marks)
            offset = end + 1
        sentences += len(passage.sentences)
        for marked in passage.attributions:
            attributed += 1
            source = " ".join(text[a:b] for a, b in marked.source)
            pronouns += source.lower() in PRONOUNS
            indirect += not any(c in text[a:b] for a, b in marked.content for c in '“"')
            cues.add(" … ".join(text[a:b] for a, b in marked.cue).lower())
    return {
        "passages": len(passages),
        "sentences": sentences,
        "sentences without": without / max(1, sentences),
        "attributions": attributed,
        "different cues": len(cues),
        "pronoun source": pronouns / max(1, attributed),
        "indirect": indirect / max(1, attributed),
    }


def main() -> None:
    """Check the files given; exit 1 where there are faults."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="+", type=Path)
    bad = False
    for path in parser.parse_args().files:
        passages, faults = read(path)
        for fault in faults:
            print(fault)
        bad = bad or bool(faults)
        said = (
            f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}"
            for k, v in counts(passages).items()
        )
        print(f"{path}: {len(faults)} faults; " + ", ".join(said))
    sys.exit(bad)


if __name__ == "__main__":
    main()
