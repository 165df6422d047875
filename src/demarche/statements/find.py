"""From cues to statements: sources, addressees, channels, and which statement stands in which."""

from demarche.language.tree import Tree
from demarche.layers import Mentions, Named, Said
from demarche.model import Channel, Directness, Document
from demarche.statements.direct import attach_quotes, colon_speakers
from demarche.statements.drafts import Draft, add_content
from demarche.statements.extent import (
    confine_to_quotes,
    cut_asides,
    detach_speech,
    fill_by_order,
    settle_extents,
    start_at_that,
)
from demarche.statements.headlines import find_headline_cues
from demarche.statements.lexicon import lexicon
from demarche.statements.nouns import (
    find_adjective_cues,
    find_adposition_cues,
    find_evidential_cues,
    find_noun_cues,
)
from demarche.statements.quotes import Layout, lay_out
from demarche.statements.syntax import Holder, is_word, preposition
from demarche.statements.verbs import find_verb_cues
from demarche.statements.weighing import weigh

_FROM = frozenset({"from", "by", "of"})
_BY_MEANS = frozenset({"in", "on", "at", "during", "via", "through", "by", "to", "over", "from"})
_FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us", "mine", "ours"})
_UNNAMED = frozenset({"anonymity", "anonymously", "unattributed"})
_DIVIDERS = frozenset({",", "-", "--", "—", "–", "”", '"'})


def find_statements(tree: Tree, mentions: Mentions, document: Document) -> list[Said]:
    """All statements of a text, in the order of their cues; `parent` is the next one around.

    `Said.source` is the mention whose head stands in the source's words: who says it, or who issues
    the statement, post or report that says it.
    """
    layout, drafts = rule_drafts(tree, mentions, document)
    kept, new = weigh(tree, mentions, layout, drafts)
    cut_asides(tree, layout, new)
    drafts = sorted([*kept, *new], key=lambda draft: draft.cue[0])
    settle_extents(tree, layout, drafts)
    _answer_open(tree, drafts)
    kept = [draft for draft in drafts if draft.tokens or draft.silent]
    said = [_said(tree, mentions, layout, draft) for draft in kept]
    _name_anaphoric(tree, kept, said)
    _nest(said)
    said = [s for s in said if s.parent is None or s.act != "plan"]
    _nest(said)
    _name_first_person(tree, said)
    return said


def rule_drafts(tree: Tree, mentions: Mentions, document: Document) -> tuple[Layout, list[Draft]]:
    """The layout of a text, and what the rules alone find in it, in the order of the cues."""
    layout = lay_out(tree, document)
    drafts = find_verb_cues(tree, mentions)
    taken = {token for draft in drafts for token in draft.cue}
    drafts += find_noun_cues(tree, taken)
    taken.update(token for draft in drafts for token in draft.cue)
    drafts = _without_shared(drafts)
    drafts += find_adjective_cues(tree, taken)
    drafts += find_evidential_cues(tree, taken)
    drafts += _unsaid(tree, drafts, find_adposition_cues(tree, mentions))
    headlines = find_headline_cues(tree, mentions, layout, document)
    titled = {layout.paragraph_of[draft.cue[0]] for draft in headlines}
    drafts += headlines
    drafts += [
        draft
        for draft in colon_speakers(tree, mentions, layout)
        if layout.paragraph_of[draft.cue[0]] not in titled
    ]
    drafts.sort(key=lambda draft: draft.cue[0])
    _from_hosts(tree, layout, drafts)
    confine_to_quotes(layout, drafts)
    attach_quotes(tree, layout, drafts)
    fill_by_order(tree, layout, drafts)
    detach_speech(tree, layout, drafts)
    start_at_that(tree, layout, drafts)
    cut_asides(tree, layout, drafts)
    return layout, drafts


