"""From layers to records: what pointed at tokens comes to point at characters.

Ids are made from content: the document, and where in it the trigger or cue stands. What is coded
there is no part of them, so that an id stays when a later version codes the same words otherwise.
"""

from collections import Counter
from collections.abc import Iterable

from demarche import plover
from demarche.events.tables import support_verbs
from demarche.layers import Committed, Happening, Named, Reading, Said
from demarche.model import (
    AUTHOR,
    Actor,
    Coded,
    Commitment,
    Echo,
    Event,
    Mention,
    Party,
    Span,
    Statement,
    content_id,
)

AUTHOR_PARTY = Party(actor=AUTHOR, code=AUTHOR)
_TRIGGER_WORDS = 6
"""How many words after its verb an event noun may stand to be shown with it."""
UNKNOWN = Actor(id="unk", code="UNK.UNK", kind="source", name="not said")


def coded(reading: Reading) -> Coded:
    """All records of one article."""
    people = {UNKNOWN.id: UNKNOWN}
    for mention in reading.mentions.all:
        people.update((actor.id, actor) for actor in mention.actors)
    return Coded(
        document=reading.document,
        actors=tuple(people[name] for name in sorted(people)),
        mentions=mentions(reading),
        statements=tuple(statements(reading)),
        events=tuple(events(reading)),
    )


def mentions(reading: Reading) -> tuple[Mention, ...]:
    """The mentions of a reading, in text order."""
    return tuple(
        Mention(
            span=reading.tree.span(m.start, m.end - 1),
            actors=tuple(actor.id for actor in m.actors),
            how=m.how,
            why=m.why,
            score=m.score,
            candidates=_weighed(m),
        )
        for m in reading.mentions.all
    )


def _weighed(mention: Named) -> tuple[tuple[str, float], ...]:
    """The candidates of a mention, where others were weighed than those who are meant."""
    meant = {actor.id for actor in mention.actors}
    others = any(ident not in meant for ident, _ in mention.candidates)
    return mention.candidates if others else ()


def statements(reading: Reading) -> list[Statement]:
    """The statements of a reading, in the order of the layer."""
    ids, event_ids = _statement_ids(reading), _event_ids(reading)
    return [
        Statement(
            id=ids[number],
            document=reading.document.id,
            sources=source_chain(reading, number),
            cue=reading.tree.span(*_ends(said.cue)),
            sentence=_sentence(reading, said.cue[0]),
            act=said.act,
            content=tuple(reading.tree.span(*run) for run in reading.tree.runs(said.content)),
            stance=said.stance,
            directness=said.directness,
            addressees=_parties(reading, said.addressees),
            channel=said.channel,
            parent=None if said.parent is None else ids[said.parent],
            negated=said.negated,
            answers=tuple(event_ids[event] for event in said.answers),
            why=said.why,
        )
        for number, said in enumerate(reading.statements)
    ]


def source_chain(reading: Reading, number: int | None) -> tuple[Party, ...]:
    """The sources of statement `number`, outermost first; "A and B said" gives two."""
    chain: tuple[Party, ...] = ()
    while number is not None:
        said = reading.statements[number]
        chain = _source(reading, said) + chain
        number = said.parent
    return chain


def _source(reading: Reading, said: Said) -> tuple[Party, ...]:
    if said.source is not None:
        return _parties(reading, (said.source,))
    span = reading.tree.span(*_ends(said.source_tokens)) if said.source_tokens else None
    return (Party(actor=UNKNOWN.id, code=UNKNOWN.code, span=span),)


def events(reading: Reading) -> list[Event]:
    """The events of a reading, in the order of the layer."""
    ids, statement_ids = _event_ids(reading), _statement_ids(reading)
    return [
        _event(reading, event, ids[number], statement_ids)
        for number, event in enumerate(reading.events)
    ]


