"""Webhooks: what is told, how it is signed, and how often somebody who is away is tried."""

import dataclasses
import hashlib
import hmac
import itertools
import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from demarche.web.hooks import TRIES, WAITS, deliver, tell_all
from demarche.web.people import People

from .webhelp import token

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Receiver:
    """A server that keeps what it is told, and answers with `status`."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers = 204, dict[str, str]()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def site(client: TestClient) -> Any:
    """The application, allowed to reach inside the network; its own thread does not tell."""
    site = client.app.state.site  # type: ignore[attr-defined]
    site.settings = dataclasses.replace(site.settings, private=True)
    return site


def hook(site: Any) -> Any:
    (row,) = site.people.searches(0)
    return row


def test_it_is_told_what_changed_and_can_check_who_says_so(site: Any, receiver: Receiver) -> None:
    saved = site.people.save_search(0, "disputes", "status=disputed", receiver.url, since=0)
    # not inside the network, unless that is trusted
    assert "public" in deliver(receiver.url, b"{}", "s").problem
    assert tell_all(site, site.store.seq())
    ((headers, body),) = receiver.heard
    key = saved["hook_secret"].encode()
    assert headers["x-demarche-signature"] == (
        "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()
    )
    told = json.loads(body)
    assert told["search"] == "disputes"
    assert told["claims"] and all(c["status"] == "disputed" for c in told["claims"])
    assert tell_all(site, site.store.seq())
    assert len(receiver.heard) == 1  # nothing new, nothing told
    assert "delivered" in hook(site)["hook_state"]


def test_who_is_away_is_tried_after_longer_and_longer_waits(site: Any, receiver: Receiver) -> None:
    site.people.save_search(0, "all", "", receiver.url, since=0)
    seq, at, tries = site.store.seq(), NOON, []
    receiver.status = 503
    for _ in range(TRIES):
        assert not tell_all(site, seq, at)
        tries.append(at)
        assert tell_all(site, seq, at + timedelta(seconds=1))  # it is not due: nobody is asked
        again = hook(site)["hook_next"]
        if again > "9":
            break
        at = datetime.fromisoformat(again)
    waits = [(b - a).total_seconds() for a, b in itertools.pairwise(tries)]
    assert waits == [*WAITS, *[WAITS[-1]] * (TRIES - 1 - len(WAITS))]
    assert len(receiver.heard) == TRIES
    numbers = {headers["x-demarche-delivery"] for headers, _ in receiver.heard}
    assert len(numbers) == 1  # the same message: a receiver can drop what it has got
    assert "given up after" in hook(site)["hook_state"]
    assert tell_all(site, seq, at + timedelta(days=400))
    assert len(receiver.heard) == TRIES


def test_once_back_it_is_told_everything_and_the_count_begins_anew(
    site: Any, receiver: Receiver
) -> None:
    site.people.save_search(0, "all", "", receiver.url, since=0)
    receiver.status = 500
    assert not tell_all(site, site.store.seq(), NOON)
    assert hook(site)["hook_tries"] == 1
    receiver.status = 200
    assert tell_all(site, site.store.seq(), NOON + timedelta(seconds=WAITS[0]))
    assert receiver.heard[0][1] == receiver.heard[1][1]
    row = hook(site)
    assert (row["hook_tries"], row["hook_next"], row["hook_since"]) == (0, "", site.store.seq())


def test_it_may_say_how_long_to_wait_and_that_it_wants_no_more(
    site: Any, receiver: Receiver
) -> None:
    site.people.save_search(0, "all", "", receiver.url, since=0)
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    assert not tell_all(site, site.store.seq(), NOON)
    assert hook(site)["hook_next"] == "2026-11-24T13:00:00Z"
    receiver.status = 410
    assert not tell_all(site, site.store.seq(), NOON + timedelta(hours=1))
    assert "wants no more" in hook(site)["hook_state"]
    assert tell_all(site, site.store.seq(), NOON + timedelta(days=9))
    assert len(receiver.heard) == 2


def test_one_that_is_away_does_not_keep_the_others_from_being_told(
    site: Any, receiver: Receiver
) -> None:
    site.people.save_search(0, "away", "", "http://127.0.0.1:9/", since=0)
    site.people.save_search(0, "here", "", receiver.url, since=0)
    assert not tell_all(site, site.store.seq(), NOON)
    assert len(receiver.heard) == 1
    states = {row["name"]: row["hook_state"] for row in site.people.searches(0)}
    assert "failed" in states["away"] and "delivered" in states["here"]


def test_the_page_says_how_it_went_and_can_try_again(
    site: Any, client: TestClient, receiver: Receiver
) -> None:
    site.people.save_search(0, "all", "", receiver.url, since=0)
    receiver.status = 404
    tell_all(site, site.store.seq(), NOON)
    page = client.get("/searches").text
    assert "HTTP 404" in page and "the next one after 2026-11-24T12:00:30Z" in page
    number = hook(site)["id"]
    form = {"form_token": token(page)}
    answer = client.post(f"/searches/{number}/hook", data=form)
    assert answer.status_code == 200 and "tried again" in answer.text
    receiver.status = 204
    assert tell_all(site, site.store.seq(), NOON)
    assert client.post("/searches/77/hook", data=form).status_code == 404


def test_tables_of_an_earlier_version_get_the_new_columns(tmp_path: Path) -> None:
    file = tmp_path / "old.people"
    engine = sa.create_engine(f"sqlite:///{file}")
    People(engine).save_search(0, "kept", "", "https://hook.example/", since=3)
    with sqlite3.connect(file) as old:
        for column in ("hook_tries", "hook_next"):
            old.execute(f"ALTER TABLE web_searches DROP COLUMN {column}")
    (row,) = People(engine).searches(0)
    assert (row["name"], row["hook_tries"], row["hook_next"]) == ("kept", 0, "")
