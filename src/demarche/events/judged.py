"""Where the network is asked about events: outside politics, and where the lexicon is silent.

An event that the lexicon codes is dropped where the network is sure that it is no politics: teams
that "attack", firms that "agree". A verb that the lexicon does not know, between two political
actors, is an event of the type that the network is sure of.
"""

from typing import cast

from demarche.events import meaning, politics
from demarche.events.coder import Coder
from demarche.events.happenings import GENERAL_CAMEO, contexts
from demarche.events.meaning import NONE
from demarche.layers import Happening, Named
from demarche.model import Reason
from demarche.plover import TYPES, EventType

_SILENT_VERBS = frozenset({"be", "have", "do", "say", "tell", "add", "go", "become", "seem"})


def political(coder: Coder, events: list[Happening]) -> list[Happening]:
    """The events of sentences of which one at least is politics, as the network sees it.

    A sentence is kept or silenced as a whole: what hangs below an event of politics ("demands the
    return of the land seized") is rarely one by itself. In an article whose sentences are mostly
    politics the network has to be surer.
    """
    network = meaning.load()
    if network is None:
        return events
    least: dict[int, float] = {}
    for event in events:
        sentence = coder.tree.sentence_of[event.trigger[0]]
        share = coder.judge(event.trigger[0], event.actors, event.recipients).get(NONE, 0.0)
        least[sentence] = min(share, least.get(sentence, 1.0))
    limit = network.thresholds["silence"]
    if sum(share <= limit for share in least.values()) * 2 > max(len(least), 2):
        limit = network.thresholds["silence_in_politics"]
    return [e for e in events if least[coder.tree.sentence_of[e.trigger[0]]] <= limit]


def unlisted(coder: Coder, taken: set[int]) -> list[Happening]:
    """Events at verbs that no entry of the lexicon begins with, done by one actor to another."""
    network = meaning.load()
    if network is None:
        return []
    tree, found = coder.tree, []
    for token in range(len(tree)):
        if tree.upos[token] != "VERB" or token in taken or token in coder.picks:
            continue
        lemma = coder.syntax.lemmas[token]
        if lemma in _SILENT_VERBS or ("verb", lemma) in coder.lexicon.index:
            continue
        args = coder.syntax.arguments(token)
        if args.negated or args.modal:
            continue
        actors = coder.cast.first(args.subj, deep=False)
        recipients = coder.cast.first((*args.obj, *args.iobj), deep=True)
        if not actors or not recipients or _same_side(actors, recipients):
            continue
        if min(politics.weight(coder.syntax, m) for m in (actors[0], recipients[0])) < 1:
            continue
        shares = coder.judge(token, actors, recipients)
        kind, share = meaning.best(shares, TYPES) if shares else ("", 0.0)
        if share < network.thresholds["unlisted"]:
            continue
        found.append(
            Happening(
                trigger=(token,),
                type=cast(EventType, kind),
                mode=None,
                contexts=contexts(coder, token),
                cameo=GENERAL_CAMEO[kind],
                actors=actors,
                recipients=recipients,
                reason=Reason(by="model", entry=f"meaning of {lemma}", score=share),
                themes=args.obj,
            )
        )
    return found


def _same_side(actors: tuple[Named, ...], recipients: tuple[Named, ...]) -> bool:
    ids = {actor.id for mention in actors for actor in mention.actors}
    return any(actor.id in ids for mention in recipients for actor in mention.actors)
