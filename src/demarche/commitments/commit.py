"""How sure each source is: the author first, then everyone in the chain of statements.

For a source, only the operators inside its statement count, and it starts from what its act commits
it to: who denies holds that it is not so, who demands or hopes is uncommitted (FactBank's sources,
Saurí and Pustejovsky 2009). Everyone further out is uncommitted, the author included, unless the
reporting word is factive ("admitted that") or reports a plan, which is likely to come about.
"""

from collections.abc import Collection, Sequence

from demarche.commitments.frames import clause_frame, entry_for, noun_frame
from demarche.commitments.operators import Operator
from demarche.commitments.path import apply, beside, fold, operators
from demarche.commitments.values import SCORES, negate, weaken
from demarche.language.tree import Tree
from demarche.layers import Committed, Said
from demarche.model import Act, FactValue

BY_ACT: dict[Act, FactValue] = {
    "assert": "CT+",
    "deny": "CT-",
    "accuse": "CT+",
    "demand": "Uu",
    "ask": "Uu",
    "warn": "CT+",
    "threaten": "PR+",
    "promise": "PR+",
    "propose": "Uu",
    "agree": "CT+",
    "refuse": "CT-",
    "praise": "CT+",
    "apologise": "CT+",
    "hope": "Uu",
    "believe": "PR+",
    "plan": "PR+",
    "decline": "Uu",
}
"""What the act alone commits the source to."""

_INTENTIONS = frozenset({"plan", "promise", "threaten", "refuse"})
_FIXED = frozenset({"deny", "demand", "ask", "propose", "hope", "decline", "refuse"})
_FACTIVE = frozenset({"factive", "endorsing"})


def commit(
    tree: Tree, token: int, statements: list[Said], ignore: Collection[int] = ()
) -> tuple[tuple[int, ...], tuple[Committed, ...]]:
    """The statements that the predicate `token` stands in, outermost first, and all commitments.

    One `Committed` a source: the author (source None), then each statement's source. `ignore`:
    tokens of operators that the event's type has used up ("would not say" read as a refusal).
    """
    peers = beside(tree, token)
    chain = [
        i for i in statements_of(tree, token, statements) if not peers & set(statements[i].cue)
    ]
    others = {
        t
        for said in statements
        if not _holds(said, token)
        for t in said.cue
        if tree.upos[t] == "VERB"
    }
    path = [
        o
        for o in operators(tree, token)
        if o.token not in ignore and not (o.source is not None and o.token in others)
    ]
    if not chain:
        value, why = fold(path)
        return (), (Committed(None, value, SCORES[value], why or ("plain assertion",)),)
    layers = [_Layer(tree, token, statements[index]) for index in chain]
    bounds = _bounds(path, layers)
    found = [_view(path, layers, bounds, None)]
    found.extend(_view(path, layers, bounds, number) for number in range(len(chain)))
    for number in range(len(chain) - 1):
        if layers[number].answers(layers[number + 1]):  # who answers speaks here and now
            chain[number : number + 2] = chain[number + 1], chain[number]
            found[number + 1 : number + 3] = found[number + 2], found[number + 1]
    return tuple(chain), tuple(
        Committed(None if number == 0 else chain[number - 1], value, SCORES[value], why)
        for number, (value, why) in enumerate(found)
    )


def statements_of(tree: Tree, token: int, statements: Sequence[Said]) -> list[int]:
    """Indices of the statements whose content holds the token, outermost first."""
    holding = [
        index
        for index, said in enumerate(statements)
        if token not in said.cue and _holds(said, token)
    ]
    if len(holding) > 1:
        holding = [i for i in holding if not _swallowed(tree, statements[i], statements, holding)]

    def depth(index: int) -> int:
        seen: set[int] = set()
        parent = statements[index].parent
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = statements[parent].parent
        return len(seen)

    def inner(index: int) -> tuple[int, int, int]:
        return depth(index), -len(statements[index].content), index

    return sorted(holding, key=inner)


def _holds(said: Said, token: int) -> bool:
    return token in said.content or token in said.heads


