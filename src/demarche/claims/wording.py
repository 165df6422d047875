"""A claim in one plain sentence: who does what to whom."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from demarche.model import Actor, Event, Party

_VERB = re.compile(r"(\w+)/(\w+)")


def wording(event: Event, actors: Mapping[str, Actor]) -> str:
    """One sentence, with the text's own word for the event: "Russia aids Iran (sending)"."""
    table = _wordings()
    both, alone = table.get((event.type, event.mode or "")) or table[event.type, ""]
    doers, others = _names(event.actors, actors), _names(event.recipients, actors)
    plural = len(doers) > 1 or (bool(doers) and _is_plural(doers[0]))
    sentence = _VERB.sub(r"\2" if plural else r"\1", both if others else alone)
    sentence = sentence.format(a=_joined(doers) or "somebody", r=_joined(others))
    theme = " ".join(span.text for span in event.themes[:1])
    word = f"{event.trigger.text} {theme}".strip()
    return f"{sentence[0].upper()}{sentence[1:]} (“{word}”)"


def _names(parties: Iterable[Party], actors: Mapping[str, Actor]) -> list[str]:
    names = (actors[p.actor].name if p.actor in actors else p.code for p in parties)
    return list(dict.fromkeys(names))


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _is_plural(name: str) -> bool:
    """Whether one name takes a plural verb: "North Korean troops", not "United States"."""
    last = name.split()[-1]
    named = last[0].isupper()
    return not named and last.endswith("s") and not last.endswith("ss")


@cache
def _wordings() -> dict[tuple[str, str], tuple[str, str]]:
    text = files("demarche").joinpath("knowledge/claims/wordings.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    return {(kind, mode): (both, alone) for kind, mode, both, alone in rows}
