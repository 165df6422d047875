"""PLV: the PLOVER relation of a marked pair in a sentence (Hu et al. 2023, ZSP).

A row has a sentence with `<s>source</s>` and `<t>target</t>`, a PLOVER root (CONCEDE and RETREAT
are one class, YIELD) and a quad class. `relation` answers for each pair; no answer is a wrong
answer. Macro-F1 is the mean of F1 over the classes that the gold has.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Tally
from demarche.events.relation import Link, layers, relate
from demarche.plover import QUAD

_COLUMNS = {"marked_sentence", "root", "quad"}
_TAG = re.compile(r"</?[st]>")
_NONE = "(none)"
_QUADS = {**{kind: str(quad) for kind, quad in QUAD.items()}, "YIELD": "2", _NONE: _NONE}


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with the character spans of its two sides (None: not said), and the gold."""

    text: str
    source: tuple[int, int] | None
    target: tuple[int, int] | None
    root: str
    quad: str


def read(path: Path) -> Iterator[Pair]:
    """The pairs of a PLV table. Raises DataError where the columns are others."""
    return (pair for _, pair in read_numbered(path))


def read_numbered(path: Path) -> Iterator[tuple[str, Pair]]:
    """The pairs, each with the number of its sentence (empty where the table has none)."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t")
            if not _COLUMNS.issubset(rows.fieldnames or ()):
                raise DataError(f"{path}: not a PLV table", f"columns: {', '.join(_COLUMNS)}")
            for row in rows:
                text, spans = unmark(row["marked_sentence"])
                pair = Pair(text, spans.get("s"), spans.get("t"), row["root"], row["quad"])
                yield row.get("sentence_id") or "", pair
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error


def unmark(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """A sentence without its tags, and the span of the first source (s) and target (t) in it."""
    text, last = "", 0
    spans: dict[str, tuple[int, int]] = {}
    opened: dict[str, int] = {}
    for tag in _TAG.finditer(marked):
        text += marked[last : tag.start()]
        last = tag.end()
        name = tag.group().strip("</>")
        if tag.group()[1] != "/":
            opened[name] = len(text)
        elif name in opened:
            start = opened.pop(name)
            stop = len(text.rstrip()) if text[start:].strip() else len(text)
            if stop > start:
                spans.setdefault(name, (start, stop))
    return text + marked[last:], spans


def score(paths: list[Path], errors: int = 0) -> Report:
    """Accuracy and macro-F1 over the roots and the quads of all pairs in the tables."""
    pairs = [pair for path in paths for pair in read(path)]
    if not pairs:
        raise DataError("no pairs to score")
    roots: list[tuple[str, str]] = []
    wrong: list[str] = []
    for pair, tree in zip(pairs, trees([pair.text for pair in pairs]), strict=True):
        best = relate(tree, *layers(tree), pair.source, pair.target)
        roots.append((pair.root, _root(best)))
        if len(wrong) < errors and roots[-1][0] != roots[-1][1]:
            wrong.append(_tell(pair, best, tree.words))
    quads = [(pair.quad, _QUADS[answer]) for pair, (_, answer) in zip(pairs, roots, strict=True)]
    return Report(
        scores={
            "root_macro_f1": macro_f1(roots),
            "root_accuracy": _accuracy(roots),
            "quad_macro_f1": macro_f1(quads),
            "quad_accuracy": _accuracy(quads),
            "answered": sum(answer != _NONE for _, answer in roots) / len(roots),
            "pairs": len(pairs),
        },
        errors=wrong,
        notes=[_class_note(root, roots) for root in sorted({gold for gold, _ in roots})],
    )


def _root(link: Link | None) -> str:
    if link is None:
        return _NONE
    return "YIELD" if link.type in ("CONCEDE", "RETREAT") else link.type


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """The mean of F1 over the classes of the gold, from (gold, answer) pairs."""
    classes = sorted({gold for gold, _ in pairs})
    return sum(_tally(name, pairs).f1 for name in classes) / len(classes)


def _tally(name: str, pairs: list[tuple[str, str]]) -> Tally:
    return Tally(
        right=sum(gold == answer == name for gold, answer in pairs),
        predicted=sum(answer == name for _, answer in pairs),
        gold=sum(gold == name for gold, _ in pairs),
    )


def _accuracy(pairs: list[tuple[str, str]]) -> float:
    return sum(gold == answer for gold, answer in pairs) / len(pairs)


def _class_note(name: str, pairs: list[tuple[str, str]]) -> str:
    tally = _tally(name, pairs)
    mixed = Counter(answer for gold, answer in pairs if gold == name != answer).most_common(4)
    return (
        f"{name:10} n={tally.gold:4} P={tally.precision:.2f} R={tally.recall:.2f} "
        f"F1={tally.f1:.2f}  taken for {', '.join(f'{k} {n}' for k, n in mixed)}"
    )


def _tell(pair: Pair, link: Link | None, words: list[str]) -> str:
    source = pair.text[slice(*pair.source)] if pair.source else "-"
    target = pair.text[slice(*pair.target)] if pair.target else "-"
    answer = (
        f"{link.type} {link.score:.2f} at '{words[link.token]}' ({link.why})" if link else _NONE
    )
    return f"{pair.root} not {answer}: [{source}] -> [{target}] | {pair.text}"
