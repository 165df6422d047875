"""From bytes to a `Document`: decoding, paragraphs, page furniture, headline, language."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import inf

from demarche.errors import InputError, LanguageError
from demarche.model import Document, Section, SectionKind, content_id

MAX_CHARACTERS = 2_000_000
"""Longer texts are not articles: they are set aside."""

MAX_SENTENCE = 20_000
"""Characters without any sentence end: longer is not prose."""

Block = tuple[SectionKind | None, str]
"""A paragraph, with its kind where the source tells it (a heading of a web page)."""

_FUNCTION_WORDS = frozenset(
    """the of and to in a that is was for on with as by at from his her its their he she it they
    be are were been has have had not but or this which who will would said an after about over
    more than""".split()  # noqa: SIM905 - a list of words reads better as words
)
_SHORT, _CLEARLY = 20, 0.7
"""Words of a short text; how much likelier another language has to be there, as the natural
logarithm for each character: names alone give up to 0.55, other languages from 0.87 (21 sentences).
"""
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s|\n")
_DATELINE = re.compile(
    r"""(?: [A-Z][A-Z.'’/ -]{1,40}                      # SEOUL, WEST BANK
            (?: ,\s [A-Z][\w.]* (?:\s[A-Z][\w.]*)? ){0,2}  # , South Korea
            (?: ,\s \w+\.?\s\d{1,2} (?:,\s\d{4})? )?       # , Oct. 12
            (?: \s \( [^)]{2,30} \) )?                   # (AP)
          | [A-Z][\w.'’ ,/-]{1,50} \s \( [A-Z][^)]{1,30} \)  # Seoul, Oct 12 (Reuters)
          | \( [A-Z][^)]{1,30} \)                       # (AP)
        ) \s* (?: — | – | -- | - ) \s+ (?= [A-Z“"‘'] )""",
    re.VERBOSE,
)
_DASHES_AND_QUOTES = "\"'“”‘’«»()[]–—- "


def decode(data: bytes, encoding: str = "utf-8") -> str:
    """Text from bytes: byte-order marks are honoured, line ends become `\\n`.

    Raises InputError for an empty input, a binary one, or one that is not in `encoding`.
    """
    if not data.strip():
        raise InputError("empty input", "nothing to read")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data[:65536] or data.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b")):
        raise InputError("binary data, not text", "give plain text, HTML or JSONL")
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not {encoding} at byte {error.start}",
            "say which with --encoding, as --encoding cp1252",
        ) from None
    except LookupError:
        raise InputError(f"no encoding is called {encoding!r}", "try utf-8 or cp1252") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


@cache
def _furniture() -> re.Pattern[str]:
    lines = (
        files("demarche").joinpath("knowledge/ingest/furniture.txt").read_text("utf-8").splitlines()
    )
    patterns = [line for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether a line is page furniture ("Add a Comment"), not article text."""
    return len(line) < 300 and _furniture().fullmatch(line.strip(" *•|·>»\u200b\t")) is not None


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a plain text, without page furniture, blanks made single.

    Blank lines part paragraphs; lines inside a block are joined where they look hard-wrapped, and
    are paragraphs of their own otherwise.
    """
    found: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [clean for line in block.split("\n") if (clean := " ".join(line.split()))]
        lines = [line for line in lines if not is_furniture(line)]
        if len(lines) > 1 and max(map(len, lines)) <= 100 and min(map(len, lines[:-1])) >= 40:
            lines = [" ".join(lines)]
        found.extend(lines)
    return found


def _kind(paragraph: str, position: int, total: int) -> SectionKind:
    bare = paragraph.strip(_DASHES_AND_QUOTES)
    ends = paragraph.rstrip("\"”’')] ")[-1:] in (".", "!", "?", "…", ":", ";", ",")
    if position == 0 and total > 1 and len(paragraph) <= 250 and not ends:
        return "headline"
    if position <= 3 and re.match(r"(?i)by [\w.'’ -]{3,60}(,|$)", paragraph) and not ends:
        return "byline"
    if bare and (bare.isupper() or (len(paragraph) <= 90 and not ends)):
        return "heading"
    return "paragraph"


def check_prose(text: str) -> None:
    """Raise InputError where a text is too long, has no words, or one endless sentence."""
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"{len(text):,} characters, more than {MAX_CHARACTERS:,}", "split it into articles"
        )
    if not _WORD.search(text):
        raise InputError("no words", "nothing to read")
    last = 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() - last > MAX_SENTENCE:
            break
        last = match.end()
    else:
        if len(text) - last <= MAX_SENTENCE:
            return
    raise InputError(
        f"no sentence ends in {MAX_SENTENCE:,} characters from character {last:,}",
        "this is not prose",
    )


def detect_language(text: str) -> str:
    """ISO 639-1 code of a text's language: its function words decide on English, else py3langid.

    A few words full of foreign names look like many languages: a short text is English unless
    another language is clearly likelier.
    """
    words = [word.lower() for word in _WORD.findall(text[:4000])]
    if len(words) < 5 or sum(word in _FUNCTION_WORDS for word in words) >= 0.2 * len(words):
        return "en"
    import py3langid

    ranked = py3langid.rank(text[:4000])
    best, likeliest = ranked[0]
    if len(words) < _SHORT and dict(ranked).get("en", -inf) > likeliest - _CLEARLY * len(text):
        return "en"
    return str(best)


def prose(document: Document) -> str:
    """The text with datelines and bylines blanked out, same length: what the parser should see.

    "BRUSSELS — NATO said" would make Brussels a speaker.
    """
    text = document.text
    for section in document.sections:
        if section.kind in ("dateline", "byline", "furniture"):
            blank = " " * (section.end - section.start)
            text = text[: section.start] + blank + text[section.end :]
    return text


def make_document(
    body: str | Sequence[Block],
    *,
    headline: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    url: str | None = None,
    name: str | None = None,
) -> Document:
    """A Document from an article's text or paragraphs; a headline given apart comes first.

    Raises InputError where there is nothing to read or it is not prose, LanguageError where it is
    not English.
    """
    if isinstance(body, str):
        if len(body) > MAX_CHARACTERS:
            check_prose(body)
        blocks: list[Block] = [(None, paragraph) for paragraph in paragraphs(body)]
    else:
        blocks = [(kind, text) for kind, text in body if not is_furniture(text)]
    given = " ".join(headline.split()) if headline else None
    if given and (not blocks or blocks[0][1] != given):
        blocks.insert(0, ("headline", given))
    if not blocks:
        raise InputError("nothing but page furniture", "nothing to read")
    sections: list[Section] = []
    offset = 0
    for position, (told, block) in enumerate(blocks):
        kind = "headline" if given and position == 0 else told
        kind = kind or _kind(block, position, len(blocks))
        dateline = _DATELINE.match(block) if kind == "paragraph" and position <= 3 else None
        begin = offset + (dateline.end() if dateline else 0)
        if dateline:
            sections.append(Section(kind="dateline", start=offset, end=begin))
        sections.append(Section(kind=kind, start=begin, end=offset + len(block)))
        offset += len(block) + 2
    text = "\n\n".join(block for _, block in blocks)
    check_prose(text)
    language = detect_language(text)
    if language != "en":
        raise LanguageError(language)
    first = sections[0]
    return Document(
        id=content_id("doc", text, published, url),
        text=text,
        sections=tuple(sections),
        headline=text[first.start : first.end] if first.kind == "headline" else None,
        publisher=publisher,
        author=author,
        url=url,
        published=published,
        name=name,
    )
