"""Composed mentions: a role noun and what it belongs to give an actor that no list holds."""

from dataclasses import dataclass

from demarche.actors.codes import SPECIAL
from demarche.actors.context import context_country, in_the_know, sender
from demarche.actors.coreference import antecedent_of_pronoun, earlier_role
from demarche.actors.entries import Entry, Role
from demarche.actors.folding import fold, slug
from demarche.actors.items import Item, span_head
from demarche.actors.knowledge import owner_part
from demarche.actors.phrases import Phrase, read_phrase
from demarche.actors.scene import Found, Scene
from demarche.actors.tables import word_set
from demarche.layers import Named
from demarche.model import Actor, ActorKind

_COUNTERPARTY = word_set("counterparty")
"""Roles whose "to" and "in" name the other side."""

_UNNAMED = word_set("unnamed")


_OF_OWN = word_set("of-own")
_PLACES = word_set("places")
_BARE_THINGS = word_set("bare-things")
_NEEDS_CONTEXT = word_set("needs-context")
"""Bodies that may be anything where no country and no earlier mention is in sight: "the party"."""
_US_POLITICS = word_set("us-politics")
_OTHERS = word_set("others")
_OURS = frozenset({"our", "my"})
_OVERRIDES = {"OPP", "REB"}
_VERIFIED_GROUPS = {"REB", "UAF", "PRM", "CRM"}
_BORROWED = frozenset({"MIL", "GOV", "UNK", "PTY", "COP", "SPY", "OPP"})
"""Sectors of roles that, of an armed group, are the group's own: its leaders, its dissidents."""
_ELDERS = frozenset({"leader", "leaders", "elder", "elders", "chief", "chiefs"})
"""Those who speak for a people, and hold no office of the state."""
_CIVIL = {"UNK", "CVL", "LAB", "EDU"}


@dataclass(slots=True)
class Owner:
    """What a role belongs to: a code, the actor behind it, and how we know."""

    code: str
    actor: Actor | None
    kind: str
    """`state`, `place`, `organisation`, `group`, `person`."""
    why: str
    score: float = 0.95


def code_for(role: Role, owner: Owner, sector: str | None = None) -> str:
    """The PLOVER code of a role that belongs to `owner`."""
    country, _, owned = owner.code.partition(".")
    sector = sector or role.sector
    if country in SPECIAL:
        return owner.code
    if owner.kind in ("state", "place"):
        return f"{country}.{sector}"
    if owner.kind == "group" and owned == "CVL" and role.head in _ELDERS:
        return f"{country}.ELI"
    if role.inherits:
        return owner.code if owned else f"{country}.{sector}"
    if owned in _VERIFIED_GROUPS and sector in _BORROWED:
        return owner.code
    if owner.kind == "organisation" and sector in _CIVIL and owned not in ("UNK", ""):
        return owner.code if sector == "UNK" else f"{country}.{sector}"
    return f"{country}.{sector}"


def owner_of(scene: Scene, item: Item) -> Owner | None:
    """A name, person or resolved mention as the owner of a role."""
    if item.kind == "name":
        entry = item.entry("state", "adjective", "demonym", "demonyms", "capital", "seat")
        if entry is not None:
            kind = "state" if entry.kind == "state" else "organisation"
            return Owner(entry.code, entry.actor(), kind, f"{entry.name}")
        entry = item.entry("region", "region_adjective", "city")
        if entry is not None:
            best = _largest(item)
            return Owner(
                best.code, best.actor(), "place", f"{best.name}, a place in {best.code}", 0.85
            )
    found = scene.resolve(item)
    if found is None or not found.named.actors:
        return None
    actor = found.actor
    if actor.code == "UNK.UNK" or (actor.kind == "group" and actor.code == "UNK.CVL"):
        # A people of several countries: where its rebels or leaders are, the text must say.
        return None
    kind = actor.kind if actor.kind != "source" else "person"
    return Owner(actor.code, actor, kind, actor.name, found.named.score)


def _largest(item: Item) -> Entry:
    """Of several places with one name, the first listed: cities stand in order of size."""
    entries = [form.of for form in item.forms if isinstance(form.of, Entry)]
    return entries[0]


