"""How a clause or an event noun hangs in what stands above it: one step up the tree.

`climb` finds the governor and the operators of the link: the governor's signature for this frame of
complement (Nairn et al. 2006), the subordinator's for an adverbial clause, and what is taken as
given (definite noun phrases, relative clauses, "because"), which survives negation and "if" above
it (Karttunen 1971).
"""

from dataclasses import dataclass, replace

from demarche.commitments.frames import clause_frame, definite, entry_for, noun_frame, words_of
from demarche.commitments.operators import (
    Kind,
    Operator,
    aims,
    from_signature,
    inverted,
    judges_content,
    local,
)
from demarche.commitments.signatures import Signature, lookup, table
from demarche.language.tree import Tree


@dataclass(frozen=True, slots=True)
class Link:
    """One step up: to `governor`, through `operators` (innermost first)."""

    governor: int
    operators: tuple[Operator, ...]
    frame: str
    inherits: bool = True
    """Whether the governor's own clause operators (its negation, its modal) stand above this."""
    loose: bool = False
    """An adjunct: a condition on the governor is none on it."""


_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"})
_ADVERBIAL_MARKS = frozenset({"when", "whenever", "once", "instead", "rather"})


def _background(token: int, at: int, words: str) -> Operator:
    return Operator(token, at, "background", "CT+", "CT+", f"{words}: taken as given")


def _scope(node: int, at: int) -> Operator:
    return Operator(node, at, "scope", "CT+", "CT+", "in the scope of what stands above")


def climb(tree: Tree, node: int) -> Link | None:
    """One step up from the clause or noun `node`; None at the top of the sentence."""
    governor = tree.heads[node]
    if governor == node:
        return None
    return _judged(tree, _step(tree, node, governor))


def _judged(tree: Tree, link: Link) -> Link:
    """With what the author says of a report or an attempt: "falsely claimed", "tried in vain"."""
    above = link.operators[0].token if link.operators else link.governor
    embeds = bool(link.operators) and link.operators[0].kind == "embedding"
    if not (embeds or link.frame in ("to", "compound")) or not aims(tree, above):
        return link
    for kid in tree.children[above]:
        entry = judges_content(tree, kid)
        if entry:
            operator = from_signature(tree, kid, above, entry, "adverb")
            return replace(link, operators=(replace(operator, verdict=True), *link.operators))
    return link


def _step(tree: Tree, node: int, governor: int) -> Link:
    dep = tree.deps[node]
    base = dep.partition(":")[0]
    if base == "conj":
        return _conjunct(tree, node, governor)
    if base in ("root", "dep", "list", "appos", "vocative", "orphan", "discourse"):
        return Link(governor, (_background(node, governor, dep),), dep, inherits=False)
    special = _let_alone(tree, governor) or _by_its_adverb(tree, node, governor)
    if special:
        return special
    if base == "parataxis":
        return _parataxis(governor)
    if base in ("nmod", "acl"):
        link = _of_the_verb(tree, node, governor)
        if link:
            return link
    if dep in ("acl:relcl", "advcl:relcl"):
        return _relative(tree, node, governor)
    nominal = tree.upos[node] in _NOMINAL and not any(
        tree.deps[k].partition(":")[0] in ("cop", "nsubj", "aux") for k in tree.children[node]
    )
    if base in ("ccomp", "xcomp", "csubj") or (base in ("obj", "obl", "nmod") and not nominal):
        return _complement(tree, node, governor, base)
    if base == "acl":
        return _adnominal(tree, node, governor)
    if base == "advcl":
        return _adverbial(tree, node, governor)
    if base in ("amod", "case", "mark", "cc"):
        return Link(governor, (_background(node, governor, "attribute"),), base)
    if base in ("compound", "flat", "fixed", "goeswith", "nummod", "det", "aux", "cop"):
        return Link(governor, (), base)
    return _noun_phrase(tree, node, governor, base)


def _of_the_verb(tree: Tree, node: int, governor: int) -> Link | None:
    """ "Accused the army of bombing": the phrase is the verb's, whatever noun it was hung on."""
    if tree.deps[governor] not in ("obj", "nsubj:pass", "iobj"):
        return None
    frame = noun_frame(tree, node)
    verb = tree.heads[governor]
    if frame not in ("of", "from", "with"):
        return None
    entry = table().get((tree.lemmas[verb].lower(), "VERB", frame))
    if entry is None or entry_for(tree, governor, frame):
        return None
    return Link(verb, (from_signature(tree, verb, verb, entry, "embedding"),), frame)


