"""What analysts corrected, as gold ledgers: the format of docs/gold-format.md, to train and score.

An article with corrections gives one file. Events that were accepted or edited are gold; rejected
ones are left out, so that finding them again counts as an error; what nobody looked at is
optional and counts neither way.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from demarche.ledger import Store
from demarche.ledger.engine import reading
from demarche.ledger.facets import sources
from demarche.ledger.schema import documents, events
from demarche.model import AUTHOR, Coded, Event, Party, Statement


def write_gold(store: Store, folder: Path) -> int:
    """Write a gold file, and its text, for each article with corrected events; how many."""
    import yaml

    wanted = (
        select(documents.c.id)
        .join(events, events.c.document == documents.c.n)
        .where(events.c.state != "")
        .distinct()
        .order_by(documents.c.id)
    )
    with reading(store.engine) as connection:
        ids = list(connection.execute(wanted).scalars())
    folder.mkdir(parents=True, exist_ok=True)
    for name in ids:
        coded = store.coded(name)
        if coded is None:
            continue
        states = {row.record.id: row.state for row in store.many("events", _ids(coded)).values()}
        text = yaml.safe_dump(gold(coded, states), sort_keys=False, allow_unicode=True, width=100)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
        (folder / f"{name}.txt").write_text(coded.document.text, "utf-8")
    return len(ids)


def _ids(coded: Coded) -> list[str]:
    return [event.id for event in coded.events]


def gold(coded: Coded, states: dict[str, str]) -> dict[str, Any]:
    """One article as a gold ledger; `states`: what analysts said of its events, by id."""
    statements = {statement.id: statement for statement in coded.statements}
    return {
        "article": f"{coded.document.id}.txt",
        "published": coded.document.published,
        "events": [
            _event(event, statements, coded.document.text)
            | ({} if states.get(event.id) else {"optional": True})
            for event in sorted(coded.events, key=lambda e: (e.trigger.start, e.id))
        ],
    }


def _event(event: Event, statements: dict[str, Statement], text: str) -> dict[str, Any]:
    quote = event.sentence.text
    nth = text.count(quote, 0, event.sentence.start) + 1
    if quote.find(event.trigger.text) != event.trigger.start - event.sentence.start:
        # The word comes twice in its sentence: quote from the trigger on.
        quote = text[event.trigger.start : event.sentence.end]
        nth = _times(text, quote, event.trigger.start)
    chain = _chain(event, statements)
    made: dict[str, Any] = {
        "quote": quote,
        "nth": nth,
        "trigger": event.trigger.text,
        "type": [event.type],
        "mode": event.mode,
        "actor": _codes(event.actors),
        "recipient": _codes(event.recipients),
        "source": "|".join(_codes(sources(event, statements))) or AUTHOR,
        "chain": chain if len(chain) > 1 else [],
        "factuality": event.factuality[-1].value if event.factuality else "CT+",
    }
    if event.time and not event.time.inferred:
        made["date"] = event.time.value
    if event.place and not event.place.inferred:
        made["place"] = [p for p in (event.place.country, event.place.name) if p]
    if event.quantity:
        made["quantity"] = {"value": event.quantity.value, "unit": event.quantity.unit}
    return made


def _times(text: str, words: str, start: int) -> int:
    """Which occurrence of some words begins at a character."""
    count, at = 0, -1
    while at < start:
        at = text.find(words, at + 1)
        count += 1
    return count


def _chain(event: Event, statements: dict[str, Statement]) -> list[str]:
    last = statements.get(event.statements[-1]) if event.statements else None
    return [party.code for party in last.sources] if last else []


def _codes(parties: tuple[Party, ...]) -> list[str]:
    return list(dict.fromkeys(p.code for p in parties if p.code != "UNK.UNK"))
