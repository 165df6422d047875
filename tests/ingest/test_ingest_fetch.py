"""Fetching from a real server on this machine: politely, bounded, never inside a network."""

from collections.abc import Iterator
from pathlib import Path

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.webserver import Answer, Site

from demarche.errors import FetchError
from demarche.ingest import Options, read_sources
from demarche.ingest.fetch import Fetcher
from demarche.ingest.guard import NotPublicError, is_public, public_addresses
from demarche.model import Document, Failure

ARTICLE = (
    "<!doctype html><html lang='en'><head><title>Envoy {n} recalled</title></head><body><article>"
    "<h1>Envoy {n} recalled</h1>"
    + "<p>The foreign ministry of Ruritania said on Monday that it had recalled its ambassador "
    "from the neighbouring capital, and that it expected an apology before the week was over.</p>"
    * 4
    + "</article></body></html>"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def fetcher(**settings: object) -> Fetcher:
    return Fetcher(**{"private": True, "delay": 0.0, "sleep": lambda _: None, **settings})  # type: ignore[arg-type]


def test_a_page_and_its_redirect(site: Site) -> None:
    site.pages["/old"] = (301, {"Location": "/new"}, b"")
    site.pages["/new"] = (200, {"ETag": '"1"', "Content-Type": "text/html"}, b"hello")
    page = fetcher().get(site.url + "/old")
    assert (page.data, page.url, page.etag) == (b"hello", site.url + "/new", '"1"')


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    def answer(headers: dict[str, str]) -> Answer:
        return (304, {}, b"") if headers.get("If-None-Match") == '"1"' else (200, {}, b"new")

    site.pages["/feed"] = answer
    assert fetcher().get(site.url + "/feed", etag='"1"').unchanged
    assert fetcher().get(site.url + "/feed", etag='"0"').data == b"new"


def test_robots_txt_is_respected(site: Site) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private\nCrawl-delay: 7")
    site.pages["/open"] = (200, {}, b"open")
    slept: list[float] = []
    web = fetcher(sleep=slept.append)
    with pytest.raises(FetchError, match=r"robots\.txt"):
        web.get(site.url + "/private/page")
    assert web.get(site.url + "/open").data == b"open"
    assert "/private/page" not in site.paths()
    assert web.get(site.url + "/open").data == b"open"
    assert max(slept) > 6


def test_a_robots_txt_that_fails_closes_the_host(site: Site) -> None:
    site.pages["/robots.txt"] = (503, {}, b"")
    with pytest.raises(FetchError, match=r"robots\.txt answers HTTP 503"):
        fetcher().get(site.url + "/open")


def test_one_host_is_asked_slowly(site: Site) -> None:
    site.pages["/a"] = (200, {}, b"a")
    slept: list[float] = []
    web = fetcher(delay=5.0, sleep=slept.append)
    for _ in range(3):
        web.get(site.url + "/a")
    assert site.paths() == ["/robots.txt", "/a", "/a", "/a"]
    assert [round(seconds / 5) for seconds in slept] == [1, 2, 3], "nobody slept: waits add up"


def test_a_busy_host_is_asked_again_when_it_says(site: Site) -> None:
    answers = iter([(503, {"Retry-After": "11"}, b""), (429, {}, b""), (200, {}, b"at last")])
    site.pages["/busy"] = lambda _: next(answers)
    slept: list[float] = []
    assert fetcher(sleep=slept.append).get(site.url + "/busy").data == b"at last"
    assert slept == [11.0, 4.0]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_a_dead_page_is_not_asked_twice(site: Site, status: int) -> None:
    site.pages["/dead"] = (status, {}, b"")
    with pytest.raises(FetchError, match=f"HTTP {status}"):
        fetcher().get(site.url + "/dead")
    assert site.paths().count("/dead") == 1


def test_a_page_that_never_ends_is_cut_off(site: Site) -> None:
    site.pages["/big"] = (200, {}, b"x" * 200_000)
    with pytest.raises(FetchError, match="larger than"):
        fetcher(max_bytes=100_000).get(site.url + "/big")


def test_redirects_that_never_end(site: Site) -> None:
    site.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(FetchError, match="redirects"):
        fetcher().get(site.url + "/loop")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x.example/",
        "http://",
        "http://u:p@x.example/",
        "http://x:99999/",
    ],
)
def test_what_is_no_public_web_address(url: str) -> None:
    with pytest.raises(FetchError):
        fetcher().get(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "255.255.255.255",
    ],
)  # fmt: skip
def test_addresses_that_a_server_never_fetches(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_any_address_is_judged(address: object) -> None:
    assert isinstance(is_public(str(address)), bool)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]"])
def test_loopback_by_any_name(host: str) -> None:
    with pytest.raises((NotPublicError, httpcore.ConnectError)):
        public_addresses(host.strip("[]"), 80)


def test_a_public_fetcher_refuses_this_machine_and_never_connects(site: Site) -> None:
    site.pages["/secret"] = (200, {}, b"secret")
    with pytest.raises(FetchError, match="not on the public internet"):
        Fetcher(delay=0.0).get(site.url + "/secret")
    assert site.asked == []


def test_a_redirect_into_the_network_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host passes for a public one; the place that it redirects to does not."""
    from demarche.ingest import guard

    site.pages["/go"] = (302, {"Location": f"http://localhost:{site.server.server_port}/in"}, b"")
    monkeypatch.setattr(
        guard, "public_addresses",
        lambda host, port: [host] if host == "127.0.0.1" else public_addresses(host, port),
    )  # fmt: skip
    with pytest.raises(FetchError, match="not on the public internet"):
        Fetcher(delay=0.0).get(site.url + "/go")
    assert "/in" not in site.paths()


def test_a_feed_is_followed_to_its_articles(site: Site) -> None:
    items = "".join(f"<item><link>{site.url}/{n}</link></item>" for n in (1, 2, 1, 3))
    site.pages["/feed"] = (200, {}, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    for n in (1, 2):
        site.pages[f"/{n}"] = (200, {"Content-Type": "text/html"}, ARTICLE.format(n=n).encode())
    found = list(read_sources([site.url + "/feed"], Options(fetcher=fetcher())))
    assert [d.headline for d in found if isinstance(d, Document)] == [
        "Envoy 1 recalled", "Envoy 2 recalled",
    ]  # fmt: skip
    (dead,) = (f for f in found if isinstance(f, Failure))
    assert (dead.source, dead.code) == (site.url + "/3", "D110")


def test_a_sitemap_of_sitemaps_and_a_table_on_the_web(site: Site, tmp_path: Path) -> None:
    index = f"<sitemapindex><sitemap><loc>{site.url}/s.xml</loc></sitemap></sitemapindex>"
    inner = f"<urlset><url><loc>{site.url}/1</loc></url></urlset>"
    site.pages["/index.xml"] = (200, {}, index.encode())
    site.pages["/s.xml"] = (200, {}, inner.encode())
    site.pages["/1"] = (200, {"Content-Type": "text/html"}, ARTICLE.format(n=1).encode())
    site.pages["/t.csv"] = (200, {}, f"url,title\n{site.url}/1,Envoy\n".encode())
    listed = tmp_path / "addresses.txt"
    listed.write_text(f"# ours\n{site.url}/1\n{site.url}/1\n")
    for source in (site.url + "/index.xml", site.url + "/t.csv", str(listed)):
        (document,) = read_sources([source], Options(fetcher=fetcher()))
        assert isinstance(document, Document), document
        assert document.url == site.url + "/1"
