"""How likely a candidate is an attribution: a small network over the parser's view of its words.

It reads the hidden states of cue, content and source that the parser has made anyway (its third
layer, which knows words best), and what grammar, lexicon and rules say of them. Where it is sure
of a cue that the rules did not find, the statement is built from the syntax; what the rules found
and it is sure is no attribution, is dropped. Without hidden states (another parser) the rules stand
alone. Trained by `training/attributions.py` on sentences of our own; `training/MODEL_CARD.md`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demarche.language.tree import STATES, Tree
from demarche.layers import Mentions
from demarche.statements.candidates import Candidate, candidates
from demarche.statements.drafts import Draft, add_content
from demarche.statements.frames import is_question
from demarche.statements.lexicon import FOLDER, Cue, lexicon
from demarche.statements.quotes import Layout
from demarche.statements.syntax import cue_lemma, is_finite, is_negated, is_passive

WEIGHTS = FOLDER / "weigher.npz"
LAYER = STATES // 2
"""The columns of `Tree.states` before this one are those of the third layer."""

Matrix = NDArray[np.float32]


@dataclass(slots=True)
class Scene:
    """What the features of all candidates of a text look at."""

    tree: Tree
    mentions: Mentions
    layout: Layout
    by_cue: dict[int, Draft]
    """The rules' draft that each cue word belongs to."""
    told: frozenset[int]
    """Words that stand in some content already."""


def scene(tree: Tree, mentions: Mentions, layout: Layout, drafts: Sequence[Draft]) -> Scene:
    """The scene of a text with what the rules found in it."""
    by_cue: dict[int, Draft] = {}
    for draft in drafts:
        for word in draft.cue:
            by_cue.setdefault(word, draft)
    return Scene(tree, mentions, layout, by_cue, frozenset().union(*(d.tokens for d in drafts)))


def find_candidates(tree: Tree) -> list[Candidate]:
    """All candidates of a text, in the order of their cues."""
    return [found for word in range(len(tree)) for found in candidates(tree, word)]


def entries(tree: Tree, word: int) -> tuple[Cue, ...]:
    """What the lexicon has for a word, by its part of speech."""
    if tree.upos[word] in ("VERB", "AUX"):
        return lexicon().verbs.get(cue_lemma(tree, word), ())
    lemma = tree.lemmas[word].lower()
    if tree.upos[word] == "NOUN":
        noun = lexicon().nouns.get(lemma)
        return () if noun is None else (noun,)
    return lexicon().adjectives.get(lemma, ())


def features(around: Scene, candidate: Candidate) -> list[str]:
    """What holds of a candidate, as names: grammar, lexicon, source, what the rules made of it."""
    tree = around.tree
    cue, head = candidate.cue, candidate.head
    kind = tree.upos[cue]
    prep = next((tree.words[k].lower() for k in tree.kids(head, "case", "mark") if k < head), "")
    found = [
        f"relation {kind} {candidate.relation}",
        f"prep {prep}",
        f"dep {tree.deps[cue]}",
        f"head {tree.upos[head]}",
        f"tag {tree.tags[cue]}",
        f"order {head > cue}",
        f"quoted {around.layout.quote_of[head] >= 0} {around.layout.quote_of[cue] >= 0}",
    ]
    if candidate.relation in ("ccomp", "xcomp", "advcl", "acl", "parataxis"):
        found.append(f"clause {is_finite(tree, head)} {is_question(tree, head)} {tree.tags[head]}")
    known = entries(tree, cue)
    found.append(f"listed {kind} {bool(known)}")
    for entry in known[:3]:
        found.extend(f"frame {frame}" for frame in sorted(entry.frames))
        found.append(f"act {entry.act}")
        found.append(f"stance {entry.stance}")
        if prep in entry.preps:
            found.append("frame fits")
    if kind == "VERB" and is_passive(tree, cue):
        found.append("passive")
    if is_negated(tree, cue):
        found.append("negated")
    found += _of_source(around, candidate.source)
    draft = around.by_cue.get(cue)
    if draft is None:
        found.append(f"rules none {kind} {cue in around.told}")
    else:
        found.append(f"rules {draft.cue[0] == cue} {head in draft.tokens} {bool(draft.quotes)}")
        found.append(f"rules act {draft.act}")
    return found


def _of_source(around: Scene, source: int | None) -> list[str]:
    if source is None:
        return ["source none"]
    tree = around.tree
    word = tree.words[source].lower()
    found = [f"source {tree.upos[source]}", f"source ent {tree.ents[source][2:]}"]
    if tree.upos[source] == "PRON":
        found.append(f"source is {word}")
    named = around.mentions.by_head.get(source)
    if named is not None and named.actors:
        found.append(f"source kind {named.actors[0].kind}")
    if word in lexicon().voices or tree.lemmas[source].lower() in lexicon().voices:
        found.append("source voice")
    return found


