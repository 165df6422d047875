"""Score statements against PolNeAR, political news with every attribution marked.

PolNeAR (Newell, Margolin and Ruths 2018, "An Attribution Relations Corpus for Political News",
LREC) marks an attribution as three spans, each with gaps possible: Source, Cue and Content. Only
the outermost attribution is marked; denials, refusals to comment, beliefs and intentions count. The
files are brat standoff: `attributions/NAME_ANNOTATOR.ann` (or `NAME.ann`) beside `text/NAME.txt`.

What is computed; tokens are runs of letters and digits, so that punctuation at the edges of a span
counts neither way:

- *token scores* of a role: the set of tokens of an article that stand in any span of that role,
  predicted against gold: precision, recall, F1 (as Newell et al. 2018; Pareti 2015, "Attribution:
  A Computational Approach").
- *overlap* and *exact* scores of a role: predicted and gold spans paired one to one, the pairs that
  share most first; they share a token, or are the same tokens.
- *attribution F1*: an attribution is found when its cue shares a token with the gold cue and its
  content overlaps the gold content by half (shared tokens / mean of the two lengths >= 0.5).
- *all spans overlap F1*: source, cue and content each share a token (a source absent on both
  sides agrees). *exact F1*: all three are the same tokens.

An article with several annotators is scored against each of them; its counts are averaged.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from demarche.errors import DataError
from demarche.evaluate.report import Report
from demarche.language.tree import Tree
from demarche.layers import Mentions, Said
from demarche.model import Document

T = TypeVar("T")
Spans = tuple[tuple[int, int], ...]
Tokens = frozenset[int]
ROLES = ("source", "cue", "content")

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t|$)")
_EVENT = re.compile(r"E\d+\t(\S+:\S+(?: \S+)*)\s*$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Character spans of one attribution; `source` is empty when none is marked."""

    cue: Spans
    content: Spans
    source: Spans = ()


