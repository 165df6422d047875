"""All that might be an attribution: a word, and a phrase or clause that hangs on it as content.

No list of cues is asked: any verb, noun or predicate adjective with a complement is a candidate.
Which of them say that somebody says, thinks or wants something is for `weighing` to tell.
"""

from dataclasses import dataclass

from demarche.language.tree import Tree
from demarche.statements.syntax import (
    NOMINAL,
    Holder,
    holder,
    is_finite,
    is_passive,
    own_subject,
    preposition,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may be a cue, the head of what may be its content, and whose word it would be."""

    cue: int
    head: int
    relation: str
    """How the content hangs on the cue: a UD relation, `host` or `sentence` (the clause around)."""
    between: tuple[int, ...]
    """Further words of the cue: its object where the content is a later phrase, its verb, its
    preposition."""
    holder: Holder | None

    @property
    def source(self) -> int | None:
        """The token that stands for who it is: what a relative pronoun means, else the head."""
        if self.holder is None:
            return None
        return self.holder.head if self.holder.antecedent is None else self.holder.antecedent


_MARKED = frozenset({"to", "of", "for", "about", "whether", "if", "that", "on", "over", "against"})
_FRONT = frozenset({"in", "by", "to", "for", "at", "on"})
_WHEN = ("time", "date")


def candidates(tree: Tree, word: int) -> list[Candidate]:
    """The candidates whose cue is `word`, in the order of their contents."""
    upos = tree.upos[word]
    relation = tree.deps[word].partition(":")[0]
    if upos == "VERB" or (upos == "AUX" and relation not in ("aux", "cop")):
        found = _of_verb(tree, word)
    elif upos == "NOUN" and relation not in ("compound", "flat", "fixed"):
        found = _of_noun(tree, word)
    elif upos == "ADJ":
        found = _of_adjective(tree, word)
    else:
        return []
    return sorted(found, key=lambda c: (c.head, c.relation))


def _of_verb(tree: Tree, verb: int) -> list[Candidate]:
    whose = holder(tree, verb)
    passive = is_passive(tree, verb)
    found: list[Candidate] = []
    objects = [k for k in tree.kids(verb, "obj") if k > verb]
    particles = tuple(tree.kids(verb, "compound:prt"))
    for kid in tree.children[verb]:
        dep = tree.deps[kid].partition(":")[0]
        if dep in ("ccomp", "xcomp") or (dep in ("obj", "csubj") and kid != verb):
            if whose is None or kid != whose.head:
                found.append(Candidate(verb, kid, dep, particles, whose))
        elif dep == "nsubj" and passive:
            found.append(Candidate(verb, kid, "passive", particles, whose))
        elif kid > verb and dep == "obl" and _is_topic(tree, kid):
            case = tuple(tree.kids(kid, "case")[:1])
            between = tuple(sorted({*particles, *case, *(o for o in objects if o < kid)}))
            found.append(Candidate(verb, kid, "obl", between, whose))
        elif kid > verb and dep == "advcl" and preposition(tree, kid) in _MARKED:
            found.append(Candidate(verb, kid, "advcl", particles, whose))
        elif kid > verb and dep == "parataxis" and is_finite(tree, kid):
            found.append(Candidate(verb, kid, "parataxis", particles, whose))
    dep, head = tree.deps[verb], tree.heads[verb]
    if dep == "parataxis" and whose is not None and tree.upos[head] in ("VERB", "AUX", "ADJ"):
        found.append(Candidate(verb, head, "host", particles, whose))
    elif dep == "acl" and passive and head < verb and whose is not None:
        found.append(Candidate(verb, head, "noun", particles, whose))
    return found


def _is_topic(tree: Tree, kid: int) -> bool:
    """Whether a prepositional phrase is none of time and no agent."""
    plain = tree.deps[kid] not in ("obl:agent", "obl:unmarked") and bool(tree.kids(kid, "case"))
    return plain and tree.ents[kid][2:] not in _WHEN


def _of_noun(tree: Tree, noun: int) -> list[Candidate]:
    owner = tree.kid(noun, "nmod:poss")
    by = next((k for k in tree.kids(noun, "nmod", "acl") if preposition(tree, k) == "by"), None)
    verb = tree.heads[noun] if tree.deps[noun] == "obj" else None
    subject = own_subject(tree, noun) if tree.kids(noun, "cop") else None
    lent: tuple[int, ...] = ()
    whose: Holder | None
    if owner is not None:
        whose = Holder(owner)
    elif by is not None:
        whose = Holder(by)
    elif verb is not None and noun > verb:
        whose, lent = holder(tree, verb), (verb,)
    elif subject is not None:
        whose = Holder(subject)
    else:
        whose = None
    found: list[Candidate] = []
    for kid in tree.kids(noun, "acl", "nmod", "ccomp", "advcl"):
        dep = tree.deps[kid].partition(":")[0]
        if kid < noun or kid == by or tree.deps[kid] in ("acl:relcl", "nmod:poss"):
            continue
        if dep == "nmod" and not (_is_topic(tree, kid) and tree.kids(kid, "case")):
            continue
        case = tuple(tree.kids(kid, "case")[:1])
        found.append(Candidate(noun, kid, dep, (*lent, *case), whose))
    governor = tree.heads[noun]
    if owner is not None and tree.deps[noun] == "obl" and preposition(tree, noun) in _FRONT:
        case = tuple(tree.kids(noun, "case")[:1])
        found.append(Candidate(noun, governor, "sentence", case, whose))
    return found


def _of_adjective(tree: Tree, word: int) -> list[Candidate]:
    whose = _bearer(tree, word)
    if whose is None:
        return []
    found: list[Candidate] = []
    for kid in tree.kids(word, "ccomp", "xcomp", "advcl", "obl", "csubj", "acl"):
        dep = tree.deps[kid].partition(":")[0]
        if kid < word or (dep == "obl" and not _is_topic(tree, kid)):
            continue
        if dep == "advcl" and preposition(tree, kid) not in _MARKED:
            continue
        case = tuple(tree.kids(kid, "case")[:1])
        found.append(Candidate(word, kid, dep, case, whose))
    return found


def _bearer(tree: Tree, word: int) -> Holder | None:
    """Whose state a predicate adjective tells."""
    subject = own_subject(tree, word)
    if subject is not None:
        return holder(tree, word)
    if tree.deps[word] in ("xcomp", "conj"):
        head = tree.heads[word]
        return _bearer(tree, head) if tree.upos[head] == "ADJ" else holder(tree, head)
    if tree.deps[word] == "acl" and tree.upos[tree.heads[word]] in NOMINAL:
        return Holder(tree.heads[word])
    return None
