"""The noun phrase around a role noun: what stands before it and what hangs after it.

Neighbouring words are read, not only the tree: a parser of news errs most inside long phrases.
"""

from dataclasses import dataclass, field

from demarche.actors.items import Item
from demarche.actors.scene import NOT_HOME, Scene
from demarche.actors.tables import word_set

POSSESSIVES = word_set("possessives")
_GENITIVES = frozenset({"'s", "’s", "'", "’"})
_FORMER = word_set("former")
_OWNERS = word_set("owners")
_LOCATED = word_set("located")
_ATTACHED = word_set("attached")
_STOP_WORDS = frozenset({"including", "such", "like", "than", "as"})
_LEFT_TAGS = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "ADV", "SYM", "X"})


@dataclass(slots=True)
class Phrase:
    """A role's noun phrase: tokens `start` to `end`, its modifiers and owners."""

    start: int
    end: int
    determiner: str = ""
    adjectives: list[Item] = field(default_factory=list)
    """Names in front of the role noun, nearest last."""
    roles: list[Item] = field(default_factory=list)
    """Role nouns used as modifiers: "army spokesman"."""
    possessor: Item | None = None
    pronoun: int | None = None
    """Token of a possessive pronoun."""
    counted: bool = False
    former: bool = False
    words: list[str] = field(default_factory=list)
    """Other words in front, lower case."""
    preposition: str = ""
    complement: Item | None = None


def read_phrase(scene: Scene, item: Item) -> Phrase:
    """The phrase of a role noun."""
    phrase = Phrase(item.start, item.end)
    phrase.former = _ex(scene, item)
    _read_left(scene, item, phrase)
    _read_right(scene, item, phrase)
    return phrase


def _read_left(scene: Scene, item: Item, phrase: Phrase) -> None:
    tree, at = scene.tree, scene.cut.at
    words, upos = tree.words, tree.upos
    first = tree.sentences[tree.sentence_of[item.start]][0]
    token = item.start - 1
    foreign = False
    while token >= first:
        word = words[token].lower()
        other = at.get(token)
        if other is not None and other.kind == "pronoun":
            if word in POSSESSIVES:
                phrase.pronoun, phrase.start = token, token
            break
        if other is not None:
            if foreign:
                foreign = False
            elif other.kind == "role" and not _modifies(scene, other, item):
                break
            elif other.kind == "name" or other.kind == "proper":
                if _separate(scene, other, item):
                    break
                phrase.adjectives.insert(0, other)
                phrase.former = phrase.former or _ex(scene, other)
            else:
                phrase.roles.insert(0, other)
            token = other.start - 1
            phrase.start = other.start
            continue
        if word in _GENITIVES and tree.tags[token] in ("POS", "") and token > first:
            phrase.start = token
            phrase.possessor = at.get(token - 1)
            if phrase.possessor is not None:
                phrase.start = phrase.possessor.start
            break
        tag = upos[token]
        if word == "whose":
            phrase.pronoun, phrase.start = token, token
            break
        if tag == "DET" or word in ("another", "no"):
            phrase.determiner, phrase.start = word, token
            if token > first and words[token - 1].lower() in ("both", "all", "half"):
                phrase.start = token - 1
            break
        if word == "-":
            before = words[token + 1].lower() if token + 1 < item.end else ""
            foreign = before in NOT_HOME
        elif tag in ("CCONJ",) or word == ",":
            if not _joins(scene, token, phrase):
                break
        elif tag in _LEFT_TAGS or (tag == "VERB" and tree.deps[token] in ("amod", "compound")):
            if word in POSSESSIVES:
                phrase.pronoun, phrase.start = token, token
                break
            if word in _STOP_WORDS:
                break
            nearby = at.get(token - 1)
            if tag == "VERB" and nearby is not None and nearby.kind == "role":
                # "Tunisian police arrested lawyer ...", read as a participle.
                break
            if tag == "NUM":
                phrase.counted = True
            phrase.former = phrase.former or word in _FORMER
            if tag == "PROPN" and not _inside(scene, token, item):
                break
            phrase.words.insert(0, word)
        elif tag == "PRON" and word in POSSESSIVES:
            phrase.pronoun, phrase.start = token, token
            break
        else:
            break
        phrase.start = token
        token -= 1
    while phrase.start < item.start and words[phrase.start] in (",", "-", "and", "or"):
        phrase.start += 1


