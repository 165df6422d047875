"""How far source and content go, once it is known which quotation belongs to which cue.

The parser breaks long names and hangs the tail of an apposition on the quotation before it; here
the order of the words decides what the tree got wrong.
"""

from demarche.language.tree import Tree
from demarche.statements.drafts import Draft
from demarche.statements.lexicon import lexicon
from demarche.statements.quotes import Layout
from demarche.statements.syntax import (
    Holder,
    cue_lemma,
    is_finite,
    is_word,
    noun_phrase,
    own_subject,
    trim,
)

_NAMELIKE = frozenset({"PROPN", "NOUN", "ADJ", "NUM", "DET", "X"})
_LONGEST_TAIL = 40
_COMMAS = frozenset({",", "-", "--", "—", "–"})
_ASIDE = frozenset({"which", "who", "whose", "where"})


def confine_to_quotes(layout: Layout, drafts: list[Draft]) -> None:
    """What is said inside a quotation ends with it: `"I think so," she said`."""
    for draft in drafts:
        quote = layout.quote_of[draft.cue[0]]
        if quote >= 0:
            draft.tokens = {t for t in draft.tokens if layout.quote_of[t] == quote}


_OPENING = frozenset({"PRON", "DET", "NOUN", "PROPN", "ADJ", "NUM", "SCONJ", "ADV", "ADP", "AUX"})


def fill_by_order(tree: Tree, layout: Layout, drafts: list[Draft]) -> None:
    """Find the clause of a verb of speech that the parse left without: by the order of words.

    `..., saying in Mr. Clinton's career there were`: the verb hangs on its own content. The clause
    runs from behind the verb to the end of the sentence; or, where the verb ends its sentence
    behind a comma, it is all that stands before.
    """
    cues = {draft.cue[0] for draft in drafts}
    for draft in drafts:
        verb = draft.cue[0]
        if draft.silent or not (draft.takes_clause and draft.takes_quote):
            continue
        if draft.tokens and not _only_scraps(tree, layout, draft):
            continue
        if layout.quote_of[verb] >= 0 or cue_lemma(tree, verb) not in lexicon().saying:
            continue
        if tree.kids(verb, "obj") and cue_lemma(tree, verb) not in ("tell", "ask", "inform"):
            continue
        first, last = tree.sentences[tree.sentence_of[verb]]
        behind = range(draft.cue[-1] + 1, last)
        words = [t for t in behind if is_word(tree, t)]
        inner = [t for t in words if tree.upos[t] in ("VERB", "AUX") and is_finite(tree, t)]
        if inner and _opens_clause(tree, words, inner[0]) and inner[0] not in cues:
            draft.tokens.update(trim(tree, behind))
            draft.heads.append(_top(tree, draft.tokens, inner[0]))
        elif len(words) <= 4 and not inner and draft.holder is not None:
            start = min([verb, *noun_phrase(tree, draft.holder.head, draft.cue)])
            before = range(first, max(first, start - 1))
            clause = any(tree.upos[t] in ("VERB", "AUX") and is_finite(tree, t) for t in before)
            if clause and tree.words[start - 1] in (",", "-", "--", "—", "–"):
                for other in drafts:
                    if other is not draft and other.cue[0] < start:
                        other.tokens.difference_update(range(start - 1, last))
                draft.tokens.update(trim(tree, range(first, start - 1)))
                if draft.tokens:
                    draft.heads.append(_top(tree, draft.tokens, min(draft.tokens)))


def _only_scraps(tree: Tree, layout: Layout, draft: Draft) -> bool:
    """Whether all that is known of the content is quoted words behind the verb, not a clause."""
    sentence = tree.sentence_of[draft.cue[0]]
    return all(
        layout.quote_of[t] >= 0 and t > draft.cue[-1] + 2 and tree.sentence_of[t] == sentence
        for t in draft.tokens
    ) and not any(tree.upos[t] in ("VERB", "AUX") and is_finite(tree, t) for t in draft.tokens)


