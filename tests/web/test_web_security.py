"""What keeps a ledger safe: headers, forms, addresses, uploads, spreadsheets."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from demarche.ledger import open_ledger
from demarche.model import Document
from demarche.web.pages.add import safe_name
from demarche.web.pages.exports import csv_lines, safe_cell
from demarche.web.pages.people import _inside
from demarche.web.security import POLICY
from demarche.web.settings import ServeError, check_address, is_loopback

from .conftest import make_site
from .webhelp import first_article, first_claim, token

PAGES = [
    "/", "/claims", "/articles", "/actors", "/actors/RUS", "/dyads/PRK/RUS", "/network", "/map",
    "/timeline", "/events", "/search?q=troops", "/searches", "/add", "/failures", "/corrections",
    "/people/me", "/people", "/audit", "/help", "/api", "/nothing",
]  # fmt: skip


class _Inline(HTMLParser):
    """Collects what a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"{tag} {name}")
            if (value or "").lower().strip().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    sources = {word for rule in POLICY.split("; ") for word in rule.split()[1:]}
    assert sources <= {"'none'", "'self'", "'script'"}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_headers_and_no_inline_script_or_style(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    seen = _Inline()
    seen.feed(answer.text)
    assert seen.found == []


def test_refusals_have_the_headers_too(client: TestClient) -> None:
    for answer in (
        client.get("/", headers={"host": "evil.example"}),
        client.post("/add", data={"form_token": "x"}),
    ):
        assert answer.status_code in (400, 403)
        assert answer.headers["content-security-policy"] == POLICY


def test_article_html_never_reaches_a_page_unescaped(written: Path, tmp_path: Path) -> None:
    app = make_site(written, tmp_path)
    evil = '<script>alert(1)</script> <img src=x onerror=alert(2)> "><svg/onload=alert(3)>'
    from demarche.ingest.text import make_document
    from demarche.pipeline import code_documents

    text = (
        f"Seoul said on Monday that Pyongyang had sent troops to Russia. {evil} Moscow denied it."
    )
    document = make_document(
        text, published="2024-10-21", headline=evil, publisher=evil, url="javascript:alert(4)"
    )
    assert isinstance(document, Document)
    app.state.site.store.add(list(code_documents([document])))
    with TestClient(app) as client:
        claims = [r["record"]["id"] for r in client.get("/api/claims?limit=100").json()["items"]]
        paths = ["/", "/articles", f"/articles/{document.id}", "/search?q=Pyongyang", "/events"]
        for path in [*paths, *(f"/claims/{c}" for c in claims), f"/search?q={evil}"]:
            seen = _Inline()
            page = client.get(path).text
            seen.feed(page)
            assert seen.found == [], path
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    "path",
    ["/add", "/corrections", "/searches", "/people", "/people/me/tokens", "/theme", "/log-out"],
)
def test_a_form_without_our_token_is_refused(client: TestClient, path: str) -> None:
    assert client.post(path, data={"way": "examples"}).status_code == 403
    form = token(client.get("/add").text)
    elsewhere = {"origin": "https://evil.example"}
    assert client.post(path, data={"form_token": form}, headers=elsewhere).status_code == 403
    cross = {"sec-fetch-site": "cross-site"}
    assert client.post(path, data={"form_token": form}, headers=cross).status_code == 403


def test_another_browsers_token_is_refused(client: TestClient, written: Path) -> None:
    form = token(client.get("/add").text)
    client.cookies.clear()
    assert client.post("/theme", data={"form_token": form, "theme": "dark"}).status_code == 403


