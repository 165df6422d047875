"""Webhooks: saved searches that tell an address what changed, signed, and again if it was away.

Who is away is tried again after longer and longer waits, which outlive a restart of the server.
"""

import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx

from demarche.web.filters import Filters
from demarche.web.pages.claims import claim_words
from demarche.web.site import Site

logger = logging.getLogger(__name__)
EVERY = 10.0
"""Seconds between two looks at the ledger."""
MOST = 100
"""Claims told at once; what is beyond is in the feed."""
WAITS = (30, 120, 600, 1800, 7200, 21600)
"""Seconds until an address that was away is tried again; the last one again and again."""
TRIES = 14
"""After so many tries, over two days, an address is left alone until its owner asks for more."""
NEVER = "9999"
LONGEST = 24 * 3600
"""Seconds that an address may ask us to wait (Retry-After)."""


class Hooks:
    """A thread that looks for changes and tells those who asked."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; a delivery under way is waited for."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                tell_all(self.site, self.site.store.seq())
            except Exception:
                logger.exception("webhooks")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a delivery went: `problem` is empty where it was taken.

    `wait`: seconds that the address asked for; `gone`: it wants nothing any more (HTTP 410).
    """

    problem: str = ""
    wait: int = 0
    gone: bool = False


def tell_all(site: Site, seq: int, at: datetime | None = None) -> bool:
    """Tell every webhook that is due what changed up to `seq`; whether all were reached."""
    moment = at or datetime.now(UTC)
    reached = True
    for saved in site.people.hooked(_iso(moment), seq):
        told = message(site, saved)
        if told is None:
            site.people.hook_done(saved["id"], seq, saved["hook_state"])
            continue
        number, body = told
        answer = deliver(saved["hook"], body, saved["hook_secret"], site.settings.private, number)
        if not answer.problem:
            site.people.hook_done(saved["id"], seq, f"{_iso(moment)} delivered")
            continue
        reached = False
        tries = saved["hook_tries"] + 1
        again, state = _next_try(moment, tries, answer)
        site.people.hook_failed(saved["id"], tries, again, state)
        logger.warning("webhook of search %s: %s", saved["id"], state)
    return reached


def _next_try(moment: datetime, tries: int, answer: Answer) -> tuple[str, str]:
    """When to try again, and what the page says: the waits grow, and end."""
    said = f"{_iso(moment)} failed: {answer.problem}"
    if answer.gone:
        return NEVER, f"{said}; the address wants no more"
    if tries >= TRIES:
        return NEVER, f"{said}; given up after {tries} tries"
    wait = max(WAITS[min(tries, len(WAITS)) - 1], min(answer.wait, LONGEST))
    again = _iso(moment + timedelta(seconds=wait))
    return again, f"{said}; try {tries} of {TRIES}, the next one after {again}"


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def message(site: Site, saved: Mapping[str, Any]) -> tuple[str, bytes] | None:
    """What a webhook is told, and its number: the claims of its search that changed; None if none.

    The number is the same at every try, until there is more to tell.
    """
    filters = Filters.of(dict(parse_qsl(saved["query"])))
    found = site.store.claims(filters.query("claims"), order="changed", limit=MOST).items
    rows = [row for row in found if row.seq > saved["hook_since"]]
    if not rows:
        return None
    told = [
        {
            "id": row.record.id, "status": row.record.status, "text": claim_words(row.record),
            "path": f"/claims/{row.record.id}", "changed": str(row.last_changed),
            "positions": len(row.record.positions),
        }
        for row in rows
    ]  # fmt: skip
    number = f"{saved['id']}-{saved['hook_since']}-{rows[0].seq}"
    body = json.dumps({"search": saved["name"], "claims": told}, ensure_ascii=False)
    return number, body.encode()


def signature(secret: str, body: bytes) -> str:
    """What the receiver compares: HMAC-SHA256 of the body with the search's secret."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def deliver(url: str, body: bytes, secret: str, private: bool = False, number: str = "") -> Answer:
    """Send one message to a public address; `number`: by which it drops what it has got before."""
    from demarche.ingest.guard import PublicTransport

    headers = {
        "Content-Type": "application/json",
        "X-Demarche-Signature": signature(secret, body),
        "X-Demarche-Delivery": number,
    }
    transport = None if private else PublicTransport()
    try:
        with httpx.Client(transport=transport, timeout=10, trust_env=False) as client:
            answer = client.post(url, content=body, headers=headers)  # redirects are not followed
    except httpx.HTTPError as error:
        return Answer(str(error) or type(error).__name__)
    if answer.is_success:
        return Answer()
    asked = answer.headers.get("retry-after", "")
    wait = int(asked) if asked.isdigit() else 0
    return Answer(f"HTTP {answer.status_code}", wait, gone=answer.status_code == 410)