def _last_word(reading: Reading, event: Happening) -> int:
    """The last word of a trigger: of a verb that says little its noun, "held two rounds of talks".

    The head itself where the noun is far, or another event is told in between.
    """
    tree, head = reading.tree, event.trigger[0]
    rows = support_verbs().get(tree.lemmas[head].lower(), ())
    words = event.trigger[1:] + (event.themes if event.type == "CONSULT" else ())
    nouns = [
        token
        for token in words
        if head < token <= head + _TRIGGER_WORDS and tree.upos[token] == "NOUN"
    ]
    if not nouns or not any(row.operator is None for row in rows):
        return head
    inside = range(head + 1, max(nouns) + 1)
    if any(other.trigger[0] in inside for other in reading.events):
        return head
    return max(nouns)


def _event(reading: Reading, event: Happening, ident: str, statement_ids: list[str]) -> Event:
    tree = reading.tree
    head = event.trigger[0]
    tense, aspect = tree.tense(head)
    return Event(
        id=ident,
        document=reading.document.id,
        type=event.type,
        mode=event.mode,
        contexts=event.contexts,
        cameo=event.cameo,
        quad=plover.QUAD[event.type],
        intensity=plover.INTENSITY[event.type],
        trigger=tree.span(head, _last_word(reading, event)),
        sentence=_sentence(reading, head),
        actors=_parties(reading, event.actors),
        recipients=_parties(reading, event.recipients),
        statements=tuple(statement_ids[number] for number in event.statements),
        factuality=tuple(
            commitment
            for c in event.factuality
            for commitment in _commitments(reading, c, statement_ids)
        ),
        reason=event.reason,
        tense=tense,
        aspect=aspect,
        themes=tuple(tree.span(theme) for theme in event.themes),
        time=event.time,
        place=event.place,
        quantity=event.quantity,
        counts=event.counts,
        casualties=event.casualties,
        echoes=tuple(
            Echo(
                span=tree.span(echo.token),
                sentence=_sentence(reading, echo.token),
                statements=tuple(statement_ids[number] for number in echo.statements),
                factuality=tuple(
                    commitment
                    for c in echo.factuality
                    for commitment in _commitments(reading, c, statement_ids)
                ),
            )
            for echo in event.echoes
        ),
    )


def _commitments(
    reading: Reading, committed: Committed, statement_ids: list[str]
) -> list[Commitment]:
    """One commitment an actor: "Russia and North Korea denied" is two."""
    sources: tuple[Party, ...] = (AUTHOR_PARTY,)
    statement = None
    if committed.source is not None:
        said = reading.statements[committed.source]
        sources, statement = _source(reading, said), statement_ids[committed.source]
    return [
        Commitment(
            source=source,
            value=committed.value,
            score=committed.score,
            statement=statement,
            why=committed.why,
        )
        for source in sources
    ]


def _parties(reading: Reading, named: Iterable[Named]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for mention in named:
        span = _span(reading, mention)
        for actor in mention.actors:
            found.setdefault(actor.id, Party(actor=actor.id, code=_role(actor.code), span=span))
    return tuple(found.values())


def _role(code: str) -> str:
    """The code in a role: a place that acts or is acted on stands for its state's government."""
    return code if "." in code else f"{code}.GOV"


def _sentence(reading: Reading, token: int) -> Span:
    first, last = reading.tree.sentences[reading.tree.sentence_of[token]]
    return reading.tree.span(first, last - 1)


def _span(reading: Reading, mention: Named) -> Span:
    return reading.tree.span(mention.start, mention.end - 1)


def _ends(tokens: Iterable[int]) -> tuple[int, int]:
    found = sorted(tokens)
    return found[0], found[-1]


def _statement_ids(reading: Reading) -> list[str]:
    return _ids("say", reading, [said.cue[0] for said in reading.statements])


def _event_ids(reading: Reading) -> list[str]:
    return _ids("evt", reading, [event.trigger[0] for event in reading.events])


def _ids(prefix: str, reading: Reading, tokens: list[int]) -> list[str]:
    """An id for each token, from its place; a second thing at the same place is numbered."""
    seen: Counter[int] = Counter()
    ids = []
    for token in tokens:
        again = (seen[token],) if seen[token] else ()
        ids.append(content_id(prefix, reading.document.id, reading.tree.starts[token], *again))
        seen[token] += 1
    return ids
