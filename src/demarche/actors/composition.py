"""Composed mentions: a role noun and what it belongs to give an actor that no list holds."""

from dataclasses import dataclass

from demarche.actors.coreference import antecedent_of_pronoun, earlier_role
from demarche.actors.entries import Entry, Role
from demarche.actors.folding import fold, slug
from demarche.actors.items import Item, span_head
from demarche.actors.phrases import Phrase, read_phrase
from demarche.actors.scene import SPECIAL, Found, Scene
from demarche.layers import Named
from demarche.model import Actor, ActorKind

_COUNTERPARTY = frozenset(
    [
        "ambassador",
        "envoy",
        "ambassadors",
        "envoys",
        "emissary",
        "representative",
        "delegate",
        "high",
        "commissioner",
        "consul",
        "charge",
        "negotiator",
        "diplomat",
        "embassy",
        "mission",
    ]
)
"""Roles whose "to" and "in" name the other side."""

_UNNAMED = frozenset(
    [
        "official",
        "diplomat",
        "source",
        "insider",
        "aide",
        "adviser",
        "advisor",
        "person",
        "analyst",
        "officer",
        "witness",
        "expert",
        "spokesperson",
        "employee",
        "executive",
    ]
)
_DOMESTIC = frozenset(
    {
        "COP",
        "LEG",
        "JUD",
        "GOV",
        "MIL",
        "OPP",
        "PTY",
        "CVL",
        "LAB",
        "EDU",
        "PRE",
        "MED",
        "AGR",
        "REL",
    }
)
"""Sectors that, with no country named, are those of the country spoken of."""

_OF_OWN = frozenset(
    [
        "send",
        "deploy",
        "dispatch",
        "withdraw",
        "pull",
        "move",
        "mass",
        "station",
        "mobilise",
        "mobilize",
        "recall",
        "redeploy",
        "commit",
        "contribute",
        "order",
        "post",
        "rush",
        "lose",
        "keep",
        "airlift",
        "summon",
        "appoint",
        "name",
        "dismiss",
        "sack",
        "fire",
    ]
)
"""Verbs whose object (troops, an envoy) is mostly the subject's own."""

_REPORTS = frozenset(["say", "tell", "announce", "report", "confirm", "state", "add", "deny"])
_PLACES = frozenset(
    ["in", "at", "on", "inside", "within", "across", "throughout", "near", "around"]
)
_OTHERS = frozenset(
    [
        "ally",
        "allies",
        "partner",
        "partners",
        "rival",
        "rivals",
        "enemy",
        "enemies",
        "neighbour",
        "neighbours",
    ]
)
_OURS = frozenset({"our", "my"})
_OVERRIDES = {"OPP", "REB"}
_VERIFIED_GROUPS = {"REB", "UAF", "PRM", "CRM"}
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
    if role.head in _OTHERS and owner.kind in ("state", "place"):
        # An ally of a state is another, unnamed, state.
        return "UNK.UNK"
    sector = sector or role.sector
    if country in SPECIAL:
        return owner.code
    if owner.kind in ("state", "place"):
        return f"{country}.{sector}"
    if role.inherits:
        return owner.code if owned else f"{country}.{sector}"
    if owned in _VERIFIED_GROUPS and sector in ("MIL", "GOV", "UNK", "PTY", "COP", "SPY"):
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
    if found is None:
        return None
    actor = found.actor
    if actor.code == "UNK.UNK":
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
        if role.inherits or other.sector in _OVERRIDES:
            sector = other.sector
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
        holder = antecedent_of_pronoun(scene, phrase.pronoun)
        if holder is not None:
            named = holder.named
            owners = [
                Owner(
                    a.code, a, a.kind if a.kind != "source" else "person", a.name, named.score * 0.9
                )
                for a in named.actors
                if a.code != "UNK.UNK"
            ]
    if phrase.complement is not None:
        owners, sector = _with_complement(scene, role, item, phrase, owners, sector)
    return phrase, owners, sector


def _with_complement(
    scene: Scene, role: Role, item: Item, phrase: Phrase, owners: list[Owner], sector: str | None
) -> tuple[list[Owner], str | None]:
    """Owners from "of", "for", "in" and the like, where they name the home and not the other side."""
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
    if not owners:
        _without_owner(scene, item, phrase, found, sector)
        return found
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
    if _is_unnamed(role, phrase):
        kind = "source"
    base = code.lower().replace(".unk", "")
    if owner.actor is not None and owner.kind in ("organisation", "group") and role.inherits:
        base = owner.actor.id
    return Actor(
        id=f"{base}.{slug(role.name)}",
        code=code,
        kind=kind,
        name=scene.words(phrase.start, phrase.end),
    )


def _is_unnamed(role: Role, phrase: Phrase) -> bool:
    single = role.head.removesuffix("s")
    indefinite = phrase.determiner in ("a", "an", "one", "another", "") or phrase.counted
    return single in _UNNAMED and indefinite and phrase.possessor is None and role.kind != "title"


def gender(role: Role) -> str:
    """`m` or `f` where the role noun tells."""
    head = role.head
    if head.endswith(("woman", "women")) or head in ("queen", "princess", "mrs", "ms", "lady"):
        return "f"
    if head.endswith("man") or head in ("king", "prince", "mr", "emir", "pope", "father", "boy"):
        return "m" if head not in ("chairman", "spokesman") else ""
    return ""


