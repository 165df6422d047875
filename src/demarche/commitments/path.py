"""From an event up to the top of its sentence, and the value that comes down.

`operators` collects every operator on the way, innermost first; `fold` starts from what is so for
the one whose view is asked, and lets the operators act from the outermost to the innermost, as in
Nairn, Condoravdi and Karttunen (2006). Reports are plugs: what is taken as given below a report is
given for its source, and no surer than the report for everyone else.
"""

from collections.abc import Sequence
from dataclasses import replace

from demarche.commitments.embedding import climb
from demarche.commitments.operators import Operator, local
from demarche.commitments.values import negate, negative, weaken
from demarche.language.tree import Tree
from demarche.model import FactValue


def beside(tree: Tree, token: int) -> set[int]:
    """The predicates that a predicate is coordinated with, itself or through what it depends on."""
    found: set[int] = set()
    node = token
    for _ in range(40):
        link = climb(tree, node)
        if link is None:
            break
        node = link.governor
        if link.frame == "conj":
            found.add(node)
    return found


def operators(tree: Tree, token: int) -> list[Operator]:
    """All operators that stand above a predicate, innermost first."""
    found = local(tree, token)
    node = token
    for _ in range(40):
        link = climb(tree, node)
        if link is None:
            break
        found.extend(link.operators)
        node = link.governor
        if link.inherits:
            found.extend(
                operator
                for operator in local(tree, node)
                if not (link.loose and operator.kind == "condition")
            )
    found.extend(_mood(tree, token, node))
    return _settle(found)


def _settle(path: list[Operator]) -> list[Operator]:
    """Let operators see each other: one word denies once; "would" below a report is a future."""
    seen: set[int] = set()
    settled: list[Operator] = []
    for number, operator in enumerate(path):
        if operator.kind == "negation":
            if operator.token in seen:
                continue
            seen.add(operator.token)
        if (
            operator.kind == "modal"
            and operator.plus == "Uu"
            and operator.label.startswith(("would (", "'d ("))
            and any(above.source is not None for above in path[number + 1 :])
            and not any(o.kind == "condition" and o.at == operator.at for o in path)
        ):
            operator = replace(operator, plus="PR+", minus="PR-", label=f"{operator.label}: PR+")
        settled.append(operator)
    return settled


def _mood(tree: Tree, token: int, top: int) -> list[Operator]:
    """Questions and commands: what the whole sentence does."""
    first, last = tree.sentences[tree.sentence_of[token]]
    end = last - 1
    while end > first and tree.words[end] in ('"', "”", "''", "’", "'", ")", "]"):
        end -= 1
    if tree.words[end] == "?" and not _presupposing(tree, top):
        return [Operator(end, top, "question", "Uu", "Uu", "question: open")]
    if _imperative(tree, top):
        return [Operator(top, top, "imperative", "Uu", "Uu", "command: open")]
    return []


def _presupposing(tree: Tree, top: int) -> bool:
    """Why, when and where questions take the rest of the clause as given; so does "who ..."."""
    for kid in tree.children[top]:
        word = tree.words[kid].lower()
        if (word in ("why", "when", "where") and tree.deps[kid] in ("advmod", "mark")) or (
            word == "how" and tree.deps[kid] == "advmod"
        ):
            return not any(
                tree.words[k].lower() in ("will", "would", "can", "could", "should", "do", "may")
                for k in tree.children[top]
            )
    return False


def _imperative(tree: Tree, top: int) -> bool:
    if tree.upos[top] not in ("VERB", "AUX"):
        return False
    helped = any(
        tree.deps[k].startswith(("nsubj", "expl"))
        or (tree.deps[k].startswith("aux") and tree.lemmas[k].lower() != "do")
        for k in tree.children[top]
    )
    if helped:
        return any(tree.words[k].lower() == "let" for k in tree.children[top] if k < top)
    if "Mood=Imp" in tree.feats[top] or any(
        tree.lemmas[k].lower() == "do" and "Mood=Imp" in tree.feats[k]
        for k in tree.kids(top, "aux")
    ):
        return True
    return tree.tags[top] == "VB" and not any(
        tree.words[k].lower() == "to" and tree.deps[k] == "mark" for k in tree.children[top]
    )


def apply(operator: Operator, value: FactValue, given: FactValue) -> FactValue:
    """What `operator` makes of the value above it; `given` is what presuppositions are worth."""
    if operator.verdict and operator.plus == operator.minus:
        return operator.plus
    if operator.kind == "background":
        return weaken(operator.plus, given) if given != "Uu" else "Uu"
    if operator.kind == "scope" and operator.plus != "Uu":
        return given if negative(value) else value
    if operator.factive or (operator.plus == operator.minus and operator.plus != "Uu"):
        return weaken(operator.plus, given) if given != "Uu" else "Uu"
    if operator.kind == "negation":
        return weaken(negate(value), operator.plus)
    if value == "Uu":
        return "Uu"
    below = operator.minus if negative(value) else operator.plus
    return weaken(below, value)


def fold(
    path: Sequence[Operator], start: FactValue = "CT+", given: FactValue = "CT+"
) -> tuple[FactValue, tuple[str, ...]]:
    """Let operators (innermost first) act on `start`: the value, and each step, outermost first.

    A report counts for what a reader makes of it: likely so. `given`: what presuppositions are
    worth.
    """
    value = start
    steps: list[str] = []
    for operator in reversed(path):
        before = value
        value = apply(operator, value, given)
        if operator.source is not None and not operator.factive:
            given = "PR+"
        if operator.kind != "scope" or value != before:
            steps.append(f"{operator.label} → {value}")
    return value, tuple(steps)
