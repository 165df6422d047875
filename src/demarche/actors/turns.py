"""First and second person outside quotations: whose turn it is in an interview, who gives a speech.

Three kinds of text are told apart by their form. Labelled turns ("Q:", "SMITH:") have who speaks in
front; an interview has paragraphs that ask and paragraphs that answer; in a speech or opinion piece
one voice says "I" throughout. News, which says neither, is left alone.
"""

import re
from collections import Counter
from dataclasses import dataclass

from demarche.actors.folding import slug
from demarche.actors.items import PRONOUNS
from demarche.language.tree import Tree
from demarche.layers import Named
from demarche.model import Actor

_LABEL = re.compile(r"(?P<name>[A-Z][\w.'’ -]{0,40}?)\s?:\s")
_ASKS = frozenset({"q", "question", "interviewer", "host", "moderator", "reporter"})
_ANSWERS = frozenset({"a", "answer", "interviewee", "guest"})
_YOU = frozenset({"you", "your", "yours", "yourself"})
_SINGLE = frozenset({"i", "me", "my", "mine", "myself"})
_INTERVIEWING = frozenset({"interview", "interviewee", "interviewer"})
_SPEAKING = frozenset({"speech", "address", "remark", "statement", "lecture", "keynote", "sermon"})
_INTERVIEW_TURNS, _LABELS, _VOICE, _SHARE = 3, 3, 6, 0.008
"""Least questions of an interview, labels, and uses (and share) of the first person of a speech."""

AUTHOR = Actor(id="unk.author", code="UNK.UNK", kind="person", name="the author")
_ASKER = Actor(id="unk.jrn.interviewer", code="UNK.JRN", kind="person", name="the interviewer")
_GUEST = Actor(id="unk.interviewee", code="UNK.UNK", kind="person", name="the interviewee")


@dataclass(slots=True)
class Turn:
    """Tokens `first` to `last` (exclusive) that one voice says to another."""

    first: int
    last: int
    speaker: Actor
    listener: Actor | None
    why: str


def link_turns(tree: Tree, mentions: list[Named], taken: set[int]) -> list[Named]:
    """Mentions for pronouns of the first and second person that no quotation explains.

    `taken`: tokens that head a mention or stand in a quotation with a known source.
    """
    free = [
        token
        for token, word in enumerate(tree.words)
        if token not in taken
        and word != "US"
        and (PRONOUNS.get(word.lower()) == "1" or word.lower() in _YOU)
    ]
    if len(free) < _VOICE:
        return []
    quoted = _quoted(tree)
    free = [token for token in free if not quoted[token]]
    turns = _labelled(tree, mentions) or _interview(tree, mentions) or _speech(tree, mentions, free)
    found: list[Named] = []
    for token in free:
        turn = next((t for t in turns if t.first <= token < t.last), None)
        if turn is not None:
            named = _meant(tree, token, turn)
            if named is not None:
                found.append(named)
    return found


def _meant(tree: Tree, token: int, turn: Turn) -> Named | None:
    low = tree.words[token].lower()
    if low in _YOU:
        if turn.listener is None:
            return None
        actor, score = turn.listener, 0.6
    elif low in _SINGLE:
        actor, score = turn.speaker, 0.8
    else:
        # The speaker and others with him: a company, a party, a people.
        speaker = turn.speaker
        actor = Actor(
            id=f"{speaker.id}.we", code=speaker.code, kind="group", name=f"{speaker.name}'s side"
        )
        score = 0.5
    why = f"{tree.words[token]!r}: {turn.why}"
    return Named(token, token + 1, token, (actor,), "author", why, score, ((actor.id, score),))


def _quoted(tree: Tree) -> bytearray:
    """Which tokens stand between quotation marks; a paragraph ends what was left open."""
    inside, open_ = bytearray(len(tree)), False
    for token, word in enumerate(tree.words):
        if token and "\n" in tree.text[tree.ends[token - 1] : tree.starts[token]]:
            open_ = False
        if word in ("“", "``") or (word == '"' and not open_):
            open_ = True
        elif word in ("”", "''", '"'):
            open_ = False
        inside[token] = open_
    return inside


def _paragraphs(tree: Tree) -> list[tuple[int, int]]:
    """First token and one past the last of each line of the text."""
    found, first = [], 0
    for token in range(1, len(tree)):
        if "\n" in tree.text[tree.ends[token - 1] : tree.starts[token]]:
            found.append((first, token))
            first = token
    if len(tree):
        found.append((first, len(tree)))
    return found


