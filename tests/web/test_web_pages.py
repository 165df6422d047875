"""What the pages are made of: filters, charts, feeds, webhooks, files, the map's projection."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from demarche.web.charts.network import Edge, layout
from demarche.web.charts.periods import dense, spans
from demarche.web.charts.scales import date_ticks, parse_day, ticks
from demarche.web.charts.world import _facts, project
from demarche.web.filters import Filters
from demarche.web.site import date_words

from .webhelp import first_article, first_claim, token


@given(st.dictionaries(st.sampled_from(sorted(Filters().__dataclass_fields__)), st.text()))
def test_filters_of_any_address_are_valid_and_stay_the_same(params: dict[str, str]) -> None:
    found = Filters.of(params)
    for kind in ("claims", "events", "statements", "documents"):
        found.query(kind)
    assert Filters.of(found.chosen()) == found


def test_filters_make_the_address() -> None:
    filters = Filters.of({"status": "disputed", "actor": "RUS", "quad": "9", "since": "yesterday"})
    assert filters.address() == "?actor=RUS&status=disputed"
    assert filters.address(status="") == "?actor=RUS"
    assert Filters().address() == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [("2024-10-21", "21 October 2024"), ("2024-10", "October 2024"), ("2024", "2024"),
     ("2024-10-21T13:40:09Z", "21 October 2024, 13:40"), (None, ""), ("2024-W43", "2024-W43")],
)  # fmt: skip
def test_dates_in_words(value: str | None, words: str) -> None:
    assert date_words(value) == words


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_ticks_are_in_order_and_hold_the_range(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    found = ticks(low, high)
    assert found == sorted(found)
    assert found[0] <= low and (found[-1] >= high or len(found) == 1)
    assert len(found) <= 12


@given(st.dates(), st.dates())
def test_date_ticks_are_few_and_inside(a: Any, b: Any) -> None:
    first, last = min(a, b), max(a, b)
    found = date_ticks(first, last)
    assert len(found) <= 36
    assert all(first.replace(day=1) <= day <= last for day, _ in found)


def test_days_months_and_years_as_days() -> None:
    assert str(parse_day("2024-02", last=True)) == "2024-02-29"
    assert str(parse_day("2024", last=True)) == "2024-12-31"
    assert str(parse_day("2024-02")) == "2024-02-01"


def test_the_map_places_a_point_where_d3_does() -> None:
    for (longitude, latitude), place in _facts()["check"]:
        assert project(longitude, latitude) == pytest.approx(place, abs=1e-6)


def test_a_network_is_laid_out_the_same_each_time_and_inside_its_frame() -> None:
    edges = [Edge(f"A{i}", f"A{(i * 7) % 20}", (1, 0, i, 0)) for i in range(20)]
    at = layout(edges)
    assert at == layout(list(reversed(edges)))
    assert len(set(at.values())) == len(at)
    assert all(0 < x < 1000 and 0 < y < 540 for x, y in at.values())
    assert layout([]) == {}


def test_spans_count_quad_classes_and_leave_far_events_out() -> None:
    found = spans([("1990", "AID", 1), ("2024", "ACCUSE", 60), ("2025", "ASSAULT", 40)])
    assert [s.quads for s in found] == [(0, 1, 0, 0), (0, 0, 60, 0), (0, 0, 0, 40)]
    assert found[2].score == -9.5
    assert [s.period for s in dense(found)] == ["2024", "2025"]


def test_a_dossier_has_everybody_once_a_row_and_all_quotes(client: TestClient) -> None:
    claim = client.get(f"/api/claims/{first_claim(client)}").json()["record"]
    page = client.get(f"/claims/{claim['id']}").text
    for position in claim["positions"]:
        assert position["date"] is None or position["date"][:4] in page
    assert page.count('class="quote"') == len(claim["positions"])
    assert page.count('scope="row"') >= len({p["party"]["actor"] for p in claim["positions"]})


def test_a_dossier_as_pdf_is_the_same_each_time(client: TestClient) -> None:
    address = f"/claims/{first_claim(client)}.pdf"
    first, second = client.get(address), client.get(address)
    assert first.headers["content-type"] == "application/pdf"
    assert first.content.startswith(b"%PDF")
    assert first.content == second.content


def test_csv_has_every_row(client: TestClient) -> None:
    for kind in ("claims", "events"):
        total = client.get(f"/api/{kind}?limit=1&total=1").json()["total"]
        text = client.get(f"/{kind}.csv").content.decode("utf-8-sig")
        assert text.count("\r\n") == total + 1
        few = client.get(f"/{kind}.csv?actor=IND").content.decode("utf-8-sig")
        assert 1 < few.count("\r\n") < total


def test_a_saved_search_has_an_atom_and_an_rss_feed(client: TestClient) -> None:
    form = token(client.get("/searches").text)
    fields = {"form_token": form, "name": "Disputes & <more>", "status": "disputed"}
    page = client.post("/searches", data=fields).text
    key = page.split("/feeds/")[1].split(".")[0]
    client.cookies.clear()
    atom = client.get(f"/feeds/{key}.atom")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(atom.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = root.findall("a:entry", space)
    disputed = client.get("/api/claims?status=disputed&total=1").json()["total"]
    assert len(entries) == disputed > 0
    for tag in ("id", "title", "updated", "link", "summary"):
        assert entries[0].find(f"a:{tag}", space) is not None
    rss = ElementTree.fromstring(client.get(f"/feeds/{key}.rss").content)
    assert len(rss.findall("channel/item")) == disputed
    etag = {"if-none-match": atom.headers["etag"]}
    assert client.get(f"/feeds/{key}.atom", headers=etag).status_code == 304


def test_the_reader_shows_every_word_of_the_article(client: TestClient) -> None:
    import html
    import re

    ident = first_article(client)
    document = client.get(f"/api/articles/{ident}").json()["document"]
    page = client.get(f"/articles/{ident}").text
    shown = page.split('<div class="text"')[1].split('<p class="legend">')[0]
    words = html.unescape(re.sub(r"<[^>]+>", "", shown.split(">", 1)[1]))
    body = "".join(
        document["text"][s["start"] : s["end"]]
        for s in document["sections"]
        if s["kind"] != "headline"
    )
    assert "".join(words.split()) == "".join(body.split())


def test_nested_sources_are_nested(client: TestClient) -> None:
    rows = client.get("/api/statements?limit=500").json()["items"]
    inner = next(r["record"] for r in rows if r["record"]["parent"])
    page = client.get(f"/articles/{inner['document']}").text
    outer = page.index(f'id="s-{inner["parent"]}"')
    assert outer < page.index(f'id="s-{inner["id"]}"')
    between = page[outer : page.index(f'id="s-{inner["id"]}"')]
    assert between.count("<ul>") > between.count("</ul>")


def test_suggestions(client: TestClient) -> None:
    assert client.get("/suggest?q=p").json() == []
    found = client.get("/suggest?q=puti").json()
    assert found[0]["href"].startswith("/actors/")
    assert {"label", "note", "value", "href"} == set(found[0])
