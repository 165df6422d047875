"""The cue tables: large, valid, and every fault reported in one line."""

import pytest

from demarche.errors import KnowledgeError
from demarche.statements.lexicon import lexicon, parse_cues, parse_table


def test_lexicon_has_over_a_thousand_cues() -> None:
    known = lexicon()
    verbs = sum(len(cues) for cues in known.verbs.values())
    assert verbs + len(known.nouns) + len(known.adjectives) + len(known.adverbs) > 1500


@pytest.mark.parametrize(
    ("lemma", "act", "stance"),
    [
        ("say", "assert", "neutral"),
        ("claim", "assert", "doubting"),
        ("reveal", "assert", "endorsing"),
        ("admit", "assert", "factive"),
        ("deny", "deny", "denying"),
        ("hope", "hope", "uncommitted"),
        ("urge", "demand", "uncommitted"),
        ("accuse", "accuse", "neutral"),
        ("promise", "promise", "uncommitted"),
        ("refuse", "refuse", "uncommitted"),
        ("threaten", "threaten", "uncommitted"),
        ("apologise", "apologise", "factive"),
    ],
)
def test_lexicon_act_and_stance(lemma: str, act: str, stance: str) -> None:
    cue = next(c for c in lexicon().verbs[lemma] if len(c.words) == 1)
    assert (cue.act, cue.stance) == (act, stance)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("say\tV\tthat", "3 fields"),
        ("say\tQ\tthat\tassert\tneutral", "'Q'"),
        ("say\tV\tthis\tassert\tneutral", "'this'"),
        ("say\tV\tthat\tsing\tneutral", "'sing'"),
        ("say\tV\tthat\tassert\thappy", "'happy'"),
        ("say\tV\tthat\tassert\tneutral\tpigeon", "'pigeon'"),
        ("say\tV\tthat\tassert\tneutral\nsay\tV\tnp\tassert\tneutral", "twice"),
    ],
)
def test_lexicon_faults_name_file_and_line(line: str, fault: str) -> None:
    with pytest.raises(KnowledgeError, match=r"cues\.tsv:\d+: .*" + fault):
        parse_cues(line, "cues.tsv")


def test_lexicon_tables_have_so_many_columns() -> None:
    assert parse_table("# a\na\tb\n", "t.tsv", 2) == [("a", "b")]
    with pytest.raises(KnowledgeError, match=r"t\.tsv:1: 1 fields"):
        parse_table("a\n", "t.tsv", 2)
