"""Asking a ledger: `search`, `events`, `statements`, `documents`, `people`, `counts`, `changes`."""

import sys
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from demarche.cli.show import figure
from demarche.ledger import LedgerError, Query, open_ledger
from demarche.ledger.pages import Row
from demarche.model import Document, Event, Party, Statement

out = Console(highlight=False)
if not out.is_terminal:
    out = Console(highlight=False, width=160)
Asked = tuple[list[str], str, str | None, str | None]
"""Conditions FIELD=VALUE, words, since, until."""


def query_of(asked: Asked) -> Query:
    """A query from the command line; one field several times: any of the values.

    Raises LedgerError for a field that there is not.
    """
    where, words, since, until = asked
    known = {field.name for field in fields(Query)} - {"words", "since", "until"}
    values: dict[str, list[Any]] = {}
    for condition in where:
        name, equals, value = condition.partition("=")
        if name not in known or not equals or not value:
            raise LedgerError(f"--where {condition}: no such field", f"{', '.join(sorted(known))}")
        values.setdefault(name, []).extend(
            int(v) if name == "quad" and v.isdigit() else v for v in value.split(",")
        )
    lists = {name: tuple(found) for name, found in values.items()}
    return Query(words=words, since=since, until=until, **lists)


def run_list(
    ledger: str, kind: Any, asked: Asked, order: Any, limit: int, after: str | None, as_json: bool
) -> int:
    """List a page of records."""
    query = query_of(asked)
    with open_ledger(ledger, create=False) as store:
        page = getattr(store, kind)(query, order=order, limit=limit, after=after)
        total = store.total(kind, query)
        ids = {p.actor for row in page.items for p in _parties(row.record)}
        people = {k: v.record.name for k, v in store.many("actors", sorted(ids)).items()}
    if as_json:
        _json({**_row(row), "record": msgspec.to_builtins(row.record)} for row in page.items)
        if page.next:
            sys.stdout.write(msgspec.json.encode({"next": page.next}).decode() + "\n")
        return 0
    table = Table(box=None, padding=(0, 1), expand=True, header_style="dim")
    for name, width in _COLUMNS[kind]:
        table.add_column(name, **width)
    for row in page.items:
        table.add_row(*_CELLS[kind](row, people))
    out.print(table)
    shown = f"{len(page.items)} of {total:,}"
    out.print(f"{shown}; go on with --after '{page.next}'" if page.next else shown, style="dim")
    return 0


_COLUMNS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "events": [("id", {"width": 20}), ("date", {"width": 10}), ("event", {"width": 18}),
               ("who > whom", {"ratio": 3}), ("sure", {"width": 4}), ("words", {"ratio": 4})],
    "statements": [("id", {"width": 20}), ("date", {"width": 10}), ("who", {"ratio": 2}),
                   ("act", {"width": 10}), ("words", {"ratio": 5})],
    "documents": [("id", {"width": 20}), ("date", {"width": 10}), ("publisher", {"ratio": 1}),
                  ("headline", {"ratio": 4})],
}  # fmt: skip


def _event(row: Row[Event], people: dict[str, str]) -> list[Any]:
    event = row.record
    others = f" > {_names(event.recipients, people)}" if event.recipients else ""
    quantity = f" [{figure(event.quantity)}]" if event.quantity else ""
    state = f" ({row.state})" if row.state else ""
    sure = event.factuality[-1].value if event.factuality else "Uu"
    what = event.type + (f" {event.mode}" if event.mode else "") + state
    who = f"{_names(event.actors, people)}{others}{quantity}"
    return [event.id, row.date, what, who, sure, Text(event.sentence.text[:200], "dim")]


def _statement(row: Row[Statement], people: dict[str, str]) -> list[Any]:
    said = row.record
    content = " … ".join(span.text for span in said.content) or said.sentence.text
    return [said.id, row.date, _names(said.sources, people), said.act, Text(content[:250], "dim")]


