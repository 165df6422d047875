"""How a clause or an event noun hangs in what stands above it: one step up the tree.

`climb` finds the governor and the operators of the link: the governor's signature for this frame of
complement (Nairn et al. 2006), the subordinator's for an adverbial clause, and what is taken as
given (definite noun phrases, relative clauses, "because"), which survives negation and "if" above
it (Karttunen 1971).
"""

from dataclasses import dataclass

from demarche.factuality.operators import Operator, from_signature, local
from demarche.factuality.signatures import Signature, lookup
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
_WH = frozenset({"how", "why", "where", "when", "what", "who", "whom", "which", "whose"})
_ADVERBIAL_MARKS = frozenset({"when", "whenever", "once", "instead", "rather"})
_DEFINITE = frozenset(
    "the this that these those his her its their our my your whose such both each every".split()
)


def words_of(tree: Tree, node: int) -> tuple[str, str]:
    """The lemma for the table: alone, and with its particle ("give up")."""
    lemma = tree.lemmas[node].lower()
    for kid in tree.children[node]:
        if tree.deps[kid] == "compound:prt":
            return lemma, f"{lemma} {tree.words[kid].lower()}"
    return lemma, lemma


def entry_for(tree: Tree, node: int, frame: str) -> Signature | None:
    """The signature of a word for a complement of this frame, particle verbs first."""
    lemma, phrase = words_of(tree, node)
    pos = tree.upos[node]
    tries = {
        "NOUN": ("NOUN",),
        "PROPN": ("NOUN",),
        "ADJ": ("ADJ", "VERB"),
        "ADV": ("ADJ",),
        "AUX": ("VERB",),
    }.get(pos, ("VERB", "ADJ", "NOUN") if pos == "VERB" else ("VERB", "ADJ"))
    for name in (phrase, lemma) if phrase != lemma else (lemma,):
        for part in tries:
            found = lookup(name, part, frame)
            if found:
                return found
    if pos == "ADJ" or pos == "VERB":
        return lookup(tree.words[node].lower(), "ADJ", frame)
    return None


def clause_frame(tree: Tree, node: int) -> str:
    """What kind of complement the clause headed by `node` is: that, subj, wh, whether, to, ing ..."""
    preposition = ""
    wh = ""
    finite = to = subject = that = False
    for kid in tree.children[node]:
        word = tree.words[kid].lower()
        dep = tree.deps[kid]
        if dep in ("mark", "case"):
            if word == "to":
                to = True
            elif word in ("whether", "if"):
                return "whether"
            elif word == "that":
                that = True
            elif word in _WH:
                wh = word
            elif word != "for":
                preposition = word
        elif dep.startswith(("aux", "cop")):
            if "VerbForm=Fin" in tree.feats[kid]:
                finite = True
        elif dep.startswith(("nsubj", "expl", "csubj")):
            subject = True
            if word in _WH:
                wh = word
        elif word in _WH and dep in ("advmod", "obj", "obl", "det"):
            wh = word
    feats = tree.feats[node]
    if to:
        return "to"
    if "VerbForm=Fin" in feats and "Mood=Imp" not in feats:
        if _subjunctive(tree, node):
            return "subj"
        finite = True
    if wh:
        return "wh" if finite or subject else "to"
    if finite and ("Mood=Sub" not in feats):
        return "that"
    if "VerbForm=Ger" in feats or (
        "VerbForm=Part" in feats and tree.words[node].lower().endswith("ing")
    ):
        return preposition or "ing"
    if "VerbForm=Inf" in feats or "Mood=Sub" in feats or tree.tags[node] == "VB":
        return "subj" if (that or subject) and tree.deps[node] != "xcomp" else "bare"
    if preposition and not finite:
        return preposition
    if subject or that:
        return "that"
    if "VerbForm=Part" in feats:
        return "to" if tree.deps[node] == "xcomp" else "part"
    return "as"


def _subjunctive(tree: Tree, node: int) -> bool:
    """A base form below a singular subject: "that Seoul send"."""
    if "Tense=Past" in tree.feats[node] or tree.words[node].lower() != tree.lemmas[node].lower():
        return False
    for kid in tree.children[node]:
        if tree.deps[kid].startswith("aux"):
            return False
        if tree.deps[kid] == "nsubj":
            return (
                tree.upos[kid] in ("NOUN", "PROPN")
                and "Number=Sing" in tree.feats[kid]
                and not any(tree.deps[k] == "conj" for k in tree.children[kid])
            )
    return False


def noun_frame(tree: Tree, node: int) -> str:
    """np for a bare object, the preposition for an oblique or a noun's complement."""
    for kid in tree.children[node]:
        if tree.deps[kid] in ("case", "mark"):
            return tree.words[kid].lower()
    return "np"


def definite(tree: Tree, node: int) -> bool:
    """Whether a noun phrase speaks of something taken as given: the, this, his, Moscow's."""
    if tree.upos[node] == "PROPN":
        return True
    for kid in tree.children[node]:
        dep = tree.deps[kid]
        if dep == "nmod:poss" or (dep == "det" and tree.words[kid].lower() in _DEFINITE):
            return True
    return False


def _background(tree: Tree, token: int, at: int, words: str) -> Operator:
    return Operator(token, at, "background", "CT+", "CT+", f"{words}: taken as given")


def _scope(node: int, at: int) -> Operator:
    return Operator(node, at, "scope", "CT+", "CT+", "in the scope of what stands above")


