"""What predicates come to: senses chosen, operators composed, roles filled.

A sense is picked for every predicate that the lexicon knows. Its outcome is a type with roles; an
operator ("refused to", "lifted", "will") works on the event in its complement, by the rows of
`composition.tsv`.
"""

from dataclasses import dataclass, field, replace
from typing import cast

from demarche.events import meaning, tables
from demarche.events.arguments import Syntax
from demarche.events.cast import Cast, apart, distinct
from demarche.events.lexicon import Lexicon, default
from demarche.events.roles import Roles
from demarche.events.senses import Chooser, Pick, is_complement, mend
from demarche.events.tables import SAME, SILENT, Rule
from demarche.language.tree import Tree
from demarche.layers import Mentions, Named, Said
from demarche.plover import EventType

_EVENT_SLOTS = ("to", "for", "on", "of", "with", "against", "in", "from", "about", "over")
_MEETING_PREPOSITIONS = frozenset(
    {"after", "following", "during", "in", "at", "before", "ahead of", "for"}
)
_ADDRESSED = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "SUPPORT", "CONCEDE"})
_WISHES = frozenset({"want", "wish", "hope", "seek", "desire", "need", "look", "aim"})
_COMMISSIVES = frozenset({"warn", "threaten", "promise", "offer", "agree", "refuse"})
_DEPTH = 6


@dataclass(slots=True)
class Outcome:
    """What a predicate comes to: a type or none, and who takes part."""

    kind: EventType | None
    mode: str | None = None
    cameo: str | None = None
    contexts: tuple[str, ...] = ()
    actors: tuple[Named, ...] = ()
    recipients: tuple[Named, ...] = ()
    emit: bool = True
    """Whether an event is told here; else the embedded one tells it (`=` in the table)."""
    steps: tuple[str, ...] = ()
    score: float = 1.0
    negation: bool = False
    """Whether the type has used up the negation: "did not agree" is a rejection."""
    unsaid: tuple[EventType, str | None, str | None] | None = None
    """Type, mode and code without the modal "will" that has turned them into a promise."""
    consumed: tuple[int, ...] = field(default=())
    """Event nouns whose event is told by this predicate."""


