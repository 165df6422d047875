"""Frames of verbs: where the content of a verb of speech, thought or will stands.

A cue's frames name the complements that may be its content: clause, infinitive, object, phrase
with a preposition. Clauses go before infinitives, those before objects and phrases.
"""

from demarche.language.tree import Tree
from demarche.statements.drafts import Draft, add_content
from demarche.statements.lexicon import Cue, lexicon
from demarche.statements.syntax import (
    NOMINAL,
    Holder,
    agent_of,
    cue_lemma,
    is_finite,
    is_passive,
    own_subject,
    preposition,
)

_NAMING = frozenset(
    {"call", "describe", "term", "dub", "label", "brand", "name", "style", "characterize", "deem"}
)
_AS_SOMETHING = frozenset({"call", "see", "view", "name", "identify"})
"""Verbs whose object is content only beside what it is called or seen as."""
_DIPLOMATS = frozenset({"ambassador", "envoy", "consul", "diplomat", "attaché", "attache"})
_VOICING = frozenset({"protest", "voice", "express", "complain", "convey", "lodge", "deliver"})
_ANSWERS = frozenset({"so", "otherwise", "yes", "no", "likewise"})
_QUESTION_MARKS = frozenset({"whether", "if"})


def is_question(tree: Tree, clause: int) -> bool:
    """Whether a clause opens with a question word, "whether" or "if"."""
    first = tree.subtree(clause)[0]
    word = tree.words[first].lower()
    return word in _QUESTION_MARKS or word.startswith("wh") or word == "how"


def fill(tree: Tree, draft: Draft, cue: Cue, verb: int) -> None:
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
    if _receives_envoy(tree, verb, [*objects, *oblique]):
        return
    if clauses:
        _fill_clauses(tree, draft, cue, verb, clauses, objects, passive, subject)
    elif (infinitives := _infinitives(tree, draft, verb)) and (
        frames & {"to", "np-to", "ing"}
        or (objects and "np" in frames)
        or passive
        or (
            cue_lemma(tree, verb) in _NAMING
            and (objects or _names_what(tree, verb))
            and any(tree.deps[k] == "xcomp" for k in infinitives)
        )
    ):
        _fill_infinitive(tree, draft, verb, infinitives, objects, oblique, passive, subject)
    elif passive and subject is not None and not objects and (oblique or _blamed(draft, frames)):
        _fill_passive(tree, draft, cue, verb, subject, oblique)
    elif objects and "addr" in frames and "np" not in frames:
        draft.addressees.extend(objects[:1])
        for head in (*objects[1:], *oblique):
            if tree.upos[head] != "PROPN":
                add_content(tree, draft, head)
    elif objects and (_takes_object(tree, cue, verb, oblique) or _names_what(tree, verb)):
        for head in (*objects, *oblique):
            meant = _antecedent(tree, verb, head) if draft.act in ("deny", "decline") else None
            if meant is not None:
                add_content(tree, draft, meant, skip=(verb,))
            add_content(tree, draft, head)
    elif oblique:
        for head in oblique:
            case = tree.kids(head, "case", "mark")[:1]
            draft.cue.extend(c for c in case if c not in draft.cue)
            add_content(tree, draft, head)
    elif not objects and not _fill_from_answer(tree, draft, verb):
        _fill_from_noun(tree, draft, cue, verb)
    _address(tree, draft, verb)


def _antecedent(tree: Tree, verb: int, pronoun: int) -> int | None:
    """What a relative pronoun means: `the sending of troops, which Moscow denies`: the sending.

    What is denied or left open has happened or not: an "of" phrase stands for the noun that it
    hangs on.
    """
    if tree.words[pronoun].lower() not in ("which", "that") or tree.deps[verb] != "acl:relcl":
        return None
    noun = tree.heads[verb]
    if noun >= pronoun or tree.words[pronoun - 1] != ",":
        return None
    while tree.deps[noun] == "nmod" and preposition(tree, noun) == "of":
        noun = tree.heads[noun]
    return noun