def _let_alone(tree: Tree, governor: int) -> Link | None:
    """ "Did not visit the camp, let alone apologise": denied as what stands before it."""
    if tree.words[governor].lower() != "let" or not any(
        tree.words[k].lower() == "alone" for k in tree.children[governor]
    ):
        return None
    above = tree.heads[governor]
    return Link(above, tuple(local(tree, above)), "conj", inherits=False)


def _by_its_adverb(tree: Tree, node: int, governor: int) -> Link | None:
    """ "Stopped short of firing him", "came close to collapse": verb and adverb decide."""
    if tree.upos[governor] not in ("ADV", "ADJ") or tree.deps[governor] not in (
        "advmod",
        "xcomp",
    ):
        return None
    verb = tree.heads[governor]
    phrase = f"{tree.lemmas[verb].lower()} {tree.words[governor].lower()}"
    entry = table().get((phrase, "VERB", noun_frame(tree, node)))
    if entry is None:
        return None
    operator = from_signature(tree, verb, verb, entry, "embedding", phrase)
    return Link(verb, (operator,), noun_frame(tree, node))


def _instead(tree: Tree, node: int, governor: int) -> Operator | None:
    """ "Burned the bridge rather than surrender", whatever the phrase was taken for."""
    for kid in tree.children[node]:
        if tree.words[kid].lower() in ("rather", "instead") and tree.deps[kid] in (
            "cc",
            "case",
            "mark",
        ):
            words = [tree.words[k].lower() for k in tree.children[kid] if tree.deps[k] == "fixed"]
            phrase = " ".join([tree.words[kid].lower(), *words])
            entry = lookup(phrase, "MARK", "*")
            if entry:
                return from_signature(tree, kid, governor, entry, "background", phrase)
    return None


def _conjunct(tree: Tree, node: int, governor: int) -> Link:
    """Coordination: a conjunct without an auxiliary of its own shares those of the first one."""
    instead = _instead(tree, node, governor)
    if instead:
        return Link(governor, (instead,), "conj", inherits=False)
    finite = _finite_partner(tree, node, governor)
    if finite is not None:
        return Link(finite, (), "conj", inherits=False)
    shared: list[Operator] = []
    but = own = False
    for kid in tree.children[node]:
        dep = tree.deps[kid]
        if (dep == "cc" and tree.words[kid].lower() in ("but", "yet")) or (
            tree.words[kid] == "," and "Tense=Past" in tree.feats[node]
        ):  # a new clause: the negation of the first one does not reach it
            but = True
        elif dep.startswith(("aux", "nsubj", "cop", "expl")) or (
            dep == "mark" and tree.words[kid].lower() != "to"
        ):
            own = True
    nominal = tree.upos[node] in _NOMINAL
    if not own and (nominal or _same_form(tree, node, governor)):
        for operator in local(tree, governor):
            if operator.kind == "condition" or (operator.kind == "negation" and but):
                continue
            if nominal and operator.kind in ("attribute", "adverb"):
                continue
            shared.append(operator)
    return Link(governor, tuple(shared), "conj", inherits=False)


def _finite_partner(tree: Tree, node: int, governor: int) -> int | None:
    """The verb that a past form is coordinated with: "promised to help and signed a treaty".

    Parsers hang it on the nearer infinitive; a past form stands beside another one only.
    """
    if "Tense=Past" not in tree.feats[node] or "VerbForm=Inf" not in tree.feats[governor]:
        return None
    for clause in (node, governor):
        if any(tree.deps[k].startswith(("aux", "nsubj")) for k in tree.children[clause]):
            return None
    return next((a for a in tree.ancestors(governor) if "Tense=Past" in tree.feats[a]), None)


def _form(tree: Tree, node: int) -> str:
    feats = tree.feats[node]
    if "VerbForm=Part" in feats or "VerbForm=Ger" in feats:
        return "ing" if tree.words[node].lower().endswith("ing") else "part"
    if "VerbForm=Fin" in feats:
        return "past" if "Tense=Past" in feats else "present"
    return "inf" if "VerbForm=Inf" in feats else "other"


