"""The library pointed at a URL: the questions of a ledger's store, put to a running server.

ledger = connect("https://ledger.example.org", token="dmr_...")
page = ledger.claims(Query(status=("disputed",)))      # the same Page of Rows as from a file
for row in ledger.all("events", Query(party=("RUS",))): ...
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any, TypeVar, cast

import httpx
import msgspec

from demarche.errors import DemarcheError
from demarche.ledger import Query
from demarche.ledger.changes import Changes, ClaimChange
from demarche.ledger.counts import Count
from demarche.ledger.failures import FailureRow
from demarche.ledger.overlay import Correction
from demarche.ledger.pages import ActorRow, Hit, Page, Row
from demarche.ledger.query import Kind
from demarche.ledger.store import Status
from demarche.model import Claim, Coded, Document, Event, Statement

T = TypeVar("T")
EVERYTHING = Query()
_PATHS: dict[Kind, str] = {
    "events": "events", "statements": "statements", "claims": "claims", "documents": "articles",
}  # fmt: skip
_PAGES: dict[Kind, Any] = {
    "events": Page[Row[Event]], "statements": Page[Row[Statement]], "claims": Page[Row[Claim]],
    "documents": Page[Row[Document]],
}  # fmt: skip


class ServerError(DemarcheError):
    """A server cannot be reached, or refuses what it is asked."""

    code = "D710"


def connect(url: str, token: str | None = None, *, timeout: float = 30.0) -> "RemoteLedger":
    """A ledger behind a URL. `token` comes from one's page there; a server for oneself needs none.

    Raises ServerError where no server of ours answers.
    """
    ledger = RemoteLedger(url, token, timeout)
    ledger.status()
    return ledger


class RemoteLedger:
    """What a Store answers, from a server. One instance may be used from many threads.

    Answers are kept with their ETag: a question put again costs the server next to nothing as long
    as the ledger has not changed.
    """

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.url = url.rstrip("/")
        self._client = httpx.Client(base_url=self.url, headers=headers, timeout=timeout)
        self._kept: dict[str, tuple[str, bytes]] = {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> "RemoteLedger":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def events(
        self, query: Query = EVERYTHING, *, limit: int = 50, after: str | None = None,
        order: str = "newest",
    ) -> Page[Row[Event]]:  # fmt: skip
        """A page of events."""
        return self._page("events", query, limit, after, order)

    def statements(
        self, query: Query = EVERYTHING, *, limit: int = 50, after: str | None = None,
        order: str = "newest",
    ) -> Page[Row[Statement]]:  # fmt: skip
        """A page of statements."""
        return self._page("statements", query, limit, after, order)

    def claims(
        self, query: Query = EVERYTHING, *, limit: int = 50, after: str | None = None,
        order: str = "newest",
    ) -> Page[Row[Claim]]:  # fmt: skip
        """A page of claims."""
        return self._page("claims", query, limit, after, order)

    def documents(
        self, query: Query = EVERYTHING, *, limit: int = 50, after: str | None = None,
        order: str = "newest",
    ) -> Page[Row[Document]]:  # fmt: skip
        """A page of articles."""
        return self._page("documents", query, limit, after, order)

    def all(self, kind: Kind, query: Query = EVERYTHING) -> Iterator[Row[Any]]:
        """Every row of a kind that fulfils a query, page by page."""
        after: str | None = None
        while True:
            page: Page[Row[Any]] = self._page(kind, query, 500, after, "newest")
            yield from page.items
            after = page.next
            if after is None:
                return

    def total(self, kind: Kind, query: Query = EVERYTHING) -> int:
        """How many fulfil a query."""
        asked = {**_parameters(query), "limit": "1", "total": "1"}
        return int(msgspec.json.decode(self._get(f"/api/{_PATHS[kind]}", asked))["total"])

    def event(self, ident: str) -> Row[Event] | None:
        """One event."""
        return self._one(f"/api/events/{ident}", Row[Event])

    def statement(self, ident: str) -> Row[Statement] | None:
        """One statement."""
        return self._one(f"/api/statements/{ident}", Row[Statement])

    def claim(self, ident: str) -> Row[Claim] | None:
        """One claim; an id that it had before leads to it, too."""
        return self._one(f"/api/claims/{ident}", Row[Claim])

    def coded(self, document: str) -> Coded | None:
        """All of one article."""
        return self._one(f"/api/articles/{document}", Coded)

    def actor(self, ident: str) -> ActorRow | None:
        """One actor."""
        return self._one(f"/api/actors/{ident}", ActorRow)

    def actors(
        self, words: str = "", kind: str | None = None, *, limit: int = 50,
        after: str | None = None,
    ) -> Page[ActorRow]:  # fmt: skip
        """A page of actors, those of most articles first."""
        asked = _some(words=words, kind=kind, limit=limit, after=after)
        return self._decoded("/api/actors", asked, Page[ActorRow])

    def search(self, words: str, *, limit: int = 20, after: str | None = None) -> Page[Hit]:
        """Passages with these words, best first."""
        return self._decoded("/api/search", _some(words=words, limit=limit, after=after), Page[Hit])

    def counts(
        self, query: Query = EVERYTHING, kind: Kind = "events", *, period: str | None = None,
        by: str | None = None, types: bool = False,
    ) -> list[Count]:  # fmt: skip
        """How many, by period, by a field, by PLOVER type."""
        asked = {
            **_parameters(query),
            **_some(kind=kind, period=period, by=by, types="1" if types else None),
        }
        found = self._decoded("/api/counts", asked, dict[str, list[dict[str, Any]]])["items"]
        return [Count(**count) for count in found]

    def changes(
        self, since: int | str = 0, *, limit: int = 500, kinds: tuple[str, ...] = ()
    ) -> Changes:
        """What was added, changed or removed after a change's number or a time."""
        asked = {**_some(since=str(since), limit=limit), "kind": list(kinds)}
        return self._decoded("/api/changes", asked, Changes)

    def claim_history(self, claim: str, *, limit: int = 100) -> list[ClaimChange]:
        """How a claim's status changed."""
        path = f"/api/claims/{claim}/history"
        return self._decoded(path, _some(limit=limit), dict[str, list[ClaimChange]])["items"]

    def failures(self, *, limit: int = 100, after: str | None = None) -> Page[FailureRow]:
        """What could not be read, and why."""
        return self._decoded("/api/failures", _some(limit=limit, after=after), Page[FailureRow])

    def status(self) -> Status:
        """What the ledger holds."""
        return self._decoded("/api/status", {}, Status)

    def add(self, text: str = "", *, address: str = "", **fields: str) -> dict[str, Any]:
        """Have a text or an address read; the job, to be looked at with `job`.

        `fields`: headline, published, publisher, url of a text.
        """
        body = _some(text=text, address=address, **fields)
        return cast(dict[str, Any], msgspec.json.decode(self._send("/api/articles", body)))

    def job(self, number: int) -> dict[str, Any]:
        """How far something that was added is."""
        return cast(dict[str, Any], msgspec.json.decode(self._ask(f"/api/jobs/{number}", {})))

    def correct(
        self, kind: str, id: str, action: str, *, reason: str, edit: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Accept, reject or edit a record; the correction as it was noted."""
        body = {"kind": kind, "target": id, "action": action, "reason": reason}
        return cast(
            dict[str, Any],
            msgspec.json.decode(self._send("/api/corrections", {**body, **_some(edit=edit)})),
        )

    def undo(self, correction: str, *, reason: str) -> dict[str, Any]:
        """Take a correction back."""
        body = self._send("/api/corrections", {"undo": correction, "reason": reason})
        return cast(dict[str, Any], msgspec.json.decode(body))

    def similar(self, claim: str) -> list[Row[Claim]]:
        """Claims that may tell the same as this one."""
        path = f"/api/claims/{claim}/similar"
        return self._decoded(path, {}, dict[str, list[Row[Claim]]])["items"]

    def judge(self, a: str, b: str, verdict: str, *, reason: str) -> Correction:
        """Say that two claims tell the `same`, something `different`, or `unsure`."""
        body = {"other": b, "verdict": verdict, "reason": reason}
        return msgspec.json.decode(self._send(f"/api/claims/{a}/merge", body), type=Correction)

    def merge(self, a: str, b: str, *, reason: str) -> Correction:
        """Make one claim of two."""
        return self.judge(a, b, "same", reason=reason)

    def split(self, claim: str, events: Sequence[str], *, reason: str) -> list[Correction]:
        """Part some events from a claim; together they make another."""
        body = {"events": list(events), "reason": reason}
        answer = self._send(f"/api/claims/{claim}/split", body)
        return msgspec.json.decode(answer, type=dict[str, list[Correction]])["items"]

    def searches(self) -> list[dict[str, Any]]:
        """One's saved searches: filters, feeds, and how their webhooks fare."""
        return cast(
            list[dict[str, Any]], msgspec.json.decode(self._ask("/api/searches", {}))["items"]
        )

    def save_search(self, name: str, *, hook: str = "", **filters: str) -> dict[str, Any]:
        """Save a search under a name; `filters` as in the addresses of the pages."""
        body = {"name": name, **_some(hook=hook, **filters)}
        return cast(dict[str, Any], msgspec.json.decode(self._send("/api/searches", body)))

    def drop_search(self, search: int) -> None:
        """Forget a saved search, its feeds and its webhook."""
        self._request("DELETE", f"/api/searches/{search}")

    def retry_hook(self, search: int) -> None:
        """Have the webhook of a saved search tried again now."""
        self._send(f"/api/searches/{search}/hook", {})

    def _page(
        self, kind: Kind, query: Query, limit: int, after: str | None, order: str
    ) -> Page[Any]:
        asked = {**_parameters(query), **_some(limit=limit, after=after, order=order)}
        found: Page[Any] = self._decoded(f"/api/{_PATHS[kind]}", asked, _PAGES[kind])
        return found

    def _one(self, path: str, kind: type[T]) -> T | None:
        try:
            return self._decoded(path, {}, kind)
        except ServerError as error:
            if "W404" in str(error):
                return None
            raise

    def _decoded(self, path: str, asked: dict[str, Any], kind: type[T]) -> T:
        try:
            return msgspec.json.decode(self._get(path, asked), type=kind)
        except msgspec.ValidationError as error:
            raise ServerError(
                f"{self.url}{path} answers in another form: {error}",
                "are server and library of the same version?",
            ) from None

    def _get(self, path: str, asked: dict[str, Any]) -> bytes:
        return self._ask(path, {name: value for name, value in asked.items() if value})

    def _ask(self, path: str, asked: dict[str, Any]) -> bytes:
        key = f"{path}?{httpx.QueryParams(asked)}"
        known = self._kept.get(key)
        headers = {"If-None-Match": known[0]} if known else {}
        answer = self._request("GET", path, params=asked, headers=headers)
        if answer.status_code == 304 and known:
            return known[1]
        if etag := answer.headers.get("etag"):
            while len(self._kept) >= 256:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = (etag, answer.content)
        return answer.content

    def _send(self, path: str, body: dict[str, Any]) -> bytes:
        return self._request("POST", path, json=body).content

    def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, path, **options)
        except httpx.HTTPError as error:
            raise ServerError(
                f"{self.url} cannot be reached: {error or type(error).__name__}",
                "is `demarche serve` running there?",
            ) from None
        if answer.is_success or answer.status_code == 304:
            return answer
        try:
            found = msgspec.json.decode(answer.content)["error"]
            message = f"{found['code']}: {found['message']}"
        except (msgspec.DecodeError, KeyError, TypeError):
            message = f"HTTP {answer.status_code}"
        raise ServerError(f"{self.url}{path}: {message}")


def _some(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", ())}


def _parameters(query: Query) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(query).items()
        if value
    }