def detach_speech(tree: Tree, layout: Layout, drafts: list[Draft]) -> None:
    """Cut from a content what the same speaker says next, and give it its speaker.

    `Kim argued against X, adding that Y`; `Kim says X, but conceded that Y`; `said that Pyongyang
    was planning X and asked others to do Y`: the parser hangs the second verb on X. A participle
    behind a comma is the speaker's, unless X's own verb speaks too; so is a coordinated verb
    without a subject that has the form of the cue and not that of X's verb, or a clause of its own.
    """
    verbs = {draft.cue[0]: draft for draft in drafts}
    for draft in drafts:
        for token in sorted(draft.tokens):
            inner = verbs.get(token)
            if inner is None or token not in draft.tokens or token <= draft.cue[0] + 1:
                continue
            if layout.quote_of[token] >= 0 or own_subject(tree, token) is not None:
                continue
            below = tree.subtree(token)
            if not (
                _participle_of_speaker(tree, draft, verbs, token, below[0])
                or _verb_of_speaker(tree, draft, inner, token)
            ):
                continue
            draft.tokens.difference_update(range(below[0], below[-1] + 1))
            draft.tokens.difference_update(inner.tokens)
            draft.tokens = set(trim(tree, draft.tokens))
            inner.holder = draft.holder


def _participle_of_speaker(
    tree: Tree, draft: Draft, verbs: dict[int, Draft], token: int, start: int
) -> bool:
    if not tree.words[token].lower().endswith("ing") or tree.deps[token] == "conj":
        return False
    if "," not in (tree.words[start], tree.words[max(start - 1, 0)]):
        return False
    governor = tree.heads[token]
    speaks = governor in verbs and governor != draft.cue[0] and governor in draft.tokens
    return not (speaks and cue_lemma(tree, governor) in lexicon().saying)


def _verb_of_speaker(tree: Tree, draft: Draft, inner: Draft, token: int) -> bool:
    if tree.deps[token] != "conj" or not (inner.tokens or inner.quotes):
        return False
    if not (inner.takes_clause or inner.act in ("demand", "deny", "refuse", "promise", "ask")):
        return False
    head, verb = tree.heads[token], draft.cue[0]
    if head == verb or _form(tree, token) != _form(tree, verb):
        return False
    contrast = any(tree.words[k].lower() == "but" for k in tree.kids(token, "cc"))
    return _form(tree, head) != _form(tree, token) or (contrast and bool(tree.kids(token, "ccomp")))


def _form(tree: Tree, verb: int) -> tuple[bool, str]:
    """Finite or not, and tense or participle: what coordinated verbs have in common."""
    finite = any("VerbForm=Fin" in tree.feats[t] for t in (verb, *tree.kids(verb, "aux", "cop")))
    form = next((f for f in tree.feats[verb].split("|") if f.startswith(("Tense", "VerbForm"))), "")
    return finite and not tree.kids(verb, "aux", "cop"), form


def start_at_that(tree: Tree, layout: Layout, drafts: list[Draft]) -> None:
    """`said on Monday that X`: what stands between the verb and the "that" is not said."""
    for draft in drafts:
        if not draft.tokens or min(draft.tokens) < draft.cue[0]:
            continue
        ordered = sorted(draft.tokens)
        for position, token in enumerate(ordered[:9]):
            if tree.words[token].lower() == "that":
                lead = ordered[:position]
                plain = not any(
                    tree.upos[t] in ("VERB", "AUX", "SCONJ") or layout.quote_of[t] >= 0
                    for t in lead
                )
                adverbial = lead and tree.upos[lead[0]] in ("ADP", "ADV")
                if plain and (adverbial or tree.heads[token] in draft.heads):
                    draft.tokens.difference_update(lead)
                break