def _swallowed(tree: Tree, said: Said, statements: Sequence[Said], among: Sequence[int]) -> bool:
    """Whether a noun's statement adds nothing to the one around it.

    "Could not confirm reports that", "rejected claims that": the noun names no source of its own,
    the verb above it decides.
    """
    around = [statements[i] for i in among if statements[i] is not said]
    if said.source is None and not said.source_tokens:
        return any(not set(said.cue) & set(other.cue) for other in around)
    if said.cue and tree.upos[said.cue[0]] == "VERB":
        return False
    return any(
        other.act in ("deny", "decline")
        and said.cue
        and said.cue[0] in other.heads
        and not _is_anothers(said, other)
        for other in around
    )


def _is_anothers(said: Said, around: Said) -> bool:
    """Whether what is denied is said by somebody else: "denied Kyiv's claim that"."""
    if said.source is None or around.source is None:
        return False
    own = {actor.country for actor in around.source.actors}
    return all(a.country not in own and a.country != "UNK" for a in said.source.actors)


class _Layer:
    """One statement as it bears on one predicate."""

    def __init__(self, tree: Tree, token: int, said: Said) -> None:
        self.said = said
        self.content = frozenset(said.content) | frozenset(said.heads)
        self.cue = frozenset(said.cue)
        self.is_noun = bool(said.cue) and tree.upos[said.cue[0]] == "NOUN"
        self.named = frozenset(said.heads) if said.act != "assert" else frozenset[int]()
        self.words = " ".join(tree.words[t] for t in said.cue[:4])
        self.below = _hangs_below(tree, token, said)
        self.start, self.reason = self._start(tree, token)

    def _start(self, tree: Tree, token: int) -> tuple[FactValue, str]:
        """What the source holds of its content, and why."""
        said = self.said
        value = BY_ACT[said.act]
        listed = self._listed(tree, token)
        if said.act == "assert" and said.stance == "denying":
            value = "CT-"
        elif listed and said.act not in _FIXED:
            value = listed
        if said.act == "agree" and listed is None:
            value = "PR+"
        negated = ""
        if said.negated and said.act != "decline":
            negated = "not "
            if said.act == "believe":
                value = negate(weaken(value, "PR+"))
            elif said.act in ("plan", "promise"):
                value = negate(value)
            else:
                value = "Uu"
        return value, f"{negated}{self.words} ({said.act}) → {value}"

    def _listed(self, tree: Tree, token: int) -> FactValue | None:
        """The source's view by the table, for the complement through which the content hangs."""
        if not self.said.cue:
            return None
        cue = self.said.cue[0]
        above = {token, *tree.ancestors(token)}
        for head in self.said.heads:
            if head in above and tree.heads[head] == cue and head != cue:
                nominal = tree.deps[head].partition(":")[0] in ("obj", "obl", "nmod", "nsubj")
                frame = noun_frame(tree, head) if nominal else clause_frame(tree, head)
                entry = entry_for(tree, cue, frame)
                return entry.source if entry else None
        return None

    def answers(self, inner: "_Layer") -> bool:
        """Whether this is about another's words: "denied Kyiv's claim that it had retreated"."""
        cue = inner.said.cue
        return (
            self.said.act in ("deny", "decline")
            and inner.said.act in ("assert", "accuse")
            and inner.is_noun
            and cue[0] in self.said.heads
        )

    @property
    def factive(self) -> bool:
        """Whether the cue vouches for its content: admitted, revealed, confirmed."""
        return self.said.stance in _FACTIVE and not (
            self.said.negated and self.said.stance == "endorsing"
        )


def _hangs_below(tree: Tree, token: int, said: Said) -> bool:
    """Whether the cue stands in a relative clause on the content: "the attack, which he denies"."""
    if not said.cue:
        return False
    content = set(said.content) | set(said.heads)
    node = said.cue[0]
    if (
        tree.deps[node] == "advcl"
        and said.act in ("hope", "believe", "plan", "warn", "threaten", "promise")
        and any(tree.words[k].lower() == "as" for k in tree.children[node])
    ):  # "as Moscow had feared": so, and feared
        return True
    while tree.heads[node] != node:
        above = tree.heads[node]
        if above in content and above not in said.cue:
            return tree.deps[node].startswith("acl") and token in (above, *said.heads)
        node = above
    return False


