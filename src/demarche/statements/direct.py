"""Direct speech: which cue a quotation belongs to, and how far a quotation goes.

A quotation inside reported words is part of them (mixed quotation). Else the speaker is told beside
it: before ("Kim said: ..."), behind ("..., said Kim"), or between its parts. Further quotations of
the same paragraph, and paragraphs that are nothing but quotation, go on with the last speaker.
"""

from demarche.language.tree import Tree
from demarche.layers import Mentions
from demarche.statements.drafts import Draft
from demarche.statements.quotes import Layout
from demarche.statements.syntax import Holder, is_finite, is_word, trim

_FAR = 45
_SHORT = 4


def attach_quotes(tree: Tree, layout: Layout, drafts: list[Draft]) -> None:
    """Give every quotation that is speech to the draft of its cue, or to a new one."""
    by_cue = {draft.cue[0]: draft for draft in drafts}
    previous: Draft | None = None
    previous_paragraph = -2
    for number, quote in enumerate(layout.quotes):
        paragraph = layout.paragraph_of[quote.first]
        draft = _owner_inside(tree, layout, drafts, number)
        told = draft is None
        if draft is None:
            draft = _beside(tree, layout, by_cue, number)
        if draft is None and _stands_alone(tree, layout, number):
            start = layout.paragraphs[paragraph][0]
            here = previous is not None and previous_paragraph == paragraph
            opens = all(not is_word(tree, t) for t in range(start, quote.first))
            goes_on = previous is not None and opens and paragraph - previous_paragraph == 1
            if here or (goes_on and _only_quotation(tree, layout, paragraph)):
                draft = previous
        if draft is None:
            continue
        take(tree, draft, layout, number)
        if told or _is_speech(tree, layout, number):
            previous, previous_paragraph = draft, paragraph


def take(tree: Tree, draft: Draft, layout: Layout, number: int) -> None:
    """Make a quotation part of a draft's content, all its sentences."""
    quote = layout.quotes[number]
    if number in draft.quotes:
        return
    draft.quotes.append(number)
    inside = range(quote.first, quote.last + 1)
    draft.tokens.update(t for t in inside if t not in draft.cue)
    for token in inside:
        head = tree.heads[token]
        top = is_word(tree, token) and (head == token or not quote.first <= head <= quote.last)
        above = {token, *tree.ancestors(token)} if top else set()
        if top and above.isdisjoint(draft.heads):
            draft.heads.append(token)


def _owner_inside(tree: Tree, layout: Layout, drafts: list[Draft], number: int) -> Draft | None:
    """The draft whose content holds most of the quotation's first words: the innermost such."""
    quote = layout.quotes[number]
    words = [t for t in range(quote.first, quote.last + 1) if is_word(tree, t)][:6]
    best: Draft | None = None
    for draft in drafts:
        if quote.first <= draft.cue[0] <= quote.last or not draft.tokens:
            continue
        held = sum(t in draft.tokens for t in words)
        if (
            words
            and 2 * held > len(words)
            and (best is None or len(draft.tokens) < len(best.tokens))
        ):
            best = draft
    return best


def _beside(tree: Tree, layout: Layout, by_cue: dict[int, Draft], number: int) -> Draft | None:
    """The draft of the cue before or behind; behind wins where the quotation ends in a comma."""
    quote = layout.quotes[number]
    start, end = layout.paragraphs[layout.paragraph_of[quote.first]]
    before = _before(tree, layout, by_cue, quote.first, start)
    behind = _behind(tree, layout, by_cue, quote.last, end)
    closes_open = (
        tree.words[quote.last - 1] in (",", "?", "!") if quote.last > quote.first else False
    )
    if behind is not None and (closes_open or before is None):
        return by_cue[behind]
    return by_cue[before] if before is not None else None


def _behind(
    tree: Tree, layout: Layout, by_cue: dict[int, Draft], last: int, end: int
) -> int | None:
    """The cue behind a closing mark: `," said Kim`, `," Kim, the minister, told reporters`."""
    if last + 1 >= end:
        return None
    sentence_end = tree.sentences[tree.sentence_of[last + 1]][1]
    limit = min(end, last + _FAR, max(sentence_end, last + 2))
    for token in range(last + 1, limit):
        if layout.quote_of[token] >= 0 or tree.words[token] in (";", ":"):
            return None
        if token in by_cue and by_cue[token].takes_quote and _is_main(tree, token, last):
            return token
        if tree.words[token] in (".", "?", "!") and token > last + 1:
            return None
    return None


