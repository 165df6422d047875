"""Recipients that stand elsewhere in the text: who did what is condemned, who said what is denied.

"Spain blocked the port. Morocco condemned the blockade": Spain is condemned. Read after all events
of an article are known, and only where an event's own sentence names no recipient.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from demarche.events.cast import OFFICIAL
from demarche.events.coder import Coder
from demarche.layers import Happening, Named
from demarche.model import Actor

_REACH, _SAID_REACH = 15, 6
"""Sentences to look back for what was done, and for what was said."""
_AIMED = frozenset({"ACCUSE", "REJECT", "SUPPORT", "REQUEST", "THREATEN", "PROTEST", "CONCEDE"})
_AIMED |= {"AGREE"}
_ATTITUDES = frozenset({"ACCUSE", "REJECT", "SUPPORT", "REQUEST", "AGREE", "CONSULT"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "such", "both", "all"})
_UTTERANCES: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("claim", "accusation", "allegation", "charge", "criticism", "assertion", "idea",
         "suggestion", "remark", "comment", "assessment", "statement", "conclusion", "insinuation",
         "report"),
        frozenset({"ACCUSE"}),
    ),
    **dict.fromkeys(
        ("demand", "request", "call", "appeal", "proposal", "offer", "plan", "invitation"),
        frozenset({"REQUEST", "AGREE", "CONSULT"}),
    ),
    **dict.fromkeys(("threat", "warning", "ultimatum"), frozenset({"THREATEN", "REQUEST"})),
}  # fmt: skip
"""Nouns for what somebody said, with the types of the event that they take up."""
_MATERIAL = frozenset(
    {"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "RETREAT", "AID", "COOPERATE", "CONCEDE"}
)
_ACTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("decision", "ruling", "verdict", "judgment", "measure", "law", "vote", "policy", "order"),
        frozenset({"SANCTION", "COERCE", "CONCEDE", "RETREAT", "SUPPORT", "REJECT"}),
    ),
    **dict.fromkeys(
        ("move", "step", "action", "act", "provocation"), _MATERIAL | {"REJECT", "SUPPORT"}
    ),
    **dict.fromkeys(
        ("violence", "aggression", "atrocity", "massacre", "killing", "incident", "operation",
         "demolition", "destruction", "explosion", "blast", "bloodshed", "crime", "raid"),
        frozenset({"ASSAULT"}),
    ),
}  # fmt: skip
"""Nouns for what somebody did, with the types of event that they may take up."""
_SHARES = frozenset(
    {"involvement", "responsibility", "wrongdoing", "role", "guilt", "complicity", "link", "hand"}
)
"""What somebody accused denies: "denied any involvement"."""
_ANSWERING = frozenset({"AGREE", "CONCEDE"})
_JOINT = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
"""Types that several do with each other: both sides are actors."""
_REVENGE = frozenset({"retaliate", "avenge", "retaliation", "revenge", "reprisal"})
_CONFLICT = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN", "PROTEST"})
_TIES = frozenset(
    {"ambassador", "envoy", "diplomat", "consul", "attache", "relation", "tie", "link", "contact"}
    | {"embassy", "consulate", "mission", "cooperation"}
)
"""What a state has with another, by which one that is recalled or broken off has a recipient."""

Found = tuple[tuple[Named, ...], str]
"""Recipients, and why they."""


def complete(coder: Coder, events: Sequence[Happening]) -> None:
    """Give events of one article, in text order, the recipients that the context names."""
    for number, event in enumerate(events):
        _tidy(coder, event)
        if event.type == "MOBILIZE":
            _for_whom(coder, event)
        elif event.type == "SANCTION" and not event.recipients and _cuts_ties(coder, event):
            _with_whom(coder, event)
        if event.recipients or not event.actors or event.type not in _AIMED:
            continue
        found = _from_context(coder, event, events[:number])
        if found is None and event.type in _ANSWERING:
            found = _who_asked(coder, event, events[:number])
        if found is not None:
            event.recipients, why = found
            steps = (*event.reason.steps, f"recipient: {why}")
            event.reason = replace(event.reason, steps=steps)


def _tidy(coder: Coder, event: Happening) -> None:
    """No recipient who is nobody in particular, or one of several actors; both sides of a pact."""
    event.recipients = tuple(m for m in event.recipients if not _is_anybody(m))
    actors = {actor.id for m in event.actors for actor in m.actors}
    recipients = {actor.id for m in event.recipients for actor in m.actors}
    if recipients < actors or (recipients == actors and event.type in _JOINT):
        event.recipients = ()
    if not event.actors and len(recipients) > 1:
        between = [
            side
            for token in (*event.themes, *coder.syntax.arguments(event.trigger[0]).obj)
            for side in coder.syntax.arguments(token).obl.get("between", ())
        ]
        if any(m.start <= side < m.end for m in event.recipients for side in between):
            event.actors, event.recipients = event.recipients, ()


def _for_whom(coder: Coder, event: Happening) -> None:
    """Forces are sent to whom they are to help, rather than to where; a mere place is nobody."""
    pick = coder.picks.get(event.trigger[0])
    helped = coder.roles.helped(pick, event.actors) if pick is not None else ()
    if helped:
        event.recipients = helped
    elif pick is not None and pick.args.passive:
        inside = pick.args.obl.get("in", ())
        event.recipients = tuple(m for m in event.recipients if m.head not in inside)


def _cuts_ties(coder: Coder, event: Happening) -> bool:
    """Whether envoys are recalled or relations broken off."""
    tokens = (*event.trigger, *event.themes)
    return bool(event.actors) and any(coder.syntax.lemmas[t] in _TIES for t in tokens)


def _with_whom(coder: Coder, event: Happening) -> None:
    """ "Recalled its ambassador": from the one other state that the last sentences speak of."""
    tree = coder.tree
    here = tree.sentence_of[event.trigger[0]]
    first, last = tree.sentences[max(here - 1, 0)][0], tree.sentences[here][1]
    others: dict[str, Named] = {}
    own = {actor.country for mention in event.actors for actor in mention.actors}
    for mention in coder.cast.between(first, last):
        for actor in mention.actors:
            if actor.country not in own and actor.kind != "place" and actor.sector in OFFICIAL:
                others.setdefault(actor.country, mention)
    if len(others) == 1 and "UNK" not in own:
        event.recipients = tuple(others.values())
        steps = (*event.reason.steps, "recipient: the only other state spoken of")
        event.reason = replace(event.reason, steps=steps)


def _is_anybody(mention: Named) -> bool:
    """An unnamed party of nowhere, "called on allies", or a thing with a name."""
    return all(
        actor.code == "UNK.UNK"
        and (mention.how in ("composed", "unnamed") or actor.kind != "person")
        for actor in mention.actors
    )


def _from_context(coder: Coder, event: Happening, before: Sequence[Happening]) -> Found | None:
    tree, lemmas = coder.tree, coder.syntax.lemmas
    args = coder.syntax.arguments(event.trigger[0])
    obliques = [t for preposition in sorted(args.obl) for t in args.obl[preposition]]
    for token in dict.fromkeys((*event.trigger[1:], *args.obj, *obliques)):
        lemma = lemmas[token]
        if tree.upos[token] == "PRON":
            said = lemma in ("this", "that", "it", "these") and token in args.obj
            found = _speaker(coder, event, before, frozenset({"ACCUSE"}), 2) if said else None
        elif lemma in _SHARES and event.type == "REJECT":
            found = _opponent(coder, event, before, frozenset({"ACCUSE"}), _SAID_REACH)
        elif tree.upos[token] != "NOUN" or not _points_back(coder, token, event.trigger[0]):
            continue
        elif lemma in _UTTERANCES:
            if "Number=Plur" in tree.feats[token] and lemma == "report":
                continue  # "the reports" are of many, mostly of the press
            found = _speaker(coder, event, before, _UTTERANCES[lemma], 3)
        else:
            found = _doer(coder, event, before, token)
        if found is not None:
            return found
    clauses = [clause for clause, _ in args.complements]
    if any(lemmas[t] in _REVENGE for t in (*event.trigger, *clauses, *args.obj, *obliques)):
        for earlier in _nearest(coder, event, before):
            sides = _others(earlier.actors, event.actors)
            if earlier.type in _CONFLICT and sides:
                return sides, f"for what {_words(coder, earlier)} tells"
    return None


def _points_back(coder: Coder, token: int, trigger: int) -> bool:
    """Whether a noun is definite and nobody's, or says what has just been told: ", a charge"."""
    tree = coder.tree
    kids = tree.children[token]
    if any(tree.deps[k] == "nmod:poss" for k in kids):
        return False
    if any(tree.words[k].lower() in _POINTING for k in kids if tree.deps[k].startswith("det")):
        return True
    return tree.heads[trigger] == token and tree.deps[trigger] == "acl:relcl"


