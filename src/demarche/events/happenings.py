"""Outcomes as events: the ones that are politics, with what PLOVER asks of them.

Cooperation, aid and sanctions need a recipient; things do not act; a war that is only named is a
setting; sentences of sport, shows and markets stay silent.
"""

from typing import Literal

from demarche.events import meaning, politics, tables
from demarche.events.coder import Coder, Outcome
from demarche.events.senses import Pick
from demarche.layers import Happening, Named
from demarche.model import Reason
from demarche.plover import NEEDS_RECIPIENT, EventType

GENERAL_CAMEO = {
    "AGREE": "030", "CONSULT": "040", "SUPPORT": "050", "COOPERATE": "060", "AID": "070",
    "CONCEDE": "080", "RETREAT": "084", "ACCUSE": "110", "REQUEST": "100", "REJECT": "120",
    "THREATEN": "130", "PROTEST": "140", "MOBILIZE": "150", "SANCTION": "160", "COERCE": "170",
    "ASSAULT": "190",
}  # fmt: skip
"""CAMEO's general code of each type, where the sense does not say more."""

_UNPOLITICAL, _POLITICAL = 0.02, 0.7
"""Most probability of NONE, least of the type, with which the network calls an event political."""

_PHRASAL = frozenset({"obj", "obl", "nmod", "compound", "amod", "iobj", "flat"})
_CLEARLY = 3
"""Different words of a paragraph that tell what all of its sentences speak of."""
_FORCES = frozenset({"troops", "troop", "soldier", "force", "forces", "army", "unit", "man"})


def happenings(coder: Coder) -> list[Happening]:
    """All events of the tree, in text order, one a trigger."""
    found: dict[int, tuple[Pick, Outcome]] = {}
    consumed: set[int] = set()
    for token, pick in coder.picks.items():
        outcome = coder.outcome(token)
        if outcome is None or outcome.kind is None:
            continue
        consumed.update(outcome.consumed)
        if outcome.emit:
            found[token] = (pick, outcome)
    return [
        event
        for token, (pick, outcome) in sorted(found.items())
        if token not in consumed
        for event in [happening(coder, pick, outcome)]
        if event is not None
    ]


def happening(
    coder: Coder, pick: Pick, outcome: Outcome, by: Literal["lexicon", "rule"] = "lexicon"
) -> Happening | None:
    """The event as a layer, or None where no politics is in it."""
    kind = outcome.kind
    if kind is None:
        return None
    if kind in ("AID", "MOBILIZE") and not outcome.actors:
        # troops that are sent by nobody in particular act themselves
        themes = coder.cast.first((*pick.args.obj, *pick.args.obl.get("of", ())))
        outcome.actors = tuple(m for m in themes if any(a.sector == "MIL" for a in m.actors))
        outcome.recipients = tuple(m for m in outcome.recipients if m not in outcome.actors)
    roles = (*outcome.actors, *outcome.recipients)
    if not roles:
        return None
    if not _is_political(coder, pick.token, kind, roles) and not _is_sure(coder, pick, outcome):
        return None
    if politics.is_ordinary_justice(coder.syntax, kind, outcome.actors, outcome.recipients):
        return None
    if not outcome.actors and _acts_a_thing(coder, pick, kind):
        return None
    if politics.is_background(coder.tree, coder.syntax, pick.token) or (
        pick.support is None
        and politics.is_standing(coder.syntax, pick.token, pick.args.poss, _is_theme(coder, pick))
    ):
        return None
    if kind == "CONSULT" and _is_one_sided(pick, outcome):
        return None
    if kind == "ASSAULT" and politics.is_war_of_words(outcome.actors, outcome.mode):
        if not outcome.recipients:
            return None  # "vowed to fight on", "the battle for the nomination"
        kind, outcome.mode, outcome.cameo = "ACCUSE", "disapprove", "111"
    sides = {actor.id for mention in outcome.actors for actor in mention.actors}
    if kind in NEEDS_RECIPIENT and not outcome.recipients and len(sides) < 2:
        outcome.recipients = coder.roles.beneficiary(pick, outcome.actors) or _asker(coder, pick)
        if not outcome.recipients and kind == "AID" and _moves_forces(coder, pick):
            kind = "MOBILIZE"
        elif not outcome.recipients and not _is_told_whole(coder, pick, kind, outcome):
            return None
    steps = outcome.steps[1:]
    if outcome.mode is None and outcome.unsaid is None:
        told = tables.mode_of(kind, _around(coder, pick, kind))
        if told is not None:
            outcome.mode, outcome.cameo, word = told
            steps = (*steps, f"mode by {word}")
    trigger = (pick.token, *(w for w in pick.words[1:] if w != pick.token))
    return Happening(
        trigger=trigger,
        type=kind,
        mode=outcome.mode,
        contexts=tuple(dict.fromkeys((*outcome.contexts, *contexts(coder, pick.token)))),
        cameo=outcome.cameo or GENERAL_CAMEO[kind],
        actors=outcome.actors,
        recipients=outcome.recipients,
        reason=Reason(
            by=by,
            entry=outcome.steps[0] if outcome.steps else "",
            score=outcome.score,
            steps=steps,
        ),
        themes=tuple(t for t in pick.args.obj if t not in trigger),
        absorbed=coder.syntax.negations(pick.token) if outcome.negation else (),
    )


