"""From what a user names to a stream of articles, in order and in bounded memory."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from demarche.errors import DemarcheError, FetchError, InputError, LanguageError
from demarche.ingest import addresses, rows, warc
from demarche.ingest.addresses import Link
from demarche.ingest.html import looks_like_html, read_html
from demarche.ingest.opening import Input, expand, input_of
from demarche.ingest.text import MAX_CHARACTERS, decode, make_document
from demarche.model import Document, Failure

if TYPE_CHECKING:  # an HTTP client costs a sixth of a second to import
    from demarche.ingest.fetch import Fetcher

T = TypeVar("T")
Item = Document | Failure
MAX_BYTES = 8 * MAX_CHARACTERS
"""A file larger than this is not one article; tables and archives may be of any size."""

WHOLE = 1_500
"""Characters of HTML from which on a feed's entry is the article and not its teaser."""

MAX_LISTS = 3
"""How deep lists may name lists: a sitemap's index, its sitemaps, a feed in one of them."""

_TABLES: dict[str, Callable[..., Iterator[tuple[int, rows.Row | InputError]]]] = {
    ".jsonl": rows.json_rows,
    ".ndjson": rows.json_rows,
    ".csv": rows.csv_rows,
    ".tsv": rows.csv_rows,
    ".tab": rows.csv_rows,
    ".parquet": rows.parquet_rows,
}


@dataclass(slots=True)
class Options:
    """How to read.

    `published`: the date of articles that do not bring their own; `encoding` of plain text and CSV;
    `columns`: of a table, from our field names (text, headline, published, publisher, author, url,
    name) to its; `private`: whether addresses that are not public may be read; `fetcher`: reads the
    web, one of its own by default.
    """

    published: str | None = None
    encoding: str = "utf-8"
    columns: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    fetcher: "Fetcher | None" = None

    def web(self) -> "Fetcher":
        """The fetcher, made when it is first needed."""
        if self.fetcher is None:
            from demarche.ingest.fetch import Fetcher

            self.fetcher = Fetcher(private=self.private)
        return self.fetcher


def read_sources(sources: Iterable[str | Path], options: Options | None = None) -> Iterator[Item]:
    """Documents and failures, in order.

    A source is a file (text, HTML, JSONL, CSV, Parquet, WARC, feed, sitemap, list of addresses, a
    table of GDELT; compressed or not), a folder, a pattern, an address of an object store or of the
    web (a page, a feed, a sitemap, any of the files above), or `-` for standard input.
    """
    options = options or Options()
    for source in map(str, sources):
        yield from read_source(source, options)


def read_source(source: str, options: Options) -> Iterator[Item]:
    """The documents and failures of one source; see `read_sources`."""
    if source == "-":
        yield _kept(source, lambda: _standard_input(options))
    elif source.lower().startswith(("http://", "https://")):
        yield from _guarded(source, lambda: _from_web(source, options, 0))
    else:
        inputs = _guarded(source, lambda: expand(source))
        for item in inputs:
            if isinstance(item, Failure):
                yield item
            else:
                yield from _guarded(item.name, partial(_from_file, item, options))


def read_rows(
    item: Input,
    table: Callable[[Input], Iterator[tuple[int, rows.Row | InputError]]],
    options: Options,
) -> Iterator[Item]:
    """The articles of a table whose rows, or part of them, `table` gives with their numbers."""
    yield from _guarded(item.name, lambda: _from_rows(item, table, options))


def failure(source: str, error: DemarcheError) -> Failure:
    """The record of an input that was set aside."""
    language = error.language if isinstance(error, LanguageError) else None
    return Failure(source=source, code=error.code, message=str(error), language=language)


def _kept(source: str, make: Callable[[], Document]) -> Item:
    """The article, or the failure that it is."""
    try:
        return make()
    except DemarcheError as error:
        return failure(source, error)


def _guarded(source: str, items: Callable[[], Iterator[T]]) -> Iterator[T | Failure]:
    """All items; the error that breaks them off comes last, as a failure."""
    try:
        yield from items()
    except DemarcheError as error:
        yield failure(source, error)
    except OSError as error:
        reason = InputError(f"cannot be read on: {error.strerror or error}", "is it complete?")
        yield failure(source, reason)


def _standard_input(options: Options) -> Document:
    return _article(sys.stdin.buffer.read(MAX_BYTES + 1), "-", options)


def _article(
    data: bytes, name: str, options: Options, link: Link | None = None, content_type: str = ""
) -> Document:
    """The article in the bytes of a page or text; `link`: where it was found and what that says."""
    if len(data) > MAX_BYTES:
        raise InputError(
            f"larger than {MAX_BYTES // 10**6} MB", "split it into articles, or use JSONL"
        )
    published = (link.published if link else None) or options.published
    if looks_like_html(data) or "html" in content_type:
        return read_html(
            data,
            published=published,
            name=name,
            url=link.url if link else None,
            publisher=link.publisher if link else None,
        )
    return make_document(
        decode(data, options.encoding),
        published=published,
        name=name,
        url=link.url if link else None,
    )


