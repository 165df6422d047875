"""Finds every mention of an actor in an article, in the order of the text."""

from demarche.actors.composition import resolve_role
from demarche.actors.coreference import descriptions, resolve_description, resolve_pronoun
from demarche.actors.items import Item, cut
from demarche.actors.knowledge import knowledge
from demarche.actors.persons import resolve_person, titled
from demarche.actors.scene import Found, Scene
from demarche.actors.states import resolve_name
from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.model import Document


def read_scene(tree: Tree, document: Document) -> tuple[Scene, list[Found]]:
    """The article, and all its mentions that are not part of a larger one."""
    known = knowledge()

    def resolve(item: Item) -> Found | None:
        if item.start not in scene.done:
            scene.done[item.start] = None
            scene.done[item.start] = _resolve(scene, item)
        return scene.done[item.start]

    scene = Scene(tree, document, known, cut(tree, known), resolve)
    described = {item.start: item for item in descriptions(scene)}
    order = sorted(
        [*scene.cut.items, *(i for i in described.values() if i.start not in scene.cut.at)],
        key=lambda item: item.start,
    )
    kept: list[tuple[Item, Found]] = []
    for item in order:
        token = item.start
        if token in described and (item.kind != "name"):
            found = resolve_description(scene, token)
            if found is None and item.kind == "role":
                found = resolve(item)
        else:
            found = resolve(item)
        if found is not None and found.named.actors and not item.absorbed:
            if not scene.history or scene.history[-1] is not found:
                scene.note(found)
                kept.append((item, found))
    return scene, [found for item, found in kept if not item.absorbed]


def find_mentions(tree: Tree, document: Document) -> Mentions:
    """All mentions of actors: names, composed phrases, offices, places, pronouns, descriptions.

    Each says how it was resolved, why in words, how sure (0 to 1), and which actors were weighed.
    Places have kind `place` and, where nobody acts for them, a code without a sector. First-person
    pronouns wait for `link_quotes`.
    """
    _, mentions = read_scene(tree, document)
    named = [found.named for found in mentions]
    named.sort(key=lambda mention: (mention.start, -mention.end))
    return Mentions(named)


def _resolve(scene: Scene, item: Item) -> Found | None:
    if item.kind == "pronoun":
        return resolve_pronoun(scene, item)
    if item.kind == "role":
        return _role_or_title(scene, item)
    if item.kind == "proper" or item.form("person", "surname") is not None:
        if item.kind == "name" and item.form("person") is None:
            # A family name that also names a place or an organisation: the latter, but for people met.
            other = item.form("state", "actor", "capital", "seat", "adjective")
            if other is not None:
                return resolve_name(scene, item)
        return resolve_person(scene, item)
    return resolve_name(scene, item)


def _role_or_title(scene: Scene, item: Item) -> Found | None:
    role = item.role
    assert role is not None
    following = scene.cut.at.get(item.end)
    if following is None and item.end < len(scene.tree) and scene.tree.words[item.end] == ".":
        following = scene.cut.at.get(item.end + 1)
    named = (
        following is not None
        and following.start >= item.end
        and (following.kind == "proper" or following.form("person", "surname") is not None)
    )
    if role.kind == "title" and not named:
        if following is None or following.kind != "role":
            return None
    if following is not None and following.kind == "role" and _stacked(scene, item, following):
        # "Lt. Gen. Sir ...", "president and commander": the next one heads the phrase.
        item.absorbed = True
        return scene.resolve(following)
    found = resolve_role(scene, item)
    if found is None:
        return None
    if named and following is not None and role.kind in ("person", "title") and not role.plural:
        joined = titled(scene, found, following)
        scene.done[following.start] = joined
        return joined
    if found.named.end > item.end and role.kind == "person" and not role.plural:
        after = scene.cut.at.get(found.named.end)
        if after is not None and (
            after.kind == "proper" or after.form("person", "surname") is not None
        ):
            joined = titled(scene, found, after)
            scene.done[after.start] = joined
            return joined
    return found


def _stacked(scene: Scene, item: Item, following: Item) -> bool:
    """Whether a role noun is a modifier or title of the role noun right after it."""
    tree = scene.tree
    if following.start != item.end or item.role is None:
        return False
    if item.role.kind == "title":
        return True
    if item.role.plural and item.role.kind == "person":
        return False
    return tree.deps[item.head] in ("compound", "nmod", "amod", "flat") or (
        tree.heads[item.head] == following.head
    )