def _unsaid(tree: Tree, drafts: list[Draft], others: list[Draft]) -> list[Draft]:
    """Without what is found "in" a poll whose sentence has a speaker: `in a poll, half said`."""
    told = {tree.sentence_of[d.cue[0]] for d in drafts if d.heads and d.takes_clause}
    return [
        d
        for d in others
        if tree.words[d.cue[0]].lower() != "in" or tree.sentence_of[d.cue[0]] not in told
    ]


def _without_shared(drafts: list[Draft]) -> list[Draft]:
    """Drop the nouns whose clause a verb took: `said in a statement that`."""
    verbs = {draft.heads[0] for draft in drafts if draft.heads and draft.takes_clause}
    return [
        draft
        for draft in drafts
        if draft.takes_clause or not draft.heads or draft.heads[0] not in verbs
    ]


def _from_hosts(tree: Tree, layout: Layout, drafts: list[Draft]) -> None:
    """`X happened, Kim said`: the cue hangs on the clause that it reports."""
    for draft in drafts:
        verb = draft.cue[0]
        if (
            draft.tokens
            or not draft.takes_quote
            or tree.deps[verb] not in ("parataxis", "dep", "advcl")
        ):
            continue
        host = tree.heads[verb]
        if layout.quote_of[host] >= 0 or draft.holder is None or tree.deps[verb] == "advcl":
            continue
        first, last = tree.sentences[tree.sentence_of[verb]]
        below = tree.subtree(verb)
        edges = (below[0] - 1, below[0], below[-1], min(below[-1] + 1, last - 1))
        if not any(first <= t < last and tree.words[t] in _DIVIDERS for t in edges):
            continue
        add_content(tree, draft, host, skip=(verb,))


def _answer_open(tree: Tree, drafts: list[Draft]) -> None:
    """`Asked whether X, Kim would not say`: what is left open is X."""
    for draft in drafts:
        if not draft.silent or draft.tokens:
            continue
        sentence = tree.sentence_of[draft.cue[0]]
        for other in drafts:
            before = tree.sentence_of[other.cue[0]] == sentence and other.cue[0] < draft.cue[0]
            if other.act == "ask" and other.tokens and before:
                draft.tokens.update(other.tokens)
                draft.heads.extend(other.heads)


def _said(tree: Tree, mentions: Mentions, layout: Layout, draft: Draft) -> Said:
    tokens, source = _source(tree, mentions, draft)
    content = tuple(sorted(draft.tokens - set(draft.cue)))
    channel = draft.channel or _channel(tree, draft)
    addressees = tuple(
        dict.fromkeys(id(n) for a in draft.addressees if (n := mentions.by_head.get(a)) is not None)
    )
    named = {id(n): n for n in mentions.all}
    return Said(
        source=source,
        source_tokens=tokens,
        cue=tuple(draft.cue),
        content=content,
        heads=tuple(draft.heads),
        act=draft.act,
        stance=draft.stance,
        directness=_directness(tree, layout, content),
        addressees=tuple(named[i] for i in addressees),
        channel=channel,
        negated=draft.negated,
        why=draft.why,
    )


def _directness(tree: Tree, layout: Layout, content: tuple[int, ...]) -> Directness:
    words = [t for t in content if is_word(tree, t)]
    quoted = sum(layout.quote_of[t] >= 0 for t in words)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= len(words) - 1 else "mixed"


def _source(tree: Tree, mentions: Mentions, draft: Draft) -> tuple[tuple[int, ...], Named | None]:
    """The words of the source and the mention of who it is."""
    if draft.holder is None:
        return draft.source_tokens, None
    return draft.source_tokens, _mention(tree, mentions, draft.holder, draft.source_tokens)


def _mention(
    tree: Tree, mentions: Mentions, holder: Holder, tokens: tuple[int, ...]
) -> Named | None:
    meant = holder.antecedent if holder.antecedent is not None else holder.head
    sides = [m for c in tree.conjuncts(meant) if (m := _of_noun(tree, mentions, c)) is not None]
    if len(sides) > 1:
        actors = tuple({a.id: a for m in sides for a in m.actors}.values())
        first, last = sides[0], sides[-1]
        why = " and ".join(dict.fromkeys(m.why for m in sides))
        return Named(first.start, last.end, first.head, actors, first.how, why, first.score)
    if sides:
        return sides[0]
    inside = [m for t in tokens if (m := mentions.by_head.get(t)) is not None]
    return inside[0] if inside else None


