"""From a web page to a Document: the article's text and metadata, by trafilatura."""

from datetime import date
from typing import Any

from demarche.errors import InputError
from demarche.ingest.text import make_document
from demarche.model import Document


def looks_like_html(data: bytes) -> bool:
    """Whether bytes start as a web page does."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html")) or (
        head.startswith(b"<") and b"<html" in head
    )


def read_html(data: bytes, *, published: str | None = None, name: str | None = None) -> Document:
    """A Document from a web page; a date given by the caller goes before the page's own.

    Raises InputError where no article is found.
    """
    import trafilatura

    page: Any = trafilatura.bare_extraction(
        data,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"max_date": date.today().isoformat(), "extensive_search": True},
    )
    text = getattr(page, "text", None)
    if not text:
        raise InputError("no article in this page", "is it a list of links, or made by a script?")
    return make_document(
        text,
        headline=page.title,
        published=published or page.date,
        publisher=page.sitename,
        author=page.author,
        url=page.url,
        name=name,
    )