def compose(scene: Scene, item: Item) -> tuple[Phrase, list[Owner], str | None]:
    """A role's phrase, its owners, and the sector where a modifier changes it."""
    phrase = read_phrase(scene, item)
    role = item.role
    assert role is not None
    owners: list[Owner] = []
    sector: str | None = None
    for modifier in phrase.roles:
        modifier.absorbed = True
        other = modifier.role
        assert other is not None
        if role.inherits or (other.sector in _OVERRIDES and role.sector != "JRN"):
            sector = other.sector
    if role.inherits and role.kind != "organisation" and "civilian" in phrase.words:
        sector = "CVL"
    if role.sector == "OPP" and "armed" in phrase.words:
        sector = "REB"
    for name in phrase.adjectives:
        owner = owner_of(scene, name)
        name.absorbed = name.absorbed or name.kind != "name" or name.form("adjective") is not None
        if owner is not None:
            owners.append(owner)
    if len(owners) > 1:
        owners = _coordinated(scene, phrase, owners)
    if phrase.possessor is not None:
        owner = owner_of(scene, phrase.possessor)
        if owner is not None and not owners:
            owners = [owner]
            if phrase.possessor.kind == "role" and sector is None and role.inherits:
                sector = None
    elif phrase.pronoun is not None and not owners:
        holder = antecedent_of_pronoun(scene, phrase.pronoun) or _whose(scene, phrase.pronoun)
        if holder is not None:
            named = holder.named
            owners = [
                Owner(
                    a.code, a, a.kind if a.kind != "source" else "person", a.name, named.score * 0.9
                )
                for a in named.actors
                if a.code != "UNK.UNK"
            ]
    elif phrase.start == item.start and not owners and phrase.complement is None:
        owners = _shared_owners(scene, item)
    if role.head in _US_POLITICS:
        # The state of Georgia has Republicans and senators, the country has none.
        owners = [
            Owner("USA.GOV", None, "place", "Georgia, the US state", 0.8)
            if owner.code == "GEO.GOV"
            else owner
            for owner in owners
        ]
    if phrase.complement is not None:
        owners, sector = _with_complement(scene, role, item, phrase, owners, sector)
    return phrase, owners, sector


def _shared_owners(scene: Scene, item: Item) -> list[Owner]:
    """ "Its police and soldiers": a bare second role belongs to whom the first does."""
    tree = scene.tree
    first = tree.heads[item.head]
    joined = tree.deps[item.head] == "conj" and item.start > 0
    if not joined or tree.words[item.start - 1].lower() not in ("and", "or"):
        return []
    before = scene.cut.at.get(first)
    if before is None or before.kind != "role" or before.end != item.start - 1:
        return []
    owned = any(tree.deps[kid] in ("nmod:poss", "amod", "compound") for kid in tree.children[first])
    found = scene.by_head.get(first) or scene.resolve(before)
    if not owned or found is None or not found.grounded:
        return []
    return [
        Owner(f"{a.country}.GOV", scene.knowledge.states[a.country].actor(), "state",
              f"{a.name}, named together", found.named.score)
        for a in found.named.actors
        if a.country in scene.knowledge.states
    ]  # fmt: skip


def _with_complement(
    scene: Scene, role: Role, item: Item, phrase: Phrase, owners: list[Owner], sector: str | None
) -> tuple[list[Owner], str | None]:
    """Owners from "of", "for", "in" and the like, where they name the home, not the other side."""
    complement, preposition = phrase.complement, phrase.preposition
    assert complement is not None
    diplomat = role.head in _COUNTERPARTY
    verb = scene.tree.lemmas[scene.tree.heads[item.head]].lower()
    if preposition in _PLACES and role.sector == "MIL" and verb in _OF_OWN:
        # "Uganda deployed soldiers in Congo": the place is the verb's.
        return owners, sector
    if preposition == "to" and (diplomat or not role.inherits):
        return owners, sector
    if diplomat and preposition in ("in", "at", "with", "from") and preposition != "from":
        return owners, sector
    if (
        preposition in ("on", "with", "at", "across")
        and not role.inherits
        and (complement.form("actor") is None)
    ):
        return owners, sector
    if owners and not (role.inherits and preposition in ("of", "for", "to")):
        if preposition in ("of", "for"):
            phrase.end = max(phrase.end, complement.end)
        return owners, sector
    if preposition in _PLACES and complement.kind == "role":
        return owners, sector
    owner = owner_of(scene, complement)
    if owner is None:
        if complement.kind == "role" and role.inherits and complement.role is not None:
            sector = complement.role.sector
            phrase.end = max(phrase.end, complement.end)
        return owners, sector
    if owners and owner.kind in ("state", "place", "person"):
        # "the Russian spokesman for Putin": the nearer word already says whose.
        return owners, sector
    phrase.end = max(phrase.end, complement.end)
    return [owner], sector


