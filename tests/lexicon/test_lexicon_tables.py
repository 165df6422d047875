"""The shipped tables: well formed, without collisions, and wide enough to reach all of PLOVER."""

import time
from pathlib import Path

import pytest

from demarche.errors import KnowledgeError
from demarche.events import lexicon
from demarche.events.lexicon import FOLDER, Need, cameo_types, load
from demarche.events.lexicon_check import check
from demarche.plover import MODES, TYPES

HEADER = "\t".join(lexicon.COLUMNS)
TABLES = [p for p in sorted(FOLDER.glob("*.tsv")) if p.stem.partition("_")[0] in lexicon._PARTS]


@pytest.fixture(scope="module")
def shipped():
    return load()


def test_tables_have_no_faults_and_no_collisions(shipped):
    assert check(shipped) == []


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_tables_begin_with_the_header_and_have_clean_cells(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == HEADER
    for number, cells in lexicon.rows(path):
        assert all(cell == cell.strip() for cell in cells), f"{path.name}:{number}"


def test_tables_hold_thousands_of_senses(shipped):
    assert len(shipped.senses) >= 4000


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_reached_by_verbs_and_nouns(shipped, kind):
    parts = {sense.part for sense in shipped.senses if sense.type == kind}
    assert {"verb", "noun"} <= parts


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes]
)
def test_every_mode_is_reached(shipped, kind, mode):
    own = {kind, *(op for op, known in lexicon._OWN.items() if known == kind)}
    assert any(sense.type in own and sense.mode == mode for sense in shipped.senses)


def test_every_cameo_code_to_three_digits_is_reached(shipped):
    due = {code for code, types in cameo_types().items() if types and len(code) == 3}
    reached = {sense.cameo[:3] for sense in shipped.senses if sense.cameo}
    assert due - reached == set()


@pytest.mark.parametrize("operator", sorted(lexicon.OPERATORS))
def test_every_operator_is_reached(shipped, operator):
    assert any(sense.operator == operator for sense in shipped.senses)


def test_at_least_every_second_row_that_codes_has_an_example():
    rows = [cells for path in TABLES for _, cells in lexicon.rows(path)]
    coding = [cells for cells in rows if cells[2] != "NONE"]
    assert sum(bool(cells[7]) for cells in coding) * 2 >= len(coding)


def test_examples_have_a_word_of_their_row(shipped):
    """A cheap guard against an example on the wrong row: a word begins like a head of the row."""
    irregular = dict(line.split("\t") for line in lexicon._lines("irregular.tsv"))
    starts: dict[str, set[str]] = {}
    for sense in shipped.senses:
        forms = [sense.head, *irregular.get(sense.head, "").split()]
        starts.setdefault(sense.where, set()).update(form[0] for form in forms)
    for sense in shipped.senses:
        if sense.example:
            words = sense.example.lower().replace("[", "").replace("{", "").split()
            assert starts[sense.where] & {word[0] for word in words}, sense.name


def test_loading_is_fast():
    load.cache_clear()
    started = time.perf_counter()
    load()
    assert time.perf_counter() - started < 2.0


def test_stricter_senses_are_tried_first(shipped):
    for group in shipped.index.values():
        asked = [lexicon.strictness(sense) for sense in group]
        assert asked == sorted(asked, reverse=True)