def _known_holder(scene: Scene, role: Role, phrase: Phrase, found: Found) -> None:
    """Name the office holder at the article's date: "the US president" of 2004."""
    actor = found.actor
    if role.kind != "person" or found.plural or phrase.former or len(found.named.actors) > 1:
        return
    if phrase.determiner in ("a", "an") or phrase.words:
        return
    person = scene.knowledge.holder(actor.country, role.name, scene.date)
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
    if not (first_person or new or phrase.former):
        earlier = earlier_role(scene, item, phrase, found)
        if earlier is not None:
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


def _same_sector_before(scene: Scene, item: Item, sector: str) -> tuple[str, str, float] | None:
    """ "The army", where the last sentences spoke of one state's air force."""
    tree = scene.tree
    role = item.role
    before = tree.words[item.start - 1].lower() if item.start else ""
    if role is None or role.kind != "organisation" or before != "the" or sector not in _DOMESTIC:
        return None
    here = tree.sentence_of[item.start]
    for earlier in reversed(scene.history[-30:]):
        if here - tree.sentence_of[earlier.named.head] > 2:
            return None
        actor = earlier.actor
        if (
            actor.sector == sector
            and actor.country not in ("UNK", *SPECIAL)
            and (actor.kind in ("organisation", "person", "group"))
        ):
            return actor.country, f"{actor.name} was named just before", 0.6
    return None


def _reporter(scene: Scene, token: int) -> Found | None:
    """The official or body below whose verb of saying a token stands."""
    tree = scene.tree
    for verb in tree.ancestors(token):
        if tree.lemmas[verb].lower() not in _REPORTS:
            continue
        subject = tree.kid(verb, "nsubj")
        found = scene.by_head.get(subject) if subject is not None else None
        if found is not None and found.actor.country not in ("UNK", *SPECIAL):
            return found if found.actor.sector in ("GOV", "MIL", "COP", "LEG", "JUD") else None
    return None


def context_country(
    scene: Scene, item: Item, phrase: Phrase, sector: str
) -> tuple[str, str, float]:
    """The country that a bare role noun belongs to: (code or `UNK`, why, score)."""
    tree = scene.tree
    verb = tree.heads[item.head]
    own = tree.lemmas[verb].lower() in _OF_OWN
    if own and tree.deps[item.head] in ("obj", "obl", "iobj"):
        subject = tree.kid(verb, "nsubj")
        other = scene.cut.at.get(subject) if subject is not None else None
        found = scene.resolve(other) if other is not None and other.start < item.start else None
        if found is not None and found.actor.country not in ("UNK", *SPECIAL):
            if found.actor.kind in ("state", "person", "organisation"):
                return found.actor.country, f"{tree.words[verb]!r} by {found.actor.name}", 0.7
    for child in tree.children[verb] if sector == "MIL" else ():
        case = tree.kid(child, "case")
        if case is not None and tree.words[case].lower() == "by" and child > item.head:
            agent = scene.cut.at.get(child)
            country = scene.country_of(agent) if agent is not None else None
            if country is not None:
                return country, f"{tree.words[verb]!r} by {tree.words[child]}", 0.7
    for child in tree.children[verb]:
        if tree.deps[child] not in ("obl", "nmod") or tree.kid(child, "case") is None:
            continue
        case = tree.words[tree.kid(child, "case") or 0].lower()
        place = scene.cut.at.get(child)
        if (
            case in ("in", "at", "near", "outside", "inside", "across", "around")
            and place is not None
        ):
            country = scene.country_of(place)
            if country is not None and place.form("actor", "person", "surname") is None:
                return (
                    country,
                    f"the sentence's place is {scene.words(place.start, place.end)}",
                    0.7,
                )
    target = tree.kid(verb, "obj")
    for child in tree.kids(target, "nmod") if target is not None and target != item.head else ():
        place = scene.cut.at.get(child)
        case = tree.kid(child, "case")
        if place is not None and case is not None and tree.words[case].lower() in ("in", "near"):
            country = scene.country_of(place)
            if country is not None and place.form("actor", "person", "surname") is None:
                return country, f"what is hit is in {scene.words(place.start, place.end)}", 0.6
    if sector in _DOMESTIC and sector != "MIL" and tree.deps[item.head] in ("obj", "obl"):
        subject = tree.kid(verb, "nsubj")
        other = scene.cut.at.get(subject) if subject is not None else None
        found = scene.resolve(other) if other is not None and other.start < item.start else None
        if found is not None and found.actor.country not in ("UNK", *SPECIAL):
            if found.actor.sector in ("GOV", "COP", "JUD", "LEG"):
                return found.actor.country, f"{tree.words[verb]!r} by {found.actor.name}", 0.55
    recent = _same_sector_before(scene, item, sector)
    if recent is not None:
        return recent
    speaker = _reporter(scene, item.head)
    if speaker is not None and sector in _DOMESTIC and phrase.determiner not in ("a", "an"):
        return speaker.actor.country, f"said by {speaker.actor.name}", 0.55
    if sector in _DOMESTIC:
        near = scene.sentence_countries.get(tree.sentence_of[item.start])
        if near is not None and len(near) == 1:
            country = next(iter(near))
            return country, f"the only country in the sentence is {country}", 0.6
    main = scene.main_country()
    if main is not None:
        return main, f"the article is about {main}", 0.55
    if scene.dateline is not None and sector in _DOMESTIC:
        return scene.dateline, f"the article is written from {scene.dateline}", 0.5
    return "UNK", "no country named", 0.4
