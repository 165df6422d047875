"""Verb cues: said that, denied sending, called for, asked him to, was accused of, wouldn't say.

The lexicon says where the content of a verb may stand; the parse says where it does. A verb that no
list has is a cue too when somebody who can speak does it and a clause hangs on it.
"""

from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.statements.drafts import Draft, from_cue
from demarche.statements.frames import fill, is_question
from demarche.statements.lexicon import Cue, lexicon
from demarche.statements.syntax import (
    cue_lemma,
    holder,
    is_finite,
    is_negated,
    is_passive,
    own_subject,
    preposition,
)

_SILENT = frozenset(
    {"say", "comment", "confirm", "discuss", "answer", "elaborate", "specify", "disclose"}
    | {"reveal", "respond", "tell", "reply", "know", "name", "identify", "address", "explain"}
    | {"verify", "rule", "corroborate", "clarify", "detail", "provide"}
)
"""Verbs that, refused or impossible, leave their content open."""
_UNKNOWN = Cue(("*",), "verb", frozenset({"that", "quote"}), frozenset(), "assert", "neutral", None)
_SPEAKERS = frozenset(["PROPN", "PRON"])


def find_verb_cues(tree: Tree, mentions: Mentions) -> list[Draft]:
    """A draft for each verb that reports, in text order; some wait for a quotation as content."""
    found: list[Draft] = []
    taken: set[int] = set()
    for verb in range(len(tree)):
        if verb in taken or tree.upos[verb] not in ("VERB", "AUX"):
            continue
        if tree.upos[verb] == "AUX" and tree.deps[verb].partition(":")[0] in ("aux", "cop"):
            continue
        draft = _verb_cue(tree, mentions, verb, taken)
        if draft is not None:
            taken.update(draft.cue)
            found.append(draft)
    return found


def _verb_cue(tree: Tree, mentions: Mentions, verb: int, taken: set[int]) -> Draft | None:
    matched = match(tree, verb)
    if matched is None:
        if not _may_speak(tree, mentions, verb):
            return None
        cue, tokens = _UNKNOWN, [verb]
    else:
        cue, tokens = matched
    draft = from_cue(cue, tokens)
    draft.holder = holder(tree, verb)
    draft.negated = is_negated(tree, verb)
    if cue is _UNKNOWN:
        draft.why = f"'{tree.lemmas[verb]}': somebody who can speak, and a clause or quotation"
    inner = _refused(tree, draft, verb)
    target = inner if inner is not None else verb
    if inner is not None:
        taken.add(inner)
    fill(tree, draft, cue if inner is None else _cue_of(tree, inner, cue), target)
    if " ".join(cue.words) in lexicon().double and not _with_words(tree, mentions, verb, draft):
        return None
    if draft.act == "ask" and _is_request(tree, draft):
        draft.act = "demand"
    if cue is _UNKNOWN and not draft.heads and not draft.takes_quote:
        return None
    return draft


def _with_words(tree: Tree, mentions: Mentions, verb: int, draft: Draft) -> bool:
    """Whether somebody is attacked with words, and no state, place or target with weapons."""
    if any(preposition(tree, head) in ("for", "over", "as", "about") for head in draft.heads):
        return True
    for noun in (k for k in tree.kids(verb, "obj", "nsubj:pass") if k not in draft.cue):
        known = mentions.by_head.get(noun)
        if tree.lemmas[noun].lower() in lexicon().target:
            return False
        if known is not None and known.actors and tree.upos[noun] == "PROPN":
            return known.actors[0].kind not in ("state", "place")
    return True


def _is_request(tree: Tree, draft: Draft) -> bool:
    """Whether what is asked is to be done: "asked him to go", "asked for help"."""
    if any(tree.words[t].lower() == "for" for t in draft.cue[1:]):
        return True
    return any(
        tree.words[m].lower() == "to" for head in draft.heads for m in tree.kids(head, "mark")
    )


