"""A parsed text as flat lists: what every stage after the parser works on.

`demarche.language.english` makes it straight from a text; `from_doc` unpacks a spaCy `Doc`, so that
any pipeline with UD labels can be plugged in. All indices are of tokens in the
whole document; character offsets are into the text.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from demarche.errors import PipelineError
from demarche.model import Aspect, Span, Tense

if TYPE_CHECKING:
    from spacy.tokens import Doc

STATES = 768
"""Width of `Tree.states`."""


class _Bases(dict[str, str]):
    """Relations without their subtypes, each cut once."""

    def __missing__(self, dep: str) -> str:
        base = self[dep] = dep.partition(":")[0]
        return base


_BASE = _Bases()


@dataclass(slots=True)
class Tree:
    """Tokens of a document and their Universal Dependencies trees, one tree a sentence."""

    text: str
    words: list[str]
    lemmas: list[str]
    upos: list[str]
    tags: list[str]
    feats: list[str]
    """UD features as one string, `Mood=Ind|Tense=Past|VerbForm=Fin`."""
    heads: list[int]
    """Index of each token's head; a root is its own head."""
    deps: list[str]
    """UD relations with subtypes, lower case: `nsubj:pass`, `root`."""
    ents: list[str]
    """`B-person`, `I-person`, or an empty string."""
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    """First token and one past the last token of each sentence."""
    states: NDArray[np.float16] | None = None
    """(tokens, `STATES`) hidden states of our own encoder, its third layer and its last; None where
    another pipeline made the parse, or the text is a book."""
    sentence_of: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    """Dependents of each token, in text order."""

    def __post_init__(self) -> None:
        self.children = [[] for _ in self.words]
        for token, head in enumerate(self.heads):
            if head != token:
                self.children[head].append(token)
        self.sentence_of = [0] * len(self.words)
        for number, (first, last) in enumerate(self.sentences):
            self.sentence_of[first:last] = [number] * (last - first)

    def __len__(self) -> int:
        return len(self.words)

    def kids(self, token: int, *deps: str) -> list[int]:
        """Dependents of `token` by one of these relations; `nsubj` matches `nsubj:pass` too."""
        kids, labels = self.children[token], self.deps
        return [k for k in kids if labels[k] in deps or _BASE[labels[k]] in deps]

    def kid(self, token: int, *deps: str) -> int | None:
        """The first dependent by one of these relations, or None."""
        found = self.kids(token, *deps)
        return found[0] if found else None

    def has(self, token: int, feature: str) -> bool:
        """Whether the token has a UD feature, as `Tense=Past`."""
        return feature in self.feats[token].split("|")

    def subtree(self, token: int, skip: Iterable[int] = ()) -> list[int]:
        """The token and all below it, in text order, less the subtrees of `skip`."""
        barred = set(skip)
        found = [token]
        for node in found:
            found.extend(k for k in self.children[node] if k not in barred)
        return sorted(found)

    def ancestors(self, token: int) -> Iterator[int]:
        """The token's head, its head, and so on to the root."""
        while self.heads[token] != token:
            token = self.heads[token]
            yield token

    def conjuncts(self, token: int) -> list[int]:
        """The token and the ones coordinated with it (as first conjunct), in text order."""
        return [token, *(c for k in self.kids(token, "conj") for c in self.conjuncts(k))]

    def tense(self, token: int) -> tuple[Tense, Aspect]:
        """Tense and aspect of a predicate: by its own form and its auxiliaries."""
        helpers = [self.lemmas[k].lower() for k in self.kids(token, "aux")]
        aspect: Aspect = "simple"
        if "have" in helpers:
            aspect = "perfect"
        elif self.has(token, "VerbForm=Ger") or self.tags[token] == "VBG":
            aspect = "progressive"
        if not {"will", "shall", "'ll", "wo"}.isdisjoint(helpers):
            return "future", aspect
        finite = [token, *self.kids(token, "aux", "cop")]
        if any(self.has(t, "Tense=Past") and self.has(t, "VerbForm=Fin") for t in finite):
            return "past", aspect
        if any(self.has(t, "Tense=Pres") and self.has(t, "VerbForm=Fin") for t in finite):
            return "present", aspect
        return "none", aspect

    def span(self, first: int, last: int | None = None) -> Span:
        """The words from token `first` to token `last` (inclusive) as a Span of the text."""
        start, end = self.starts[first], self.ends[first if last is None else last]
        return Span(start=start, end=end, text=self.text[start:end])

    def runs(self, tokens: Iterable[int]) -> list[tuple[int, int]]:
        """Tokens grouped to runs of neighbours: (first, last) pairs, both inclusive."""
        found: list[tuple[int, int]] = []
        for token in sorted(set(tokens)):
            if found and token == found[-1][1] + 1:
                found[-1] = (found[-1][0], token)
            else:
                found.append((token, token))
        return found

    def token_at(self, offset: int) -> int | None:
        """The token that covers the character `offset`, or None between tokens."""
        token = bisect_right(self.starts, offset) - 1
        return token if token >= 0 and offset < self.ends[token] else None


def from_doc(doc: "Doc", text: str | None = None) -> Tree:
    """Unpack a spaCy Doc that has tags, UD heads and sentence starts; blanks are left out.

    `text`: the text to point into, where parts of it were blanked out for the parser. Raises
    PipelineError where the Doc has no dependency parse, tags or lemmas.
    """
    for layer in ("DEP", "POS", "LEMMA"):
        if len(doc) and not doc.has_annotation(layer):
            raise PipelineError(
                f"the pipeline sets no {layer}", "plug in one with tags, lemmas and UD dependencies"
            )
    tokens = [t for t in doc if not t.is_space]
    place = {t.i: number for number, t in enumerate(tokens)}
    sentences: list[tuple[int, int]] = []
    for sentence in doc.sents:
        inside = [place[t.i] for t in sentence if t.i in place]
        if inside:
            sentences.append((inside[0], inside[-1] + 1))
    states = np.asarray(doc.tensor)
    ours = states.dtype == np.float16 and states.shape == (len(doc), STATES) and len(doc) > 0
    if ours and len(tokens) < len(doc):
        states = states[[t.i for t in tokens]]
    return Tree(
        text=doc.text if text is None else text,
        words=[t.text for t in tokens],
        lemmas=[t.lemma_ for t in tokens],
        upos=[t.pos_ for t in tokens],
        tags=[t.tag_ for t in tokens],
        feats=[str(t.morph) for t in tokens],
        heads=[place.get(t.head.i, number) for number, t in enumerate(tokens)],
        deps=[t.dep_.lower() for t in tokens],
        ents=[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_iob_ in ("B", "I") else "" for t in tokens],
        starts=[t.idx for t in tokens],
        ends=[t.idx + len(t) for t in tokens],
        sentences=sentences,
        states=states if ours else None,
    )
