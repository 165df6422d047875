"""Fetching pages politely: one request a host at a time, robots.txt, back-off, bounded size."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.parse import urlsplit

import httpx

from demarche import errors
from demarche.ingest.guard import PublicTransport

logger = logging.getLogger(__name__)

USER_AGENT = "Demarche/0.1 (news reader; respects robots.txt)"
_RETRY = (429, 500, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5
MAX_WAIT = 120.0
"""Seconds: a host that asks for a longer pause is left for another run."""


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: the bytes, and the validators for asking again.

    `url` is the address after redirects; `unchanged`: the host says that nothing is new (304), and
    there are no bytes.
    """

    url: str
    data: bytes
    content_type: str = ""
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


@dataclass(slots=True)
class _Host:
    next_at: float = 0.0
    delay: float | None = None
    robots: Any = None


@dataclass(slots=True)
class Fetcher:
    """A polite reader of the web, to be closed after use; not for several threads at once.

    `delay`: seconds between two requests to one host (a robots.txt may ask for more); `tries`: in
    all, of a host that is busy; `private`: whether addresses inside a network may be read, which a
    server must never do for its users.
    """

    delay: float = 1.0
    tries: int = 3
    timeout: float = 20.0
    max_bytes: int = 16_000_000
    private: bool = False
    user_agent: str = USER_AGENT
    sleep: Callable[[float], None] = time.sleep
    _client: httpx.Client | None = None
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        sink: IO[bytes] | None = None,
    ) -> Page:
        """What an address gives; with validators, only if it changed.

        With a `sink` the bytes go there, of whatever number, and the page has none.

        Raises FetchError where the address is dead, forbidden by robots.txt, not public, too large,
        or still busy after all tries.
        """
        headers = {"If-None-Match": etag or "", "If-Modified-Since": modified or ""}
        headers = {name: value for name, value in headers.items() if value}
        for _ in range(MAX_REDIRECTS + 1):
            self._check(url)
            page = self._tried(url, headers, sink)
            if isinstance(page, Page):
                return page
            url = page
        raise errors.FetchError(f"more than {MAX_REDIRECTS} redirects", "is the address right?")

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            named = bool(parts.hostname)
            _ = parts.port
        except ValueError:
            named = False
        if not named or parts.scheme not in ("http", "https"):
            raise errors.FetchError(f"{url!r} is not a web address", "give http:// or https://")
        if parts.username or parts.password:
            raise errors.FetchError("an address with a password in it", "leave it out")
        if not self._allowed(url):
            raise errors.FetchError("robots.txt asks not to read this page", "respected; set aside")

    def _tried(self, url: str, headers: dict[str, str], sink: IO[bytes] | None) -> Page | str:
        """The page, or the address that it redirects to; a busy host is asked again."""
        wait = 2.0
        for attempt in range(1, self.tries + 1):
            try:
                status, answer = self._request(url, headers, sink)
            except httpx.TransportError as error:
                reason, asked = f"{error or type(error).__name__}", None
                if "not on the public internet" in reason:
                    raise errors.FetchError(reason, "only public addresses are read") from None
            else:
                if isinstance(answer, Page | str):
                    return answer
                reason, asked = f"HTTP {status}", answer
                if status not in _RETRY:
                    raise errors.FetchError(reason, "the page is gone or closed")
            pause = asked if asked is not None else wait
            if attempt == self.tries or pause > MAX_WAIT:
                break
            logger.info("%s: %s, asked again in %.0f s", url, reason, pause)
            self.sleep(pause)
            wait *= 2
        raise errors.FetchError(f"{reason}, tried {attempt} times", "try later", again=True)

    def _request(
        self, url: str, headers: dict[str, str], sink: IO[bytes] | None = None
    ) -> tuple[int, Page | str | float | None]:
        """Status, and: a page, a redirect's target, or the seconds that the host asks to wait."""
        self._wait_turn(url)
        client = self._open()
        with client.stream("GET", url, headers=headers) as response:
            status = response.status_code
            if status == 304:
                return status, Page(url, b"", unchanged=True)
            if status in _REDIRECTS and "location" in response.headers:
                return status, str(httpx.URL(url).join(response.headers["location"]))
            if status != 200:
                return status, _retry_after(response.headers.get("retry-after"))
            data = bytearray()
            if sink is not None:
                sink.seek(0)
                sink.truncate()
            for chunk in response.iter_bytes():
                if sink is not None:
                    sink.write(chunk)
                    continue
                data += chunk
                if len(data) > self.max_bytes:
                    raise errors.FetchError(
                        f"larger than {self.max_bytes // 10**6} MB", "this is not an article"
                    )
            return status, Page(
                url,
                bytes(data),
                response.headers.get("content-type", ""),
                response.headers.get("etag"),
                response.headers.get("last-modified"),
            )

    def _open(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                transport=None if self.private else PublicTransport(),
                trust_env=self.private,
                timeout=self.timeout,
                headers={
                    "User-Agent": self.user_agent,
                    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
                    "Accept-Language": "en",
                },
            )
        return self._client

    def _wait_turn(self, url: str) -> None:
        host = self._host(url)
        now = time.monotonic()
        if host.next_at > now:
            self.sleep(host.next_at - now)
        pause = self.delay if host.delay is None else max(self.delay, host.delay)
        host.next_at = max(now, host.next_at) + pause

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        return self._hosts.setdefault(f"{parts.scheme}://{parts.netloc}", _Host())

    def _allowed(self, url: str) -> bool:
        """By RFC 9309: no robots.txt allows all, a host that fails to answer for it allows none."""
        from protego import Protego

        host = self._host(url)
        if host.robots is None:
            parts = urlsplit(url)
            try:
                status, answer = self._request(f"{parts.scheme}://{parts.netloc}/robots.txt", {})
            except httpx.TransportError as error:
                raise errors.FetchError(
                    f"{error or type(error).__name__}", "try later", again=True
                ) from None
            if isinstance(answer, Page):
                host.robots = Protego.parse(answer.data[:500_000].decode("utf-8", "replace"))
            elif status >= 500 or status == 429:
                raise errors.FetchError(
                    f"its robots.txt answers HTTP {status}", "try later", again=True
                )
            else:
                host.robots = Protego.parse("")
            delay = host.robots.crawl_delay(self.user_agent)
            host.delay = min(float(delay), MAX_WAIT) if delay else None
        return bool(host.robots.can_fetch(url, self.user_agent))


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, given as a number or a date."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