def match(tree: Tree, verb: int) -> tuple[Cue, list[int]] | None:
    """The longest lexicon entry that stands at this verb, and its tokens, the verb first."""
    cues = lexicon().verbs.get(cue_lemma(tree, verb), ())
    for cue in cues:
        tokens = [verb]
        for word in cue.words[1:]:
            found = _next_word(tree, verb, tokens[-1], word)
            if found is None or (word == "no" and tree.heads[found] != verb):
                # "said no troops were sent" is no refusal
                break
            tokens.append(found)
        else:
            return cue, tokens
    return None


def _next_word(tree: Tree, verb: int, last: int, word: str) -> int | None:
    """The next word of a phrase: right behind, or a particle, or past a few modifiers."""
    end = tree.sentences[tree.sentence_of[verb]][1]
    for token in range(last + 1, min(end, last + 5)):
        if tree.lemmas[token].lower() == word or tree.words[token].lower() == word:
            return token
        if tree.upos[token] not in ("DET", "ADJ", "ADV", "PRON", "NUM"):
            return None
        if (
            tree.upos[token] == "PRON"
            and tree.deps[token] != "nmod:poss"
            and tree.heads[token] != verb
        ):
            return None
    return None


def _may_speak(tree: Tree, mentions: Mentions, verb: int) -> bool:
    """Whether an unlisted verb looks like a report: a speaker as subject and a finite clause."""
    if tree.lemmas[verb].lower() in lexicon().not_cues or is_passive(tree, verb):
        return False
    subject = own_subject(tree, verb)
    if subject is None or not is_speaker(tree, mentions, subject):
        return False
    clauses = tree.kids(verb, "ccomp")
    return bool(clauses) and any(is_finite(tree, c) for c in clauses)


def is_speaker(tree: Tree, mentions: Mentions, noun: int) -> bool:
    """Whether a noun phrase stands for somebody or something that can say things."""
    if noun in mentions.by_head or tree.upos[noun] in _SPEAKERS:
        return tree.lemmas[noun].lower() not in ("it", "this", "there", "what", "which")
    return tree.lemmas[noun].lower() in lexicon().voices or "person" in tree.ents[noun]


def _refused(tree: Tree, draft: Draft, verb: int) -> int | None:
    """`declined to comment on X`, `could not confirm X`: an open answer, whose content is X.

    Returns the inner verb whose complements are the content, if it is another one.
    """
    lemma = tree.lemmas[verb].lower()
    if draft.act in ("refuse", "decline") and draft.cue[-1] == verb:
        inner = tree.kid(verb, "xcomp", "ccomp")
        if inner is not None and tree.lemmas[inner].lower() in _SILENT and inner > verb:
            draft.cue.extend([*(k for k in tree.kids(inner, "mark") if k > verb), inner])
            draft.act, draft.stance, draft.silent = "decline", "uncommitted", True
            draft.why = f"refusal '{lemma} to {tree.lemmas[inner]}'"
            return inner
    elif draft.act == "decline":
        draft.silent = True
    if draft.negated and lemma in _SILENT and _open(tree, verb):
        draft.act, draft.stance, draft.silent = "decline", "uncommitted", True
        draft.why = f"refusal 'not {lemma}'"
    return None


def _open(tree: Tree, verb: int) -> bool:
    """Whether a negated verb of speech leaves the matter open, and says no opposite.

    "would not say", "could not confirm", "did not say whether"; but not "did not say that".
    """
    helpers = {tree.lemmas[k].lower() for k in tree.kids(verb, "aux")}
    helpers |= {
        tree.words[k].lower().removesuffix("n't").removesuffix("n’t")
        for k in tree.kids(verb, "aux")
    }
    if helpers & {"can", "could", "will", "would", "ca", "wo", "may", "might"}:
        return True
    if tree.lemmas[verb] in (
        "comment",
        "respond",
        "answer",
        "elaborate",
        "reply",
        "specify",
        "disclose",
    ):
        return True
    return any(is_question(tree, c) for c in tree.kids(verb, "ccomp", "advcl"))


def _cue_of(tree: Tree, verb: int, default: Cue) -> Cue:
    matched = match(tree, verb)
    return matched[0] if matched is not None else default
