"""Tables of articles: JSON lines, CSV and TSV, Parquet. One row is one article.

Columns are found by their usual names or named by the caller. A row with an address and no text
stands for the page there.
"""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any

import msgspec

from demarche.errors import InputError
from demarche.ingest.dates import compact_date, publication_date
from demarche.ingest.opening import Input
from demarche.ingest.text import make_document
from demarche.model import Document

Row = Mapping[str, Any]

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "maintext", "article", "article_text"),
    "headline": ("headline", "title"),
    "published": (
        "published",
        "date",
        "published_at",
        "date_publish",
        "datetime",
        "publication_date",
    ),
    "publisher": ("publisher", "outlet", "site", "sitename", "source_domain", "source"),
    "author": ("author", "byline"),
    "url": ("url", "link", "sourceurl", "documentidentifier", "mentionidentifier"),
    "name": ("id", "name"),
}
"""What a column may be called, in lower case; the first that is there and not empty wins."""

_UNREADABLE = (OSError, EOFError, ValueError, zlib.error)
csv.field_size_limit(16_000_000)


def json_rows(item: Input) -> Iterator[tuple[int, Row | InputError]]:
    """Line numbers and rows of a JSON-lines file, read line by line.

    Raises InputError where the file cannot be opened or breaks off.
    """
    with item.open() as file:
        yield from decoded(_lines(file))


def decoded(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, Row | InputError]]:
    """The rows of numbered JSON lines, blank ones left out; what is no object is an error."""
    for number, line in lines:
        if not line.strip():
            continue
        try:
            row: Any = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield number, InputError(f"not JSON: {error}", "one object a line")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            yield number, InputError("not a JSON object", "one object a line")


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 0
    try:
        for number, line in enumerate(file, 1):
            yield number, line
    except _UNREADABLE as error:
        raise InputError(f"breaks off after line {number}: {error}", "is it complete?") from None


def csv_rows(item: Input, encoding: str = "utf-8") -> Iterator[tuple[int, Row | InputError]]:
    """Line numbers and rows of a CSV or TSV file with a header line.

    Raises InputError where there is no header or the file cannot be read on.
    """
    tab = item.suffix in (".tsv", ".tab")
    with item.open() as file:
        reader = csv.reader(
            io.TextIOWrapper(file, encoding=encoding.replace("utf-8", "utf-8-sig"), newline=""),
            delimiter="\t" if tab else ",",
        )
        header: list[str] | None = None
        while True:
            try:
                cells = next(reader, None)
            except (*_UNREADABLE, csv.Error) as error:
                raise InputError(
                    f"cannot be read after line {reader.line_num}: {error}",
                    "is it CSV? say its encoding with --encoding",
                ) from None
            if cells is None:
                break
            if header is None:
                header = cells
            elif cells and len(cells) != len(header):
                yield (
                    reader.line_num,
                    InputError(
                        f"{len(cells)} cells under {len(header)} columns", "quote cells with commas"
                    ),
                )
            elif cells:
                yield reader.line_num, dict(zip(header, cells, strict=True))
        if header is None:
            raise InputError("empty input", "nothing to read")


def parquet_rows(item: Input) -> Iterator[tuple[int, Row | InputError]]:
    """Row numbers and rows of a Parquet file, one batch in memory at a time.

    Raises InputError where pyarrow is not installed or the file is not Parquet.
    """
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise InputError(
            "reading Parquet needs pyarrow", "pip install 'demarche[parquet]'"
        ) from None
    number = 0
    with item.open() as file:
        try:
            table = parquet.ParquetFile(file)
            for batch in table.iter_batches(batch_size=256):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
        except (pyarrow.ArrowException, OSError) as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"broken Parquet after row {number}: {reason}", "") from None


def fields(row: Row, columns: Mapping[str, str]) -> dict[str, str | None]:
    """The fields of an article found in a row; `columns` maps a field to the column it is in.

    Raises InputError where a column that was named is not there.
    """
    by_name = {str(name).casefold(): value for name, value in row.items()}
    found: dict[str, str | None] = {}
    for field, usual in COLUMNS.items():
        given = columns.get(field)
        if given and given.casefold() not in by_name:
            raise InputError(
                f"no column {given!r}", f"there are {', '.join(map(str, list(row)[:12]))}"
            )
        names = (given.casefold(),) if given else usual
        found[field] = next((v for n in names if (v := _string(by_name.get(n)))), None)
    return found


def _string(value: object) -> str | None:
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return None
    text = str(value) if isinstance(value, str | int) else ""
    return text.strip() or None


def article(found: Mapping[str, str | None], published: str | None, name: str) -> Document:
    """The article of a row's fields, `published` where the row has no date.

    Raises InputError where there is no text, the date is none, or it is not English prose.
    """
    text = found["text"]
    if text is None:
        raise InputError(
            "no text in this row",
            f"name the field one of {', '.join(COLUMNS['text'])}, or give --column text=NAME",
        )
    date_given = found["published"]
    return make_document(
        text,
        published=compact_date(date_given) or publication_date(date_given)
        if date_given
        else published,
        name=found["name"] or name,
        headline=found["headline"],
        publisher=found["publisher"],
        author=found["author"],
        url=found["url"],
    )
