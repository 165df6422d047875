"""Nouns that stand for an event told before: "the talks", "such a meeting", "Ankara's deployment".

They make no event of their own; the event keeps them as its echoes, each with the statements and
sources that it stands in, so that "Mitsotakis said the talks had been useful" is a position.
"""

from demarche.claims.facts import kind_of
from demarche.claims.links import kinds
from demarche.claims.words import family
from demarche.commitments.commit import commit
from demarche.language.tree import Tree
from demarche.layers import Echoed, Happening, Reading

REACH = 8
"""Sentences to look back."""

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "both"})
_OTHER = frozenset(
    ["another", "other", "further", "new", "next", "previous", "earlier", "last", "first", "second",
     "third", "similar", "future", "planned", "possible", "more", "any", "no", "some"]
)  # fmt: skip
"""Words that say that it is not the one told of."""

_HAPPEN = frozenset({"happen", "occur", "exist", "hold", "begin", "end", "continue"})

_PLURAL = frozenset({"talks", "negotiations", "discussions", "consultations", "sanctions"})
"""Plurals that name one happening."""


def find_echoes(reading: Reading) -> None:
    """Give each event of a reading its echoes."""
    tree = reading.tree
    taken = {token for event in reading.events for token in event.trigger}
    for token, part in enumerate(tree.upos):
        if part != "NOUN" or token in taken or not _points_back(tree, token):
            continue
        event = _antecedent(reading, token)
        if event is not None:
            statements, factuality = commit(tree, _predicate(tree, token), reading.statements)
            event.echoes.append(Echoed(token, statements, factuality))


def _predicate(tree: Tree, token: int) -> int:
    """The word that says that it is so: the verb of "the meeting took place", else the noun."""
    verb = tree.heads[token]
    happens = tree.lemmas[verb].lower() in _HAPPEN or (
        tree.lemmas[verb] == "take"
        and any(tree.words[k].lower() == "place" for k in tree.children[verb])
    )
    return verb if happens and tree.deps[token].startswith("nsubj") else token


def _points_back(tree: Tree, token: int) -> bool:
    """Whether a noun is definite and of one happening."""
    if "Number=Plur" in tree.feats[token] and tree.words[token].lower() not in _PLURAL:
        return False
    if tree.deps[token] == "compound":
        return False
    before = [k for k in tree.children[token] if k < token]
    words = {tree.lemmas[k].lower() for k in before}
    if words & _OTHER:
        return False
    named = any(tree.deps[k] == "nmod:poss" or tree.upos[k] == "PROPN" for k in before)
    return bool(words & _DEFINITE) or named


def _antecedent(reading: Reading, token: int) -> Happening | None:
    """The event meant: of a fitting sort and place, rather of the same word, the nearest before."""
    tree = reading.tree
    noun = tree.lemmas[token].lower()
    sorts = {kind_of(kind, None) for kind in kinds(noun)}
    word = family(noun)
    places = _places(tree, token)
    here = tree.sentence_of[token]
    best: tuple[tuple[int, ...], Happening] | None = None
    for event in reading.events:
        trigger = event.trigger[0]
        distance = here - tree.sentence_of[trigger]
        if trigger >= token or distance > REACH or _governs(tree, token, trigger):
            continue
        same = family(tree.lemmas[trigger]) == word
        if not same and kind_of(event.type, None) not in sorts:
            continue
        first, last = tree.sentences[tree.sentence_of[trigger]]
        # "The meeting in Athens" is not the one that another sentence tells of Ankara.
        at = bool(places) and not places & set(tree.words[first:last])
        if at and (distance > 0 or event.place is not None):
            continue
        rank = (not places, not same, distance, -trigger)
        if best is None or rank < best[0]:
            best = (rank, event)
    return best[1] if best else None


def _governs(tree: Tree, token: int, trigger: int) -> bool:
    """Whether the noun is a part of what the event itself tells: "met after the talks"."""
    return trigger in tree.ancestors(token) and tree.deps[token] in ("obj", "nsubj", "nsubj:pass")


def _places(tree: Tree, token: int) -> set[str]:
    """The proper name that a noun is in or at: "the meeting in Athens"."""
    return {
        tree.words[k]
        for k in tree.children[token]
        if tree.upos[k] == "PROPN" and {"in", "at"} & {tree.lemmas[c] for c in tree.kids(k, "case")}
    }