def _around(coder: Coder, pick: Pick, kind: str) -> list[str]:
    """Lemmas of the subject and of what hangs below the predicate, other clauses apart."""
    tree, lemmas = coder.tree, coder.syntax.lemmas
    heads = [pick.token, *pick.args.subj]
    is_aimed = kind == "ASSAULT" and tree.upos[pick.token] == "VERB"  # what is hit is no weapon
    if pick.event is not None:
        heads.append(pick.event)
    found: list[str] = []
    for node in heads:
        found.append(lemmas[node])
        heads.extend(
            kid
            for kid in tree.children[node]
            if kid not in heads
            and tree.deps[kid].partition(":")[0] in _PHRASAL
            and (
                node != pick.token
                or (kid > pick.token and not (is_aimed and tree.deps[kid] == "obj"))
            )
        )
    return found


def contexts(coder: Coder, token: int) -> tuple[str, ...]:
    """What the words of the token's sentence speak of, then what its paragraph clearly does."""
    number = coder.tree.sentence_of[token]
    known = coder.contexts.get(number)
    if known is None:
        first, last = coder.tree.sentences[number]
        own = tables.contexts(coder.syntax.lemmas[first:last])
        first, last = _paragraph(coder, number)
        around = tables.contexts(coder.syntax.lemmas[first:last], _CLEARLY)
        known = coder.contexts[number] = tuple(dict.fromkeys((*own, *around)))
    return known


def _paragraph(coder: Coder, number: int) -> tuple[int, int]:
    """First token and one past the last of the paragraph that a sentence stands in."""
    tree = coder.tree

    def is_break(after: int) -> bool:
        end, start = tree.sentences[after][1] - 1, tree.sentences[after + 1][0]
        return "\n" in tree.text[tree.ends[end] : tree.starts[start]] or "\n" in tree.words[end]

    first = last = number
    while first > 0 and not is_break(first - 1):
        first -= 1
    while last + 1 < len(tree.sentences) and not is_break(last):
        last += 1
    return tree.sentences[first][0], tree.sentences[last][1]


def _is_one_sided(pick: Pick, outcome: Outcome) -> bool:
    """A meeting that is only named, with one side or none: "the Warsaw summit", "he talked"."""
    is_noun = pick.sense is not None and pick.sense.part == "noun" and pick.support is None
    is_noun |= pick.sense is not None and pick.sense.words == ("talk",)
    sides = {actor.id for m in (*outcome.actors, *outcome.recipients) for actor in m.actors}
    return is_noun and outcome.mode != "visit" and len(sides) < 2


def _is_theme(coder: Coder, pick: Pick) -> bool:
    """Whether the noun is the object of a verb that tells an event of its own."""
    tree, token = coder.tree, pick.token
    head = tree.heads[token]
    above = coder.outcome(head) if tree.deps[token] in ("obj", "nsubj:pass") else None
    return above is not None and above.kind is not None and above.emit


def _is_told_whole(coder: Coder, pick: Pick, kind: EventType, outcome: Outcome) -> bool:
    """A sanction by a state that a verb tells: "recalled its ambassador", from where is clear."""
    return (
        kind == "SANCTION"
        and coder.tree.upos[pick.token] == "VERB"
        and any(politics.weight(coder.syntax, actor) == 2 for actor in outcome.actors)
    )


def _asker(coder: Coder, pick: Pick) -> tuple[Named, ...]:
    """Whoever asks for help is to get it: "Kyiv asked Berlin to send tanks"."""
    above = coder.outcome(coder.tree.heads[pick.token])
    return above.actors if above is not None and above.kind == "REQUEST" else ()


def _acts_a_thing(coder: Coder, pick: Pick, kind: EventType) -> bool:
    """Things and a general "you" do not act ("acts that threaten us"); a bomb that kills stands."""
    if pick.args.passive or kind in ("ASSAULT", "COERCE", "MOBILIZE"):
        return False
    return any(coder.tree.upos[t] in ("NOUN", "VERB", "PRON") for t in pick.args.subj)


def _moves_forces(coder: Coder, pick: Pick) -> bool:
    """Troops or weapons sent to nobody in particular: a mobilization."""
    tokens = [*pick.args.obj, *pick.args.obl.get("of", ()), *pick.args.mod]
    return any(coder.syntax.lemmas[token] in _FORCES for token in tokens)


def _is_political(coder: Coder, token: int, kind: str, roles: tuple[Named, ...]) -> bool:
    sentence = coder.tree.sentence_of[token]
    off_topic, nearby = _sentence(coder, sentence)
    return politics.is_political(coder.syntax, kind, roles, off_topic, nearby)


def _is_sure(coder: Coder, pick: Pick, outcome: Outcome) -> bool:
    """Politics by its meaning, though nobody in it is of a known state: police and marchers."""
    if not outcome.actors and not outcome.recipients:
        return False
    shares = coder.judge(pick.token, outcome.actors, outcome.recipients)
    return (
        bool(shares)
        and shares[meaning.NONE] <= _UNPOLITICAL
        and shares.get(outcome.kind or "", 0.0) >= _POLITICAL
    )


def _sentence(coder: Coder, number: int) -> tuple[int, int]:
    known = coder.topics.get(number)
    if known is None:
        first, last = coder.tree.sentences[number]
        there = coder.cast.between(first, last)
        nearby = max((politics.weight(coder.syntax, m) for m in there), default=0)
        known = (tables.silenced(coder.syntax.lemmas[first:last]), nearby)
        coder.topics[number] = known
    return known
