"""Words a second of each stage on one core, beside tokenisers and the parse alone.

    python -m benchmarks.stages [ARTICLES]

All in one run, on the same articles: the whole path as `demarche read --timing` measures it, our
tokeniser and spaCy's blank one, our parse alone, our parse inside a spaCy `Language`, all our
stages after the parse, and what peers are installed (`benchmarks.peers`).
"""

import sys
import time
from collections.abc import Callable

import spacy
from spacy.language import Language

from benchmarks.articles import KINDS, documents
from benchmarks.peers import peers
from demarche.language import load
from demarche.language.english import english
from demarche.language.tokens import tokenize
from demarche.model import Document
from demarche.pipeline import Clock, code_documents, interpret, prepare
from demarche.records import coded


def main(count: int) -> None:
    """Print the figures."""
    prepare()
    nlp, blank = load(), spacy.blank("en")
    for kind in KINDS:
        _print(kind, list(documents(kind, count)), nlp, blank)


def _print(kind: str, articles: list[Document], nlp: Language, blank: Language) -> None:
    texts = [d.text for d in articles]
    count, words = len(texts), sum(len(text.split()) for text in texts)
    list(code_documents(articles[:3]))  # all caches that last are filled before the clock
    clock = Clock()
    whole = _seconds(lambda: list(code_documents(articles, clock=clock)))
    all_parsed = _seconds(lambda: list(code_documents(articles, parse_all=True)))
    parse = _seconds(lambda: list(english().trees(texts)))
    trees = list(english().trees(texts))
    after = _seconds(lambda: [coded(interpret(d, t)) for d, t in zip(articles, trees, strict=True)])
    print(f"{kind}: {count} articles of {words / count:.0f} words, one core")
    for stage, seconds in clock.spent.items():
        share = 100 * seconds / sum(clock.spent.values())
        print(f"  {stage:26}{words / seconds:12,.0f} words/s {share:6.1f}% of the whole")
    for name, seconds in (
        ("whole", whole),
        ("whole, all parsed", all_parsed),
        ("our parse alone", parse),
        ("ours after the parse", after),
        ("our parse in spaCy", _seconds(lambda: list(nlp.pipe(texts)))),
        ("our tokeniser alone", _seconds(lambda: [tokenize(t) for t in texts])),
        ("spacy.blank('en')", _seconds(lambda: list(blank.pipe(texts)))),
    ):
        _line(name, seconds, count, words)
    for name, call in peers(texts, nlp):
        if call is None:
            print(f"  {name:26}not installed")
        else:
            _line(name, _seconds(call), count, words)
    print(
        f"  speed of the parse alone kept: {parse / all_parsed:.2f} where all is parsed,", end=" "
    )
    print(f"{parse / whole:.2f} with triage")


def _line(name: str, seconds: float, count: int, words: int) -> None:
    print(f"  {name:26}{words / seconds:12,.0f} words/s {count / seconds:10.1f} articles/s")


def _seconds(call: Callable[[], object]) -> float:
    """Of the processor: others' load disturbs them less than those of the clock."""
    start = time.process_time()
    call()
    return time.process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
