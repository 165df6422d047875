"""Scores for syntax on CoNLL-U treebanks, and on sentences of attribution written by us.

On gold tokens and gold sentence breaks: tags, features, lemmas, unlabelled and labelled attachment.
On raw text, rebuilt from the words with its paragraphs: F1 of tokens (words), of sentences, and of
labelled attachment, where words match by the characters they cover (the CoNLL 2018 shared task's
definition, https://universaldependencies.org/conll18/evaluation.html). `las` compares the universal
part of a relation, as that task does; `las_full` its subtype too.

Files that end in `.yaml` are read as `attribution_syntax` has them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from demarche.errors import DataError
from demarche.evaluate import attribution_syntax
from demarche.evaluate.report import Report, Share, Tally
from demarche.language import load
from demarche.language.conllu import Sentence, Word, read_conllu

NEWS = ("GUM_news",)
"""Documents of these names are scored on their own too, as `sentence_f1_news` and `las_news`."""


@dataclass(slots=True)
class _Gold:
    """Shares right on gold tokens."""

    upos: Share = field(default_factory=Share)
    xpos: Share = field(default_factory=Share)
    feats: Share = field(default_factory=Share)
    lemma: Share = field(default_factory=Share)
    uas: Share = field(default_factory=Share)
    las: Share = field(default_factory=Share)
    las_full: Share = field(default_factory=Share)


@dataclass(slots=True)
class _Raw:
    """Precision and recall on raw text."""

    tokens: Tally = field(default_factory=Tally)
    sentences: Tally = field(default_factory=Tally)
    las: Tally = field(default_factory=Tally)


def score(paths: list[Path], errors: int = 0, nlp: Language | None = None) -> Report:
    """Score a pipeline, by default our own, on CoNLL-U files and folders of them.

    Raises DataError where a file is neither CoNLL-U nor YAML.
    """
    nlp = nlp or load()
    files = [f for p in paths for f in (sorted(p.rglob("*.conllu")) if p.is_dir() else [p])]
    report = Report({})
    treebanks = [f for f in files if f.suffix == ".conllu"]
    own = [f for f in files if f.suffix in (".yaml", ".yml")]
    if odd := [f for f in files if f not in treebanks and f not in own]:
        raise DataError(f"{odd[0]}: not a treebank", "syntax reads .conllu and .yaml files")
    if treebanks:
        _score_treebanks(treebanks, nlp, errors, report)
    if own:
        attribution_syntax.score_into(own, nlp, errors, report)
    return report


def _score_treebanks(files: list[Path], nlp: Language, errors: int, report: Report) -> None:
    gold, gold_news = _Gold(), _Gold()
    raw, raw_news = _Raw(), _Raw()
    confusions: Counter[str] = Counter()
    for path in files:
        for document in documents(path):
            news = document[0].document.startswith(NEWS)
            words = [w for s in document for w in s.words]
            predicted = _parse_gold(document, nlp)
            for shares in (gold, gold_news) if news else (gold,):
                _count_gold(document, predicted, shares)
            if errors:
                _confuse(document, predicted, confusions)
            for tally in (raw, raw_news) if news else (raw,):
                _count_raw(document, words, nlp, tally)
    for name in ("upos", "xpos", "feats", "lemma", "uas", "las", "las_full"):
        report.scores[name] = getattr(gold, name).value
    report.scores["sentence_f1"] = raw.sentences.f1
    report.scores["token_f1"] = raw.tokens.f1
    report.scores["raw_las"] = raw.las.f1
    if gold_news.las.asked:
        report.scores["sentence_f1_news"] = raw_news.sentences.f1
        report.scores["las_news"] = gold_news.las.value
    report.notes.append("upos to las_full: gold tokens and sentences; las without subtypes")
    report.errors.extend(f"{n} x {what}" for what, n in confusions.most_common(errors))


def documents(path: Path) -> Iterator[list[Sentence]]:
    """The sentences of a treebank, grouped by document."""
    group: list[Sentence] = []
    for sentence in read_conllu(path):
        if sentence.new_document and group:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


@dataclass(slots=True)
class _Token:
    upos: str
    xpos: str
    feats: str
    lemma: str
    head: int
    deprel: str


def _parse_gold(document: list[Sentence], nlp: Language) -> list[_Token]:
    """Parse given words and sentences; heads count within the document, a root being its own."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool | int | None] = []
    places: list[int] = []
    for number, sentence in enumerate(document):
        if sentence.new_paragraph and number:
            spaces[-1] = False
            words.append("\n\n")
            spaces.append(False)
            starts.append(False)
        for i, word in enumerate(sentence.words):
            places.append(len(words))
            words.append(word.form)
            spaces.append(word.space_after)
            starts.append(i == 0)
    doc = Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts)
    for _, component in nlp.pipeline:
        doc = component(doc)
    back = {place: i for i, place in enumerate(places)}
    return [
        _Token(
            upos=t.pos_,
            xpos=t.tag_,
            feats=str(t.morph) or "_",
            lemma=t.lemma_,
            head=back.get(t.head.i, -1),
            deprel=t.dep_.lower(),
        )
        for t in (doc[p] for p in places)
    ]


