"""Exports hold every column and every row, and can be read back."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from demarche.evaluate.gold import compare, load
from demarche.export import TABLES, codebook, export_rows, write
from demarche.export.codebook import markdown
from demarche.export.gold import write_gold
from demarche.ledger import LedgerError, Query, Store
from demarche.model import Claim, Coded, Event
from demarche.pipeline import assemble


def table(
    store: Store, name: str, format: str, query: Query | None = None, safe: bool = False
) -> bytes:
    out = io.BytesIO()
    write(export_rows(store, name, query), TABLES[name].columns, out, format, safe=safe)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_formats_say_the_same(full: Store, name: str) -> None:
    columns = [column.name for column in TABLES[name].columns]
    assert len(set(columns)) == len(columns)
    rows = [json.loads(line) for line in table(full, name, "jsonl").splitlines()]
    assert rows
    assert all(list(row) == columns for row in rows)
    assert pq.read_table(io.BytesIO(table(full, name, "parquet"))).to_pylist() == rows
    text = io.StringIO(table(full, name, "csv").decode(), newline="")
    read = list(csv.DictReader(text))
    assert len(read) == len(rows)
    for cells, row in zip(read, rows, strict=True):
        for column in TABLES[name].columns:
            value = row[column.name]
            cell = cells[column.name]
            if column.depth:
                assert json.loads(cell) == value
            elif value is None:
                assert cell == ""
            elif column.type is bool:
                assert cell == str(value).lower()
            else:
                assert cell == str(value)


def test_every_row_and_every_field_is_there(full: Store, articles: list[Coded]) -> None:
    told = {e.id: e for a in articles for e in a.events}
    rows = {row["id"]: row for row in export_rows(full, "events")}
    assert rows.keys() == told.keys()
    for name, event in told.items():
        row = rows[name]
        assert row["type"] == event.type
        assert row["trigger_text"] == event.trigger.text
        assert row["actors_code"] == [p.code for p in event.actors]
        assert len(row["actors_name"]) == len(event.actors)
        assert row["factuality_value"] == [c.value for c in event.factuality]
        assert row["factuality_why"] == [list(c.why) for c in event.factuality]
        assert row["time_value"] == (event.time.value if event.time else None)
    starts = {column.name.partition("_")[0] for column in TABLES["events"].columns}
    assert {f.name.partition("_")[0] for f in msgspec.structs.fields(Event)} <= starts
    claims = [row.record for row in full.claims(limit=1000).items]
    positions = list(export_rows(full, "positions"))
    assert len(positions) == sum(len(claim.positions) for claim in claims)
    assert {f.name for f in msgspec.structs.fields(Claim)} & {"id", "status"} == {"id", "status"}


def test_a_query_exports_its_own_rows(full: Store) -> None:
    query = Query(actor=("PRK",), type=("AID",))
    rows = list(export_rows(full, "events", query))
    assert len(rows) == full.total("events", query)
    with pytest.raises(LedgerError):
        list(export_rows(full, "actors", query))


def test_rejected_events_are_exported_with_their_state(full: Store) -> None:
    event = full.events(limit=1).items[0].record.id
    full.correct("event", event, "reject", "Ada")
    states = {row["id"]: row["state"] for row in export_rows(full, "events")}
    assert states[event] == "rejected"


def test_no_cell_begins_a_formula(full: Store) -> None:
    full.correct("actor", "prk", "edit", "Ada", "", {"name": "=1+1"})
    plain = table(full, "actors", "csv").decode()
    safe = table(full, "actors", "csv", safe=True).decode()
    assert ",=1+1," in plain
    assert ",=1+1," not in safe
    assert ",'=1+1," in safe


def test_the_codebook_names_every_column_with_its_type(full: Store) -> None:
    book = codebook()
    for name, described in TABLES.items():
        columns = {column["name"]: column for column in book["tables"][name]["columns"]}
        assert list(columns) == [column.name for column in described.columns]
        for row in export_rows(full, name):
            for column, value in row.items():
                values = columns[column]["values"]
                if values and value and isinstance(value, str):
                    assert value in values, (column, value)
            break
    assert json.loads(msgspec.json.encode(book)) == book
    assert "| `factuality_value` | list of text | Commitment.value |" in markdown()


def test_corrected_articles_become_gold_ledgers(
    full: Store, articles: list[Coded], tmp_path: Path
) -> None:
    article = max(articles, key=lambda a: len(a.events))
    accepted, edited, rejected = article.events[0], article.events[1], article.events[2]
    full.correct("event", accepted.id, "accept", "Ada")
    full.correct("event", edited.id, "edit", "Ada", "", {"type": "CONCEDE", "actors": ["FIN"]})
    full.correct("event", rejected.id, "reject", "Ada")
    assert write_gold(full, tmp_path) == 1
    gold, document = load(tmp_path / f"{article.document.id}.yaml")
    assert [e.optional for e in gold.events].count(False) == 2
    assert any(e.type == ["CONCEDE"] and e.actor == ["FIN.GOV"] for e in gold.events)
    assert document.text == article.document.text
    # Scored against itself, what was corrected is right; as it was coded, it is not.
    mine = full.coded(article.document.id)
    assert mine is not None
    scores = compare(gold, article.document, assemble([mine])).scores
    assert scores["trigger_f1"] == 1.0
    before = compare(gold, article.document, assemble([article])).scores
    assert before["type"] < 1.0
    assert before["trigger_precision"] < 1.0
