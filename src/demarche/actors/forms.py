"""Surface forms from the knowledge files: which names each country, actor, person and role has."""

from collections.abc import Callable, Iterator

from demarche.actors.codes import dated_codes
from demarche.actors.entries import TOP_OFFICES, Entry, Form, FormKind, Person, Role, RoleKind
from demarche.actors.folding import fold, slug
from demarche.actors.tables import Row, given_names, names, shelves, table, word_set
from demarche.errors import KnowledgeError
from demarche.model import ActorKind, Office

FAMILY_NAME_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "HKG", "KHM", "MAC"})
_PARTICLES = word_set("particles")
_IRREGULAR = {
    "man": "men",
    "woman": "women",
    "person": "people",
    "child": "children",
    "wife": "wives",
}
_KINDS: tuple[ActorKind, ...] = ("state", "organisation", "person", "group")
_ROLE_KINDS: tuple[RoleKind, ...] = ("person", "organisation", "collective", "title")
_PORTFOLIO_OFFICES = frozenset({"minister", "ministry", "secretary", "department"})
_NO_PORTFOLIO = frozenset(
    [
        "prime",
        "first",
        "cabinet",
        "junior",
        "state",
        "federal",
        "deputy",
        "vice",
        "of",
        "the",
        "press",
        "general",
        "permanent",
        "assistant",
        "general's",
        "executive",
        "former",
        "police",
        "fire",
        "homeland",
        "party",
        "shadow",
        "women's",
        "under",
        "foreign",
        "minister",
    ]
)
_LINKS = word_set("links")


def plural(word: str) -> str:
    """The plural of an English noun; a word that looks plural or like a nationality stays.

    >>> plural("ministry"), plural("Frenchman"), plural("Japanese")
    ('ministries', 'Frenchmen', 'Japanese')
    """
    low = word.lower()
    for single, many in _IRREGULAR.items():
        if low.endswith(single):
            return word[: len(word) - len(single)] + (
                many if word[len(word) - len(single)].islower() else many.capitalize()
            )
    if low.endswith(("ese", "ss", "sh", "ch", "x")) and not low.endswith("ese"):
        return word + "es"
    if low.endswith(("ese", "s")):
        return word
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _forms(cell: str, kind: FormKind, of: Entry | Person | Role) -> Iterator[Form]:
    for name, exact, context in names(cell):
        yield Form(name, kind, of, exact, context)


def country_forms(row: Row) -> Iterator[Form]:
    """All names of a state or territory, its people, capital and seats of power."""
    code, name, others, adjectives, demonyms, capital, seats = row.cells
    shown = name.removeprefix("!").removesuffix("?")
    state = Entry(code.lower(), f"{code}.GOV", "state", shown, row.where)
    yield from _forms(name, "state", state)
    yield from _forms(others, "state", state)
    yield from _forms(adjectives, "adjective", state)
    for single, exact, context in names(demonyms or adjectives):
        one, _, many = single.partition("/")
        yield Form(one, "demonym", state, exact, context)
        if (many or plural(one)) != one:
            yield Form(many or plural(one), "demonyms", state, exact, context)
    yield from _forms(capital, "capital", state)
    for seat, exact, context in names(seats):
        place, _, sector = seat.partition(":")
        sector = sector.removesuffix("?")
        entry = state
        if sector and sector != "GOV":
            entry = Entry(
                f"{code.lower()}.{slug(place)}",
                f"{code}.{sector}",
                "organisation",
                place,
                row.where,
            )
        yield Form(place, "seat", entry, exact, context)


def region_forms(row: Row) -> Iterator[Form]:
    """The names of a part of a country and of its people."""
    name, country, aliases, adjectives, kind = row.cells
    shown = name.removeprefix("!").removesuffix("?")
    entry = Entry(f"{country.lower()}.{slug(shown)}", country, "place", shown, row.where)
    yield from _forms(name, "city" if kind == "city" else "region", entry)
    yield from _forms(aliases, "city" if kind == "city" else "region", entry)
    for word, exact, context in names(adjectives):
        yield Form(word, "region_adjective", entry, exact, context)
        if not word.endswith(("ish", "ese", "ern", "ch")):
            group = Entry(f"{entry.id}.people", f"{country}.CVL", "group", plural(word), row.where)
            yield Form(plural(word), "demonyms", group, exact, context)


def role_forms(row: Row) -> Iterator[Form]:
    """A role noun and, for one that is singular, its plural."""
    name, sector, kind, inherits = row.cells
    if kind not in _ROLE_KINDS or inherits not in ("yes", "no", "needs"):
        raise KnowledgeError(f"{row.where}: no such role kind or inherits value: {kind} {inherits}")
    words = fold(name).split()
    place = next((i for i, word in enumerate(words) if word in _LINKS and i), len(words)) - 1
    many = kind == "collective"
    yield Form(
        name,
        "role",
        Role(name, sector, kind, inherits == "yes", inherits == "needs", many, words[place]),
    )
    for other in _turned(name):
        yield from role_forms(Row((other, sector, kind, inherits), row.where))
    if kind in ("person", "organisation"):
        shown = name.split()
        if place < len(shown) and not shown[place].endswith("s"):
            shown[place] = plural(shown[place])
            head = fold(shown[place]).split()[-1]
            role = Role(name, sector, kind, inherits == "yes", inherits == "needs", True, head)
            yield Form(" ".join(shown), "role", role)


