"""What the actors' knowledge is made of once it is loaded: the schema of its files, in types."""

from dataclasses import dataclass, field, replace
from typing import Literal

from demarche.model import Actor, ActorKind, Office

FormKind = Literal[
    "state", "adjective", "demonym", "demonyms", "capital", "seat", "region", "region_adjective",
    "city", "actor", "person", "surname", "role", "nothing",
]  # fmt: skip

RoleKind = Literal["person", "organisation", "collective", "title"]

TOP_OFFICES = frozenset(
    {
        "president", "prime minister", "chancellor", "premier", "king", "queen", "emperor", "pope",
        "supreme leader", "taoiseach", "emir", "sultan", "chairman", "leader", "general secretary",
        "secretary general", "secretary-general", "crown prince",
    }
)  # fmt: skip
"""Offices whose holders news names by the family name alone."""


@dataclass(frozen=True, slots=True)
class Term:
    """A code that holds from one ISO 8601 date to another (both included; None: open)."""

    code: str
    start: str | None = None
    end: str | None = None

    def holds(self, date: str) -> bool:
        """Whether an ISO date lies in the term; rough ends ("2021") count whole."""
        return (self.start or "") <= date and (
            self.end is None or date[: len(self.end)] <= self.end
        )


@dataclass(slots=True)
class Entry:
    """A line that is no person: a state, part of one, city, organisation, group."""

    id: str
    code: str
    kind: ActorKind
    name: str
    where: str
    """File and line, for reports."""
    terms: tuple[Term, ...] = ()
    """Other codes at other times: the Taliban were insurgents until August 2021."""

    def at(self, date: str | None) -> "Entry":
        """The entry with the code that it has on a date (ISO 8601): the first term that holds."""
        found = next((term for term in self.terms if date is not None and term.holds(date)), None)
        return self if found is None else replace(self, code=found.code, terms=())

    def actor(self) -> Actor:
        """The model's record of it."""
        return Actor(id=self.id, code=self.code, kind=self.kind, name=self.name)


@dataclass(slots=True)
class Person:
    """Somebody and the offices held; `default` is the code where no office is listed."""

    id: str
    name: str
    where: str
    default: str = ""
    aliases: list[str] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)

    @property
    def country(self) -> str:
        """The country (or IGO) of the latest office."""
        code = self.offices[-1].code if self.offices else self.default
        return code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Role:
    """A role noun: sector, what it denotes, whether its sector comes from its owner."""

    name: str
    sector: str
    kind: RoleKind
    inherits: bool
    needs: bool
    """An actor only where its owner is named: "the Clinton campaign"."""
    plural: bool
    head: str
    """The word that heads it, folded: `secretary` of "secretary of state"."""


@dataclass(slots=True)
class Form:
    """One surface form of one entry, person or role; `exact` and `context` are its flags."""

    surface: str
    kind: FormKind
    of: Entry | Person | Role
    exact: bool = False
    context: bool = False
    mine: bool = False
    """From the user's own knowledge: goes before what is built in."""