def _receives_envoy(tree: Tree, verb: int, called: list[int]) -> bool:
    """Whether a diplomat is called in: `calls on the ambassador to protest` says why.

    Only the caller protests to an ambassador; whoever else is called on to protest, is to do so.
    """
    return (
        cue_lemma(tree, verb) in ("call", "summon")
        and any(tree.lemmas[k].lower() in _DIPLOMATS for k in called)
        and any(tree.lemmas[k].lower() in _VOICING for k in tree.kids(verb, "xcomp", "advcl"))
    )


def _takes_object(tree: Tree, cue: Cue, verb: int, oblique: list[int]) -> bool:
    return "np" in cue.frames and (bool(oblique) or cue_lemma(tree, verb) not in _AS_SOMETHING)


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
            fits = prep in cue.preps or (prep in own and case_in_cue) or as_what
            if fits and tree.deps[kid] != "obl:agent" and kid not in draft.cue:
                found.append(kid)
    if "of" in cue.preps and (agent := agent_of(tree, verb)) is not None:
        found.extend(k for k in tree.kids(agent, "nmod", "acl") if preposition(tree, k) == "of")
    return sorted(set(found))


def _clauses(tree: Tree, draft: Draft, cue: Cue, verb: int) -> list[int]:
    """Clauses that may be the content: complements, and loose ones where speech takes them."""
    if not cue.frames & {"that", "wh", "quote"}:
        return []
    parts = ("NOUN", "VERB", "ADJ")
    places = [verb, *(t for t in draft.cue if t != verb and tree.upos[t] in parts)]
    places += [
        k
        for k in tree.kids(verb, "obl", *(("obj", "iobj") if "addr" in cue.frames else ()))
        if k > verb and tree.lemmas[k].lower() in lexicon().channels
    ]
    found: list[int] = []
    for place in places:
        found += [
            k
            for k in tree.kids(place, "ccomp", "acl", "csubj:pass", "csubj")
            if _is_content_clause(tree, cue, verb, place, k)
        ]
        if "wh" in cue.frames:
            found += [
                k
                for k in tree.kids(place, "advcl", "obj", "obl")
                if k > verb and _is_loose_question(tree, draft, k)
            ]
    if found or draft.holder is None or "quote" not in cue.frames:
        return sorted(set(found))
    for kid in tree.kids(verb, "parataxis"):
        if is_finite(tree, kid) and own_subject(tree, kid) is not None:
            found.append(kid)
    return found


def _is_content_clause(tree: Tree, cue: Cue, verb: int, place: int, clause: int) -> bool:
    """Whether a complement clause can be the content: finite, a small clause, or a gerund frame."""
    dep = tree.deps[clause]
    if dep.startswith("acl"):
        that = any(tree.words[m].lower() == "that" for m in tree.kids(clause, "mark"))
        if place == verb or not that:
            return False
    if dep.startswith("csubj") and clause < verb:
        return False
    return (
        is_finite(tree, clause)
        or tree.upos[clause] != "VERB"
        or clause < verb
        or is_question(tree, clause)
        or "ing" in cue.frames
        or own_subject(tree, clause) is not None
    )


def _is_loose_question(tree: Tree, draft: Draft, clause: int) -> bool:
    """Whether an "if" or wh-clause that was parsed as an adverbial is what is asked."""
    if not is_question(tree, clause) or tree.upos[clause] not in ("VERB", "ADJ", "NOUN"):
        return False
    if tree.deps[clause] == "advcl":
        return draft.act == "ask"
    return own_subject(tree, clause) is not None


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


def _fill_from_answer(tree: Tree, draft: Draft, verb: int) -> bool:
    """`half said so`, `thinks otherwise`, `said yes`: one word stands for what is said."""
    for kid in tree.kids(verb, "advmod", "discourse", "ccomp"):
        if kid == verb + 1 and tree.words[kid].lower() in _ANSWERS and draft.takes_clause:
            add_content(tree, draft, kid)
            return True
    return False


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
