"""A claim in one plain sentence: who does what to whom."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from demarche.model import Actor, Event, Party


def wording(event: Event, actors: Mapping[str, Actor]) -> str:
    """One sentence, with the text's own word for the event: "Russia aids Iran (sending)"."""
    table = _wordings()
    both, alone = table.get((event.type, event.mode or "")) or table[event.type, ""]
    doers = _names(event.actors, actors) or "somebody"
    others = _names(event.recipients, actors)
    sentence = both.format(a=doers, r=others) if others else alone.format(a=doers)
    theme = " ".join(span.text for span in event.themes[:1])
    word = f"{event.trigger.text} {theme}".strip()
    return f"{sentence} (“{word}”)"


def _names(parties: Iterable[Party], actors: Mapping[str, Actor]) -> str:
    names = [actors[p.actor].name if p.actor in actors else p.code for p in parties]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@cache
def _wordings() -> dict[tuple[str, str], tuple[str, str]]:
    text = files("demarche").joinpath("knowledge/claims/wordings.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    return {(kind, mode): (both, alone) for kind, mode, both, alone in rows}
