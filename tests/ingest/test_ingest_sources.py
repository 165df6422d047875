"""Whatever a source is, its articles come out in order, and what cannot be read says why."""

import csv
import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demarche.errors import InputError
from demarche.ingest import Options, read_sources
from demarche.ingest.addresses import gdelt_links, looks_like_xml_list, xml_links
from demarche.ingest.opening import expand, input_of
from demarche.ingest.sources import MAX_BYTES
from demarche.model import Document, Failure

TEXT = (
    "The foreign ministry of Ruritania said on Monday that it had recalled its ambassador from "
    "Strelsau. A spokesman for the neighbours denied that any envoy had been threatened."
)
GERMAN = (
    "Das Auswärtige Amt teilte am Montag mit, dass der Botschafter einbestellt worden sei. Die "
    "Regierung wies die Vorwürfe zurück und sprach von einer gezielten Kampagne gegen das Land."
)
ROWS = [
    {
        "Body": f"{TEXT} It was report number {n}.",
        "Titel": f"Report {n}",
        "when": "2024-03-0" + str(n),
    }
    for n in range(1, 4)
]
MAPPED = Options(columns={"text": "body", "headline": "titel", "published": "WHEN"})


def texts(found: list[Document | Failure]) -> list[str]:
    return [d.text.split("\n\n")[0] for d in found if isinstance(d, Document)]


def test_a_csv_with_columns_of_its_own_names(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
        file.write("one cell\n")
    found = list(read_sources([path], MAPPED))
    assert texts(found) == ["Report 1", "Report 2", "Report 3"]
    assert [d.published for d in found if isinstance(d, Document)] == [r["when"] for r in ROWS]
    (bad,) = (f for f in found if isinstance(f, Failure))
    assert bad.source == f"{path}:5" and "1 cells under 3 columns" in bad.message


def test_parquet_row_by_row(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    path = tmp_path / "news.parquet"
    parquet.write_table(pyarrow.Table.from_pylist([*ROWS, {"Body": None}]), path)
    found = list(read_sources([path], MAPPED))
    assert texts(found) == ["Report 1", "Report 2", "Report 3"]
    assert isinstance(found[3], Failure) and found[3].source == f"{path}:4"


def test_jsonl_compressed_and_broken_off(tmp_path: Path) -> None:
    whole = gzip.compress("\n".join(json.dumps(row) for row in ROWS * 200).encode())
    path = tmp_path / "news.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    found = list(read_sources([path], MAPPED))
    assert isinstance(found[-1], Failure) and "breaks off after line" in found[-1].message
    path.write_bytes(whole)
    assert len(list(read_sources([path], MAPPED))) == 600


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps({"text": TEXT}))
    (bad,) = read_sources([path], Options(columns={"text": "story"}))
    assert isinstance(bad, Failure) and "no column 'story'. there are text" in bad.message.lower()


def test_another_language_is_set_aside_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "de.txt"
    path.write_text(GERMAN)
    (bad,) = read_sources([path])
    assert isinstance(bad, Failure) and (bad.code, bad.language) == ("D101", "de")


def test_folders_patterns_and_packed_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / "b" / "deep" / "2.txt").write_text(TEXT + " Two.")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress((TEXT + " One.").encode()))
    with zipfile.ZipFile(tmp_path / "c.txt.zip", "w") as packed:
        packed.writestr("c.txt", TEXT + " Three.")
    (tmp_path / ".hidden").write_text("no")
    folder = [d.text.split()[-1] for d in read_sources([tmp_path]) if isinstance(d, Document)]
    assert folder == ["One.", "Two.", "Three."]
    (one,) = read_sources([str(tmp_path / "**" / "*.txt")])
    assert isinstance(one, Document) and one.text.endswith("Two.")


@pytest.mark.parametrize("source", ["nothing/here.txt", "none*.txt", "nodriver://x/y.txt"])
def test_a_source_that_is_not_there_is_one_line(source: str, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    (bad,) = read_sources([source])
    assert isinstance(bad, Failure) and bad.source == source and "\n" not in bad.message


def test_an_object_store_by_fsspec() -> None:
    import fsspec

    with fsspec.open("memory://bucket/day/1.txt.gz", "wb", compression="gzip") as file:
        file.write(TEXT.encode())
    with fsspec.open("memory://bucket/day/2.jsonl", "w") as file:
        file.write(json.dumps({"text": TEXT + " More."}))
    for source in ("memory://bucket/day", "memory://bucket/day/*"):
        found = list(read_sources([source]))
        assert len([d for d in found if isinstance(d, Document)]) == 2, found


def page(title: str, body: str = "", head: str = "") -> bytes:
    paragraphs = "".join(
        f"<p>{TEXT} This paragraph has the number {n} and is long enough for an article.</p>"
        for n in range(4)
    )
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body><nav>"
        f"<a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}{body}</article></body>"
    ).encode()


