"""One function a format: rows to a stream, as they come."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any

import msgspec

from demarche.export.columns import Column
from demarche.ledger import LedgerError

Rows = Iterable[dict[str, Any]]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

GROUP = 5_000
"""Rows a group of a Parquet file."""


def write(
    rows: Rows, columns: Sequence[Column], out: IO[bytes], format: str, *, safe: bool = False
) -> int:
    """Write rows; how many they were.

    `safe`: no cell of a CSV begins a formula; an apostrophe goes before it. Raises LedgerError for
    an unknown format, or Parquet without its library.
    """
    if format not in FORMATS:
        raise LedgerError(f"no format {format!r}", f"one of {', '.join(FORMATS)}")
    return FORMATS[format](rows, columns, out, safe)


def _csv(rows: Rows, columns: Sequence[Column], out: IO[bytes], safe: bool) -> int:
    """UTF-8, a header, lists as JSON arrays, nothing for what is not known."""
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.name for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_cell(row[column.name], column, safe) for column in columns])
        count += 1
    text.detach()
    return count


def _cell(value: Any, column: Column, safe: bool) -> Any:
    if value is None:
        return ""
    if column.depth:
        value = msgspec.json.encode(value).decode()
    elif column.type is bool:
        value = "true" if value else "false"
    if safe and isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _jsonl(rows: Rows, columns: Sequence[Column], out: IO[bytes], safe: bool) -> int:
    del columns, safe
    count = 0
    encoder = msgspec.json.Encoder()
    for row in rows:
        out.write(encoder.encode(row) + b"\n")
        count += 1
    return count


def _parquet(rows: Rows, columns: Sequence[Column], out: IO[bytes], safe: bool) -> int:
    del safe
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise LedgerError(
            "Parquet needs pyarrow, which is not installed", "pip install 'demarche[parquet]'"
        ) from None
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}

    def type_of(column: Column) -> Any:
        made = kinds[column.type]
        for _ in range(column.depth):
            made = pa.list_(made)
        return made

    schema = pa.schema([(column.name, type_of(column)) for column in columns])
    count = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _groups(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    for row in rows:
        group.append(row)
        if len(group) >= GROUP:
            yield group
            group = []
    if group:
        yield group


FORMATS: dict[str, Callable[[Rows, Sequence[Column], IO[bytes], bool], int]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
}