def _same_form(tree: Tree, node: int, governor: int) -> bool:
    mine, other = _form(tree, node), _form(tree, governor)
    return mine == other or {mine, other} == {"inf", "other"} or {mine, other} == {"past", "part"}


def _parataxis(governor: int) -> Link:
    """A clause set beside: "X, officials say" has its reporting verb below, not above."""
    return Link(governor, (), "parataxis", inherits=False)


def _complete(tree: Tree, node: int) -> bool:
    """Whether a that-clause lacks nothing: "reports that ...", taken for a relative clause."""
    that = [k for k in tree.children[node] if tree.words[k].lower() == "that"]
    others = {tree.deps[k].partition(":")[0] for k in tree.children[node] if k not in that}
    return bool(that) and (tree.deps[that[0]] == "mark" or {"nsubj", "obj"} <= others)


def _relative(tree: Tree, node: int, governor: int) -> Link:
    if _complete(tree, node) and entry_for(tree, governor, "that"):
        return _adnominal(tree, node, governor)
    return _of_which(tree, node, governor)


def _of_which(tree: Tree, node: int, governor: int) -> Link:
    """A finite clause on a noun: taken as given, but for "no", "any" and "nobody"."""
    for kid in tree.children[governor]:
        if tree.deps[kid] == "det" and lookup(tree.words[kid].lower(), "DET", "*"):
            return Link(governor, (), "relcl")
        if tree.deps[kid] == "det" and tree.words[kid].lower() in ("any", "whatever"):
            operator = Operator(kid, governor, "scope", "Uu", "Uu", "any: open")
            return Link(governor, (operator,), "relcl")
    if lookup(tree.words[governor].lower(), "PRON", "*"):
        operator = Operator(governor, governor, "negation", "CT-", "CT+", "of nobody: not")
        return Link(governor, (operator,), "relcl")
    return Link(governor, (_background(node, governor, "relative clause"),), "relcl")


def _done_by_saying(tree: Tree, node: int, governor: int) -> Signature | None:
    """ "Summoned him to protest": the purpose is carried out by the act itself."""
    if lookup(tree.lemmas[node].lower(), "VERB", "speech"):
        return entry_for(tree, governor, "to-speech")
    return None


def _motion(tree: Tree, node: int, governor: int) -> Signature | None:
    """ "Went to examine", "came to arrest" move for a purpose; "came to trust" came about."""
    verb, phrase = words_of(tree, governor)
    if phrase != verb or tree.words[governor].lower() == "going":
        return None
    if verb == "come" and lookup(tree.lemmas[node].lower(), "VERB", "state"):
        return lookup("come", "VERB", "to-state")
    return table().get((verb, "VERB", "to-act"))


def _not_yet(tree: Tree, node: int, governor: int) -> Signature | None:
    """ "Has yet to sign": it has not."""
    if any(tree.words[k].lower() == "yet" for n in (governor, node) for k in tree.children[n]):
        return lookup(f"{tree.lemmas[governor].lower()} yet", "VERB", "to")
    return None


def _complement(tree: Tree, node: int, governor: int, base: str) -> Link:
    frame = clause_frame(tree, node)
    if base == "csubj":
        return _clausal_subject(tree, node, governor, frame)
    if base == "obl" or base == "nmod":
        frame = noun_frame(tree, node) if frame in ("ing", "as") else frame
    entry = entry_for(tree, governor, frame)
    if frame == "to":
        entry = (
            _done_by_saying(tree, node, governor)
            or _not_yet(tree, node, governor)
            or _motion(tree, node, governor)
            or entry
        )
    if entry:
        operator = from_signature(tree, governor, governor, entry, "embedding")
        return Link(governor, (operator,), frame)
    if base in ("obl", "nmod"):
        subordinator = lookup(frame, "MARK", "*")
        if subordinator:
            operator = from_signature(tree, node, governor, subordinator, "background", frame)
            return Link(governor, (operator,), frame)
    return Link(governor, _unlisted(tree, node, governor, frame), frame)


