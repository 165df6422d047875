"""Times, places and quantities tied to the events that they belong to, by syntax first."""

from collections.abc import Iterator

from demarche.circumstances.counts import tie_counts
from demarche.circumstances.governing import (
    EVENT_NOUNS,
    case_of,
    owner,
    rising,
    sharing,
    sinking,
    span_root,
)
from demarche.circumstances.placing import place_events
from demarche.circumstances.quantities import find_quantities
from demarche.circumstances.tense import verb_looks
from demarche.circumstances.times import find_times
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree
from demarche.layers import Happening, Reading
from demarche.model import Quantity, Time

_VAGUE = frozenset(("PRESENT_REF", "PAST_REF", "FUTURE_REF"))
_SPEAKING = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "CONSULT", "AGREE"))


def anchor(reading: Reading) -> None:
    """Set `time`, `place` and `quantity` of each event of a reading.

    A stated time comes from the trigger's own modifiers, then from the clause that it shares them
    with, never from the verb that reports it. Where none is stated, one is inferred and marked.
    """
    if not reading.events:
        return
    cues = frozenset(c for said in reading.statements for c in said.cue)
    times = find_times(reading.tree, reading.document)
    _anchor_times(reading, times, cues)
    _anchor_quantities(reading, times, cues)
    place_events(reading, cues)


def _anchor_times(
    reading: Reading, times: list[tuple[int, int, Time]], cues: frozenset[int]
) -> None:
    tree = reading.tree
    triggers = {t for event in reading.events for t in event.trigger}
    owned: dict[int, list[tuple[int, Time]]] = {}
    for first, last, time in times:
        if time.kind in ("DATE", "TIME") and time.value not in _VAGUE:
            root = span_root(tree, first, last)
            holder = owner(tree, root)
            holder = _fronted(tree, root, _said_when(tree, first, holder, cues), triggers)
            holder = _verb_of(tree, root, holder, triggers)
            owned.setdefault(holder, []).append((first, time))
    sentences = {tree.sentence_of[token] for token in owned}
    for event in reading.events:
        trigger = event.trigger[0]
        dated = tree.sentence_of[trigger] in sentences
        for node in _holders(tree, event, cues) if dated else ():
            told = node in cues and node not in event.trigger and _reported(tree, trigger, node)
            if node in owned and not told:
                event.time = owned[node][0][1]
                break
        if event.time is None:
            event.time = _told_together(reading, trigger, owned)
    for number, event in enumerate(reading.events):
        if event.time is None:
            event.time = _inferred(reading, number, owned)


def _holders(tree: Tree, event: Happening, cues: frozenset[int]) -> Iterator[int]:
    """The words whose time is the event's, nearest first."""
    yield from event.trigger
    yield from sinking(tree, event.trigger[0])
    yield from rising(tree, event.trigger[0], cues)
    yield from sharing(tree, event.trigger[0])


def _told_together(
    reading: Reading, trigger: int, owned: dict[int, list[tuple[int, Time]]]
) -> Time | None:
    """The time of what the same source says first in the sentence: "On Sunday he said that ... and
    asked ..." holds of the asking too, however the parser hangs it.
    """
    tree = reading.tree
    mine = next((s for s in reading.statements if trigger in s.cue and s.parent is None), None)
    if mine is None or mine.source is None:
        return None
    actors = {actor.id for actor in mine.source.actors}
    for other in reading.statements:
        if other is mine or other.parent is not None or other.source is None:
            continue
        cue = other.cue[0]
        if cue >= trigger or tree.sentence_of[cue] != tree.sentence_of[trigger]:
            continue
        if cue in owned and actors == {actor.id for actor in other.source.actors}:
            return owned[cue][0][1]
    return None


def _fronted(tree: Tree, root: int, holder: int, triggers: set[int]) -> int:
    """A time inside a phrase put first ("Following a call with X on Monday, Y said ...").

    The parser hangs it on the main verb; the event noun just before it in the same phrase has it.
    """
    if root >= holder:
        return holder
    for token in range(root - 1, tree.sentences[tree.sentence_of[root]][0] - 1, -1):
        if tree.words[token] in (",", ";"):
            return holder
        if token in triggers and tree.upos[token] in ("NOUN", "PROPN"):
            return token
    return holder


def _said_when(tree: Tree, first: int, holder: int, cues: frozenset[int]) -> int:
    """The reporting verb right before a time has it: "..., the minister said on Tuesday"."""
    before = first - 1
    while before >= 0 and tree.upos[before] in ("ADP", "DET", "ADV"):
        before -= 1
    same = before >= 0 and tree.sentence_of[before] == tree.sentence_of[first]
    return before if same and before in cues and tree.upos[before] == "VERB" else holder


def _verb_of(tree: Tree, root: int, holder: int, triggers: set[int]) -> int:
    """From a noun that only happens to stand there to its verb: "A diplomat on Monday rejected"."""
    if case_of(tree, root) in ("of", "from", "by") or tree.deps[root] in ("compound", "nummod"):
        return holder
    for _ in range(3):
        plain = tree.upos[holder] in ("NOUN", "PROPN", "PRON", "NUM")
        if not plain or holder in triggers or tree.lemmas[holder].lower() in EVENT_NOUNS:
            break
        if tree.deps[holder].partition(":")[0] in ("root", "acl", "ccomp", "parataxis", "conj"):
            break
        holder = tree.heads[holder]
    return holder


