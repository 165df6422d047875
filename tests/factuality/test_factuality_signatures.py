"""The table of signatures: its schema, and entries that any linguist would check first."""

import pytest

from demarche.commitments.signatures import lookup, parse, table
from demarche.errors import KnowledgeError

HEAD = "lemma\tpos\tframes\tsignature\tstrength\tsource\ttense\tnote\n"


def test_table_is_large_and_covers_every_part_of_speech() -> None:
    entries = table()
    assert len({(lemma, pos) for lemma, pos, _ in entries}) > 800
    assert {pos for _, pos, _ in entries} == {
        "VERB", "NOUN", "ADJ", "ADV", "DET", "PRON", "AUX", "MARK",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lemma", "pos", "frame", "signature", "plus", "minus", "source"),
    [
        ("manage", "VERB", "to", "+/-", "CT+", "CT-", None),
        ("fail", "VERB", "to", "-/+", "CT-", "CT+", None),
        ("forget", "VERB", "to", "-/+", "CT-", "CT+", None),
        ("force", "VERB", "to", "+/o", "CT+", "Uu", None),
        ("prevent", "VERB", "from", "-/+", "CT-", "CT+", None),
        ("realise", "VERB", "that", "+/+", "CT+", "CT+", "CT+"),
        ("admit", "VERB", "that", "+/+", "CT+", "CT+", "CT+"),
        ("pretend", "VERB", "that", "-/-", "CT-", "CT-", "CT-"),
        ("deny", "VERB", "ing", "-/o", "PR-", "Uu", "CT-"),
        ("say", "VERB", "that", "+/o", "PR+", "Uu", "CT+"),
        ("demand", "VERB", "subj", "o/o", "Uu", "Uu", "Uu"),
        ("promise", "VERB", "to", "+/o", "PR+", "Uu", "PR+"),
        ("likely", "ADJ", "to", "+/-", "PR+", "PR-", "PR+"),
        ("unlikely", "ADJ", "to", "-/+", "PR-", "PR+", "PR-"),
        ("possible", "ADJ", "that", "+/-", "PS+", "CT-", "PS+"),
        ("failure", "NOUN", "to", "-/+", "CT-", "CT+", None),
        ("attempt", "NOUN", "to", "o/o", "Uu", "Uu", "Uu"),
        ("may", "AUX", "*", "+/-", "PS+", "PS-", None),
        ("if", "MARK", "*", "o/o", "Uu", "Uu", None),
    ],
)  # fmt: skip
def test_signature_of_word(
    lemma: str, pos: str, frame: str, signature: str, plus: str, minus: str, source: str | None
) -> None:
    entry = lookup(lemma, pos, frame)
    assert entry is not None
    assert (entry.signature, entry.plus, entry.minus, entry.source) == (
        signature, plus, minus, source,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("go\tVERB\tto\t+/-\tCT\t-\tsame", "7 columns"),
        ("go\tVRB\tto\t+/-\tCT\t-\tsame\t", "part of speech"),
        ("go\tVERB\tto\t+-\tCT\t-\tsame\t", "signature"),
        ("go\tVERB\tto\t+/-\tXX\t-\tsame\t", "strength"),
        ("go\tVERB\tto\t+/-\tCT\tyes\tsame\t", "source"),
        ("go\tVERB\tto\t+/-\tCT\t-\tlater\t", "tense"),
        ("go\tVERB\tto,to\t+/-\tCT\t-\tsame\t", "already there"),
    ],
)
def test_parse_names_line_and_fault(row: str, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"own\.tsv:2: .*{fault}"):
        parse(f"{HEAD}{row}\n", "own.tsv")


def test_parse_refuses_a_table_without_its_head() -> None:
    with pytest.raises(KnowledgeError, match="first row"):
        parse("go\tVERB\n", "own.tsv")
