"""Operators that stand inside one clause: negation, modals, adverbs, attributes, conditions.

An operator maps the value of what stands above it to the value of what stands below it. `local`
lists those of one clause head, innermost first: negation below `may` and `will` ("may not have": it
is possible that not), above `can` and `could` ("could not": it is not so).
"""

from dataclasses import dataclass
from typing import Literal

from demarche.commitments.signatures import Signature, lookup, table
from demarche.language.tree import Tree
from demarche.model import FactValue

Kind = Literal[
    "negation", "modal", "adverb", "attribute", "embedding", "background", "scope", "condition",
    "purpose", "question", "imperative", "quotes",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operator:
    """One step: `plus` and `minus` are what it makes of what is so, and of what is not so.

    `token` is the operator word, `at` the head of the clause or phrase that it belongs to (for an
    embedding word, the word itself). `source`: the view of the one who says it, for reports.
    Kind `background` holds whatever stands above it, short of another's report; `scope` passes on
    all but negation.
    """

    token: int
    at: int
    kind: Kind
    plus: FactValue
    minus: FactValue
    label: str
    source: FactValue | None = None
    factive: bool = False
    verdict: bool = False
    """A judgement of the author's on what a word reports or attempts: "falsely claimed"."""


def from_signature(
    tree: Tree, token: int, at: int, entry: Signature, kind: Kind, words: str = ""
) -> Operator:
    """An operator by a table entry."""
    words = words or tree.words[token].lower()
    label = f"{words} ({entry.signature}{': ' + entry.note if entry.note else ''})"
    return Operator(
        token, at, kind, entry.plus, entry.minus, label, entry.source, entry.signature == "+/+"
    )


def negation(tree: Tree, token: int, at: int, words: str = "") -> Operator:
    """Plain negation by the word `token`."""
    return Operator(
        token, at, "negation", "CT-", "CT+", f"{words or tree.words[token].lower()}: not"
    )


_NOT_REALLY = frozenset({"only", "just", "merely", "simply", "solely", "until"})
"""After "not", they turn it to "not only", "not until", which deny nothing."""

_NOT_ALL = frozenset({"all", "every", "everyone", "everybody", "everything", "necessarily"})

_BLEACHED = frozenset(
    [
        "have",
        "see",
        "find",
        "make",
        "know",
        "need",
        "show",
        "face",
        "leave",
        "mean",
        "hold",
        "get",
        "take",
    ]
)
"""Verbs that are not denied by a negative object: "has no plans" is a state that holds."""

_IDIOMS = frozenset({"doubt", "matter", "wonder", "secret", "choice", "question", "longer"})
"""Nouns after "no" that deny nothing of their clause."""

_DENIED = frozenset({"can", "could", "ca", "need", "dare", "would", "'d"})
"""Modals that stand below their negation: "could not", "would not" say that it is not so."""
_HAVE = frozenset({"have", "'ve", "ve", "of"})
_SUBJECTS = ("nsubj", "obj", "expl")
_NO_MEANS = frozenset({"means", "way", "circumstance", "time", "case", "account", "condition"})


def local(tree: Tree, node: int) -> list[Operator]:
    """The operators of the clause that `node` heads, innermost first."""
    inner: list[Operator] = []
    negations: list[Operator] = []
    modals: list[Operator] = []
    outer: list[Operator] = []
    perfect = False
    denied = False
    condition = False
    children = tree.children[node]
    for kid in children:
        word = tree.words[kid].lower()
        dep = tree.deps[kid]
        if dep.startswith("aux"):
            if word in _HAVE:
                perfect = True
            elif lookup(word.replace("\u2019", "'"), "AUX", "*"):
                modals.append(_modal(tree, kid, node, word.replace("\u2019", "'")))
                denied = denied or word in _DENIED
            elif word in ("cannot", "can't"):
                modals.append(_modal(tree, kid, node, "can"))
                negations.append(negation(tree, kid, node))
                denied = True
        elif dep == "advmod" or dep == "cc:preconj":
            found = _adverb(tree, kid, node, word)
            if found:
                if found.kind == "negation":
                    negations.append(found)
                elif found.label.startswith(("almost", "nearly")):
                    inner.append(found)
                else:
                    outer.append(found)
        elif dep == "det":
            entry = lookup(word, "DET", "*")
            if entry:
                negations.append(negation(tree, kid, node))
        elif dep == "amod":
            entry = lookup(word, "ADJ", "amod")
            if entry and not (judges_content(tree, kid) and aims(tree, node)):
                outer.append(from_signature(tree, kid, node, entry, "attribute"))
        elif dep.partition(":")[0] in _SUBJECTS:
            found = _negative_phrase(tree, kid, node)
            if found and not (
                dep == "obj" and found.token != kid and tree.lemmas[node].lower() in _BLEACHED
            ):
                negations.append(found)
        elif dep == "obl" and tree.lemmas[kid].lower() in _NO_MEANS:
            found = _negative_phrase(tree, kid, node)
            if found:
                negations.append(found)
        elif dep.startswith("advcl"):
            condition = condition or _is_condition(tree, kid)
    due = _due(tree, node)
    if due:
        modals.append(due)
    if _doubted(tree, node):
        inner.append(Operator(node, node, "quotes", "PS+", "PS-", "quotation marks of doubt"))
    if perfect:
        modals = [_perfect(tree, modal, node) for modal in modals]
    if len(negations) > 1:  # "never ... no troops" in one clause is one denial in news English
        negations = negations[:1]
    result = inner + (modals + negations if denied else negations + modals) + outer
    if condition and modals:
        result.append(Operator(node, node, "condition", "Uu", "Uu", "under a condition (if): open"))
    return result


def _modal(tree: Tree, token: int, node: int, word: str) -> Operator:
    entry = lookup(word, "AUX", "*")
    assert entry is not None
    return from_signature(tree, token, node, entry, "modal")


def _due(tree: Tree, node: int) -> Operator | None:
    """ "Is to visit", "were to have met"; "the plan is to attack" is about the plan."""
    kids = tree.children[node]
    to = any(tree.words[k].lower() == "to" and tree.deps[k] == "mark" for k in kids)
    be = [k for k in tree.kids(node, "aux", "cop") if tree.lemmas[k].lower() == "be"]
    if not to or not be or tree.deps[node] not in ("root", "conj", "ccomp", "parataxis", "advcl"):
        return None
    if tree.upos[node] != "VERB" or any(
        tree.words[k].lower() == "to" for k in range(be[0]) if k in kids
    ):
        return None
    subject = tree.kid(node, "nsubj")
    entry = lookup(tree.lemmas[subject].lower(), "NOUN", "to") if subject is not None else None
    if entry is None:
        perfect = any(tree.words[k].lower() in _HAVE for k in tree.kids(node, "aux"))
        entry = lookup("be to have" if perfect else "be to", "AUX", "*")
        assert entry is not None
    return from_signature(tree, be[0], node, entry, "modal", f"{tree.words[be[0]].lower()} to")


def _perfect(tree: Tree, modal: Operator, node: int) -> Operator:
    """A modal before a perfect is another one: "must have sent" infers, "should have" regrets."""
    word = tree.words[modal.token].lower()
    entry = lookup(f"{word} have", "AUX", "*")
    if not entry:
        return modal
    return from_signature(tree, modal.token, node, entry, "modal", f"{word} have")


def _adverb(tree: Tree, kid: int, node: int, word: str) -> Operator | None:
    word = word.replace("\u2019", "'")
    if word in ("longer", "more") and any(
        tree.words[k].lower() == "no" for k in tree.children[kid]
    ):
        return negation(tree, kid, node, f"no {word}")
    if word == "before" and any(tree.words[k].lower() == "never" for k in tree.children[kid]):
        return negation(tree, kid, node, "never before")
    entry = lookup(word, "ADV", "neg")
    if entry and entry.signature == "-/+":
        following = tree.words[kid + 1].lower() if kid + 1 < len(tree) else ""
        if following in _NOT_REALLY:
            return None
        if following in _NOT_ALL:
            return Operator(kid, node, "adverb", "PS+", "Uu", f"{word} {following}: open")
        return Operator(kid, node, "negation", entry.plus, entry.minus, f"{word}: not")
    entry = lookup(word, "ADV", "*")
    if entry and judges_content(tree, kid) and (aims(tree, node) or tree.kids(node, "ccomp")):
        return None
    if entry is None or (entry.signature == "+/-" and entry.plus == "CT+"):
        return None
    return from_signature(tree, kid, node, entry, "adverb")


def _negative_phrase(tree: Tree, head: int, node: int) -> Operator | None:
    """A negative subject or object: "no troops were sent", "nobody came", "neither side agreed"."""
    word = tree.words[head].lower()
    if lookup(word, "PRON", "*"):
        return negation(tree, head, node)
    for kid in tree.children[head]:
        if tree.deps[kid] in ("det", "cc:preconj", "advmod") and lookup(
            tree.words[kid].lower(), "DET", "*"
        ):
            if word in _IDIOMS:
                return None
            return negation(tree, kid, node, f"{tree.words[kid].lower()} {word}")
        if tree.deps[kid] == "nummod" and word == "one" and tree.words[kid].lower() == "no":
            return negation(tree, kid, node, "no one")
    return None


_OPENING = frozenset({"“", "‘", '"', "'", "``"})
_CLOSING = frozenset({"”", "’", '"', "'", "''"})


def _doubted(tree: Tree, node: int) -> bool:
    """Whether a common noun stands in quotation marks that its article or owner stands outside of.

    So the "liberation" of the town is somebody's word for it; longer quotations are statements.
    """
    if tree.upos[node] != "NOUN" or node + 1 >= len(tree) or tree.words[node + 1] not in _CLOSING:
        return False
    for before in range(node - 1, max(node - 5, 0), -1):
        if tree.words[before] in _OPENING:
            return tree.upos[before - 1] in ("DET", "PRON") or tree.words[before - 1] in (
                "'s",
                "’s",
            )
    return False


def judges_content(tree: Tree, word: int) -> Signature | None:
    """The entry of a word that judges what its governor reports or attempts: "falsely claimed"."""
    pos = "ADJ" if tree.deps[word] == "amod" else "ADV"
    return table().get((tree.words[word].lower(), pos, "content"))


def aims(tree: Tree, node: int) -> bool:
    """Whether a word reports or attempts something else, by the table: accuse, attempt, bid."""
    pos = "NOUN" if tree.upos[node] == "NOUN" else "VERB"
    lemma = tree.lemmas[node].lower()
    entries = (table().get((lemma, pos, frame)) for frame in ("that", "to", "of", "np"))
    return any(e and (e.source or e.plus == "Uu") for e in entries)


def inverted(tree: Tree, clause: int) -> bool:
    """ "Had the army attacked", "should they refuse": a condition by the order of its words."""
    helpers = [k for k in tree.kids(clause, "aux", "cop") if k < clause]
    if not helpers or tree.words[helpers[0]].lower() not in ("had", "should", "were"):
        return False
    first = min(tree.children[clause])
    subject = tree.kid(clause, "nsubj", "expl")
    return helpers[0] == first and subject is not None and subject > first


def _is_condition(tree: Tree, clause: int) -> bool:
    return inverted(tree, clause) or any(
        tree.deps[k] == "mark" and tree.words[k].lower() in ("if", "unless", "provided")
        for k in tree.children[clause]
    )
