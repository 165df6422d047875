"""Web archives (WARC, ISO 28500; Common Crawl's CC-News): a page a record, by FastWARC."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from demarche.errors import InputError
from demarche.ingest.opening import Input

MIN_BYTES = 1_000
"""A shorter record is no article's page."""


@dataclass(frozen=True, slots=True)
class Archived:
    """A page of an archive: its address, bytes, when it was fetched (ISO 8601), and its offset."""

    url: str
    data: bytes
    fetched: str | None
    offset: int


def archived_pages(item: Input, max_bytes: int) -> Iterator[Archived | InputError]:
    """The HTML pages of an archive, answered with 200, in its order; one in memory at a time.

    A record that cannot be read comes out as an error. Raises InputError where the archive cannot
    be opened or breaks off.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    position = 0
    with item.open() as file:  # gzip by Python: it tells a file that was cut off
        try:
            if not file.read(5).startswith(b"WARC/"):
                raise InputError("no web archive", "is it WARC?")
            file.seek(0)
            records: Any = ArchiveIterator(
                file,
                record_types=WarcRecordType.response,
                min_content_length=MIN_BYTES,
                parse_http=True,
                auto_decode="all",
                quirks_mode=True,
            )
            for record in records:
                position = record.stream_pos
                if _is_page(record):
                    yield _page(record, position, max_bytes)
        except (OSError, EOFError, ValueError, RuntimeError) as error:
            raise InputError(
                f"broken archive after byte {position}: {error}", "the pages before it were read"
            ) from None


def _page(record: Any, position: int, max_bytes: int) -> Archived | InputError:
    address = record.headers.get("WARC-Target-URI")
    if not address:
        return InputError(f"broken archive: a record without address at byte {position}", "")
    if "WARC-Truncated" in record.headers:
        return InputError(f"{address} was broken off by the crawler", "fetch the page itself")
    if record.content_length > max_bytes:
        return InputError(f"{address} is larger than {max_bytes // 10**6} MB", "not an article")
    try:
        data = record.reader.read(max_bytes + 1)
    except (OSError, EOFError, ValueError, RuntimeError) as error:
        return InputError(f"broken record at byte {position} ({address}): {error}", "")
    if len(data) > max_bytes:
        return InputError(f"{address} is larger than {max_bytes // 10**6} MB", "not an article")
    told = record.http_headers.get("Content-Length", "")
    if told.isdigit() and len(data) < int(told) and not record.http_headers.get("Content-Encoding"):
        return InputError(f"broken archive: {address} breaks off at byte {position}", "")
    return Archived(address, data, record.headers.get("WARC-Date"), position)


def _is_page(record: Any) -> bool:
    http = record.http_headers
    if http is None or http.status_code != 200:
        return False
    kind = (record.http_content_type or "").lower()
    return "html" in kind or not kind
