"""Words that stand for an event told elsewhere in the article: "the talks", "had been released".

They make no event of their own; the event keeps them as its echoes, each with the statements and
sources that it stands in, so that "Mitsotakis said the talks had been useful" is a position. Nouns
have to be definite; verbs are those of which too little is said to be an event by themselves.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from demarche.claims.facts import PLANS, kind_of, theme_table
from demarche.claims.words import family, phrase_family
from demarche.commitments.commit import commit
from demarche.events.lexicon import load
from demarche.language.tree import Tree
from demarche.layers import Committed, Echoed, Happening, Reading

REACH = 8
"""Sentences to look back, and ahead where nothing was told before."""

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "both"})
_OTHER = frozenset(
    ["another", "other", "further", "new", "next", "previous", "earlier", "last", "first", "second",
     "third", "similar", "future", "planned", "possible", "more", "any", "no", "some"]
)  # fmt: skip
"""Words that say that it is not the one told of."""

_AT = frozenset({"in", "at", "near"})

_HAPPEN = frozenset({"happen", "occur", "exist", "hold", "begin", "end", "continue"})

_PLURAL = frozenset(
    ["talks", "negotiations", "discussions", "consultations", "sanctions", "strikes", "airstrikes",
     "raids", "explosions", "blasts", "clashes"]
)  # fmt: skip
"""Plurals that name one happening."""

_GENERIC = ("ASSAULT",)
"""Sorts whose nouns ("the attack") may stand for any happening of the type."""

_BLOWS = frozenset(
    ["explosives", "destroy", "aerial", "drone", "heavy-weapons", "suicide-attack"]
)  # fmt: skip
"""Modes of assault that hit things from afar or blow them up: one may be told as another."""

_LIGHT = frozenset(
    ["say", "be", "have", "do", "make", "take", "go", "come", "give", "get", "tell", "hold", "deny",
     "demand", "accuse", "agree", "threaten", "promise", "call", "ask", "want", "help", "plan"]
)  # fmt: skip
"""Verbs that say too little, or that are acts of speech each time anew."""


def find_echoes(reading: Reading) -> None:
    """Give each event of a reading its echoes."""
    tree = reading.tree
    taken = {token for event in reading.events for token in event.trigger}
    for token, part in enumerate(tree.upos):
        if token in taken:
            continue
        if part == "NOUN" and _points_back(tree, token):
            event = _antecedent(reading, token)
        elif part == "VERB" and tree.lemmas[token].lower() not in _LIGHT:
            event = _retold(reading, token)
        else:
            continue
        if event is None:
            continue
        statements, factuality = commit(tree, _predicate(tree, token), reading.statements)
        if part == "NOUN" or _is_settled(factuality, statements, reading):
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


def _is_settled(
    factuality: Sequence[Committed], statements: Sequence[int], reading: Reading
) -> bool:
    """Whether a source says yes or no, or will not say: what is wished for may be another."""
    said = [reading.statements[number] for number in statements]
    last = factuality[-1].value if factuality else "Uu"
    return last in ("CT+", "CT-", "PR+", "PR-") or any(each.act == "decline" for each in said)


@lru_cache(10_000)
def _senses(part: str, lemma: str) -> tuple[tuple[str, tuple[frozenset[str], ...]], ...]:
    """The sorts of happenings that a word can tell, each with the words that it asks for."""
    senses = [s for s in load().of(part, lemma) if s.type != "NONE" and s.operator is None]
    return tuple(
        (
            kind_of(s.type, s.mode, family(s.head)),
            tuple(n.values for n in s.needs if n.kind == "lemma" and not n.negated),
        )
        for s in senses
        if len(s.words) == 1
    )


def _sorts(tree: Tree, token: int, trigger: int) -> frozenset[str]:
    """The sorts of happenings that a noun or verb can tell, by its senses in the lexicon.

    The words that a sense asks for may stand with the event meant: "exchanged prisoners ... the
    swap". An office is no mediation where nobody speaks of good ones.
    """
    part = "noun" if tree.upos[token] == "NOUN" else "verb"
    found = _senses(part, tree.lemmas[token].lower())
    if not any(needs for _, needs in found):
        return frozenset(kind for kind, _ in found)
    first, last = tree.sentences[tree.sentence_of[trigger]]
    around = {tree.lemmas[t].lower() for t in (*tree.subtree(token), *range(first, last))}
    return frozenset(kind for kind, needs in found if all(around & need for need in needs))


def _is_like(noun: str, mode: str | None) -> bool:
    """Whether a noun can tell an event of this mode, or of one like it."""
    modes = {sense.mode for sense in load().of("noun", noun) if sense.type == "ASSAULT"}
    return mode in modes or (mode in _BLOWS and bool(modes & _BLOWS))


def _sort_of(event: Happening) -> str:
    return kind_of(event.type, event.mode, phrase_family(event.reason.entry.partition(" (")[0]))


def _antecedent(reading: Reading, token: int) -> Happening | None:
    """The event meant: of a fitting sort and place, rather of the same word, the nearest before.

    One that is told only later is meant where none was told before.
    """
    tree = reading.tree
    noun = tree.lemmas[token].lower()
    word = family(noun)
    places = _places(reading, token)
    ranked = []
    possible = {kind for kind, _ in _senses("noun", noun)}
    for event, ahead, distance in _near(reading, token):
        trigger = event.trigger[0]
        same = family(tree.lemmas[trigger]) == word
        if not same and possible.isdisjoint((_sort_of(event), event.type)):
            continue
        if _governs(tree, token, trigger) or not _is_at(tree, places, event, distance):
            continue
        if not _is_of(reading, token, event):
            continue
        kinds = _sorts(tree, token, trigger)
        exact = _sort_of(event) in kinds
        loose = event.type in _GENERIC and event.type in kinds
        if not (same or exact or (loose and not ahead)):
            continue
        like = same or _is_like(noun, event.mode)
        depth = sum(1 for _ in tree.ancestors(trigger))
        ranked.append(((ahead, not places, not same, not like, not exact, distance, depth), event))
    return min(ranked, key=lambda row: (row[0], -row[1].trigger[0]))[1] if ranked else None


def _retold(reading: Reading, token: int) -> Happening | None:
    """The event that a verb tells again, which says less of who takes part."""
    tree = reading.tree
    lemma = tree.lemmas[token].lower()
    word = family(lemma)
    ranked = []
    possible = {kind for kind, _ in _senses("verb", lemma)}
    for event, ahead, distance in _near(reading, token):
        trigger = event.trigger[0]
        same = family(tree.lemmas[trigger]) == word
        if event.type in PLANS or not (same or _sort_of(event) in possible):
            continue  # what was done is not what will be
        alike = _sorts(tree, token, trigger) - {*_GENERIC, event.type}
        if not same and _sort_of(event) not in alike:
            continue
        if trigger in tree.ancestors(token) or token in tree.ancestors(trigger):
            continue
        if _takes_part(reading, token, event):
            depth = sum(1 for _ in tree.ancestors(trigger))
            ranked.append(((not same, distance, ahead, depth), event))
    return min(ranked, key=lambda row: (row[0], -row[1].trigger[0]))[1] if ranked else None


def _near(reading: Reading, token: int) -> Iterable[tuple[Happening, bool, int]]:
    """The events in reach, whether each is told later, and how many sentences away."""
    tree = reading.tree
    for event in reading.events:
        trigger = event.trigger[0]
        distance = abs(tree.sentence_of[token] - tree.sentence_of[trigger])
        if distance <= REACH:
            yield event, trigger > token, distance


def _takes_part(reading: Reading, token: int, event: Happening) -> bool:
    """Whether nothing that goes with a verb is alien to the event: its sides, what it is done to.

    A pronoun fits anything; a plain noun is what the event is done to, or a word of its sides.
    """
    tree = reading.tree
    sides = {a.country for m in (*event.actors, *event.recipients) for a in m.actors}
    own = {token for m in (*event.actors, *event.recipients) for token in range(m.start, m.end)}
    nouns = {tree.lemmas[t].lower() for t in (*event.themes, *own)}
    themes = {theme for noun in nouns for theme in theme_table().get(noun, ())}
    fitting = 0
    parts = tree.kids(token, "nsubj", "obj", "obl")
    for part in parts:
        mention = reading.mentions.by_head.get(part)
        countries = {a.country for a in mention.actors} - {"UNK"} if mention else set()
        if countries:
            if not countries & sides:
                return False
            fitting += 1
        elif tree.deps[part].startswith("obl") or _is_open(tree, part):
            continue
        elif event.type == "CONSULT":
            # What they talked about says nothing; "the two leaders" are those who met.
            fitting += tree.deps[part] == "nsubj" and _is_plural(tree, part)
        else:
            noun = tree.lemmas[part].lower()
            if noun not in nouns and not themes & set(theme_table().get(noun, ())):
                return False
            fitting += 1
    return fitting > 0


def _is_open(tree: Tree, token: int) -> bool:
    """Whether a word leaves open who or what it is: "it", "sixty", "its planes"."""
    return tree.upos[token] in ("PRON", "NUM", "DET") or any(
        tree.upos[kid] == "PRON" for kid in tree.kids(token, "nmod:poss")
    )


def _is_plural(tree: Tree, token: int) -> bool:
    """ "The ministers", "both sides": several that were named before."""
    words = {tree.lemmas[k].lower() for k in tree.children[token]}
    return "Number=Plur" in tree.feats[token] and bool(words & _DEFINITE)


def _is_of(reading: Reading, token: int, event: Happening) -> bool:
    """Whether those whose talks, or with whom the talks are said to be, are the event's sides."""
    tree = reading.tree
    sides = {a.country for m in (*event.actors, *event.recipients) for a in m.actors} - {"UNK"}
    for kid in tree.kids(token, "nmod"):
        with_ = {"with", "between"} & {tree.lemmas[c] for c in tree.kids(kid, "case")}
        mention = reading.mentions.by_head.get(kid)
        if mention is None or not (tree.deps[kid] == "nmod:poss" or with_):
            continue
        countries = {a.country for a in mention.actors if a.kind != "place"} - {"UNK"}
        if countries and sides and not countries & sides:
            return False
    return True


