"""Who stands behind the words in a role: mentions, or what a plain noun leads down to.

"Attacked a base of the Kurdish militia" hits the militia; "condemned Russia's invasion" is aimed at
Russia; "protest against the ban imposed by X" at X. A role filled by a noun that names no actor is
followed to its possessor, by-phrase, adjective or modifier.
"""

from collections.abc import Iterable

from demarche.events.arguments import Syntax
from demarche.layers import Mentions, Named
from demarche.model import Actor

_ORDER = ("by", "of", "from", "between", "against", "with", "in", "on", "to", "for", "at", "over")
"""Prepositions under a noun, in the order in which they are likely to name who stands behind it."""

_WATERS = frozenset({"sea", "ocean", "gulf", "strait", "bay", "channel", "river", "lake", "coast"})
"""Places that bear the name of a country or people and are nobody's."""
OFFICIAL = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "LEG"})
"""Sectors that act for their state."""
_ORIGIN = frozenset(
    {"make", "build", "produce", "manufacture", "assemble", "grow", "base", "register", "import"}
    | {"ship", "originate", "mine", "print", "flag"}
)
"""Participles that say whose a thing is: "cars made in China", "ships registered in Panama"."""


class Cast:
    """The actors behind the tokens of one tree."""

    def __init__(self, syntax: Syntax, mentions: Mentions) -> None:
        self.syntax = syntax
        self.mentions = mentions
        self._by_head = {h: m for h, m in mentions.by_head.items() if m.actors}
        self._covering: dict[int, Named] = {}
        for mention in sorted(mentions.all, key=lambda m: m.start - m.end):
            if mention.actors and mention.head in self._by_head:
                for token in range(mention.start, mention.end):
                    self._covering[token] = mention  # the shortest one last
        self._resolved: dict[tuple[int, bool], tuple[Named, ...]] = {}

    def at(self, token: int) -> Named | None:
        """The mention that the token heads, or whose name it begins or ends."""
        mention = self._by_head.get(token)
        if mention is None:
            tree = self.syntax.tree
            for kid in tree.children[token]:
                if tree.deps[kid] in ("appos", "flat") and kid in self._by_head:
                    return self._by_head[kid]
            if tree.upos[token] == "PROPN":  # "Russia's Far East": a head that the parser missed
                return self._covering.get(token)
        return mention

    def between(self, first: int, last: int) -> list[Named]:
        """The mentions whose heads are tokens `first` to `last` (exclusive)."""
        return [m for head, m in self._by_head.items() if first <= head < last]

    def actors(self, token: int) -> tuple[Actor, ...]:
        """The actors behind a token, after following plain nouns down."""
        return tuple(a for mention in self.resolve(token, deep=True) for a in mention.actors)

    def resolve(self, token: int, *, deep: bool) -> tuple[Named, ...]:
        """The mentions behind a token: its own, else (when `deep`) what its modifiers name."""
        key = (token, deep)
        known = self._resolved.get(key)
        if known is None:
            self._resolved[key] = ()
            known = self._resolved[key] = self._resolve(token, deep)
        return known

    def _resolve(self, token: int, deep: bool) -> tuple[Named, ...]:
        mention = self.at(token)
        if mention is not None:
            return (mention,)
        tree = self.syntax.tree
        if deep and self.syntax.lemmas[token] == "what":
            return self.first(self.syntax.named_by_what(token))
        if not deep or tree.upos[token] in ("PRON", "ADV", "PUNCT", "ADJ"):
            return ()
        if self.syntax.lemmas[token] in _WATERS:
            return ()  # nobody stands behind the Baltic Sea
        args = self.syntax.arguments(token)
        if tree.upos[token] == "VERB":
            return self.first(args.subj)
        groups = [args.poss, args.obl.get("by", ()), args.mod]
        groups += [args.obl[p] for p in _ORDER[1:] if p in args.obl]
        for group in groups:
            found = self.first(group)
            if found:
                return found
        for clause, _ in args.complements:
            if tree.deps[clause] == "acl:relcl" and "," in tree.words[token + 1 : clause]:
                continue  # "the treaty, which X and Y signed": said by the way
            below = self.syntax.arguments(clause)
            agents = tuple(t for t in below.subj if t != token) or below.obl.get("by", ())
            if not agents and self.syntax.lemmas[clause] in _ORIGIN:
                agents = below.obl.get("in", ()) or below.obl.get("from", ())
            found = self.first(agents)
            if found:
                return found
        return ()

    def first(self, tokens: tuple[int, ...], *, deep: bool = True) -> tuple[Named, ...]:
        """The mentions of all tokens that are actors themselves; if none is, what they lead to."""
        found: list[Named] = []
        for token in tokens:
            found += self.resolve(token, deep=False)
        if not found and deep:
            for token in tokens:
                found += self.resolve(token, deep=True)
        return distinct(found)


def distinct(named: Iterable[Named]) -> tuple[Named, ...]:
    """Mentions without those whose actors are all named before."""
    seen: set[str] = set()
    kept = []
    for mention in named:
        ids = {actor.id for actor in mention.actors}
        if not ids <= seen:
            seen |= ids
            kept.append(mention)
    return tuple(kept)


def apart(named: Iterable[Named], actors: Iterable[Named]) -> tuple[Named, ...]:
    """The mentions that mean somebody else than the actors.

    A state named bare is nobody else than those who act for it: "he promised that Athens ...".
    """
    own = [actor for mention in actors for actor in mention.actors]
    ids = {actor.id for actor in own}
    states = {actor.country for actor in own if actor.sector in OFFICIAL}
    return tuple(
        mention
        for mention in named
        if not all(
            actor.id in ids or (actor.kind == "state" and actor.country in states)
            for actor in mention.actors
        )
    )
