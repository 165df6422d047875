"""Logical subjects and objects from hand-made trees: no parser needed."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from demarche.events.arguments import Syntax
from demarche.language.tree import Tree


def _treebuild() -> ModuleType:
    path = Path(__file__).parents[1] / "treebuild.py"
    spec = importlib.util.spec_from_file_location("treebuild", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_tree = _treebuild().tree


def _told(tree: Tree, word: str) -> tuple[list[str], list[str]]:
    args = Syntax(tree).arguments(tree.words.index(word))
    return [tree.words[t] for t in args.subj], [tree.words[t] for t in args.obj]


CASES = {
    "active": (
        """
        Iran iran PROPN 2 nsubj
        attacked attack VERB 0 root
        Israel israel PROPN 2 obj
        """,
        "attacked", ["Iran"], ["Israel"],
    ),
    "passive with an agent": (
        """
        Israel israel PROPN 3 nsubj:pass
        was be AUX 3 aux:pass
        attacked attack VERB 0 root VerbForm=Part|Tense=Past
        by by ADP 5 case
        Iran iran PROPN 3 obl:agent
        """,
        "attacked", ["Iran"], ["Israel"],
    ),
    "passive without an agent": (
        """
        Israel israel PROPN 3 nsubj:pass
        was be AUX 3 aux:pass
        attacked attack VERB 0 root VerbForm=Part|Tense=Past
        """,
        "attacked", [], ["Israel"],
    ),
    "coordinated subjects": (
        """
        France france PROPN 4 nsubj
        and and CCONJ 3 cc
        Germany germany PROPN 1 conj
        condemned condemn VERB 0 root
        Russia russia PROPN 4 obj
        """,
        "condemned", ["France", "Germany"], ["Russia"],
    ),
    "subject control": (
        """
        Turkey turkey PROPN 2 nsubj
        agreed agree VERB 0 root
        to to PART 4 mark
        lift lift VERB 2 xcomp
        the the DET 6 det
        embargo embargo NOUN 4 obj
        """,
        "lift", ["Turkey"], ["embargo"],
    ),
    "object control": (
        """
        Kyiv kyiv PROPN 2 nsubj
        asked ask VERB 0 root
        Berlin berlin PROPN 2 obj
        to to PART 5 mark
        send send VERB 2 xcomp
        tanks tank NOUN 5 obj
        """,
        "send", ["Berlin"], ["tanks"],
    ),
    "addressed by a preposition": (
        """
        Kyiv kyiv PROPN 2 nsubj
        called call VERB 0 root
        on on ADP 4 case
        Berlin berlin PROPN 2 obl
        to to PART 6 mark
        help help VERB 2 xcomp
        """,
        "help", ["Berlin"], [],
    ),
    "raising over a passive": (
        """
        Russia russia PROPN 3 nsubj:pass
        is be AUX 3 aux:pass
        expected expect VERB 0 root VerbForm=Part|Tense=Past
        to to PART 5 mark
        withdraw withdraw VERB 3 xcomp
        """,
        "withdraw", ["Russia"], [],
    ),
    "shared subject of a coordinated verb": (
        """
        Iran iran PROPN 2 nsubj
        condemned condemn VERB 0 root
        Israel israel PROPN 2 obj
        and and CCONJ 5 cc
        recalled recall VERB 2 conj
        its its PRON 7 nmod:poss
        envoy envoy NOUN 5 obj
        """,
        "recalled", ["Iran"], ["envoy"],
    ),
    "relative clause": (
        """
        Iran iran PROPN 6 nsubj
        , , PUNCT 4 punct
        which which PRON 4 nsubj
        attacked attack VERB 1 acl:relcl
        Israel israel PROPN 4 obj
        met meet VERB 0 root
        Iraq iraq PROPN 6 obj
        """,
        "attacked", ["Iran"], ["Israel"],
    ),
    "object gap of a relative clause": (
        """
        sanctions sanction NOUN 0 root
        that that PRON 4 obj
        Australia australia PROPN 4 nsubj
        imposed impose VERB 1 acl:relcl
        """,
        "imposed", ["Australia"], ["sanctions"],
    ),
    "participle after a noun": (
        """
        sanctions sanction NOUN 0 root
        imposed impose VERB 1 acl VerbForm=Part|Tense=Past
        by by ADP 4 case
        Australia australia PROPN 2 obl:agent
        """,
        "imposed", ["Australia"], ["sanctions"],
    ),
    "accused of doing": (
        """
        Kyiv kyiv PROPN 2 nsubj
        accused accuse VERB 0 root
        Moscow moscow PROPN 2 obj
        of of SCONJ 5 mark
        sending send VERB 2 advcl VerbForm=Ger
        arms arm NOUN 5 obj
        """,
        "sending", ["Moscow"], ["arms"],
    ),
    "headline infinitive": (
        """
        Germany germany PROPN 0 root
        to to PART 3 mark
        send send VERB 1 acl
        tanks tank NOUN 3 obj
        """,
        "send", ["Germany"], ["tanks"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_arguments_logical_roles(name: str) -> None:
    rows, word, subjects, objects = CASES[name]
    assert _told(_tree(rows), word) == (subjects, objects)


def test_arguments_preposition_negation_and_modal() -> None:
    tree = _tree(
        """
        Russia russia PROPN 4 nsubj
        will will AUX 4 aux
        not not PART 4 advmod
        withdraw withdraw VERB 0 root
        from from ADP 6 case
        Syria syria PROPN 4 obl
        """
    )
    args = Syntax(tree).arguments(3)
    assert (args.modal, args.negated) == ("will", True)
    assert args.obl == {"from": (5,)}


def test_arguments_survive_a_loop_of_subjects() -> None:
    tree = _tree("a a VERB 2 xcomp\nb b VERB 1 xcomp")
    assert Syntax(tree).subject(0) == ()