def _who_asked(coder: Coder, event: Happening, before: Sequence[Happening]) -> Found | None:
    """Who has just asked for it: "Sweden wants China to help. Beijing has promised to"."""
    return _opponent(coder, event, before, frozenset({"REQUEST"}), 1)


def _opponent(
    coder: Coder, event: Happening, before: Sequence[Happening], kinds: frozenset[str], reach: int
) -> Found | None:
    """Who accused, asked or threatened the event's actor, in the last sentences."""
    own = [actor for mention in event.actors for actor in mention.actors]
    for earlier in _nearest(coder, event, before, reach):
        sides = _others(earlier.actors, event.actors)
        at = any(_one_side(a, mine) for m in earlier.recipients for a in m.actors for mine in own)
        if earlier.type in kinds and sides and at:
            return sides, f"{_words(coder, earlier)} is what is answered"
    return None


def _speaker(
    coder: Coder, event: Happening, before: Sequence[Happening], kinds: frozenset[str], reach: int
) -> Found | None:
    """Who accused, asked or threatened the event's actor; else whoever else spoke last."""
    found = _opponent(coder, event, before, kinds, _SAID_REACH)
    if found is not None:
        return found
    tree = coder.tree
    here, trigger = tree.sentence_of[event.trigger[0]], event.trigger[0]
    for said in reversed(coder.statements):
        if not said.cue or said.cue[0] >= trigger or said.source is None or said.act == "deny":
            continue
        if here - tree.sentence_of[said.cue[0]] > reach:
            break
        if trigger in said.content:
            continue
        sides = _others((said.source,), event.actors)
        if sides:
            return sides, f"{tree.words[said.cue[0]]!r} is what is answered"
    return None