@dataclass(slots=True)
class Counts:
    """Weighted counts: predicted, gold, and what they share."""

    predicted: float = 0.0
    gold: float = 0.0
    shared: float = 0.0

    def add(self, predicted: int, gold: int, shared: int, weight: float) -> None:
        """Add one article's counts against one annotator, of `weight`."""
        self.predicted += predicted * weight
        self.gold += gold * weight
        self.shared += shared * weight

    @property
    def precision(self) -> float:
        """Shared of predicted; 0 when nothing is predicted."""
        return self.shared / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Shared of gold; 0 when there is no gold."""
        return self.shared / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.shared / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Article:
    """A PolNeAR article: its name, text, and one list of attributions an annotator."""

    name: str
    text: str
    annotations: tuple[tuple[Attribution, ...], ...]


@dataclass(slots=True)
class _Tally:
    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)
    sentences: int = 0
    extra: float = 0.0

    def of(self, key: str) -> Counts:
        return self.counts.setdefault(key, Counts())


def read_annotations(path: Path) -> tuple[Attribution, ...]:
    """The attributions of one brat file, in text order.

    Other annotations (notes, `Discard`, `Discuss`) are skipped. Raises DataError for an event that
    points at a span which is not there, or at none for its cue or content.
    """
    spans: dict[str, Spans] = {}
    events: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if bound := _TEXT_BOUND.match(line):
            pairs = (part.split() for part in bound[3].split(";"))
            spans[bound[1]] = tuple((int(start), int(end)) for start, end in pairs)
        elif event := _EVENT.match(line):
            events.append(event[1])
    found: list[Attribution] = []
    for event_text in events:
        roles: dict[str, Spans] = {}
        for part in event_text.split():
            role, _, target = part.partition(":")
            if target not in spans:
                raise DataError(f"{path}: {role} points at {target}, which is not there")
            key = role.rstrip("0123456789").lower()
            roles[key] = tuple(sorted((*roles.get(key, ()), *spans[target])))
        if "cue" in roles and "content" in roles:
            found.append(Attribution(roles["cue"], roles["content"], roles.get("source", ())))
    return tuple(sorted(found, key=lambda a: (a.cue, a.content, a.source)))


def read_articles(path: Path) -> list[Article]:
    """All articles under `path`: a folder with `text` and `attributions`, or one of more such.

    Raises DataError when there is none.
    """
    folders = [path] if (path / "attributions").is_dir() else sorted(path.glob("*/"))
    articles: list[Article] = []
    for folder in folders:
        marked: dict[str, list[Path]] = {}
        texts = {p.stem: p for p in sorted((folder / "text").glob("*.txt"))}
        for file in sorted((folder / "attributions").glob("*.ann")):
            name = file.stem if file.stem in texts else file.stem.rpartition("_")[0]
            if name in texts:
                marked.setdefault(name, []).append(file)
        for name, files in sorted(marked.items()):
            with texts[name].open(encoding="utf-8", newline="") as handle:
                text = handle.read()
            articles.append(Article(name, text, tuple(read_annotations(f) for f in files)))
    if not articles:
        raise DataError(
            f"{path}: no PolNeAR articles here", "Give a folder with text/ and attributions/"
        )
    return articles


_CUE_HELPERS = frozenset({"AUX", "PART", "ADV"})
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_WHEN = frozenset(
    {"when", "where", "while", "as", "if", "because", "since", "whether", "why", "how", "that"}
    | {"after", "before"}
)


def to_attributions(tree: Tree, statements: Sequence[Said]) -> list[Attribution]:
    """Statements as PolNeAR marks them: only the outermost, cues with auxiliaries and adverbs."""
    found: list[Attribution] = []
    for said in statements:
        if said.parent is not None or not said.cue:
            continue
        cue, content = set(said.cue), said.content
        if not content:
            # "declined | to comment": what is refused is the content there
            cue, content = {said.cue[0]}, said.cue[1:]
        if not content:
            continue
        cue = _whole_cue(tree, cue, {*said.content, *said.source_tokens})
        source = set(said.source_tokens)
        after = max(source, default=-2) + 1
        if 0 < after < len(tree) and tree.words[after].lower() in _CLITICS and after not in cue:
            # "Weaver's declarations": the clitic is part of the source there
            source.add(after)
        found.append(Attribution(_spans(tree, cue), _spans(tree, content), _spans(tree, source)))
    return found + _hedges(tree, {t for said in statements for t in (*said.cue, *said.content)})


_SEEMING = frozenset({"seem", "appear"})


def _hedges(tree: Tree, told: set[int]) -> list[Attribution]:
    """`Trump seems to be slipping`: an attribution without a source there.

    To Demarche it is the author's own word, less sure: factuality, and no statement.
    """
    found: list[Attribution] = []
    for verb in range(len(tree)):
        if tree.lemmas[verb] not in _SEEMING or tree.upos[verb] != "VERB" or verb in told:
            continue
        heads = tree.kids(verb, "xcomp", "ccomp", "csubj")
        content = {t for k in (*heads, *tree.kids(verb, "nsubj")) for t in tree.subtree(k)}
        words = {t for t in content if any(c.isalnum() for c in tree.words[t])}
        if heads and words and told.isdisjoint(heads):
            cue = _whole_cue(tree, {verb}, content)
            found.append(Attribution(_spans(tree, cue), _spans(tree, words)))
    return found


def _whole_cue(tree: Tree, cue: set[int], barred: set[int]) -> set[int]:
    """The cue with what PolNeAR marks of the words around it (rates in training part: 0.8 to 1).

    What governs an infinitive ("tried | to explain"), auxiliaries, adverbs before the cue and right
    behind it, particles, and what stands between two words of it ("made a bizarre attack on").
    """
    whole = set(cue)
    for _ in range(3):
        first = min(whole)
        verb = tree.heads[first] if tree.upos[first] in ("VERB", "AUX", "ADJ") else first
        raised = tree.deps[first] == "xcomp" and verb < first and not tree.kids(verb, "obj", "iobj")
        if not raised or not barred.isdisjoint(range(verb, first)) or first - verb > 5:
            break
        whole.update(range(verb, first))
    head = min(whole)
    whole.update(
        k
        for k in tree.kids(head, "advmod", "compound:prt")
        if k == head + 1 and k not in barred and tree.words[k].lower() not in _WHEN
    )
    inner = range(min(whole), max(whole))
    whole.update(
        t
        for t in inner
        if t not in barred
        and tree.heads[t] in whole
        and tree.deps[t].partition(":")[0] in ("det", "amod", "compound", "advmod", "nmod")
    )
    first = min(whole) - 1
    while first >= 0 and first not in barred and _helps(tree, first, whole):
        whole.add(first)
        first -= 1
    return whole


def _helps(tree: Tree, token: int, cue: set[int]) -> bool:
    """Whether a token before the cue is an auxiliary, negation, adverb or "to" of it."""
    helper = tree.upos[token] in _CUE_HELPERS and tree.deps[token].partition(":")[0] in (
        "aux", "cop", "advmod", "mark",
    )  # fmt: skip
    return helper and tree.heads[token] in cue and tree.words[token].lower() not in _WHEN


def _spans(tree: Tree, tokens: Iterable[int]) -> Spans:
    return tuple((tree.starts[a], tree.ends[b]) for a, b in tree.runs(tokens))


Annotate = Callable[[Sequence[str]], Iterable[Sequence[Attribution]]]


def annotate(texts: Sequence[str]) -> Iterable[list[Attribution]]:
    """The attributions that Demarche itself finds in each text."""
    from demarche.actors import find_mentions
    from demarche.evaluate.parses import trees
    from demarche.statements import find_statements

    for text, tree in zip(texts, trees(texts), strict=True):
        document = Document(id="polnear", text=text)
        mentions: Mentions = find_mentions(tree, document)
        yield to_attributions(tree, find_statements(tree, mentions, document))


def score(
    paths: Iterable[Path | str],
    *,
    errors: int = 0,
    limit: int | None = None,
    annotator: Annotate = annotate,
) -> Report:
    """Score on the PolNeAR folders `paths`; the keys are those of the module's definitions.

    `limit`: only the first so many articles. `errors`: how many of the worst misses to give as
    readable text, longest content first. `annotator` gives the attributions of each
    text; by default Demarche's. Raises DataError when a path holds no articles.
    """
    articles = [article for path in paths for article in read_articles(Path(path))][:limit]
    tally = _Tally()
    found = annotator([article.text for article in articles])
    for article, predicted in zip(articles, found, strict=True):
        tally.sentences += max(1, len(re.findall(r"[.!?][\"'”’)]*(?:\s|$)", article.text)))
        for gold in article.annotations:
            _score_article(tally, article, predicted, gold, 1.0 / len(article.annotations))
    return _report(tally, len(articles), errors)


def _score_article(
    tally: _Tally,
    article: Article,
    predicted: Sequence[Attribution],
    gold: Sequence[Attribution],
    weight: float,
) -> None:
    words = [(m.start(), m.end()) for m in _WORD.finditer(article.text)]
    ours = [_tokens(a, words) for a in predicted]
    theirs = [_tokens(a, words) for a in gold]
    for n, role in enumerate(ROLES):
        p = frozenset().union(*(a[n] for a in ours))
        g = frozenset().union(*(a[n] for a in theirs))
        tally.of(f"{role}_token").add(len(p), len(g), len(p & g), weight)
        kept = [a[n] for a in ours if a[n]], [a[n] for a in theirs if a[n]]
        for key, test in (("overlap", _touch), ("exact", _same)):
            pairs = _pair(*kept, test, _share)
            tally.of(f"{role}_{key}").add(len(kept[0]), len(kept[1]), len(pairs), weight)
    for key, agree in (
        ("attribution", _found),
        ("all_spans_overlap", _all_touch),
        ("exact", _all_same),
    ):
        pairs = _pair(ours, theirs, agree, _share_all)
        tally.of(key).add(len(ours), len(theirs), len(pairs), weight)
        if key == "attribution":
            tally.extra += weight * (len(ours) - len(pairs))
            _note_errors(tally, article, predicted, gold, theirs, ours, pairs)


def _note_errors(
    tally: _Tally,
    article: Article,
    predicted: Sequence[Attribution],
    gold: Sequence[Attribution],
    theirs: Sequence[tuple[Tokens, ...]],
    ours: Sequence[tuple[Tokens, ...]],
    pairs: list[tuple[int, int]],
) -> None:
    matched = dict(pairs)
    found = set(matched.values())
    for i, attribution in enumerate(predicted):
        if i not in matched:
            tally.errors.append((len(ours[i][2]), _line("extra", article, attribution)))
        elif ours[i] != theirs[matched[i]]:
            theirs_line = _line("should", article, gold[matched[i]])
            differ = sum(len(p ^ g) for p, g in zip(ours[i], theirs[matched[i]], strict=True))
            tally.errors.append(
                (differ, f"{_line('differs', article, attribution)}\n  {theirs_line}")
            )
    for j, attribution in enumerate(gold):
        if j not in found:
            tally.errors.append((len(theirs[j][2]), _line("missed", article, attribution)))


def _line(kind: str, article: Article, attribution: Attribution) -> str:
    def words(spans: Spans) -> str:
        return " … ".join(" ".join(article.text[a:b].split()) for a, b in spans) or "-"

    return (
        f"{kind}: [{words(attribution.source)}] <{words(attribution.cue)}>"
        f" ({words(attribution.content)})  {article.name}:{attribution.cue[0][0]}"
    )


def _report(tally: _Tally, articles: int, errors: int) -> Report:
    result: dict[str, float] = {"articles": articles}
    for key, counts in tally.counts.items():
        result[f"{key}_precision"] = round(counts.precision, 4)
        result[f"{key}_recall"] = round(counts.recall, 4)
        result[f"{key}_f1"] = round(counts.f1, 4)
    result["extra_per_100_sentences"] = round(100 * tally.extra / max(1, tally.sentences), 2)
    worst = sorted(tally.errors, key=lambda e: (-e[0], e[1]))[:errors]
    return Report(scores=result, errors=[text for _, text in worst])


def _tokens(attribution: Attribution, words: Sequence[tuple[int, int]]) -> tuple[Tokens, ...]:
    return tuple(
        frozenset(
            i
            for i, (a, b) in enumerate(words)
            if any(a < end and start < b for start, end in spans)
        )
        for spans in (attribution.source, attribution.cue, attribution.content)
    )


def _pair(
    ours: Sequence[T],
    theirs: Sequence[T],
    agree: Callable[[T, T], bool],
    share: Callable[[T, T], float],
) -> list[tuple[int, int]]:
    """Pairs (ours, theirs) that agree, one to one, those that share most first."""
    options = sorted(
        (-share(p, g), i, j)
        for i, p in enumerate(ours)
        for j, g in enumerate(theirs)
        if agree(p, g)
    )
    left: set[int] = set()
    right: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, i, j in options:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def _touch(ours: Tokens, theirs: Tokens) -> bool:
    return not ours.isdisjoint(theirs)


def _same(ours: Tokens, theirs: Tokens) -> bool:
    return ours == theirs


def _share(ours: Tokens, theirs: Tokens) -> float:
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 1.0


def _share_all(ours: tuple[Tokens, ...], theirs: tuple[Tokens, ...]) -> float:
    return sum(_share(p, g) for p, g in zip(ours, theirs, strict=True))


def _found(ours: tuple[Tokens, ...], theirs: tuple[Tokens, ...]) -> bool:
    return _touch(ours[1], theirs[1]) and _share(ours[2], theirs[2]) >= 0.5


def _all_touch(ours: tuple[Tokens, ...], theirs: tuple[Tokens, ...]) -> bool:
    sources = _touch(ours[0], theirs[0]) or not (ours[0] or theirs[0])
    return sources and _touch(ours[1], theirs[1]) and _touch(ours[2], theirs[2])


def _all_same(ours: tuple[Tokens, ...], theirs: tuple[Tokens, ...]) -> bool:
    return ours == theirs