def _bounds(path: Sequence[Operator], layers: Sequence[_Layer]) -> list[int]:
    """For each layer, how many of the operators (innermost first) stand inside its content."""
    counts = []
    for layer in layers:
        inside = 0
        for operator in path:
            if operator.at not in layer.content or operator.token in layer.cue:
                break
            inside += 1
        counts.append(inside)
    for number in range(len(counts) - 2, -1, -1):
        counts[number] = max(counts[number], counts[number + 1])
    return counts


def _view(
    path: Sequence[Operator],
    layers: Sequence[_Layer],
    bounds: Sequence[int],
    viewer: int | None,
) -> tuple[FactValue, tuple[str, ...]]:
    """What the source of layer `viewer` holds; None: the author, who stands outside all layers."""
    cues = frozenset().union(*(layer.cue for layer in layers))
    value: FactValue
    given: FactValue = "CT+"
    if viewer is None:
        value, why = "CT+", []
        upper, following = len(path), 0
    else:
        value, why = layers[viewer].start, [layers[viewer].reason]
        upper, following = bounds[viewer], viewer + 1
        around = path[upper : bounds[viewer - 1] if viewer else len(path)]
        if _open([o for o in around if o.token not in cues]):
            value, why = "Uu", [*why, "said under a condition or on demand → Uu"]
    for number in range(following, len(layers) + 1):
        lower = bounds[number] if number < len(layers) else 0
        named = layers[number - 1].named if number else frozenset()
        part = [
            o
            for o in path[lower:upper]
            if (o.token not in cues or o.kind in ("imperative", "question"))
            and not (o.token in named and o.source is not None)
            and not o.verdict
        ]
        value, steps = fold(part, value, given)
        why.extend(steps)
        if number == len(layers):
            break
        above = value
        above_it = layers[number - 1] if number else None
        if above_it and above_it.said.act == "deny" and above_it.answers(layers[number]):
            step = f"{layers[number].words} (what is denied) → {value}"
        else:
            value, step = _through(layers[number], path, lower, value, given)
        if step:
            why.append(step)
        verdict = next((o for o in path[lower:upper] if o.verdict), None)
        if verdict:
            value = apply(verdict, above, given)
            why.append(f"{verdict.label} → {value}")
        if value == "Uu":
            given = "Uu"
        upper = lower
    return value, tuple(why) or ("plain assertion",)


def _open(path: Sequence[Operator]) -> bool:
    """Whether the statement itself is only asked for or supposed: "if Moscow admits that"."""
    kinds = ("condition", "question", "imperative", "embedding", "purpose")
    return any(o.kind in kinds for o in path) and fold(path)[0] == "Uu"


def _through(
    layer: _Layer, path: Sequence[Operator], lower: int, value: FactValue, given: FactValue
) -> tuple[FactValue, str]:
    """What someone further out makes of a statement.

    Nothing, but for cues that vouch for their content, plans, hearsay with no source named, and
    words that are more than a report: "pretended to", "barred from", "condemned the attack".
    """
    said = layer.said
    if layer.below:
        return value, ""
    operator = next((o for o in path if o.token in layer.cue), None)
    if operator is None:
        crossing = path[lower] if lower < len(path) else None
        if crossing is not None and crossing.kind == "background" and crossing.at in layer.cue:
            return value, ""
        if layer.factive:
            return value, f"{layer.words} (vouches for it) → {value}"
        return "Uu", f"{layer.words} (somebody else's word) → Uu"
    if (
        operator.source is None
        or operator.factive
        or layer.factive
        or operator.plus == operator.minus
        or said.act in _INTENTIONS
        or (said.act == "agree" and layer.start == "PR+")
        or not said.source_tokens
    ):
        passed = apply(operator, value, given)
        return passed, f"{operator.label} → {passed}"
    return "Uu", f"{layer.words} (somebody else's word) → Uu"
