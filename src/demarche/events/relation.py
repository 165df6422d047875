"""What one party does to another in a sentence: one PLOVER type for a marked pair.

Events that link the two by their roles come first; then events of the actor that have the
recipient somewhere below them; then whatever event the sentence tells near the two. Each step down
costs score, so that a caller may draw the line where it wants.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from demarche.events import meaning
from demarche.events.coder import Coder, Outcome
from demarche.events.speech import obligations, speech_acts
from demarche.language.tree import Tree
from demarche.layers import Mentions, Named, Said
from demarche.model import Actor, Document
from demarche.plover import TYPES

_ARGUMENTS = frozenset({"obj", "obl", "nmod", "xcomp", "ccomp", "compound", "acl", "iobj"})
_SURE = 0.45
"""From here on, the roles of the event link the two: the network is not asked."""
_TOLD = 0.25
"""Below this, the sentence tells nothing that links the two."""
_ACTOR, _RECIPIENT = "relation:actor", "relation:recipient"


@dataclass(frozen=True, slots=True)
class Link:
    """A candidate answer: a type, its score in 0..1, and why."""

    type: str
    score: float
    token: int
    why: str


def relation(
    text: str, actor_span: tuple[int, int] | None, recipient_span: tuple[int, int] | None
) -> tuple[str | None, float]:
    """The PLOVER type of what the first does to the second in `text`, and a score in 0..1.

    Spans are (start, end) character offsets; None where a side is not said. (None, 0.0) where
    nothing is found.
    """
    from demarche.language.english import english

    tree = english()(text)
    best = relate(tree, *layers(tree), actor_span, recipient_span)
    return (best.type, best.score) if best else (None, 0.0)


def layers(tree: Tree) -> tuple[Mentions, list[Said]]:
    """The mentions and statements of a text that stands alone."""
    from demarche.actors import find_mentions, link_quotes
    from demarche.statements import find_statements

    document = Document(id="relation", text=tree.text)
    mentions = find_mentions(tree, document)
    statements = find_statements(tree, mentions, document)
    return link_quotes(tree, mentions, statements), statements


def relate(
    tree: Tree,
    mentions: Mentions,
    statements: list[Said],
    actor_span: tuple[int, int] | None,
    recipient_span: tuple[int, int] | None,
) -> Link | None:
    """`relation` on what the earlier stages have found; the best link, or None."""
    links = rank(tree, mentions, statements, actor_span, recipient_span)
    network = meaning.load()
    if network is None or (links and links[0].score >= _SURE):
        return links[0] if links else None
    sides = [head_of(tree, span) for span in (actor_span, recipient_span)]
    token = links[0].token if links else joint(tree, *sides)
    shares = network.ask(tree, meaning.Asked(token, *sides))
    return decide(links, shares, network.thresholds, token)


def decide(
    links: Sequence[Link], shares: dict[str, float], thresholds: dict[str, float], token: int
) -> Link | None:
    """The lexicon's answer where the roles carry it, else what the network is sure enough of.

    `shares`: the network's probabilities for the predicate at `token`, empty where it is not asked.
    `thresholds`: `silent` where the lexicon has no answer, `torn` where a weak one.
    """
    best = links[0] if links else None
    if not shares or (best is not None and best.score >= _SURE):
        return best
    kind, share = meaning.best(shares, TYPES)
    if share < thresholds["torn" if best else "silent"] or (best is not None and best.type == kind):
        return best
    return Link(kind, share, token, "meaning")


def rank(
    tree: Tree,
    mentions: Mentions,
    statements: list[Said],
    actor_span: tuple[int, int] | None,
    recipient_span: tuple[int, int] | None,
) -> list[Link]:
    """All candidate links between the two, best first."""
    sides = {_ACTOR: _tokens(tree, actor_span), _RECIPIENT: _tokens(tree, recipient_span)}
    marked = _mark(mentions, sides)
    statements = [_with_source(said, marked) for said in statements]
    coder = Coder(tree, marked, statements)
    links = []
    for token in coder.picks:
        outcome = coder.outcome(token)
        if outcome is not None and outcome.kind in TYPES:
            links.append(_link(coder, token, outcome, sides))
    for event in (*speech_acts(coder, set()), *obligations(coder, set())):
        outcome = Outcome(event.type, actors=event.actors, recipients=event.recipients)
        links.append(_link(coder, event.trigger[0], outcome, sides))
    links = _outer_first(coder, links)
    if not links or max(link.score for link in links) < _TOLD:
        links += _blamed(coder, sides)
    return sorted(links, key=lambda link: (-link.score, link.token))


def _outer_first(coder: Coder, links: list[Link]) -> list[Link]:
    """What the actor does with an event outranks that event: "lifted its ban on X" is no ban."""
    tree = coder.tree
    acting = {
        link.token: link.score
        for link in links
        if (outcome := coder.outcome(link.token)) and outcome.emit and _has(outcome.actors, _ACTOR)
    }
    found = []
    for link in links:
        token = link.token
        while tree.heads[token] != token and tree.deps[token].partition(":")[0] in _ARGUMENTS:
            token = tree.heads[token]
            if token in acting and _below(tree, token, frozenset({link.token})):
                link = replace(link, score=min(link.score, acting[token] - 0.01))
        found.append(link)
    return found


def _blamed(coder: Coder, sides: dict[str, frozenset[int]]) -> list[Link]:
    """The actor says something of the recipient, and nothing else links them: mostly blame."""
    for said in coder.statements:
        if said.source is None or said.act not in ("assert", "accuse") or not said.cue:
            continue
        if not _has((said.source,), _ACTOR):
            continue
        for head in said.heads:
            if not sides[_RECIPIENT].isdisjoint(coder.syntax.subject(head)):
                return [Link("ACCUSE", 0.25, said.cue[0], "said of the recipient")]
    return []


def head_of(tree: Tree, span: tuple[int, int] | None) -> int | None:
    """The head of the words of a span: the first whose own head lies outside."""
    inside = _tokens(tree, span)
    for token in sorted(inside):
        if tree.heads[token] not in inside or tree.heads[token] == token:
            return token
    return None


def joint(tree: Tree, one: int | None, other: int | None) -> int:
    """The verb above both tokens; the first root where none is given."""
    start = one if one is not None else other
    if start is None:
        return next(t for t in range(len(tree)) if tree.heads[t] == t)
    above = [start, *tree.ancestors(start)]
    if one is not None and other is not None:
        shared = {other, *tree.ancestors(other)}
        above = [t for t in above if t in shared] or above
    verbs = [t for t in above if tree.upos[t] in ("VERB", "AUX")]
    return verbs[0] if verbs else above[-1]


def _tokens(tree: Tree, span: tuple[int, int] | None) -> frozenset[int]:
    if span is None:
        return frozenset()
    start, end = span
    return frozenset(t for t in range(len(tree)) if tree.starts[t] < end and tree.ends[t] > start)


def _mark(mentions: Mentions, sides: dict[str, frozenset[int]]) -> Mentions:
    """The mentions with both sides put in, under ids of their own."""
    kept = [m for m in mentions.all if not any(m.head in tokens for tokens in sides.values())]
    marked = Mentions(kept)
    for name, tokens in sides.items():
        if not tokens:
            continue
        known = [m for m in mentions.all if m.head in tokens and m.actors]
        actor = known[0].actors[0] if known else None
        side = Named(
            start=min(tokens),
            end=max(tokens) + 1,
            head=min(tokens),
            actors=(
                Actor(
                    id=name,
                    code=actor.code if actor else "UNK.GOV",
                    kind=actor.kind if actor else "organisation",
                    name=name,
                ),
            ),
            how="name",
            why="marked",
        )
        marked.all.append(side)
        same = {actor.id for mention in known[:1] for actor in mention.actors}
        for mention in kept:  # pronouns and second names of the side
            if mention.actors and {actor.id for actor in mention.actors} == same:
                marked.by_head[mention.head] = side
        for token in tokens:
            marked.by_head[token] = side
    return marked


def _with_source(said: Said, marked: Mentions) -> Said:
    """The statement with its source replaced, where that is one of the two sides."""
    for token in said.source_tokens:
        side = marked.by_head.get(token)
        if side is not None and side.why == "marked":
            return replace(said, source=side)
    return said


def _has(named: tuple[Named, ...], side: str) -> bool:
    return any(actor.id == side for mention in named for actor in mention.actors)


def _link(coder: Coder, token: int, outcome: Outcome, sides: dict[str, frozenset[int]]) -> Link:
    """How well an event links the two sides: roles first, then nearness in the tree."""
    acts = _has(outcome.actors, _ACTOR)
    both = acts and _has(outcome.actors, _RECIPIENT)
    hit = _has(outcome.recipients, _RECIPIENT)
    wrong = _has(outcome.recipients, _ACTOR) or (_has(outcome.actors, _RECIPIENT) and not both)
    depth = _depth(coder.tree, token)
    if (acts or not sides[_ACTOR]) and (hit or both or not sides[_RECIPIENT]):
        score, why = 1.0, "roles"
    elif acts and _below(coder.tree, token, sides[_RECIPIENT]):
        score, why = 0.8, "actor, recipient below"
    elif acts:
        score, why = 0.6, "actor"
    elif hit:
        score, why = 0.5, "recipient"
    elif _below(coder.tree, token, sides[_ACTOR]) and _below(coder.tree, token, sides[_RECIPIENT]):
        score, why = 0.4, "both below"
    elif _below(coder.tree, token, sides[_RECIPIENT]):
        score, why = 0.3, "recipient below"
    else:
        score, why = 0.2, "same sentence"
    if wrong:
        score *= 0.5
    if not outcome.emit:
        score *= 0.95
    return Link(outcome.kind or "", max(0.05, score - 0.01 * min(depth, 10)), token, why)


def _depth(tree: Tree, token: int) -> int:
    return sum(1 for _ in tree.ancestors(token))


def _below(tree: Tree, token: int, tokens: frozenset[int]) -> bool:
    return any(node == token for t in tokens for node in (t, *tree.ancestors(t)))
