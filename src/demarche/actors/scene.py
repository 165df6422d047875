"""What is known of one article while its mentions are resolved, in the order of the text."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from demarche.actors.codes import SPECIAL
from demarche.actors.entries import TOP_OFFICES, Entry, Form, Person
from demarche.actors.items import Cut, Item
from demarche.actors.knowledge import Knowledge
from demarche.actors.tables import word_set
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.model import Actor, Document

NOT_HOME = word_set("not-home")
"""What stands after a hyphen when the country before it is not the home: "Iran-backed"."""


@dataclass(slots=True)
class Found:
    """A resolved mention with what coreference asks of it."""

    named: Named
    plural: bool = False
    gender: str = ""
    """`m`, `f` or nothing known."""
    words: tuple[str, ...] = ()
    """The folded words of its role or name: what "the ministry" may take up."""
    adjective: bool = False
    """An adjective or a place name: seldom taken up by a pronoun."""
    grounded: bool = True
    """Whether the words themselves name the owner; if not, the context gave the country."""

    @property
    def actor(self) -> Actor:
        """The first, mostly the only, actor."""
        return self.named.actors[0]


def _of_several(form: Form) -> bool:
    """Whether a form is a place's, or a body's that asks for a context: others have such too."""
    return form.kind in ("capital", "city", "region") or (form.kind == "actor" and form.context)


@dataclass(slots=True)
class Scene:
    """The article being read."""

    tree: Tree
    document: Document
    knowledge: Knowledge
    cut: Cut
    resolve: Callable[[Item], Found | None]
    date: str | None = None
    done: dict[int, Found | None] = field(default_factory=dict)
    """Resolved items by first token."""
    history: list[Found] = field(default_factory=list)
    """Mentions in the order of the text, for coreference."""
    by_head: dict[int, Found] = field(default_factory=dict)
    """The same by syntactic head."""
    people: dict[str, Actor] = field(default_factory=dict)
    """Persons met, by each word of their names."""
    weighed: dict[int, dict[str, float]] = field(default_factory=dict)
    """What each possible antecedent of a pronoun, by its token, came to."""
    genders: dict[str, str] = field(default_factory=dict)
    """What is known of the gender of each actor, by id."""
    in_full: set[str] = field(default_factory=set)
    """Ids of the known persons whom the article somewhere names in full."""
    dateline: str | None = None
    """The country that the article is written from: "OTTAWA (AP) —"."""
    weights: Counter[str] = field(default_factory=Counter)
    sentence_countries: dict[int, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._choose_places()
        for item in self.cut.items:
            if item.form("person") is not None:
                self.in_full.update(person.id for person in item.persons)
        for item in self.cut.items:
            country = self.country_of(item)
            if country is None or self._only_sides_with(item):
                continue
            sentence = self.tree.sentence_of[item.start]
            if self.dateline is None and self._is_dateline(item):
                self.dateline = country
            self.weights[country] += 3 if sentence == 0 else 1
            self.sentence_countries.setdefault(sentence, Counter())[country] += 1

    def _choose_places(self) -> None:
        """Of towns and bodies with one name, the one of a country that the article names besides.

        "Tripoli" is in Lebanon where only Lebanon is named; "the Joint Chiefs of Staff" are those
        of the country named most.
        """
        named: Counter[str] = Counter()
        sure: set[str] = set()
        shared: list[tuple[Item, list[str]]] = []
        for item in self.cut.items:
            countries = [
                form.of.code.partition(".")[0]
                for form in item.forms
                if isinstance(form.of, Entry) and _of_several(form)
            ]
            if len(set(countries)) > 1 and item.form("state", "adjective") is None:
                shared.append((item, countries))
            else:
                sure.update(form.of.id for form in item.forms if isinstance(form.of, Entry))
                named.update(filter(None, [self.country_of(item)]))
        for item, countries in shared:
            whole = tuple(f for f in item.forms if isinstance(f.of, Entry) and f.of.id in sure)
            if whole:  # somewhere named in full, "South Korea's Joint Chiefs of Staff"
                item.forms = whole
                continue
            body = item.form("actor") is not None
            if not body and countries[0] in named:
                continue
            best = max(countries, key=lambda country: (named[country], -countries.index(country)))
            if named[best]:
                item.forms = tuple(
                    form
                    for form in item.forms
                    if isinstance(form.of, Entry) and form.of.code.partition(".")[0] == best
                )

    def _only_sides_with(self, item: Item) -> bool:
        """Whether a name only says who backs whom: "Iran-backed", "pro-Russian"."""
        words = self.tree.words
        after = words[item.end : item.end + 2]
        return (len(after) == 2 and after[0] == "-" and after[1].lower() in NOT_HOME) or (
            item.start > 1
            and words[item.start - 1] == "-"
            and words[item.start - 2].lower() in ("pro", "anti")
        )

    def _is_dateline(self, item: Item) -> bool:
        words = self.tree.words
        shown = self.words(item.start, item.end)
        if item.start > 80 or not shown.isupper() or len(shown) < 4:
            return False
        after = words[item.end : item.end + 6]
        return any(word in ("—", "–", "-", "--") for word in after)

    def country_of(self, item: Item) -> str | None:
        """The country that a name stands for or in, before anything is resolved."""
        if item.kind != "name" or self._is_doubtful_surname(item):
            return None
        for form in item.forms:
            code = form.of.code if isinstance(form.of, Entry) else ""
            if not code:
                persons = {person.country for person in item.persons}
                code = persons.pop() if len(persons) == 1 else ""
            country = code.partition(".")[0]
            if country and country not in SPECIAL and country != "UNK":
                return country
        return None

    def _is_doubtful_surname(self, item: Item) -> bool:
        """A family name that is a word too ("Law"), of nobody whom the article names in full."""
        word = self.tree.words[item.start]
        return (
            word in self.knowledge.words
            and all(form.kind == "surname" and form.context for form in item.forms)
            and self.in_full.isdisjoint(person.id for person in item.persons)
            and not any(self._governs(person) for person in item.persons)
        )

    def _governs(self, person: Person) -> bool:
        """Whether a person holds one of the highest offices on the article's day."""
        day = self.date or ""
        return any(
            office.title.lower() in TOP_OFFICES
            and (office.start or "") <= day
            and (office.end is None or day[: len(office.end)] <= office.end)
            for office in person.offices
        )

    def note(self, found: Found) -> None:
        """Take a mention into the article's history."""
        self.history.append(found)
        if len(found.named.actors) == 1 and found.actor.kind == "person":
            found.gender = found.gender or self.genders.get(found.actor.id, "")
            if found.gender and not found.plural:
                self.genders.setdefault(found.actor.id, found.gender)
        known = self.by_head.get(found.named.head)
        if (
            known is None
            or known.named.end - known.named.start <= found.named.end - found.named.start
        ):
            self.by_head[found.named.head] = found

    def main_country(self) -> str | None:
        """The country that the article is about, where that is clear."""
        if not self.weights:
            return None
        ranked = sorted(self.weights.items(), key=lambda pair: (-pair[1], pair[0]))
        country, weight = ranked[0]
        total = sum(self.weights.values())
        return country if weight >= 3 and weight / total >= 0.6 else None

    def words(self, start: int, end: int) -> str:
        """The text from token `start` to token `end` (exclusive)."""
        return self.tree.text[self.tree.starts[start] : self.tree.ends[end - 1]]
