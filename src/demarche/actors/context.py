"""The country of a role noun that names none: from its verb, its sentence, its article."""

from collections.abc import Callable
from dataclasses import dataclass

from demarche.actors.codes import SPECIAL
from demarche.actors.items import Item
from demarche.actors.phrases import Phrase
from demarche.actors.scene import Found, Scene
from demarche.actors.tables import word_set

Guess = tuple[str, str, float]
"""A country, why, and how sure."""

_KNOWING = frozenset({"people", "person", "persons", "source", "sources", "insider", "insiders"})
_OF_OWN = word_set("of-own")
_OTHERS = word_set("others")
_REPORTS = word_set("reports")
_IN = frozenset({"in", "at", "near", "outside", "inside", "across", "around"})
_DOMESTIC = frozenset({
    "COP", "LEG", "JUD", "GOV", "MIL", "OPP", "PTY", "CVL", "LAB", "EDU", "PRE", "MED", "AGR",
    "REL", "SPY",
})  # fmt: skip
"""Sectors that, with no country named, are those of the country spoken of."""
_BODIES = frozenset({"ministry", "department", "cabinet", "government", "administration"})
_OFFICIAL = frozenset({"GOV", "MIL", "COP", "LEG", "JUD"})


@dataclass(slots=True)
class Bare:
    """A role noun without an owner, where it stands, and its sector."""

    scene: Scene
    item: Item
    phrase: Phrase
    sector: str


def context_country(scene: Scene, item: Item, phrase: Phrase, sector: str) -> Guess:
    """The country that a bare role noun belongs to: (code or `UNK`, why, score)."""
    rules: tuple[Callable[[Bare], Guess | None], ...] = (
        _sent_by, _by_agent, _at_place, _at_target, _done_by, _same_sector_before, _troops_before,
        _reported_by,
        _only_country, _near_country, _main_country,
    )  # fmt: skip
    bare = Bare(scene, item, phrase, sector)
    if item.role is not None and item.role.head in _OTHERS:
        return "UNK", "whose allies or rivals is not said", 0.4
    if in_the_know(scene, item):
        return "UNK", "who knows of it without a name", 0.4
    for rule in rules:
        guess = rule(bare)
        if guess is not None:
            return guess
    return "UNK", "no country named", 0.4


def in_the_know(scene: Scene, item: Item) -> bool:
    """ "Two people familiar with the matter": unnamed sources, of nobody's country."""
    after = [word.lower() for word in scene.tree.words[item.end : item.end + 4]]
    if item.role is None or item.role.head not in _KNOWING or not after:
        return False
    return after[0] in ("familiar", "briefed", "knowledgeable") or (
        after[0] in ("with", "who") and "knowledge" in after
    )


def sender(scene: Scene, item: Item, phrase: Phrase, sector: str) -> Guess | None:
    """Whose the troops or envoys are that somebody sends: goes before any earlier mention."""
    return _sent_by(Bare(scene, item, phrase, sector))


def _subject(scene: Scene, item: Item, verb: int) -> Found | None:
    """The subject of a verb before the item, where it belongs to a country."""
    subject = scene.tree.kid(verb, "nsubj")
    other = scene.cut.at.get(subject) if subject is not None else None
    found = scene.resolve(other) if other is not None and other.start < item.start else None
    if found is None and subject is not None:
        found = scene.by_head.get(subject)
    if found is None or not found.named.actors or found.actor.country in ("UNK", *SPECIAL):
        return None
    return found


def _place_country(scene: Scene, token: int, where: frozenset[str]) -> tuple[str, str] | None:
    """The country of a place that a preposition of place leads to, and its words."""
    case, place = scene.tree.kid(token, "case"), scene.cut.at.get(token)
    if case is None or place is None or scene.tree.words[case].lower() not in where:
        return None
    country = scene.country_of(place)
    if country is None or place.form("actor", "person", "surname") is not None:
        return None
    return country, scene.words(place.start, place.end)


def _sent_by(bare: Bare) -> Guess | None:
    """Troops and envoys that somebody sends are the sender's."""
    tree = bare.scene.tree
    verb = tree.heads[bare.item.head]
    if tree.lemmas[verb].lower() not in _OF_OWN:
        return None
    if tree.deps[bare.item.head] not in ("obj", "obl", "iobj"):
        return None
    found = _subject(bare.scene, bare.item, verb)
    if found is None or found.actor.kind not in ("state", "person", "organisation"):
        return None
    return found.actor.country, f"{tree.words[verb]!r} by {found.actor.name}", 0.7


def _by_agent(bare: Bare) -> Guess | None:
    """ "The sending of troops by North Korea"."""
    tree = bare.scene.tree
    head = tree.heads[bare.item.head]
    for child in tree.children[head] if bare.sector == "MIL" else ():
        case, agent = tree.kid(child, "case"), bare.scene.cut.at.get(child)
        if (
            case is None
            or agent is None
            or tree.words[case].lower() != "by"
            or child < bare.item.head
        ):
            continue
        country = bare.scene.country_of(agent)
        if country is not None:
            return country, f"{tree.words[head]!r} by {tree.words[child]}", 0.7
    return None


def _at_place(bare: Bare) -> Guess | None:
    """ "In Seoul, lawmakers said after a briefing by the intelligence service"."""
    tree = bare.scene.tree
    for steps, head in enumerate(tree.ancestors(bare.item.head)):
        if steps and bare.sector not in _DOMESTIC:
            break
        for child in tree.kids(head, "obl", "nmod"):
            place = _place_country(bare.scene, child, _IN)
            if place is not None:
                return (
                    place[0],
                    f"the sentence's place is {place[1]}",
                    round(0.7 - 0.05 * min(steps, 4), 2),
                )
    return None


