"""Event coreference of bare mentions: which words, in several texts, tell one happening.

The match behind claims needs PLOVER types and actors; this one needs only a parse, so that it works
on any subject. Documents that tell one story are found first; within a story, mentions of one
family of words are one happening, unless what takes part in them contradicts; mentions of different
words join where their sentences and what takes part agree.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from demarche.claims.words import families, family, stem
from demarche.language.tree import Tree

ALIKE = 0.1
"""Least average cosine of two groups of documents that tell one story."""

LEAST = 0.35
"""Least average likelihood of two groups of mentions that are one happening."""

_LIGHT = frozenset(["be", "have", "do", "make", "take", "give", "get", "hold", "carry"])
_SPEAKING = frozenset({"say", "announce", "report"})
_CONTENT = ("NOUN", "PROPN", "VERB", "NUM", "ADJ")
_NAMING = ("compound", "flat", "amod", "nmod:poss", "appos")


@dataclass(slots=True)
class Passage:
    """A text: its name, all its words, and the mentions in those sentences that are parsed."""

    name: str
    words: list[str]
    told: list["Told"]


@dataclass
class Told:
    """An event mention: some tokens of a sentence's tree; `key` names it: (document, ...)."""

    key: tuple[str, int, int]
    tree: Tree
    tokens: tuple[int, ...]
    sentence: int = 0

    @cached_property
    def head(self) -> int:
        """The token that governs the others."""
        inside = set(self.tokens)
        tops = [
            t for t in self.tokens if self.tree.heads[t] not in inside or self.tree.heads[t] == t
        ]
        content = [t for t in tops if self.tree.upos[t] in ("VERB", "NOUN", "PROPN", "ADJ")]
        return (content or tops or [0])[0]

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(self.tree.words[t] for t in self.tokens)

    @cached_property
    def lemma(self) -> str:
        """The lemma of its head."""
        return self.tree.lemmas[self.head].lower()

    @cached_property
    def family(self) -> str:
        """Its family of words: of the whole phrase, of verb and particle, else of the head."""
        tree, head = self.tree, self.head
        lemmas = [tree.lemmas[t].lower() for t in self.tokens]
        after = [tree.words[k].lower() for k in tree.children[head] if k > head]
        phrases = [" ".join(lemmas), *(f"{self.lemma} {word}" for word in after[:1])]
        table = families()
        for phrase in phrases:
            if " " in phrase and phrase in table:
                return table[phrase]
        if self.lemma in _LIGHT:
            for token in self.tokens:
                if token != head and tree.upos[token] == "NOUN":
                    return family(tree.lemmas[token])
            for token in tree.kids(head, "obj"):
                return family(tree.lemmas[token])
        return family(self.lemma)

    @cached_property
    def doers(self) -> frozenset[str]:
        """Stems of the words for who does it."""
        return self._part("nsubj", "nmod:poss", "obl:agent", by=("by",))

    @cached_property
    def objects(self) -> frozenset[str]:
        """Stems of the words for what it is done to."""
        return self._part("obj", "nsubj:pass", "compound", of=("of",))

    @cached_property
    def around(self) -> frozenset[str]:
        """Stems of all content words of its sentence but its own."""
        return frozenset(stem(self.tree.lemmas[t]) for t in self._sentence(_CONTENT))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in its sentence."""
        return frozenset(self.tree.words[t].lower() for t in self._sentence(("NUM",)))

    def _sentence(self, parts: tuple[str, ...]) -> list[int]:
        tree = self.tree
        first, last = tree.sentences[tree.sentence_of[self.head]]
        own = set(self.tokens)
        return [t for t in range(first, last) if tree.upos[t] in parts and t not in own]

    def _part(
        self, *deps: str, by: tuple[str, ...] = (), of: tuple[str, ...] = ()
    ) -> frozenset[str]:
        tree, found = self.tree, []
        for kid in tree.children[self.head]:
            dep = tree.deps[kid]
            if dep == "nsubj:pass" and "nsubj:pass" not in deps:
                continue
            cases = {tree.lemmas[c].lower() for c in tree.kids(kid, "case")}
            if dep in deps or dep.partition(":")[0] in deps or cases & set(by + of):
                found.append(kid)
        return frozenset(name for token in found for name in self._names(token))

    def _names(self, token: int) -> list[str]:
        tree = self.tree
        if tree.upos[token] == "PRON":
            return []
        parts = [token, *(k for k in tree.children[token] if tree.deps[k].startswith(_NAMING))]
        return [stem(tree.lemmas[p]) for p in parts if tree.upos[p] in ("NOUN", "PROPN")]


def stories(documents: Sequence[tuple[str, Sequence[str]]]) -> dict[str, int]:
    """Which documents tell one story: a number for each document's name.

    Average-link clustering of tf-idf vectors of words; documents below `ALIKE` stay apart.
    """
    vectors = _vectors([_features(words) for _, words in documents])
    names = [name for name, _ in documents]
    groups = average_link(len(names), lambda i, j: _cosine(vectors[i], vectors[j]), ALIKE)
    return {names[i]: number for number, group in enumerate(groups) for i in group}


def _features(words: Sequence[str]) -> list[str]:
    """What a text is compared by: stems, and once more the names and figures."""
    long = [word for word in words if len(word) > 2]
    return [
        *(stem(word) for word in long if word[0].isalpha()),
        *(f"^{word}" for word in long if word[0].isupper()),
        *(word for word in words if word[0].isdigit()),
    ]


def _vectors(texts: Sequence[Iterable[str]]) -> list[dict[str, float]]:
    """tf-idf vectors of length 1; what only one text has is left out."""
    counts = [Counter(words) for words in texts]
    seen = Counter(word for count in counts for word in count)
    vectors = []
    for count in counts:
        vector = {
            w: (1 + math.log(n)) * math.log(len(texts) / seen[w])
            for w, n in sorted(count.items()) if seen[w] > 1
        }  # fmt: skip
        size = math.sqrt(math.fsum(v * v for v in vector.values())) or 1.0
        vectors.append({w: v / size for w, v in vector.items()})
    return vectors


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return math.fsum(v * b[w] for w, v in a.items() if w in b)


def average_link(size: int, alike: Callable[[int, int], float], least: float) -> list[list[int]]:
    """Groups of 0..size-1 by average link: the two most alike join while they reach `least`."""
    groups: list[list[int]] = [[i] for i in range(size)]
    if size < 2:
        return groups
    table = np.full((size, size), -np.inf)
    for i in range(size):
        for j in range(i):
            table[i, j] = table[j, i] = alike(i, j)
    weights = np.ones(size)
    while True:
        one, other = sorted(divmod(int(np.argmax(table)), size))
        if not table[one, other] >= least:
            break
        both = weights[one] + weights[other]
        row = (table[one] * weights[one] + table[other] * weights[other]) / both
        table[one], table[:, one] = row, row
        table[one, one] = table[other] = table[:, other] = -np.inf
        weights[one] = both
        groups[one].extend(groups[other])
        groups[other] = []
    return [sorted(group) for group in groups if group]


def cluster(passages: Sequence[Passage]) -> list[list[int]]:
    """Groups of mentions that tell one happening: indices into all mentions, in order."""
    story = stories([(p.name, p.words) for p in passages])
    told = [t for passage in passages for t in passage.told]
    by_story: dict[int, list[int]] = defaultdict(list)
    for number, mention in enumerate(told):
        by_story[story[mention.key[0]]].append(number)
    sentences = _vectors([sorted(mention.around) for mention in told])
    groups: list[list[int]] = []
    for members in by_story.values():

        def alike(i: int, j: int, members: list[int] = members) -> float:
            a, b = members[i], members[j]
            return agreement(told[a], told[b], _cosine(sentences[a], sentences[b]))

        groups.extend([members[i] for i in g] for g in average_link(len(members), alike, LEAST))
    return groups


def agreement(a: Told, b: Told, likeness: float) -> float:
    """How likely two mentions of one story are one happening, 0 to 1.

    `likeness`: the cosine of their sentences. The weights are set by hand, in halves: a word of one
    family is the strong sign, everything else tips the scale.
    """
    same = a.family == b.family
    score = -4 + likeness
    if same:
        # Two reports of one story are seldom one act of speech.
        score += 3.5 + likeness - 1.5 * (a.family in _SPEAKING) + 0.5 * (a.lemma == b.lemma)
    score += bool((a.doers | a.objects) & (b.doers | b.objects))
    if a.objects and b.objects:
        score += 0.5 if a.objects & b.objects else -0.5
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        score -= 0.5
    if a.key[0] == b.key[0]:
        score += -2 if a.sentence == b.sentence else 0.5
    return 1 / (1 + math.exp(-score))
