"""Lists of addresses: feeds, sitemaps, plain lists, GDELT's tables. Each gives links."""

import calendar
import csv
import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from demarche.errors import InputError
from demarche.ingest.dates import compact_date
from demarche.ingest.opening import Input

_GDELT = re.compile(r"\d{8}(?:\d{6})?(?:\.translation)?\.(export|mentions|gkg)\.csv", re.IGNORECASE)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address, and what the list that names it says of it.

    `content`: the article as HTML, where the list brings it whole; `published`: ISO 8601.
    """

    url: str
    published: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    content: str | None = None
    listing: bool = False
    """The address is that of another list: a sitemap's index names sitemaps."""


def looks_like_xml_list(data: bytes) -> bool:
    """Whether bytes start as a feed (RSS, Atom) or a sitemap does."""
    return re.search(rb"<(?:\w+:)?(rss|feed|RDF|urlset|sitemapindex)[\s>]", data[:4096]) is not None


def xml_links(data: bytes, base: str = "") -> list[Link]:
    """The links of a feed or sitemap, in its order; `base` is its own address.

    Raises InputError where it is neither, or broken beyond reading.
    """
    if re.search(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]", data[:4096]):
        return _sitemap_links(data, base)
    return _feed_links(data, base)


def _sitemap_links(data: bytes, base: str) -> list[Link]:
    """By sitemaps.org 0.9, with the times of Google's news extension."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root: Any = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"not a sitemap: {error.msg}", "is it complete?") from None
    found = []
    for entry in root if root is not None else []:
        values = {_local(e): (e.text or "").strip() for e in entry.iter() if isinstance(e.tag, str)}
        if address := values.get("loc"):
            found.append(
                Link(
                    urljoin(base, address),
                    published=_iso(values.get("publication_date")),
                    title=values.get("title"),
                    publisher=values.get("name"),
                    listing=_local(entry) == "sitemap",
                )
            )
    if not found:
        raise InputError("a sitemap without addresses", "is it complete?")
    return found


def _local(element: Any) -> str:
    """An element's name without its namespace; broken documents have prefixes that say nothing."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _feed_links(data: bytes, base: str) -> list[Link]:
    import feedparser

    feed: Any = feedparser.parse(data, response_headers={"content-location": base} if base else {})
    if not feed.entries and (feed.bozo or not feed.get("version")):
        raise InputError(
            f"not a feed: {feed.get('bozo_exception', 'no entries')}", "is it RSS or Atom?"
        )
    publisher = feed.feed.get("title")
    found = []
    for entry in feed.entries:
        address = entry.get("link") or entry.get("id") or ""
        if not _URL.fullmatch(address):
            continue
        contents = [c.value for c in entry.get("content", ()) if "html" in c.get("type", "html")]
        known = ("published_parsed" in entry and "published_parsed") or "updated_parsed"
        moment = entry.get(known)
        found.append(
            Link(
                address,
                published=_utc(moment) if moment else None,
                title=entry.get("title"),
                author=entry.get("author"),
                publisher=publisher,
                content=max(contents, key=len, default=None),
            )
        )
    return found


def _utc(moment: time.struct_time) -> str:
    return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat()


def _iso(value: str | None) -> str | None:
    try:
        return datetime.fromisoformat(value).isoformat() if value else None
    except ValueError:
        return None


def is_address_list(head: bytes) -> bool:
    """Whether the first lines of a text file are addresses of pages and nothing else."""
    lines = head.decode("utf-8", "replace").splitlines()[:20]
    told = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return bool(told) and all(_URL.fullmatch(line) for line in told[:-1] or told)


def listed_links(item: Input) -> Iterator[Link]:
    """The addresses of a text file with one a line; `#` starts a comment."""
    with item.open() as file:
        for line in io.TextIOWrapper(file, encoding="utf-8", errors="replace"):
            if _URL.fullmatch(address := line.strip()):
                yield Link(address)


def is_gdelt(name: str) -> bool:
    """Whether a file has the name of one of GDELT's tables (20241021093000.export.CSV.zip)."""
    return _GDELT.search(name) is not None


def gdelt_links(item: Input) -> Iterator[Link]:
    """The pages that a GDELT table names, each once: events 1.0 and 2.0, mentions, GKG 2.1.

    Columns by GDELT's codebooks: the address is last in an event, sixth in a mention, fifth in the
    knowledge graph; pages on the web have source collection 1.
    """
    seen: set[str] = set()
    with item.open() as file:
        text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n")
        for cells in csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(cells) in (58, 61):
                address, added = cells[-1], cells[-2]
            elif len(cells) == 16 and cells[4] == "1":
                address, added = cells[5], cells[2]
            elif len(cells) == 27 and cells[2] == "1":
                address, added = cells[4], cells[1]
            else:
                continue
            address = address.strip()
            if _URL.fullmatch(address) and address not in seen:
                seen.add(address)
                yield Link(address, published=compact_date(added))
