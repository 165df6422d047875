"""Names of people: titles, appositions, offices by date, family names later in the article."""

from msgspec.structs import replace

from demarche.actors.apposition import apposed, grounded, of_country
from demarche.actors.codes import SPECIAL
from demarche.actors.entries import Person
from demarche.actors.folding import fold, slug
from demarche.actors.items import Item, span_head
from demarche.actors.scene import Found, Scene
from demarche.actors.tables import word_set
from demarche.layers import Named
from demarche.model import Actor, ActorKind, How, Office

_TOP = ("president", "prime minister", "chancellor", "supreme leader", "premier", "king", "emir")
_ORGANISED = word_set("organised")


_WORLDWIDE = frozenset({"world", "international", "global", "worldwide", "transnational"})
_WORLD_BODIES = frozenset(
    {"forum", "federation", "committee", "council", "organisation", "organization", "association"}
    | {"union", "commission", "institute", "foundation", "congress", "conference", "league"}
    | {"alliance", "network", "movement", "agency", "fund", "initiative"}
)
_PLACE_TAILS = word_set("place-tails")
_THINGS = word_set("things")
"""Last words of names that are no actors."""


def standing(person: Person, date: str | None) -> tuple[str, str]:
    """A person's code on a date and why: the office then held, or held once."""
    if not person.offices:
        return person.default or "UNK.UNK", "no office listed"
    if date is None:
        office = max(person.offices, key=_undated_rank)
        return office.code, f"{office.title}, {office.start or '?'} to {office.end or 'now'}"
    held = [
        office
        for office in person.offices
        if (office.start or "") <= date
        and (office.end is None or date[: len(office.end)] <= office.end)
    ]
    if held:
        office = min(held, key=lambda o: (o.title.lower() not in _TOP, o.start is None))
        return office.code, f"{office.title} on {date}"
    if person.default:
        return person.default, "no office listed then"
    country, _, sector = person.offices[-1].code.partition(".")
    past = [o for o in person.offices if o.end is not None and o.end < date]
    if past:
        code = past[-1].code
        country, _, sector = code.partition(".")
        if country in SPECIAL or sector not in ("GOV", "LEG", "MIL", "SPY", "JUD"):
            return code, f"formerly {past[-1].title}"
        return f"{country}.ELI", f"formerly {past[-1].title}"
    # Before the first office that is listed: of that country, in what role is not known.
    return f"{country}.UNK" if country not in SPECIAL else "UNK.UNK", "no office yet"


def _undated_rank(office: Office) -> tuple[bool, bool, str]:
    return office.title.lower() in _TOP, office.end is None, office.start or ""


def person_actor(person: Person, date: str | None) -> tuple[Actor, str]:
    """The model's record of a known person, with the code at the date, and why that code."""
    code, why = standing(person, date)
    actor = Actor(
        id=person.id, code=code, kind="person", name=person.name, offices=tuple(person.offices)
    )
    return actor, why


def resolve_person(scene: Scene, item: Item, title: Found | None = None) -> Found:
    """A name of a person, known or not, with the title or apposition it comes with."""
    words = fold(scene.words(item.start, item.end)).split()
    by_apposition = title is None
    title = title or apposed(scene, item)
    named = Named(item.start, item.end, item.head, (), "name", "")
    found = Found(named, words=tuple(words), gender=title.gender if title else "")
    given = scene.tree.words[item.start]
    found.gender = found.gender or scene.knowledge.given.get(given, "")
    met = _met_before(scene, words, found.gender) if title is None or not title.grounded else None
    if title is not None and met is None:
        met = _met_before(scene, words, found.gender)
        if met is not None and met.country != title.actor.country:
            met = None
    if met is not None and title is not None and not title.grounded:
        held = {p.id for p in item.persons if _held(p, title.words)}
        if held and met.id not in held:
            met = None
    short = _in_brackets(scene, item) if met is None and title is None else None
    if short is not None:
        named.actors, named.how, named.score = (short,), "apposition", 0.9
        named.why = f"{scene.words(item.start, item.end)!r} is short for {short.name}"
        scene.people.update(dict.fromkeys(words, short))
    elif met is not None:
        named.actors, named.how = (met,), "coreference"
        named.why = f"{scene.words(item.start, item.end)!r} is {met.name}, named before"
        named.score = 0.9
    else:
        _first_mention(scene, item, title, named)
    if not named.actors:
        return found
    actor = named.actors[0]
    if title is not None and title.actor.code != "UNK.UNK" and met is None:
        named.how = "apposition" if named.how != "office" else named.how
    named.candidates = named.candidates or ((actor.id, named.score),)
    introduced = actor.kind == "person" or named.how == "apposition"
    if title is not None and by_apposition and introduced:
        # Both phrases name one person; the tables know more than "the ministry's spokesman".
        same = not title.grounded or title.actor.country == actor.country
        title.named.actors = (actor,) if same else title.named.actors
    if actor.kind == "person":
        for word in words:
            if len(word) > 2:
                scene.people[word] = actor
    return found


