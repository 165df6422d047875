"""Questions to the parse that every kind of cue asks: whose word is it, where does its content end.

The parser is right nine times in ten; the rules here allow for the usual slips: a subject that was
taken for an object in an inversion, one that is shared along a coordination or a fronted clause.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from demarche.language.tree import Tree
from demarche.statements.lexicon import lexicon

RELATIVES = frozenset({"who", "which", "that", "whom"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nor", "no", "neither", "cannot"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_QUOTE_MARKS = frozenset("“”„‟«»\"'‘’") | {"''", "``"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose word it is: the token that heads the noun phrase, and what a relative pronoun means."""

    head: int
    antecedent: int | None = None


def cue_lemma(tree: Tree, token: int) -> str:
    """The lemma of a verb as the lexicon knows it: mends what a lemmatizer makes of rare verbs."""
    lemma = tree.lemmas[token].lower()
    verbs = lexicon().verbs
    if lemma in verbs or lemma in lexicon().not_cues:
        return lemma
    for guess in (
        lemma + "e",
        lemma.removesuffix("e"),
        lemma + lemma[-1:],
        lemma.removesuffix("s"),
    ):
        if guess in verbs:
            return guess
    return lemma


def holder(tree: Tree, verb: int, depth: int = 0) -> Holder | None:
    """The one who does what `verb` says, by its subject or one that it shares; None if not said."""
    if is_passive(tree, verb):
        agent = agent_of(tree, verb)
        return Holder(agent) if agent is not None else None
    own = own_subject(tree, verb)
    if own is not None:
        return _resolved(tree, own, verb)
    if depth > 4:
        return None
    head, dep = tree.heads[verb], tree.deps[verb].partition(":")[0]
    if dep == "conj":
        return _shared(tree, head, depth)
    if dep == "acl" and tree.deps[verb] != "acl:relcl":
        return _of_noun(tree, head, depth)
    if dep == "xcomp":
        controlled = tree.kid(head, "obj", "iobj")
        if controlled is not None and _object_control(tree, head):
            return Holder(controlled)
        return _shared(tree, head, depth)
    if dep in ("advcl", "parataxis", "ccomp", "root", "dep", "list", "acl"):
        inverted = _inverted(tree, verb)
        if inverted is not None:
            return Holder(inverted)
        if dep == "advcl" and not tree.kids(verb, "nsubj") and not is_finite(tree, verb):
            return _shared(tree, head, depth)
        if is_finite(tree, verb):
            before = _stranded_subject(tree, verb)
            return Holder(before) if before is not None else None
        if dep in ("parataxis", "dep"):
            return _shared(tree, head, depth)
    return None


def own_subject(tree: Tree, verb: int) -> int | None:
    """The subject that hangs on the verb itself."""
    subjects = [k for k in tree.kids(verb, "nsubj") if tree.deps[k] != "nsubj:outer"]
    return subjects[0] if subjects else None


def _resolved(tree: Tree, subject: int, verb: int) -> Holder:
    if tree.words[subject].lower() in RELATIVES and tree.upos[subject] in ("PRON", "DET", "SCONJ"):
        clause = verb
        for _ in range(4):
            if tree.deps[clause] in ("acl:relcl", "acl") and tree.heads[clause] < subject:
                return Holder(subject, tree.heads[clause])
            if tree.deps[clause] not in ("conj", "xcomp", "aux", "cop"):
                break
            clause = tree.heads[clause]
        if subject > 0 and tree.upos[subject - 1] in NOMINAL:
            return Holder(subject, subject - 1)
    return Holder(subject)


def _shared(tree: Tree, head: int, depth: int) -> Holder | None:
    if tree.upos[head] in ("VERB", "AUX") or own_subject(tree, head) is not None:
        if is_passive(tree, head):
            subject = own_subject(tree, head)
            return _resolved(tree, subject, head) if subject is not None else None
        return holder(tree, head, depth + 1)
    return None


def _of_noun(tree: Tree, noun: int, depth: int) -> Holder | None:
    """The holder of a participle that hangs on a noun: the noun, or who issues it."""
    governor = tree.heads[noun]
    if (
        tree.deps[noun] == "obj"
        and tree.lemmas[governor] in lexicon().light
        and (tree.lemmas[noun] in lexicon().channels or tree.lemmas[noun] in lexicon().nouns)
    ):
        issuer = holder(tree, governor, depth + 1)
        if issuer is not None:
            return issuer
    return Holder(noun)


def _object_control(tree: Tree, verb: int) -> bool:
    return any(
        "np-to" in cue.frames for cue in lexicon().verbs.get(cue_lemma(tree, verb), ())
    ) or tree.lemmas[verb] not in ("promise", "vow", "threaten", "use", "take", "make")


def _inverted(tree: Tree, verb: int) -> int | None:
    """`..., said Kim`: the noun right behind a verb of speech, taken for an object."""
    cues = lexicon().verbs.get(cue_lemma(tree, verb), ())
    if not any("quote" in cue.frames for cue in cues) or not is_finite(tree, verb):
        return None
    for kid in tree.kids(verb, "obj", "obl", "appos", "dep", "xcomp", "parataxis", "flat", "iobj"):
        behind = tree.subtree(kid)
        first = behind[0]
        if (
            kid > verb
            and first - verb <= 1
            and tree.upos[kid] in ("PROPN", "NOUN", "PRON")
            and not tree.kids(kid, "case")
            and verb > tree.sentences[tree.sentence_of[verb]][0]
            and tree.words[verb - 1] in _QUOTE_MARKS | {",", "?", "!", "-", "--", "—", "–"}
        ):
            return kid
    return None


