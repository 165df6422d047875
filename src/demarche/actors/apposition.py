"""Who a name is by what stands beside it: "X, the minister", "Minister X of Y", "X of Y"."""

from dataclasses import replace as replace_named

from msgspec.structs import replace

from demarche.actors.codes import SPECIAL
from demarche.actors.items import Item
from demarche.actors.phrases import read_phrase
from demarche.actors.scene import Found, Scene

_OFFICIAL = frozenset({"GOV", "LEG", "MIL", "JUD", "COP", "SPY", "REL"})


def apposed(scene: Scene, item: Item) -> Found | None:
    """The role phrase in apposition to a name: after it, or before it with a comma."""
    tree, at = scene.tree, scene.cut.at
    last = tree.sentences[tree.sentence_of[item.start]][1]
    if item.end + 1 < last and tree.words[item.end] in (",", "(", "–", "—", "-"):
        begin = item.end + 1
        if [w.lower() for w in tree.words[begin : begin + 2]] in (["who", "is"], ["who", "was"]):
            begin += 2
        role = _role_phrase_at(scene, begin, last)
        if role is not None:
            found = scene.resolve(role)
            if found is not None and _closes(scene, found, role, last):
                return found
    comma = item.start - 1
    if comma > 0 and tree.words[comma] in (",", "–", "—") and _ends(scene, item.end, last):
        for start in range(comma - 1, max(comma - 9, -1), -1):
            other = at.get(start)
            if other is not None and other.kind == "role" and other.start == start:
                found = scene.done.get(other.start)
                if found is None or found.named.end != comma or found.plural:
                    continue
                joined = tree.heads[item.head] == found.named.head or (
                    tree.deps[item.head] in ("appos", "conj", "nsubj", "flat", "list", "parataxis")
                )
                if joined and found.actor.kind in ("person", "source"):
                    return found
    return None


def _role_phrase_at(scene: Scene, start: int, last: int) -> Item | None:
    """The role item whose phrase begins exactly at `start`."""
    at = scene.cut.at
    token = start
    while token < min(last, start + 9):
        item = at.get(token)
        if item is not None:
            if item.kind == "role":
                following = at.get(item.end)
                if following is not None and following.kind == "role" and item.end < last:
                    token = item.end
                    continue
                phrase = read_phrase(scene, item)
                role = item.role
                if phrase.start == start and role is not None and role.kind != "title":
                    return item
            elif item.kind == "pronoun" and scene.tree.words[token].lower() not in (
                "his",
                "her",
                "its",
            ):
                return None
            token = item.end
            continue
        if scene.tree.upos[token] in ("VERB", "AUX", "PUNCT", "SCONJ") and (
            scene.tree.deps[token] not in ("amod",) and scene.tree.words[token] != "-"
        ):
            return None
        token += 1
    return None


def _closes(scene: Scene, found: Found, role: Item, last: int) -> bool:
    """Whether an apposition ends like one, and is not the next member of a list."""
    tree = scene.tree
    end = found.named.end
    if role.role is None or (role.role.plural and role.role.kind != "organisation"):
        return False
    if scene.cut.at.get(role.end) is not None and scene.cut.at[role.end].kind in ("proper", "name"):
        following = scene.cut.at[role.end]
        if following.form("person", "surname") is not None or following.kind == "proper":
            return False
    if end >= last:
        return True
    word = tree.words[end]
    if tree.deps[found.named.head] == "appos":
        return True
    if word in ("and", "or", "&"):
        return False
    # After a plain comma it may still be a list: "Putin, the French president, and Scholz".
    return word in (
        ",",
        ".",
        ")",
        ";",
        "–",
        "—",
        "who",
        "in",
        "of",
        "at",
        "to",
        "for",
        "from",
        "on",
    )


def _ends(scene: Scene, end: int, last: int) -> bool:
    tree = scene.tree
    return (
        end >= last
        or tree.words[end] in (",", ".", ";", "–", "—", ")")
        or tree.upos[end]
        in (
            "VERB",
            "AUX",
        )
    )


def grounded(title: Found, other: Found | None) -> Found:
    """A title whose country what follows the name tells: "Senator X, Republican of Ohio"."""
    if other is None or not other.grounded:
        return title
    sector = title.actor.sector
    country = other.actor.country
    if sector not in _OFFICIAL or country in SPECIAL or other.actor.sector in _OFFICIAL:
        return other
    actor = replace(other.actor, code=f"{country}.{sector}")
    named = replace_named(other.named, actors=(actor,))
    return Found(named, gender=title.gender, words=title.words)


def of_country(scene: Scene, item: Item, title: Found) -> Found | None:
    """ "Deputy Prime Minister X of Uzbekistan": the country after the name."""
    tree = scene.tree
    if tree.words[item.end : item.end + 1] not in (["of"], ["from"]):
        return None
    after = item.end + 1
    if tree.words[after : after + 1] == ["the"]:
        after += 1
    place = scene.cut.at.get(after)
    country = scene.country_of(place) if place is not None and place.start == after else None
    if country is None or title.named.actors == ():
        return None
    actor = replace(title.actor, code=f"{country}.{title.actor.sector}")
    named = replace_named(title.named, actors=(actor,), score=0.9)
    named.why = f"{title.actor.name!r} {tree.words[item.end]} {scene.words(after, after + 1)}"
    return Found(named, gender=title.gender, words=title.words)
