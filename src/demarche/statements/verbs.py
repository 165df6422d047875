"""Verb cues: said that, denied sending, called for, asked him to, was accused of, wouldn't say.

The lexicon says where the content of a verb may stand; the parse says where it does. A verb that no
list has is a cue too when somebody who can speak does it and a clause hangs on it.
"""

from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.statements.drafts import Draft, add_content, from_cue
from demarche.statements.lexicon import Cue, lexicon
from demarche.statements.syntax import (
    NOMINAL,
    Holder,
    agent_of,
    cue_lemma,
    holder,
    is_finite,
    is_negated,
    is_passive,
    own_subject,
    preposition,
)

_SILENT = frozenset(
    ["say", "comment", "confirm", "discuss", "answer", "elaborate", "specify", "disclose", "reveal", "respond", "tell", "reply", "know", "name", "identify", "address", "explain", "verify", "rule", "corroborate", "clarify", "detail", "provide"]
)
"""Verbs that, refused or impossible, leave their content open."""
_UNKNOWN = Cue(("*",), "verb", frozenset({"that", "quote"}), frozenset(), "assert", "neutral", None)
_NAMING = frozenset(["call", "describe", "term", "dub", "label", "brand", "name", "style", "characterize", "deem"])
_SPEAKERS = frozenset(["PROPN", "PRON"])
_QUESTION_MARKS = frozenset({"whether", "if"})


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
    _fill(tree, draft, cue if inner is None else _cue_of(tree, inner, cue), target)
    if draft.act == "ask" and _is_request(tree, draft):
        draft.act = "demand"
    if cue is _UNKNOWN and not draft.heads and not draft.takes_quote:
        return None
    return draft


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
            if found is None:
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
    return any(_is_question(tree, c) for c in tree.kids(verb, "ccomp", "advcl"))


def _is_question(tree: Tree, clause: int) -> bool:
    first = tree.subtree(clause)[0]
    word = tree.words[first].lower()
    return word in _QUESTION_MARKS or word.startswith("wh") or word == "how"


def _cue_of(tree: Tree, verb: int, default: Cue) -> Cue:
    matched = match(tree, verb)
    return matched[0] if matched is not None else default


def _fill(tree: Tree, draft: Draft, cue: Cue, verb: int) -> None:
    """Find the content of `verb` where the frames of `cue` say it may stand, clauses first."""
    frames = cue.frames
    passive = is_passive(tree, verb)
    subject = next(iter(tree.kids(verb, "nsubj")), None)
    objects = [
        k
        for k in tree.kids(verb, "obj", "iobj")
        if k not in draft.cue and (draft.holder is None or k != draft.holder.head)
    ]
    oblique = _obliques(tree, draft, cue, verb)
    if _quoted_as_saying(tree, draft, verb, subject):
        return
    clauses = _clauses(tree, draft, cue, verb)
    if clauses:
        _fill_clauses(tree, draft, cue, verb, clauses, objects, passive, subject)
    elif (infinitives := _infinitives(tree, draft, verb)) and (
        frames & {"to", "np-to", "ing"}
        or (objects and "np" in frames)
        or passive
        or (cue_lemma(tree, verb) in _NAMING and any(tree.deps[k] == "xcomp" for k in infinitives))
    ):
        _fill_infinitive(tree, draft, verb, infinitives, objects, oblique, passive, subject)
    elif passive and subject is not None and not objects and (oblique or _blamed(draft, frames)):
        _fill_passive(tree, draft, cue, verb, subject, oblique)
    elif objects and "addr" in frames and "np" not in frames:
        draft.addressees.extend(objects[:1])
        for head in (*objects[1:], *oblique):
            if tree.upos[head] != "PROPN":
                add_content(tree, draft, head)
    elif objects and ("np" in frames or _names_what(tree, verb)):
        for head in (*objects, *oblique):
            add_content(tree, draft, head)
    elif oblique:
        for head in oblique:
            case = tree.kids(head, "case", "mark")[:1]
            draft.cue.extend(c for c in case if c not in draft.cue)
            add_content(tree, draft, head)
    elif not objects:
        _fill_from_noun(tree, draft, cue, verb)
    _address(tree, draft, verb)


def _names_what(tree: Tree, verb: int) -> bool:
    """Whether the clause is `what it called X`: X is what the speaker calls something."""
    return (
        cue_lemma(tree, verb) in _NAMING
        and verb > 1
        and any(tree.words[t].lower() == "what" for t in range(max(0, verb - 5), verb))
    )