def _count_gold(document: list[Sentence], predicted: list[_Token], tally: _Gold) -> None:
    base = 0
    for sentence in document:
        for i, word in enumerate(sentence.words):
            token = predicted[base + i]
            tally.upos.count(token.upos == word.upos)
            tally.xpos.count(token.xpos == word.xpos)
            tally.feats.count(token.feats == word.feats)
            tally.lemma.count(token.lemma == word.lemma)
            attached = token.head == base + (word.head if word.head >= 0 else i)
            tally.uas.count(attached)
            tally.las.count(attached and _universal(token.deprel) == _universal(word.deprel))
            tally.las_full.count(attached and token.deprel == word.deprel)
        base += len(sentence.words)


def _confuse(document: list[Sentence], predicted: list[_Token], counts: Counter[str]) -> None:
    base = 0
    for sentence in document:
        for i, word in enumerate(sentence.words):
            token = predicted[base + i]
            attached = token.head == base + (word.head if word.head >= 0 else i)
            if not attached:
                counts[f"{word.deprel}: wrong head"] += 1
            elif _universal(token.deprel) != _universal(word.deprel):
                counts[f"{word.deprel}: called {token.deprel}"] += 1
        base += len(sentence.words)


def _universal(deprel: str) -> str:
    return deprel.partition(":")[0]


# --- raw text ---------------------------------------------------------------------------------


def raw_text(document: list[Sentence]) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """The text of a document, and the characters of its words and of its sentences.

    Words of a multiword token whose forms do not spell it all cover the whole of it.
    """
    text = ""
    words: list[tuple[int, int]] = []
    sentences: list[tuple[int, int]] = []
    for number, sentence in enumerate(document):
        if sentence.new_paragraph and number:
            text = text.rstrip() + "\n\n"
        begin = len(text)
        multi = {first: (last, form) for first, last, form in sentence.multiwords}
        i = 0
        while i < len(sentence.words):
            last, surface = multi.get(i, (i, sentence.words[i].form))
            parts = sentence.words[i : last + 1]
            words.extend(_parts(parts, surface, len(text)))
            text += surface + (" " if parts[-1].space_after else "")
            i = last + 1
        sentences.append((begin, len(text.rstrip())))
    return text, words, sentences


def _parts(parts: list[Word], surface: str, at: int) -> list[tuple[int, int]]:
    if sum(len(p.form) for p in parts) != len(surface):
        return [(at, at + len(surface))] * len(parts)
    spans = []
    for part in parts:
        spans.append((at, at + len(part.form)))
        at += len(part.form)
    return spans


def _count_raw(document: list[Sentence], words: list[Word], nlp: Language, tally: _Raw) -> None:
    text, gold_words, gold_sentences = raw_text(document)
    doc = nlp(text)
    tokens = [t for t in doc if not t.is_space]
    spans = {(t.idx, t.idx + len(t.text)): t for t in tokens}
    aligned = {span: i for i, span in enumerate(gold_words)}
    found = sum(span in spans for span in aligned)
    tally.tokens.gold += len(gold_words)
    tally.tokens.predicted += len(tokens)
    tally.tokens.right += found
    predicted = set()
    for sent in doc.sents:
        inside = [t for t in sent if not t.is_space]
        if inside:
            predicted.add((inside[0].idx, inside[-1].idx + len(inside[-1].text)))
    tally.sentences.gold += len(gold_sentences)
    tally.sentences.predicted += len(predicted)
    tally.sentences.right += len(predicted & set(gold_sentences))
    tally.las.gold += len(gold_words)
    tally.las.predicted += len(tokens)
    base = 0
    for sentence in document:
        for i, word in enumerate(sentence.words):
            token = spans.get(gold_words[base + i])
            if token is None or _universal(token.dep_.lower()) != _universal(word.deprel):
                continue
            head = token.head
            if word.head < 0:
                tally.las.right += head.i == token.i
            else:
                span = (head.idx, head.idx + len(head.text))
                tally.las.right += span == gold_words[base + word.head] and head.i != token.i
        base += len(sentence.words)
    assert base == len(words)
