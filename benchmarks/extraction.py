"""How well articles are found in web pages: our reader beside what it is made of and its peers.

    python -m benchmarks.extraction FOLDER

`FOLDER/html/NAME.html` are pages, `FOLDER/txt/NAME.txt` what a person took for the article's text,
`FOLDER/metadata/NAME.json`, where it is there, has `publish_date`. `tests/data` of newspaper4k's
source distribution is such a folder. Measured as in Zyte's and trafilatura's comparisons:
precision, recall and F1 of runs of four words, averaged over pages.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import justext
import trafilatura

from demarche.errors import DemarcheError, LanguageError
from demarche.ingest.html import read_html

WORDS = 4


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four words, with how often it stands there."""
    words = re.findall(r"\w+", text.casefold())
    return Counter(tuple(words[i : i + WORDS]) for i in range(max(1, len(words) - WORDS + 1)))


def score(found: str, wanted: str) -> tuple[float, float]:
    """Precision and recall of the runs of words found."""
    got, true = runs(found), runs(wanted)
    right = sum((got & true).values())
    return right / max(1, got.total()), right / max(1, true.total())


def ours(data: bytes) -> str:
    """The text of our reader, without the headline, which the references leave out."""
    document = read_html(data)
    return "\n".join(
        document.text[s.start : s.end] for s in document.sections if s.kind != "headline"
    )


def plain(data: bytes) -> str:
    """What trafilatura gives by itself."""
    return trafilatura.extract(data, include_comments=False, include_tables=False) or ""


def paragraphs(data: bytes) -> str:
    """justext's paragraphs that are no boilerplate."""
    found = justext.justext(data, justext.get_stoplist("English"))
    return "\n".join(p.text for p in found if not p.is_boilerplate)


READERS: dict[str, Callable[[bytes], str]] = {
    "demarche": ours, "trafilatura": plain, "justext": paragraphs,
}  # fmt: skip


def main(folder: Path) -> None:
    """Print a table: a reader a line."""
    pages = []
    for page in sorted((folder / "html").glob("*.html")):
        text = folder / "txt" / f"{page.stem}.txt"
        if not text.exists():
            continue
        data = page.read_bytes()
        try:
            read_html(data)
        except LanguageError:
            continue  # other languages are set aside, by design
        except DemarcheError:
            pass
        pages.append((page.stem, data, text.read_text("utf-8")))
    if not pages:
        raise SystemExit(f"{folder}: no html/NAME.html with txt/NAME.txt in English")
    print(f"{len(pages)} pages: {', '.join(name for name, _, _ in pages)}")
    print(f"{'reader':12} {'P':>6} {'R':>6} {'F1':>6} {'pages/s':>8}")
    for name, reader in READERS.items():
        began = time.perf_counter()
        scores = []
        for _, data, wanted in pages:
            try:
                found = reader(data)
            except DemarcheError:
                found = ""
            scores.append(score(found, wanted))
        seconds = time.perf_counter() - began
        precision, recall = (sum(s[i] for s in scores) / len(scores) for i in (0, 1))
        f1 = sum(2 * p * r / (p + r) if p + r else 0.0 for p, r in scores) / len(scores)
        print(f"{name:12} {precision:6.3f} {recall:6.3f} {f1:6.3f} {len(pages) / seconds:8.1f}")
    print(dates(folder, pages))


def dates(folder: Path, pages: list[tuple[str, bytes, str]]) -> str:
    """How many publication dates are right, of the pages whose date is known."""
    right = known = 0
    for name, data, _ in pages:
        file = folder / "metadata" / f"{name}.json"
        if not file.exists():
            continue
        wanted = str(json.loads(file.read_text("utf-8")).get("publish_date") or "")[:10]
        if not wanted:
            continue
        known += 1
        try:
            right += (read_html(data).published or "")[:10] == wanted
        except DemarcheError:
            continue
    return f"publication day right on {right} of {known}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
