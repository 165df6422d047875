"""Known names that are but parts of a longer one: "Michael Jordan", "John F. Kerry"."""

from itertools import pairwise
from typing import TYPE_CHECKING

from demarche.actors.entries import Person
from demarche.actors.folding import fold
from demarche.actors.knowledge import Knowledge
from demarche.actors.tables import word_set
from demarche.language.tree import Tree

if TYPE_CHECKING:
    from demarche.actors.items import Item

_ORGANISED = word_set("organised")
_DIRECTIONS = word_set("directions")


def drop_name_parts(
    tree: Tree, items: list["Item"], taken: bytearray, knowledge: Knowledge
) -> list["Item"]:
    """Names of places inside names of people: "Michael Jordan", "Georgia Meloni", "Jack London"."""
    kept: list[Item] = []
    words_ = tree.words
    items = _drop_double_surnames(tree, items, taken)
    for item in items:
        if item.kind != "name" or (item.end - item.start > 1 and item.form("surname") is None):
            kept.append(item)
            continue
        token = item.start
        kinds = knowledge.words.get(tree.words[token], frozenset())
        place = item.form("state", "capital", "city", "region") is not None
        before = token - 1
        after = item.end
        if place and before >= 0 and words_[before] in _DIRECTIONS and not taken[before]:
            item.start, taken[before] = before, 1
            kept.append(item)
            continue
        free_before = (
            before >= 0
            and tree.upos[before] == "PROPN"
            and not taken[before]
            and _same_name(tree, before, token)
        )
        free_after = (
            after < len(tree)
            and tree.upos[after] == "PROPN"
            and not taken[after]
            and _same_name(tree, item.end - 1, after)
        )
        if (
            (
                free_before
                and words_[before] in knowledge.given
                and item.form("adjective", "demonym", "demonyms") is not None
            )
            or (
                place
                and (
                    ("given" in kinds and free_after and not _body(tree, after, knowledge))
                    or ("family" in kinds and free_before)
                )
            )
            or (place and free_before and item.form("state") is None)
            or (item.form("surname") and free_after and item.form("state", "actor") is None)
        ):
            taken[item.start : item.end] = bytes(item.end - item.start)
        elif item.form("surname") and free_before:
            # "Melania Trump" is not the Trump that the knowledge has; "John F. Kerry" is.
            first = before
            if _initial(tree.words[before]) and _is_free_name(tree, taken, before - 1):
                first = before - 1
            given = tree.words[first]
            fits = tuple(
                f
                for f in item.forms
                if isinstance(f.of, Person) and _fits(given, f.of.name, knowledge.given)
            )
            if fits:
                item.forms = fits
                item.start = first
                taken[first : before + 1] = b"\x01" * (before + 1 - first)
                kept.append(item)
            else:
                taken[item.start : item.end] = bytes(item.end - item.start)
        else:
            kept.append(item)
    return kept


def _drop_double_surnames(tree: Tree, items: list["Item"], taken: bytearray) -> list["Item"]:
    """Two family names in a row are the name of somebody else: "Thomas Sam"."""
    dropped: set[int] = set()
    for left, right in pairwise(items):
        alone = all(
            item.kind == "name" and {form.kind for form in item.forms} == {"surname"}
            for item in (left, right)
        )
        if alone and left.end == right.start and _same_name(tree, left.end - 1, right.start):
            dropped.update((left.start, right.start))
    for item in items:
        if item.start in dropped:
            taken[item.start : item.end] = bytes(item.end - item.start)
    return [item for item in items if item.start not in dropped]


def _body(tree: Tree, token: int, knowledge: Knowledge) -> bool:
    """Whether the proper nouns from `token` on end like a body: "India Telecom Authority"."""
    while token + 1 < len(tree) and tree.upos[token + 1] == "PROPN":
        token += 1
    last = fold(tree.words[token])
    return last in knowledge.bodies or last in _ORGANISED


def _initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _is_free_name(tree: Tree, taken: bytearray, token: int) -> bool:
    """Whether a token is a proper noun of the same sentence that no item has."""
    return (
        token >= 0
        and not taken[token]
        and tree.upos[token] == "PROPN"
        and tree.sentence_of[token] == tree.sentence_of[token + 1]
    )


def _fits(given: str, name: str, names: dict[str, str]) -> bool:
    """Whether a given name may be the first of a name, spelt otherwise: "Omer", "Omar".

    Two names that are both well known (`names`) are two: "Ivana", "Ivanka".
    """
    low, first = fold(given), fold(name).split()
    if low in first:
        return True
    if given in names and name.partition(" ")[0] in names:
        return False
    return (
        first[0][:1] == low[:1]
        and abs(len(first[0]) - len(low)) < 2
        and (first[0][-1:] == low[-1:] or first[0][:3] == low[:3])
    )


def _same_name(tree: Tree, left: int, right: int) -> bool:
    """Whether two neighbouring proper nouns are parts of one name."""
    if tree.sentence_of[left] != tree.sentence_of[right]:
        return False
    return (
        tree.heads[left] == right
        or tree.heads[right] == left
        or (tree.heads[left] == tree.heads[right] and tree.deps[right] in ("flat", "compound"))
    )