def _blamed(draft: Draft, frames: frozenset[str]) -> bool:
    """Whether a bare passive says enough: by somebody, or a word of blame, praise or denial."""
    return "np" in frames and (
        draft.holder is not None or draft.act in ("accuse", "praise", "deny", "refuse")
    )


def _obliques(tree: Tree, draft: Draft, cue: Cue, verb: int) -> list[int]:
    """Prepositional content: that of the frames, or of the phrase's own last word."""
    own = {cue.words[-1]} if len(cue.words) > 1 else set()
    places = [verb, *(t for t in draft.cue if t != verb and tree.upos[t] in ("NOUN", "VERB"))]
    found: list[int] = []
    for place in places:
        for kid in tree.kids(place, "obl", "nmod", "advcl", "xcomp", "acl"):
            prep = preposition(tree, kid)
            case_in_cue = any(c in draft.cue for c in tree.kids(kid, "case", "mark"))
            if kid < verb or prep is None:
                continue
            if prep == "as" and own_subject(tree, kid) is not None and not tree.kids(kid, "case"):
                continue
            as_what = prep == "as" and "np" in cue.frames and tree.upos[kid] != "VERB"
            if prep in cue.preps or (prep in own and case_in_cue) or as_what:
                if tree.deps[kid] != "obl:agent" and kid not in draft.cue:
                    found.append(kid)
    if "of" in cue.preps and (agent := agent_of(tree, verb)) is not None:
        found.extend(k for k in tree.kids(agent, "nmod", "acl") if preposition(tree, k) == "of")
    return sorted(set(found))


def _clauses(tree: Tree, draft: Draft, cue: Cue, verb: int) -> list[int]:
    """Finite clauses that may be the content: complements, and loose ones where speech takes them."""
    if not cue.frames & {"that", "wh", "quote"}:
        return []
    places = [verb, *(t for t in draft.cue if t != verb and tree.upos[t] in ("NOUN", "VERB"))]
    places += [
        k
        for k in tree.kids(verb, "obl", *(("obj", "iobj") if "addr" in cue.frames else ()))
        if k > verb and tree.lemmas[k].lower() in lexicon().channels
    ]
    found: list[int] = []
    for place in places:
        for kid in tree.kids(place, "ccomp", "acl", "csubj:pass", "csubj"):
            if tree.deps[kid].startswith("acl") and (
                place == verb
                or not any(tree.words[m].lower() == "that" for m in tree.kids(kid, "mark"))
            ):
                continue
            if tree.deps[kid].startswith("csubj") and kid < verb:
                continue
            if (
                is_finite(tree, kid)
                or tree.upos[kid] != "VERB"
                or kid < verb
                or _is_question(tree, kid)
            ) or "ing" in cue.frames or own_subject(tree, kid) is not None:
                found.append(kid)
        if "wh" in cue.frames:
            for kid in tree.kids(place, "advcl", "obj", "obl"):
                if (
                    kid > verb
                    and _is_question(tree, kid)
                    and tree.upos[kid] in ("VERB", "ADJ", "NOUN")
                ):
                    if draft.act == "ask" or tree.deps[kid] != "advcl":
                        if tree.deps[kid] == "advcl" or own_subject(tree, kid) is not None:
                            found.append(kid)
    if found or draft.holder is None or "quote" not in cue.frames:
        return sorted(set(found))
    for kid in tree.kids(verb, "parataxis"):
        if is_finite(tree, kid) and own_subject(tree, kid) is not None:
            found.append(kid)
    return found


def _infinitives(tree: Tree, draft: Draft, verb: int) -> list[int]:
    found = [k for k in tree.kids(verb, "xcomp", "ccomp") if k not in draft.cue]
    if not found:
        found = [
            k
            for k in tree.kids(verb, "advcl")
            if k > verb
            and any(tree.words[m].lower() == "to" for m in tree.kids(k, "mark"))
            and not any(tree.words[p] == "," for p in tree.kids(k, "punct"))
        ]
    for noun in (t for t in draft.cue[1:] if tree.upos[t] == "NOUN"):
        found.extend(
            k
            for k in tree.kids(noun, "acl")
            if any(tree.words[m].lower() == "to" for m in tree.kids(k, "mark"))
        )
    return found


