"""A denial finds what it denies: statements that answer what was said without telling it again.

"The Kremlin has denied these claims", "could not confirm the reports", "declined to comment": the
events meant are those told in the statement nearest before, by somebody else, that concern them.
"""

from functools import cache
from importlib.resources import files

from demarche.layers import Happening, Named, Reading, Said

REACH = 4
"""Sentences to look back for what is answered."""

_ANSWERING = ("deny", "decline", "refuse", "agree")
_CONFIRMING = ("confirm", "acknowledge", "admit", "corroborate", "verify", "concede")


@cache
def anaphors() -> frozenset[str]:
    """Nouns and pronouns that stand for something said before."""
    text = files("demarche").joinpath("knowledge/claims/anaphors.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def link_answers(reading: Reading) -> None:
    """Set `answers` of every statement that answers earlier ones without telling their events."""
    told = _told_events(reading)
    for number, said in enumerate(reading.statements):
        if told[number] or not _answers_something(reading, said):
            continue
        said.answers = _antecedents(reading, number)


def _told_events(reading: Reading) -> list[list[int]]:
    """For each statement, the events told in it."""
    told: list[list[int]] = [[] for _ in reading.statements]
    for index, event in enumerate(reading.events):
        for number in event.statements:
            told[number].append(index)
    return told


def _answers_something(reading: Reading, said: Said) -> bool:
    tree = reading.tree
    points_back = any(tree.lemmas[token].lower() in anaphors() for token in said.heads)
    if said.act in _ANSWERING or tree.lemmas[said.cue[0]] in _CONFIRMING:
        return points_back or (said.act == "decline" and len(said.content) <= 3)
    return is_conditional(reading, said)


def is_conditional(reading: Reading, said: Said) -> bool:
    """Whether the content hangs on what was said before: "if the reports were true, it would"."""
    tree = reading.tree
    for token in said.content:
        if tree.lemmas[token] in anaphors() and tree.upos[token] in ("NOUN", "PRON"):
            clause = tree.heads[token]
            marks = [tree.lemmas[k] for k in tree.kids(clause, "mark")]
            if "if" in marks or "whether" in marks:
                return True
    return False


def _antecedents(reading: Reading, number: int) -> tuple[int, ...]:
    """The events answered: of the nearest statement or question before that concerns them."""
    tree, said = reading.tree, reading.statements[number]
    here = tree.sentence_of[said.cue[0]]
    speaker = _countries(said)
    candidates: list[tuple[int, int, int, int]] = []
    for index, event in enumerate(reading.events):
        trigger = event.trigger[0]
        distance = here - tree.sentence_of[trigger]
        if not 0 <= distance <= REACH or trigger in said.cue or trigger in said.source_tokens:
            continue
        if distance == 0 and trigger > said.cue[0] and not _asked(reading, trigger, said):
            continue
        others = [n for n in event.statements if n != number]
        if not others and not _asked(reading, trigger, said):
            continue
        if any(_countries(reading.statements[n]) & speaker for n in others[-1:]):
            continue
        concerned = bool(speaker & {a.country for m in _roles(event) for a in m.actors})
        candidates.append((distance, -int(concerned), _depth(reading, trigger), index))
    if not candidates:
        return ()
    nearest = min(c[:2] for c in candidates)
    depth = min(c[2] for c in candidates if c[:2] == nearest)
    return tuple(c[3] for c in candidates if c[:2] == nearest and c[2] == depth)


def _asked(reading: Reading, trigger: int, said: Said) -> bool:
    """Whether the event stands in a question put to the speaker: "Asked if X, the Kremlin ..."."""
    tree = reading.tree
    path = [trigger, *tree.ancestors(trigger)]
    return said.cue[0] in path and any(tree.lemmas[token] == "ask" for token in path)


def _depth(reading: Reading, token: int) -> int:
    return sum(1 for _ in reading.tree.ancestors(token))


def _roles(event: Happening) -> tuple[Named, ...]:
    return (*event.actors, *event.recipients)


def _countries(said: Said) -> set[str]:
    return {a.country for a in said.source.actors} - {"UNK"} if said.source else set()
