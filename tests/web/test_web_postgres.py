"""The application on PostgreSQL: every page, what people change, and where their accounts lie."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from demarche.ledger import Store, open_ledger
from demarche.web.app import create_app
from demarche.web.settings import Settings

from .webhelp import first_article, first_claim, log_in, token

PAGES = [
    "/", "/?actor=RUS&period=all", "/claims", "/claims?status=disputed&since=2024-10",
    "/claims?q=troops", "/claims?order=changed&type=AID", "/claims?order=positions",
    "/articles", "/articles?q=soldiers", "/actors", "/actors?q=putin", "/actors/RUS",
    "/actors/RUS?since=2024-10-10&until=2024-11", "/actors/person.vladimir-putin",
    "/dyads/PRK/RUS", "/network", "/network?sure=certain", "/network?context=military", "/map",
    "/map?actor=PRK", "/map?view=east-asia&shade=0", "/timeline",
    "/timeline?since=2024-10-18&until=2024-10-19", "/timeline?status=disputed",
    "/timeline?q=troops", "/events", "/events?q=troops",
    "/events?status=disputed&sure=probable", "/events.csv", "/claims.csv", "/search?q=troops",
    "/search?q=%22north+korean%22+-kursk", "/search", "/suggest?q=puti", "/searches", "/add",
    "/failures", "/corrections", "/people/me", "/people", "/audit", "/help", "/api",
    "/api/status", "/api/counts?by=dyad&types=1", "/api/counts?party=RUS&by=spot",
    "/api/counts?period=hour&since=2024-10-18&until=2024-10-18", "/api/changes",
    "/api/failures",
]  # fmt: skip


def copied(written: Path, address: str) -> str:
    """The address of a database that holds the examples, as the SQLite file has them."""
    with open_ledger(str(written)) as file, open_ledger(address) as database:
        rows = sorted(file.documents(limit=100).items, key=lambda row: row.n)
        articles = [file.coded(row.record.id) for row in rows]
        assert database.add([a for a in articles if a is not None]).new == 12
    return address


@pytest.fixture(scope="module")
def filled(written: Path, new_postgres: Callable[[], str]) -> str:
    """A database of the examples that the tests of this module share and correct."""
    return copied(written, new_postgres())


@pytest.fixture(scope="module")
def pg(filled: str) -> Iterator[TestClient]:
    """A browser without script, the single user's."""
    with TestClient(create_app(Settings(ledger=filled, hosts=("testserver",)))) as client:
        yield client


def store_of(client: TestClient) -> Store:
    store: Store = client.app.state.site.store  # type: ignore[attr-defined]
    return store


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_shown(pg: TestClient, path: str) -> None:
    answer = pg.get(path)
    assert answer.status_code == 200, answer.text[:400]


def test_the_pages_say_what_they_say_on_sqlite(
    written: Path, new_postgres: Callable[[], str], client: TestClient
) -> None:
    settings = Settings(ledger=copied(written, new_postgres()), hosts=("testserver",))
    with TestClient(create_app(settings)) as pg:  # nobody has corrected anything there
        _same_pages(pg, client)


def _same_pages(pg: TestClient, client: TestClient) -> None:
    for path in ("/network", "/map", "/timeline", "/actors/RUS", "/dyads/PRK/RUS", "/claims"):
        here, there = (
            c.get(path).text.partition("<main")[2].partition("</main>")[0] for c in (pg, client)
        )
        assert here == there, path
    claim = first_claim(pg)
    assert "Every statement, in its words" in pg.get(f"/claims/{claim}").text
    assert pg.get(f"/claims/{claim}.pdf").content.startswith(b"%PDF")
    assert "Sources within sources" in pg.get(f"/articles/{first_article(pg)}").text


def test_what_changed_since_one_looked(pg: TestClient) -> None:
    claim = first_claim(pg, status="disputed")
    pg.get(f"/claims/{claim}")
    assert "Nothing has changed" in pg.get(f"/claims/{claim}").text


def test_corrections_merges_and_their_undoing(pg: TestClient) -> None:
    store = store_of(pg)
    one, other = (row.record for row in store.claims(order="positions", limit=2).items)
    page = pg.get(f"/claims/{one.id}/group").text
    fields = {"form_token": token(page), "named": other.id, "verdict": "same", "reason": "one"}
    assert "one claim now" in pg.post(f"/claims/{one.id}/merge", data=fields).text
    listed = pg.get("/corrections").text
    made = store.corrections(newest=True).items[0]
    pg.post(f"/corrections/{made.id}/undo", data={"form_token": token(listed)})
    found = store.claim(one.id, links=False)
    assert found is not None and found.record.events == one.events
    event = one.events[0]
    body = {"kind": "event", "target": event, "action": "reject", "reason": "no event"}
    made_id = pg.post("/api/corrections", json=body).json()["id"]
    assert pg.get("/api/events?state=rejected").json()["items"][0]["record"]["id"] == event
    assert pg.post("/api/corrections", json={"undo": made_id}).status_code == 201
    assert "undo" in pg.get("/audit").text


def test_a_text_is_added_while_pages_are_read(pg: TestClient) -> None:
    import time

    body = {"text": "Lima said on Tuesday that Quito had closed the border. Quito denied it.",
            "headline": "A closed border", "published": "2024-11-06"}  # fmt: skip
    job = pg.post("/api/articles", json=body).json()
    for _ in range(360):
        assert pg.get("/").status_code == 200
        state = pg.get(f"/api/jobs/{job['id']}").json()
        if state["state"] in ("done", "failed"):
            break
        time.sleep(0.25)
    assert (state["state"], state["new"]) == ("done", 1), state


def test_saved_searches_feeds_and_webhooks(pg: TestClient) -> None:
    from demarche.web.hooks import tell_all

    body = {"name": "disputes", "status": "disputed", "hook": "http://127.0.0.1:9/"}
    saved = pg.post("/api/searches", json=body).json()
    assert pg.get(saved["atom"]).status_code == 200
    site = pg.app.state.site  # type: ignore[attr-defined]
    with site.people.engine.begin() as connection:
        connection.execute(sa.text("UPDATE web_searches SET hook_since = 0"))
    assert not tell_all(site, site.store.seq())
    row = pg.get("/api/searches").json()["items"][0]
    assert row["hook_tries"] == 1 and row["hook_next"]
    assert pg.request("DELETE", f"/api/searches/{saved['id']}").status_code == 200


def test_accounts_lie_in_the_database(filled: str) -> None:
    settings = Settings(ledger=filled, single=False, https=True, hosts=("testserver",))
    app = create_app(dataclasses.replace(settings))
    people: Any = app.state.site.people
    people.add("Ada", "correct horse battery", "admin")
    with TestClient(app, base_url="https://testserver") as client:
        assert client.get("/claims", follow_redirects=False).status_code == 303
        assert log_in(client, "Ada").status_code == 303
        assert "Ada" in client.get("/people").text
        secret = people.add_token(people.all()[0].id, "script")
        bearer = {"authorization": f"Bearer {secret}"}
        assert client.get("/api/claims", headers=bearer).status_code == 200
        assert "log-in" in client.get("/audit").text
        names = sa.inspect(app.state.site.store.engine).get_table_names()
        assert {"web_people", "web_audit", "web_searches", "events"} <= set(names)
