"""What others do with the same texts, if installed: tokens, sentences, triples, quotations.

Not in any extra, as nothing else needs them: `pip install nltk syntok pysbd blingfire textacy`.
What cannot be run beside ours on one machine without a download, and why: docs/benchmarks.md.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import spacy
from spacy.language import Language

Texts = list[str]
Run = Callable[[], object]


def peers(texts: Texts, nlp: Language) -> Iterator[tuple[str, Run | None]]:
    """Names with what to time, in order; None where the package is not installed.

    `nlp`: our parser in spaCy; what works on parsed texts is given its Docs.
    """
    sentences = spacy.blank("en")
    sentences.add_pipe("sentencizer")
    yield "spaCy blank, sentencizer", lambda: list(sentences.pipe(texts))
    for name, package, make in (
        ("NLTK, Treebank tokens", "nltk", _nltk),
        ("syntok, sentences, tokens", "syntok", _syntok),
        ("pysbd, sentences", "pysbd", _pysbd),
        ("BlingFire, tokens", "blingfire", _blingfire),
    ):
        yield name, make(texts) if find_spec(package) else None
    if find_spec("textacy"):
        docs = list(nlp.pipe(texts))
        triples = import_module("textacy.extract.triples")
        yield (
            "textacy, verb triples",
            lambda: [list(triples.subject_verb_object_triples(doc)) for doc in docs],
        )
        yield "textacy, quotations", lambda: [list(triples.direct_quotations(doc)) for doc in docs]
    else:
        yield "textacy", None


def _nltk(texts: Texts) -> Run:
    tokenizer: Any = import_module("nltk.tokenize.treebank").TreebankWordTokenizer()
    return lambda: [tokenizer.tokenize(text) for text in texts]


def _syntok(texts: Texts) -> Run:
    segmenter: Any = import_module("syntok.segmenter")
    return lambda: [[list(p) for p in segmenter.process(text)] for text in texts]


def _pysbd(texts: Texts) -> Run:
    segmenter: Any = import_module("pysbd").Segmenter(language="en", clean=False)
    return lambda: [segmenter.segment(text) for text in texts]


def _blingfire(texts: Texts) -> Run:
    module: Any = import_module("blingfire")
    return lambda: [module.text_to_words(text) for text in texts]
