"""Events that are acts of speech: what a statement does beyond saying something.

A verb that the lexicon knows ("condemned", "urged") is coded by its sense. Where the lexicon is
silent and the statements stage found an act ("has argued that X is to blame"), the act is the
operator over the statement's content. "Must" and "should" inside a statement ask something of their
subject, in the source's name.
"""

from demarche.events.arguments import Arguments
from demarche.events.coder import Coder, Outcome
from demarche.events.happenings import happening
from demarche.events.senses import Pick
from demarche.layers import Happening, Named, Said

_OPERATORS = {
    "deny": "deny", "accuse": "accuse", "demand": "demand", "threaten": "threaten",
    "promise": "promise", "agree": "agree", "refuse": "refuse", "praise": "support",
    "hope": "demand",
}  # fmt: skip
"""Speech acts and the operators that they are. To ask is too often a question, to propose and to
warn too often a forecast, to decline ("could not confirm") no refusal: the lexicon has those."""

_OBLIGING = frozenset({"must", "should"})
_MODALS = frozenset({"must", "should", "ought"})


def speech_acts(coder: Coder, taken: set[int]) -> list[Happening]:
    """Events at the cues of statements that no event is told at (`taken`: triggers so far)."""
    found = []
    for said in coder.statements:
        if not said.cue or said.cue[0] in taken or said.source is None:
            continue
        operator = _OPERATORS.get(said.act)
        if operator is None or said.cue[0] in coder.picks:
            continue
        pick = _pick(coder, said.cue, said.negated)
        below = _content(coder, said)
        asked = tuple(said.addressees)
        if operator in ("demand", "agree", "promise", "threaten") and below is None:
            continue
        if said.act in ("accuse", "praise") and not asked and below is None:
            asked = _about(coder, said)
        outcome = coder.operate(pick, operator, (said.source,), asked, below, (f"act {said.act}",))
        event = happening(coder, pick, outcome, by="rule") if outcome.emit else None
        if event is not None:
            found.append(event)
            taken.add(said.cue[0])
    return found


def obligations(coder: Coder, taken: set[int]) -> list[Happening]:
    """Requests made by "must" and "should" inside a statement: "said Sudan must free the men"."""
    tree, found = coder.tree, []
    for number, said in enumerate(coder.statements):
        if said.source is None or said.act not in ("assert", "warn", "believe"):
            continue
        for head in said.content:
            if tree.upos[head] not in ("VERB", "AUX", "ADJ", "NOUN"):
                continue
            args = coder.syntax.arguments(head)
            if args.modal not in _OBLIGING or coder.innermost(head) != number:
                continue
            modal = next(
                (k for k in tree.kids(head, "aux") if tree.lemmas[k].lower() in _MODALS), None
            )
            subject = coder.cast.first(args.obj if args.passive else args.subj, deep=args.passive)
            if modal is None or modal in taken or not subject or _same(subject, said.source):
                continue
            inner = coder.outcome(head)
            kind = inner.kind if inner else None
            mode = inner.mode if inner else None
            rules = coder.composition.rules(args.modal, kind, mode) if kind else ()
            rule = next(iter(rules), None)
            outcome = Outcome(
                "REQUEST",
                rule.mode if rule else None,
                rule.cameo if rule else "100",
                inner.contexts if inner else (),
                (said.source,),
                subject,
                steps=(f"modal {args.modal}", rule.where if rule else ""),
            )
            event = happening(coder, _pick(coder, (modal,), False), outcome, by="rule")
            if event is not None:
                taken.add(modal)
                found.append(event)
    return found


def _pick(coder: Coder, words: tuple[int, ...], negated: bool) -> Pick:
    args = coder.syntax.arguments(words[0])
    known = Arguments(
        args.subj, args.obj, args.iobj, obl=args.obl, negated=negated or args.negated,
        complements=args.complements,
    )  # fmt: skip
    return Pick(words[0], None, words[:1], known)


def _content(coder: Coder, said: Said) -> tuple[int, Outcome] | None:
    for head in said.heads:
        outcome = coder.outcome(head)
        if outcome is not None and outcome.kind is not None:
            return head, outcome
    return None


def _about(coder: Coder, said: Said) -> tuple[Named, ...]:
    """The subject of the content: whom an accusation without an event is about."""
    for head in said.heads:
        found = coder.cast.first(coder.syntax.subject(head))
        if found and said.source is not None and not _same(found, said.source):
            return found
    return ()


def _same(named: tuple[Named, ...], source: Named) -> bool:
    ids = {actor.id for actor in source.actors}
    return all(actor.id in ids for mention in named for actor in mention.actors)
