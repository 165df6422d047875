"""Treebank sentences as windows of word pieces with their labels, and the noise put on them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from demarche.language.conllu import Sentence, Word, read_conllu
from demarche.language.pieces import Pieces
from reported_speech import turn_about

IGNORE = -100
WINDOW = 176
"""Most word pieces in one window; `demarche.language.windows` cuts texts to the same size."""

ENTITY_TYPES = (
    "person",
    "organization",
    "place",
    "time",
    "event",
    "object",
    "abstract",
    "animal",
    "plant",
    "substance",
    "quantity",
)


@dataclass(slots=True)
class Labels:
    """The label inventories, in the order of the network's outputs."""

    xpos: list[str]
    feats: list[str]
    deprels: list[str]
    entities: list[str]
    index: dict[str, dict[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.index = {
            name: {label: i for i, label in enumerate(getattr(self, name))}
            for name in ("xpos", "feats", "deprels", "entities")
        }


@dataclass(slots=True)
class Example:
    """A sentence ready for windows: forms may be changed by noise, labels by dropping words."""

    words: list[Word]
    entities: list[str] | None
    new_document: bool
    new_paragraph: bool
    document: str = ""


def read_examples(path: Path, *, entities: bool) -> list[Example]:
    """Read a treebank; with ``entities`` the named mentions of GUM's ``Entity=`` layer too."""
    sentences = list(read_conllu(path))
    names = named_mentions(sentences) if entities else [None] * len(sentences)
    return [
        Example(s.words, tags, s.new_document, s.new_paragraph, s.document)
        for s, tags in zip(sentences, names, strict=True)
    ]


def make_labels(examples: Iterable[Example]) -> Labels:
    """Collect labels seen at least twice in training data."""
    counts: dict[str, Counter[str]] = {key: Counter() for key in ("xpos", "feats", "deprels")}
    for example in examples:
        for word in example.words:
            counts["xpos"][word.xpos] += 1
            counts["feats"][f"{word.upos}|{word.feats}"] += 1
            counts["deprels"][word.deprel] += 1
    kept = {key: sorted(k for k, n in c.items() if n >= 2) for key, c in counts.items()}
    entities = ["O"] + [f"{p}-{t}" for t in ENTITY_TYPES for p in "BI"]
    return Labels(kept["xpos"], kept["feats"], kept["deprels"], entities)


# --- named mentions ---------------------------------------------------------------------------


def named_mentions(sentences: list[Sentence]) -> list[list[str]]:
    """BIO tags of named mentions, from GUM's ``Entity=`` brackets.

    GUM marks every nominal with its whole subtree; a *named* mention is one whose head is a
    proper noun (or, for times, any of six words at most), cut to the run of name words around
    the head. Larger mentions win over those inside them.
    """
    result = []
    open_mentions: list[tuple[str, str, int]] = []
    document = None
    for sentence in sentences:
        if sentence.document != document:
            document, open_mentions = sentence.document, []
        spans = _mention_spans(sentence, open_mentions)
        tags = ["O"] * len(sentence.words)
        for first, last, kind in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
            if kind not in ENTITY_TYPES:
                continue
            run = _name_run(sentence.words, first, last, kind)
            if run is None or any(tags[i] != "O" for i in range(run[0], run[1] + 1)):
                continue
            for i in range(run[0], run[1] + 1):
                tags[i] = ("B-" if i == run[0] else "I-") + kind
        result.append(tags)
    return result


def _mention_spans(
    sentence: Sentence, open_mentions: list[tuple[str, str, int]]
) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for i, word in enumerate(sentence.words):
        value = next((m[7:] for m in word.misc.split("|") if m.startswith("Entity=")), "")
        position = 0
        while position < len(value):
            if value[position] == "(":
                end = position + 1
                while end < len(value) and value[end] not in "()":
                    end += 1
                parts = value[position + 1 : end].split("-")
                open_mentions.append((parts[0], parts[1], i))
                if end < len(value) and value[end] == ")":
                    _, kind, first = open_mentions.pop()
                    spans.append((first, i, kind))
                    end += 1
                position = end
            else:
                end = value.find(")", position)
                name = value[position:end]
                for k in range(len(open_mentions) - 1, -1, -1):
                    if open_mentions[k][0] == name:
                        _, kind, first = open_mentions.pop(k)
                        spans.append((first, i, kind))
                        break
                position = end + 1
    return spans


def _name_run(words: list[Word], first: int, last: int, kind: str) -> tuple[int, int] | None:
    heads = [i for i in range(first, last + 1) if not first <= words[i].head <= last]
    if not heads:
        return None
    head = heads[0]
    if kind == "time" and last - first < 6:
        return first, last
    if words[head].upos != "PROPN" and not (kind == "quantity" and last - first < 6):
        return None
    if kind == "quantity":
        return first, last

    def name_like(i: int) -> bool:
        word = words[i]
        capital = word.form[:1].isupper() and word.upos in ("PROPN", "ADJ", "NOUN", "VERB", "ADV")
        return word.upos == "PROPN" or capital or (word.upos == "NUM" and i > first)

    links = {"of", "the", "and", "&", "de", "von", "van", "al", "for", "-", ".", "/"}
    begin = end = head
    while begin > first and name_like(begin - 1):
        begin -= 1
    while end < last:
        step = 1
        while end + step <= last and step < 3 and words[end + step].form.lower() in links:
            step += 1
        if end + step > last or not name_like(end + step):
            break
        if step > 1 and kind == "person" and words[end + 1].form.lower() in ("of", "and", "for"):
            break
        end += step
    if begin - 2 >= first and words[begin - 1].form == "-" and name_like(begin - 2):
        begin -= 2
    return begin, end


# --- noise ------------------------------------------------------------------------------------

_CITIES = """
SEOUL KYIV MOSCOW LONDON PARIS BEIRUT CAIRO NAIROBI BOGOTA LIMA TOKYO BRUSSELS GENEVA JERUSALEM
TEHRAN BEIJING DELHI Islamabad Warsaw Ankara Lagos Manila Jakarta Berlin Havana Dhaka
""".split()  # noqa: SIM905
_AGENCIES = ("AP", "Reuters", "AFP", "Xinhua", "TASS", "Yonhap", "UPI", "dpa")


def with_noise(example: Example, rng: random.Random) -> Example:
    """A copy of the sentence as careless or differently typeset newspapers would print it."""
    words = example.words
    entities = example.entities
    if rng.random() < 0.4:
        words, entities = turn_about(words, entities, rng)
    draw = rng.random()
    if draw < 0.03:
        words = [_reformed(w, w.form.lower()) for w in words]
    elif draw < 0.05:
        words = [_reformed(w, w.form.upper()) for w in words]
    elif draw < 0.075:
        words = [
            _reformed(w, w.form if w.upos in ("ADP", "DET", "CCONJ") else _capital(w.form))
            for w in words
        ]
    if len(words) > 3 and rng.random() < 0.05 and _droppable(words):
        words = words[:-1]
        entities = entities[:-1] if entities is not None else None
    if example.new_paragraph and len(words) > 6 and rng.random() < 0.06:
        words, entities = _with_dateline(words, entities, rng)
    return Example(words, entities, example.new_document, example.new_paragraph)


def _capital(form: str) -> str:
    return form[:1].upper() + form[1:]


def _reformed(word: Word, form: str) -> Word:
    return Word(
        form,
        word.lemma,
        word.upos,
        word.xpos,
        word.feats,
        word.head,
        word.deprel,
        word.misc,
        word.space_after,
    )


def _droppable(words: list[Word]) -> bool:
    end = len(words) - 1
    return words[end].form == "." and all(w.head != end for w in words)


def _with_dateline(
    words: list[Word], entities: list[str] | None, rng: random.Random
) -> tuple[list[Word], list[str] | None]:
    """Put "SEOUL (AP) —" before the sentence, hung from its root as parataxis."""
    root = next(i for i, w in enumerate(words) if w.head == -1)
    added = [Word(rng.choice(_CITIES), "", "PROPN", "NNP", "Number=Sing", 0, "parataxis", "")]
    names = ["B-place"]
    if rng.random() < 0.7:
        added += [
            Word("(", "", "PUNCT", "-LRB-", "_", 2, "punct", "", False),
            Word(rng.choice(_AGENCIES), "", "PROPN", "NNP", "Number=Sing", 0, "appos", "", False),
            Word(")", "", "PUNCT", "-RRB-", "_", 2, "punct", ""),
        ]
        names += ["O", "B-organization", "O"]
    dash = rng.choice(("—", "–", "-", "--"))
    added.append(Word(dash, "", "PUNCT", ":", "_", 0, "punct", "", rng.random() < 0.9))
    names.append("O")
    n = len(added)
    added[0].head = root + n
    shifted = []
    for word in words:
        copy = _reformed(word, word.form)
        copy.head = word.head + n if word.head >= 0 else -1
        shifted.append(copy)
    return added + shifted, names + entities if entities is not None else None


def curly(example: Example) -> Example:
    """The sentence with typographic quotation marks for straight ones."""
    words = []
    for w in example.words:
        form = w.form
        if form in ('"', "``", "''"):
            form = "“" if w.xpos == "``" else "”"
        elif form == "'" and w.xpos in ("``", "''"):
            form = "‘" if w.xpos == "``" else "’"
        elif form == "'":
            form = "’"
        words.append(w if form == w.form else _reformed(w, form))
    return Example(words, example.entities, example.new_document, example.new_paragraph)


def straight(example: Example) -> Example:
    """The sentence with straight quotation marks for typographic ones."""
    swap = {"“": '"', "”": '"', "‘": "'", "’": "'", "``": '"', "''": '"'}
    words = [_reformed(w, swap[w.form]) if w.form in swap else w for w in example.words]
    return Example(words, example.entities, example.new_document, example.new_paragraph)


# --- windows ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Window:
    """One input of the network; arrays over pieces, then arrays over words."""

    pieces: np.ndarray
    shapes: np.ndarray
    first: np.ndarray
    last: np.ndarray
    starts: np.ndarray
    sentence: np.ndarray
    heads: np.ndarray
    deprels: np.ndarray
    xpos: np.ndarray
    feats: np.ndarray
    entities: np.ndarray


def make_windows(
    examples: list[Example], pieces: Pieces, labels: Labels, rng: random.Random | None = None
) -> list[Window]:
    """Pack consecutive sentences of a document into windows.

    With ``rng`` sizes vary (a third of the windows hold one sentence), noise is added, and some
    windows end inside a sentence, which then has no loss; without, windows are as full as can be.
    """
    windows: list[Window] = []
    group: list[Example] = []
    size, limit = 0, _limit(rng)
    for example in examples:
        if rng is not None:
            example = with_noise(example, rng)
        length = 1 + sum(len(pieces.of_word(w.form)) for w in example.words)
        if group and (example.new_document or size + length > limit):
            partial = example if rng is not None and rng.random() < 0.15 else None
            if example.new_document:
                partial = None
            windows.append(_window(group, partial, pieces, labels, rng))
            group, size, limit = [], 0, _limit(rng)
        group.append(example)
        size += length
    if group:
        windows.append(_window(group, None, pieces, labels, rng))
    return windows


def _limit(rng: random.Random | None) -> int:
    if rng is None:
        return WINDOW - 2
    return 1 if rng.random() < 0.4 else rng.randint(50, WINDOW - 2)


def _window(
    group: list[Example],
    partial: Example | None,
    pieces: Pieces,
    labels: Labels,
    rng: random.Random | None,
) -> Window:
    keep_breaks = rng is None or rng.random() > 0.1
    typeset = rng.random() if rng is not None else 1.0
    change = curly if typeset < 0.35 else straight if typeset < 0.45 else None
    ids, shapes = [pieces.start], [0]
    first, last, starts, sentence, heads, deprels, xpos, feats, entities = ([] for _ in range(9))
    index = labels.index
    everything = [*group, partial] if partial is not None else group
    for number, example in enumerate(everything):
        if change is not None:
            example = change(example)
        cut = len(example.words)
        if number == len(group):
            assert rng is not None
            cut = rng.randint(1, max(1, min(cut - 1, 25)))
        if example.new_paragraph and number and keep_breaks:
            ids.append(pieces.separator)
            shapes.append(0)
        base = len(first)
        spaced = True
        for i, word in enumerate(example.words[:cut]):
            found = pieces.of_word(word.form)
            kind = pieces.shape_of(word.form) + (0 if spaced else 12)
            spaced = word.space_after
            first.append(len(ids))
            for piece in found:
                if rng is not None and rng.random() < 0.02:
                    piece = pieces.unknown
                ids.append(piece)
                shapes.append(kind)
            last.append(len(ids) - 1)
            starts.append(int(i == 0))
            sentence.append(number)
            if cut < len(example.words):
                heads.append(IGNORE)
                deprels.append(IGNORE)
                xpos.append(IGNORE)
                feats.append(IGNORE)
                entities.append(IGNORE)
                continue
            heads.append(base + (word.head if word.head >= 0 else i))
            deprels.append(index["deprels"].get(word.deprel, IGNORE) if word.head >= 0 else IGNORE)
            xpos.append(index["xpos"].get(word.xpos, IGNORE))
            feats.append(index["feats"].get(f"{word.upos}|{word.feats}", IGNORE))
            tags = example.entities
            entities.append(IGNORE if tags is None else index["entities"][tags[i]])
    ids.append(pieces.separator)
    shapes.append(0)
    return Window(*(np.array(a, dtype=np.int64) for a in (
        ids, shapes, first, last, starts, sentence, heads, deprels, xpos, feats, entities
    )))  # fmt: skip


def batches(windows: list[Window], tokens: int, rng: random.Random | None) -> list[list[Window]]:
    """Group windows of like length so that padded batches hold about ``tokens`` pieces."""
    order = sorted(windows, key=lambda w: len(w.pieces) + (rng.random() * 8 if rng else 0))
    out: list[list[Window]] = []
    batch: list[Window] = []
    for window in order:
        if batch and (len(batch) + 1) * len(window.pieces) > tokens:
            out.append(batch)
            batch = []
        batch.append(window)
    if batch:
        out.append(batch)
    if rng is not None:
        rng.shuffle(out)
    return out


def collate(batch: list[Window]) -> dict[str, np.ndarray]:
    """Pad a batch: pieces with 0, word indices with 0, labels with ``IGNORE``."""
    n = max(len(w.pieces) for w in batch)
    m = max(len(w.first) for w in batch)
    fill = {"pieces": 0, "shapes": 0, "first": 0, "last": 0, "sentence": -1}
    out = {}
    for name in Window.__slots__:
        width = n if name in ("pieces", "shapes") else m
        out[name] = np.full((len(batch), width), fill.get(name, IGNORE), dtype=np.int64)
        for row, window in enumerate(batch):
            values = getattr(window, name)
            out[name][row, : len(values)] = values
    return out
