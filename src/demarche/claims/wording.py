"""A claim in one plain sentence: "North Korea sends 1,500 special forces soldiers to Russia".

Who does it by name, the verb of the best mention in the present tense, and the words that follow it
there; place and date where they are stated elsewhere. A mention that tells it by a noun alone is
put by type and mode, with `knowledge/claims/wordings.tsv`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from demarche.claims.facts import PLANS
from demarche.model import Actor, Event, Party

WORDS = 14
"""Words of the mention that follow its verb."""

WEIGHED = 20
"""Mentions of which the best is taken: those that come first say most."""

_SPEECH = ("ACCUSE", "REJECT", "REQUEST", "THREATEN", "AGREE", "SUPPORT")
"""Types whose verb holds a clause of its own: a day behind it would be taken for that one's."""

_LOOSE = ("AID", "MOBILIZE", "COOPERATE", "AGREE", "CONSULT")
"""Types whose recipients are no object of the verb."""

_VERB = re.compile(r"(\w+)/(\w+)")
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?$", re.I)
_NOT = re.compile(r"\b(?:not|never)\b|n['’]t\b", re.I)
_CLAUSE = re.compile(
    r"[,;:.?!()\"“”—–]| - | (?:but|while|after|before|because|although|who|whom|which|whose|when"
    r"|where|if|and (?:that|the|it|he|she|they|had|has|have|was|were|is|are|will|said|\w+ed))\b"
)
"""Where the clause of the mention ends."""

_WHEN = re.compile(
    r"\s*\b(?:(?:early|late|earlier|again)\s+)?(?:(?:on|last|this|next)\s+(?:Mon|Tues|Wednes|Thurs"
    r"|Fri|Satur|Sun)day(?:\s+(?:morning|night|evening|afternoon))?|yesterday|today|tomorrow"
    r"|(?:last|this|next)\s+(?:week|month|night|year))\b"
)
"""Times that mean nothing away from their article."""

_HANGING = frozenset(
    ["a", "an", "the", "to", "of", "in", "on", "at", "by", "for", "from", "with", "and", "or", "as",
     "into", "near", "over", "its", "his", "their", "that", "than", "shortly", "soon", "just"]
)  # fmt: skip
_THE = re.compile(
    r"^(?:United|European|African|Arab|Red|White|World|International|National|Supreme|Security"
    r"|Ministry|Department|Office) |"
    r"(?:Union|Nations|Emirates|Army|Ministry|Council|Court|Committee|Organi[sz]ation|Movement"
    r"|Front|Forces|Party|House|Agency|Netherlands|Philippines|Bahamas|Maldives|Kremlin|Pentagon"
    r"| (?:army|navy|government|ministry|parliament|court|force|military|police|presidency|council"
    r"|artillery|guard|delegation|opposition))$"
)
_MANY = re.compile(r"(?:[ai]ans|men|people|police|[Ff]orces|troops|Taliban|Houthis)$")
_AT = re.compile(r"\b(?:in|at|near|over|to|into|from)\s+(?:the\s+)?[A-Z]")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2} [A-Z]\w+|\b[A-Z]\w+ \d{1,2}\b")
_IRREGULAR = {"be": "is", "have": "has", "do": "does", "go": "goes"}


def wording(events: Sequence[Event], actors: Mapping[str, Actor]) -> str:
    """One sentence for the proposition that mentions tell, from the words of the best of them."""
    best = max(events[:WEIGHED], key=lambda event: _merit(event, actors))
    sentence = _told(best, actors) or _plain(best, actors)
    sentence += _circumstances(best, sentence)
    return sentence[0].upper() + sentence[1:]


def _merit(event: Event, actors: Mapping[str, Actor]) -> tuple[bool, int]:
    """How good a mention is to be quoted: told by a verb, with what it needs to be understood."""
    told = _told(event, actors)
    known = (event.actors, event.recipients, event.themes, event.quantity)
    return bool(told), sum(bool(part) for part in known) + 2 * bool(event.actors)


def _told(event: Event, actors: Mapping[str, Actor]) -> str:
    """The sentence in the mention's own words; empty where it is told by no verb of the lexicon."""
    lemma, added = _verb(event)
    before = event.sentence.text[: event.trigger.start - event.sentence.start]
    if not lemma or (event.type == "REJECT" and _NOT.search(before[-30:])):
        return ""
    doers = _names(event.actors, actors)
    rest = " ".join(part for part in (added, _rest(event)) if part)
    thing = "" if _follows(event) else _thing(event, actors)
    if not doers:
        if not _BE.search(before) or not thing:
            return ""
        is_many = _is_plural(thing) or thing[0].isdigit()
        be = "are" if is_many else "is"
        return " ".join(f"{thing} {be} {event.trigger.text} {rest}".split())
    plural = len(doers) > 1 or _is_plural(doers[0])
    if event.type in PLANS and _is_planned(event):
        verb = f"will {lemma}"
    else:
        verb = lemma if plural else _third(lemma)
    return " ".join(f"{_joined(doers)} {verb} {thing} {rest}".split())


