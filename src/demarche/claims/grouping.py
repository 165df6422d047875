"""Which event mentions speak of the same thing.

Mentions are compared by structure: family of types, actors, recipients, what is sent or seized,
place and time; what a mention leaves open is compatible with anything. The best-specified mentions
found groups, the others join the group that fits best. Mentions are taken in an order that depends
on their content alone, so that the order in which articles arrive does not change the groups.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from demarche.model import Document, Event, Party

_FAMILIES = {"MOBILIZE": "AID", "RETREAT": "CONCEDE"}
"""Types that tell one happening by two faces: sending troops is aid and mobilisation."""

_RECIPROCAL = ("CONSULT", "AGREE", "COOPERATE", "SUPPORT")
"""Types that two sides may do together."""

_SPEAKING = ("AGREE", "SUPPORT", "REQUEST", "REJECT", "ACCUSE", "THREATEN")

WINDOW = 30
"""Days that mentions without a stated time may lie apart, by their articles' dates."""

SLACK = 3
"""Days that stated times may lie apart."""


@dataclass(slots=True)
class Facts:
    """What one event mention says of its proposition; empty sets where it leaves it open."""

    event: Event
    family: str
    actors: frozenset[str]
    recipients: frozenset[str]
    theme: str | None
    place: str | None
    mode: str | None
    word: str
    together: bool
    """Both sides are actors, as in talks: the whole company has to be the same."""
    stated: tuple[date, date] | None
    published: date | None

    @property
    def weight(self) -> int:
        """How much is specified."""
        known = (self.actors, self.recipients, self.theme, self.place, self.stated)
        return sum(bool(part) for part in known)


@dataclass(slots=True)
class Group:
    """Mentions of one proposition, and all that they say of it together."""

    family: str
    members: list[Facts] = field(default_factory=list)


def group(events: Iterable[Event], documents: dict[str, Document]) -> list[Group]:
    """Group event mentions by proposition; each event is in exactly one group."""
    facts = [facts_of(event, documents[event.document]) for event in events]
    facts.sort(key=lambda f: (-f.weight, f.published or date.max, f.event.id))
    blocks: dict[tuple[str, str], list[Group]] = defaultdict(list)
    groups: list[Group] = []
    for fact in facts:
        keys = [(fact.family, actor) for actor in sorted(fact.actors)] or [(fact.family, "")]
        near = {id(g): g for key in keys for g in blocks[key]}
        best = max(near.values(), key=lambda g: _fit(fact, g), default=None)
        if best is None or _fit(fact, best) <= 0:
            best = Group(fact.family)
            groups.append(best)
        best.members.append(fact)
        for key in keys:
            if all(known is not best for known in blocks[key]):
                blocks[key].append(best)
    return groups


def facts_of(event: Event, document: Document) -> Facts:
    """What an event says of its proposition, made comparable."""
    published = _day(document.published)
    stated = None
    if event.time and not event.time.inferred:
        first, last = _day(event.time.earliest), _day(event.time.latest)
        stated = (first, last) if first and last else None
    return Facts(
        event=event,
        family=_FAMILIES.get(event.type, event.type),
        actors=_sides(event.actors),
        recipients=_sides(event.recipients),
        theme=_theme(event),
        place=event.place.country if event.place and not event.place.inferred else None,
        mode=None if event.type in (*_FAMILIES, *_FAMILIES.values()) else event.mode,
        word=_stem(event.trigger.text),
        together=event.type in _RECIPROCAL and not event.recipients,
        stated=stated,
        published=published,
    )


def _sides(parties: Iterable[Party]) -> frozenset[str]:
    """Countries, or whole codes of organisations: the army and its government are one side."""
    return frozenset(
        p.code if p.country in ("IGO", "NGO", "MNC", "UNK") else p.country for p in parties
    ) - {"UNK.UNK"}


def _fit(fact: Facts, group: Group) -> float:
    """How well a mention fits a group: 0 where anything contradicts, more for each agreement."""
    if fact.family != group.family:
        return 0.0
    total = 0.0
    for member in group.members:
        score = _agreement(fact, member)
        if score <= 0:
            return 0.0
        total = max(total, score)
    return total


def _agreement(a: Facts, b: Facts) -> float:
    """How much two mentions have in common; 0 where they contradict, or share too little."""
    if not _sides_agree(a, b) or not _times_agree(a, b):
        return 0.0
    if a.mode and b.mode and a.mode != b.mode:
        return 0.0
    score = 0.0
    for one, other in ((a.theme, b.theme), (a.place, b.place)):
        if one and other:
            if one != other:
                return 0.0
            score += 1.0
    if a.recipients & b.recipients:
        score += 1.0 + len(a.recipients & b.recipients) / len(a.recipients | b.recipients)
    same_paper = a.event.document == b.event.document
    # Of two demands or two criticisms by one actor, the word alone does not make one.
    score += a.word == b.word and (same_paper or a.event.type not in _SPEAKING)
    # That the same actor did two things of one kind is not enough to call them one.
    return score + same_paper * 0.1 if score else 0.0


def _sides_agree(a: Facts, b: Facts) -> bool:
    """Whether actors and recipients can be the same ones."""
    if a.together or b.together:
        ours, theirs = a.actors | a.recipients, b.actors | b.recipients
        return bool(ours and theirs) and (ours <= theirs or theirs <= ours)
    if a.recipients and b.recipients and not a.recipients & b.recipients:
        return False
    if a.actors and b.actors:
        return bool(a.actors & b.actors)
    return a.event.document == b.event.document or bool(a.recipients & b.recipients)


def _times_agree(a: Facts, b: Facts) -> bool:
    if a.stated and b.stated:
        gap = max(a.stated[0], b.stated[0]) - min(a.stated[1], b.stated[1])
        return gap.days <= SLACK
    if a.published and b.published:
        return abs((a.published - b.published).days) <= WINDOW
    return True


def _stem(word: str) -> str:
    """A word without its inflection, as far as comparing needs: "sending", "sends", "sent"."""
    lower = word.lower()
    for ending in ("ing", "ed", "es", "s", "t", "d", "e"):
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            return lower[: len(lower) - len(ending)]
    return lower


def _day(value: str | None) -> date | None:
    if not value or len(value) < 10:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


@cache
def _theme_of() -> dict[str, str]:
    table: dict[str, str] = {}
    text = files("demarche").joinpath("knowledge/claims/themes.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            theme, nouns = line.split("\t")
            table.update((noun, theme) for noun in nouns.split())
    return table


def _theme(event: Event) -> str | None:
    words = [span.text for span in event.themes]
    if event.quantity:
        words.extend(event.quantity.unit.split())
    for word in words:
        lower = word.lower()
        for form in (lower, lower.removesuffix("s"), lower.removesuffix("es")):
            if form in _theme_of():
                return _theme_of()[form]
    return None
