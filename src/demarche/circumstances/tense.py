"""Whether the words around a time look back or ahead."""

import re

from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree

_AHEAD = re.compile(
    r"\b(?:will|shall|won't|won’t|(?:is|are|am|'s|’s|'re|’re|was|were) (?:to|going to|due|set"
    r"|scheduled|expected|slated|planned|planning)|expected to|scheduled|due|upcoming|plans? to"
    r"|planned for|set for|slated|expects? to|intends? to|ahead of|until|by|'ll|’ll)\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:said|was|were|had|did|has|have been|told|\w{3,}ed)\b", re.IGNORECASE)
_PLANNING = words(
    """expect call urge ask tell invite order demand request plan schedule due set intend slate
        prepare hope promise pledge vow agree want propose order aim
        seek ready likely poise threaten project forecast anticipate decision pledge proposal bid
        offer intention intent deadline commitment readiness agreement suppose require oblige
        mandate commit mean vote choose decide"""
)
_MARKS = {"since": "past", "until": "future", "till": "future"}
_FUTURE_AUX = frozenset(("will", "shall", "'ll", "’ll", "wo"))


def looks(tree: Tree, offset: int) -> str:
    """`past`, `future` or an empty string for the time that starts at the character `offset`."""
    token = tree.token_at(offset)
    if token is None:
        return ""
    before = tree.words[token - 1].lower() if token else ""
    if before in _MARKS:
        return _MARKS[before]
    told = _by_verbs(tree, token) if tree.upos[token] else _by_words(tree, token)
    return "future" if not told and before in ("by", "through") else told


def _by_verbs(tree: Tree, token: int) -> str:
    """The tense of the clause that the time stands in, or of the ones above it."""
    node = token
    for node in (token, *tree.ancestors(token)):
        told = verb_looks(tree, node) if tree.upos[node] in ("VERB", "AUX", "ADJ") else ""
        if told:
            return told
        for kid in tree.kids(node, "cop"):
            told = verb_looks(tree, kid) or verb_looks(tree, node)
            if told:
                return told
    return ""


def verb_looks(tree: Tree, verb: int) -> str:
    """`past`, `future` or nothing told by a verb and its auxiliaries."""
    kids = tree.children[verb]
    aux = [k for k in kids if tree.deps[k].startswith("aux")]
    if any(
        tree.lemmas[k] in ("will", "shall") or tree.words[k].lower() in _FUTURE_AUX for k in aux
    ):
        return "future"
    lemma = tree.lemmas[verb].lower()
    infinitive = tree.has(verb, "VerbForm=Inf") or any(
        tree.deps[k] == "mark" and tree.words[k].lower() == "to" for k in kids
    )
    if infinitive and tree.deps[verb] in ("xcomp", "ccomp", "acl", "csubj", "advcl"):
        head = tree.heads[verb]
        if tree.lemmas[head].lower() in _PLANNING or tree.upos[head] == "ADJ":
            had = any(
                tree.lemmas[k] == "have" and tree.has(k, "Tense=Past") for k in tree.children[head]
            )
            return "past" if had else "future"
        if tree.lemmas[head].lower() == "go" and tree.has(head, "VerbForm=Part"):
            return "future"
        return ""
    if lemma in ("schedule", "slate", "due", "set", "expect") and not (
        any(tree.lemmas[k] == "have" for k in aux)
    ):
        return "future"
    if tree.has(verb, "Tense=Past") and tree.has(verb, "VerbForm=Fin"):
        return "past"
    if any(tree.lemmas[k] in ("have", "be") and tree.has(k, "Tense=Past") for k in aux):
        return "past"
    if tree.has(verb, "Tense=Past") and (not aux or any(tree.lemmas[k] == "have" for k in aux)):
        return "past"
    return ""


def _by_words(tree: Tree, token: int) -> str:
    """Without a parse: the nearest word in the sentence before it that looks back or ahead."""
    offset = tree.starts[token]
    first, last = tree.sentences[tree.sentence_of[token]]
    before = tree.text[tree.starts[first] : offset]
    ahead = [m.start() for m in _AHEAD.finditer(before)]
    back = [m.start() for m in _BACK.finditer(before)]
    if ahead or back:
        return "future" if (ahead[-1] if ahead else -1) > (back[-1] if back else -1) else "past"
    after = tree.text[offset : tree.ends[last - 1]]
    ahead_after, back_after = _AHEAD.search(after), _BACK.search(after)
    if ahead_after and (not back_after or ahead_after.start() < back_after.start()):
        return "future"
    return "past" if back_after else ""