def _coordinated(scene: Scene, phrase: Phrase, owners: list[Owner]) -> list[Owner]:
    """Several names before a role: all where joined by "and", else the nearest that says most."""
    start = phrase.adjectives[0].end
    stop = phrase.adjectives[-1].start
    between = scene.tree.words[start:stop]
    if any(word in ("and", ",", "or", "&") for word in between):
        return owners
    named = [o for o in owners if o.kind in ("organisation", "group")]
    return named[-1:] or owners[-1:]


def resolve_role(scene: Scene, item: Item) -> Found | None:
    """The actor or actors that a role noun's phrase means (before names are joined to it)."""
    role = item.role
    assert role is not None
    phrase, owners, sector = compose(scene, item)
    named = Named(
        phrase.start,
        phrase.end,
        span_head(scene.tree, phrase.start, phrase.end, item.head),
        (),
        "composed",
        "",
    )
    # The role noun is what verbs hang on, whatever the parser makes of its owners.
    if not phrase.start <= scene.tree.heads[item.head] < phrase.end:
        named.head = item.head
    words = tuple(fold(scene.words(item.start, item.end)).split())
    found = Found(named, plural=role.plural or phrase.counted, gender=gender(role), words=words)
    if not owners and role.needs and not _first_person(scene, phrase):
        return None
    bare = phrase.determiner == "" and phrase.start == item.start and not role.plural
    if not owners and bare and role.head in _BARE_THINGS and not _name_follows(scene, item):
        return None
    if not owners:
        _without_owner(scene, item, phrase, found, sector)
        doubtful = role.head in _NEEDS_CONTEXT and found.actor.country == "UNK"
        return None if doubtful and role.name == role.head else found
    if role.head in _OTHERS and all(owner.kind in ("state", "place") for owner in owners):
        # An ally of a state is another state, and the text does not say which.
        return None
    actors = []
    for owner in owners:
        code = code_for(role, owner, sector)
        code = _later(role, phrase, code)
        actors.append(_actor(scene, item, phrase, owner, code))
    named.actors = tuple(actors)
    named.score = min(owner.score for owner in owners)
    named.why = (
        f"role noun {role.name!r} ({'inherits' if role.inherits else role.sector}) of "
        + " and ".join(owner.why for owner in owners)
    )
    named.candidates = tuple((actor.id, named.score) for actor in actors)
    found.plural = found.plural or len(actors) > 1
    if actors[0].kind == "source":
        named.how = "unnamed"
    _known_holder(scene, role, phrase, found)
    return found


def _later(role: Role, phrase: Phrase, code: str) -> str:
    """The code of somebody who held the office once."""
    if phrase.former and role.kind == "person":
        country, _, sector = code.partition(".")
        if country not in SPECIAL and sector in ("GOV", "LEG", "MIL", "SPY", "JUD"):
            return f"{country}.ELI"
    return code


def _actor(scene: Scene, item: Item, phrase: Phrase, owner: Owner, code: str) -> Actor:
    """A new actor for a composed mention, with an id that other articles make too."""
    role = item.role
    assert role is not None
    kind: ActorKind = "organisation"
    if role.kind in ("person", "title"):
        kind = "person" if not role.plural else "group"
    elif role.kind == "collective":
        kind = "group"
    if _is_unnamed(role, phrase) or in_the_know(scene, item):
        kind = "source"
    base = code.lower().replace(".unk", "")
    if owner.actor is not None and owner.kind in ("organisation", "group") and role.inherits:
        base = owner.actor.id
    return Actor(
        id=f"{base}.{slug(role.name)}",
        code=code,
        kind=kind,
        name=_name(scene, item, phrase, owner, kind),
    )


def _name(scene: Scene, item: Item, phrase: Phrase, owner: Owner, kind: ActorKind) -> str:
    """What a composed actor is called; an unnamed source by the very words of the article."""
    words = scene.words(phrase.start, phrase.end)
    role = scene.words(item.start, item.end)
    if kind == "source":
        return words
    if owner.kind in ("state", "place"):
        return scene.knowledge.owned(owner.code.partition(".")[0], role) or words
    if owner.actor is None:
        return words
    return (
        f"{owner.actor.name}'s {role}" if owner.kind == "person" else f"{owner.actor.name} {role}"
    )


