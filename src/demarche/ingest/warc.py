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
    """A page of an archive: its address, bytes, when it was fetched (ISO 8601), and its offset.

    `truncated`: the crawler broke it off.
    """

    url: str
    data: bytes
    fetched: str | None
    offset: int
    truncated: bool = False


def archived_pages(item: Input, max_bytes: int) -> Iterator[Archived | InputError]:
    """The HTML pages of an archive, answered with 200, in its order; one in memory at a time.

    A record that cannot be read comes out as an error. Raises InputError where the archive cannot
    be opened or breaks off.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    position = 0
    with item.open(unpack=False) as file:
        records: Any = None
        try:
            records = ArchiveIterator(
                file,
                record_types=WarcRecordType.response,
                min_content_length=MIN_BYTES,
                parse_http=True,
                auto_decode="all",
                quirks_mode=True,
            )
            for record in records:
                position = record.stream_pos
                if not _is_page(record):
                    continue
                yield _page(record, position, max_bytes)
        except (OSError, EOFError, ValueError, RuntimeError) as error:
            raise InputError(
                f"broken archive after byte {position}: {error}", "the pages before it were read"
            ) from None
    if records is not None and position == 0 and not _starts_well(item):
        raise InputError("no web archive", "is it WARC?")


def _page(record: Any, position: int, max_bytes: int) -> Archived | InputError:
    address = record.headers.get("WARC-Target-URI") or ""
    if record.content_length > max_bytes:
        return InputError(f"{address} is larger than {max_bytes // 10**6} MB", "not an article")
    try:
        data = record.reader.read(max_bytes + 1)
    except (OSError, EOFError, ValueError, RuntimeError) as error:
        return InputError(f"broken record at byte {position} ({address}): {error}", "")
    if len(data) > max_bytes:
        return InputError(f"{address} is larger than {max_bytes // 10**6} MB", "not an article")
    return Archived(
        address,
        data,
        record.headers.get("WARC-Date"),
        position,
        truncated="WARC-Truncated" in record.headers,
    )


def _is_page(record: Any) -> bool:
    http = record.http_headers
    if http is None or http.status_code != 200:
        return False
    kind = (record.http_content_type or "").lower()
    return "html" in kind or not kind


def _starts_well(item: Input) -> bool:
    with item.open(unpack=False) as file:
        head = file.read(8)
    return head.startswith((b"WARC/", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"))