def _is_at(tree: Tree, places: set[str], event: Happening, distance: int) -> bool:
    """Whether a place that the noun names can be the event's.

    "The meeting in Athens" is not the one that another sentence tells of Ankara.
    """
    if not places:
        return True
    if event.place is not None and not event.place.inferred:
        return bool(places & set(event.place.name.split()))
    first, last = tree.sentences[tree.sentence_of[event.trigger[0]]]
    return distance == 0 or bool(places & set(tree.words[first:last]))


def _governs(tree: Tree, token: int, trigger: int) -> bool:
    """Whether the noun is a part of what the event itself tells: "met after the talks"."""
    return trigger in tree.ancestors(token) and tree.deps[token] in ("obj", "nsubj", "nsubj:pass")


def _places(reading: Reading, token: int) -> set[str]:
    """The proper name that a noun is in or at: "the meeting in Athens", "the Athens talks"."""
    tree = reading.tree
    told = {word for e in reading.events if e.place for word in e.place.name.split()}
    found = set()
    for kid in tree.children[token]:
        if tree.upos[kid] != "PROPN":
            continue
        cases = {tree.lemmas[c] for c in tree.kids(kid, "case")}
        if cases & _AT or (tree.deps[kid] == "compound" and tree.words[kid] in told):
            found.add(tree.words[kid])
    return found