def _at_target(bare: Bare) -> Guess | None:
    """ "Armed men attacked a camp in Mali"."""
    tree = bare.scene.tree
    target = tree.kid(tree.heads[bare.item.head], "obj")
    for child in (
        tree.kids(target, "nmod") if target is not None and target != bare.item.head else ()
    ):
        place = _place_country(bare.scene, child, _IN)
        if place is not None:
            return place[0], f"what is hit is in {place[1]}", 0.6
    return None


def _done_by(bare: Bare) -> Guess | None:
    """Activists, journalists, lawmakers whom a state's officials deal with are mostly its own."""
    tree = bare.scene.tree
    if (
        bare.sector not in _DOMESTIC
        or bare.sector == "MIL"
        or tree.deps[bare.item.head] not in ("obj", "obl")
    ):
        return None
    found = _subject(bare.scene, bare.item, tree.heads[bare.item.head])
    body = bare.item.role is not None and bare.item.role.kind == "organisation"
    if found is None or (not body and found.actor.sector not in ("GOV", "COP", "JUD", "LEG")):
        return None
    return (
        found.actor.country,
        f"{tree.words[tree.heads[bare.item.head]]!r} by {found.actor.name}",
        0.55,
    )


def _same_sector_before(bare: Bare) -> Guess | None:
    """ "The army", where the last sentences spoke of one state's air force."""
    tree, role = bare.scene.tree, bare.item.role
    if role is None or role.kind != "organisation" or bare.sector not in _DOMESTIC:
        return None
    if bare.phrase.determiner != "the" or (bare.sector == "GOV" and role.head not in _BODIES):
        return None
    here = tree.sentence_of[bare.item.start]
    for earlier in reversed(bare.scene.history[-30:]):
        if here - tree.sentence_of[earlier.named.head] > 2:
            return None
        actor = earlier.actor
        known = actor.sector == bare.sector and actor.country not in ("UNK", *SPECIAL)
        if known and actor.kind in ("organisation", "person", "group"):
            return actor.country, f"{actor.name} was named just before", 0.6
    return None


def _troops_before(bare: Bare) -> Guess | None:
    """ "Some 3,000 soldiers", "the rebels", where only one side's were spoken of."""
    tree, role = bare.scene.tree, bare.item.role
    if bare.sector not in ("MIL", "REB") or role is None or not role.plural:
        return None
    here = tree.sentence_of[bare.item.start]
    found: str | None = None
    for earlier in reversed(bare.scene.history):
        if here - tree.sentence_of[earlier.named.head] > 4:
            break
        actor = earlier.actor
        if (
            actor.sector != bare.sector
            or actor.country in ("UNK", *SPECIAL)
            or actor.kind == "person"
        ):
            continue
        if found is not None and found != actor.country:
            return None
        found = actor.country
    return (found, f"those spoken of before are of {found}", 0.6) if found else None


def _reported_by(bare: Bare) -> Guess | None:
    """What an official or a body says of "the police" is said of its own."""
    if bare.sector not in _DOMESTIC or bare.phrase.determiner in ("a", "an"):
        return None
    tree = bare.scene.tree
    for verb in tree.ancestors(bare.item.head):
        if tree.lemmas[verb].lower() not in _REPORTS:
            continue
        subject = tree.kid(verb, "nsubj")
        found = bare.scene.by_head.get(subject) if subject is not None else None
        if found is None or not found.named.actors:
            continue
        if found.actor.country not in ("UNK", *SPECIAL):
            if found.actor.sector not in _OFFICIAL:
                return None
            return found.actor.country, f"said by {found.actor.name}", 0.55
    return None


def _only_country(bare: Bare) -> Guess | None:
    near = bare.scene.sentence_countries.get(bare.scene.tree.sentence_of[bare.item.start])
    if bare.sector not in _DOMESTIC or near is None or len(near) != 1:
        return None
    country = next(iter(near))
    if _only_against(bare.scene, bare.scene.tree.sentence_of[bare.item.start], country):
        return None
    return country, f"the only country in the sentence is {country}", 0.6


def _only_against(scene: Scene, sentence: int, country: str) -> bool:
    """Whether a sentence names a country as a foe only: "veterans of the war against Pakistan"."""
    first, last = scene.tree.sentences[sentence]
    named = {
        id(other): other
        for token in range(first, last)
        if (other := scene.cut.at.get(token)) is not None and scene.country_of(other) == country
    }
    before = [scene.tree.words[other.start - 1].lower() for other in named.values() if other.start]
    return bool(before) and len(before) == len(named) and set(before) <= {"against", "versus"}


def _near_country(bare: Bare) -> Guess | None:
    """The one country that the sentence before, or the one before that, speaks of."""
    here = bare.scene.tree.sentence_of[bare.item.start]
    if bare.sector not in _DOMESTIC or bare.scene.main_country() is not None:
        return None
    if bare.scene.sentence_countries.get(here):
        return None
    for sentence in (here - 1, here - 2):
        near = bare.scene.sentence_countries.get(sentence)
        if near:
            if len(near) > 1:
                return None
            country = next(iter(near))
            if _only_against(bare.scene, sentence, country):
                continue
            return country, f"the only country just before is {country}", 0.5
    return None


def _main_country(bare: Bare) -> Guess | None:
    main = bare.scene.main_country()
    if main is not None:
        return main, f"the article is about {main}", 0.55
    early = bare.scene.tree.sentence_of[bare.item.start] < 8
    if bare.scene.dateline is not None and bare.sector in _DOMESTIC and early:
        return bare.scene.dateline, f"the article is written from {bare.scene.dateline}", 0.5
    return None
