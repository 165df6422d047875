"""Events from predicates: senses chosen, operators composed, roles filled.

Three steps over one tree. `pick`: a sense for every predicate that the lexicon knows. `outcome`:
the type of a predicate, where an operator ("refused to", "lifted", "will") works on the event in
its complement by `composition.tsv`. `happenings`: roles from the frame, filtered to politics.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, cast

from demarche.events import politics, tables
from demarche.events.arguments import Syntax
from demarche.events.cast import Cast, distinct
from demarche.events.lexicon import Lexicon, load
from demarche.events.senses import Chooser, Pick, is_complement, mend
from demarche.events.tables import SAME, SILENT, Rule
from demarche.language.tree import Tree
from demarche.layers import Happening, Mentions, Named, Said
from demarche.model import Reason
from demarche.plover import NEEDS_RECIPIENT, EventType

_CAMEO = {
    "AGREE": "030", "CONSULT": "040", "SUPPORT": "050", "COOPERATE": "060", "AID": "070",
    "CONCEDE": "080", "RETREAT": "084", "ACCUSE": "110", "REQUEST": "100", "REJECT": "120",
    "THREATEN": "130", "PROTEST": "140", "MOBILIZE": "150", "SANCTION": "160", "COERCE": "170",
    "ASSAULT": "190",
}  # fmt: skip
"""CAMEO's general code of each type, where the sense does not say more."""