class Coder:
    """Codes the events of one tree."""

    def __init__(
        self,
        tree: Tree,
        mentions: Mentions,
        statements: list[Said],
        lexicon: Lexicon | None = None,
    ) -> None:
        self.tree = tree
        self.statements = statements
        self.lexicon = lexicon = lexicon or default()
        self.syntax = Syntax(tree, mend(tree, lexicon))
        self.cast = Cast(self.syntax, mentions)
        self.chooser = Chooser(self.syntax, self.cast, lexicon)
        self.roles = Roles(self.syntax, self.cast, self.chooser)
        self.composition = tables.composition()
        self.picks: dict[int, Pick] = {}
        self._outcomes: dict[int, Outcome] = {}
        self.topics: dict[int, tuple[int, int]] = {}
        """Of a sentence: how far off topic it is, and its most political actor."""
        self.contexts: dict[int, tuple[str, ...]] = {}
        """PLOVER contexts of a sentence, from its words and its paragraph's."""
        self._means: dict[int, meaning.Vector | None] = {}
        self._said_in: dict[int, int] = {}
        for number in sorted(range(len(statements)), key=lambda n: -len(statements[n].content)):
            for token in statements[number].content:
                self._said_in[token] = number  # the shorter of two is the inner one
        self._pick()

    def _pick(self) -> None:
        for token in range(len(self.tree)):
            if self.tree.upos[token] in ("VERB", "AUX", "NOUN", "ADJ", "PROPN", "ADP", "ADV"):
                pick = self.chooser.choose(token)
                if pick is not None:
                    self.picks[token] = pick
        for token in range(len(self.tree)):
            if self.tree.upos[token] not in ("VERB", "AUX"):
                continue
            own = self.picks.get(token)
            plain = own is None or (
                own.sense is not None and own.sense.type == "NONE" and len(own.words) == 1
            )
            if plain or (own is not None and own.sense is not None and own.sense.operator):
                support = self.chooser.support(token, self.picks)
                if support is not None and (plain or self._is_bare(own, support)):
                    self.picks[token] = support

    @staticmethod
    def _is_bare(own: Pick | None, support: Pick) -> bool:
        """An operator without a clause below it works on the noun that it supports."""
        if own is None or own.args.complements:
            return False
        oblique = support.support is not None and support.support.slot[:2] == "P:"
        return len(own.words) == 1 or oblique

    def outcome(self, token: int, depth: int = 0) -> Outcome | None:
        """What the predicate at `token` comes to, or None where the lexicon is silent."""
        if token in self._outcomes:
            return self._outcomes[token]
        pick = self.picks.get(token)
        if pick is None or pick.sense is None or depth > _DEPTH:
            return None
        self._outcomes[token] = Outcome(None)
        found = self._outcomes[token] = self._outcome(pick, depth)
        return found

    def judge(
        self, token: int, actors: tuple[Named, ...], recipients: tuple[Named, ...]
    ) -> dict[str, float]:
        """What the network makes of a predicate with these sides; empty where it cannot say."""
        network = meaning.load()
        if network is None:
            return {}
        sides = (named[0].head if named else None for named in (actors, recipients))
        number = self.tree.sentence_of[token]
        if number not in self._means:
            self._means[number] = meaning.sentence_mean(self.tree, number)
        return network.ask(self.tree, meaning.Asked(token, *sides), self._means[number])

    def _outcome(self, pick: Pick, depth: int) -> Outcome:
        sense = pick.sense
        if sense is None or sense.type == "NONE":
            return Outcome(None)
        if pick.support is not None:
            return self._supported(pick, depth)
        if sense.operator:
            if self._is_question(pick):
                return Outcome(None)
            actors = self.roles.fill(pick, sense.actors)
            asked = self.roles.fill(pick, sense.recipients, actors)
            below = self.embedded(pick, depth)
            if sense.operator == "warn" and below is None and self._is_forecast(pick):
                return Outcome(None)
            return self.operate(pick, sense.operator, actors, asked, below, (f"{sense.name}",))
        actors = self._bound(pick, self.roles.fill(pick, sense.actors))
        result = Outcome(
            cast(EventType, sense.type),
            sense.mode,
            sense.cameo,
            sense.contexts,
            actors,
            self.roles.fill(pick, sense.recipients, actors),
            steps=(sense.name,),
            negation=any(need.slot == "neg" and not need.negated for need in sense.needs),
            consumed=self._told_by(pick),
        )
        for noun in result.consumed:  # "the withdrawal of French troops was completed"
            inner = self.outcome(noun, depth + 1)
            if inner is not None and inner.kind == result.kind:
                result.actors = result.actors or inner.actors
                result.recipients = result.recipients or inner.recipients
        one_sided = self.roles.is_addressed(pick, result.recipients) or (
            sense.type == "COOPERATE" and self.roles.is_led_to(pick, result.recipients)
        )
        if sense.reciprocal and not one_sided:
            result.actors = distinct([*result.actors, *result.recipients])
            result.recipients = ()
        if sense.part == "noun":
            self._complete_noun(pick, result)
        elif sense.reciprocal and len(result.actors) < 2 and self._meets_a_thing(pick, result):
            return Outcome(None)
        if not result.recipients and result.kind in _ADDRESSED:
            result.recipients = self._from_below(pick, actors, depth)
            if not result.recipients and sense.part == "verb":
                result.recipients = self.roles.in_complement(pick, actors)
            if not result.recipients and sense.part == "verb":
                result.recipients = self.roles.met_to(pick, actors)
        return self._under_modal(pick, result)

    def _bound(self, pick: Pick, actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """The actors, but no pronoun that would act on itself: "engineers whom they kidnapped"."""
        if len(actors) != 1 or self.tree.upos[actors[0].head] != "PRON":
            return actors
        ids = {actor.id for actor in actors[0].actors}
        things = self.cast.first(pick.args.obj, deep=False)
        return () if things and ids == {a.id for m in things for a in m.actors} else actors

    def _from_below(self, pick: Pick, actors: tuple[Named, ...], depth: int) -> tuple[Named, ...]:
        """Whom the event in the complement is aimed at, or who does it, if not the actor itself.

        Who is accused is rather who has done it.
        """
        below = self.embedded(pick, depth)
        if below is None:
            return ()
        sides = [below[1].recipients, below[1].actors]
        if pick.sense is not None and pick.sense.type == "ACCUSE":
            sides.reverse()
        for side in sides:
            others = apart(side, actors)
            if others:
                return others
        return ()

    def _meets_a_thing(self, pick: Pick, result: Outcome) -> bool:
        """Nobody is on the other side of "met the threshold"."""
        things = (t for t in pick.args.obj if t not in result.consumed)
        return not result.recipients and any(self.tree.upos[t] == "NOUN" for t in things)

    def _is_question(self, pick: Pick) -> bool:
        """To ask whether, to tell or insist that something is so, is no request."""
        args = pick.args
        if self.syntax.lemmas[pick.token] == "insist":  # that it did, not that it do
            clauses = [clause for clause, _ in args.complements]
            return any(self.tree.tags[clause] in ("VBD", "VBZ", "VBN") for clause in clauses)
        if self.syntax.lemmas[pick.token] not in ("ask", "tell", "inquire", "wonder"):
            return False
        if "for" in args.obl or len(pick.words) > 1:
            return False
        marks = [mark for _, mark in args.complements]
        return "to" not in marks and not (marks == ["that"] and not args.iobj and not args.obj)

    def _is_forecast(self, pick: Pick) -> bool:
        """What will become of things: "warned that bakeries would run out of flour"."""
        return any(
            not self.cast.first(self.syntax.subject(clause), deep=False)
            for clause, mark in pick.args.complements
            if mark in ("that", "") and self.tree.deps[clause] == "ccomp"
        )

    def _told_by(self, pick: Pick) -> tuple[int, ...]:
        """Nouns that are words of the sense, or that its needs name: they tell the same event."""
        told = list(pick.words[1:])
        if pick.sense is not None and pick.sense.type == "THREATEN":
            # What is threatened ("to strike") is told beside the threat.
            told = [token for token in told if self.tree.upos[token] != "VERB"]
        if pick.sense is not None:
            for need in pick.sense.needs:
                if need.kind == "lemma" and not need.negated:
                    told += [
                        t for t in pick.args.slot(need.slot) if self.syntax.lemmas[t] in need.values
                    ]
        return tuple(told)

    def _supported(self, pick: Pick, depth: int) -> Outcome:
        support, noun = pick.support, pick.event
        assert support is not None and noun is not None
        below = self.outcome(noun, depth + 1)
        if below is None or below.kind is None:
            return Outcome(None)
        actors = self.roles.fill(pick, support.actors)
        recipients = self.roles.fill(pick, support.recipients, actors)
        step = f"{' '.join(support.verb)} ({support.where})"
        if support.operator is not None and support.operator not in ("begin", "continue"):
            return self.operate(pick, support.operator, actors, recipients, (noun, below), (step,))
        result = Outcome(
            below.kind,
            below.mode,
            below.cameo,
            below.contexts,
            actors or below.actors,
            below.recipients or recipients,
            steps=(*below.steps, step),
            consumed=(noun,),
        )
        sense = pick.sense
        if sense is not None and sense.reciprocal:
            result.actors = distinct([*actors, *below.actors, *recipients, *below.recipients])
            result.recipients = ()
        return self._under_modal(pick, result)

    def embedded(self, pick: Pick, depth: int) -> tuple[int, Outcome] | None:
        """The event in the complement of an operator: clauses first, then event nouns."""
        args = pick.args
        for clause, mark in args.complements:
            if not is_complement(self.tree.deps[clause], mark):
                continue
            found = self._event_at(clause, depth)
            if found is not None:
                return found
        nouns = [*args.obj, *pick.words[1:]]
        for preposition in _EVENT_SLOTS:
            nouns += args.obl.get(preposition, ())
        for noun in nouns:
            if noun == pick.token:
                continue
            found = self._event_at(noun, depth)
            if found is not None:
                return found
            for clause, _ in self.syntax.arguments(noun).complements:
                if self.tree.upos[noun] in ("NOUN", "PRON") and noun in pick.words[1:]:
                    found = self._event_at(clause, depth)
                    if found is not None:
                        return found
        return None

    def _event_at(self, token: int, depth: int) -> tuple[int, Outcome] | None:
        if self.tree.upos[token] in ("NOUN", "PROPN") and token not in self.picks:
            for preposition in ("of", "for", "to"):
                for below in self.syntax.arguments(token).obl.get(preposition, ()):
                    if below in self.picks and depth < _DEPTH:
                        return self._event_at(below, depth + 1)
            return None
        result = self.outcome(token, depth + 1)
        if result is not None and result.kind is not None:
            return token, result
        for kid in self.tree.kids(token, "conj", "xcomp"):
            # "refused to accept it and called on them": the second verb goes with the first above
            same = self.tree.tags[kid] == self.tree.tags[token] or self.tree.deps[kid] != "conj"
            if self.tree.upos[kid] == "VERB" and token not in self.picks and same:
                result = self.outcome(kid, depth + 1)
                if result is not None and result.kind is not None:
                    return kid, result
        return None

    def innermost(self, token: int) -> int | None:
        """The index of the statement that the token stands in, the innermost where nested."""
        return self._said_in.get(token)

    def operate(
        self,
        pick: Pick,
        operator: str,
        actors: tuple[Named, ...],
        asked: tuple[Named, ...],
        below: tuple[int, Outcome] | None,
        steps: tuple[str, ...],
    ) -> Outcome:
        """What an operator makes of the event below it, by the composition table."""
        if below is not None and below[1].unsaid is not None and operator in _COMMISSIVES:
            # "warned that it would close the port": the outer word is the threat
            inner = below[1]
            inner.kind, inner.mode, inner.cameo = inner.unsaid or (None, None, None)
            inner.unsaid = None
        kind = below[1].kind if below else None
        mode = below[1].mode if below else None
        is_noun = below is not None and self.tree.upos[below[0]] in ("NOUN", "PROPN")
        for name in self._names(pick, operator):
            for rule in self.composition.rules(name, kind, mode, is_noun=is_noun):
                if rule.when == "asked" and not asked:
                    continue
                if rule.when == "own" and not self._is_own(pick.token, actors):
                    continue
                if rule.when == "self" and not self._is_by(below, actors):
                    continue
                if rule.when == "both" and len({a.country for m in actors for a in m.actors}) < 2:
                    continue
                result = self._apply(pick, rule, actors, asked, below, steps)
                result.negation |= name.startswith("not-") and result.emit
                return result
        return Outcome(None)

    def _names(self, pick: Pick, operator: str) -> tuple[str, ...]:
        """The operator as the table has it: negated ("did not agree"), or a wish for oneself."""
        if operator == "demand" and self.syntax.lemmas[pick.token] in _WISHES:
            clauses = [clause for clause, mark in pick.args.complements if mark == "to"]
            if any(self.syntax.subject(clause) == pick.args.subj for clause in clauses):
                operator = "plan"
        if not pick.args.negated:
            return (operator,)
        negated = f"not-{operator}"
        return (negated, operator) if negated not in self.composition.operators else (negated,)

    def _apply(
        self,
        pick: Pick,
        rule: Rule,
        actors: tuple[Named, ...],
        asked: tuple[Named, ...],
        below: tuple[int, Outcome] | None,
        steps: tuple[str, ...],
    ) -> Outcome:
        inner = below[1] if below else None
        steps = (*steps, *(inner.steps if inner else ()), rule.where)
        if rule.outer == SILENT:
            return Outcome(None)
        if rule.outer == SAME:
            if inner is None:
                return Outcome(None)
            assert below is not None
            if self.tree.upos[below[0]] in ("NOUN", "PROPN"):
                inner.actors = inner.actors or actors
                inner.recipients = inner.recipients or asked
            return replace(inner, emit=False, steps=steps)
        recipients = asked
        if not recipients and inner is not None:
            for name in rule.recipients:
                source = inner.actors
                if name == "xrecip" and (inner.recipients or len(inner.actors) < 2):
                    source = inner.recipients
                recipients = apart(source, actors)
                if recipients:
                    break
        denial = pick.sense is not None and pick.sense.operator == "deny"
        is_aimed = rule.outer in ("THREATEN", "AGREE", "REJECT", "REQUEST") and not denial
        if not recipients and is_aimed:  # what is denied was aimed at somebody, the denial is not
            recipients = self.roles.in_complement(pick, actors)
        result = Outcome(
            cast(EventType, rule.outer),
            rule.mode,
            self._finer(pick, rule.cameo),
            inner.contexts if inner else (),
            actors,
            recipients,
            steps=steps,
        )
        return self._under_modal(pick, result)

    @staticmethod
    def _finer(pick: Pick, code: str | None) -> str | None:
        """The entry's own CAMEO code where the row has only the general one of the type."""
        own = pick.sense.cameo if pick.sense is not None and pick.sense.operator else None
        is_general = code is not None and len(code) == 3 and code.endswith("0")
        return own if own is not None and is_general and not own.endswith("0") else code

    @staticmethod
    def _is_by(below: tuple[int, Outcome] | None, actors: tuple[Named, ...]) -> bool:
        """Whether the event below is done by these actors, or by nobody that is said."""
        if below is None or not below[1].actors:
            return True
        own = {actor.country for mention in actors for actor in mention.actors}
        return any(a.country in own for m in below[1].actors for a in m.actors)

    def _under_modal(self, pick: Pick, result: Outcome) -> Outcome:
        """Will: a promise or a threat of the one who says so; will not: a refusal."""
        modal = pick.args.modal
        if modal != "will" or result.kind is None:
            return result
        name = "not-will" if pick.args.negated else "will"
        for rule in self.composition.rules(name, result.kind, result.mode):
            if rule.when == "own" and not self._is_own(pick.token, result.actors):
                continue
            result.steps = (*result.steps, f"{rule.where} from {result.kind}")
            result.unsaid = result.kind, result.mode, result.cameo
            result.kind = cast(EventType, rule.outer)
            result.mode, result.cameo = rule.mode, rule.cameo
            result.negation = pick.args.negated
            break
        return result

    def _is_own(self, token: int, actors: tuple[Named, ...]) -> bool:
        """Whether the actor itself speaks here, or nobody but the article."""
        number = self._said_in.get(token)
        if number is None or not actors:
            return True
        source = self.statements[number].source
        if source is None:
            return True
        countries = {actor.country for actor in source.actors}
        if countries == {"UNK"} and all(a.sector in ("GOV", "MIL") for a in source.actors):
            return True  # "the ministry said": of the country that the sentence is about
        return any(actor.country in countries for m in actors for actor in m.actors)

    def _complete_noun(self, pick: Pick, result: Outcome) -> None:
        """Roles of an event noun that its clause names: "after a call with X, Y said"."""
        sense = pick.sense
        if sense is None or (result.actors and not sense.reciprocal):
            return
        tree, token = self.tree, pick.token
        head = tree.heads[token]
        dep = tree.deps[token].partition(":")[0]
        if dep == "obj" and self.syntax.lemmas[head] == "follow" and tree.deps[head] != "root":
            dep, head = "advcl", tree.heads[head]  # "following a call with X, Y said"
        if sense.reciprocal and len(result.actors) < 2 and dep in ("obl", "nmod", "advcl"):
            if self.syntax.preposition(token) in _MEETING_PREPOSITIONS or dep == "advcl":
                while tree.upos[head] in ("NOUN", "PROPN") and tree.heads[head] != head:
                    head = tree.heads[head]
                subjects = self.cast.first(self.syntax.subject(head))
                result.actors = distinct([*subjects, *result.actors])
        elif not result.actors and dep == "conj" and tree.heads[token] in self.picks:
            first = self.outcome(tree.heads[token])
            if first is not None and first.kind is not None:
                result.actors = first.actors
        elif not result.actors and dep == "obj" and tree.upos[head] in ("VERB", "AUX"):
            above = self.picks.get(head)
            if above is not None and above.sense is not None and above.sense.operator in (
                "stop", "plan", "promise", "continue", "begin", "try", "threaten",
            ):  # fmt: skip
                result.actors = self.cast.first(above.args.subj)
