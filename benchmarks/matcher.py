"""The matcher of names beside flashtext and spaCy's PhraseMatcher: the same names, the same text.

The names are those of the shipped knowledge, the text the bundled articles over and over. Each
library is timed alone, one core, best of three rounds; the rounds of all are interleaved:

* ours: folding and the automaton over plain text (`Knowledge.automaton`), and with whole words and
  capitals checked against tokens (`Knowledge.matches`), which none of the others does;
* flashtext: `extract_keywords(span_info=True)`, plain text, without regard to case;
* PhraseMatcher on `LOWER`: the text has to be tokenised first, timed apart.

Run: `pip install flashtext && python -m benchmarks.matcher [MEGABYTES]`
"""

import gc
import sys
import time
from collections.abc import Callable

import spacy
from flashtext import KeywordProcessor
from spacy.matcher import PhraseMatcher

from demarche.actors.folding import fold
from demarche.actors.knowledge import knowledge
from demarche.cli.read import example_path
from demarche.ingest import read_sources
from demarche.language.tree import Tree
from demarche.model import Document

ROUNDS = 3


def text_of(megabytes: float) -> list[str]:
    """Paragraphs of the bundled articles, repeated to about that many million characters."""
    articles = [d.text for d in read_sources([example_path()]) if isinstance(d, Document)]
    total = sum(map(len, articles))
    return articles * max(1, round(megabytes * 1e6 / total))


def bare_tree(nlp: spacy.language.Language, text: str) -> Tree:
    """A tree with tokens and no syntax: all that the matcher asks for."""
    doc = [t for t in nlp(text) if not t.is_space]
    size = len(doc)
    return Tree(
        text=text, words=[t.text for t in doc], lemmas=[""] * size, upos=[""] * size,
        tags=[""] * size, feats=[""] * size, heads=list(range(size)), deps=["root"] * size,
        ents=[""] * size, starts=[t.idx for t in doc], ends=[t.idx + len(t) for t in doc],
        sentences=[(0, size)],
    )  # fmt: skip


def main() -> None:
    """Print names, characters and matches a second of each."""
    texts = text_of(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
    size = sum(map(len, texts))
    begin = time.perf_counter()
    known = knowledge()
    built = {"ours": time.perf_counter() - begin}
    names = [pattern.strip() for pattern in known.patterns]
    nlp = spacy.blank("en")
    begin = time.perf_counter()
    flash = KeywordProcessor(case_sensitive=False)
    flash.add_keywords_from_list(names)
    built["flashtext"] = time.perf_counter() - begin
    begin = time.perf_counter()
    phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
    phrases.add("NAME", list(nlp.tokenizer.pipe(names)))
    built["PhraseMatcher"] = time.perf_counter() - begin
    unique = list(dict.fromkeys(texts))
    docs = {text: nlp.make_doc(text) for text in unique}
    trees = {text: bare_tree(nlp, text) for text in unique}

    def automaton() -> int:
        find = known.automaton.find_matches_as_indexes
        return sum(len(find(f" {fold(text)} ", overlapping=True)) for text in texts)

    def whole() -> int:
        return sum(len(known.matches(trees[text])) for text in texts)

    jobs: dict[str, Callable[[], int]] = {
        "ours, names in text": automaton,
        "ours, words and capitals checked": whole,
        "flashtext": lambda: sum(len(flash.extract_keywords(t, span_info=True)) for t in texts),
        "PhraseMatcher on tokens": lambda: sum(len(phrases(docs[t])) for t in texts),
        "PhraseMatcher with tokenising": lambda: sum(len(phrases(nlp.make_doc(t))) for t in texts),
    }
    gc.freeze()  # as the pipeline does: what is loaded is no garbage
    best: dict[str, float] = {}
    found: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            begin = time.perf_counter()
            found[name] = job()
            best[name] = min(best.get(name, 1e9), time.perf_counter() - begin)
    print(f"{len(names):,} names, {size / 1e6:.1f} MB of text, one core")
    for name, seconds in built.items():
        print(f"  build {name:30} {seconds:8.2f} s")
    for name, seconds in best.items():
        rate, matches = size / 1e6 / seconds, found[name]
        print(f"  {name:36} {rate:8.2f} MB/s {matches / seconds:14,.0f} names/s ({matches:,})")


if __name__ == "__main__":
    main()
