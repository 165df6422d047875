"""Finds every mention of an actor in an article, in the order of the text."""

from dataclasses import replace as replace_named

from msgspec.structs import replace

from demarche.actors.composition import resolve_role
from demarche.actors.coreference import resolve_pronoun
from demarche.actors.folding import fold, slug
from demarche.actors.items import PLACE_PREPOSITIONS, Item, cut, span_head
from demarche.actors.knowledge import knowledge
from demarche.actors.persons import resolve_person, titled
from demarche.actors.scene import Found, Scene
from demarche.actors.sides import descriptions, resolve_description
from demarche.actors.states import resolve_name
from demarche.language.tree import Tree
from demarche.layers import Mentions, Named
from demarche.model import Actor, Document


def read_scene(tree: Tree, document: Document) -> tuple[Scene, list[Found]]:
    """The article, and all its mentions that are not part of a larger one."""
    known = knowledge()

    def resolve(item: Item) -> Found | None:
        if item.start not in scene.done:
            scene.done[item.start] = None
            scene.done[item.start] = _resolve(scene, item)
        return scene.done[item.start]

    date = document.published[:10] if document.published else None
    scene = Scene(tree, document, known, cut(tree, known, date), resolve, date)
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
        if found is None or not found.named.actors or item.absorbed:
            continue
        if not scene.history or scene.history[-1] is not found:
            scene.note(found)
            kept.append((item, found))
    _look_back(scene)
    return scene, [found for item, found in kept if not item.absorbed]


def _look_back(scene: Scene) -> None:
    """A lone name in a headline is whom the text below introduces."""
    for found in scene.history:
        if len(found.words) == 1 and found.named.actors[0].code == "UNK.UNK":
            known = scene.people.get(found.words[0])
            if known is not None and known.code != "UNK.UNK":
                found.named.actors, found.named.how = (known,), "coreference"
                found.named.why = f"{known.name} is introduced later in the text"
                found.named.score, found.named.candidates = 0.8, ((known.id, 0.8),)


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
    if _is_family_name(scene, item):
        return resolve_person(scene, item)
    if item.kind == "proper" or item.form("person", "surname") is not None:
        if item.kind == "name" and item.form("person") is None:
            # A family name that also names a place or a body is that, but for people met.
            other = item.form("state", "actor", "capital", "seat", "adjective", "region")
            before = scene.tree.words[item.start - 1].lower() if item.start else ""
            if before in PLACE_PREPOSITIONS:
                other = other or item.form("city")
            met = any(person.id in scene.in_full for person in item.persons)
            if other is not None and not met:
                return resolve_name(scene, item)
        return resolve_person(scene, item)
    return resolve_name(scene, item)


def _is_family_name(scene: Scene, item: Item) -> bool:
    """ "Paris", where the article has named a Valeska Paris and this is no place here."""
    place = item.form("capital", "city", "region")
    if place is None or item.form("state", "actor", "person", "surname") is not None:
        return False
    word = fold(scene.words(item.start, item.end))
    person = scene.people.get(word)
    before = scene.tree.words[item.start - 1].lower() if item.start else ""
    return (
        person is not None
        and person.kind == "person"
        and len(person.name.split()) > 1
        and fold(person.name).split()[-1] == word
        and before not in PLACE_PREPOSITIONS
    )


def _role_or_title(scene: Scene, item: Item) -> Found | None:
    role = item.role
    assert role is not None
    following = scene.cut.at.get(item.end)
    dotted = role.kind == "title" and item.end < len(scene.tree)
    if following is None and dotted and scene.tree.words[item.end] == ".":
        following = scene.cut.at.get(item.end + 1)
    named = (
        following is not None
        and following.start >= item.end
        and (following.kind == "proper" or following.form("person", "surname") is not None)
    )
    if role.kind == "title" and not named and (following is None or following.kind != "role"):
        return None
    if following is not None and following.kind == "role" and _stacked(scene, item, following):
        # "Lt. Gen. Sir ...", "president and commander": the next one heads the phrase.
        item.absorbed = True
        return scene.resolve(following)
    found = resolve_role(scene, item)
    if found is None:
        return None
    if named and role.plural and role.kind == "person":
        return _titled_several(scene, found, item)
    if role.kind == "organisation" and not role.plural and following is not None:
        if following.kind == "proper" and following.start == item.end:
            return _named_organisation(scene, found, following)
        if following.form("actor") is not None and following.start == item.end:
            inner = scene.resolve(following)
            if inner is not None:
                return _joined(scene, found, inner, following)
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


def _titled_several(scene: Scene, title: Found, item: Item) -> Found:
    """ "Presidents Kuchma of Ukraine and Yeltsin of Russia": the title means them all."""
    actors: list[Actor] = []
    last = scene.tree.sentences[scene.tree.sentence_of[item.start]][1]
    for token in range(item.end, min(last, item.end + 16)):
        other = scene.cut.at.get(token)
        if scene.tree.upos[token] in ("VERB", "AUX"):
            break
        if other is None or other.start != token:
            continue
        if other.kind == "proper" or other.form("person", "surname") is not None:
            person = scene.resolve(other)
            if person is not None and person.named.actors:
                actors.extend(person.named.actors)
    if actors:
        title.named.actors, title.named.how = tuple(dict.fromkeys(actors)), "apposition"
        title.named.why = "a title for all the names after it"
        title.named.candidates = tuple((actor.id, title.named.score) for actor in actors)
    return title


def _named_organisation(scene: Scene, found: Found, name: Item) -> Found:
    """ "The newspaper La Prensa": an unknown name takes what it is introduced as."""
    shown = scene.words(name.start, name.end)
    actor = replace(found.actor, id=f"organisation.{slug(shown)}", name=shown, kind="organisation")
    inner = Found(
        Named(name.start, name.end, name.head, (actor,), "apposition", "", found.named.score),
        words=tuple(fold(shown).split()),
        grounded=found.grounded,
    )
    inner.named.why = f"{shown!r} is introduced as {found.actor.name!r} ({found.named.why})"
    inner.named.candidates = ((actor.id, found.named.score),)
    for word in inner.words:
        if len(word) > 2:
            scene.people[word] = actor
    return _joined(scene, found, inner, name)


def _joined(scene: Scene, title: Found, inner: Found, name: Item) -> Found:
    """The phrase and the name after it as one mention of whom the name means."""
    start, end = title.named.start, inner.named.end
    named = replace_named(
        inner.named, start=start, head=span_head(scene.tree, start, end, title.named.head)
    )
    name.absorbed = True
    joined = Found(named, words=(*title.words, *inner.words), grounded=inner.grounded)
    scene.done[name.start] = joined
    return joined


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
