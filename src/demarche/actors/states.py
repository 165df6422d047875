"""Names of states, capitals, seats, places, organisations: whom they stand for where they stand.

A country, its capital or seat of power that acts, speaks or is spoken to is its government; a place
where something happens is a place.
"""

from collections import Counter

from msgspec.structs import replace

from demarche.actors.entries import Entry, FormKind
from demarche.actors.folding import fold
from demarche.actors.items import Item
from demarche.actors.scene import Found, Scene
from demarche.actors.tables import word_set
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.model import Actor, ActorKind, How

_WHERE = word_set("where")
_TRAVEL = word_set("travel")
_DONE_TO_PLACES = word_set("done-to-places")
_WHOM = word_set("whom")


_ORDER: tuple[FormKind, ...] = (
    "state", "actor", "adjective", "demonyms", "demonym", "seat", "capital", "region",
    "region_adjective", "city",
)  # fmt: skip
"""Of several readings of one name, the first of these is meant."""


def resolve_name(scene: Scene, item: Item) -> Found | None:
    """A name that is no person's as a mention."""
    # "Brussels" is the Union where it acts; where things happen there, the city.
    here = item.entry("city") is not None and not stands_for_people(scene.tree, item.head)
    for kind in _ORDER:
        entry, form = item.entry(kind), item.form(kind)
        if kind == "actor" and form is not None and form.context and here:
            continue
        if entry is not None:
            return _resolve(scene, item, entry, kind)
    return None


def _resolve(scene: Scene, item: Item, entry: Entry, kind: str) -> Found:
    tree = scene.tree
    shown = scene.words(item.start, item.end)
    actor = entry.actor()
    how: How = "name"
    why = f"{shown!r} names {entry.name}"
    score = 1.0
    plural = False
    if kind in ("adjective", "demonym", "demonyms"):
        actor, why, score, plural = _people(scene, item, entry, kind, shown)
    elif kind == "seat":
        how, why, score = "metonymy", f"{shown!r}, seat of power, stands for {entry.name}", 0.95
    elif kind == "capital":
        if stands_for_people(tree, item.head):
            how, why, score = "metonymy", f"{shown!r}, the capital, acts for {entry.name}", 0.9
        elif tree.deps[item.head] == "obj":
            actor = replace(_place(entry.code, shown), code=entry.code.partition(".")[0] + ".CVL")
            why, score = f"{shown!r} in {entry.name} is what is hit: its people", 0.6
        else:
            actor = _place(entry.code, shown)
            why, score = f"{shown!r} is where it happens: a place in {entry.name}", 0.9
    elif kind in ("region", "region_adjective", "city"):
        actor, why, score, plural = _part(scene, item, entry, kind, shown)
    named = Named(item.start, item.end, item.head, (actor,), how, why, score, ((actor.id, score),))
    adjective = kind in ("adjective", "region_adjective") and actor.kind in ("state", "place")
    return Found(
        named,
        plural=plural,
        words=tuple(fold(f"{entry.name} {shown}" if kind == "actor" else shown).split()),
        adjective=adjective or actor.kind == "place",
    )


def _place(code: str, shown: str) -> Actor:
    country = code.partition(".")[0]
    return Actor(
        id=f"place.{country.lower()}.{fold(shown)}", code=country, kind="place", name=shown
    )


def _people(
    scene: Scene, item: Item, entry: Entry, kind: str, shown: str
) -> tuple[Actor, str, float, bool]:
    """Adjectives and demonyms: "Russian attack" is Russia's, "two Russians" are people."""
    tree = scene.tree
    country = entry.code.partition(".")[0]
    head, before = item.head, item.start - 1
    determiner = tree.words[before].lower() if before >= 0 else ""
    state = scene.knowledge.states.get(country, entry)
    standing_alone = tree.deps[head].partition(":")[0] in (
        "nsubj", "obj", "obl", "nmod", "conj", "root", "iobj", "appos",
    ) and not (
        # A noun right after it that it belongs to, whatever the parser says.
        item.end < len(tree) and tree.heads[item.end] != head and tree.upos[item.end] == "NOUN"
    )  # fmt: skip
    many = kind == "demonyms"
    if item.form("adjective") is not None and not standing_alone:
        return state.actor(), f"{shown!r}: of {state.name}", 0.9, False
    if kind == "adjective" and item.form("demonym") is None and determiner != "the":
        return state.actor(), f"{shown!r}: of {state.name}", 0.8, False
    if determiner == "the" and (many or item.form("demonym") is None or kind == "adjective"):
        return state.actor(), f"'the {shown}' as a side: {state.name}", 0.6, False
    many = many or tree.has(head, "Number=Plur")
    if determiner == "ethnic":
        country = _ethnic(scene, item, country)
    person = Actor(
        id=f"{country.lower()}.cvl.{fold(shown)}",
        code=f"{country}.CVL",
        kind="group" if many else "person",
        name=shown,
    )
    return person, f"{shown!r}: people of {state.name}", 0.8, many


