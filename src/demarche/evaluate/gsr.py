"""GSR: the PLOVER gold standard records, sentences with one event each.

`type`: some coded event of the sentence has the record's type. `type_actor_recipient`: some coded
event has the type and every country of the gold's actors and of its recipients in the right role;
where the event is reciprocal and all its sides are actors, a side that the gold calls recipient may
be among them. A role that the gold leaves open is not asked. Events of other types are counted as
extra, a hundred sentences: the gold tells one event a sentence, so some of them are right.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Share
from demarche.events import find_events
from demarche.events.relation import layers
from demarche.layers import Happening, Named

_WORLD = frozenset({"IGO", "NGO", "IMG", "MNC", "INT"})
_MISSPELT = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM", "ROM": "ROU", "KSV": "XKX"}


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """A sentence with its event type and the countries of both sides."""

    id: str
    text: str
    type: str
    actors: frozenset[str]
    recipients: frozenset[str]


def read(path: Path) -> list[GoldRecord]:
    """The records of a GSR file. Raises DataError where a line is none."""
    records = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            records.append(
                GoldRecord(
                    str(row["id"]), row["text"], row["event"],
                    _gold_countries(row["actor"]), _gold_countries(row["recipient"]),
                )
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}:{number}: not a GSR record: {error!r}") from error
    return records


def _gold_countries(parties: Any) -> frozenset[str]:
    if not isinstance(parties, list):
        return frozenset()
    codes = (party.get("code") for party in parties)
    return frozenset(country(code) for code in codes if code and code.isalpha())


def country(code: str) -> str:
    """A country as the records and we can agree on it: all that is international is `INT`."""
    code = code.partition(".")[0]
    return "INT" if code in _WORLD else _MISSPELT.get(code, code)


def score(paths: list[Path], errors: int = 0) -> Report:
    """Shares of records with the right type, and with the right type and countries."""
    records = [record for path in paths for record in read(path)]
    if not records:
        raise DataError("no records to score")
    by_type, by_roles, extra, coded = Share(), Share(), 0, 0
    wrong: list[tuple[int, str]] = []
    for record, tree in zip(records, trees([r.text for r in records]), strict=True):
        events = find_events(tree, *layers(tree))
        same = [event for event in events if event.type == record.type]
        right = any(has_roles(event, record) for event in same)
        by_type.count(bool(same))
        by_roles.count(right)
        extra += len(events) - len(same)
        coded += len(events)
        if not right:
            told = "; ".join(tell(event, tree.words) for event in events) or "nothing"
            gold = f"{record.type} {_list(record.actors)} > {_list(record.recipients)}"
            wrong.append((bool(same), f"{gold}, not {told} | {record.text}"))
    hundred = 100 / len(records)
    return Report(
        scores={
            "type": by_type.value,
            "type_actor_recipient": by_roles.value,
            "events_per_100_sentences": coded * hundred,
            "extra_events_per_100_sentences": extra * hundred,
            "records": len(records),
        },
        errors=[text for _, text in sorted(wrong, key=lambda item: item[0])][:errors],
    )


def has_roles(event: Happening, record: GoldRecord) -> bool:
    """Whether the event's roles hold the countries that the gold has."""
    actors, recipients = _countries(event.actors), _countries(event.recipients)
    if not recipients:
        recipients = actors
    return record.actors <= actors and record.recipients <= recipients


def _countries(named: Iterable[Named]) -> frozenset[str]:
    return frozenset(country(actor.code) for mention in named for actor in mention.actors)


def tell(event: Happening, words: list[str]) -> str:
    """An event in one line: its type, word and roles."""
    return (
        f"{event.type} '{words[event.trigger[0]]}' "
        f"{_list(_countries(event.actors))} > {_list(_countries(event.recipients))}"
    )


def _list(countries: frozenset[str]) -> str:
    return ",".join(sorted(countries)) or "-"