def archive(pages: list[tuple[str, bytes, int, str]]) -> bytes:
    from fastwarc.warc import WarcRecord, WarcRecordType

    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as packed:
        for address, data, status, kind in pages:
            record = WarcRecord()
            record.init_headers(record_type=WarcRecordType.response)
            record.headers["WARC-Target-URI"] = address
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.headers["WARC-Date"] = "2024-02-03T04:05:06Z"
            head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}"
            record.set_bytes_content(head.encode() + b"\r\n\r\n" + data)
            record.write(packed)
    return out.getvalue()


def test_a_web_archive_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "CC-NEWS.warc.gz"
    data = archive(
        [
            ("http://a.example/1", page("First page"), 200, "text/html"),
            ("http://a.example/gone", page("Gone"), 404, "text/html"),
            ("http://a.example/p.png", b"\x89PNG" * 500, 200, "image/png"),
            (
                "http://a.example/list",
                b"<html><body>" + b"<a href='/'>x</a>" * 90,
                200,
                "text/html",
            ),
            ("http://a.example/2", page("Second page"), 200, "text/html; charset=utf-8"),
        ]
    )
    path.write_bytes(data)
    found = list(read_sources([path]))
    assert texts(found) == ["First page", "Second page"]
    assert [f.source for f in found if isinstance(f, Failure)] == ["http://a.example/list"]
    first = found[0]
    assert isinstance(first, Document)
    assert (first.url, first.publisher) == ("http://a.example/1", "a.example")
    assert first.published == "2024-02-03T04:05:06Z"
    path.write_bytes(data[: len(data) * 2 // 3])
    broken = list(read_sources([path]))
    assert any(isinstance(f, Failure) and "rchive" in f.message for f in broken)
    path.write_bytes(b"no archive at all")
    (bad,) = read_sources([path])
    assert isinstance(bad, Failure) and "\n" not in bad.message


def test_what_a_page_says_of_itself() -> None:
    from demarche.ingest.html import read_html

    article = {"@type": "NewsArticle", "datePublished": "2024-10-21T09:30:00+09:00"}
    linked = f'<script type="application/ld+json">{json.dumps({"@graph": [article]})}</script>'
    document = read_html(page("Talks resume", head=linked), published="2024-10-25")
    assert document.published == "2024-10-21T09:30:00+09:00"
    assert read_html(page("Talks resume"), published="2024-10-25").published == "2024-10-25"


def test_headings_are_told_from_text_and_pull_quotes_are_dropped() -> None:
    from demarche.ingest.html import read_html

    body = (
        "<h2>What The Neighbours Say.</h2><p>“We never threatened anybody in the capital,” the "
        "spokesman told reporters at the border on Tuesday afternoon.</p>"
        "<blockquote>We never threatened anybody in the capital</blockquote>"
        "<blockquote><p>This is a letter that the ministry published in full on its page.</p>"
        "</blockquote><p>Add a Comment</p>"
    )
    document = read_html(page("Envoy recalled", body))
    kinds = {document.text[s.start : s.end]: s.kind for s in document.sections}
    assert kinds["What The Neighbours Say."] == "heading"
    assert document.text.count("never threatened anybody") == 1
    assert "a letter that the ministry published" in document.text
    assert "Add a Comment" not in document.text


@pytest.mark.parametrize(
    ("title", "site", "headline"),
    [
        ("Envoy recalled | World News | The Signal", "The Signal", "Envoy recalled"),
        ("Envoy recalled - The Signal", "The Signal", "Envoy recalled"),
        (
            "Envoy recalled - and what comes next",
            "The Signal",
            "Envoy recalled - and what comes next",
        ),
        ("Ruritania–Strelsau talks fail — Signal", "Signal", "Ruritania–Strelsau talks fail"),
        ("Envoy recalled", None, "Envoy recalled"),
    ],
)
def test_a_title_without_its_site(title: str, site: str | None, headline: str) -> None:
    from demarche.ingest.html import clean_title

    assert clean_title(title, site) == headline


def test_links_under_the_article_are_no_part_of_it() -> None:
    from demarche.ingest.html import read_html

    body = "<h3>More From The Signal</h3><h3>Ten Ways To Cook Rice</h3><p>The Best Of March</p>"
    document = read_html(page("Envoy recalled", body))
    assert "Rice" not in document.text and "March" not in document.text


def test_a_page_built_to_exhaust_memory_is_read_or_refused() -> None:
    from demarche.ingest.html import read_html

    bomb = "<table><tr><td rowspan=100000000 colspan=100000000>x</td></tr></table>" + "<div>" * 3000
    assert "number 3" in read_html(page("Bomb", bomb)).text


RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Ruritanian</title>
<item><title>One</title><link>http://r.example/1</link>
<pubDate>Mon, 21 Oct 2024 09:30:00 +0900</pubDate></item>
<item><title>No link</title></item>
<item><title>Two</title><link>http://r.example/2</link>
<content:encoded><![CDATA[<p>whole</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>One</title>
<link href="/1"/><updated>2024-10-21T00:30:00Z</updated></entry></feed>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://r.example/1</loc><news:news>
<news:publication><news:name>R</news:name></news:publication>
<news:publication_date>2024-10-21T09:30:00+09:00</news:publication_date><news:title>One</news:title>
</news:news></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>http://r.example/s.xml</loc></sitemap></sitemapindex>"""


def test_links_of_feeds_and_sitemaps() -> None:
    one, two = xml_links(RSS.encode())
    assert (one.url, one.published, one.publisher) == (
        "http://r.example/1", "2024-10-21T00:30:00+00:00", "The Ruritanian",
    )  # fmt: skip
    assert two.content == "<p>whole</p>"
    (entry,) = xml_links(ATOM.encode(), "http://r.example/feed")
    assert (entry.url, entry.published) == ("http://r.example/1", "2024-10-21T00:30:00+00:00")
    (listed,) = xml_links(SITEMAP.encode())
    assert (listed.url, listed.published, listed.title, listed.publisher) == (
        "http://r.example/1", "2024-10-21T09:30:00+09:00", "One", "R",
    )  # fmt: skip
    (inner,) = xml_links(INDEX.encode())
    assert inner.listing and inner.url == "http://r.example/s.xml"


def test_an_entity_bomb_in_a_sitemap_expands_to_nothing() -> None:
    bomb = SITEMAP.replace(
        "<urlset",
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><urlset',
    ).replace("http://r.example/1", "http://r.example/&b;1")
    assert all("root:" not in link.url for link in xml_links(bomb.encode()))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([RSS, ATOM, SITEMAP, INDEX]), st.integers(0, 600))
@example(b"\x00", SITEMAP, 211)
@example(b"\x00", SITEMAP, 0)
def test_any_broken_list_gives_links_or_one_clear_line(noise: bytes, text: str, at: int) -> None:
    data = text.encode()[:at] + noise + text.encode()[at:]
    try:
        assert all(link.url for link in xml_links(data))
    except InputError as error:
        assert "\n" not in str(error)


def test_gdelt_tables_name_each_page_once(tmp_path: Path) -> None:
    event = "\t".join(["1"] * 59 + ["20241021093000", "http://r.example/1"])
    mention = "\t".join(["1", "2", "20241021093000", "3", "1", "http://r.example/2"] + ["0"] * 10)
    broadcast = "\t".join(["1", "2", "20241021093000", "3", "2", "CNN"] + ["0"] * 10)
    path = tmp_path / "20241021093000.export.CSV"
    path.write_text("\n".join([event, event, mention, broadcast, "broken"]))
    links = list(gdelt_links(input_of(str(path))))
    assert [(link.url, link.published) for link in links] == [
        ("http://r.example/1", "2024-10-21T09:30:00+00:00"),
        ("http://r.example/2", "2024-10-21T09:30:00+00:00"),
    ]


def test_a_row_without_a_date_takes_the_one_that_was_given(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [{"text": TEXT}, {"text": TEXT + " Two.", "date": "20241021093000"}]
    path.write_text("\n".join(map(json.dumps, rows)))
    found = list(read_sources([path], Options(published="2024-01-01")))
    assert [d.published for d in found if isinstance(d, Document)] == [
        "2024-01-01", "2024-10-21T09:30:00+00:00",
    ]  # fmt: skip


def test_a_file_that_is_too_large_for_an_article_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"word " * (MAX_BYTES // 5 + 2))
    (bad,) = read_sources([path])
    assert isinstance(bad, Failure) and "larger than" in bad.message


def test_lists_are_told_by_their_first_bytes() -> None:
    assert looks_like_xml_list(RSS.encode()) and looks_like_xml_list(SITEMAP.encode())
    assert not looks_like_xml_list(page("x"))


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no files here"):
        list(expand(str(tmp_path)))
