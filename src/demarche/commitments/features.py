"""What the calibration sees of a predicate: its operators and the grammar around it, as names.

The features follow the feature-based factuality models of Lee et al. (2015, "Event detection and
factuality assessment with non-expert supervision") and Stanovsky et al. (2017, "Integrating deep
linguistic features in factuality prediction over unified datasets"): lemmas, paths, modality,
signatures. `features` gives each name once, in a fixed order.
"""

from collections.abc import Sequence

from demarche.commitments.frames import clause_frame
from demarche.commitments.operators import Operator
from demarche.language.tree import Tree
from demarche.model import FactValue

_FIRST = frozenset({"i", "we", "me", "us", "my", "our"})
_SECOND = frozenset({"you", "your", "yourself", "u"})
_THIRD = frozenset({"he", "she", "it", "they", "them", "him", "her"})
_KEEP = ("VerbForm", "Tense", "Mood", "Voice")
_WHEN = frozenset(
    [
        "ago",
        "yesterday",
        "today",
        "tomorrow",
        "tonight",
        "now",
        "already",
        "soon",
        "later",
        "recently",
        "last",
        "next",
        "every",
        "always",
        "often",
        "usually",
        "sometimes",
        "once",
        "since",
        "previously",
        "currently",
        "eventually",
        "ever",
        "yet",
        "still",
        "never",
        "future",
        "year",
        "week",
        "month",
        "day",
        "time",
    ]
)


def form(tree: Tree, node: int) -> str:
    """Part of speech with verb form, tense, mood and voice."""
    parts = [
        value
        for name, _, value in (f.partition("=") for f in tree.feats[node].split("|"))
        if name in _KEEP
    ]
    return f"{tree.upos[node]}.{'.'.join(parts)}"


def person(tree: Tree, node: int | None) -> str:
    """Who a phrase is, as far as grammar tells: 1, 2, 3, name, noun, ..."""
    if node is None:
        return "none"
    word = tree.words[node].lower()
    if word in _FIRST:
        return "1"
    if word in _SECOND:
        return "2"
    if word in _THIRD:
        return word if word == "it" else "3"
    return tree.upos[node].lower()


def auxiliaries(tree: Tree, node: int) -> str:
    """Auxiliaries and negations of a clause, in order: "will not have"."""
    return " ".join(
        tree.words[k].lower()
        for k in tree.children[node]
        if tree.deps[k].startswith(("aux", "cop"))
        or (tree.deps[k] == "advmod" and tree.words[k].lower() in ("not", "n't", "never", "nt"))
    )


def subject(tree: Tree, node: int) -> int | None:
    """The clause's own subject."""
    for kid in tree.children[node]:
        if tree.deps[kid].startswith(("nsubj", "csubj")):
            return kid
    return None