def _stranded_subject(tree: Tree, verb: int) -> int | None:
    """A bare noun phrase just before a finite verb that the parser hung elsewhere."""
    first = tree.sentences[tree.sentence_of[verb]][0]
    token = verb - 1
    while token >= first and tree.upos[token] in ("ADV", "AUX", "PART"):
        token -= 1
    if token < first or tree.upos[token] not in ("PROPN", "PRON", "NOUN"):
        return None
    while tree.deps[token] in ("flat", "compound", "appos", "fixed") and tree.heads[token] < token:
        token = tree.heads[token]
    if (
        tree.deps[token].partition(":")[0] not in ("obj", "obl", "nmod", "nsubj", "conj", "iobj")
        and not tree.kids(token, "case")
    ) or tree.heads[token] == verb:
        return token
    return None


def is_finite(tree: Tree, verb: int) -> bool:
    """Whether the verb, or an auxiliary of it, is finite."""
    return any(
        "VerbForm=Fin" in tree.feats[t] or (t != verb and tree.lemmas[t] in _MODALS)
        for t in (verb, *tree.kids(verb, "aux", "cop"))
    ) or ("VerbForm" not in tree.feats[verb] and tree.tags[verb] in ("VBD", "VBZ", "VBP", ""))


_MODALS = frozenset(["can", "could", "may", "might", "must", "shall", "should", "will", "would"])


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether the verb is passive: a passive auxiliary, subject or agent, or a bare participle."""
    if any(
        tree.deps[k] in ("aux:pass", "nsubj:pass", "csubj:pass", "obl:agent")
        for k in tree.children[verb]
    ):
        return not any(tree.deps[k] == "nsubj" for k in tree.children[verb])
    return "Voice=Pass" in tree.feats[verb] and own_subject(tree, verb) is None


def agent_of(tree: Tree, verb: int) -> int | None:
    """The by-phrase of a passive verb."""
    for kid in tree.kids(verb, "obl"):
        by = any(tree.words[c].lower() == "by" for c in tree.kids(kid, "case"))
        when = tree.ents[kid][2:] in ("time", "date")
        if (by or tree.deps[kid] == "obl:agent") and tree.upos[kid] in NOMINAL and not when:
            return kid
    return None


def is_negated(tree: Tree, token: int) -> bool:
    """Whether the word itself is negated: not, never, no longer, or a negative subject."""
    for kid in tree.children[token]:
        if tree.deps[kid] in ("advmod", "aux", "det", "cc") and (
            tree.words[kid].lower() in NEGATIONS or "Polarity=Neg" in tree.feats[kid]
        ):
            return True
        if tree.deps[kid].startswith("aux") and tree.words[kid].lower().endswith(("n't", "n’t")):
            return True
    subject = own_subject(tree, token)
    if subject is None:
        return False
    return tree.lemmas[subject].lower() in ("nobody", "none", "no-one") or any(
        tree.words[k].lower() in ("no", "neither") for k in tree.kids(subject, "det", "cc")
    )


def preposition(tree: Tree, token: int) -> str | None:
    """The preposition of a phrase, lower case, its fixed parts included ("such as")."""
    case = [k for k in tree.kids(token, "case", "mark") if k < token]
    if not case:
        return None
    words = [case[0], *tree.kids(case[0], "fixed")]
    return " ".join(tree.words[w].lower() for w in sorted(words))


def noun_phrase(tree: Tree, head: int, without: Iterable[int] = ()) -> tuple[int, ...]:
    """All words of the noun phrase, its appositions and relative clauses too, its preposition not.

    `without`: tokens that belong to somebody else (the cue, the content), with all below them.
    """
    barred = [k for k in tree.children[head] if _is_beside(tree, k)]
    tokens = tree.subtree(head, [*barred, *without])
    return trim(tree, tokens, quotes=False)


_NO_PART = frozenset(
    {"case", "parataxis", "cop", "mark", "discourse", "vocative", "advcl", "nmod:unmarked"}
)
_DAYS = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today"}
)


def _is_beside(tree: Tree, kid: int) -> bool:
    """Whether a dependent of a noun is no part of its name: when, or what he was doing."""
    if tree.deps[kid] in _NO_PART:
        return True
    if tree.deps[kid] == "acl":
        start = tree.subtree(kid)[0]
        return tree.words[max(start - 1, 0)] == "," or tree.words[start] == ","
    return tree.words[kid].lower() in _DAYS and tree.deps[kid].startswith(("nmod", "obl"))


def trim(tree: Tree, tokens: Iterable[int], quotes: bool = True) -> tuple[int, ...]:
    """Tokens less punctuation and coordinators at both edges; quotation marks stay if `quotes`."""
    kept = sorted(set(tokens))
    while kept and _is_edge(tree, kept[0], quotes, leading=True):
        kept.pop(0)
    while kept and _is_edge(tree, kept[-1], quotes, leading=False):
        kept.pop()
    return tuple(kept)


def _is_edge(tree: Tree, token: int, quotes: bool, leading: bool) -> bool:
    word = tree.words[token]
    if tree.upos[token] in ("PUNCT", "SYM") or not any(c.isalnum() for c in word):
        if word in _QUOTE_MARKS:
            return not quotes
        return word not in ("$", "%", "£", "€", "#")
    return (
        leading and tree.deps[token] == "cc" and word.lower() in ("and", "but", "or", "yet", "so")
    )


def is_word(tree: Tree, token: int) -> bool:
    """Whether the token has a letter or digit."""
    word = tree.words[token]
    return word.isalnum() or any(c.isalnum() for c in word)