def _is_main(tree: Tree, verb: int, last: int) -> bool:
    """Whether a verb behind a quotation is that of its speaker and not of a clause about him."""
    if tree.deps[verb] in ("acl:relcl", "acl") and tree.heads[verb] > last:
        return False
    return is_finite(tree, verb) or tree.deps[verb] in ("advcl", "acl", "xcomp", "conj", "root")


def _before(
    tree: Tree, layout: Layout, by_cue: dict[int, Draft], first: int, start: int
) -> int | None:
    """The cue before an opening mark: `Kim said: "`, `Kim said, "`, `Kim told reporters that "`."""
    token = first - 1
    while token >= max(start, first - _FAR):
        if layout.quote_of[token] >= 0:
            return None
        if tree.words[token] in (".", "?", "!", ";"):
            return None
        if token in by_cue and by_cue[token].takes_quote:
            return token
        token -= 1
    return None


def _is_speech(tree: Tree, layout: Layout, number: int) -> bool:
    """Whether a quotation is a clause or more, not a quoted word or title."""
    quote = layout.quotes[number]
    words = [t for t in range(quote.first, quote.last + 1) if is_word(tree, t)]
    return len(words) > _SHORT or any(
        tree.upos[t] in ("VERB", "AUX") and is_finite(tree, t) for t in words
    )


def _stands_alone(tree: Tree, layout: Layout, number: int) -> bool:
    """Whether a quotation is a sentence by itself: nothing before it in its sentence."""
    quote = layout.quotes[number]
    first = tree.sentences[tree.sentence_of[quote.first]][0]
    token = quote.first - 1
    while token >= first and not is_word(tree, token):
        token -= 1
    lead = token < first or tree.words[token] in (".", "?", "!")
    words = sum(is_word(tree, t) for t in range(quote.first, quote.last + 1))
    return (lead or tree.words[quote.first - 1] in (".", "?", "!", ":")) and words >= 2


def _only_quotation(tree: Tree, layout: Layout, paragraph: int) -> bool:
    """Whether a paragraph has no words outside quotation marks, or opens with a long quotation."""
    first, last = layout.paragraphs[paragraph]
    outside = sum(layout.quote_of[t] < 0 and is_word(tree, t) for t in range(first, last))
    return outside == 0


def colon_speakers(tree: Tree, mentions: Mentions, layout: Layout) -> list[Draft]:
    """`Kim: "..."` and, in transcripts, `KIM: ...` at the start of a paragraph."""
    found: list[Draft] = []
    for first, last in layout.paragraphs:
        colon = next(
            (t for t in range(first + 1, min(last, first + 9)) if tree.words[t] == ":"), None
        )
        if colon is None or colon + 2 >= last:
            continue
        name = [t for t in range(first, colon) if is_word(tree, t)]
        if not name or any(tree.upos[t] in ("VERB", "AUX") for t in name):
            continue
        head = next((t for t in name if tree.heads[t] not in name), name[0])
        capital = all(tree.words[t][0].isupper() or tree.upos[t] in ("ADP", "DET") for t in name)
        quoted = layout.quote_of[colon + 1] >= 0
        if not (quoted or head in mentions.by_head or all(tree.words[t].isupper() for t in name)):
            continue
        if not capital or (not quoted and not _has_verb(tree, colon + 1, last)):
            continue
        draft = Draft([colon], "assert", "neutral", "speaker and colon", Holder(head))
        draft.source_tokens = tuple(name)
        draft.tokens.update(trim(tree, range(colon + 1, last)))
        draft.heads = [
            t
            for t in sorted(draft.tokens)
            if is_word(tree, t) and (tree.heads[t] == t or tree.heads[t] not in draft.tokens)
        ]
        found.append(draft)
    return found


def _has_verb(tree: Tree, first: int, last: int) -> bool:
    return any(tree.upos[t] in ("VERB", "AUX") for t in range(first, last))