def _union(scene: Scene, shown: str) -> Actor | None:
    """The European Union for "European", where the article speaks of it."""
    if fold(shown) != "european":
        return None
    for item in scene.cut.items:
        entry = item.entry("actor")
        if entry is not None and entry.code == "IGO.EU":
            return entry.actor()
    return None


def _part(
    scene: Scene, item: Item, entry: Entry, kind: str, shown: str
) -> tuple[Actor, str, float, bool]:
    """A region or city: its authorities where it acts, its people where it is hit, else a place."""
    tree = scene.tree
    country = entry.code.partition(".")[0]
    where = f"{shown!r} is {entry.name}, part of {country}"
    dep = tree.deps[item.head].partition(":")[0]
    union = _union(scene, shown) if country == "UNK" else None
    if union is not None:
        return union, f"{shown!r}: of the European Union, which the article speaks of", 0.6, False
    if country == "UNK":
        return _place(country, shown), f"{shown!r} is an area", 0.5, False
    if dep == "nsubj" and tree.deps[item.head] != "nsubj:pass" and kind == "region":
        return _as(entry, f"{country}.GOV", "organisation"), f"{where}; it acts", 0.7, False
    if dep == "obj" or tree.deps[item.head] == "nsubj:pass":
        return _as(entry, f"{country}.CVL", "place"), f"{where}; its people are meant", 0.6, False
    case = preposition(tree, item.head)
    if case == "to" or (case in ("against", "with", "on", "by") and kind == "region"):
        return _as(entry, f"{country}.GOV", "place"), f"{where}; a side", 0.5, False
    if kind == "region_adjective":
        return _as(entry, f"{country}.CVL", "place"), f"{shown!r}: of {entry.name}", 0.7, False
    return _as(entry, country, "place"), f"{where}: a place", 0.8, False


def _as(entry: Entry, code: str, kind: ActorKind) -> Actor:
    return Actor(id=entry.id, code=code, kind=kind, name=entry.name)


def _ethnic(scene: Scene, item: Item, own: str) -> str:
    """The country where "ethnic Albanians" live: the other one in the sentence."""
    near = scene.sentence_countries.get(scene.tree.sentence_of[item.start], Counter())
    others = sorted((c for c in near if c != own), key=lambda c: (-near[c], c))
    return others[0] if others else own


def preposition(tree: Tree, head: int) -> str:
    """The preposition of a noun, or of the noun it is coordinated with, lower case."""
    seen = 0
    while tree.deps[head] in ("conj", "appos", "flat", "compound") and seen < 5:
        if tree.kid(head, "case") is not None:
            break
        head, seen = tree.heads[head], seen + 1
    cases = [k for k in tree.kids(head, "case") if k < head]
    return tree.words[cases[0]].lower() if cases else ""


def stands_for_people(tree: Tree, head: int) -> bool:
    """Whether a capital's name stands for those who govern there."""
    case = preposition(tree, head)
    if case in _WHERE:
        return False
    if case in ("to", "from", "for"):
        governor = tree.lemmas[tree.heads[head]].lower()
        return governor not in _TRAVEL
    if case == "of":
        return tree.lemmas[tree.heads[head]].lower() not in (
            "city", "capital", "north", "south", "east", "west", "outskirts", "suburb", "street",
            "center", "centre", "port", "region", "part", "district", "embassy", "mayor",
        )  # fmt: skip
    dep = tree.deps[head].partition(":")[0]
    if dep in ("nsubj", "obj", "iobj", "conj", "root", "appos", "parataxis", "vocative", "ccomp"):
        governor = tree.lemmas[tree.heads[head]].lower()
        return not (dep == "obj" and governor in _DONE_TO_PLACES)
    if tree.deps[head] == "nmod:poss":
        return True
    return dep in ("obl", "nmod", "compound") and (case in _WHOM or case == "")
