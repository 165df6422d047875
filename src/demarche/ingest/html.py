"""From a web page to a Document: the article's text and metadata, by trafilatura."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from demarche.errors import InputError
from demarche.ingest.text import Block, make_document
from demarche.model import Document

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "publishdate",
    "publish_date",
    "pubdate",
)
"""Names under which pages state when they were published, the surest first."""

_TITLE_END = re.compile(
    r"(?P<title>.{8,}\S)(?P<mark>\s+(?:\||-{1,2}|–|—|::|»|·)\s+)(?P<tail>[^|]+)"
)

_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")

MAX_DEPTH = 8
"""Nesting of JSON-LD that is looked into."""


def looks_like_html(data: bytes) -> bool:
    """Whether bytes start as a web page does."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html")) or (
        head.startswith(b"<") and b"<html" in head
    )


def read_html(
    data: bytes,
    *,
    published: str | None = None,
    name: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
) -> Document:
    """A Document from a web page.

    What the page states of itself goes first; `published` and `publisher` are used where it states
    nothing, and before a date that is only guessed from its text. `url`: where the page was found.

    Raises InputError where no article is found, LanguageError where it is not English.
    """
    import trafilatura

    tree: Any = trafilatura.load_html(data)
    if tree is None:
        raise InputError("no article in this page", "is it HTML?")
    stated = published_time(tree) or published
    page: Any = trafilatura.bare_extraction(
        tree,
        url=url,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={
            "max_date": date.today().isoformat(),
            "extensive_search": stated is None,
        },
    )
    blocks = list(_blocks(page.body)) if page is not None and page.body is not None else []
    if not blocks:
        raise InputError("no article in this page", "is it a list of links, or made by a script?")
    address = page.url or url
    headline = clean_title(page.title, page.sitename) if page.title else None
    if headline and blocks[0][1] in (headline, page.title):
        del blocks[0]
    return make_document(
        blocks,
        headline=headline,
        published=stated or page.date,
        publisher=page.sitename or publisher or (urlsplit(address).hostname if address else None),
        author=page.author,
        url=address,
        name=name,
    )


def _blocks(body: Any) -> Iterator[Block]:
    """Headings and paragraphs, in order; pull quotes, which repeat the text, are left out."""
    found: list[tuple[str, str]] = []
    for element in body:
        inner = element.findall("p") or element.findall("item") or [element]
        found.extend((element.tag, text) for part in inner if (text := _text(part)))
    while found and (found[-1][0] == "head" or _no_sentence(found[-1][1])):
        found.pop()  # headings with nothing under them: links to other articles
    prose = [_bare(text) for tag, text in found if tag != "quote"]
    for tag, text in found:
        if tag == "quote" and any(_bare(text) in paragraph for paragraph in prose):
            continue
        yield ("heading" if tag == "head" else None), text


def clean_title(title: str, site: str | None) -> str:
    """A headline without the name of the site, or of its section, at its end."""
    while match := _TITLE_END.fullmatch(title):
        tail = _bare(match["tail"])
        known = site is not None and (tail in _bare(site) or _bare(site) in tail)
        if not known and (match["mark"].strip() != "|" or len(match["tail"].split()) > 4):
            break
        title = match["title"]
    return title


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _no_sentence(text: str) -> bool:
    """Whether a line at an article's end is a link or a name, no sentence of it."""
    return len(text) <= 90 and not text.rstrip("\"'”’)]").endswith(_ENDS)


def _bare(text: str) -> str:
    """Letters and digits alone: a pull quote differs from its origin in quotation marks."""
    return "".join(filter(str.isalnum, text)).casefold()


def published_time(tree: Any) -> str | None:
    """The ISO 8601 time at which a page (an lxml tree) says that it was published."""
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(key.casefold(), meta.get("content") or "")
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = _date_published(json.loads(script.text_content() or ""), 0)
        except ValueError:
            continue
        if value:
            stated.setdefault("datepublished", value)
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        stated.setdefault("datepublished", element.get("datetime") or element.get("content") or "")
    times = (_moment(stated[key]) for key in _PUBLISHED if key in stated)
    return next((time for time in times if time), None)


def _date_published(thing: Any, depth: int) -> str | None:
    if depth > MAX_DEPTH:
        return None
    if isinstance(thing, dict):
        if isinstance(value := thing.get("datePublished"), str):
            return value
        thing = list(thing.values())
    if isinstance(thing, list):
        return next((v for part in thing if (v := _date_published(part, depth + 1))), None)
    return None


def _moment(value: str) -> str | None:
    """An ISO 8601 time made canonical; None for other notations and for times to come."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if aware > datetime.now(UTC):
        return None
    return moment.date().isoformat() if len(value.strip()) <= 10 else moment.isoformat()
