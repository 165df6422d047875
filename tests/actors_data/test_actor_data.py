"""The bulk knowledge of actors: schema, no contradictions, and what it has to know."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from demarche.actors.codes import dated_codes
from demarche.actors.tables import Row, names, shelves
from demarche.plover import SECTORS

FACTS = yaml.safe_load((Path(__file__).parent / "facts.yaml").read_text(encoding="utf-8"))
SPECIAL = {"IGO", "NGO", "MNC"}
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
KINDS = {"state", "organisation", "person", "group"}
HEADS = {
    "president", "prime minister", "king", "queen", "prince", "grand duke", "emperor", "leader",
    "chancellor", "taoiseach", "emir", "sultan",
    "junta leader", "head of state", "head of government", "supreme leader", "state counsellor",
    "paramount leader", "chairman of the council of state",
}  # fmt: skip


@cache
def lines(schema: str) -> list[Row]:
    return [row for name, row in shelves() if name == schema]


@cache
def actors() -> list[tuple[str, str, str, str, str]]:
    """Id, code (the one without dates), kind, name and aliases of each."""
    found = []
    for row in lines("actors"):
        ident, cell, kind, name, aliases = row.cells[:5]
        found.append((ident, dated_codes(cell, row.where)[0], kind, name, aliases))
    return found


def test_actor_data_is_as_large_as_it_claims():
    people = {row.cells[0] for row in lines("offices")}
    forms = {n for a in actors() for n in (a[3], *(x for x, _, _ in names(a[4])))}
    assert len(actors()) + len(people) >= 9_000
    assert len(forms) >= 9_000


def test_actor_data_ids_are_stable_keys():
    seen: dict[str, str] = {}
    for row in lines("actors"):
        key = row.cells[0]
        assert re.fullmatch(r"[a-z]{3}(\.[a-z0-9-]+){1,2}", key), row.where
        assert key not in seen, f"{row.where}: {key} stands at {seen.get(key)} too"
        seen[key] = row.where


@pytest.mark.parametrize("schema", ["actors", "offices"])
def test_actor_data_codes_are_plover(schema: str):
    column = 1 if schema == "actors" else 3
    for row in lines(schema):
        default, terms = dated_codes(row.cells[column], row.where)
        for code in (default, *(term.code for term in terms)):
            country, _, sector = code.partition(".")
            if country in SPECIAL:
                assert re.fullmatch(r"[A-Z0-9_]+", sector), row.where
            else:
                assert re.fullmatch(r"[A-Z]{3}", country), row.where
                assert sector in SECTORS, row.where


def test_actor_data_kinds_are_known():
    assert {a[2] for a in actors()} <= KINDS


def test_actor_data_dates_are_iso_and_run_forwards():
    for row in lines("offices"):
        start, end = row.cells[4], row.cells[5]
        assert DATE.fullmatch(start), row.where
        assert not end or DATE.fullmatch(end), row.where
        assert not end or start[: len(end)] <= end[: len(start)], row.where


def test_actor_data_no_cell_hides_blanks_or_empty_names():
    for schema in ("actors", "offices"):
        for row in lines(schema):
            for cell in row.cells:
                assert cell == cell.strip() and "  " not in cell, row.where
            aliases = row.cells[4 if schema == "actors" else 1]
            assert not aliases or all(part.strip("!? ") for part in aliases.split("|")), row.where


def test_actor_data_one_name_means_one_actor_or_needs_its_country():
    owners = defaultdict(set)
    for key, code, _, name, aliases in actors():
        for form, _, context in [(name, False, False), *names(aliases)]:
            if not context:
                owners[form.casefold()].add((key, code))
    doubled = {form: who for form, who in owners.items() if len({code for _, code in who}) > 1}
    assert not doubled


def test_actor_data_acronyms_match_in_exact_case_only():
    for row in lines("actors"):
        for form, exact, _ in names(row.cells[4]):
            if re.fullmatch(r"[A-Z]{2,6}", form):
                assert exact, f"{row.where}: {form} would match the word {form.lower()!r}"


def test_actor_data_no_office_line_stands_twice():
    seen = set()
    for row in lines("offices"):
        person, _, office, code, start, _ = row.cells
        assert (person, office, code, start) not in seen, row.where
        seen.add((person, office, code, start))


def _months(date: str, open_end: bool = False) -> int:
    year, _, rest = date.partition("-")
    return int(year) * 12 + (int(rest[:2]) if rest else 12 if open_end else 1)


def test_actor_data_knows_a_head_of_every_state_since_1990():
    first, last = 1993 * 12 + 7, 2025 * 12 + 6
    known = defaultdict(set)
    for row in lines("offices"):
        _, _, office, code, start, end = row.cells
        if office in HEADS:
            until = _months(end, True) if end else last
            known[code[:3]].update(range(max(_months(start), first), min(until, last) + 1))
    # Few states have no single head; San Marino's two change twice a year.
    states = {
        code
        for code in known
        if code not in {"SUN", "CSK", "YUG", "SSD", "TLS", "BIH", "XKX", "DDR"}
    }
    assert len(states) >= 190
    short = {code for code in states if len(known[code]) < 0.85 * (last - first)}
    assert short <= {"COK", "NIU", "PYF", "NCL", "GRL", "FRO", "AND", "MAC", "HKG"}


@pytest.mark.parametrize("fact", FACTS["holds"], ids=lambda f: f"{f['day']} {f['person']}")
def test_actor_data_knows_who_held_an_office(fact: dict[str, object]):
    day = str(fact["day"])
    holders = {
        row.cells[0]
        for row in lines("offices")
        if row.cells[2] == fact["office"]
        and row.cells[3].startswith(f"{fact['country']}.")
        and row.cells[4] <= day
        and (not row.cells[5] or day[: len(row.cells[5])] <= row.cells[5])
    }
    assert fact["person"] in holders


@cache
def _forms() -> dict[str, set[tuple[str, bool]]]:
    forms = defaultdict(set)
    for _, code, _, name, aliases in actors():
        for form, _, context in [(name, False, False), *names(aliases)]:
            forms[form].add((code, context))
    return forms


@pytest.mark.parametrize(("name", "code"), FACTS["codes"].items())
def test_actor_data_codes_the_actors_of_the_news(name: str, code: str):
    assert (code, False) in _forms()[name]


@pytest.mark.parametrize("name", FACTS["open"])
def test_actor_data_leaves_common_names_to_the_context(name: str):
    assert _forms()[name] and all(context for _, context in _forms()[name])
