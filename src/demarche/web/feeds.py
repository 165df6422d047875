"""Claims as RSS 2.0 (RSS Advisory Board) and Atom (RFC 4287)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from demarche.model import Claim
from demarche.web.site import Names
from demarche.web.words import STANCES, STATUSES

ATOM = "http://www.w3.org/2005/Atom"


def summary(claim: Claim, names: Names) -> str:
    """A claim's status and positions in plain text, the newest positions first."""
    lines = [STATUSES[claim.status][0] + "."]
    newest = sorted(claim.positions, key=lambda p: p.date or "", reverse=True)
    for position in newest[:8]:
        quote = " ".join(position.sentence.text.split())
        lines.append(f"{names.of(position.party)} {STANCES[position.stance][0]}: “{quote}”")
    return "\n".join(lines)


def _moment(row: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(row.last_changed).replace("Z", "+00:00"))
    except ValueError:
        moment = datetime(1970, 1, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    child = SubElement(parent, tag, attributes)
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    """Without the control characters that XML 1.0 forbids."""
    return "".join(c for c in text if c in "\t\n\r" or c >= " ")


def _written(root: Element) -> bytes:
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def atom(
    title: str,
    here: str,
    base: str,
    rows: Sequence[Any],
    names: Names,
    words: Callable[[Claim], str],
) -> bytes:
    """An Atom feed of claims; an entry's id stays, its `updated` moves when the claim changes."""
    root = Element("feed", xmlns=ATOM)
    _add(root, "title", f"Demarche: {title}")
    _add(root, "id", here)
    _add(root, "link", rel="self", href=here)
    latest = max((_moment(row) for row in rows), default=datetime(1970, 1, 1, tzinfo=UTC))
    _add(root, "updated", latest.isoformat())
    author = _add(root, "author")
    _add(author, "name", "Demarche")
    for row in rows:
        entry = _add(root, "entry")
        _add(entry, "id", f"urn:demarche:{row.record.id}")
        _add(entry, "title", f"{STATUSES[row.record.status][0]}: {words(row.record)}")
        _add(entry, "link", href=f"{base}/claims/{row.record.id}")
        _add(entry, "updated", _moment(row).isoformat())
        _add(entry, "summary", summary(row.record, names), type="text")
    return _written(root)


def rss(
    title: str,
    here: str,
    base: str,
    rows: Sequence[Any],
    names: Names,
    words: Callable[[Claim], str],
) -> bytes:
    """An RSS feed of claims; a changed claim is a new item (its guid has the time of change)."""
    root = Element("rss", version="2.0")
    channel = _add(root, "channel")
    _add(channel, "title", f"Demarche: {title}")
    _add(channel, "link", base + "/")
    _add(channel, "description", f"Claims that changed, from {here}")
    for row in rows:
        item = _add(channel, "item")
        _add(item, "title", f"{STATUSES[row.record.status][0]}: {words(row.record)}")
        _add(item, "link", f"{base}/claims/{row.record.id}")
        _add(item, "guid", f"{row.record.id}@{_moment(row).isoformat()}", isPermaLink="false")
        _add(item, "pubDate", format_datetime(_moment(row)))
        _add(item, "description", summary(row.record, names))
    return _written(root)
