"""Looks for faults in the knowledge: broken schema, names claimed twice, names never matched."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from demarche.actors.codes import SPECIAL, dated_codes
from demarche.actors.dictionaries import read_dictionary
from demarche.actors.entries import Entry, Form, Person
from demarche.actors.folding import fold
from demarche.actors.forms import all_forms
from demarche.actors.knowledge import takes_over
from demarche.actors.tables import REMOVED, replaced_rows, shelves, table, user_files
from demarche.errors import KnowledgeError
from demarche.model import Office
from demarche.plover import SECTORS

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_GONE = {"SUN", "YUG"}
"""States of ISO 3166-3 whose names now mean their successors, but whose officials are listed."""
_NAMED = frozenset({"state", "actor", "person", "seat", "capital"})


def check() -> list[str]:
    """The faults of the knowledge, the user's own included, one line each; empty without any.

    Found are: lines that break the schema; codes whose country or sector does not exist; dates that
    are none or run backwards; an office that two people hold for more than five years at once;
    one surface form for two actors; forms that a stop phrase hides; lines of a dictionary that were
    not understood.
    """
    try:
        forms, persons = all_forms()
        countries = {row.cells[0] for row in table("countries")} | _GONE
        faults = [*_codes(countries), *_dates()]
    except KnowledgeError as error:
        return [str(error)]
    faults.extend(_doubled(forms))
    faults.extend(_hidden(forms))
    faults.extend(_contested(persons.values()))
    for path in user_files():
        if path.suffix != ".tsv":
            faults.extend(read_dictionary(path).faults)
    return faults


def overridden() -> list[str]:
    """What the user's own knowledge changes in what is built in, one line each.

    Built-in lines that a line of the user's replaces or takes away, and built-in names that are
    not read any more because the user has given them to somebody else. Raises KnowledgeError where
    a line breaks the schema.
    """
    found = []
    for old, new in replaced_rows():
        removed = REMOVED in (new.cells[1], new.cells[-1])
        found.append(f"{new.where}: {'takes away' if removed else 'replaces'} {old.where}")
    forms, _ = all_forms()
    same: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        same[fold(form.surface).strip()].append(form)
    for group in same.values():
        mine = next((form for form in group if takes_over(form)), None)
        for form in group if mine is not None else ():
            if mine is not None and not form.mine and form.kind != "role":
                found.append(
                    f"{_where(mine)}: {mine.surface!r} is {_id(mine)} now,"
                    f" and {_id(form)} ({_where(form)}) no more"
                )
    return found


def code_fault(code: str, countries: set[str]) -> str | None:
    """What is wrong with a PLOVER code, or None."""
    country, dot, sector = code.partition(".")
    if country in SPECIAL:
        return None if sector else f"{code}: {country} needs a name after the dot"
    if country not in countries and country != "UNK":
        return f"{code}: no such country"
    if dot and sector not in SECTORS:
        return f"{code}: no such PLOVER sector"
    return None if dot else f"{code}: no sector"


def date_fault(date: str) -> str | None:
    """What is wrong with a date, or None."""
    return None if _DATE.match(date) else f"{date!r} is no ISO 8601 date"


def _codes(countries: set[str]) -> Iterator[str]:
    for schema, row in shelves():
        default, terms = dated_codes(row.cells[3 if schema == "offices" else 1], row.where)
        for code in dict.fromkeys((default, *(term.code for term in terms))):
            fault = code_fault(code, countries)
            if fault is not None:
                yield f"{row.where}: {fault}"
    for row in table("regions"):
        if row.cells[1] not in countries and row.cells[1] != "UNK":
            yield f"{row.where}: {row.cells[1]}: no such country"
    for row in table("roles"):
        if row.cells[1] not in SECTORS:
            yield f"{row.where}: {row.cells[1]}: no such PLOVER sector"


def _dates() -> Iterator[str]:
    for schema, row in shelves():
        if schema == "offices":
            spans = [(row.cells[4], row.cells[5])]
        else:
            spans = [(t.start or "", t.end or "") for t in dated_codes(row.cells[1], row.where)[1]]
        for start, end in spans:
            for fault in (date_fault(date) for date in (start, end) if date):
                if fault is not None:
                    yield f"{row.where}: {fault}"
            if start and end and start[: len(end)] > end:
                yield f"{row.where}: it ends ({end}) before it begins ({start})"


def _doubled(forms: list[Form]) -> Iterator[str]:
    """One name for two actors (places and family names are told apart by the context)."""
    owners: dict[str, dict[str, Form]] = defaultdict(dict)
    for form in forms:
        if form.kind in _NAMED and not form.context and isinstance(form.of, Entry | Person):
            owners[fold(form.surface).strip()].setdefault(form.of.id, form)
    for same in owners.values():
        mine = any(takes_over(form) for form in same.values())
        for one, other in combinations(same.values(), 2):
            if mine and not (one.mine and other.mine):
                # The user's own name goes before; `overridden` tells of it.
                continue
            if one.exact != other.exact or one.kind == other.kind == "person":
                continue
            if {one.kind, other.kind} <= {"state", "seat", "capital"} or _same_code(one, other):
                continue
            yield (
                f"{_where(other)}: {other.surface!r} names {_id(other)}, and {_id(one)} too"
                f" ({_where(one)})"
            )


def _same_code(one: Form, other: Form) -> bool:
    """Two lines for one code with one name do no harm: any reading gives the same code."""
    codes = {form.of.code for form in (one, other) if isinstance(form.of, Entry)}
    return len(codes) == 1 and isinstance(one.of, Entry) and isinstance(other.of, Entry)


def _hidden(forms: list[Form]) -> Iterator[str]:
    """Forms that cannot match, or that a stop phrase takes."""
    nothing = {fold(form.surface).strip() for form in forms if form.kind == "nothing"}
    nothing -= {fold(form.surface).strip() for form in forms if takes_over(form)}
    for form in forms:
        core = fold(form.surface).strip()
        if not core:
            yield f"{_where(form)}: {form.surface!r} has no letter or digit"
        elif form.kind in _NAMED and core in nothing:
            yield f"{_where(form)}: {form.surface!r} is hidden by the same words in words.tsv"
        elif form.kind in _NAMED and len(core) < 3 and not form.exact and core.isalpha():
            yield f"{_where(form)}: {form.surface!r} is too short without exact case (!)"


def _contested(persons: Iterable[Person]) -> Iterator[str]:
    """One office held by two people for years at once; short times are handovers and rivals."""
    terms: dict[tuple[str, str], list[tuple[Office, Person]]] = defaultdict(list)
    for person in persons:
        for office in person.offices:
            if office.title.lower() in ("president", "prime minister") and office.code.endswith(
                "GOV"
            ):
                terms[office.code, office.title.lower()].append((office, person))
    for (code, title), held in sorted(terms.items()):
        for (one, first), (other, second) in combinations(held, 2):
            start = max(one.start or "0", other.start or "0")
            end = min(one.end or "9999", other.end or "9999")
            if first.id != second.id and end[:4].isdigit() and int(end[:4]) - int(start[:4]) > 5:
                yield (
                    f"{second.where}: {title} of {code} is {second.name} from {start} to {end},"
                    f" and {first.name} too ({first.where})"
                )


def _where(form: Form) -> str:
    return form.of.where if isinstance(form.of, Entry | Person) else "roles.tsv"


def _id(form: Form) -> str:
    return form.of.id if isinstance(form.of, Entry | Person) else form.of.name
