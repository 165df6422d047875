"""The example sentences of the lexicon, coded: does each entry do what it says?

An example is the sentence in the last cell of a row; `[actor]` and `{recipient}` are marked in it.
The test of a row is that its example has an event of the row's type with these roles.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from demarche.evaluate.parses import trees
from demarche.events.coder import Coder, Outcome
from demarche.events.lexicon import SILENT, Lexicon, Sense, own_type
from demarche.events.relation import layers
from demarche.language.tree import Tree
from demarche.layers import Named

Verdict = Literal["right", "roles", "type", "silent"]
_MARK = re.compile(r"[\[\]{}]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """An example without its marks, with the character spans of the sides marked in it."""

    sense: Sense
    text: str
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """What a predicate of a sentence came to: its word, type, roles as text, and the entry."""

    word: str
    type: str
    mode: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    entry: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """An example with the verdict on it and what was coded.

    `right`: the type is there, and the sides that are marked; `roles`: the type, but other sides;
    `type`: only events of other types; `silent`: no event. An operator is right where its entry is
    the one chosen, a silent entry where nothing is coded at its words.
    """

    example: Example
    verdict: Verdict
    coded: tuple[Coded, ...]


def unmark(sense: Sense) -> Example:
    """The example of a sense with its marks taken out and turned into spans."""
    text, last = "", 0
    opened = 0
    sides: dict[str, list[Span]] = {"]": [], "}": []}
    for mark in _MARK.finditer(sense.example):
        text += sense.example[last : mark.start()]
        last = mark.end()
        if mark.group() in "[{":
            opened = len(text)
        else:
            sides[mark.group()].append((opened, len(text)))
    text += sense.example[last:]
    return Example(sense, text, tuple(sides["]"]), tuple(sides["}"]))


def examples(lexicon: Lexicon, heads: Iterable[str] = ()) -> list[Example]:
    """The examples of the lexicon, one a row, of all rows or of those with these head lemmas."""
    wanted = frozenset(heads)
    rows: dict[tuple[str, str], Sense] = {}
    for sense in lexicon.senses:
        if sense.example and (not wanted or wanted & {sense.head, " ".join(sense.words)}):
            rows.setdefault((sense.where, sense.example), sense)
    return [unmark(sense) for sense in rows.values()]


def try_examples(
    lexicon: Lexicon, heads: Iterable[str] = (), *, of: Lexicon | None = None
) -> list[Tried]:
    """Code every example with the whole path up to the events, and judge it.

    `of`: a lexicon whose examples are taken instead of its own, to compare the two.
    """
    found = examples(of or lexicon, heads)
    parsed = trees([example.text for example in found])
    return [_try(example, tree, lexicon) for example, tree in zip(found, parsed, strict=True)]


def code(tree: Tree, lexicon: Lexicon) -> list[Coded]:
    """Every event of a sentence before politics is asked for, in text order."""
    return [_coded(tree, outcome, token) for token, outcome in _outcomes(_coder(tree, lexicon))]


def _coder(tree: Tree, lexicon: Lexicon) -> Coder:
    return Coder(tree, *layers(tree), lexicon)


def _outcomes(coder: Coder) -> list[tuple[int, Outcome]]:
    found = [(token, coder.outcome(token)) for token in sorted(coder.picks)]
    return [(token, outcome) for token, outcome in found if outcome and outcome.kind]


def _coded(tree: Tree, outcome: Outcome, token: int) -> Coded:
    return Coded(
        tree.words[token], outcome.kind or "", outcome.mode,
        _names(tree, outcome.actors), _names(tree, outcome.recipients),
        outcome.steps[0] if outcome.steps else "", outcome.steps[1:],
    )  # fmt: skip


def _names(tree: Tree, named: tuple[Named, ...]) -> tuple[str, ...]:
    return tuple(tree.text[tree.starts[m.start] : tree.ends[m.end - 1]] for m in named)


def _try(example: Example, tree: Tree, lexicon: Lexicon) -> Tried:
    sense = example.sense
    coder = _coder(tree, lexicon)
    outcomes = _outcomes(coder)
    told = tuple(_coded(tree, outcome, token) for token, outcome in outcomes)
    entries = {pick.sense.where for pick in coder.picks.values() if pick.sense is not None}
    heads = {coder.syntax.lemmas[token] for token, _ in outcomes}
    if sense.type == SILENT:
        return Tried(example, "type" if sense.head in heads else "right", told)
    if sense.operator and sense.where in entries:
        return Tried(example, "right", told)
    same = [outcome for _, outcome in outcomes if outcome.kind == own_type(sense.type)]
    if not same:
        return Tried(example, "type" if told else "silent", told)
    right = any(
        _covers(tree, example.actors, _all(outcome) if sense.reciprocal else outcome.actors)
        and _covers(tree, example.recipients, outcome.recipients or outcome.actors)
        for outcome in same
    )
    return Tried(example, "right" if right else "roles", told)


def _all(outcome: Outcome) -> tuple[Named, ...]:
    return (*outcome.actors, *outcome.recipients)


def _covers(tree: Tree, spans: tuple[Span, ...], named: tuple[Named, ...]) -> bool:
    """Whether every marked span has a mention that overlaps it."""
    return all(
        any(tree.starts[m.start] < end and tree.ends[m.end - 1] > start for m in named)
        for start, end in spans
    )
