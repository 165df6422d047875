"""`demarche lexicon show|test|check`, and a user's own folder beside the shipped tables."""

import pytest
from typer.testing import CliRunner

from demarche import userknowledge
from demarche.cli import app
from demarche.errors import KnowledgeError
from demarche.events.lexicon import COLUMNS

ROWS = """# Words of our own
flummox\tsubj>obj\tACCUSE\tdisapprove\t\t111\t\t[Paris] flummoxed {Berlin}.
invade\tsubj>obj,P:in\tNONE
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    monkeypatch.setenv(userknowledge.VARIABLE, "")
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "verbs_mine.tsv").write_text(
        "\t".join(COLUMNS) + "\n" + ROWS, encoding="utf-8"
    )
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, ["lexicon", *map(str, words)])


def test_show_tells_frame_needs_code_and_place():
    told = run("show", "expel").output
    assert "expel (verb)" in told
    assert "SANCTION expel" in told
    assert "who   subj to obj" in told
    assert "verbs_conflict:" in told


def test_show_without_words_counts_types_and_modes():
    told = run("show").output
    assert "ASSAULT" in told
    assert "suicide-attack" in told


def test_show_says_when_no_entry_begins_with_a_word():
    result = run("show", "xyzzy")
    assert result.exit_code == 1
    assert "no entry begins with 'xyzzy'" in result.stderr


def test_test_codes_a_sentence_of_ones_own():
    told = run("test", "--sentence", "France invaded Spain.").output
    assert "invaded: ASSAULT" in told
    assert "France > Spain" in told


def test_test_codes_the_examples_of_an_entry():
    told = run("test", "blockade", "--every").output
    assert "examples" in told
    assert "type right in 100.0%" in told


def test_a_folder_of_ones_own_adds_and_silences(mine):
    told = run("test", "flummox", "--every", "--knowledge", mine)
    assert told.exit_code == 0
    assert "right  ACCUSE" in told.output
    assert "nothing is coded" in run("test", "--sentence", "France invaded Spain.").output


def test_a_failing_example_of_ones_own_is_exit_code_1(mine):
    rows = "rankle\tsubj>obj\tAID\t\t\t070\tobj:{@money}\t[Paris] rankled {Berlin}.\n"
    (mine / "events" / "verbs_more.tsv").write_text(rows, encoding="utf-8")
    assert run("test", "rankle", "--knowledge", mine).exit_code == 1


def test_check_names_collisions_and_what_is_replaced(mine):
    path = mine / "events" / "verbs_more.tsv"
    path.write_text("frob\tsubj>obj\tAID\nfrob\tsubj>obj\tASSAULT\n", encoding="utf-8")
    result = run("check", "--knowledge", mine)
    assert result.exit_code == 1
    assert "verbs_more:2: frob (ASSAULT) collides with AID of verbs_more:1" in result.output
    assert "note: verbs_mine:4: invade (NONE) replaces ASSAULT" in result.output


def test_check_of_the_shipped_tables_is_clean_and_lists_ties_when_asked():
    result = run("check", "attack", "--ties")
    assert result.exit_code == 0
    assert "0 faults" in result.output


def test_the_option_before_the_command_serves_all_commands(mine):
    result = CliRunner().invoke(
        app, ["--knowledge", str(mine), "lexicon", "test", "--sentence", "France invaded Spain."]
    )
    assert "nothing is coded" in result.output


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path):
    with pytest.raises(KnowledgeError, match="is no folder"):
        userknowledge.use(tmp_path / "none")