def _ex(scene: Scene, item: Item) -> bool:
    """Whether an item's first token begins with "ex-": "ex-president", "ex-Soviet"."""
    return scene.tree.words[item.start].lower().startswith("ex-")


def _joins(scene: Scene, token: int, phrase: Phrase) -> bool:
    """Whether "and" or a comma joins two names before the noun: "U.S. and Russian negotiators"."""
    tree, at = scene.tree, scene.cut.at
    left, right = at.get(token - 1), at.get(token + 1)
    if left is None or right is None or right not in phrase.adjectives:
        return False
    if right.form("adjective", "region_adjective", "actor", "state") is None:
        return False
    adjective = left.form("adjective", "region_adjective") is not None
    if left.form("state") is not None and tree.deps[left.head] not in ("compound", "amod", "nmod"):
        return False
    return (
        adjective
        and tree.sentence_of[token - 1] == tree.sentence_of[token + 1]
        and (tree.deps[left.head] not in ("nsubj", "obj", "obl", "root"))
    )


def _modifies(scene: Scene, other: Item, item: Item) -> bool:
    """Whether a role noun directly in front is a modifier ("army spokesman")."""
    tree = scene.tree
    role = other.role
    if role is None or (role.plural and role.kind == "person"):
        return False
    if tree.deps[other.head] in ("nsubj", "obj", "iobj", "root") and (
        tree.heads[other.head] != item.head
    ):
        return tree.heads[other.head] == tree.heads[item.head] and item.head == other.end
    return True


def _separate(scene: Scene, other: Item, item: Item) -> bool:
    """Whether a name in front is an argument of its own: "told Russia officials"."""
    tree = scene.tree
    dep = tree.deps[other.head]
    inside = item.start <= tree.heads[other.head] <= item.end
    return (
        dep in ("nsubj", "iobj", "obl", "root")
        and not inside
        and other.end == item.start
        and (other.form("adjective", "actor") is None)
    )


def _inside(scene: Scene, token: int, item: Item) -> bool:
    """Whether a token's chain of heads stays in the phrase or is a compound of it."""
    tree = scene.tree
    return tree.deps[token] in ("compound", "amod", "nmod", "flat", "nummod") or (
        token < tree.heads[token] < item.end
    )


def _read_right(scene: Scene, item: Item, phrase: Phrase) -> None:
    """The owner after the noun: "president of Ukraine", "police in Lagos", "spokesman for X"."""
    tree, at = scene.tree, scene.cut.at
    size = len(tree)
    end = item.end
    last = tree.sentences[tree.sentence_of[item.start]][1]
    if end + 1 >= last:
        return
    word, preposition = tree.words[end].lower(), tree.words[end + 1].lower()
    if word in _LOCATED and preposition in ("in", "at", "near", "across"):
        preposition, end = "in", end + 1
    elif word in _ATTACHED and preposition in ("to", "with") and word != "opposed":
        preposition, end = "of", end + 1
    else:
        preposition = word
        if tree.upos[end] not in ("ADP", "SCONJ", "PART"):
            return
    if preposition not in _OWNERS and preposition != "to":
        return
    token = end + 1
    limit = min(size, last, end + 7)
    while token < limit:
        other = at.get(token)
        if other is not None:
            if other.kind == "pronoun":
                return
            break
        if tree.upos[token] not in ("DET", "ADJ", "NUM", "NOUN", "PROPN") and (
            tree.words[token] not in ("-", "'s", "’s")
        ):
            return
        token += 1
    else:
        return
    other = _whole(scene, at[token], last)
    if other is None:
        return
    phrase.preposition, phrase.complement = preposition, other


def _whole(scene: Scene, item: Item, last: int) -> Item | None:
    """From the first item of a phrase to the one that heads it: "China's foreign ministry"."""
    tree, at = scene.tree, scene.cut.at
    while item.end < last:
        after = item.end
        if tree.words[after] in _GENITIVES:
            after += 1
        while after < last and at.get(after) is None and tree.upos[after] in ("ADJ", "NUM", "NOUN"):
            after += 1
        following = at.get(after) if after < last else None
        if following is None or following.start != after or following.kind == "pronoun":
            break
        gap = tree.words[item.end : after]
        if item.kind == "role" and following.kind != "role" and not gap:
            break
        if following.kind != "role":
            if gap or following.kind == "proper":
                break
            item = following
            continue
        item = following
    return item
