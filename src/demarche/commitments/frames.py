"""What kind of complement a phrase is, and the table's entry for the word above it."""

from demarche.commitments.signatures import Signature, lookup, table
from demarche.language.tree import Tree

_WH = frozenset({"how", "why", "where", "when", "what", "who", "whom", "which", "whose"})
_DEFINITE = frozenset(
    [
        "the",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "your",
        "whose",
        "such",
        "both",
        "each",
        "every",
    ]
)


def words_of(tree: Tree, node: int) -> tuple[str, str]:
    """The lemma for the table: alone, and with its particle or adverb ("give up", "come close")."""
    lemma = tree.lemmas[node].lower()
    for kid in tree.children[node]:
        if tree.deps[kid] == "compound:prt":
            return lemma, f"{lemma} {tree.words[kid].lower()}"
        if kid == node + 1 and tree.deps[kid] == "advmod":
            phrase = f"{lemma} {tree.words[kid].lower()}"
            if any((phrase, "VERB", frame) in table() for frame in ("to", "of")):
                return lemma, phrase
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
    if pos in ("ADJ", "VERB"):
        return lookup(tree.words[node].lower(), "ADJ", frame)
    return None


def clause_frame(tree: Tree, node: int) -> str:
    """The frame of the clause headed by `node`: that, subj, wh, whether, to, ing, ..."""
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