def _in_brackets(scene: Scene, item: Item) -> Actor | None:
    """What an abbreviation in brackets stands for: the body named right before it."""
    tree, short = scene.tree, scene.words(item.start, item.end)
    bracketed = item.start > 1 and tree.words[item.start - 1] == "("
    if not bracketed or item.kind != "proper" or not short.isupper() or not 2 < len(short) < 9:
        return None
    before = scene.history[-1] if scene.history else None
    if before is None or before.named.end != item.start - 1 or len(before.named.actors) != 1:
        return None
    letters = iter(fold(scene.words(before.named.start, before.named.end)).replace(" ", ""))
    fits = before.actor.kind != "person" and all(c in letters for c in fold(short))
    return before.actor if fits else None


def _met_before(scene: Scene, words: list[str], gender: str) -> Actor | None:
    """The person already in the article who has this family (or full) name, and the gender."""
    long = [word for word in words if len(word) > 2]
    found = [actor for word in long if (actor := scene.people.get(word)) is not None]
    if not found or len(found) < len(long):
        return None
    if any(actor.id != found[-1].id for actor in found):
        return None
    if _may_be(scene, found[-1], gender):
        return found[-1]
    # "Mr. Obama" after Michelle Obama was named: an earlier one of the name.
    for earlier in reversed(scene.history):
        actor = earlier.actor
        same = actor.kind == "person" and set(words) <= set(fold(actor.name).split())
        if same and _may_be(scene, actor, gender):
            return actor
    return None


def _may_be(scene: Scene, actor: Actor, gender: str) -> bool:
    """Whether nothing that is known of a person speaks against a gender."""
    first = scene.knowledge.given.get(actor.name.partition(" ")[0], "")
    return not gender or scene.genders.get(actor.id, first) in ("", gender)


def _first_mention(scene: Scene, item: Item, title: Found | None, named: Named) -> None:
    """Set the actor of a name that the article has not had."""
    shown = scene.words(item.start, item.end)
    person, why, score = _known(scene, item, title)
    if person is not None:
        actor, reason = person_actor(person, scene.date)
        named.how = "office"
        named.why, named.score = f"{shown!r} is {person.name}: {reason}{why}", score
        if title is not None and title.actor.sector == "ELI" and actor.country not in SPECIAL:
            actor = replace(actor, code=f"{actor.country}.ELI")
            named.why += f"; {title.actor.name!r}"
        elif title is not None and actor.sector == "UNK" and title.actor.sector != "UNK":
            actor = replace(actor, code=f"{actor.country}.{title.actor.sector}")
            named.why += f"; introduced as {title.actor.name!r}"
        elif title is not None and scene.date is None and _office_like(title.actor):
            # Without a date the text's own title is the best witness.
            actor = replace(actor, code=f"{actor.country}.{title.actor.sector}")
        elif title is not None and _title_wins(title, actor):
            actor = replace(actor, code=title.actor.code)
            named.how = "apposition"
            named.why += f"; introduced as {title.actor.name!r}"
        named.actors = (actor,)
        named.candidates = _weighed(item, person.id, score)
        return
    if item.persons:
        # Nobody of that name is sure to be meant: the reader sees who could be.
        named.candidates = _weighed(item, None, 0.2)
    if title is not None:
        code = title.actor.code
        what: ActorKind = "organisation" if title.actor.kind == "organisation" else "person"
        named.actors = (Actor(id=f"{what}.{slug(shown)}", code=code, kind=what, name=shown),)
        named.how, named.score = "apposition", title.named.score
        named.why = f"{shown!r} is introduced as {title.actor.name!r} ({title.named.why})"
        return
    tail = fold(shown).split()[-1:]
    if item.kind == "proper" and tail and tail[0] in _THINGS:
        return
    if item.kind == "proper" and _is_place(scene, item, named):
        return
    state = scene.knowledge.misspelt(shown) if item.kind == "proper" else None
    if state is not None and shown not in scene.knowledge.given:
        named.actors, named.score = (state.actor(),), 0.6
        named.why = f"{shown!r} is taken for {state.name}, misspelt"
        return
    organised = item.kind == "proper" and _organisation(scene, item)
    sector = scene.knowledge.bodies.get(tail[0], "UNK") if organised and tail else "UNK"
    country = _country_before(scene, item)
    if country is not None:
        kind: ActorKind = "organisation" if organised else "person"
        ident = f"{kind}.{slug(shown)}"
        named.actors = (Actor(id=ident, code=f"{country}.{sector}", kind=kind, name=shown),)
        named.why, named.score = f"{shown!r} is unknown; the word before says {country}", 0.5
        return
    worldwide = not _WORLDWIDE.isdisjoint(fold(shown).split()[:-1])
    if organised and worldwide and tail[0] in _WORLD_BODIES:
        code = f"NGO.{slug(shown).upper()}"
        ident = f"organisation.{slug(shown)}"
        named.actors = (Actor(id=ident, code=code, kind="organisation", name=shown),)
        named.why, named.score = f"{shown!r} is unknown; by its name a body of the world", 0.4
        return
    named.actors = (
        Actor(
            id=f"{'organisation' if organised else 'person'}.{slug(shown)}",
            code=f"UNK.{sector}",
            kind="organisation" if organised else "person",
            name=shown,
        ),
    )
    named.why, named.score = f"{shown!r} is not in the knowledge and is not introduced", 0.2


