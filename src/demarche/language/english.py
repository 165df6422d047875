"""The English pipeline without spaCy: text in, `Tree` out. This is the way that every article goes.

`demarche.language.load` wraps the same tokens and the same network in a spaCy `Language`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from demarche.language.lemmas import Lemmas
from demarche.language.network import WEIGHTS, Network, Parse
from demarche.language.pieces import SIGN
from demarche.language.tokens import Tokens, tokenize
from demarche.language.tree import Tree
from demarche.language.windows import Words, parse_words

MAX_STATES = 50_000
"""Longer texts (in words) keep no hidden states, whose 1.5 kB a word would fill the memory."""

_CACHE = 200_000
"""Word types and lemmas remembered before the memory of them is cleared."""

_MARKS = frozenset(",;:–—.!?")
_QUOTES = frozenset("\"”’'")
_CLOSING = _QUOTES | frozenset("“)]")


class English:
    """Tokens, tags, features, lemmas, UD trees, sentences and names of English texts.

    Args:
        network: the trained network.
        lemmas: the lemma table.
    """

    def __init__(self, network: Network, lemmas: Lemmas) -> None:
        self.network = network
        self.lemmas = lemmas
        labels = [label.split("|", 1) for label in network.feats]
        self._upos = [upos for upos, _ in labels]
        self._feats = ["" if feats == "_" else feats for _, feats in labels]
        self._entities = ["" if label[0] == "O" else label for label in network.entities]
        self._words: dict[str, tuple[tuple[int, ...], int]] = {}
        self._lemmas: dict[tuple[str, int], str] = {}

    def __call__(self, text: str, shown: str | None = None) -> Tree:
        """Parse one text. `shown`: the text to point into, where parts were blanked out of it."""
        tokens = tokenize(text)
        if not tokens.words:
            return Tree(shown or text, [], [], [], [], [], [], [], [], [], [], [])
        return self._tree(shown or text, tokens, self.parse(tokens, text))

    def trees(self, texts: Iterable[str]) -> Iterator[Tree]:
        """Parse texts one by one: what stands beside a text never changes its parse."""
        return map(self, texts)

    def word(self, form: str) -> tuple[tuple[int, ...], int]:
        """Pieces and shape of a word."""
        found = self._words.get(form)
        if found is None:
            pieces = self.network.pieces
            if len(self._words) >= _CACHE:
                self._words.clear()
            found = self._words[form] = pieces.of_word(form), pieces.shape_of(form)
        return found

    def parse(self, tokens: Tokens, text: str, starts: NDArray[np.int8] | None = None) -> Parse:
        """Parse words; `starts` says where sentences begin, as `Words.starts`, if it is known."""
        known = [self.word(form) for form in tokens.words]
        lines = 1 if _line_is_paragraph(text) else 2
        breaks = [n >= lines for n in tokens.lines]
        shapes = [
            kind if spaced else kind + 12
            for (_, kind), spaced in zip(known, tokens.spaced, strict=True)
        ]
        signs = [
            form if kind == SIGN else ""
            for form, (_, kind) in zip(tokens.words, known, strict=True)
        ]
        if starts is None:
            starts = _given_starts(signs, tokens.spaced, breaks)
        pieces = [found for found, _ in known]
        marks = [sign in _MARKS for sign in signs]
        return parse_words(Words(pieces, shapes, breaks, marks, starts), self.network)

    def lemma(self, form: str, tag: int) -> str:
        """The lemma of a word, given the number of its PTB tag."""
        found = self._lemmas.get((form, tag))
        if found is None:
            if len(self._lemmas) >= _CACHE:
                self._lemmas.clear()
            found = self._lemmas[form, tag] = self.lemmas.lemma(form, self.network.xpos[tag])
        return found

    def _tree(self, text: str, tokens: Tokens, parse: Parse) -> Tree:
        network, lemma = self.network, self.lemma
        n = len(tokens.words)
        tags: list[int] = parse.xpos.tolist()
        feats: list[int] = parse.feats.tolist()
        bounds = [*np.flatnonzero(parse.starts).tolist(), n]
        return Tree(
            text=text,
            words=tokens.words,
            lemmas=[lemma(form, tag) for form, tag in zip(tokens.words, tags, strict=True)],
            upos=[self._upos[i] for i in feats],
            tags=[network.xpos[i] for i in tags],
            feats=[self._feats[i] for i in feats],
            heads=parse.heads.tolist(),
            deps=[network.deprels[i] for i in parse.deprels.tolist()],
            ents=[self._entities[i] for i in parse.entities.tolist()],
            starts=tokens.starts,
            ends=[start + len(w) for start, w in zip(tokens.starts, tokens.words, strict=True)],
            sentences=list(pairwise(bounds)),
            states=parse.states if n <= MAX_STATES else None,
        )


@cache
def english() -> English:
    """The shipped pipeline, loaded once."""
    network = Network(WEIGHTS)
    # whole words of the vocabulary know English well enough to choose among guesses
    return English(network, Lemmas(WEIGHTS / "lemmas.json", network.pieces.ids.keys()))


def _given_starts(signs: list[str], spaced: list[bool], breaks: list[bool]) -> NDArray[np.int8]:
    """Where a sentence must begin, and where it cannot.

    It begins with a paragraph. It cannot begin with a quotation mark or bracket set close to the
    word before, nor after a comma in quotes: "It is over," she said.

    Args:
        signs: the words that are punctuation, empty strings for all others.
        spaced: whether white space stands before each word.
        breaks: where paragraphs begin.
    """
    starts = np.array(breaks, dtype=np.int8)
    for i, sign in enumerate(signs):
        if sign not in _CLOSING or i == 0 or breaks[i]:
            continue
        if not spaced[i]:
            starts[i] = -1
        if signs[i - 1] == "," and sign in _QUOTES:
            starts[i] = -1
            if i + 1 < len(signs) and not breaks[i + 1]:
                starts[i + 1] = -1
    return starts


def _line_is_paragraph(text: str) -> bool:
    """Whether single line breaks end paragraphs: lines are too long for wrapped text."""
    if "\n" not in text or "\n\n" in text:
        return False
    return max(map(len, text.split("\n"))) > 130
