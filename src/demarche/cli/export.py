"""`demarche export` and `demarche codebook`: a ledger's tables for others."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec
from rich.console import Console

from demarche.cli.find import Asked, query_of
from demarche.export import TABLES, codebook, export_rows, write
from demarche.export.codebook import markdown
from demarche.export.gold import write_gold
from demarche.ledger import LedgerError, Query, open_ledger

err = Console(stderr=True, highlight=False)


def run(ledger: str, table: str, file: Path, format: str | None, safe: bool, asked: Asked) -> int:
    """Write one table to a file, whole or not at all."""
    query = query_of(asked)
    kind = format or file.suffix.removeprefix(".") or "jsonl"
    with open_ledger(ledger, create=False) as store:
        if table == "gold":
            err.print(f"{write_gold(store, file)} gold ledgers written to {file}", markup=False)
            return 0
        if table not in TABLES:
            raise LedgerError(f"no table {table!r}", f"one of {', '.join(TABLES)}, gold")
        rows = export_rows(store, table, None if query == Query() else query)
        count = _into(file, lambda out: write(rows, TABLES[table].columns, out, kind, safe=safe))
    err.print(f"{count:,} {table} written to {file}", markup=False)
    return 0


def _into(file: Path, work: Callable[[IO[bytes]], int]) -> int:
    """Write beside the file, then put it in its place: no half file is left under its name."""
    if str(file) == "-":
        return work(sys.stdout.buffer)
    beside = file.with_name(f".{file.name}.part")
    try:
        with beside.open("wb") as out:
            count = work(out)
        beside.replace(file)
    except OSError as error:
        raise LedgerError(f"cannot write {file}: {error.strerror}", "check the path") from None
    finally:
        beside.unlink(missing_ok=True)
    return count


def run_codebook(as_json: bool) -> int:
    """Print the codebook."""
    sys.stdout.write(
        msgspec.json.format(msgspec.json.encode(codebook())).decode() + "\n"
        if as_json
        else markdown()
    )
    return 0