def rows(tree: Tree, found: Sequence[Candidate]) -> Matrix:
    """Third-layer states of cue, content and source (zeros where not said), (candidates, 1152)."""
    assert tree.states is not None
    out = np.zeros((len(found), 3, LAYER), np.float32)
    out[:, 0] = tree.states[[c.cue for c in found], :LAYER]
    out[:, 1] = tree.states[[c.head for c in found], :LAYER]
    said = [(i, c.source) for i, c in enumerate(found) if c.source is not None]
    out[[i for i, _ in said], 2] = tree.states[[source for _, source in said], :LAYER]
    return out.reshape(len(found), 3 * LAYER)


class Weigher:
    """The trained network: one hidden layer, and a direct path for the features."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        with np.load(path) as stored:
            self.states, self.names, self.bias, self.out, self.direct = (
                stored[name].astype(np.float32)
                for name in ("states", "names", "bias", "out", "direct")
            )
            about = json.loads(bytes(stored["about"]).decode())
        self.index: dict[str, int] = {name: i for i, name in enumerate(about["features"])}
        self.add: float = about["add"]
        """From here on a candidate that the rules did not find is an attribution."""
        self.drop: float = about["drop"]
        """Below, what the rules found is none."""

    def weigh(self, around: Scene, found: Sequence[Candidate]) -> list[float]:
        """The probability of each candidate, to three digits: processors differ in later ones."""
        if not found:
            return []
        names = np.zeros((len(found), len(self.index)), np.float32)
        for row, candidate in enumerate(found):
            for name in features(around, candidate):
                column = self.index.get(name)
                if column is not None:
                    names[row, column] = 1
        hidden = np.maximum(
            rows(around.tree, found) @ self.states + names @ self.names + self.bias, 0
        )
        logits = hidden @ self.out[:-1] + names @ self.direct + self.out[-1]
        return [round(float(p), 3) for p in 1 / (1 + np.exp(-logits))]


@cache
def load() -> Weigher | None:
    """The shipped network, or None where its weights are not there."""
    return Weigher() if WEIGHTS.exists() else None


def weigh(
    tree: Tree, mentions: Mentions, layout: Layout, drafts: list[Draft]
) -> tuple[list[Draft], list[Draft]]:
    """The rules' drafts that are kept, and new ones for cues that only the network found."""
    network = load()
    if network is None or tree.states is None:
        return drafts, []
    around = scene(tree, mentions, layout, drafts)
    found = find_candidates(tree)
    shares = network.weigh(around, found)
    best: dict[int, float] = {}
    wanted: list[tuple[float, Candidate]] = []
    for share, candidate in zip(shares, found, strict=True):
        draft = around.by_cue.get(candidate.cue)
        unsaid = tree.lemmas[candidate.cue].lower() in lexicon().not_cues
        if draft is None and share >= network.add and not unsaid:
            wanted.append((share, candidate))
        elif draft is not None and candidate.head in draft.tokens:
            best[id(draft)] = max(share, best.get(id(draft), 0.0))
    kept = [d for d in drafts if _is_plain(d) or best.get(id(d), 1.0) >= network.drop]
    return kept, _build(around, wanted)


def _is_plain(draft: Draft) -> bool:
    """Whether nothing is to be weighed: quotations, refusals, nouns that are who holds the view."""
    agent = draft.holder is not None and draft.holder.head == draft.cue[0]
    return bool(draft.quotes) or draft.silent or agent


def _build(around: Scene, wanted: list[tuple[float, Candidate]]) -> list[Draft]:
    """Drafts of the candidates, the surest first; further contents of a cue join its draft."""
    tree = around.tree
    drafts: dict[int, Draft] = {}
    taken = set(around.by_cue)
    for share, candidate in sorted(wanted, key=lambda w: (-w[0], w[1].cue, w[1].head)):
        cue = candidate.cue
        words = [cue, *(t for t in candidate.between if t != cue)]
        if cue not in drafts:
            if not taken.isdisjoint(words):
                continue
            sense = next((e for t in words for e in entries(tree, t)), None)
            drafts[cue] = Draft(
                words,
                "assert" if sense is None else sense.act,
                "neutral" if sense is None else sense.stance,
                f"network: '{tree.lemmas[cue]}' says something ({share:.2f})",
                holder=candidate.holder,
                negated=is_negated(tree, cue),
            )
            taken.update(words)
        elif candidate.head in drafts[cue].tokens:
            continue
        draft = drafts[cue]
        around_it = candidate.relation in ("host", "sentence")
        add_content(tree, draft, candidate.head, skip=(cue,) if around_it else candidate.between)
        quote = around.layout.quote_of[cue]
        if quote >= 0:
            draft.tokens = {t for t in draft.tokens if around.layout.quote_of[t] == quote}
    return [draft for _, draft in sorted(drafts.items()) if draft.tokens]
