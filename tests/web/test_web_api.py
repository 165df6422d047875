"""The JSON API as its description says, and the library pointed at it."""

import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from demarche import decode, model
from demarche.client import ServerError, connect
from demarche.ledger import Query

from .webhelp import first_article, first_claim


def test_the_description_is_valid_openapi(client: TestClient) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    description = client.get("/api/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    validator.validate(description)


def test_all_that_is_described_answers(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    event = client.get("/api/events").json()["items"][0]["record"]
    ids = {
        "/api/claims/{id}": first_claim(client), "/api/claims/{id}/history": first_claim(client),
        "/api/claims/{id}/similar": first_claim(client), "/api/events/{id}": event["id"],
        "/api/articles/{id}": first_article(client),
        "/api/statements/{id}": client.get("/api/statements").json()["items"][0]["record"]["id"],
        "/api/actors/{id}": client.get("/api/actors").json()["items"][0]["record"]["id"],
    }  # fmt: skip
    for path, methods in description["paths"].items():
        if "get" not in methods or path == "/api/jobs/{id}":
            continue
        words = {"words": "troops"} if path == "/api/search" else {}
        answer = client.get(path.replace("{id}", ids.get(path, "")), params=words)
        assert answer.status_code == 200, (path, answer.text[:200])
        schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        _check(answer.json(), schema, description, path)
    assert client.get("/api").status_code == 200


def _check(value: Any, schema: dict[str, Any], description: dict[str, Any], path: str) -> None:
    import jsonschema

    whole = {**schema, "components": description["components"]}
    try:
        jsonschema.validate(value, whole, cls=jsonschema.Draft202012Validator)
    except jsonschema.ValidationError as error:
        raise AssertionError(f"{path}: {error.message} at {list(error.absolute_path)}") from None


@pytest.mark.parametrize("kind", ["claims", "events", "statements", "articles"])
def test_pages_follow_each_other_without_gap_or_repeat(client: TestClient, kind: str) -> None:
    every = client.get(f"/api/{kind}", params={"limit": 500, "total": 1}).json()
    assert every["total"] == len(every["items"])
    found, after = [], None
    while True:
        page = client.get(
            f"/api/{kind}", params={"limit": 7, **({"after": after} if after else {})}
        )
        found += [item["record"]["id"] for item in page.json()["items"]]
        after = page.json()["next"]
        if after is None:
            break
    assert found == [item["record"]["id"] for item in every["items"]]


def test_filters_are_those_of_the_store(client: TestClient) -> None:
    disputed = client.get("/api/claims", params={"status": "disputed"}).json()["items"]
    assert disputed and all(item["record"]["status"] == "disputed" for item in disputed)
    types = client.get("/api/events?type=ACCUSE&type=REJECT&limit=500").json()["items"]
    assert {item["record"]["type"] for item in types} == {"ACCUSE", "REJECT"}
    wrong = client.get("/api/claims?colour=red")
    assert wrong.status_code == 400
    assert "colour" in wrong.json()["error"]["message"]


def test_an_etag_spares_the_answer_until_the_ledger_changes(client: TestClient) -> None:
    first = client.get("/api/claims?limit=3")
    etag = {"if-none-match": first.headers["etag"]}
    again = client.get("/api/claims?limit=3", headers=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/claims?limit=4", headers=etag).status_code == 200
    event = client.get("/api/events").json()["items"][0]["record"]["id"]
    body = {"kind": "event", "target": event, "action": "accept", "reason": "read it"}
    assert client.post("/api/corrections", json=body).status_code == 201
    assert client.get("/api/claims?limit=3", headers=etag).status_code == 200


def test_calls_are_limited(client: TestClient) -> None:
    site = client.app.state.site  # type: ignore[attr-defined]
    site.calls.burst, site.calls.seconds = 3, 60
    answers = [client.get("/api/status") for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert answers[0].headers["ratelimit-remaining"] == "2"
    assert int(answers[4].headers["retry-after"]) > 0


def test_an_article_is_the_models_own_record(client: TestClient) -> None:
    article = decode(client.get(f"/api/articles/{first_article(client)}").content, model.Coded)
    assert article.statements


def test_a_correction_is_made_and_undone(client: TestClient) -> None:
    event = client.get("/api/events").json()["items"][0]["record"]["id"]
    body = {"kind": "event", "target": event, "action": "reject", "reason": "no event"}
    made = client.post("/api/corrections", json=body).json()
    assert event not in [
        item["record"]["id"] for item in client.get("/api/events?limit=500").json()["items"]
    ]
    undone = client.post("/api/corrections", json={"undo": made["id"], "reason": "it is one"})
    assert undone.status_code == 201
    assert client.get(f"/api/events/{event}").json()["state"] in ("", "unreviewed")


def test_the_library_at_a_url_answers_as_the_store_does(served: Any) -> None:
    store = served.app.state.site.store
    query = Query(party=("PRK",), since="2024-10-01")
    with connect(served.url) as remote:
        for kind in ("events", "statements", "claims", "documents"):
            asked = query if kind in ("events", "claims") else Query()
            there = [row.record for row in remote.all(kind, asked)]
            assert there == [row.record for row in getattr(store, kind)(asked, limit=500).items]
            assert remote.total(kind, asked) == len(there)
        assert remote.counts(query, by="type") == store.counts(query, by="type")
        claim = store.claims(limit=1).items[0]
        assert remote.claim(claim.record.id) == claim
        assert remote.claim("clm-none") is None
        assert remote.coded(claim.record.positions[0].document) is not None
        assert remote.actors("putin").items == store.actors("putin").items
        assert remote.search("troops").items == store.search("troops").items
        assert remote.changes(limit=3) == store.changes(limit=3)
        assert remote.claim_history(claim.record.id)
        assert remote.failures().items == []
        assert remote.status().documents == store.status().documents
        with pytest.raises(ServerError, match="D5"):
            remote.events(Query(dyad=("nonsense",)))


def test_the_library_adds_a_text(served: Any) -> None:
    with connect(served.url) as remote:
        job = remote.add(
            "Paris said on Monday that Algiers had expelled twelve diplomats. Algiers denied it.",
            published="2024-11-04", headline="A quarrel over diplomats",
        )  # fmt: skip
        for _ in range(240):
            job = remote.job(job["id"])
            if job["state"] in ("done", "failed"):
                break
            time.sleep(0.25)
        assert (job["state"], job["new"], job["failed"]) == ("done", 1, 0)
        assert "A quarrel over diplomats" in [
            row.record.headline for row in remote.documents().items
        ]


def test_the_library_says_what_is_wrong(served: Any) -> None:
    with pytest.raises(ServerError, match="cannot be reached"):
        connect("http://127.0.0.1:9")
    with pytest.raises(ServerError, match="W401"):
        connect(served.url, token="dmr_wrong")