def _from_file(item: Input, options: Options) -> Iterator[Item]:
    """The articles of one file, told by its name, or by its first bytes where that says nothing."""
    if item.suffix in (".csv", ".tsv") and addresses.is_gdelt(item.name):
        yield from _follow(addresses.gdelt_links(item), options, 1)
    elif item.suffix in _TABLES:
        yield from _from_rows(item, _TABLES[item.suffix], options)
    elif item.suffix == ".warc":
        yield from _from_warc(item, options)
    else:
        with item.open() as file:
            head = file.read(MAX_BYTES + 1)
        if head.startswith(b"PAR1"):
            yield from _from_rows(item, rows.parquet_rows, options)
        elif head.startswith(b"WARC/"):
            yield from _from_warc(item, options)
        elif addresses.looks_like_xml_list(head):
            yield from _follow(addresses.xml_links(head), options, 1)
        elif addresses.is_address_list(head):
            yield from _follow(addresses.listed_links(item), options, 1)
        else:
            yield _kept(item.name, lambda: _article(head, item.name, options))


def _from_rows(
    item: Input, read: Callable[..., Iterator[tuple[int, rows.Row | InputError]]], options: Options
) -> Iterator[Item]:
    table = read(item, options.encoding) if read is rows.csv_rows else read(item)
    for number, row in table:
        name = f"{item.name}:{number}"
        if isinstance(row, InputError):
            yield failure(name, row)
            continue
        try:
            found = rows.fields(row, options.columns)
        except DemarcheError as error:
            yield failure(name, error)
            continue
        if found["text"] is None and found["url"]:
            link = Link(found["url"], publisher=found["publisher"])
            yield _fetched(link, options)
        else:
            yield _kept(name, partial(rows.article, found, options.published, name))


def _from_warc(item: Input, options: Options) -> Iterator[Item]:
    for page in warc.archived_pages(item, MAX_BYTES):
        if isinstance(page, InputError):
            yield failure(item.name, page)
            continue
        name = page.url or f"{item.name}@{page.offset}"
        link = Link(page.url, published=options.published or page.fetched)
        yield _kept(
            name,
            partial(_article, page.data, name, options, link, "html"),
        )


def _follow(links: Iterable[Link], options: Options, depth: int) -> Iterator[Item]:
    """The articles behind links; an address that stands twice in a list is read once."""
    seen: set[str] = set()
    for link in links:
        if link.url in seen:
            continue
        seen.add(link.url)
        if link.listing:
            yield from _guarded(link.url, partial(_from_web, link.url, options, depth))
        else:
            yield _fetched(link, options)


def read_link(link: Link, fetcher: "Fetcher", published: str | None = None) -> Document:
    """The article behind a link: its page, or what a feed brought of it where that is whole.

    Raises FetchError where the page cannot be had, InputError where it holds no article.
    """
    content = f"<html><body><article>{link.content}</article></body></html>"
    if link.content and len(link.content) >= WHOLE:
        return read_html(
            content.encode(),
            published=link.published or published,
            name=link.url,
            url=link.url,
            publisher=link.publisher,
        )
    page = fetcher.get(link.url)
    found = Link(page.url, link.published, publisher=link.publisher)
    return _article(
        page.data, link.url, Options(published, fetcher=fetcher), found, page.content_type
    )


def _fetched(link: Link, options: Options) -> Item:
    return _kept(link.url, lambda: read_link(link, options.web(), options.published))


def _from_web(url: str, options: Options, depth: int) -> Iterator[Item]:
    """What an address of the web holds: a page, a list of pages, or a file to be read as such."""
    if depth > MAX_LISTS:
        raise FetchError(f"lists in lists, more than {MAX_LISTS} deep", "give the inner address")
    item = input_of(urlsplit(url).path)
    if item.suffix in _TABLES or item.suffix == ".warc" or item.packed:
        yield from _from_download(url, item, options)
        return
    page = options.web().get(url)
    link = Link(page.url)
    if addresses.looks_like_xml_list(page.data):
        yield from _follow(addresses.xml_links(page.data, page.url), options, depth + 1)
    else:
        yield _kept(url, lambda: _article(page.data, url, options, link, page.content_type))


def _from_download(url: str, item: Input, options: Options) -> Iterator[Item]:
    """A table or archive on the web: brought here first, then read like any file."""
    with tempfile.TemporaryDirectory(prefix="demarche-") as folder:
        path = Path(folder) / Path(item.name).name
        with path.open("w+b") as file:
            options.web().get(url, sink=file)
        for found in _from_file(input_of(str(path)), options):
            if isinstance(found, Failure):
                place = found.source.replace(str(path), url)
                found = Failure(
                    source=place, code=found.code, message=found.message, language=found.language
                )
            yield found
