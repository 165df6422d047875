"""What the network of `demarche.events.meaning` learns from: predicates with sides and a label.

PLV train and the PLOVER gold standard records; the example sentences of the lexicon; contrasts and
unpolitical sentences of our own (`events_contrasts.tsv`); and, for what is no politics, every
predicate that the lexicon would code in the genres of UD EWT and GUM that have none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from demarche.evaluate import gsr, plv
from demarche.evaluate.lexicon_examples import Span, examples
from demarche.evaluate.parses import trees
from demarche.events import told
from demarche.events.coder import Coder
from demarche.events.lexicon import SILENT, load
from demarche.events.meaning import Asked
from demarche.events.relation import Link, head_of, joint, layers, rank
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.plover import TYPES

CONTRASTS = Path(__file__).with_name("events_contrasts.tsv")
GUM = ("vlog", "voyage", "academic", "conversation", "textbook")
EWT = ("reviews", "answers")
"""Genres without politics, as good as."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to learn. `group` keeps a sentence on one side of a split."""

    source: str
    group: int
    tree: Tree
    asked: Asked
    label: str
    gold: str = ""
    """The label of the data set, where it is another."""
    links: tuple[Link, ...] = ()


def all_rows(data: Path) -> list[Row]:
    """Everything, in a fixed order."""
    return [
        *plv_rows(data / "plover" / "plv-train.tsv"),
        *gsr_rows(data / "plover" / "gsr-dev.jsonl"),
        *example_rows(),
        *contrast_rows(),
        *bank_rows(data / "treebanks"),
    ]


def plv_rows(path: Path) -> Iterator[Row]:
    """A row a pair, at the predicate that links the two best, else at the one above both.

    The other events that the lexicon finds in the sentence are rows too, with the lexicon's type
    (source `told`): what stands beside and below the main event of a sentence is politics as well.
    """
    pairs = list(plv.read(path))
    for number, (pair, tree) in enumerate(zip(pairs, trees([p.text for p in pairs]), strict=True)):
        links = rank(tree, *layers(tree), pair.source, pair.target)
        asked = Asked(-1, head_of(tree, pair.source), head_of(tree, pair.target))
        token = links[0].token if links else joint(tree, asked.actor, asked.recipient)
        label = pair.root
        if label == "YIELD":
            known = [link.type for link in links if link.type in ("RETREAT", "CONCEDE")]
            label = known[0] if known else "RETREAT"
        yield Row("plv", number, tree, Asked(token, asked.actor, asked.recipient), label,
                  f"{pair.root} {pair.quad}", tuple(links))  # fmt: skip
        yield from _others(tree, number, token)


def gsr_rows(path: Path) -> Iterator[Row]:
    """Records whose type we code, at the word and with the sides that we code it with."""
    records = gsr.read(path)
    for number, (record, tree) in enumerate(
        zip(records, trees([r.text for r in records]), strict=True)
    ):
        for event in told(Coder(tree, *layers(tree))):
            if event.type == record.type:
                asked = Asked(event.trigger[0], first(event.actors), first(event.recipients))
                yield Row("gsr", number, tree, asked, record.type)
                yield from _others(tree, -1 - number, event.trigger[0])
                break


def _others(tree: Tree, number: int, main: int) -> Iterator[Row]:
    for event in told(Coder(tree, *layers(tree))):
        if event.trigger[0] != main:
            asked = Asked(event.trigger[0], first(event.actors), first(event.recipients))
            yield Row("told", number, tree, asked, event.type)


def example_rows() -> Iterator[Row]:
    """The lexicon's examples, at the word whose entry they belong to."""
    found = examples(load())
    for number, (example, tree) in enumerate(
        zip(found, trees([e.text for e in found]), strict=True)
    ):
        coder = Coder(tree, *layers(tree))
        for token, pick in coder.picks.items():
            if pick.sense is None or pick.sense.where != example.sense.where:
                continue
            outcome = coder.outcome(token)
            label: str | None = example.sense.type
            if example.sense.operator:
                label = outcome.kind if outcome is not None and outcome.emit else None
            if label:
                actor, recipient = (
                    head_of(tree, spans[0]) if spans else None
                    for spans in (example.actors, example.recipients)
                )
                yield Row("example", number, tree, Asked(token, actor, recipient), label)
            break


def contrast_rows(path: Path = CONTRASTS) -> Iterator[Row]:
    """Our own sentences: label, tab, sentence with `[actor]`, `{recipient}` and `*predicate*`.

    Without a marked predicate every word that the lexicon codes is a row, else the root.
    """
    lines = [
        line.split("\t")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]
    texts, marks = zip(*(_unmark(text) for _, text in lines), strict=True)
    for number, ((label, _), tree, found) in enumerate(
        zip(lines, trees(texts), marks, strict=True)
    ):
        if "*" in found:
            word = head_of(tree, found["*"])
            assert word is not None
            sides = (head_of(tree, found.get("[")), head_of(tree, found.get("{")))
            yield Row("contrast", number, tree, Asked(word, *sides), label)
        else:
            rows = list(_coded(tree, "contrast", number, label))
            yield from rows or [Row("contrast", number, tree, Asked(joint(tree, None, None), None,
                                                                    None), label)]  # fmt: skip


def bank_rows(folder: Path) -> Iterator[Row]:
    """What the lexicon would code in genres without politics."""
    texts = set(_texts(folder / "en_gum-free-train.conllu", f"GUM_(?:{'|'.join(GUM)})_"))
    texts |= set(_texts(folder / "en_ewt-ud-train.conllu", f"(?:{'|'.join(EWT)})-"))
    kept = sorted(text for text in texts if 5 <= len(text.split()) <= 60)
    for number, tree in enumerate(trees(kept)):
        yield from _coded(tree, "bank", number, SILENT)


def _coded(tree: Tree, source: str, number: int, label: str) -> Iterator[Row]:
    coder = Coder(tree, *layers(tree))
    for token in coder.picks:
        outcome = coder.outcome(token)
        if outcome is not None and outcome.kind in TYPES and outcome.emit:
            asked = Asked(token, first(outcome.actors), first(outcome.recipients))
            yield Row(source, number, tree, asked, label)


def _texts(path: Path, pattern: str) -> Iterator[str]:
    wanted = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# sent_id = "):
            wanted = bool(re.match(pattern, line[12:]))
        elif line.startswith("# text = ") and wanted:
            yield line[9:]


def first(named: Iterable[Named]) -> int | None:
    """The head of the first mention."""
    return next((mention.head for mention in named), None)


def _unmark(text: str) -> tuple[str, dict[str, Span]]:
    plain, found, opened = "", {}, {}
    closes = {"]": "[", "}": "{", "*": "*"}
    for letter in text:
        if letter in "[{" or (letter == "*" and "*" not in opened):
            opened[letter] = len(plain)
        elif letter in closes:
            found[closes[letter]] = (opened[closes[letter]], len(plain))
        else:
            plain += letter
    return plain, found