def _fill_clauses(
    tree: Tree,
    draft: Draft,
    cue: Cue,
    verb: int,
    clauses: list[int],
    objects: list[int],
    passive: bool,
    subject: int | None,
) -> None:
    for clause in clauses:
        add_content(tree, draft, clause)
    if "addr" not in cue.frames and (infinitives := tree.kids(verb, "xcomp")):
        for head in (*(k for k in objects if k < clauses[0]), *infinitives):
            if head not in draft.cue and head not in draft.heads:
                add_content(tree, draft, head)
        return
    if passive and subject is not None and not _is_expletive(tree, subject):
        draft.addressees.append(subject)
    for noun in objects:
        if tree.upos[noun] in NOMINAL and noun < clauses[0]:
            draft.addressees.append(noun)


def _is_expletive(tree: Tree, subject: int) -> bool:
    return tree.words[subject].lower() == "it" or tree.deps[subject] == "expl"


def _fill_infinitive(
    tree: Tree,
    draft: Draft,
    verb: int,
    infinitives: list[int],
    objects: list[int],
    oblique: list[int],
    passive: bool,
    subject: int | None,
) -> None:
    if passive and subject is not None:
        add_content(tree, draft, subject)
        if draft.act in ("demand", "ask", "warn"):
            draft.addressees.append(subject)
    for noun in objects:
        if cue_lemma(tree, verb) in _NAMING and tree.lemmas[noun].lower() == "what":
            continue
        add_content(tree, draft, noun)
        if draft.act in ("demand", "ask", "warn", "propose"):
            draft.addressees.append(noun)
    for head in (*oblique, *infinitives):
        if head not in draft.heads:
            add_content(tree, draft, head)


def _fill_passive(
    tree: Tree, draft: Draft, cue: Cue, verb: int, subject: int, oblique: list[int]
) -> None:
    if "addr" in cue.frames and not oblique:
        draft.addressees.append(subject)
        return
    if tree.words[subject].lower() in ("which", "that", "who") and tree.deps[verb] == "acl:relcl":
        subject = tree.heads[verb]
        add_content(tree, draft, subject, skip=(verb,))
    else:
        add_content(tree, draft, subject)
    for head in oblique:
        add_content(tree, draft, head)


def _fill_from_noun(tree: Tree, draft: Draft, cue: Cue, verb: int) -> None:
    """`the claims that Moscow denies`, `a deal announced by Kim`: the noun the clause hangs on."""
    dep, noun = tree.deps[verb], tree.heads[verb]
    if "np" not in cue.frames or not dep.startswith("acl") or verb < noun:
        return
    if draft.holder is None or draft.holder.head == noun or draft.holder.antecedent == noun:
        return
    add_content(tree, draft, noun, skip=(verb,))


def _quoted_as_saying(tree: Tree, draft: Draft, verb: int, subject: int | None) -> bool:
    """`Kim was reported by the ministry as saying X`: the ministry reports that Kim says X.

    Without an agent there is only Kim's statement, and it is the inner verb that finds it.
    """
    if tree.lemmas[verb] not in ("quote", "report", "cite", "record", "describe", "hear"):
        return False
    inner = next(
        (
            k
            for k in tree.kids(verb, "advcl", "xcomp", "ccomp", "obl")
            if tree.lemmas[k] in ("say", "tell", "state", "write", "add", "warn", "claim", "deny")
            and any(tree.words[m].lower() == "as" for m in tree.children[k])
        ),
        None,
    )
    if inner is None:
        return False
    agent = agent_of(tree, verb) if is_passive(tree, verb) else None
    speaker = subject if is_passive(tree, verb) else tree.kid(verb, "obj")
    if is_passive(tree, verb):
        draft.holder = Holder(agent) if agent is not None else None
    if draft.holder is not None and speaker is not None:
        add_content(tree, draft, speaker)
        add_content(tree, draft, inner)
    draft.takes_quote = False
    draft.why = f"'{tree.lemmas[verb]} as {tree.words[inner]}'"
    return True


def _address(tree: Tree, draft: Draft, verb: int) -> None:
    """`said to reporters`: who is spoken to, in a to-phrase."""
    for kid in tree.kids(verb, "obl"):
        if preposition(tree, kid) == "to" and tree.upos[kid] in NOMINAL and kid not in draft.heads:
            draft.addressees.append(kid)