def _document(row: Row[Document], people: dict[str, str]) -> list[Any]:
    del people
    return [row.record.id, row.date, row.record.publisher or "", row.record.headline or ""]


_CELLS: dict[str, Any] = {"events": _event, "statements": _statement, "documents": _document}


def _parties(record: Any) -> Iterable[Party]:
    if isinstance(record, Event):
        return (*record.actors, *record.recipients)
    return record.sources if isinstance(record, Statement) else ()


def _names(parties: Iterable[Party], people: dict[str, str]) -> str:
    return " + ".join(f"{people.get(p.actor, p.actor)} ({p.code})" for p in parties) or "?"


def run_search(ledger: str, words: str, limit: int, after: str | None, as_json: bool) -> int:
    """Print paragraphs with the words."""
    with open_ledger(ledger, create=False) as store:
        page = store.search(words, limit, after)
    if as_json:
        _json(asdict(hit) for hit in page.items)
        return 0
    for hit in page.items:
        about = " · ".join(
            part for part in (hit.document.headline, hit.document.publisher, hit.document.published)
            if part
        )  # fmt: skip
        out.print(Text(about, "bold"))
        out.print(Text(hit.text), soft_wrap=False)
        out.print(Text(f"{hit.document.id} {hit.start}-{hit.end}", "dim"))
        out.print()
    if page.next:
        out.print(f"go on with --after '{page.next}'", style="dim")
    return 0 if page.items else 1


def run_people(
    ledger: str,
    words: str,
    kind: str | None,
    country: str | None,
    limit: int,
    after: str | None,
    as_json: bool,
) -> int:
    """Print the actors of a ledger."""
    with open_ledger(ledger, create=False) as store:
        page = store.actors(words, kind, country, "events", limit, after)
    if as_json:
        _json(
            {"events": r.events, "documents": r.documents, "state": r.state,
             "record": msgspec.to_builtins(r.record)}
            for r in page.items
        )  # fmt: skip
        return 0
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("events", "articles", "code", "kind", "name", "id"):
        table.add_column(name, justify="right" if name in ("events", "articles") else "left")
    for r in page.items:
        actor = r.record
        table.add_row(
            str(r.events),
            str(r.documents),
            actor.code,
            actor.kind,
            actor.name,
            Text(actor.id, "dim"),
        )
    out.print(table)
    if page.next:
        out.print(f"go on with --after '{page.next}'", style="dim")
    return 0


def run_counts(
    ledger: str,
    kind: Any,
    period: Any,
    by: str | None,
    asked: Asked,
    limit: int,
    as_json: bool,
) -> int:
    """Print counts."""
    with open_ledger(ledger, create=False) as store:
        types = by in ("type", "act", "status")
        found = store.counts(query_of(asked), kind, period, by, types=types, limit=limit)
    if as_json:
        _json(count._asdict() for count in found)
        return 0
    for count in found:
        parts = (count.period, count.value, count.type, f"{count.n:,}")
        out.print("\t".join(part for part in parts if part is not None), markup=False)
    return 0


def run_changes(ledger: str, since: str, limit: int, as_json: bool) -> int:
    """Print changes."""
    with open_ledger(ledger, create=False) as store:
        found = store.changes(int(since) if since.isdigit() else since, limit)
    if as_json:
        _json(asdict(change) for change in found.items)
        return 0
    for change in found.items:
        out.print(
            f"{change.seq}\t{change.at}\t{change.what}\t{change.kind}\t{change.id}", markup=False
        )
    return 0


def _row(row: Row[Any]) -> dict[str, Any]:
    head = asdict(row.document) if row.document else None
    return {
        "date": row.date, "state": row.state, "claim": row.claim, "document": head,
        "first_seen": row.first_seen, "last_changed": row.last_changed, "seq": row.seq,
    }  # fmt: skip


def _json(objects: Iterable[Any]) -> None:
    sys.stdout.writelines(msgspec.json.encode(item).decode() + "\n" for item in objects)
