"""Commitments on trees and statements made by hand: no parser, no statement finder."""

import importlib.util
from pathlib import Path
from typing import Any

from demarche.commitments import commit
from demarche.commitments.path import fold, operators
from demarche.language.tree import Tree
from demarche.layers import Said

_SPEC = importlib.util.spec_from_file_location(
    "treebuild", Path(__file__).parents[1] / "treebuild.py"
)
assert _SPEC is not None and _SPEC.loader is not None
treebuild = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(treebuild)


def said(source: int, cue: int, content: range, head: int, **kinds: Any) -> Said:
    fields: dict[str, Any] = {
        "source": None,
        "source_tokens": (source,),
        "cue": (cue,),
        "content": tuple(content),
        "heads": (head,),
        "act": "assert",
        "stance": "neutral",
        "directness": "indirect",
    }
    return Said(**(fields | kinds))


def values(tree: Tree, token: int, statements: list[Said]) -> list[str]:
    return [one.value for one in commit(tree, token, statements)[1]]


DENIED = treebuild.tree("""
Moscow Moscow PROPN 2 nsubj Number=Sing
denied deny VERB 0 root Mood=Ind|Tense=Past|VerbForm=Fin
that that SCONJ 6 mark
it it PRON 6 nsubj
had have AUX 6 aux Mood=Ind|Tense=Past|VerbForm=Fin
failed fail VERB 2 ccomp Tense=Past|VerbForm=Part
to to PART 8 mark
pay pay VERB 6 xcomp VerbForm=Inf
workers worker NOUN 8 obj Number=Plur
""")


def test_denied_failure_is_a_success_for_the_one_who_denies() -> None:
    denial = said(0, 1, range(2, 9), 5, act="deny", stance="denying")
    assert values(DENIED, 7, [denial]) == ["Uu", "CT+"]
    assert values(DENIED, 5, [denial]) == ["Uu", "CT-"]
    assert values(DENIED, 1, [denial]) == ["CT+"]


def test_reader_without_statements_takes_a_denial_as_likely_not_so() -> None:
    value, why = fold(operators(DENIED, 5))
    assert value == "PR-"
    assert why == ("denied (-/o: denial: the source holds it is not so) → PR-",)


def test_denied_denial_leaves_everyone_open() -> None:
    denial = said(0, 1, range(2, 9), 5, act="deny", stance="denying", negated=True)
    assert values(DENIED, 5, [denial]) == ["Uu", "Uu"]


SENDING = treebuild.tree("""
The the DET 2 det
shelling shelling NOUN 9 nsubj Number=Sing
of of ADP 4 case
towns town NOUN 2 nmod Number=Plur
which which PRON 7 obj PronType=Rel
Moscow Moscow PROPN 7 nsubj Number=Sing
denies deny VERB 2 acl:relcl Mood=Ind|Tense=Pres|VerbForm=Fin
has have AUX 9 aux Mood=Ind|Tense=Pres|VerbForm=Fin
stopped stop VERB 0 root Tense=Past|VerbForm=Part
""")


def test_author_holds_what_a_relative_clause_says_is_denied() -> None:
    denial = said(5, 6, range(4), 1, act="deny", stance="denying")
    assert values(SENDING, 1, [denial]) == ["CT+", "CT-"]


NESTED = treebuild.tree("""
Kyiv Kyiv PROPN 2 nsubj Number=Sing
said say VERB 0 root Mood=Ind|Tense=Past|VerbForm=Fin
Minsk Minsk PROPN 4 nsubj Number=Sing
planned plan VERB 2 ccomp Mood=Ind|Tense=Past|VerbForm=Fin
to to PART 6 mark
send send VERB 4 xcomp VerbForm=Inf
men man NOUN 6 obj Number=Plur
""")


def test_plan_is_probable_for_planner_and_reporter_and_open_for_the_author() -> None:
    outer = said(0, 1, range(2, 7), 3)
    inner = said(2, 3, range(4, 7), 5, act="plan", parent=0)
    indices, committed = commit(NESTED, 5, [outer, inner])
    assert indices == (0, 1)
    assert [one.source for one in committed] == [None, 0, 1]
    assert [one.value for one in committed] == ["Uu", "PR+", "PR+"]


def test_ignored_operators_do_not_act() -> None:
    refused = treebuild.tree("""
Moscow Moscow PROPN 4 nsubj Number=Sing
would would AUX 4 aux VerbForm=Fin
not not PART 4 advmod
say say VERB 0 root VerbForm=Inf
""")
    assert values(refused, 3, []) == ["PR-"]
    assert [one.value for one in commit(refused, 3, [], ignore=(1, 2))[1]] == ["CT+"]


def test_path_does_not_loop_on_a_single_word() -> None:
    word = treebuild.tree("Attack attack NOUN 0 root Number=Sing")
    assert values(word, 0, []) == ["CT+"]