_EVENT_SLOTS = ("to", "for", "on", "of", "with", "against", "in", "from", "about", "over")
_MEETING_PREPOSITIONS = frozenset(
    {"after", "following", "during", "in", "at", "before", "ahead of", "for"}
)
_ADDRESSED = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "SUPPORT", "CONCEDE"})
_BETWEEN_COUNTRIES = frozenset({"COOPERATE", "AID", "SANCTION", "RETREAT", "MOBILIZE"})
"""Types whose recipient is not a part of the actor's own country ("withdrew its troops")."""
_WISHES = frozenset({"want", "wish", "hope", "seek", "desire", "need", "look", "aim"})
_AIMED = ("P:against", "P:on", "P:with", "P:toward", "P:towards", "P:from", "P:to")
"""Prepositions that may name a recipient where the frame does not say: for actors themselves."""
_ANSWERS = frozenset({"REJECT", "AGREE", "CONCEDE", "SUPPORT"})
_POINTING = frozenset({"this", "these", "that", "those", "such", "the", "both", "all"})
_UTTERANCES = frozenset(
    {"claim", "accusation", "allegation", "charge", "idea", "proposal", "suggestion", "request"}
    | {"demand", "offer", "criticism", "report", "call", "appeal", "plan", "assertion", "statement"}
    | {"remark", "comment", "assessment", "invitation", "threat", "warning", "conclusion"}
)
"""Nouns for what somebody said, which "this" or "the" ties to a statement before."""
_DEPTH = 6
_FORCES = frozenset({"troops", "troop", "soldier", "force", "forces", "army", "unit", "man"})


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
        lexicon = lexicon or load()
        self.syntax = Syntax(tree, mend(tree, lexicon))
        self.cast = Cast(self.syntax, mentions)
        self.chooser = Chooser(self.syntax, self.cast, lexicon)
        self.composition = tables.composition()
        self.picks: dict[int, Pick] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._topics: dict[int, tuple[int, int]] = {}
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

    def _outcome(self, pick: Pick, depth: int) -> Outcome:
        sense = pick.sense
        if sense is None or sense.type == "NONE":
            return Outcome(None)
        if pick.support is not None:
            return self._supported(pick, depth)
        if sense.operator:
            if self._is_question(pick):
                return Outcome(None)
            actors = self.fill(pick, sense.actors)
            asked = self.fill(pick, sense.recipients, actors)
            below = self.embedded(pick, depth)
            return self.operate(pick, sense.operator, actors, asked, below, (f"{sense.name}",))
        actors = self.fill(pick, sense.actors)
        result = Outcome(
            cast(EventType, sense.type),
            sense.mode,
            sense.cameo,
            sense.contexts,
            actors,
            self.fill(pick, sense.recipients, actors),
            steps=(sense.name,),
            consumed=self._told_by(pick),
        )
        if sense.reciprocal and not self._is_addressed(pick, result.recipients):
            result.actors = distinct([*result.actors, *result.recipients])
            result.recipients = ()
        if sense.part == "noun":
            self._complete_noun(pick, result)
        elif sense.reciprocal and len(result.actors) < 2 and not result.recipients:
            if any(self.tree.upos[t] == "NOUN" for t in pick.args.obj if t not in pick.words):
                return Outcome(None)  # "met the threshold": nobody on the other side
        if not result.recipients and result.kind in _ADDRESSED:
            result.recipients = self._from_below(pick, actors, depth)
            if not result.recipients and sense.part == "verb":
                result.recipients = self._in_complement(pick, actors)
        if not result.recipients and result.kind in _ANSWERS:
            result.recipients = self._answered(pick, actors)
        return self._under_modal(pick, result)

    def _from_below(self, pick: Pick, actors: tuple[Named, ...], depth: int) -> tuple[Named, ...]:
        """Whom the event in the complement is aimed at, or who does it, if not the actor itself."""
        below = self.embedded(pick, depth)
        if below is None:
            return ()
        own = {actor.id for mention in actors for actor in mention.actors}
        for side in (below[1].recipients, below[1].actors):
            others = tuple(m for m in side if not {actor.id for actor in m.actors} <= own)
            if others:
                return others
        return ()

    def _is_question(self, pick: Pick) -> bool:
        """To ask whether, or tell that, is no request."""
        if self.syntax.lemmas[pick.token] not in ("ask", "tell", "inquire", "wonder"):
            return False
        args = pick.args
        if "for" in args.obl or len(pick.words) > 1:
            return False
        marks = [mark for _, mark in args.complements]
        return "to" not in marks and not (marks == ["that"] and not args.iobj and not args.obj)

    def _is_addressed(self, pick: Pick, recipients: tuple[Named, ...]) -> bool:
        """One who is talked to, not with, is a recipient."""
        to = pick.args.obl.get("to", ())
        return any(m.start <= token < m.end for m in recipients for token in to)

    def _in_complement(self, pick: Pick, actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """Whom an unknown predicate below a promise or a threat is aimed at; the one warned."""
        own = {actor.country for mention in actors for actor in mention.actors}
        tokens: list[int] = []
        for clause, mark in pick.args.complements:
            args = self.syntax.arguments(clause)
            if is_complement(self.tree.deps[clause], mark):
                tokens += [*args.iobj, *args.obj, *(t for p in _AIMED for t in args.slot(p))]
        for clause, mark in pick.args.complements:
            if mark in ("if", "unless", "until"):
                tokens += self.syntax.subject(clause)
        for token in tokens:
            found = self.cast.resolve(token, deep=True)
            if found and own.isdisjoint(a.country for m in found for a in m.actors):
                return found
        return ()

    def _answered(self, pick: Pick, actors: tuple[Named, ...]) -> tuple[Named, ...]:
        """Whose words "these claims" or "this idea" are: the nearest other source before them."""
        tokens = [*pick.args.obj, *pick.args.obl.get("with", ()), *pick.args.obl.get("to", ())]
        tree = self.tree
        if not any(
            self.syntax.lemmas[token] in _UTTERANCES
            and any(tree.words[k].lower() in _POINTING for k in tree.kids(token, "det"))
            for token in tokens
        ):
            return ()
        own = {actor.country for mention in actors for actor in mention.actors}
        sentence = tree.sentence_of[pick.token]
        for said in reversed(self.statements):
            if not said.cue or said.cue[0] >= pick.token or said.source is None:
                continue
            if tree.sentence_of[said.cue[0]] < sentence - 2:
                break
            if own.isdisjoint(actor.country for actor in said.source.actors):
                return (said.source,)
        return ()

    def _told_by(self, pick: Pick) -> tuple[int, ...]:
        """Nouns that are words of the sense, or that its needs name: they tell the same event."""
        told = list(pick.words[1:])
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
        actors = self.fill(pick, support.actors)
        recipients = self.fill(pick, support.recipients, actors)
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
            if self.tree.upos[kid] == "VERB" and token not in self.picks:
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
        kind = below[1].kind if below else None
        mode = below[1].mode if below else None
        is_noun = below is not None and self.tree.upos[below[0]] in ("NOUN", "PROPN")
        for name in self._names(pick, operator):
            for rule in self.composition.rules(name, kind, mode, is_noun=is_noun):
                if rule.when == "asked" and not asked:
                    continue
                if rule.when == "own" and not self._is_own(pick.token, actors):
                    continue
                return self._apply(pick, rule, actors, asked, below, steps)
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
            own = {actor.id for mention in actors for actor in mention.actors}
            for name in rule.recipients:
                source = inner.actors
                if name == "xrecip" and (inner.recipients or len(inner.actors) < 2):
                    source = inner.recipients
                recipients = tuple(m for m in source if not {actor.id for actor in m.actors} <= own)
                if recipients:
                    break
        if not recipients and rule.outer in ("THREATEN", "AGREE", "REJECT", "REQUEST"):
            recipients = self._in_complement(pick, actors)
        result = Outcome(
            cast(EventType, rule.outer),
            rule.mode,
            rule.cameo,
            inner.contexts if inner else (),
            actors,
            recipients,
            steps=steps,
        )
        return self._under_modal(pick, result)

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
            result.kind = cast(EventType, rule.outer)
            result.mode, result.cameo = rule.mode, rule.cameo
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

    def fill(
        self, pick: Pick, slots: tuple[str, ...], others: tuple[Named, ...] = ()
    ) -> tuple[Named, ...]:
        """The mentions in the first of the slots that leads to an actor who is none of `others`.

        A slot that leads abroad is preferred: "recalled its envoy from Paris".
        """
        barred = {actor.id for mention in others for actor in mention.actors}
        countries = {actor.country for mention in others for actor in mention.actors} - {"UNK"}
        at_home: tuple[Named, ...] = ()
        spare: tuple[str, ...] = ()
        if others:  # "talk to X": the preposition is a word of the sense
            words = (self.tree.words[token].lower() for token in pick.words[1:])
            spare = tuple(f"P:{word}" for word in words if word in pick.args.obl)
            if pick.sense is not None:
                slots += tuple(n.slot for n in pick.sense.needs if n.slot[:2] == "P:")
            spare = tuple(slot for slot in (*spare, *_AIMED) if slot not in slots)
            if pick.sense is not None and pick.sense.type in ("COERCE", "CONCEDE", "PROTEST"):
                spare += ("P:in",) if "P:in" not in slots else ()
            slots += spare
        for slot in slots:
            tokens = self.chooser.fillers(slot, pick.args, pick.words)
            if tokens:
                if others and self._is_mutual(tokens):
                    return others
                plain = slot in spare
                found = self.cast.first(tokens, deep=not plain)
                if barred:
                    found = tuple(m for m in found if not {a.id for a in m.actors} <= barred)
                if found and not countries.isdisjoint(a.country for m in found for a in m.actors):
                    at_home = at_home or found
                elif found:
                    return found
        kind = pick.sense.type if pick.sense else ""
        return () if kind in _BETWEEN_COUNTRIES else at_home

    def _is_mutual(self, tokens: tuple[int, ...]) -> bool:
        """Each other, one another."""
        words = self.tree.words
        return any(
            (words[t - 1].lower(), words[t].lower()) in (("each", "other"), ("one", "another"))
            for t in tokens
            if t
        ) or any(words[t].lower() == "each" for t in tokens)

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

    def happenings(self) -> list[Happening]:
        """All events of the tree, in text order, one a trigger."""
        found: dict[int, tuple[Pick, Outcome]] = {}
        consumed: set[int] = set()
        for token, pick in self.picks.items():
            outcome = self.outcome(token)
            if outcome is None or outcome.kind is None:
                continue
            consumed.update(outcome.consumed)
            if outcome.emit:
                found[token] = (pick, outcome)
        return [
            event
            for token, (pick, outcome) in sorted(found.items())
            if token not in consumed
            for event in [self.happening(pick, outcome)]
            if event is not None
        ]

    def happening(
        self, pick: Pick, outcome: Outcome, by: Literal["lexicon", "rule"] = "lexicon"
    ) -> Happening | None:
        """The event as a layer, or None where no politics is in it."""
        kind = outcome.kind
        if kind is None:
            return None
        roles = (*outcome.actors, *outcome.recipients)
        if not roles or not self._is_political(pick.token, kind, roles):
            return None
        if not outcome.actors and self._acts_a_thing(pick, kind):
            return None
        if kind in ("AID", "MOBILIZE") and not outcome.actors:
            # troops that are sent by nobody in particular act themselves
            themes = self.cast.first(pick.args.obj)
            outcome.actors = tuple(m for m in themes if any(a.sector == "MIL" for a in m.actors))
            outcome.recipients = tuple(m for m in outcome.recipients if m not in outcome.actors)
        if politics.is_background(self.tree, self.syntax, pick.token):
            return None
        if kind in NEEDS_RECIPIENT and not outcome.recipients and len(outcome.actors) < 2:
            outcome.recipients = self._beneficiary(pick, outcome)
            if not outcome.recipients:
                if kind != "AID" or not self._moves_forces(pick):
                    return None
                kind = "MOBILIZE"
        first, last = self.tree.sentences[self.tree.sentence_of[pick.token]]
        lemmas = self.syntax.lemmas[first:last]
        trigger = (pick.token, *(w for w in pick.words[1:] if w != pick.token))
        return Happening(
            trigger=trigger,
            type=kind,
            mode=outcome.mode,
            contexts=tuple(dict.fromkeys((*outcome.contexts, *tables.contexts(lemmas)))),
            cameo=outcome.cameo or _CAMEO[kind],
            actors=outcome.actors,
            recipients=outcome.recipients,
            reason=Reason(
                by=by,
                entry=outcome.steps[0] if outcome.steps else "",
                score=outcome.score,
                steps=outcome.steps[1:],
            ),
            themes=tuple(t for t in pick.args.obj if t not in trigger),
        )

    def _acts_a_thing(self, pick: Pick, kind: EventType) -> bool:
        """Things do not act: "acts that threaten us", but a bomb that kills stands."""
        if pick.args.passive or kind in ("ASSAULT", "COERCE", "MOBILIZE"):
            return False
        return any(self.tree.upos[t] in ("NOUN", "VERB") for t in pick.args.subj)

    def _moves_forces(self, pick: Pick) -> bool:
        """Troops or weapons sent to nobody in particular: a mobilization."""
        tokens = [*pick.args.obj, *pick.args.obl.get("of", ()), *pick.args.mod]
        return any(self.syntax.lemmas[token] in _FORCES for token in tokens)

    def _beneficiary(self, pick: Pick, outcome: Outcome) -> tuple[Named, ...]:
        """Whom aid, cooperation or a cut of relations may concern, where no slot names him."""
        own = {actor.country for m in outcome.actors for actor in m.actors}
        candidates: list[int] = []
        for preposition in ("to", "with", "for", "in", "into", "from", "against", "of"):
            candidates += pick.args.obl.get(preposition, ())
        for token in pick.args.obj:
            args = self.syntax.arguments(token)
            for preposition in ("to", "for", "with", "in", "of", "from"):
                candidates += args.obl.get(preposition, ())
        for token in candidates:
            named = self.cast.resolve(token, deep=True)
            kept = [m for m in named if not {a.country for a in m.actors} <= own]
            if kept:
                return tuple(kept)
        return ()

    def _is_political(self, token: int, kind: str, roles: tuple[Named, ...]) -> bool:
        sentence = self.tree.sentence_of[token]
        off_topic, nearby = self._sentence(sentence)
        return politics.is_political(self.syntax, kind, roles, off_topic, nearby)

    def _sentence(self, number: int) -> tuple[int, int]:
        known = self._topics.get(number)
        if known is None:
            first, last = self.tree.sentences[number]
            there = self.cast.between(first, last)
            nearby = max((politics.weight(self.syntax, m) for m in there), default=0)
            known = (tables.silenced(self.syntax.lemmas[first:last]), nearby)
            self._topics[number] = known
        return known
