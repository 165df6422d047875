"""The knowledge files, how they are folded and compiled, and the checker of them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.actors import check, find_mentions
from demarche.actors.check import code_fault
from demarche.actors.entries import Entry, Form, Person
from demarche.actors.folding import fold, slug
from demarche.actors.forms import family_name, plural
from demarche.actors.knowledge import cased, knowledge, office_key
from demarche.actors.persons import standing
from demarche.actors.search import listings
from demarche.actors.tables import COLUMNS, names, rows, table
from demarche.errors import KnowledgeError
from demarche.language import load
from demarche.language.tree import from_doc
from demarche.model import Document, Office


@given(st.text())
def test_fold_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_fold_leaves_only_small_letters_digits_and_spaces(text: str) -> None:
    assert all(c == " " or (c.isalnum() and c == c.lower()) for c in fold(text))


def test_fold_drops_accents() -> None:
    assert fold("Élysée, Łódź") == "elysee  lodz"
    assert slug("Kim Hong-kyun") == "kim-hong-kyun"


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("ministry", "ministries"),
        ("Frenchman", "Frenchmen"),
        ("policewoman", "policewomen"),
        ("Japanese", "Japanese"),
        ("envoy", "envoys"),
        ("Iraqi", "Iraqis"),
    ],
)
def test_plural(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    ("name", "country", "family"),
    [
        ("Ursula von der Leyen", "IGO", "von der Leyen"),
        ("Kim Hong-kyun", "KOR", "Kim"),
        ("Carrie Lam", "HKG", "Lam"),
        ("Leung Chun-ying", "HKG", "Leung"),
        ("Bashar al-Assad", "SYR", "al-Assad"),
        ("Pelé", "BRA", "Pelé"),
    ],
)
def test_family_name(name: str, country: str, family: str) -> None:
    assert family_name(name, country) == family


def test_names_read_their_flags() -> None:
    assert list(names("!US|the North?|Burma")) == [
        ("US", True, False),
        ("the North", False, True),
        ("Burma", False, False),
    ]


def test_rows_tell_file_line_and_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("# note\nform\tkind\nMay\tword\ttoo much\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"x\.tsv:3: 3 cells where 2 are wanted"):
        list(rows(path, COLUMNS["words"], "x.tsv"))


def test_check_finds_no_fault_in_the_built_in_knowledge() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("KOR.GOV", None),
        ("IGO.NATO", None),
        ("UNK.REB", None),
        ("XYZ.GOV", "no such country"),
        ("KOR.ABC", "no such PLOVER sector"),
        ("KOR", "no sector"),
        ("IGO", "needs a name"),
    ],
)
def test_code_fault(code: str, fault: str | None) -> None:
    found = code_fault(code, {"KOR"})
    assert found is None if fault is None else found is not None and fault in found


def test_knowledge_is_wide_enough() -> None:
    known = knowledge()
    actors = {form.of.id for form in known.forms if form.kind in ("actor", "state", "person")}  # type: ignore[union-attr]
    assert len(actors) > 4000
    assert len(known.patterns) > 20_000
    assert len(known.states) > 240


@pytest.mark.parametrize(
    ("surface", "exact", "text", "right"),
    [
        ("US", True, "US", True),
        ("US", True, "us", False),
        ("Iran", False, "IRAN", True),
        ("Iran", False, "iran", False),
        ("UNESCO", False, "Unesco", True),
        ("Turkey", True, "TURKEY", False),
        ("the North", True, "the North", True),
    ],
)
def test_cased(surface: str, exact: bool, text: str, right: bool) -> None:
    entry = Entry("x", "KOR.GOV", "state", "X", "x:1")
    assert cased(Form(surface, "state", entry, exact), text) is right


def test_matches_are_whole_words_only() -> None:
    text = from_doc(load()("The Iranians sailed from Omania to Oman."))
    found = {text.span(start, end - 1).text for start, end, _ in knowledge().matches(text)}
    assert found == {"Iranians", "Oman"}


def test_matches_of_a_second_reading_are_the_same() -> None:
    text = from_doc(load()("TURKEY and turkey; the US asked us — ex-president Özal’s Ankara?"))
    assert knowledge().matches(text) == knowledge().matches(text)


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("2001-01-01", "KOR.UNK"),
        ("2005-06-01", "KOR.GOV"),
        ("2009-06-01", "KOR.ELI"),
        ("2015-01-01", "KOR.OPP"),
        (None, "KOR.OPP"),
    ],
)
def test_standing_follows_the_date(date: str | None, code: str) -> None:
    person = Person("person.x", "X", "x:1")
    person.offices = [
        Office(title="minister", code="KOR.GOV", start="2004-05", end="2008"),
        Office(title="opposition leader", code="KOR.OPP", start="2012-02-01"),
    ]
    assert standing(person, date)[0] == code


def test_codes_of_other_systems_belong_to_actors_that_we_have() -> None:
    codes = [row.cells for row in table("codes")]
    known = listings()
    assert [c for c in codes if c[0] not in known] == []
    states = {ident for ident, cow, _ in codes if cow}
    assert len(states) >= 195
    for column in (1, 2):
        filled = [c[column] for c in codes if c[column]]
        assert len(filled) == len(set(filled))
    assert all(re.fullmatch(r"Q[1-9]\d*", c[2]) for c in codes if c[2])
    assert (known["kor"].cow, known["kor"].wikidata, known["kor"].cameo) == (
        "732",
        "Q884",
        "KORGOV",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Minister of Foreign Affairs", "foreign minister"),
        ("defense minister", "Minister of Defence"),
        ("secretary-general", "Secretary General"),
        ("premier", "prime minister"),
    ],
)
def test_one_office_has_one_key(one: str, other: str) -> None:
    assert office_key(one) == office_key(other)


def test_towns_of_one_name_follow_the_article() -> None:
    text = "Lebanon sent troops after shelling in Tripoli."
    tree = from_doc(load()(text))
    found = find_mentions(tree, Document(id="d", text=text)).all
    assert {a.country for m in found for a in m.actors if "Tripoli" in m.why} == {"LBN"}
