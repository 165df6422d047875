"""Claims put together and parted by hand: on the pages, over the API, undone under Corrections."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from demarche.client import ServerError, connect

from .webhelp import log_in, token


def two_claims(store: Any) -> tuple[Any, Any]:
    """Two claims of several events each."""
    rows = store.claims(order="positions", limit=20).items
    one, other = [row.record for row in rows if len(row.record.events) > 1][:2]
    return one, other


def store_of(client: TestClient) -> Any:
    return client.app.state.site.store  # type: ignore[attr-defined]


def test_merged_on_the_page_and_undone(client: TestClient) -> None:
    store = store_of(client)
    one, other = two_claims(store)
    page = client.get(f"/claims/{one.id}/group").text
    fields = {"form_token": token(page), "named": f"http://testserver/claims/{other.id}?x=1",
              "verdict": "same", "reason": "one thing"}  # fmt: skip
    answer = client.post(f"/claims/{one.id}/merge", data=fields)
    assert answer.status_code == 200 and "one claim now" in answer.text
    merged = store.claim(one.id).record
    assert {*merged.events} == {*one.events, *other.events}
    assert store.claim(other.id).record.id == merged.id  # the other address leads here
    assert client.get(f"/claims/{other.id}").status_code == 200
    listed = client.get("/corrections").text
    assert "one thing" in listed and f"/claims/{merged.id}" in listed
    made = store.corrections(newest=True).items[0]
    client.post(f"/corrections/{made.id}/undo", data={"form_token": token(listed)})
    assert {*store.claim(one.id).record.events} == {*one.events}
    assert "same pair" in client.get("/audit").text


def test_a_similar_claim_can_be_chosen_and_kept_apart(client: TestClient) -> None:
    store = store_of(client)
    rows = store.claims(limit=100).items
    found = next(
        (row.record, like) for row in rows
        if (like := client.get(f"/api/claims/{row.record.id}/similar").json()["items"])
    )  # fmt: skip
    claim, like = found
    kinds = {kind for row in like for kind in row["record"]["about"]["types"]}
    assert claim.id not in [row["record"]["id"] for row in like]
    assert kinds & set(claim.about.types)
    page = client.get(f"/claims/{claim.id}/group").text
    other = like[0]["record"]["id"]
    assert f'value="{other}"' in page
    fields = {"form_token": token(page), "other": other, "verdict": "different", "reason": "two"}
    assert "kept apart" in client.post(f"/claims/{claim.id}/merge", data=fields).text
    assert store.corrections(newest=True).items[0].action == "different"


def test_split_on_the_page_leads_to_the_new_claim(client: TestClient) -> None:
    store = store_of(client)
    one, _ = two_claims(store)
    page = client.get(f"/claims/{one.id}/group").text
    assert all(f'value="{event}"' in page for event in one.events)
    moved = one.events[-1]
    fields = {"form_token": token(page), "event": [moved], "reason": "another matter"}
    answer = client.post(f"/claims/{one.id}/split", data=fields, follow_redirects=False)
    where = answer.headers["location"]
    new = store.event(moved).claim
    assert new != one.id and new in where
    assert moved not in store.claim(one.id).record.events
    assert client.get(where).status_code == 200


def test_an_event_has_an_address(client: TestClient) -> None:
    one, _ = two_claims(store_of(client))
    answer = client.get(f"/events/{one.events[0]}", follow_redirects=False)
    assert answer.headers["location"].endswith(f"#e-{one.events[0]}")
    assert client.get("/events/evt-none").status_code == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"named": "nothing of ours"}, "is no claim"),
        ({"named": "clm-0000"}, "no claim or event"),
        ({"named": "SELF"}, "are one"),
        ({"named": "OTHER", "verdict": "perhaps"}, "is no verdict"),
    ],
)
def test_what_cannot_be_judged_is_said(
    client: TestClient, fields: dict[str, str], says: str
) -> None:
    one, other = two_claims(store_of(client))
    page = client.get(f"/claims/{one.id}/group").text
    named = {"SELF": one.id, "OTHER": other.id}
    fields = {**fields, "named": named.get(fields["named"], fields["named"])}
    answer = client.post(
        f"/claims/{one.id}/merge", data={"form_token": token(page), "reason": "x", **fields}
    )
    assert answer.status_code == 400 and says in answer.text
    for events in ([], list(one.events), ["evt-none"]):
        answer = client.post(
            f"/claims/{one.id}/split",
            data={"form_token": token(page), "reason": "x", "event": events},
        )
        assert answer.status_code == 400


def test_readers_may_not(team: TestClient) -> None:
    one, other = two_claims(store_of(team))
    log_in(team, "Cleo")
    assert team.get(f"/claims/{one.id}/group").status_code == 403
    assert "Merge or split" not in team.get(f"/claims/{one.id}").text
    body = {"other": other.id, "reason": "x"}
    assert team.post(f"/api/claims/{one.id}/merge", json=body).status_code == 403


def test_over_the_api_and_with_the_library(written: Any, tmp_path: Any) -> None:
    from .conftest import Served, make_site

    server = Served(make_site(written, tmp_path))
    try:
        store = server.app.state.site.store
        one, other = two_claims(store)
        with connect(server.url) as remote:
            made = remote.merge(one.id, other.id, reason="one thing")
            assert (made.kind, made.action, made.by) == ("pair", "same", "you")
            assert {*store.claim(one.id).record.events} == {*one.events, *other.events}
            remote.undo(made.id, reason="two after all")
            parts = remote.split(one.id, one.events[-1:], reason="another matter")
            assert [part.action for part in parts] == ["different"]
            assert remote.event(one.events[-1]).claim != one.id
            assert isinstance(remote.similar(one.id), list)
            with pytest.raises(ServerError, match="nothing to part"):
                remote.split(one.id, [], reason="x")
            saved = remote.save_search("mine", status="disputed", hook="https://hook.example/")
            assert [row["name"] for row in remote.searches()] == ["mine"]
            remote.retry_hook(saved["id"])
            remote.drop_search(saved["id"])
            assert remote.searches() == []
            with pytest.raises(ServerError, match="W404"):
                remote.drop_search(saved["id"])
    finally:
        server.stop()
