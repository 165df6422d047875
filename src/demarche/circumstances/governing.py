"""Which words a circumstance belongs to: walks in the tree that all anchoring shares."""

from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree

LIGHT_VERBS = words(
    """hold take make carry conduct launch stage sign begin start open end conclude have give
        pay occur happen come mount suffer host attend follow see join continue resume do break
        undertake schedule plan postpone cancel complete finish erupt be arrange deliver issue
        lead agree reach announce set perform face stop halt extend suspend convene organize
        organise kick wrap last"""
)
"""Verbs whose time, place and number are those of the event noun that they carry."""

PARTS = words(
    """series wave round string spate number day days week part kind type rest start end
        beginning wake course aftermath face time site scene threat"""
)
"""Nouns that only measure the event noun on them: "a wave of attacks"."""

EVENT_NOUNS = words(
    """meeting summit talk talks conference ceremony visit session call attack strike raid
        assault battle operation offensive election vote referendum trial hearing war fighting
        clash clashes protest rally demonstration march interview speech address briefing
        bombing explosion blast shooting raid ambush siege trip tour campaign exercise exercises
        drill drills gathering event forum"""
)
"""Nouns that name a happening: what is told of them holds of the verb that they hang on."""

_NO_RISE = frozenset(("ccomp", "acl", "acl:relcl", "parataxis", "csubj", "csubj:pass", "root"))
_APART = words(
    """after before when while if since until unless though although because whereas
    as once"""
)


def span_root(tree: Tree, first: int, last: int) -> int:
    """The token of a span whose head lies outside it (the last such one, for flat spans)."""
    roots = [
        t for t in range(first, last + 1)
        if not first <= tree.heads[t] <= last or tree.heads[t] == t
    ]  # fmt: skip
    content = [t for t in roots if tree.deps[t] not in ("case", "punct", "det", "mark", "advmod")]
    return (content or roots or [last])[0]


def owner(tree: Tree, root: int) -> int:
    """The word that a time or place phrase modifies; for coordinated phrases that of the first."""
    seen = 0
    while tree.deps[root].startswith("conj") and tree.heads[root] != root and seen < 5:
        root = tree.heads[root]
        seen += 1
    return tree.heads[root]


def marked_apart(tree: Tree, clause: int) -> bool:
    """Whether a clause says when or under which condition, and so has a time of its own."""
    marks = [k for k in tree.children[clause] if tree.deps[k] in ("mark", "case", "advmod")]
    return any(tree.words[k].lower() in _APART for k in marks if k < clause)


def rising(tree: Tree, trigger: int, cues: frozenset[int]) -> list[int]:
    """The words whose circumstances are the trigger's too, nearest first.

    From a verb to the verb it is coordinated with or serves as a purpose of, from an event noun to
    its light verb; never from what is said to the saying (`cues` are the words that report).
    """
    path: list[int] = []
    node = trigger
    for _ in range(6):
        head, dep = tree.heads[node], tree.deps[node]
        if head == node or dep in _NO_RISE:
            break
        plain = dep.partition(":")[0]
        if plain == "conj":
            if tree.kid(node, "nsubj") is not None and tree.upos[node] == "VERB":
                break
        elif plain in ("xcomp", "advcl"):
            if head in cues or (plain == "advcl" and marked_apart(tree, node)):
                break
        elif tree.upos[node] in ("NOUN", "PROPN") and plain in ("obj", "nsubj"):
            if tree.lemmas[head].lower() not in LIGHT_VERBS or head in cues:
                break
        elif tree.upos[node] in ("NOUN", "PROPN") and plain == "nmod":
            if tree.lemmas[head].lower() not in PARTS:
                break
        elif plain == "obl" and tree.lemmas[node].lower() in EVENT_NOUNS:
            if head in cues:
                break
        elif plain not in ("amod", "compound", "appos"):
            break
        path.append(head)
        node = head
    return path


def sinking(tree: Tree, trigger: int) -> list[int]:
    """The event nouns below the trigger whose circumstances are its own: "signed at a meeting"."""
    found = []
    kids = tree.kids(trigger, "obl", "nmod", "obj")
    clauses = tree.kids(trigger, "advcl", "xcomp")
    clauses.extend(c for k in tree.kids(trigger, "obj") for c in tree.kids(k, "acl"))
    for clause in clauses:
        # "signed a treaty to do so at a meeting": what is done so is what was signed.
        if tree.lemmas[clause].lower() == "do":
            kids.extend(tree.kids(clause, "obl"))
    for kid in kids:
        if tree.upos[kid] in ("NOUN", "PROPN") and tree.lemmas[kid].lower() in EVENT_NOUNS:
            found.append(kid)
        elif tree.lemmas[kid].lower() in PARTS:
            found.extend(k for k in tree.kids(kid, "nmod") if tree.lemmas[k].lower() in EVENT_NOUNS)
    return found


def sharing(tree: Tree, trigger: int) -> list[int]:
    """Verbs coordinated after the trigger whose closing time is its too: "shelled A and bombed B on
    Tuesday"; not those with a subject or a tense of their own.
    """
    return [
        k
        for k in tree.kids(trigger, "conj")
        if tree.upos[k] == "VERB" and tree.kid(k, "nsubj", "aux") is None
        and tree.feats[k] == tree.feats[trigger]
    ]  # fmt: skip


def case_of(tree: Tree, root: int) -> str:
    """The preposition of a phrase, lower case; "out of" and "near to" by their first word."""
    cases = [k for k in tree.children[root] if tree.deps[k] == "case"]
    return tree.words[cases[0]].lower() if cases else ""
