"""The component that fills a Doc with tags, features, lemmas, a UD tree, sentences and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import (
    DEP,
    ENT_IOB,
    ENT_TYPE,
    HEAD,
    LEMMA,
    MORPH,
    ORTH,
    POS,
    SENT_START,
    SPACY,
    TAG,
)
from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from demarche.language.lemmas import Lemmas
from demarche.language.network import WEIGHTS, Network, Parse
from demarche.language.pieces import SIGN
from demarche.language.windows import Words, parse_words

FACTORY = "demarche_parser"

MAX_STATES = 50_000
"""Longer texts (in words) keep no hidden states, whose 1.5 kB a word would fill the memory."""

_CACHE = 200_000
"""Word types and lemmas remembered before the memory of them is cleared."""

_INSIDE, _OUTSIDE, _BEGINS = 1, 2, 3
"""spaCy's codes of ENT_IOB."""

_ATTRIBUTES = [TAG, POS, MORPH, LEMMA, DEP, HEAD, ENT_IOB, ENT_TYPE]


class Parser:
    """Parses Docs with the shipped network, and leaves its hidden states in ``Doc.tensor``.

    White space between words stays in the Doc as spaCy has it: such tokens belong to the sentence
    of the word before them (of the first word, where none is), have the part of speech ``SPACE``
    and no place in the tree: no relation, and themselves as head.

    Sentence starts that a Doc has already, true or false, are kept.

    Args:
        vocab: the pipeline's.
        network: the trained network.
        lemmas: the lemma table.
    """

    def __init__(self, vocab: Vocab, network: Network, lemmas: Lemmas) -> None:
        self.vocab = vocab
        self.network = network
        self.lemmas = lemmas
        strings = vocab.strings
        self._tag_ids = _hashes(strings.add(tag) for tag in network.xpos)
        self._pos_ids = _hashes(POS_IDS[label.split("|", 1)[0]] for label in network.feats)
        features = [label.split("|", 1)[1] for label in network.feats]
        self._morph_ids = _hashes(vocab.morphology.add("" if f == "_" else f) for f in features)
        self._deprel_ids = _hashes(strings.add(deprel) for deprel in network.deprels)
        types = [label[2:] for label in network.entities]
        self._type_ids = _hashes(strings.add(kind) if kind else 0 for kind in types)
        codes = {"O": _OUTSIDE, "I": _INSIDE, "B": _BEGINS}
        self._iob = _hashes(codes[label[0]] for label in network.entities)
        self._words: dict[int, tuple[tuple[int, ...], int, int]] = {}
        self._lemma_ids: dict[tuple[int, int], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc in place."""
        if len(doc) == 0:
            return doc
        table = doc.to_array([ORTH, SPACY])
        orths: list[int] = table[:, 0].tolist()
        known = [self._word(orth) for orth in orths]
        places = [i for i, (pieces, _, _) in enumerate(known) if pieces]
        if not places:
            return self._blank(doc)
        words = self._read(known, orths, table[:, 1].tolist(), places, doc)
        parse = parse_words(words, self.network)
        self._write(doc, orths, np.array(places), parse)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Annotate Docs one by one: what stands beside a text never changes its parse."""
        del batch_size
        for doc in stream:
            yield self(doc)

    def _word(self, orth: int) -> tuple[tuple[int, ...], int, int]:
        """Pieces (none for white space), shape and number of line breaks of a word."""
        found = self._words.get(orth)
        if found is None:
            text = self.vocab.strings[orth]
            if text.isspace() or not text:
                found = (), 0, text.count("\n") + text.count("\u2029")
            else:
                found = self.network.pieces.of_word(text), self.network.pieces.shape_of(text), 0
            if len(self._words) >= _CACHE:
                self._words.clear()
            self._words[orth] = found
        return found

    def _read(
        self,
        known: list[tuple[tuple[int, ...], int, int]],
        orths: list[int],
        spaced: list[int],
        places: list[int],
        doc: Doc,
    ) -> Words:
        lines = 1 if _line_is_paragraph(doc.text) else 2
        pieces, shapes, breaks = [], [], []
        space, newlines = True, 0
        for (found, kind, lines_here), after in zip(known, spaced, strict=True):
            if found:
                pieces.append(found)
                shapes.append(kind if space else kind + 12)
                breaks.append(newlines >= lines and bool(pieces))
                space, newlines = bool(after), 0
            else:
                space = True
                newlines += lines_here
        strings = self.vocab.strings
        signs = [
            strings[orths[i]] if kind % 12 == SIGN else ""
            for i, kind in zip(places, shapes, strict=True)
        ]
        if doc.has_annotation("SENT_START"):
            given = doc.to_array([SENT_START])[places].astype(np.int64)
            starts = np.sign(given).astype(np.int8)
        else:
            starts = _given_starts(signs, shapes, breaks)
        return Words(pieces, shapes, breaks, [s in _MARKS for s in signs], starts)

    def _write(self, doc: Doc, orths: list[int], places: NDArray[np.int64], parse: Parse) -> None:
        n = len(doc)
        out = np.zeros((n, len(_ATTRIBUTES)), dtype=np.uint64)
        tags = self._tag_ids[parse.xpos]
        out[places, 0] = tags
        out[places, 1] = self._pos_ids[parse.feats]
        out[places, 2] = self._morph_ids[parse.feats]
        xpos = self.network.xpos
        lemma_ids = self._lemma_ids
        lemmas = []
        for place, tag in zip(places.tolist(), parse.xpos.tolist(), strict=True):
            key = (orths[place], tag)
            lemma = lemma_ids.get(key)
            if lemma is None:
                if len(lemma_ids) >= _CACHE:
                    lemma_ids.clear()
                form = self.vocab.strings[orths[place]]
                lemma = lemma_ids[key] = self.vocab.strings.add(self.lemmas.lemma(form, xpos[tag]))
            lemmas.append(lemma)
        out[places, 3] = np.array(lemmas, dtype=np.uint64)
        out[places, 4] = self._deprel_ids[parse.deprels]
        offsets = np.zeros(n, dtype=np.int64)
        offsets[places] = places[parse.heads] - places
        out[:, 6] = _OUTSIDE
        out[places, 6] = self._iob[parse.entities]
        out[places, 7] = self._type_ids[parse.entities]
        if len(places) < n:
            _attach_spaces(out, offsets, places, n)
        out[:, 5] = offsets.astype(np.uint64)
        doc.from_array(_ATTRIBUTES, out)  # type: ignore[arg-type]
        if len(places) <= MAX_STATES:
            states = parse.states if len(places) == n else _spread(parse.states, places, n)
            doc.tensor = states  # type: ignore[assignment]

    def _blank(self, doc: Doc) -> Doc:
        """A Doc of nothing but white space: one sentence, no relations."""
        out = np.zeros((len(doc), len(_ATTRIBUTES)), dtype=np.uint64)
        out[:, 1] = POS_IDS["SPACE"]
        out[:, 5] = (-np.arange(len(doc), dtype=np.int64)).astype(np.uint64)
        out[:, 6] = _OUTSIDE
        return doc.from_array(_ATTRIBUTES, out)  # type: ignore[arg-type]

    # what spaCy calls when a pipeline is saved: the weights are part of the package
    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to store."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> Parser:
        """Nothing to restore."""
        return self

    def to_disk(self, _path: Any, **_kwargs: Any) -> None:
        """Nothing to store."""

    def from_disk(self, _path: Any, **_kwargs: Any) -> Parser:
        """Nothing to restore."""
        return self


_MARKS = frozenset(",;:–—.!?")
_QUOTES = frozenset("\"”’'")
_CLOSING = _QUOTES | frozenset("“)]")


def _given_starts(signs: list[str], shapes: list[int], breaks: list[bool]) -> NDArray[np.int8]:
    """Where a sentence must begin, and where it cannot.

    It begins with a paragraph. It cannot begin with a quotation mark or bracket set close to the
    word before, nor after a comma in quotes: "It is over," she said.

    Args:
        signs: the words that are punctuation, empty strings for all others.
        shapes: the words' shapes.
        breaks: where paragraphs begin.
    """
    starts = np.array(breaks, dtype=np.int8)
    for i, sign in enumerate(signs):
        if sign not in _CLOSING or i == 0 or breaks[i]:
            continue
        if shapes[i] >= 12:
            starts[i] = -1
        if signs[i - 1] == "," and sign in _QUOTES:
            starts[i] = -1
            if i + 1 < len(signs) and not breaks[i + 1]:
                starts[i + 1] = -1
    return starts


def _hashes(values: Iterable[int]) -> NDArray[np.uint64]:
    return np.fromiter(values, dtype=np.uint64)


def _line_is_paragraph(text: str) -> bool:
    """Whether single line breaks end paragraphs: lines are too long for wrapped text."""
    if "\n" not in text or "\n\n" in text:
        return False
    return max(map(len, text.split("\n"))) > 130


def _attach_spaces(
    out: NDArray[np.uint64], offsets: NDArray[np.int64], places: NDArray[np.int64], n: int
) -> None:
    """Hang white space from the word before it, so that it never begins a sentence.

    spaCy reads sentence breaks off these heads, then drops the heads of what has no relation.
    """
    is_space = np.ones(n, dtype=bool)
    is_space[places] = False
    spaces = np.flatnonzero(is_space)
    before = np.searchsorted(places, spaces) - 1
    hosts = np.where(before >= 0, places[np.maximum(before, 0)], places[0])
    offsets[spaces] = hosts - spaces
    out[spaces, 1] = POS_IDS["SPACE"]


def _spread(states: NDArray[np.float16], places: NDArray[np.int64], n: int) -> NDArray[np.float16]:
    """States of words as states of tokens, 0 for white space."""
    spread = np.zeros((n, states.shape[1]), dtype=np.float16)
    spread[places] = states
    return spread


@Language.factory(
    FACTORY,
    assigns=[
        "token.tag", "token.pos", "token.morph", "token.lemma", "token.dep", "token.head",
        "doc.sents", "doc.ents",
    ],
)  # fmt: skip
def make_parser(nlp: Language, name: str) -> Parser:  # noqa: ARG001 (spaCy passes it)
    """Make the component from the weights in the package."""
    network = Network(WEIGHTS)
    # whole words of the vocabulary know English well enough to choose among guesses
    lemmas = Lemmas(WEIGHTS / "lemmas.json", network.pieces.ids.keys())
    return Parser(nlp.vocab, network, lemmas)