def cut_asides(tree: Tree, layout: Layout, drafts: list[Draft]) -> None:
    """Cut what the author, or somebody else, adds in a relative clause behind a comma.

    `rejected the plan, which has cost millions`; `praised him for moves that, he said, helped`: a
    clause with "which" or "who" behind a comma that ends an indirect content is the author's; one
    that has a speaker of its own is that speaker's, wherever it stands.
    """
    speaking = {d.cue[0]: d for d in drafts if d.holder is not None and d.takes_clause}
    for draft in drafts:
        if not draft.tokens or draft.quotes or any(layout.quote_of[t] >= 0 for t in draft.tokens):
            continue
        last = max(draft.tokens)
        for token in sorted(draft.tokens):
            if tree.deps[token] not in ("acl:relcl", "advcl:relcl") or token not in draft.tokens:
                continue
            below = tree.subtree(token)
            opens = below[1] if tree.words[below[0]] in _COMMAS else below[0]
            if opens - 1 <= min(draft.tokens) or tree.words[opens - 1] not in _COMMAS:
                continue
            told = token in speaking and own_subject(tree, token) is not None
            ends = below[-1] >= last and tree.words[opens].lower() in _ASIDE
            if told or ends:
                draft.tokens.difference_update(range(opens - 1, below[-1] + 1))


def _opens_clause(tree: Tree, words: list[int], verb: int) -> bool:
    """Whether a subject stands between a verb of speech and the next finite verb."""
    between = [t for t in words if t < verb]
    if not between or tree.upos[between[0]] not in _OPENING:
        return False
    if tree.words[between[0]].lower() in ("that", "if"):
        return True
    subjects = [t for t in between if tree.deps[t].startswith(("nsubj", "expl", "csubj"))]
    return bool(subjects) and tree.words[between[0]].lower() not in ("as", "when", "while", "who")


def _top(tree: Tree, tokens: set[int], token: int) -> int:
    """The highest word above `token` that is still among `tokens`."""
    while tree.heads[token] in tokens and tree.heads[token] != token:
        token = tree.heads[token]
    return token


def settle_extents(tree: Tree, layout: Layout, drafts: list[Draft]) -> None:
    """Set the source tokens of every draft and mend its content, in place."""
    for draft in drafts:
        if draft.holder is None and draft.quotes:
            draft.holder = _speaker_beside(tree, layout, draft)
        tail = _outside_behind(layout, draft)
        draft.tokens -= tail
        if draft.holder is not None and not draft.source_tokens:
            draft.source_tokens = _source_tokens(tree, layout, draft, tail)
        draft.tokens -= {*draft.source_tokens, *draft.cue}
        _close_gaps(tree, draft)


def _speaker_beside(tree: Tree, layout: Layout, draft: Draft) -> Holder | None:
    """The noun between quotation and cue, or right behind the cue, however it was parsed."""
    verb = draft.cue[0]
    first, last = tree.sentences[tree.sentence_of[verb]]
    before = [layout.quotes[q].last for q in draft.quotes if layout.quotes[q].last < verb]
    start = max([first, *(q + 1 for q in before)])
    for token in (verb - 1, verb - 2, verb + 1, verb + 2, verb + 3, verb + 4):
        if not start <= token < last or layout.quote_of[token] >= 0:
            continue
        if token > verb and not before:
            break
        if tree.upos[token] in ("PRON", "PROPN", "NOUN") and is_word(tree, token):
            if token < verb and any(tree.upos[t] == "VERB" for t in range(token, verb)):
                continue
            while tree.deps[token] in ("compound", "flat") and start <= tree.heads[token] < last:
                if layout.quote_of[tree.heads[token]] >= 0 or tree.heads[token] in draft.cue:
                    break
                token = tree.heads[token]
            return Holder(token)
    return None


def _outside_behind(layout: Layout, draft: Draft) -> set[int]:
    """Content tokens outside quotation marks behind a cue whose quotation stands before it.

    `"X," said Kim, a minister of Y`: the tail is Kim's, not what he says.
    """
    verb = draft.cue[0]
    if not any(layout.quotes[q].last < verb for q in draft.quotes):
        return set()
    return {t for t in draft.tokens if t > verb and layout.quote_of[t] < 0}