def _labelled(tree: Tree, mentions: list[Named]) -> list[Turn]:
    """Turns whose lines begin with who speaks."""
    labels: list[tuple[int, int, str]] = []
    for first, last in _paragraphs(tree):
        found = _LABEL.match(tree.text, tree.starts[first], tree.ends[last - 1])
        if found is not None and len(found["name"].split()) < 6:
            labels.append((first, last, found["name"].strip()))
    counts = Counter(name for _, _, name in labels)
    # "Ferry strike: an hour with the minister" is a headline.
    labels = [t for t in labels if counts[t[2]] > 1 or t[2].isupper()]
    if len(labels) < _LABELS or max(counts.values()) < 2:
        return []
    turns: list[Turn] = []
    voices = {name: _voice(tree, name, mentions) for _, _, name in labels}
    for number, (first, _, name) in enumerate(labels):
        end = labels[number + 1][0] if number + 1 < len(labels) else len(tree)
        others = [other for _, _, other in labels[max(number - 1, 0) :] if other != name]
        listener = voices[others[0]] if others else None
        turns.append(Turn(first, end, voices[name], listener, f"the turn of {name}"))
    return turns


def _voice(tree: Tree, label: str, mentions: list[Named]) -> Actor:
    """Whom a label means: the person so called in the text, else one of that name."""
    low = label.lower().rstrip(".")
    if low in _ASKS:
        return _ASKER
    if low in _ANSWERS:
        return _guest(tree, mentions, len(tree)) or _GUEST
    last = low.split()[-1]
    for named in mentions:
        actor = named.actors[0] if named.actors else None
        if actor is not None and actor.kind == "person" and last in actor.name.lower().split():
            return actor
    return Actor(id=f"person.{slug(label)}", code="UNK.UNK", kind="person", name=label)


def _interview(tree: Tree, mentions: list[Named]) -> list[Turn]:
    """Paragraphs that ask and those that answer, after an introduction that says it is one."""
    paragraphs = _paragraphs(tree)
    asking = [
        number
        for number, (first, last) in enumerate(paragraphs)
        if tree.words[last - 1] == "?" and not _says(tree, first, last, _SINGLE - {"me", "my"})
    ]
    if len(asking) < _INTERVIEW_TURNS:
        return []
    start = paragraphs[asking[0]][0]
    head = max(start, paragraphs[min(2, len(paragraphs) - 1)][1])
    if not any(tree.lemmas[token].lower() in _INTERVIEWING for token in range(head)):
        return []
    guest = _guest(tree, mentions, start) or _GUEST
    asked = set(asking)
    return [
        Turn(first, last, _ASKER, guest, "the interviewer's turn")
        if number in asked
        else Turn(first, last, guest, None, "the turn of who is interviewed")
        for number, (first, last) in enumerate(paragraphs)
        if number >= asking[0]
    ]


def _says(tree: Tree, first: int, last: int, words: frozenset[str]) -> bool:
    return any(tree.words[token].lower() in words for token in range(first, last))


def _guest(tree: Tree, mentions: list[Named], before: int) -> Actor | None:
    """Who is interviewed: named after that word, or most often in the introduction."""
    counts: Counter[str] = Counter()
    people: dict[str, Actor] = {}
    for named in mentions:
        actor = named.actors[0] if len(named.actors) == 1 else None
        if actor is None or named.start >= before or actor.kind != "person":
            continue
        near = {tree.lemmas[t].lower() for t in range(max(named.start - 6, 0), named.start)}
        counts[actor.id] += 4 if near & _INTERVIEWING else 1
        people.setdefault(actor.id, actor)
    if not counts:
        return None
    return people[max(counts, key=lambda ident: (counts[ident], -list(people).index(ident)))]


def _speech(tree: Tree, mentions: list[Named], free: list[int]) -> list[Turn]:
    """One turn for the whole text, where its author speaks of himself throughout."""
    own = sum(tree.words[token].lower() not in _YOU for token in free)
    if own < _VOICE or own / max(len(tree), 1) < _SHARE:
        return []
    speaker = _speaker(tree, mentions) or AUTHOR
    listener = Actor(id="unk.audience", code="UNK.CVL", kind="group", name="the audience")
    return [Turn(0, len(tree), speaker, listener, "the one voice of the text")]


def _speaker(tree: Tree, mentions: list[Named]) -> Actor | None:
    """Who a headline or byline says is speaking: "Nehru's address", "Remarks by ...", "By ..."."""
    paragraphs = _paragraphs(tree)
    for first, last in paragraphs[:4]:
        for named in mentions:
            actor = named.actors[0] if len(named.actors) == 1 else None
            if actor is None or actor.kind != "person" or not first <= named.start < last:
                continue
            before = tree.words[named.start - 1].lower() if named.start > first else ""
            after = {tree.lemmas[t].lower() for t in range(named.end, min(named.end + 6, last))}
            lead = {tree.lemmas[t].lower() for t in range(first, named.start)}
            if before == "by" and (lead & _SPEAKING or named.start == first + 1):
                return actor
            if after & _SPEAKING:
                return actor
    return None