def _is_unnamed(role: Role, phrase: Phrase) -> bool:
    single = role.head.removesuffix("s")
    indefinite = phrase.determiner in ("a", "an", "one", "another", "") or phrase.counted
    return single in _UNNAMED and indefinite and phrase.possessor is None and role.kind != "title"


_OF_EITHER = frozenset({"chairman", "spokesman", "ombudsman", "freshman", "human", "gunman"})


def gender(role: Role) -> str:
    """`m` or `f` where the role noun tells."""
    head = role.head
    if head.endswith(("woman", "women")) or head in ("queen", "princess", "mrs", "ms", "lady"):
        return "f"
    if head.endswith("man") or head in ("king", "prince", "mr", "emir", "pope", "father", "boy"):
        return "m" if head not in _OF_EITHER else ""
    return ""


def _known_holder(scene: Scene, role: Role, phrase: Phrase, found: Found) -> None:
    """Name the office holder at the article's date: "the US president" of 2004."""
    actor = found.actor
    if role.kind != "person" or found.plural or phrase.former or len(found.named.actors) > 1:
        return
    if phrase.determiner in ("a", "an") or phrase.words:
        return
    person = scene.knowledge.holder(owner_part(actor.code), role.name, scene.date)
    if person is not None:
        found.named.actors = (
            Actor(
                id=person.id,
                code=actor.code,
                kind="person",
                name=person.name,
                offices=tuple(person.offices),
            ),
        )
        found.named.how = "office"
        found.named.why += f"; {person.name} holds that office on {scene.date}"
        found.named.candidates = ((person.id, found.named.score), (actor.id, 0.5))


def _whose(scene: Scene, token: int) -> Found | None:
    """What a relative "whose" belongs to: the noun that its clause describes."""
    tree = scene.tree
    if tree.words[token].lower() != "whose":
        return None
    for ancestor in tree.ancestors(token):
        if tree.deps[ancestor].startswith("acl"):
            return scene.by_head.get(tree.heads[ancestor])
    last = scene.history[-1] if scene.history else None
    return last if last is not None and token - last.named.end <= 1 else None


def _name_follows(scene: Scene, item: Item) -> bool:
    following = scene.cut.at.get(item.end)
    return following is not None and (
        following.kind == "proper" or following.form("person", "surname") is not None
    )


def _first_person(scene: Scene, phrase: Phrase) -> bool:
    return phrase.pronoun is not None and scene.tree.words[phrase.pronoun].lower() in _OURS


def _without_owner(
    scene: Scene, item: Item, phrase: Phrase, found: Found, sector: str | None
) -> None:
    """A role noun alone: an earlier mention, or the country its context names, or unknown."""
    role = item.role
    assert role is not None
    named = found.named
    sector = sector or role.sector
    first_person = _first_person(scene, phrase)
    new = phrase.determiner in ("a", "an", "another", "some", "no", "one")
    sent = phrase.determiner == "" and sender(scene, item, phrase, sector) is not None
    # "Mr." before a name takes up nobody: the name does.
    if not (first_person or new or sent or role.kind == "title"):
        earlier = earlier_role(scene, item, phrase, found)
        known = context_country(scene, item, phrase, sector)[0] != "UNK"
        other = sector != role.sector and earlier is not None and earlier.actor.sector != sector
        vague = known and earlier is not None and earlier.actor.country == "UNK"
        if vague and earlier is not None and earlier.actor.kind == "organisation":
            vague = earlier.named.how != "name"  # "the church", of one that is named but not placed
        if earlier is not None and not other and not vague:
            named.actors = earlier.named.actors
            named.how = "coreference"
            named.why = (
                f"{scene.words(phrase.start, phrase.end)!r} takes up"
                f" {scene.words(earlier.named.start, earlier.named.end)!r}"
            )
            named.score = round(0.85 * earlier.named.score, 3)
            named.candidates = tuple((actor.id, named.score) for actor in named.actors)
            return
    found.grounded = False
    country, why, score = context_country(scene, item, phrase, sector)
    code = _later(role, phrase, f"{country}.{sector}")
    owner = Owner(code, None, "state", why, score)
    named.actors = (_actor(scene, item, phrase, owner, code),)
    named.score = score
    named.why = f"role noun {role.name!r} ({sector}); {why}"
    named.candidates = ((named.actors[0].id, score),)
    if named.actors[0].kind == "source":
        named.how = "unnamed"
    if country != "UNK":
        _known_holder(scene, role, phrase, found)