def _turned(name: str) -> Iterator[str]:
    """Portfolios said the other way round: "minister of trade", "ministry for trade"."""
    portfolio, _, office = name.rpartition(" ")
    deputy = next((d for d in ("deputy ", "vice ") if portfolio.startswith(d)), "")
    portfolio = portfolio.removeprefix(deputy)
    if office in _PORTFOLIO_OFFICES and portfolio and not set(portfolio.split()) & _NO_PORTFOLIO:
        yield f"{deputy}{office} of {portfolio}"
        yield f"{deputy}{office} for {portfolio}"


def family_name(name: str, country: str) -> str:
    """The name that news uses after the first mention.

    >>> family_name("Ursula von der Leyen", "IGO"), family_name("Kim Hong-kyun", "KOR")
    ('von der Leyen', 'Kim')
    """
    words = name.split()
    if len(words) < 2:
        return name
    if country in FAMILY_NAME_FIRST and len(words) in (2, 3):
        # Hong Kong and Taiwan use both orders: "Carrie Lam", "Leung Chun-ying".
        either = country in ("HKG", "TWN", "MAC") or words[0] in given_names()
        if not either or "-" in name or len(words) == 3:
            return words[0]
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:])


def people(lines: list[tuple[str, Row]]) -> dict[str, Person]:
    """The persons of all office files and of the actor files, by id, offices in order of time."""
    found: dict[str, Person] = {}
    idents: dict[str, str] = {}
    for schema, row in lines:
        if schema == "offices":
            name, aliases, title, code, start, end = row.cells
            ident = idents.get(name)
            if ident is None:
                ident = idents[name] = f"person.{slug(name)}"
            person = found.get(ident)
            if person is None:
                person = found[ident] = Person(ident, name, row.where)
            person.offices.append(
                Office(title=title, code=code, start=start or None, end=end or None)
            )
        elif row.cells[2] == "person":
            ident, cell, _, name, aliases, _ = row.cells
            person = found.setdefault(ident, Person(ident, name, row.where))
            code, terms = dated_codes(cell, row.where)
            person.default = person.default or code
            person.offices.extend(
                Office(title="office", code=t.code, start=t.start, end=t.end) for t in terms
            )
        else:
            continue
        person.aliases.extend(a for a in aliases.split("|") if a.strip())
    for person in found.values():
        person.offices.sort(key=lambda office: (office.start or "", office.end or "9999"))
    return found


def person_forms(person: Person) -> Iterator[Form]:
    """A person's names; the family name alone is a form of its own kind."""
    yield Form(person.name, "person", person)
    known = {person.name}
    for cell in person.aliases:
        for name, exact, context in names(cell):
            if name not in known:
                known.add(name)
                yield Form(name, "person" if " " in name else "surname", person, exact, context)
    family = family_name(person.name, person.country)
    if family not in known and len(family) > 2 and not family.isupper():
        top = any(office.title.lower() in TOP_OFFICES for office in person.offices)
        yield Form(family, "surname", person, context=not top)


def city_forms(row: Row) -> Iterator[Form]:
    """The names of a city."""
    name, country, population, aliases = row.cells
    if not population.isdigit():
        raise KnowledgeError(f"{row.where}: the population is no number: {population!r}")
    entry = Entry(f"{country.lower()}.city.{slug(name)}", country, "place", name, row.where)
    yield from _forms(name, "city", entry)
    yield from _forms(aliases, "city", entry)


def actor_forms(row: Row) -> Iterator[Form]:
    """The names of an actor that is no person."""
    ident, cell, kind, name, aliases, _ = row.cells
    if kind not in _KINDS:
        raise KnowledgeError(f"{row.where}: no such kind: {kind!r}", f"One of {', '.join(_KINDS)}")
    code, terms = dated_codes(cell, row.where)
    entry = Entry(ident, code, kind, name, row.where, terms)
    yield from _forms(name, "actor", entry)
    yield from _forms(aliases, "actor", entry)


_MAKERS: dict[str, Callable[[Row], Iterator[Form]]] = {
    "countries": country_forms,
    "regions": region_forms,
    "cities": city_forms,
    "roles": role_forms,
}


def all_forms() -> tuple[list[Form], dict[str, Person]]:
    """Every surface form of the knowledge, in a fixed order, and the persons by id.

    Raises KnowledgeError at the first line that breaks its schema.
    """
    forms: list[Form] = []
    for name, make in _MAKERS.items():
        for row in table(name):
            forms.extend(_owned(make(row), row.mine))
    lines = list(shelves())
    for schema, row in lines:
        if schema == "actors" and row.cells[2] != "person":
            forms.extend(_owned(actor_forms(row), row.mine))
    persons = people(lines)
    mine = {row.where for _, row in lines if row.mine}
    for person in persons.values():
        forms.extend(_owned(person_forms(person), person.where in mine))
    return forms, persons


def _owned(forms: Iterator[Form], mine: bool) -> Iterator[Form]:
    for form in forms:
        form.mine = mine
        yield form