def _verb(event: Event) -> tuple[str, str]:
    """The lemma of the verb that tells the event, and what belongs to it: ("take", "part in ...").

    Empty where a noun or adjective tells it.
    """
    more = event.trigger.text.split()[1:]
    entry, _, where = event.reason.entry.partition(" (")
    support = [step for step in event.reason.steps if "(support_verbs" in step]
    if support:
        return support[0].split()[0], " ".join(more)
    if event.reason.by == "model":
        return entry.split()[-1], ""
    if not where.startswith(("verbs", "idioms")) or not entry:
        return "", ""
    return entry.split()[0], " ".join(more)


def _is_planned(event: Event) -> bool:
    return bool(event.reason.steps) and " from " in event.reason.steps[-1]


def _rest(event: Event) -> str:
    """What follows the verb in its clause, without times that mean nothing elsewhere."""
    start = event.trigger.end
    if len(event.actors) > 1 and not event.recipients:
        # "Met his counterpart": who is met is named with those who meet.
        met = [p.span.end for p in event.actors if p.span and p.span.start >= start]
        start = max([start, *met])
    after = event.sentence.text[start - event.sentence.start :]
    end = _CLAUSE.search(re.sub(r"(?<=\d)[.,](?=\d)", "0", after))
    words = _WHEN.sub("", after[: end.start()] if end else after).split()[:WORDS]
    while words and words[-1].lower() in _HANGING:
        words.pop()
    return " ".join(words)


def _follows(event: Event) -> bool:
    """Whether the words after the verb tell whom or what it is done to."""
    spans = [*event.themes, *(p.span for p in event.recipients if p.span is not None)]
    end = event.sentence.end
    return not spans or any(event.trigger.start < s.start < end for s in spans)


def _thing(event: Event, actors: Mapping[str, Actor]) -> str:
    """What it is done to: who is hit by name, else the noun with its figure."""
    names = _names(event.recipients, actors)
    if names and event.type not in _LOOSE:
        return _joined(names)
    noun = event.themes[0].text if event.themes else ""
    figure = event.quantity
    if figure is not None and noun and figure.role == "theme":
        return f"{figure.value:,.0f} {noun}"
    return noun


def _plain(event: Event, actors: Mapping[str, Actor]) -> str:
    """By type and mode, with the text's own word for it: "Russia aids Iran (“shipment”)"."""
    table = _wordings()
    both, alone = table.get((event.type, event.mode or "")) or table[event.type, ""]
    doers, others = _names(event.actors, actors), _names(event.recipients, actors)
    plural = len(doers) > 1 or (bool(doers) and _is_plural(doers[0]))
    sentence = _VERB.sub(r"\2" if plural else r"\1", both if others else alone)
    sentence = sentence.format(a=_joined(doers) or "somebody", r=_joined(others))
    theme = next((span.text for span in event.themes if span.text not in event.trigger.text), "")
    return f"{sentence} (“{f'{event.trigger.text} {theme}'.strip()}”)"


def _circumstances(event: Event, sentence: str) -> str:
    """Place and day, where they are stated and the sentence does not have them yet."""
    found = ""
    if event.type in _SPEECH:
        return ""
    place, time = event.place, event.time
    if place is not None and not place.inferred and not _AT.search(sentence):
        found += f" in {place.name}" if place.name.split()[-1] not in sentence else ""
    if time is not None and not time.inferred and not _DATED.search(sentence):
        try:
            day = date.fromisoformat(time.value[:10])
        except ValueError:
            return found
        found += f" on {day.day} {day:%B %Y}"
    return found


def _names(parties: Iterable[Party], actors: Mapping[str, Actor]) -> list[str]:
    names = (_name(actors[p.actor].name if p.actor in actors else p.code) for p in parties)
    return list(dict.fromkeys(names))


def _name(name: str) -> str:
    """A name as it stands in a sentence: without what tells it from others, with its article."""
    short = re.sub(r"\s*\([^)]*\)", "", name)
    if short.lower().startswith(("the ", "a ", "an ")) or "'s " in short or _MANY.search(short):
        return f"the {short}" if short.endswith("Forces") else short
    if _THE.search(short):
        return f"the {short}"
    if re.fullmatch(r"\S+(?: [a-z][a-z-]*)+", short) and not _is_plural(short):
        return f"{'an' if short[0] in 'AEIOaeio' else 'a'} {short}"
    return short


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _is_plural(name: str) -> bool:
    """Whether one name takes a plural verb: "North Korean troops", not "United States"."""
    last = name.split()[-1]
    if _MANY.search(last):
        return True
    return not last[0].isupper() and last.endswith("s") and not last.endswith("ss")


def _third(lemma: str) -> str:
    """The third person: "sends", "accuses", "denies", "clashes"."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return f"{lemma[:-1]}ies"
    return lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


@cache
def _wordings() -> dict[tuple[str, str], tuple[str, str]]:
    text = files("demarche").joinpath("knowledge/claims/wordings.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    return {(kind, mode): (both, alone) for kind, mode, both, alone in rows}
