"""Verb dictionaries of PETRARCH, PETRARCH2 and TABARI, as users of theirs bring them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.errors import KnowledgeError
from demarche.evaluate.lexicon_examples import code
from demarche.evaluate.parses import trees
from demarche.events import petrarch
from demarche.events.lexicon import Need, load
from demarche.events.lexicon_check import check

FOLDER = Path(__file__).parent / "petrarch"


@pytest.fixture(scope="module")
def mixed():
    return load(FOLDER)


def senses(lexicon, head):
    return [s for s in lexicon.senses if s.head == head and s.where.startswith(("mine", "old"))]


CASES = [
    ("Police gazumped the Polish journalist.", "COERCE arrest Police > the Polish journalist"),
    ("Police have been gazumping Polish journalists.", "COERCE arrest Police > Polish journalists"),
    ("France bamboozled Germany.", "ACCUSE allege France > Germany"),
    ("France did not gazump Germany.", "REJECT - France > Germany"),
    ("France gazumped with Germany.", "CONSULT - France,Germany > -"),
    ("Iran gazumped aid workers from a truck.", "ASSAULT abduct Iran > aid workers"),
    ("Turkey gazumped the palavers.", "CONSULT - Turkey > -"),
    ("Germany was snaffled by France.", "ASSAULT - France > Germany"),
    ("France and Germany snaffled.", "AGREE - France,Germany > -"),
    ("Poland befriended Ukraine.", "SUPPORT - Ukraine > Poland"),
    ("France flabbergasted the German envoy.", "SANCTION withdraw France > the German envoy"),
    ("France flabbergasted Germany.", "ACCUSE disapprove France > Germany"),
    ("Israel's air strikes on Lebanon went on.", "ASSAULT aerial Israel > Lebanon"),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_petrarch_verbs_code_as_their_dictionary_says(mixed, text, expected):
    [tree] = trees([text])
    told = [
        f"{c.type} {c.mode or '-'} {','.join(c.actors) or '-'} > {','.join(c.recipients) or '-'}"
        for c in code(tree, mixed)
        if "(mine:" in c.entry or "(old:" in c.entry
    ]
    assert told == [expected]


def test_petrarch_a_null_code_silences_its_pattern(mixed):
    [tree] = trees(["France gazumped the deal with Germany."])
    assert [c for c in code(tree, mixed) if c.word == "gazumped"] == []


def test_petrarch_a_verb_without_code_codes_by_its_patterns_only(mixed):
    lines = [int(sense.where.partition(":")[2]) for sense in senses(mixed, "snaffle")]
    assert lines == [28, 29, 30]


def test_petrarch_irregular_forms_find_their_verb(mixed):
    assert mixed.of("verb", "hotfooted") == mixed.of("verb", "hotfoot") != ()


def test_petrarch_stems_of_tabari_become_verbs(mixed):
    assert [s.cameo for s in senses(mixed, "denounce")] == ["111"]


def test_petrarch_synsets_have_plurals_unless_their_label_ends_in_a_stroke(mixed):
    needs = {need for sense in senses(mixed, "gazump") for need in sense.needs}
    assert Need("P:from", "lemma", frozenset({"lorry", "lorries", "truck", "trucks"})) in needs
    levy = {need for sense in senses(mixed, "snaffle") for need in sense.needs}
    assert Need("before", "lemma", frozenset({"levy"})) in levy


def test_petrarch_what_cannot_be_read_is_told_with_its_line(mixed):
    assert mixed.skipped == (
        "mine.txt:31: left out: no synset &NOSUCH above the pattern",
        "mine.txt:32: left out: 999 is no CAMEO code",
        "mine.txt:37: left out: a transformation; composition.tsv has such rules",
    )


def test_petrarch_senses_have_no_faults(mixed):
    assert [line for line in check(mixed) if line.startswith(("mine", "old"))] == []


def test_petrarch_dictionaries_can_stand_alone():
    alone = load(FOLDER, shipped=False)
    assert {s.where.partition(":")[0] for s in alone.senses} == {"mine", "old"}


def test_petrarch_a_file_without_verbs_is_one_clear_error(tmp_path):
    (tmp_path / "notes.txt").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"notes\.txt: no verb in it"):
        load(tmp_path)


LINES = st.lists(
    st.text("ABC abc*&+-_$%^[]{}()|0123456789:#;~'", max_size=40), min_size=1, max_size=12
)


@given(LINES)
def test_petrarch_any_text_is_read_or_refused(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("verbs") / "any.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    english = petrarch.English.of(load().senses, {})
    try:
        found = petrarch.read(path, english)
    except KnowledgeError:
        return
    assert all(sense.where.startswith("any:") for sense in found.senses)