def test_the_api_takes_no_forms_and_nothing_from_other_sites(client: TestClient) -> None:
    assert client.post("/api/articles", data={"text": "x"}).status_code == 400
    body = {"text": "Seoul said so."}
    answer = client.post("/api/articles", json=body, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 400


def test_names_of_other_hosts_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "attacker.example"}).status_code == 400
    assert client.get("/", headers={"host": "127.0.0.1:8420"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("ledger.example", False)],
)  # fmt: skip
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_it_refuses_other_addresses_without_accounts_or_in_the_clear() -> None:
    assert check_address("127.0.0.1", accounts=0, https=False) is True
    assert check_address("127.0.0.1", accounts=1, https=False) is False
    with pytest.raises(ServeError, match="nobody has an account"):
        check_address("0.0.0.0", accounts=0, https=True)
    with pytest.raises(ServeError, match="in the clear"):
        check_address("0.0.0.0", accounts=2, https=False)
    assert check_address("0.0.0.0", accounts=2, https=True) is False


def test_a_body_that_is_too_large_is_refused(written: Path, tmp_path: Path) -> None:
    with TestClient(make_site(written, tmp_path, max_upload=2000)) as client:
        form = token(client.get("/add").text)
        fields = {"form_token": form, "way": "text", "text": "word " * 1000}
        assert client.post("/add", data=fields).status_code == 413

        def stream() -> Any:
            for _ in range(100):
                yield b"x" * 100

        kind = {"content-type": "application/x-www-form-urlencoded"}
        assert client.post("/add", content=stream(), headers=kind).status_code == 413


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://localhost:1/", "http://[::1]/", "http://169.254.169.254/latest",
     "http://10.0.0.1/", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/"],
)  # fmt: skip
def test_addresses_inside_the_network_are_not_fetched(address: str) -> None:
    from demarche.ingest.sources import Options, read_sources
    from demarche.model import Failure
    from demarche.web.hooks import deliver

    (found,) = read_sources([address], Options(private=False))
    assert isinstance(found, Failure)
    assert "public" in found.message
    assert "public" in deliver(address, b"{}", "secret").problem


def test_only_web_addresses_are_taken(client: TestClient) -> None:
    form = token(client.get("/add").text)
    for address in ("file:///etc/passwd", "s3://bucket/key", "/etc/passwd", "ftp://x.example/"):
        fields = {"form_token": form, "way": "address", "address": address}
        assert client.post("/add", data=fields).status_code == 400


@given(st.text(max_size=30))
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    assert not str(safe_cell(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_csv_quotes_what_it_must_and_keeps_numbers() -> None:
    lines = list(csv_lines([["a", '=HYPERLINK("x")', -5, 'say "hi", he said']]))
    assert lines == ["\ufeff", 'a,"\'=HYPERLINK(""x"")",-5,"say ""hi"", he said"\r\n']


@given(st.text(max_size=80))
def test_names_of_uploads_stay_in_their_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe and "/" not in safe and "\\" not in safe and not safe.startswith(".")


@pytest.mark.parametrize(
    ("address", "inside"),
    [("/claims?x=1#q", "/claims?x=1#q"), ("//evil.example", "/"), ("https://evil.example", "/"),
     ("/\\evil.example", "/"), ("/a\nb", "/"), ("", "/")],
)  # fmt: skip
def test_after_a_form_one_stays_on_this_site(address: str, inside: str) -> None:
    assert _inside(address) == inside


def test_assets_may_be_kept_and_pages_may_not(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["cache-control"] == "private, no-cache"
    sheet = re.search(r'href="(/assets/demarche\.css\?\w+)"', page.text)
    assert sheet
    assert "immutable" in client.get(sheet[1]).headers["cache-control"]


def test_an_id_that_is_none_is_not_found(client: TestClient) -> None:
    for path in ("/claims/x", "/articles/x", "/actors/x", "/dyads/a/b", "/add/9", "/feeds/x.rss"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "Traceback" not in answer.text


def test_the_file_of_people_is_private(client: TestClient, tmp_path: Path) -> None:
    first_claim(client), first_article(client)
    assert (tmp_path / "ledger.db.people").stat().st_mode & 0o077 == 0
    with open_ledger(str(tmp_path / "ledger.db")) as store:
        assert store.status().documents == 12
