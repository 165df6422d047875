"""Looks actors up in the knowledge: by id, name or code, with all names and codes they have."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from demarche.actors.codes import to_cameo
from demarche.actors.entries import Entry, Form, Person, Term
from demarche.actors.folding import fold
from demarche.actors.forms import all_forms
from demarche.actors.persons import standing
from demarche.actors.tables import table, user_folders
from demarche.model import Office


@dataclass(slots=True)
class Listing:
    """An actor as the knowledge has it.

    `names`: surface forms with their flags as in the files (`!` exact, `?` needs a context) and
    what kind of name each is. `cow`: the Correlates of War number of a state; `wikidata`: an item.
    Both are empty where they are not known for certain.
    """

    id: str
    code: str
    kind: str
    name: str
    where: str
    names: list[tuple[str, str]] = field(default_factory=list)
    terms: tuple[Term, ...] = ()
    offices: tuple[Office, ...] = ()
    cow: str = ""
    wikidata: str = ""
    mine: bool = False

    @property
    def cameo(self) -> str:
        """The CAMEO code, empty where CAMEO has none."""
        return to_cameo(self.code) or ""

    def at(self, date: str) -> str:
        """The code on a date (ISO 8601)."""
        if self.kind == "person":
            person = Person(self.id, self.name, self.where, "" if self.offices else self.code)
            person.offices = list(self.offices)
            return standing(person, date)[0]
        return next((term.code for term in self.terms if term.holds(date)), self.code)


def listings() -> dict[str, Listing]:
    """All actors of the knowledge by id, the user's own included, in the order of the files."""
    return _listings(user_folders())


@cache
def _listings(folders: tuple[Path, ...]) -> dict[str, Listing]:
    del folders
    forms, _ = all_forms()
    known = {row.cells[0]: row.cells for row in table("codes")}
    found: dict[str, Listing] = {}
    for form in forms:
        if not isinstance(form.of, Entry | Person):
            continue
        listing = found.get(form.of.id)
        if listing is None:
            listing = found[form.of.id] = _listing(form)
            _, listing.cow, listing.wikidata = known.get(form.of.id, ("", "", ""))
        shown = f"{'!' * form.exact}{form.surface}{'?' * form.context}"
        if (shown, form.kind) not in listing.names:
            listing.names.append((shown, form.kind))
        listing.mine = listing.mine or form.mine
    return found


def _listing(form: Form) -> Listing:
    of = form.of
    if isinstance(of, Person):
        code = standing(of, None)[0]
        return Listing(of.id, code, "person", of.name, of.where, offices=tuple(of.offices))
    assert isinstance(of, Entry)
    return Listing(of.id, of.code, of.kind, of.name, of.where, terms=of.terms)


def search(query: str, limit: int = 20) -> list[tuple[Listing, str]]:
    """Actors whose id, code or a name fits, best first, each with the name that did.

    Exact names go first, then names that begin with the words, then those that hold them; within
    each, shorter names first, ties by id. Case and accents do not count.
    """
    wanted = fold(query).strip()
    found: list[tuple[int, int, str, str]] = []
    everyone = listings()
    for listing in everyone.values():
        best: tuple[int, int, str, str] | None = None
        for shown in (listing.id, listing.code, *(name for name, _ in listing.names)):
            core = fold(shown).strip()
            if wanted not in core:
                continue
            within = 2 if f" {wanted}" in core else 3
            rank = 0 if core == wanted else 1 if core.startswith(wanted) else within
            rated = (rank, len(core), listing.id, shown)
            best = rated if best is None else min(best, rated)
        if best is not None:
            found.append(best)
    return [(everyone[ident], shown) for _, _, ident, shown in sorted(found)[:limit]]


def namesakes(listing: Listing) -> list[tuple[str, Listing]]:
    """Other actors that share a name with this one, each with the name."""
    own = {fold(name).strip(): name for name, _ in listing.names}
    found: list[tuple[str, Listing]] = []
    for other in listings().values():
        if other.id == listing.id:
            continue
        shared = next((own[c] for n, _ in other.names if (c := fold(n).strip()) in own), None)
        if shared is not None:
            found.append((shared, other))
    return found