def _of_noun(tree: Tree, mentions: Mentions, noun: int) -> Named | None:
    """The actor a noun stands for: itself, or the issuer of a statement, post or report."""
    own = mentions.by_head.get(noun)
    if own is not None:
        return own
    for kid in tree.kids(noun, "nmod:poss", "nmod", "compound", "amod", "appos", "acl"):
        prep = preposition(tree, kid)
        if tree.deps[kid] in ("nmod", "acl") and prep not in _FROM and tree.deps[kid] != "acl":
            continue
        found = mentions.by_head.get(kid)
        if found is not None:
            return found
    return None


def _channel(tree: Tree, draft: Draft) -> Channel | None:
    """The means: the speaking noun ("a post"), or a phrase with the cue ("said in a statement")."""
    channels = lexicon().channels
    nouns: list[int] = []
    first, last = tree.sentences[tree.sentence_of[draft.cue[0]]]
    if {tree.words[t].lower() for t in range(first, last) if t not in draft.tokens} & _UNNAMED:
        return "briefing"
    if draft.holder is not None:
        head = draft.holder.antecedent if draft.holder.antecedent is not None else draft.holder.head
        nouns += [*tree.kids(head, "compound", "amod", "acl"), head]
    for kid in tree.kids(draft.cue[0], "obl", "obj", "iobj", "advcl"):
        prep = preposition(tree, kid)
        if kid in draft.tokens or (prep is not None and prep not in _BY_MEANS):
            continue
        around = [*tree.kids(kid, "appos", "flat"), *tree.kids(kid, "compound", "amod"), kid]
        nouns += [*around, *tree.kids(kid, "nmod")]
    for noun in nouns:
        channel = channels.get(tree.lemmas[noun].lower()) or channels.get(tree.words[noun].lower())
        nominal = tree.upos[noun] in ("NOUN", "PROPN", "ADJ", "X", "SYM", "NUM")
        if channel is not None and (nominal or tree.deps[noun] == "amod"):
            return channel
    return None


def _name_anaphoric(tree: Tree, drafts: list[Draft], said: list[Said]) -> None:
    """`The statement said`: its source is that of the last statement made through that channel."""
    last: dict[Channel, Named] = {}
    for draft, statement in zip(drafts, said, strict=True):
        head = draft.holder.head if draft.holder is not None else None
        if statement.source is not None and statement.channel is not None:
            last[statement.channel] = statement.source
        elif head is not None and statement.channel in last and statement.source is None:
            definite = {tree.words[k].lower() for k in tree.kids(head, "det")} & {
                "the",
                "this",
                "that",
            }
            if definite and tree.lemmas[head].lower() in lexicon().channels:
                statement.source = last[statement.channel]


def _name_first_person(tree: Tree, said: list[Said]) -> None:
    """`"We condemn X," Kim said`: who condemns is Kim, the source of the statement around."""
    for statement in said:
        spoken = [tree.words[t] for t in statement.source_tokens]
        words = {word if word == "US" else word.lower() for word in spoken}
        outer = statement.parent
        while words and words <= _FIRST_PERSON and outer is not None:
            around = said[outer]
            if around.source is not None:
                statement.source = around.source
                break
            outer = around.parent


def _nest(said: list[Said]) -> None:
    """Set each statement's parent: the smallest other one whose content holds its cue."""
    contents = [frozenset(s.content) for s in said]
    for i, inner in enumerate(said):
        best: int | None = None
        for j, outer in enumerate(said):
            if i == j or inner.cue[0] not in contents[j] or outer.cue[0] in contents[i]:
                continue
            if best is None or len(contents[j]) < len(contents[best]):
                best = j
        inner.parent = best
