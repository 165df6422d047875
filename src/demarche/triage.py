"""Cheap tests before the parse: which paragraphs of an article can matter to a ledger.

A paragraph is a *seed* if an event may be told in it: it has a word that the event lexicon knows,
with the further words that the sense asks for, and actors that are political enough (what
`demarche.events.politics` asks of a parsed sentence). By the share of its words that stand in seeds
an article is parsed whole, not at all, or in part: the seeds, their neighbours (a source is often
named in the paragraph before), and the paragraphs that introduce the names in these.

All that the tests know is derived from the knowledge of the stages, a user's own included.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from demarche.actors.entries import Form, Person, Role
from demarche.actors.folding import fold
from demarche.actors.knowledge import cased, knowledge
from demarche.events import lexicon
from demarche.events.politics import CROWDS, code_weight
from demarche.events.tables import silenced
from demarche.model import Document

WHOLE = 0.5
"""Share of words in seeds from which on an article is parsed whole, as without triage."""

NOTHING = 0.2
"""Share of words in seeds under which an article whose beginning has no seed is not parsed."""

BEGINNING = 2
"""Paragraphs that say what an article is about, its headline among them."""

SUBJECT, SUBJECT_ONE_OF = 4, 50
"""An article is of a subject outside politics (`silence.tsv`) if it has so many of its words, and
one in so many of its own are."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NAME = re.compile(r"\b[A-Z][^\W\d_]{2,}")
_PROSE = ("headline", "heading", "paragraph")
_ENDINGS = (
    ("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")),
    ("ing", ("", "e")), ("'s", ("",)), ("’s", ("",)),
)  # fmt: skip
"""Endings of inflected words, and what stands in their place in the lemma."""

_FORCE = frozenset({"ASSAULT", "MOBILIZE"})
"""Types that are told of subjects outside politics too."""


def skipped(document: Document) -> list[tuple[int, int]]:
    """Characters (start, end) of the paragraphs that need no parse, in text order."""
    parts = [s for s in document.sections if s.kind in _PROSE]
    if not parts:
        return []
    texts = [document.text[s.start : s.end] for s in parts]
    sizes = [text.count(" ") + 1 for text in texts]
    found = [_WORD.findall(text.lower()) for text in texts]
    off_topic = silenced([word for words in found for word in words])
    elsewhere = off_topic >= SUBJECT and off_topic * SUBJECT_ONE_OF > sum(sizes)
    seeds = [i for i, text in enumerate(texts) if is_seed(text, found[i], elsewhere)]
    share = sum(sizes[i] for i in seeds) / sum(sizes)
    if share >= WHOLE:
        return []
    kept: set[int] = set()
    if seeds and (share >= NOTHING or seeds[0] < BEGINNING):
        kept = _needed(texts, seeds)
    return [(s.start, s.end) for i, s in enumerate(parts) if i not in kept]


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in the place of these characters: every other offset stays."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _needed(texts: list[str], seeds: list[int]) -> set[int]:
    """The seeds, their neighbours, and the paragraphs that introduce names in these."""
    kept = {j for i in seeds for j in (i - 1, i, i + 1) if 0 <= j < len(texts)}
    introduced: dict[str, int] = {}
    names = [set(_NAME.findall(text)) for text in texts]
    for number in range(len(texts)):
        for name in names[number]:
            introduced.setdefault(name, number)
    return kept | {introduced[name] for number in kept for name in names[number]}


def is_seed(text: str, words: list[str], elsewhere: bool = False) -> bool:
    """Whether an event may be told in a paragraph, by its words (in lower case) alone.

    `elsewhere`: the article is of another subject, of which only the use of force is told.
    """
    strong, weak = actors(text)
    if not strong and weak < 2:
        return False
    off_topic = silenced(words)
    if off_topic and not strong:
        return False
    only_force = elsewhere or off_topic > 1
    return any(kind in _FORCE or not only_force for kind in triggers(words))


def actors(text: str) -> tuple[int, int]:
    """How many names and nouns of a text stand for states, armies, parties, bodies; for others."""
    known = knowledge()
    weights, meanings = _weights(), known.meanings
    found: list[tuple[int, int, int]] = []
    matches = known.automaton.find_matches_as_indexes(f" {fold(text)} ", overlapping=True)
    for number, begin, stop in matches:
        weighed = weights.get(number)
        if weighed is None:
            weighed = weights[number] = [(form, _weight(form)) for form in meanings[number]]
        # in the folded text all is one to the right; the pattern has a space at each end
        words = text[begin : stop - 2]
        best = max((w for form, w in weighed if w and cased(form, words)), default=0)
        if best:
            found.append((begin, -stop, best))
    end, counts = -1, [0, 0, 0]
    for begin, stop, best in sorted(found):
        if begin > end:
            counts[best] += 1
            end = -stop - 2
    return counts[2], counts[1]


@cache
def _weights() -> dict[int, list[tuple[Form, int]]]:
    return {}


def _weight(form: Form) -> int:
    """How political a form may be at most, whatever the date and the context."""
    of = form.of
    if form.kind == "nothing":
        return 0
    if isinstance(of, Role):
        if of.kind == "title":
            return 0
        # of which country it is, only the parse can tell; that raises the state's own servants
        own, located = code_weight("", of.sector), code_weight("ANY", of.sector)
        return max(own, located if located == 2 else 0, int(of.head in CROWDS))
    if isinstance(of, Person):
        codes = [office.code for office in of.offices] or [of.default]
        best = max(code_weight(*_parts(code)) for code in codes)
        return min(best, 1) if form.kind == "surname" else best
    return max(code_weight(*_parts(code)) for code in (of.code, *(t.code for t in of.terms)))


def _parts(code: str) -> tuple[str, str]:
    country, _, sector = code.partition(".")
    return country, sector


def triggers(words: list[str]) -> Iterator[str]:
    """Types of the senses that words (in lower case) may have, once a sense.

    Of operators only those that are an event by themselves ("accused"), not "tried" or "began".
    """
    present: set[str] = set()
    for word in words:
        present |= lemmas(word)
    for lemma in sorted(present & _parts_of().keys()):
        for others, needs, kind in _senses(lemma):
            if others <= present and not any(need.isdisjoint(present) for need in needs):
                yield kind


@cache
def _parts_of() -> dict[str, list[tuple[str, str]]]:
    """Where the event lexicon has each head, by its lower case."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part, form in lexicon.default().index:
        found.setdefault(form.lower(), []).append((part, form))
    return found


@cache
def _senses(head: str) -> list[tuple[frozenset[str], tuple[frozenset[str], ...], str]]:
    """Of a head's senses: their other words, the lemmas that they ask for, and their types."""
    found = []
    for place in _parts_of()[head]:
        for sense in lexicon.default().index[place]:
            kind = lexicon.own_type(sense.type)
            if kind != lexicon.SILENT and not kind.startswith("OP:"):
                needs = tuple(n.values for n in sense.needs if n.kind == "lemma" and not n.negated)
                found.append((frozenset(sense.words[1:]), needs, kind))
    return found


@lru_cache(50_000)  # news never runs out of new words
def lemmas(word: str) -> frozenset[str]:
    """What a word (in lower case) may be a form of, itself included; parts of compounds too."""
    found = {word}
    for ending, stems in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            found.update(stem + end for end in stems)
            if len(stem) > 2 and stem[-1] == stem[-2]:
                found.add(stem[:-1])
    for part in re.split("[-'’]", word) if "-" in word else ():
        found |= lemmas(part)
    return frozenset(found)
