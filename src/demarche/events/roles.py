"""Who takes part: the slots of a sense filled with mentions, and who stands in for an empty one.

A frame names slots in order. Where they lead to nobody, a recipient may still be named: by another
preposition, by the clause below ("threatened to shell Haifa"), by a condition ("unless Israel
..."). Whom other sentences name: `implicit`.
"""

from demarche.events.arguments import Syntax
from demarche.events.cast import Cast, apart
from demarche.events.senses import Chooser, Pick, is_complement
from demarche.layers import Named

_AIMED = ("P:against", "P:on", "P:with", "P:toward", "P:towards", "P:from", "P:to")
"""Prepositions that may name a recipient where the frame does not say: for actors themselves."""
_BETWEEN_COUNTRIES = frozenset({"COOPERATE", "AID", "SANCTION", "RETREAT", "MOBILIZE"})
"""Types whose recipient is not a part of the actor's own country ("withdrew its troops")."""
_OTHERS_AT_HOME = frozenset({"REB", "OPP", "SEP", "UAF", "PTY", "LAB", "REF", "PRE", "JRN"})
"""Sectors that stand against their own state, or receive from it."""
_HELPING = frozenset({"help", "support", "assist", "aid", "defend", "protect", "back", "reinforce"})


class Roles:
    """Fills the slots of predicates of one tree."""

    def __init__(self, syntax: Syntax, cast: Cast, chooser: Chooser) -> None:
        self.tree = syntax.tree
        self.syntax = syntax
        self.cast = cast
        self.chooser = chooser

    def fill(
        self, pick: Pick, slots: tuple[str, ...], others: tuple[Named, ...] = ()
    ) -> tuple[Named, ...]:
        """The mentions in the first of the slots that leads to an actor who is none of `others`.

        A slot that leads abroad is preferred: "recalled its envoy from Paris".
        """
        countries = {actor.country for mention in others for actor in mention.actors} - {"UNK"}
        at_home: tuple[Named, ...] = ()
        spare: tuple[str, ...] = ()
        if others:  # "talk to X": the preposition is a word of the sense
            words = (self.tree.words[token].lower() for token in pick.words[1:])
            spare = tuple(f"P:{word}" for word in words if word in pick.args.obl)
            if pick.sense is not None:
                slots += tuple(n.slot for n in pick.sense.needs if n.slot[:2] == "P:")
            aimed: tuple[str, ...] = _AIMED
            if pick.sense is not None and pick.sense.type == "CONSULT":
                aimed = ("P:with", "P:to")  # "a session on Sudan" is not held with Sudan
            spare = tuple(slot for slot in (*spare, *aimed) if slot not in slots)
            if pick.sense is not None and pick.sense.type in ("COERCE", "CONCEDE", "PROTEST"):
                spare += ("P:in",) if "P:in" not in slots else ()
            if "obj" in slots and "iobj" not in slots:
                slots += ("iobj",)  # "asked Beijing for loans": parsers differ
            slots += spare
        for slot in slots:
            tokens = self.chooser.fillers(slot, pick.args, pick.words)
            if tokens:
                if others and self._is_mutual(tokens):
                    return others
                plain = slot in spare
                found = self.cast.first(tokens, deep=not plain)
                if others:
                    found = apart(found, others) or self._owners(found, others)
                if found and not countries.isdisjoint(a.country for m in found for a in m.actors):
                    at_home = at_home or found
                elif found:
                    return found
        kind = pick.sense.type if pick.sense else ""
        if kind in _BETWEEN_COUNTRIES:  # but "suspended talks with the rebels"
            return tuple(m for m in at_home if any(a.sector in _OTHERS_AT_HOME for a in m.actors))
        return at_home

    def _owners(self, found: tuple[Named, ...], others: tuple[Named, ...]) -> tuple[Named, ...]:
        """Who is named as owner is another side, of one state though: "rejected Baku's terms"."""
        barred = {actor.id for mention in others for actor in mention.actors}
        return tuple(
            m
            for m in found
            if self.tree.deps[m.head] == "nmod:poss"
            and m.how != "pronoun"
            and not {actor.id for actor in m.actors} <= barred
        )

    def _is_mutual(self, tokens: tuple[int, ...]) -> bool:
        """Each other, one another."""
        words = self.tree.words
        return any(
            (words[t - 1].lower(), words[t].lower()) in (("each", "other"), ("one", "another"))
            for t in tokens
            if t
        ) or any(words[t].lower() == "each" for t in tokens)

    def is_addressed(self, pick: Pick, recipients: tuple[Named, ...]) -> bool:
        """One who is talked to, not with, is a recipient."""
        to = pick.args.obl.get("to", ())
        return any(m.start <= token < m.end for m in recipients for token in to)

    def is_led_to(self, pick: Pick, recipients: tuple[Named, ...]) -> bool:
        """Whether a thing of theirs is worked with, not they: "cooperate with Peru's inquiry"."""
        things = pick.args.obl.get("with", ())
        return bool(things) and not any(
            m.start <= token < m.end for m in recipients for token in things
        )

    def in_complement(self, pick: Pick, actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """Whom an unknown predicate below a promise or a threat is aimed at; the one warned."""
        own = {actor.country for mention in actors for actor in mention.actors}
        tokens: list[int] = []
        for clause, mark in pick.args.complements:
            args = self.syntax.arguments(clause)
            if is_complement(self.tree.deps[clause], mark):
                tokens += [*args.iobj, *args.obj, *(t for p in _AIMED for t in args.slot(p))]
        tokens += pick.args.obj
        tokens += self._warned(pick.args.complements, 3)
        for token in tokens:
            found = self.cast.resolve(token, deep=True)
            if found and own.isdisjoint(a.country for m in found for a in m.actors):
                return found
        return ()

    def _warned(self, clauses: tuple[tuple[int, str], ...], depth: int) -> list[int]:
        """The subjects of conditions: "threatened to leave unless Paris paid" warns Paris."""
        found: list[int] = []
        for clause, mark in clauses:
            if mark in ("if", "unless", "until"):
                found += self.syntax.subject(clause)
            elif depth:
                found += self._warned(self.syntax.arguments(clause).complements, depth - 1)
        return found

    def met_to(self, pick: Pick, actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """Who is there to hear it: "summoned the envoy to voice its concern"."""
        tree, token = self.tree, pick.token
        above = tree.heads[token]
        if tree.deps[token] not in ("advcl", "xcomp") or tree.upos[above] != "VERB":
            return ()
        if not any(tree.words[k].lower() == "to" for k in tree.kids(token, "mark")):
            return ()
        own = {actor.country for mention in actors for actor in mention.actors}
        found = self.cast.first(self.syntax.arguments(above).obj, deep=False)
        return tuple(m for m in found if own.isdisjoint(a.country for a in m.actors))

    def beneficiary(self, pick: Pick, actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """Whom aid, cooperation or a cut of relations may concern, where no slot names him."""
        candidates: list[int] = []
        for preposition in ("to", "with", "for", "in", "into", "from", "against", "of"):
            candidates += pick.args.obl.get(preposition, ())
        for token in pick.args.obj:
            args = self.syntax.arguments(token)
            for preposition in ("to", "for", "with", "in", "of", "from"):
                candidates += args.obl.get(preposition, ())
        return self.helped(pick, actors) or self._abroad(candidates, actors)

    def helped(self, pick: Pick, actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """For whom forces are sent: "sent troops to help X fight", "to fight for X"."""
        candidates: list[int] = []
        for clause, mark in pick.args.complements:
            if mark != "to":
                continue
            below = self.syntax.arguments(clause)
            if self.syntax.lemmas[clause] in _HELPING:
                candidates += below.obj
                candidates += [s for k, _ in below.complements for s in self.syntax.subject(k)]
            for preposition in ("for", "alongside"):
                candidates += below.obl.get(preposition, ())
        return self._abroad(candidates, actors)

    def _abroad(self, tokens: list[int], actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """The first that leads to another country than the actors'."""
        own = {actor.country for m in actors for actor in m.actors}
        for token in tokens:
            named = self.cast.resolve(token, deep=True)
            kept = [m for m in named if not {a.country for a in m.actors} <= own]
            if kept:
                return tuple(kept)
        return ()