@pytest.mark.parametrize(
    "pair",
    [
        "shot shoot",
        "retook retake",
        "bombed bomb",
        "freed free",
        "clubbing club",
        "occupied occupy",
    ],
)
def test_inflected_forms_find_their_verb(shipped, pair):
    form, lemma = pair.split()
    assert shipped.of("verb", form) == shipped.of("verb", lemma) != ()


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("obj", Need("obj", "any")),
        ("!obj", Need("obj", "any", negated=True)),
        ("P:from", Need("P:from", "any")),
        ("!P:from", Need("P:from", "any", negated=True)),
        ("subj:MIL,REB", Need("subj", "sector", frozenset({"MIL", "REB"}))),
        ("obj:place", Need("obj", "class", frozenset({"place"}))),
        ("subj:!thing", Need("subj", "class", frozenset({"thing"}), negated=True)),
        (
            "P:into:{home,house}",
            Need("P:into", "lemma", frozenset({"home", "homes", "house", "houses"})),
        ),
        ("!obj:clause", Need("obj", "class", frozenset({"clause"}), negated=True)),
        (
            "obj:!{@pests,idea}",
            Need("obj", "lemma", frozenset({"rat", "rats", "idea", "ideas"}), negated=True),
        ),
    ],
)
def test_needs_are_read(text, need):
    assert lexicon._need(text, {"pests": frozenset({"rat"})}, "here") == need


def write(folder: Path, *lines: str) -> Path:
    (folder / "verbs_mine.tsv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return folder


def test_a_user_folder_overrides_and_extends(tmp_path, shipped):
    mine = load(write(tmp_path, "invade\tsubj>obj,P:in\tNONE", "flummox\tsubj>obj\tACCUSE"))
    [sense] = mine.of("verb", "flummox")
    assert (sense.type, sense.where) == ("ACCUSE", "verbs_mine:3")
    assert shipped.of("verb", "flummox") == ()
    plain = [s for s in mine.of("verb", "invade") if len(s.words) == 1 and not s.needs]
    assert [s.type for s in plain] == ["NONE"]


def test_alternatives_stand_for_all_combinations(tmp_path):
    mine = load(write(tmp_path, "frob|grok quux|corge\tsubj>obj\tAID"))
    assert {s.words for s in (*mine.of("verb", "frob"), *mine.of("verb", "grok"))} == {
        ("frob", "quux"), ("frob", "corge"), ("grok", "quux"), ("grok", "corge"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("frob\tsubj>zzz\tAID", "no slot 'zzz'"),
        ("frob\tsubj>obj\tHELP", "no type 'HELP'"),
        ("frob\tsubj>obj\tOP:juggle", "no operator 'juggle'"),
        ("frob\tsubj>obj\tCONSULT\ttelepathy", "CONSULT has no mode 'telepathy'"),
        ("frob\tsubj>obj\tAID\t\tweather", "no context 'weather'"),
        ("frob\tsubj>obj\tAID\t\t\t999", "no CAMEO code 999"),
        ("frob\tsubj>obj\tAID\t\t\t190", "CAMEO 190 is ASSAULT, not AID"),
        ("frob\tsubj>obj\tAID\t\t\t\tsubj:XYZ", "no sector XYZ"),
        ("frob\tsubj>obj\tAID\t\t\t\tobj:cheese", "no class cheese"),
        ("frob\tsubj>obj\tAID\t\t\t\t\t[He frobs", "brackets of the example do not match"),
    ],
)
def test_check_names_the_fault_and_the_line(tmp_path, row, fault):
    assert check(load(write(tmp_path, row))) == [f"verbs_mine:2: {fault}"]


def test_check_finds_senses_that_collide(tmp_path):
    mine = load(write(tmp_path, "frob\tsubj>obj\tAID", "frob\tsubj>obj\tASSAULT"))
    assert check(mine) == ["verbs_mine:3: frob (ASSAULT) collides with AID of verbs_mine:2"]


def test_a_row_with_too_few_cells_is_one_clear_error(tmp_path):
    with pytest.raises(KnowledgeError, match=r"verbs_mine\.tsv:2: 1 cells where 8 are due"):
        load(write(tmp_path, "frob"))


def test_an_unknown_set_is_one_clear_error(tmp_path):
    with pytest.raises(KnowledgeError, match=r"verbs_mine:2: no set of lemmas is called @nope"):
        load(write(tmp_path, "frob\tsubj>obj\tAID\t\t\t\tobj:{@nope}"))
