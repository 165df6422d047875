"""Webhooks: saved searches that tell an address what changed, signed, and again if it was away."""

import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx

from demarche.web.filters import Filters
from demarche.web.pages.claims import claim_words
from demarche.web.people import now
from demarche.web.site import Site

logger = logging.getLogger(__name__)
EVERY = 10.0
"""Seconds between two looks at the ledger."""
MOST = 100
"""Claims told at once; what is beyond is in the feed."""


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
        seen = -1
        while not self._stop.wait(EVERY):
            try:
                seq = self.site.store.seq()
                if seq != seen and not tell_all(self.site, seq):
                    continue  # somebody was away: try again, even if nothing else changes
                seen = seq
            except Exception:
                logger.exception("webhooks")


def tell_all(site: Site, seq: int) -> bool:
    """Tell every webhook what changed up to `seq`; whether all were reached."""
    reached = True
    for saved in site.people.hooked():
        if saved["hook_since"] >= seq:
            continue
        body = message(site, saved)
        if body is None:
            site.people.hook_done(saved["id"], seq, saved["hook_state"])
            continue
        problem = deliver(saved["hook"], body, saved["hook_secret"], site.settings.private)
        if problem:
            reached = False
            site.people.hook_done(saved["id"], saved["hook_since"], f"{now()} failed: {problem}")
        else:
            site.people.hook_done(saved["id"], seq, f"{now()} delivered")
    return reached


def message(site: Site, saved: Mapping[str, Any]) -> bytes | None:
    """What a webhook is told: the claims of its search that changed; None where none did."""
    changes = site.store.changes(saved["hook_since"], limit=10_000, kinds=("claims",))
    ids = {change.id for change in changes.items if change.what != "removed"}
    if not ids:
        return None
    filters = Filters.of(dict(parse_qsl(saved["query"])))
    rows = site.store.claims(filters.query("claims"), order="changed", limit=MOST).items
    told = [
        {
            "id": row.record.id, "status": row.record.status, "text": claim_words(row.record),
            "path": f"/claims/{row.record.id}", "changed": str(row.last_changed),
            "positions": len(row.record.positions),
        }
        for row in rows
        if row.record.id in ids
    ]  # fmt: skip
    if not told:
        return None
    return json.dumps({"search": saved["name"], "claims": told}, ensure_ascii=False).encode()


def signature(secret: str, body: bytes) -> str:
    """What the receiver compares: HMAC-SHA256 of the body with the search's secret."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def deliver(url: str, body: bytes, secret: str, private: bool = False) -> str:
    """Send one message to a public address; "" when it was taken, else what went wrong."""
    from demarche.ingest.guard import PublicTransport

    headers = {
        "Content-Type": "application/json",
        "X-Demarche-Signature": signature(secret, body),
    }
    transport = None if private else PublicTransport()
    try:
        with httpx.Client(transport=transport, timeout=10, trust_env=False) as client:
            answer = client.post(url, content=body, headers=headers)  # redirects are not followed
    except httpx.HTTPError as error:
        return str(error) or type(error).__name__
    return "" if answer.is_success else f"HTTP {answer.status_code}"