def _reported(tree: Tree, trigger: int, cue: int) -> bool:
    """Whether the trigger stands in what the cue reports, and so has no part in its time."""
    node = trigger
    while tree.heads[node] != node and node != cue:
        if tree.deps[node].partition(":")[0] in ("ccomp", "parataxis"):
            return True
        node = tree.heads[node]
    return False


def _inferred(
    reading: Reading, number: int, owned: dict[int, list[tuple[int, Time]]]
) -> Time | None:
    """The time of an event that has none stated: that of the telling before it, or by tense."""
    tree, event = reading.tree, reading.events[number]
    trigger = event.trigger[0]
    published = (reading.document.published or "")[:10]
    if event.type in _SPEAKING and tree.deps[trigger] in ("root", "conj", "parataxis"):
        told = _told_before(tree, trigger, owned)
        if told is not None:
            return Time(
                value=told.value, kind=told.kind, earliest=told.earliest, latest=told.latest,
                precision=told.precision, inferred=True,
            )  # fmt: skip
    if len(published) < 10:
        return None
    looks = verb_looks(tree, trigger) or _clause_looks(tree, trigger)
    if looks == "future":
        return Time(value="FUTURE_REF", earliest=published, inferred=True)
    if looks == "past":
        return Time(value="PAST_REF", latest=published, inferred=True)
    return Time(value="PRESENT_REF", earliest=published, latest=published, inferred=True)


def _clause_looks(tree: Tree, trigger: int) -> str:
    for node in tree.ancestors(trigger):
        if tree.upos[node] in ("VERB", "AUX") and (told := verb_looks(tree, node)):
            return told
    return ""


def _told_before(tree: Tree, trigger: int, owned: dict[int, list[tuple[int, Time]]]) -> Time | None:
    """The time of the main verb of the sentence before, in the same paragraph."""
    number = tree.sentence_of[trigger]
    if number == 0:
        return None
    first, last = tree.sentences[number - 1]
    gap = tree.text[tree.ends[last - 1] : tree.starts[tree.sentences[number][0]]]
    if "\n" in gap:
        return None
    for token in range(first, last):
        if tree.heads[token] == token and token in owned:
            time = owned[token][0][1]
            return time if time.precision in ("day", "hour", "minute") else None
    return None


_BARRED = words(
    """second minute hour day week month quarter year decade century night percentage degree
        point celsius fahrenheit"""
)
_HOLDERS = words(
    """group contingent force total unit number batch convoy death killing package aid deal contract
    fine worth sum"""
)
"""Nouns that are counted by what hangs on them: "a contingent of 300 men"."""
_ROLES = ("obj", "nsubj:pass", "iobj", "nmod", "nsubj", "obl:agent", "obl", "compound", "nummod")


def _anchor_quantities(
    reading: Reading, times: list[tuple[int, int, Time]], cues: frozenset[int]
) -> None:
    tree = reading.tree
    by_noun: dict[int, Quantity] = {}
    rooted: list[tuple[int, Quantity]] = []
    dates = [
        (t.span.start, t.span.end) for _, _, t in times if t.span and t.kind in ("DATE", "TIME")
    ]
    for first, last, quantity in find_quantities(tree, dates):
        if quantity.unit in _BARRED or quantity.unit.endswith("of age"):
            continue
        for token in range(first, last + 1):
            by_noun.setdefault(token, quantity)
        root = span_root(tree, first, last)
        by_noun.setdefault(root, quantity)
        rooted.append((root, quantity))
    sentences = {tree.sentence_of[token] for token in by_noun}
    for event in reading.events:
        if tree.sentence_of[event.trigger[0]] in sentences:
            event.quantity = _quantity_of(tree, event, by_noun)
    tie_counts(reading, rooted, cues)


def _quantity_of(tree: Tree, event: Happening, by_noun: dict[int, Quantity]) -> Quantity | None:
    """The number of what the event happens to: object, passive subject, theme, or its own count."""
    trigger = event.trigger[0]
    options: list[int] = []
    for role in _ROLES:
        options.extend(k for k in tree.children[trigger] if tree.deps[k] == role)
        if role == "nsubj:pass":
            options.extend(event.themes)
    if tree.deps[trigger].startswith("acl") or tree.deps[trigger] == "amod":
        options.append(tree.heads[trigger])
    elif tree.kids(trigger, "aux:pass") and tree.deps[trigger] in ("xcomp", "ccomp", "advcl"):
        # "expects up to 15,000 soldiers to be deployed"
        options.extend(tree.kids(tree.heads[trigger], "obj"))
    for option in options:
        for noun in (option, *tree.kids(option, "conj")):
            if noun in by_noun and not (tree.deps[option] == "obl" and by_noun[noun].kind is None):
                return by_noun[noun]
            parts = tree.kids(noun, "nmod") if tree.lemmas[noun].lower() in _HOLDERS else []
            for part in parts:
                if part in by_noun:
                    return by_noun[part]
    own = by_noun.get(trigger)
    return own if own is not None and tree.upos[trigger] in ("NOUN", "PROPN") else None