def climb(tree: Tree, node: int) -> Link | None:
    """One step up from the clause or noun `node`; None at the top of the sentence."""
    governor = tree.heads[node]
    if governor == node:
        return None
    dep = tree.deps[node]
    base = dep.partition(":")[0]
    if base == "conj":
        return _conjunct(tree, node, governor)
    if base in ("root", "dep", "list", "appos", "vocative", "orphan", "discourse"):
        return Link(governor, (_background(tree, node, governor, dep),), dep, inherits=False)
    if base == "parataxis":
        return _parataxis(tree, node, governor)
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
        return Link(governor, (_background(tree, node, governor, "attribute"),), base)
    if base in ("compound", "flat", "fixed", "goeswith", "nummod", "det", "aux", "cop"):
        return Link(governor, (), base)
    return _noun_phrase(tree, node, governor, base)


def _conjunct(tree: Tree, node: int, governor: int) -> Link:
    """Coordination: a conjunct without an auxiliary of its own shares those of the first one."""
    shared: list[Operator] = []
    but = own = False
    for kid in tree.children[node]:
        dep = tree.deps[kid]
        if dep == "cc" and tree.words[kid].lower() in ("but", "yet"):
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


_FORMS = ("VerbForm=Inf", "VerbForm=Ger", "VerbForm=Part", "Tense=Past|VerbForm=Fin")


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


def _parataxis(tree: Tree, node: int, governor: int) -> Link:
    """A clause set beside: "X, officials say" has its reporting verb below, not above."""
    return Link(governor, (), "parataxis", inherits=False)


def _relative(tree: Tree, node: int, governor: int) -> Link:
    if any(tree.deps[k] == "mark" for k in tree.children[node]) and entry_for(
        tree, governor, "that"
    ):  # "reports that", taken for a relative clause
        return _adnominal(tree, node, governor)
    for kid in tree.children[governor]:
        if tree.deps[kid] == "det" and lookup(tree.words[kid].lower(), "DET", "*"):
            return Link(governor, (), "relcl")
        if tree.deps[kid] == "det" and tree.words[kid].lower() in ("any", "whatever"):
            operator = Operator(kid, governor, "scope", "Uu", "Uu", "any: open")
            return Link(governor, (operator,), "relcl")
    if lookup(tree.words[governor].lower(), "PRON", "*"):
        operator = Operator(governor, governor, "negation", "CT-", "CT+", "of nobody: not")
        return Link(governor, (operator,), "relcl")
    return Link(governor, (_background(tree, node, governor, "relative clause"),), "relcl")


def _done_by_saying(tree: Tree, node: int, governor: int) -> Signature | None:
    """ "Summoned him to protest": the purpose is carried out by the act itself."""
    if lookup(tree.lemmas[node].lower(), "VERB", "speech"):
        return entry_for(tree, governor, "to-speech")
    return None


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
        entry = _done_by_saying(tree, node, governor) or _not_yet(tree, node, governor) or entry
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
        return (_background(tree, governor, governor, f"{words} + question word"),)
    if frame in ("to", "subj", "bare"):
        return (Operator(governor, governor, "embedding", "Uu", "Uu", f"{words} to: open"),)
    return (_scope(node, governor),)


def _clausal_subject(tree: Tree, node: int, governor: int, frame: str) -> Link:
    entry = entry_for(tree, governor, "csubj") or (
        entry_for(tree, governor, frame) if frame in ("that", "to") else None
    )
    if entry:
        return Link(
            governor, (from_signature(tree, governor, governor, entry, "embedding"),), frame
        )
    if frame == "to":
        operator = Operator(node, governor, "purpose", "Uu", "Uu", "infinitive as subject: open")
        return Link(governor, (operator,), frame)
    return Link(governor, (_background(tree, node, governor, "clause as subject"),), frame)


def _adnominal(tree: Tree, node: int, governor: int) -> Link:
    """A clause below a noun: "the plan to send", "reports that", "troops fighting"."""
    frame = clause_frame(tree, node)
    entry = entry_for(tree, governor, frame)
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
        operator = Operator(node, governor, "purpose", "Uu", "Uu", "infinitive of purpose: open")
        return Link(governor, (operator,), frame)
    if frame in ("whether",):
        return Link(governor, _unlisted(tree, node, governor, frame), frame)
    if frame == "that":
        return Link(governor, _unlisted(tree, node, governor, frame), frame)
    return Link(governor, (_scope(node, governor),), frame)


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
        entry = _done_by_saying(tree, node, governor) or entry
        if entry:
            operator = from_signature(tree, governor, governor, entry, "embedding")
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
    governed = entry_for(tree, governor, phrase)
    if governed and frame == phrase:
        return Link(
            governor, (from_signature(tree, governor, governor, governed, "embedding"),), frame
        )
    if entry:
        kind = "background" if entry.signature in ("+/+", "-/-") else "condition"
        operator = from_signature(tree, marks[0], governor, entry, kind, phrase)
        return Link(governor, (operator,), frame)
    return Link(governor, (_scope(node, governor),), frame)


def _noun_phrase(tree: Tree, node: int, governor: int, base: str) -> Link:
    """An event noun as subject, object, oblique or complement of a noun."""
    frame = noun_frame(tree, node)
    if base == "nsubj":
        frame = "np" if tree.deps[node] == "nsubj:pass" else "nsubj"
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
            return Link(governor, (_background(tree, node, governor, "definite phrase"),), frame)
        return Link(governor, (operator,), frame)
    if definite(tree, node):
        return Link(governor, (_background(tree, node, governor, "definite phrase"),), frame)
    return Link(governor, (_scope(node, governor),), frame)


def _keeps_definites(entry: Signature) -> bool:
    """A definite phrase is taken as given unless the governor takes away or only wants the event."""
    return entry.signature in ("+/o", "+/-", "+/+") and entry.tense != "future"