def _unlisted(tree: Tree, node: int, governor: int, frame: str) -> tuple[Operator, ...]:
    """A governor that the table does not have: by the frame alone."""
    words = tree.words[governor].lower()
    if frame == "that":
        return (
            Operator(
                governor, governor, "embedding", "PR+", "Uu", f"{words} that: reported", "CT+"
            ),
        )
    if frame == "whether":
        return (Operator(governor, governor, "embedding", "Uu", "Uu", f"{words} whether: open"),)
    if frame == "wh":
        return (_background(governor, governor, f"{words} + question word"),)
    if frame in ("to", "subj", "bare"):
        return (Operator(governor, governor, "embedding", "Uu", "Uu", f"{words} to: open"),)
    return (_scope(node, governor),)


def _clausal_subject(tree: Tree, node: int, governor: int, frame: str) -> Link:
    entry = entry_for(tree, governor, "csubj") or (
        entry_for(tree, governor, frame) if frame in ("that", "to", "whether") else None
    )
    if entry:
        return Link(
            governor, (from_signature(tree, governor, governor, entry, "embedding"),), frame
        )
    if frame == "to":
        operator = Operator(node, governor, "purpose", "Uu", "Uu", "infinitive as subject: open")
        return Link(governor, (operator,), frame)
    return Link(governor, (_background(node, governor, "clause as subject"),), frame)


def _adnominal(tree: Tree, node: int, governor: int) -> Link:
    """A clause below a noun: "the plan to send", "reports that", "troops fighting"."""
    frame = clause_frame(tree, node)
    entry = entry_for(tree, governor, frame)
    if frame == "wh" and _complete(tree, node):
        frame = "that"
        entry = entry_for(tree, governor, frame)
    verdict = _verdict_on(tree, governor) if frame == "that" else None
    if verdict:
        return verdict
    if frame == "to" and any(tree.words[k].lower() == "but" for k in tree.children[node]):
        entry = table().get((tree.lemmas[governor].lower(), "NOUN", "but")) or entry
    if entry and (frame in ("that", "to", "whether", "wh", "subj") or not _participle(tree, node)):
        operator = from_signature(tree, governor, governor, entry, "embedding")
        return Link(governor, (operator,), frame)
    if frame == "to":
        for kid in tree.children[governor]:
            if tree.words[kid].lower() in ("first", "last", "only", "next"):
                entry = lookup(tree.words[kid].lower(), "ADJ", "to")
                assert entry is not None
                operator = from_signature(tree, kid, governor, entry, "embedding")
                return Link(governor, (operator,), frame)
        if _does_so(tree, node):
            return Link(governor, (_scope(node, governor),), frame)
        operator = Operator(node, governor, "purpose", "Uu", "Uu", "infinitive of purpose: open")
        return Link(governor, (operator,), frame)
    if frame == "whether":
        return Link(governor, _unlisted(tree, node, governor, frame), frame)
    if frame == "that" and not _complete(tree, node):
        return _of_which(tree, node, governor)
    if frame == "that":
        return Link(governor, _unlisted(tree, node, governor, frame), frame)
    return Link(governor, (_scope(node, governor),), frame)


def _verdict_on(tree: Tree, noun: int) -> Link | None:
    """ "The rumour that he fled is false", "turned out to be true": said of the content itself."""
    if tree.deps[noun].partition(":")[0] != "nsubj":
        return None
    above = tree.heads[noun]
    for judge in (above, *tree.kids(above, "xcomp")):
        entry = table().get((tree.lemmas[judge].lower(), "ADJ", "that"))
        if entry and not entry.factive and "Uu" not in (entry.plus, entry.minus):
            operator = from_signature(tree, judge, judge, entry, "embedding")
            return Link(judge, (replace(operator, source=None, verdict=True),), "that")
    return None


def _does_so(tree: Tree, node: int) -> bool:
    """`signed a treaty to do so at a meeting`: what hangs on "do so" is about the clause above."""
    return tree.lemmas[node].lower() == "do" and any(
        tree.words[k].lower() == "so" for k in tree.children[node]
    )


def _participle(tree: Tree, node: int) -> bool:
    return not any(tree.deps[k] in ("mark", "case") for k in tree.children[node])


