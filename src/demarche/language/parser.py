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
    POS,
    SENT_START,
    TAG,
)
from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from demarche.language.english import MAX_STATES, English, english
from demarche.language.network import Parse
from demarche.language.tokens import Tokens

FACTORY = "demarche_parser"

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
        english: the pipeline without spaCy.
    """

    def __init__(self, vocab: Vocab, english: English) -> None:
        self.vocab = vocab
        self.english = english
        network = english.network
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

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc in place."""
        if len(doc) == 0:
            return doc
        places, tokens = _tokens(doc)
        if not places:
            return self._blank(doc)
        starts = None
        if doc.has_annotation("SENT_START"):
            given = doc.to_array([SENT_START])[places].astype(np.int64)
            starts = np.sign(given).astype(np.int8)
        parse = self.english.parse(tokens, doc.text, starts)
        self._write(doc, tokens.words, np.array(places), parse)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Annotate Docs one by one: what stands beside a text never changes its parse."""
        del batch_size
        for doc in stream:
            yield self(doc)

    def _write(self, doc: Doc, words: list[str], places: NDArray[np.int64], parse: Parse) -> None:
        n = len(doc)
        out = np.zeros((n, len(_ATTRIBUTES)), dtype=np.uint64)
        tags = self._tag_ids[parse.xpos]
        out[places, 0] = tags
        out[places, 1] = self._pos_ids[parse.feats]
        out[places, 2] = self._morph_ids[parse.feats]
        strings = self.vocab.strings
        lemmas = [
            strings.add(self.english.lemma(word, tag))
            for word, tag in zip(words, parse.xpos.tolist(), strict=True)
        ]
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


def _tokens(doc: Doc) -> tuple[list[int], Tokens]:
    """The places of the words of a Doc, and the words with what stands before each."""
    places: list[int] = []
    tokens = Tokens([], [], [], [])
    spaced, lines = True, 0
    for token in doc:
        text = token.text
        if not text or text.isspace():
            spaced = True
            lines += text.count("\n") + text.count("\u2029")
            continue
        places.append(token.i)
        tokens.words.append(text)
        tokens.starts.append(token.idx)
        tokens.lines.append(lines)
        tokens.spaced.append(spaced)
        spaced, lines = bool(token.whitespace_), 0
    return places, tokens


def _hashes(values: Iterable[int]) -> NDArray[np.uint64]:
    return np.fromiter(values, dtype=np.uint64)


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
    return Parser(nlp.vocab, english())