def _weighed(item: Item, chosen: str | None, score: float) -> tuple[tuple[str, float], ...]:
    """All known persons of the name, the one meant first; the others share what is left.

    Without one that is meant, all share `score`.
    """
    others = sorted({person.id for person in item.persons} - {chosen})
    left = score if chosen is None else 1 - score
    rest = tuple((ident, round(left / len(others), 3)) for ident in others[:4])
    return rest if chosen is None else ((chosen, score), *rest)


def _country_before(scene: Scene, item: Item) -> str | None:
    """The country of a name right before an unknown one: "US Predator", "Briton Adam Reed"."""
    before = scene.cut.at.get(item.start - 1)
    if before is None or before.end != item.start or before.kind != "name":
        return None
    entry = before.entry("state", "adjective", "demonym", "region_adjective")
    inside = item.start <= scene.tree.heads[before.head] < item.end
    if entry is None or not (inside or scene.tree.deps[before.head] in ("compound", "amod")):
        return None
    country = entry.code.partition(".")[0]
    return country if country not in (*SPECIAL, "UNK") else None


def _is_place(scene: Scene, item: Item, named: Named) -> bool:
    """Read an unknown name as a place: "in Venafro, Italy", "near Kamuya"."""
    tree, shown = scene.tree, scene.words(item.start, item.end)
    before = tree.words[item.start - 1].lower() if item.start else ""
    country = "UNK"
    if tree.words[item.end : item.end + 1] == [","]:
        after = scene.cut.at.get(item.end + 1)
        if after is not None and after.form("state", "region") is not None:
            country = scene.country_of(after) or "UNK"
    tail = fold(shown).split()[-1]
    if tail in _PLACE_TAILS:
        country = country if country != "UNK" else scene.main_country() or "UNK"
    elif before not in ("in", "at", "near", "outside") and (country == "UNK" or before == "and"):
        return False
    actor = Actor(
        id=f"place.{country.lower()}.{slug(shown)}", code=country, kind="place", name=shown
    )
    named.actors, named.score = (actor,), 0.5
    named.why = f"{shown!r} stands where a place does"
    return True


def _organisation(scene: Scene, item: Item) -> bool:
    words = set(fold(scene.words(item.start, item.end)).split())
    before = scene.tree.words[item.start - 1].lower() if item.start else ""
    shown = scene.words(item.start, item.end)
    return before == "the" or bool(words & _ORGANISED) or (shown.isupper() and len(shown) > 1)


def _title_wins(title_found: Found, known: Actor) -> bool:
    """Whether what the text says of a known person goes above what the tables say."""
    title = title_found.actor
    if not title_found.grounded:
        return False
    if title.code == known.code or title.sector in ("UNK", "CVL"):
        return False
    return title.country == known.country or known.code == "UNK.UNK" or title.country in SPECIAL


