import pytest

from demarche.language.conllu import read_conllu

ROWS = """\
# newdoc id = d1
# sent_id = d1-1
# newpar
# text = Don't go.
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\tMood=Imp\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\tgo\tgo\tVERB\tVB\tMood=Imp\t0\troot\t_\tSpaceAfter=No
3.1\t_\t_\t_\t_\t_\t_\t_\t_\t_
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# sent_id = d1-2
1\tOK\tok\tINTJ\tUH\t_\t0\troot\t_\t_
"""


def test_conllu_reads_words_multiwords_and_documents(tmp_path):
    path = tmp_path / "a.conllu"
    path.write_text(ROWS, encoding="utf-8")
    first, second = read_conllu(path)
    assert [w.form for w in first.words] == ["Do", "n't", "go", "."]
    assert [w.head for w in first.words] == [2, 2, -1, 2]
    assert [w.space_after for w in first.words] == [False, True, False, True]
    assert first.multiwords == [(0, 1, "Don't")]
    assert (first.document, first.new_document, first.new_paragraph) == ("d1", True, True)
    assert (second.document, second.new_document) == ("d1", False)


def test_conllu_says_which_line_is_odd(tmp_path):
    path = tmp_path / "b.conllu"
    path.write_text("# text = x\n1\tx\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.conllu:2"):
        list(read_conllu(path))
