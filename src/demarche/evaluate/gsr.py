"""GSR: the PLOVER gold standard records, sentences with one event each.

`type`: some coded event of the sentence has the record's type. `type_actor_recipient`: some coded
event has the type and every country of the gold's actors and of its recipients in the right role;
where the event is reciprocal and all its sides are actors, a side that the gold calls recipient may
be among them. A role that the gold leaves open is not asked. Events of other types are counted as
extra, a hundred sentences: the gold tells one event a sentence, so some of them are right.

`actor_country` and `actor_country_sector` (and the same of `recipient`) ask of each party whose
words are marked in the text whether our mention of them has the gold's country, and its sector
too where the gold gives one that PLOVER has (of states: bodies that are international have names
in its place), whatever event was found.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Share
from demarche.evaluate.spans import ActorShares, GoldParty, count, mention_of, sectors
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
    parties: tuple[tuple[str, GoldParty], ...] = ()
    """Role and party, of those whose words are in the text."""


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
                    tuple(_parties(row)),
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


def _parties(row: dict[str, Any]) -> Iterator[tuple[str, GoldParty]]:
    """The parties of a record whose words stand in its text, where they stand."""
    for role in ("actor", "recipient"):
        for party in row[role] if isinstance(row[role], list) else ():
            code, words = party.get("code"), (party.get("actorText") or "").strip()
            start = row["text"].find(words) if words else -1
            if start >= 0 and code and code.isalpha():
                home = country(code)
                asked = sectors(party.get("sector")) if home != "INT" else frozenset()
                yield role, GoldParty(start, start + len(words), home, asked)


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
    shares = {"actor": ActorShares(), "recipient": ActorShares()}
    wrong: list[tuple[int, str]] = []
    for record, tree in zip(records, trees([r.text for r in records]), strict=True):
        mentions, said = layers(tree)
        events = find_events(tree, mentions, said)
        for role, party in record.parties:
            mention = mention_of(tree, mentions.all, party.start, party.end)
            fault = count(party, mention, shares[role], country)
            if fault is not None:
                words = record.text[party.start : party.end]
                wrong.append((2, f"{role} {words!r}: {fault} | {record.text}"))
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
            **shares["actor"].scores("actor"),
            **shares["recipient"].scores("recipient"),
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