def _known(scene: Scene, item: Item, title: Found | None) -> tuple[Person | None, str, float]:
    """The known person that a name means: by title, by date, by the only country that fits."""
    persons = item.persons
    if title is not None and title.gender:
        # "Mrs. Clinton" is not Bill.
        given = scene.knowledge.given
        persons = [
            p for p in persons if given.get(p.name.partition(" ")[0], "") in ("", title.gender)
        ]
    if not persons:
        return None, "", 0.0
    alone = item.form("person") is None
    full = [p for p in persons if p.id in scene.in_full]
    if alone and full:
        persons, alone = full, False
    if title is not None and not title.grounded:
        held = [p for p in persons if _held(p, title.words)]
        persons = held or persons
        alone = alone and not held
    elif title is not None and title.actor.country != "UNK":
        same = [p for p in persons if _has_country(p, title.actor.country)]
        if not same and alone:
            return None, "", 0.0
        persons = same or persons
    if len(persons) > 1 and scene.date is not None:
        active = [p for p in persons if not standing(p, scene.date)[0].endswith((".ELI", ".UNK"))]
        persons = active or persons
    if alone and title is None:
        if _is_word(scene, item):
            persons = [p for p in persons if scene.date is not None and _governs(p, scene.date)]
            if len(persons) != 1 or not _acts(scene, item, persons[0]):
                return None, "", 0.0
        if scene.date is not None:
            persons = [p for p in persons if _soon(p, scene.date)]
            if not persons:
                return None, "", 0.0
        forms = [f for f in item.forms if f.kind == "surname" and f.of in persons]
        if all(form.context for form in forms) and len(persons) > 0:
            countries = {p.country for p in persons}
            spoken_of = countries & set(scene.weights)
            if len(spoken_of) != 1 or len(persons) > 1:
                return None, "", 0.0
    if len(persons) > 1:
        near = [p for p in persons if p.country in scene.weights]
        persons = near or persons
        best = sorted(persons, key=lambda p: _fame(p, scene.date), reverse=True)
        countries = {p.country for p in best}
        if len(countries) > 1 and alone and title is None:
            first, second = best[0], best[1]
            if _fame(first, scene.date)[:2] == _fame(second, scene.date)[:2]:
                return None, "", 0.0
        return best[0], f" (of {len(best)} with that name)", 0.8
    return persons[0], "", 0.9 if alone else 1.0


def _soon(person: Person, date: str) -> bool:
    """Whether a first office is held, or comes within three years: candidates are in the news."""
    first = min((office.start or "" for office in person.offices), default="")
    return not first or int(first[:4]) - int(date[:4]) <= 3


def _office_like(title: Actor) -> bool:
    return title.country not in SPECIAL and title.sector in (
        "GOV",
        "MIL",
        "LEG",
        "JUD",
        "SPY",
        "COP",
    )


def _held(person: Person, words: tuple[str, ...]) -> bool:
    """Whether a person ever held the office that a title names: "President Obama"."""
    title = " ".join(words)
    return any(title in fold(office.title) for office in person.offices)


def _has_country(person: Person, country: str) -> bool:
    return any(office.code.startswith(country) for office in person.offices) or (
        person.default.startswith(country)
    )


def _fame(person: Person, date: str | None) -> tuple[bool, bool, str]:
    code, _ = standing(person, date)
    top = any(office.title.lower() in _TOP for office in person.offices)
    latest = max((office.start or "" for office in person.offices), default="")
    return not code.endswith((".ELI", ".UNK")), top, latest


def _is_word(scene: Scene, item: Item) -> bool:
    """A family name that is a word, a place or a given name too is not read alone."""
    word = scene.tree.words[item.start]
    return item.end - item.start == 1 and word in scene.knowledge.words


def _acts(scene: Scene, item: Item, person: Person) -> bool:
    """Whether a name that is a word too stands like a name: before its verb, or of that country."""
    tree, verb = scene.tree, item.end
    follows = verb < len(tree) and tree.upos[verb] in ("VERB", "AUX")
    subject = tree.deps[item.head].startswith("nsubj") and tree.heads[item.head] >= verb
    # No auxiliary stands before a past tense: "May met Merkel".
    misread = tree.deps[item.head] == "aux" and follows and tree.has(verb, "Tense=Past")
    return (
        (follows and subject)
        or misread
        or any(
            scene.country_of(other) == person.country
            for other in scene.cut.items
            if other is not item and other.form("surname") is None
        )
    )


def _governs(person: Person, date: str) -> bool:
    """Whether a person holds one of the highest offices on a date: "May" in 2018."""
    return any(
        office.title.lower() in _TOP
        and (office.start or "") <= date
        and (office.end is None or date[: len(office.end)] <= office.end)
        for office in person.offices
    )


def titled(scene: Scene, title: Found, item: Item, how: How = "apposition") -> Found:
    """Join a title and the name that follows it to one mention."""
    if not title.grounded:
        # "Sgt. Derek Glenn, a spokesman for the Newark police": what follows says more.
        title = grounded(title, apposed(scene, item) or of_country(scene, item, title))
    found = resolve_person(scene, item, title)
    named = found.named
    head = title.named.head
    named.start = min(title.named.start, named.start)
    named.head = span_head(scene.tree, named.start, named.end, head)
    named.how = how if title.actor.code != "UNK.UNK" else named.how
    item.absorbed = True
    found.words = (*title.words, *found.words)
    found.gender = title.gender or found.gender
    return found
