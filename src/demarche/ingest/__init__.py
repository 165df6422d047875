"""Readers: from files, standard input or strings to Documents.

One bad article never stops a run: it comes out as a `Failure` with what to do about it.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from demarche.errors import DemarcheError, InputError
from demarche.ingest.dates import publication_date
from demarche.ingest.html import looks_like_html, read_html
from demarche.ingest.text import MAX_CHARACTERS, decode, make_document
from demarche.model import Document, Failure

MAX_BYTES = 8 * MAX_CHARACTERS
"""A file larger than this is not one article; JSONL, read line by line, may be of any size."""

_COLUMNS = {
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
    "url": ("url", "link"),
    "name": ("id", "name"),
}
"""Field names of JSONL rows, the first that is there wins."""


def read_sources(
    sources: Iterable[str | Path], *, published: str | None = None, encoding: str = "utf-8"
) -> Iterator[Document | Failure]:
    """Documents and failures, in order, from files (text, HTML, JSONL), folders of them, or `-`.

    `published` is the date of articles that do not bring their own (text) or goes before a page's.
    """
    for source in sources:
        path = Path(source)
        if str(source) != "-" and path.is_dir():
            inside = sorted(
                p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")
            )
            if not inside:
                yield _failure(
                    str(source), InputError("no files in this folder", "nothing to read")
                )
            yield from read_sources(inside, published=published, encoding=encoding)
        elif path.suffix in (".jsonl", ".ndjson"):
            yield from _read_jsonl(path, published)
        else:
            try:
                yield _read_one(str(source), published, encoding)
            except DemarcheError as error:
                yield _failure(str(source), error)


def _failure(source: str, error: DemarcheError) -> Failure:
    return Failure(source=source, code=error.code, message=str(error))


def _read_one(source: str, published: str | None, encoding: str) -> Document:
    try:
        if source == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read it: {error.strerror}", "check the path") from None
    if len(data) > MAX_BYTES:
        raise InputError(
            f"larger than {MAX_BYTES // 10**6} MB", "split it into articles, or use JSONL"
        )
    if looks_like_html(data):
        return read_html(data, published=published, name=source)
    return make_document(decode(data, encoding), published=published, name=source)


def _read_jsonl(path: Path, published: str | None) -> Iterator[Document | Failure]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    yield _row(line, published, f"{path}:{number}")
                except DemarcheError as error:
                    yield _failure(f"{path}:{number}", error)
    except OSError as error:
        yield _failure(str(path), InputError(f"cannot read it: {error.strerror}", "check the path"))


def _row(line: bytes, published: str | None, name: str) -> Document:
    try:
        row: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not JSON: {error}", "one object a line") from None
    if not isinstance(row, dict):
        raise InputError("not a JSON object", "one object a line")
    fields = {
        field: next((v for c in columns if isinstance(v := row.get(c), str) and v.strip()), None)
        for field, columns in _COLUMNS.items()
    }
    text, date, given_name = fields.pop("text"), fields.pop("published"), fields.pop("name")
    if text is None:
        raise InputError(
            "no text in this row", f"name the field one of {', '.join(_COLUMNS['text'])}"
        )
    date = publication_date(date) if date else published
    return make_document(text, published=date, name=given_name or name, **fields)
