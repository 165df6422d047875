"""Reads CoNLL-U files, for training and for the syntax scorer.

The format: https://universaldependencies.org/format.html. Empty nodes (``8.1``) are left out.
Multiword tokens (``3-4``) are kept as spans over the words they are made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Word:
    """One syntactic word; ``head`` is an index into the sentence's words, -1 for the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    misc: str
    space_after: bool = True


@dataclass(slots=True)
class Sentence:
    """One sentence of a treebank with what its comments say of the text around it."""

    sent_id: str
    text: str
    words: list[Word]
    #: ``(first, last, form)``: surface tokens that stand for several words
    multiwords: list[tuple[int, int, str]] = field(default_factory=list)
    new_document: bool = False
    new_paragraph: bool = False
    document: str = ""


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of one file in order.

    Raises:
        ValueError: if a line is neither a comment nor a row of ten columns.
    """
    comments: list[str] = []
    rows: list[list[str]] = []
    document = ""
    with path.open(encoding="utf-8") as lines:
        for number, raw in enumerate(lines, start=1):
            line = raw.rstrip("\n")
            if line.startswith("#"):
                comments.append(line)
            elif line:
                row = line.split("\t")
                if len(row) != 10:
                    raise ValueError(f"{path}:{number}: expected 10 columns, found {len(row)}")
                rows.append(row)
            elif rows:
                sentence = _sentence(comments, rows, document)
                document = sentence.document
                yield sentence
                comments, rows = [], []
    if rows:
        yield _sentence(comments, rows, document)


def _sentence(comments: list[str], rows: list[list[str]], document: str) -> Sentence:
    sentence = Sentence(sent_id="", text="", words=[], document=document)
    for comment in comments:
        key, _, value = comment[1:].partition("=")
        key, value = key.strip(), value.strip()
        if key == "text":
            sentence.text = value
        elif key == "sent_id":
            sentence.sent_id = value
        elif key.startswith("newdoc"):
            sentence.new_document = sentence.new_paragraph = True
            sentence.document = value
        elif key in ("newpar", "newpar id"):
            sentence.new_paragraph = True
    spaces: dict[int, bool] = {}
    for row in rows:
        identifier = row[0]
        if "-" in identifier:
            first, last = (int(part) - 1 for part in identifier.split("-"))
            sentence.multiwords.append((first, last, row[1]))
            spaces.update((i, False) for i in range(first, last))
            spaces[last] = "SpaceAfter=No" not in row[9]
        elif "." not in identifier:
            space_after = spaces.get(len(sentence.words), "SpaceAfter=No" not in row[9])
            sentence.words.append(
                Word(
                    form=row[1],
                    lemma=row[2],
                    upos=row[3],
                    xpos=row[4],
                    feats=row[5],
                    head=int(row[6]) - 1,
                    deprel=row[7],
                    misc=row[9],
                    space_after=space_after,
                )
            )
    return sentence