def _source_tokens(tree: Tree, layout: Layout, draft: Draft, tail: set[int]) -> tuple[int, ...]:
    assert draft.holder is not None
    head = draft.holder.head
    barred = [t for t in (*draft.cue, *draft.heads) if t != head]
    tokens = {t for t in noun_phrase(tree, head, barred) if t not in draft.tokens or t == head}
    tokens = {
        t for t in tokens if layout.quote_of[t] < 0 or layout.quote_of[head] >= 0 or t == head
    }
    tokens = _one_side(draft, tokens, head)
    if tree.upos[head] != "PRON":
        _widen(tree, layout, draft, tokens)
    if max(tokens) < draft.cue[0]:
        tokens.update(_apposition(tree, layout, draft, max(tokens)))
    elif tail:
        follow = max(tokens) + 1
        while follow in tail or (
            follow < len(tree) and follow - 1 in tokens and not is_word(tree, follow)
        ):
            if layout.quote_of[follow] >= 0 or tree.words[follow] in (".", "!", "?", ";"):
                break
            tokens.add(follow)
            follow += 1
    return trim(tree, tokens, quotes=False)


def _apposition(tree: Tree, layout: Layout, draft: Draft, last: int) -> range:
    """What stands between commas from the source to its verb: `Rutte, the head of NATO, said`."""
    verb = draft.cue[0]
    end = verb - 1
    while end > last and tree.upos[end] in ("AUX", "ADV", "PART"):
        end -= 1
    inside = range(last + 2, end)
    if len(inside) < 2 or tree.words[last + 1] != "," or tree.words[end] != ",":
        return range(0)
    opens = tree.upos[inside[0]] in ("DET", "NOUN", "PROPN", "NUM") or (
        tree.words[inside[0]].lower() in ("who", "whose", "which")
    )
    plain = all(layout.quote_of[t] < 0 and t not in draft.tokens for t in inside)
    return range(last + 1, end) if opens and plain and len(inside) <= _LONGEST_TAIL else range(0)


def _one_side(draft: Draft, tokens: set[int], head: int) -> set[int]:
    """Only the part of a noun phrase that is on the head's side of the cue."""
    verb = draft.cue[0]
    return {t for t in tokens if (t < verb) == (head < verb)} | {head}


def _widen(tree: Tree, layout: Layout, draft: Draft, tokens: set[int]) -> None:
    """Take in names and titles that touch the noun phrase: "army spokesman" + "Jan Novak"."""
    first, last = tree.sentences[tree.sentence_of[draft.cue[0]]]
    token = min(tokens) - 1
    run: list[int] = []
    while token >= first and tree.upos[token] in _NAMELIKE and layout.quote_of[token] < 0:
        if token in draft.cue or token in draft.tokens or not is_word(tree, token):
            break
        run.append(token)
        token -= 1
    fronted = run and token >= first and tree.upos[token] in ("ADP", "SCONJ", "VERB", "AUX")
    if run and not fronted:
        tokens.update(run)
    token = max(tokens) + 1
    while token < last and tree.upos[token] == "PROPN" and layout.quote_of[token] < 0:
        if token in draft.cue or token in draft.tokens:
            break
        tokens.add(token)
        token += 1


def _close_gaps(tree: Tree, draft: Draft) -> None:
    """Fill holes inside the content: an adverbial that the parser hung on the cue instead."""
    if not draft.tokens:
        return
    others = {*draft.source_tokens, *draft.cue, *draft.addressees}
    for (_, left), (right, _) in zip(
        tree.runs(draft.tokens), tree.runs(draft.tokens)[1:], strict=False
    ):
        gap = range(left + 1, right)
        if tree.sentence_of[left] != tree.sentence_of[right] or len(gap) > _LONGEST_TAIL:
            continue
        if not any(t in others for t in gap):
            draft.tokens.update(gap)