def _adverbial(tree: Tree, node: int, governor: int) -> Link:
    marks = [
        k
        for k in tree.children[node]
        if tree.deps[k] in ("mark", "case")
        or (tree.deps[k] == "advmod" and tree.words[k].lower() in _ADVERBIAL_MARKS)
    ]
    frame = clause_frame(tree, node)
    if frame == "to":  # a stray "that" of the clause above may hang here
        marks = [m for m in marks if tree.words[m].lower() != "that"]
    phrase = " ".join(tree.words[m].lower() for m in marks)
    if marks and tree.words[marks[0]].lower() != "to":
        fixed = [tree.words[k].lower() for k in tree.children[marks[0]] if tree.deps[k] == "fixed"]
        phrase = " ".join([tree.words[marks[0]].lower(), *fixed])
    if phrase in ("", "to") and frame == "to" and _does_so(tree, node):
        return Link(governor, (_scope(node, governor),), frame)
    if phrase in ("", "to") and frame == "to":
        noun = marks[0] - 1 if marks else 0  # "the plan to attack was", taken for an adverbial
        if noun > 0 and noun != governor and tree.upos[noun] == "NOUN":
            entry = lookup(tree.lemmas[noun].lower(), "NOUN", "to")
            if entry and tree.heads[noun] == governor:
                operator = from_signature(tree, noun, noun, entry, "embedding")
                return Link(noun, (operator,), frame)
        degree = [k for k in tree.children[governor] if tree.words[k].lower() in ("too", "enough")]
        word = tree.words[degree[0]].lower() if degree else ""
        entry = lookup(word, "ADJ", "to") if word else None
        if entry is None and (
            tree.upos[governor] == "ADJ" or not tree.kids(governor, "obj", "nsubj:pass")
        ):
            entry = entry_for(tree, governor, "to")
            if entry and entry.source is None and tree.upos[governor] == "VERB":
                entry = None
        entry = _done_by_saying(tree, node, governor) or _motion(tree, node, governor) or entry
        if entry:
            operator = from_signature(tree, governor, governor, entry, "embedding")
            return Link(governor, (operator,), frame)
    if not phrase and inverted(tree, node):
        entry = lookup("if", "MARK", "*")
        assert entry is not None
        words = tree.words[min(tree.children[node])].lower()
        operator = from_signature(tree, node, governor, entry, "condition", words)
        return Link(governor, (operator,), frame)
    if phrase == "by" or not phrase:
        if frame == "to":
            entry = lookup("to", "MARK", "*")
            assert entry is not None
            return Link(
                governor, (from_signature(tree, node, governor, entry, "purpose", "to"),), frame
            )
        return Link(governor, () if phrase else (_scope(node, governor),), frame, loose=True)
    entry = lookup(phrase, "MARK", "*") or lookup(phrase.split()[0], "MARK", "*")
    governed = (_motion(tree, node, governor) if frame == "to" else None) or entry_for(
        tree, governor, frame
    )
    if governed and frame == phrase.split()[0]:
        return Link(
            governor, (from_signature(tree, governor, governor, governed, "embedding"),), frame
        )
    if entry:
        kind: Kind = "background" if entry.signature in ("+/+", "-/-") else "condition"
        operator = from_signature(tree, marks[0], governor, entry, kind, phrase)
        return Link(governor, (operator,), frame)
    return Link(governor, (_scope(node, governor),), frame)


def _noun_phrase(tree: Tree, node: int, governor: int, base: str) -> Link:
    """An event noun as subject, object, oblique or complement of a noun."""
    frame = noun_frame(tree, node)
    if base == "nsubj":
        frame = "np" if tree.deps[node] == "nsubj:pass" else "nsubj"
    instead = _instead(tree, node, governor)
    if instead:
        return Link(governor, (instead,), frame)
    if frame in ("without", "instead", "despite"):
        entry = lookup("instead of" if frame == "instead" else frame, "MARK", "*")
        if entry:
            return Link(
                governor, (from_signature(tree, node, governor, entry, "background", frame),), frame
            )
    entry = entry_for(tree, governor, frame) if base not in ("nmod:poss",) else None
    if entry:
        operator = from_signature(tree, governor, governor, entry, "embedding")
        if definite(tree, node) and _keeps_definites(entry):
            return Link(governor, (_background(node, governor, "definite phrase"),), frame)
        return Link(governor, (operator,), frame)
    if definite(tree, node):
        return Link(governor, (_background(node, governor, "definite phrase"),), frame)
    return Link(governor, (_scope(node, governor),), frame)


def _keeps_definites(entry: Signature) -> bool:
    """A definite phrase is taken as given where the governor neither denies nor wants the event."""
    if entry.source is not None and not entry.factive:
        return False
    return entry.signature in ("+/o", "+/-", "+/+") and entry.tense != "future"
