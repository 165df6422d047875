"""A denial finds what it denies: statements that answer what was said without telling it again.

"The Kremlin has denied these claims", "could not confirm the reports", "declined to comment": the
events meant are those told in the statement nearest before, by somebody else, that concern them.
"""

from functools import cache, lru_cache
from importlib.resources import files

from demarche.claims.parties import side_of
from demarche.claims.verdicts import find_verdicts
from demarche.events.lexicon import load
from demarche.layers import Happening, Named, Reading, Said

REACH = 12
"""Sentences to look back for what is answered."""

_SPEAKING = ("AGREE", "CONSULT", "SUPPORT", "REQUEST", "REJECT", "ACCUSE", "THREATEN")
"""Types that are told by words: what is denied is seldom that something was said."""

_NOBODY = {"UNK.UNK", "UNK"}

_ANSWERING = ("deny", "decline", "refuse", "agree")
_CONFIRMING = ("confirm", "acknowledge", "admit", "corroborate", "verify", "concede")


@cache
def anaphors() -> frozenset[str]:
    """Nouns and pronouns that stand for something said before."""
    text = files("demarche").joinpath("knowledge/claims/anaphors.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def link_answers(reading: Reading) -> None:
    """Set `answers` of every statement that answers earlier ones without telling their events."""
    find_verdicts(reading, anaphors())
    told = {number for event in reading.events for number in event.statements}
    for number, said in enumerate(reading.statements):
        if number in told or not _answers_something(reading, said):
            continue
        said.answers = _antecedents(reading, number)


def _answers_something(reading: Reading, said: Said) -> bool:
    tree = reading.tree
    points_back = bool(_pointers(reading, said))
    judging = said.act == "assert" and said.stance in ("denying", "endorsing") and points_back
    if said.act in _ANSWERING or tree.lemmas[said.cue[0]] in _CONFIRMING or judging:
        return points_back or (said.act == "decline" and len(said.content) <= 3)
    return is_conditional(reading, said)


def _pointers(reading: Reading, said: Said) -> list[int]:
    """Words of the content that stand for something said before: "the reports", "the fighting".

    They head it or are its subject ("whether the claims were true"), and do not tell it themselves
    ("a report that a bridge was hit").
    """
    tree = reading.tree
    tokens = [t for head in said.heads for t in (head, *tree.kids(head, "nsubj"))]
    found = []
    for token in tokens:
        determiners = {tree.lemmas[k].lower() for k in tree.kids(token, "det")}
        told = [k for k in tree.children[token] if tree.deps[k] in ("acl", "ccomp", "nmod")]
        lemma = tree.lemmas[token].lower()
        definite = "the" in determiners and bool(kinds(lemma))
        if (lemma in anaphors() and not told and "a" not in determiners) or definite:
            found.append(token)
    return found


@lru_cache(100_000)
def kinds(noun: str) -> frozenset[str]:
    """The event types that a noun can name: ASSAULT for "fighting"."""
    return frozenset(sense.type for sense in load().of("noun", noun)) - {"NONE"}


def is_conditional(reading: Reading, said: Said) -> bool:
    """Whether the content hangs on what was said before: "if the reports were true, it would"."""
    tree = reading.tree
    for token in said.content:
        if tree.lemmas[token] in anaphors() and tree.upos[token] in ("NOUN", "PRON"):
            clause = tree.heads[token]
            if "if" in (tree.lemmas[k] for k in tree.kids(clause, "mark")):
                return True
    return False


def _antecedents(reading: Reading, number: int) -> tuple[int, ...]:
    """The events answered: of a question put to the speaker, else of what was told before.

    Those that the pointing noun can name go first, then what others say, what concerns the
    speaker, deeds before words, and the nearest.
    """
    tree, said = reading.tree, reading.statements[number]
    here = tree.sentence_of[said.cue[0]]
    speaker = _sides(said)
    words = [tree.lemmas[token].lower() for token in _pointers(reading, said)]
    named = frozenset(kind for word in words if word not in anaphors() for kind in kinds(word))
    candidates: list[tuple[tuple[int, ...], int]] = []
    for index, event in enumerate(reading.events):
        trigger = event.trigger[0]
        distance = here - tree.sentence_of[trigger]
        if not 0 <= distance <= REACH or trigger in said.cue or trigger in said.source_tokens:
            continue
        asked = distance == 0 and _asked(reading, trigger, said)
        if not asked and not (trigger < said.cue[0] and _is_told(reading, event, said)):
            continue
        concerned = bool(speaker & {side_of(a.code) for m in _roles(event) for a in m.actors})
        rank = (
            not asked,
            event.type not in named,
            event.factuality[-1].source is None,
            not concerned,
            event.type in _SPEAKING,
            distance,
            _depth(reading, trigger),
        )
        candidates.append((rank, index))
    best = min((rank for rank, _ in candidates), default=None)
    return tuple(index for rank, index in candidates if rank == best)


def _is_told(reading: Reading, event: Happening, said: Said) -> bool:
    """Whether somebody else, or the article, says that the event happened."""
    if not event.factuality or event.factuality[-1].value == "Uu":
        return False
    if any("condition" in step for c in event.factuality for step in c.why):
        return False
    source = event.factuality[-1].source
    return source is None or not (_sides(reading.statements[source]) & _sides(said))


def _asked(reading: Reading, trigger: int, said: Said) -> bool:
    """Whether the event stands in a question put to the speaker: "Asked if X, the Kremlin ..."."""
    tree = reading.tree
    path = [trigger, *tree.ancestors(trigger)]
    return said.cue[0] in path and any(tree.lemmas[token] == "ask" for token in path)


def _depth(reading: Reading, token: int) -> int:
    return sum(1 for _ in reading.tree.ancestors(token))


def _roles(event: Happening) -> tuple[Named, ...]:
    return (*event.actors, *event.recipients)


def _sides(said: Said) -> set[str]:
    return {side_of(a.code) for a in said.source.actors} - _NOBODY if said.source else set()
