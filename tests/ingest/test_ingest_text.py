"""From bytes to documents: paragraphs, headline, furniture, and one clear line for bad input."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.errors import InputError
from demarche.ingest import read_sources
from demarche.ingest.dates import publication_date
from demarche.ingest.text import (
    decode,
    detect_language,
    is_furniture,
    make_document,
    paragraphs,
    prose,
)
from demarche.model import Document, Failure

ARTICLE = """Ministers meet in Vienna over grain deal

VIENNA — The ministers of four countries met on Monday to talk about the export of grain.

“We want an agreement,” the host said.

Add a Comment

Your email address will not be published. Required fields are marked *
"""


def test_the_headline_is_told_from_the_text_and_furniture_is_dropped() -> None:
    document = make_document(ARTICLE, published="2024-05-06")
    assert document.headline == "Ministers meet in Vienna over grain deal"
    assert [s.kind for s in document.sections] == [
        "headline", "dateline", "paragraph", "paragraph",
    ]  # fmt: skip
    assert "Comment" not in document.text
    assert "email" not in document.text


def test_sections_cover_the_text() -> None:
    document = make_document(ARTICLE)
    ends = [0, *(s.end for s in document.sections)]
    gaps = [document.text[e : s.start] for e, s in zip(ends, document.sections, strict=False)]
    assert set(gaps) <= {"", "\n\n"}
    assert document.sections[-1].end == len(document.text)


@pytest.mark.parametrize(
    "line,dateline",
    [
        ("SEOUL — The army said so.", "SEOUL — "),
        ("SEOUL, South Korea (AP) — The army said so.", "SEOUL, South Korea (AP) — "),
        ("(AP) — The army said so.", "(AP) — "),
        ("MOSCOW, Oct 12 (Reuters) - Russia said so.", "MOSCOW, Oct 12 (Reuters) - "),
        ("Kyiv (Signal Wire) – “We will not yield,” he said.", "Kyiv (Signal Wire) – "),
        ("TEL AVIV, Israel -- The army said so.", "TEL AVIV, Israel -- "),
        ("The army — It said so.", None),
        ("NATO said on Monday - The Hague agreed - that it would.", None),
        ("UN chief António Guterres — The head — said so.", None),
    ],
)
def test_datelines_are_told_from_the_text(line: str, dateline: str | None) -> None:
    document = make_document("Talks end in Oslo\n\n" + line)
    found = [document.text[s.start : s.end] for s in document.sections if s.kind == "dateline"]
    assert found == ([dateline] if dateline else [])
    assert len(prose(document)) == len(document.text)
    assert dateline is None or dateline.strip() not in prose(document)


@pytest.mark.parametrize(
    "line",
    [
        "Add a Comment", "Your email address will not be published.", "Share on Facebook",
        "Advertisement", "Sign up for our daily newsletter", "Read more: What we know so far",
        "Related articles", "Copy link", "© 2024 The Harbour Courier. All rights reserved.",
        "3 min read", "Subscribe", "We use cookies to improve your experience.",
    ],
)  # fmt: skip
def test_page_furniture_is_known(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "The minister said that he would share intelligence with Kyiv.",
        "Subscribers of the state telephone company were cut off on Monday.",
        "Related charges against the general were dropped.",
        "Supporters of the opposition marched to the palace.",
        "More than 3,000 soldiers were sent to the border.",
        "Copies of the treaty were burned in the square.",
    ],
)
def test_sentences_that_look_like_furniture_stay(line: str) -> None:
    assert not is_furniture(line)


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    text = (
        "The army said on Friday that it had taken the town\n"
        "after three days of fighting, and that it would go on\nto the river."
    )
    assert len(paragraphs(text)) == 1


@pytest.mark.parametrize(
    "data,says",
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "binary"),
        (b"%PDF-1.7 ...", "binary"),
        ("Der Präsident".encode("cp1252"), "--encoding"),
    ],
)
def test_bytes_that_are_no_text_get_one_clear_line(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        decode(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(encoding: str) -> None:
    assert decode("Élysée “said”".encode(encoding)) == "Élysée “said”"


def test_another_encoding_is_read_when_named() -> None:
    assert decode("Präsident".encode("cp1252"), "cp1252") == "Präsident"


@pytest.mark.parametrize(
    "text,says",
    [
        (
            "Le ministre des Affaires étrangères a déclaré lundi que son pays ne reconnaîtrait pas "
            "les résultats du scrutin, et il a appelé les dirigeants voisins à faire de même.",
            "'fr'",
        ),
        ("word " * 6000, "no sentence ends"),
        ("The army moved. " * 130_000, "more than"),
        ("... --- 123 456", "no words"),
        ("Add a Comment", "furniture"),
    ],
)
def test_texts_that_are_no_english_prose_get_one_clear_line(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        make_document(text)


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.bin").write_bytes(b"\x00\x01")
    (tmp_path / "d.txt").write_text(ARTICLE.replace("Vienna", "Geneva"))
    found = list(read_sources([tmp_path, tmp_path / "missing.txt"]))
    kinds = [type(item) for item in found]
    assert kinds == [Document, Failure, Failure, Document, Failure]
    assert all(item.code == "D100" for item in found if isinstance(item, Failure))


def test_json_lines_bring_their_own_date_and_publisher(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(
        '{"title": "Talks end", "body": "The two sides ended their talks in Oslo.", '
        '"date": "2024-03-02", "source": "The Signal", "url": "https://example.org/1"}\n'
        "\n"
        "not json\n"
        '{"title": "No text"}\n'
        '["a list"]\n'
    )
    document, *failures = read_sources([path])
    assert isinstance(document, Document)
    assert (document.headline, document.published, document.publisher) == (
        "Talks end", "2024-03-02", "The Signal",
    )  # fmt: skip
    assert [f.source for f in failures if isinstance(f, Failure)] == [
        f"{path}:3", f"{path}:4", f"{path}:5",
    ]  # fmt: skip


def test_a_web_page_gives_its_article_and_its_date(tmp_path: Path) -> None:
    body = "".join(
        f"<p>The delegation of country number {n} left the talks in Geneva on Tuesday evening and "
        f"said that it would come back only when the shelling of the harbour had stopped.</p>"
        for n in range(6)
    )
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html lang='en'><head><title>Talks stall in Geneva</title>"
        "<meta property='article:published_time' content='2024-02-20T08:00:00Z'>"
        "<meta property='og:site_name' content='The Signal'></head><body><nav><a href='/'>Home</a>"
        f"</nav><article><h1>Talks stall in Geneva</h1>{body}</article>"
        "<footer>We use cookies</footer></body></html>"
    )
    (document,) = read_sources([page])
    assert isinstance(document, Document)
    assert document.published == "2024-02-20T08:00:00+00:00"
    assert document.publisher == "The Signal"
    assert "country number 5 left" in document.text
    assert "cookies" not in document.text


@pytest.mark.parametrize("value", ["2024-10-21", "2024-10", "2024", "2024-10-21T09:30:00+09:00"])
def test_dates_that_are_taken(value: str) -> None:
    assert publication_date(value) == value


@pytest.mark.parametrize("value", ["yesterday", "21/10/2024", "2024-13-01", ""])
def test_dates_that_are_refused(value: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        publication_date(value)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_document_or_one_clear_line(data: bytes) -> None:
    try:
        make_document(decode(data))
    except InputError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mali's junta dissolved political parties.", "en"),
        ("Envoy Mohammad Sadiq met Foreign Minister Amir Khan Muttaqi in Kabul.", "en"),
        ("La junte a dissous les partis politiques.", "fr"),
        ("El gobierno rechazó la propuesta de la oposición.", "es"),
        ("De regering verwierp het voorstel van de oppositie.", "nl"),
        ("Rais alikataa pendekezo la upinzani.", "sw"),
    ],
)
def test_a_short_text_full_of_names_is_english(text: str, language: str) -> None:
    assert detect_language(text) == language
