"""Watching feeds: polls them politely and adds to a ledger what is new.

What each feed has shown, its validators and when it is due stand in the ledger, written after the
articles are: killed at any moment, a poll is done again and adds nothing twice.
"""

import logging
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from demarche.errors import DemarcheError, FetchError, InputError
from demarche.ingest.addresses import xml_links
from demarche.ingest.fetch import Fetcher
from demarche.ingest.sources import failure, read_link
from demarche.ledger.run import Summary, add_documents
from demarche.ledger.store import Store
from demarche.model import Document, Failure, content_id

logger = logging.getLogger(__name__)

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DAY = 86400
SEEN = 5_000
"""Addresses remembered of one feed: far more than a feed shows at once."""


class Feed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed to watch; `every`: seconds between two polls."""

    url: str
    publisher: str | None = None
    every: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file of feeds asks for; `delay`: seconds between two requests to one host."""

    feeds: tuple[Feed, ...]
    every: float = 900.0
    delay: float = 1.0


class _State(msgspec.Struct):
    """What is remembered of a feed; `due`: seconds since 1970."""

    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failed: int = 0
    seen: list[str] = []


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of one feed brought; `error`: why the feed could not be read."""

    feed: Feed
    summary: Summary | None = None
    error: str | None = None


def load_plan(path: Path) -> Plan:
    """The feeds of a TOML file: `[[feed]]` with `url`, and `publisher` or `every` as wanted.

    Raises InputError with the fault and where it is.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "check the path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not TOML: {error}", "see docs/ingest.md") from None
    general = table.pop("watch", {})
    rows = table.pop("feed", [])
    if table or not isinstance(general, dict) or general.keys() - {"every", "delay"}:
        names = ", ".join([*table, *(set(general) - {"every", "delay"})])
        raise InputError(f"{path}: unknown: {names}", "there are [watch] every, delay and [[feed]]")
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{path}: no feeds", "name each in a [[feed]] with its url")
    feeds = []
    for number, row in enumerate(rows, 1):
        where = f"{path}: feed {number}"
        try:
            if "every" in row:
                row = {**row, "every": _seconds(row["every"], where)}
            feed = msgspec.convert(row, Feed)
        except msgspec.ValidationError as error:
            raise InputError(f"{where}: {error}", "a feed has url, publisher, every") from None
        if not feed.url.startswith(("http://", "https://")):
            raise InputError(f"{where}: {feed.url!r} is not a web address", "give http(s)://...")
        feeds.append(feed)
    return Plan(
        tuple({feed.url: feed for feed in feeds}.values()),
        _seconds(general.get("every", "15m"), f"{path}: every"),
        _seconds(general.get("delay", "1s"), f"{path}: delay"),
    )


def _seconds(value: object, where: str) -> float:
    """Seconds of "90s", "15m", "2h", "1d"; a bare number is seconds."""
    text = str(value).strip()
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    try:
        seconds = float(number) * _UNITS[unit]
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise InputError(f"{where}: {value!r} is no span of time", "as 30s, 15m, 2h")
    return seconds


def watch(
    store: Store,
    plan: Plan,
    fetcher: Fetcher,
    *,
    once: bool = False,
    workers: int = 1,
    clock: Callable[[], float] = time.time,
) -> Iterator[Polled]:
    """Poll each feed when it is due, for ever, or `once` those that are; what each brought."""
    while True:
        for feed in sorted(plan.feeds, key=lambda feed: (_state(store, feed).due, feed.url)):
            if _state(store, feed).due <= clock():
                yield poll(store, feed, plan, fetcher, workers=workers, clock=clock)
        if once:
            return
        pause = min(_state(store, feed).due for feed in plan.feeds) - clock()
        fetcher.sleep(max(1.0, pause))


def poll(
    store: Store,
    feed: Feed,
    plan: Plan,
    fetcher: Fetcher,
    *,
    workers: int = 1,
    clock: Callable[[], float] = time.time,
) -> Polled:
    """Ask one feed, add the articles that it has not shown before, and remember that."""
    state = _state(store, feed)
    every = feed.every or plan.every
    try:
        page = fetcher.get(feed.url, etag=state.etag, modified=state.modified)
        links = [] if page.unchanged else xml_links(page.data, page.url)
    except DemarcheError as error:
        state.failed += 1
        state.due = clock() + min(DAY, max(every, 60.0) * 2**state.failed)
        _remember(store, feed, state)
        return Polled(feed, error=str(error))
    seen = set(state.seen)
    new = [link for link in dict.fromkeys(links) if link.url not in seen and not link.listing]
    busy: set[str] = set()

    def articles() -> Iterator[Document | Failure]:
        for link in new:
            try:
                document = read_link(link, fetcher)
            except DemarcheError as error:
                if isinstance(error, FetchError) and error.again:
                    busy.add(link.url)
                yield failure(link.url, error)
            else:
                if feed.publisher:
                    document = msgspec.structs.replace(document, publisher=feed.publisher)
                yield document

    summary = add_documents(store, articles(), origin=feed.url, workers=workers) if new else None
    if not page.unchanged:
        # what could not be had for now is tried again at the next poll
        shown = [link.url for link in links if link.url not in busy]
        state.seen = list(dict.fromkeys([*shown, *state.seen]))[:SEEN]
        state.etag, state.modified = (None, None) if busy else (page.etag, page.modified)
    state.failed = 0
    state.due = clock() + every
    _remember(store, feed, state)
    return Polled(feed, summary)


def _key(feed: Feed) -> str:
    return content_id("watch", feed.url)


def _state(store: Store, feed: Feed) -> _State:
    kept = store.state_get(_key(feed))
    return msgspec.json.decode(kept, type=_State) if kept else _State()


def _remember(store: Store, feed: Feed, state: _State) -> None:
    store.state_set(_key(feed), msgspec.json.encode(state).decode())