def _doer(coder: Coder, event: Happening, before: Sequence[Happening], token: int) -> Found | None:
    """Who did what a definite noun takes up: the same word first, then a fitting sort of event."""
    lemma = coder.syntax.lemmas[token]
    pick = coder.picks.get(token)
    sorts = _ACTS.get(lemma, frozenset())
    if pick is not None and pick.sense is not None:
        sorts |= {pick.sense.type}
    best: tuple[int, tuple[Named, ...], Happening] | None = None
    for earlier in _nearest(coder, event, before):
        sides = _others(earlier.actors, event.actors)
        told = earlier.trigger
        if earlier.type not in _ATTITUDES:  # who "backed the duties" has not imposed them
            told += earlier.themes
        words = [coder.syntax.lemmas[t] for t in told]
        same = any(_akin(lemma, word) for word in words)
        if not sides or not (same or earlier.type in sorts):
            continue
        if best is None or same > best[0]:
            best = (same, sides, earlier)
    if best is None:
        return None
    words_of = _words(coder, best[2])
    return best[1], f"{coder.tree.words[token]!r} takes up {words_of}"


def _nearest(
    coder: Coder, event: Happening, before: Sequence[Happening], reach: int = _REACH
) -> Iterable[Happening]:
    """Earlier events within reach that the event is no part of, the nearest first."""
    tree, trigger = coder.tree, event.trigger[0]
    above = set(tree.ancestors(trigger))
    for earlier in reversed(before):
        if tree.sentence_of[trigger] - tree.sentence_of[earlier.trigger[0]] > reach:
            return
        told = earlier.trigger[0]
        if told not in above or tree.deps[trigger] == "acl:relcl":
            yield earlier


def _others(named: Iterable[Named], actors: Iterable[Named]) -> tuple[Named, ...]:
    """The mentions of another side than the actors': another country, or not of the state."""
    own = [actor for mention in actors for actor in mention.actors]
    return tuple(m for m in named if not any(_one_side(a, mine) for a in m.actors for mine in own))


def _one_side(one: Actor, other: Actor) -> bool:
    if one.id == other.id or "UNK.UNK" in (one.code, other.code):
        return True
    same = one.country == other.country
    return same and (one.sector in OFFICIAL) == (other.sector in OFFICIAL)


def _akin(noun: str, word: str) -> bool:
    """Whether two lemmas are of one stem: blockade and block, accusation and accuse."""
    shared = 0
    for a, b in zip(noun, word, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 4 and shared >= min(len(noun), len(word)) - 2


def _words(coder: Coder, event: Happening) -> str:
    return repr(coder.tree.words[event.trigger[0]])