def features(tree: Tree, token: int, path: Sequence[Operator], value: FactValue) -> list[str]:
    """Names of the features that hold for the predicate `token`; its rule value is one of them."""
    found: list[str] = []
    add = found.append
    lemma = tree.lemmas[token].lower()
    own = form(tree, token)
    dep = tree.deps[token]
    aux = auxiliaries(tree, token)
    who = person(tree, subject(tree, token))
    add(f"value {value}")
    add(f"lemma {lemma}")
    add(f"form {own}")
    add(f"dep {dep}")
    add(f"form+dep {own} {dep}")
    add(f"aux {aux}")
    add(f"form+aux {own} {aux}")
    add(f"subject {who}")
    add(f"form+subject {own} {who} {aux}")
    add(f"value+form {value} {own}")
    add(f"lemma+form {lemma} {own}")
    add(f"lemma+value {lemma} {value}")
    for kid in tree.children[token]:
        kid_dep = tree.deps[kid]
        word = tree.words[kid].lower()
        if kid_dep in ("advmod", "mark", "discourse", "aux", "cc", "compound:prt", "det"):
            add(f"{kid_dep} {word}")
        elif kid_dep in ("obj", "obl", "advcl", "ccomp", "xcomp", "nsubj:pass", "expl", "obl:tmod"):
            add(f"has {kid_dep}")
            if kid_dep == "advcl":
                add(f"advcl {clause_frame(tree, kid)}")
            if kid_dep in ("ccomp", "xcomp"):
                add(f"{kid_dep}+lemma {lemma}")
            if kid_dep == "obj":
                add(f"object {person(tree, kid)}")
    governor = tree.heads[token]
    if governor != token:
        above = tree.lemmas[governor].lower()
        frame = clause_frame(tree, token)
        their = auxiliaries(tree, governor)
        add(f"above {above}")
        add(f"above+dep {above} {dep}")
        add(f"above+frame {above} {dep} {frame}")
        add(f"frame {dep} {frame}")
        add(f"frame+own {frame} {own}")
        add(f"above form {dep} {form(tree, governor)}")
        add(f"above aux {dep} {their}")
        add(f"above subject {dep} {frame} {person(tree, subject(tree, governor))}")
        add(f"above deps {dep} {tree.deps[governor]} {frame}")
        higher = tree.heads[governor]
        if higher != governor:
            add(f"higher {tree.lemmas[higher].lower()} {tree.deps[governor]}")
            add(f"higher aux {auxiliaries(tree, higher)}")
            add(f"higher form {form(tree, higher)}")
    kinds = [o for o in path if o.kind != "scope"]
    for number, operator in enumerate(kinds[:4]):
        word = tree.words[operator.token].lower()
        add(f"operator {operator.kind} {word} {operator.plus}")
        add(f"operator {number} {operator.kind} {operator.plus}")
    add("path " + " ".join(f"{o.kind}:{o.plus}" for o in kinds[:4]))
    first, last = tree.sentences[tree.sentence_of[token]]
    words = [w.lower() for w in tree.words[first:last]]
    add(f"end {words[-1]}")
    top = token
    while tree.heads[top] != top:
        top = tree.heads[top]
    add(f"top {form(tree, top)}")
    add(f"top aux {auxiliaries(tree, top)}")
    add(f"top subject {person(tree, subject(tree, top))} {form(tree, top)}")
    add(f"length {min(6, (last - first) // 6)}")
    for word in words:
        if word in _WHEN:
            add(f"sentence {word}")
        elif word in _FIRST:
            add("sentence first person")
        elif word in _SECOND:
            add("sentence second person")
        elif word in ("if", "please", "will", "would", "can", "could", "should", "may", "said"):
            add(f"sentence {word}")
    return list(dict.fromkeys(found))


_OPEN = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "X", "SYM", "PUNCT"})


def register(tree: Tree, sentence: int) -> list[str]:
    """What tells news from mail, reviews and chat: function words, verb forms, names, length.

    Marks of typing and tokenising are left out: they tell the corpus, not the register.
    """
    first, last = tree.sentences[sentence]
    found: list[str] = []
    counts = dict.fromkeys(("PROPN", "NOUN", "NUM"), 0)
    for token in range(first, last):
        upos = tree.upos[token]
        if upos in counts:
            counts[upos] += 1
        if upos not in _OPEN:
            found.append(f"word {tree.words[token].lower().replace(chr(0x2019), chr(39))}")
        elif upos in ("NOUN", "VERB", "ADJ"):
            found.append(f"lemma {tree.lemmas[token].lower()}")
        if upos == "VERB":
            found.append(form(tree, token))
    size = last - first
    found.append(f"names {min(4, counts['PROPN'])}")
    found.append(f"share of names {min(5, 20 * counts['PROPN'] // size)}")
    found.append(f"share of nouns {min(9, 20 * counts['NOUN'] // size)}")
    found.append(f"numbers {min(2, counts['NUM'])}")
    found.append(f"length {min(7, size // 5)}")
    return list(dict.fromkeys(found))


def situation(tree: Tree, token: int, kind: str) -> list[str]:
    """What a predicate itself tells of the register: commands and "I will" are rare in news.

    `kind`: the rules' value and the kind of the nearest operator (`calibrate.kind_of`).
    """
    top = token
    while tree.heads[top] != top:
        top = tree.heads[top]
    above = subject(tree, top)
    return [
        f"kind {kind}",
        f"value {kind.split()[0]}",
        f"aux {auxiliaries(tree, token)}",
        f"subject {person(tree, subject(tree, token))}",
        f"top {person(tree, above)}",
        f"topform {form(tree, top)}",
        f"topaux {auxiliaries(tree, top)}",
        f"dep {tree.deps[token]}",
    ]
