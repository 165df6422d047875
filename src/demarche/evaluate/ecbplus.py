"""Event coreference on ECB+ (Cybulska and Vossen 2014): gold mentions, within topic.

The curated sentences (`coreference_sentences.csv`, beside or above the topics' folders) with all
event mentions in them, singletons included, across documents; MUC, B-cubed, CEAF-e, their mean
(CoNLL F1) and LEA over the whole corpus. Beside it the lemma baseline: mentions with one head lemma
are one event, within the documents that tell one story (`lemma`), or in the topic (`lemma_topic`).

The matcher is that of `demarche.claims.mentions`, whose few weights are set by hand.
"""

import csv
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from demarche.claims.mentions import Passage, Told, cluster, stories
from demarche.errors import DataError
from demarche.evaluate.coreference import chain_scores
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report

Key = tuple[str, int, int]
Clusters = list[set[Key]]


@dataclass(slots=True)
class _Article:
    """A document: its curated sentences as words by number, all its words, its event mentions."""

    name: str
    sentences: dict[int, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    mentions: list[tuple[Key, int, tuple[int, ...], str]] = field(default_factory=list)
    """Key, sentence, places of its words in the sentence, gold event."""


def score(paths: Iterable[Path], errors: int = 0) -> Report:
    """Score the matcher and the lemma baselines on the topics under these folders.

    Keys: those of `chain_scores` for the matcher; `lemma_conll_f1`, `lemma_lea_f1` and the same
    with `lemma_topic` for the baselines; `mentions`. Raises DataError where no topics are there.
    """
    key: Clusters = []
    ours: Clusters = []
    lemma: Clusters = []
    lemma_topic: Clusters = []
    notes: list[str] = []
    for topic, articles in topics(paths):
        gold: dict[str, set[Key]] = defaultdict(set)
        for article in articles:
            for mention in article.mentions:
                gold[mention[3]].add(mention[0])
        passages = [_passage(article) for article in articles]
        told = [t for passage in passages for t in passage.told]
        found = [{told[i].key for i in group} for group in cluster(passages)]
        key.extend(gold.values())
        ours.extend(found)
        lemma_topic.extend(_by_lemma(told, {t.key[0]: 0 for t in told}))
        lemma.extend(_by_lemma(told, stories([(p.name, p.words) for p in passages])))
        if errors:
            notes.extend(_wrong(topic, told, found, list(gold.values())))
    if not key:
        raise DataError("no ECB+ topics here", "give the folder with coreference_sentences.csv")
    scores = chain_scores(*_any(key, ours))
    for name, response in (("lemma", lemma), ("lemma_topic", lemma_topic)):
        base = chain_scores(*_any(key, response))
        scores[f"{name}_conll_f1"], scores[f"{name}_lea_f1"] = base["conll_f1"], base["lea_f1"]
    scores["mentions"] = float(sum(map(len, key)))
    return Report(scores, notes[:errors] if errors else [])


def _any(*clusters: Clusters) -> list[list[set[Hashable]]]:
    return [[set(group) for group in each] for each in clusters]


def topics(paths: Iterable[Path]) -> list[tuple[str, list[_Article]]]:
    """The topics under these folders, with their documents that have curated sentences."""
    found: dict[str, list[_Article]] = defaultdict(list)
    for path in paths:
        folder = path if path.is_dir() else path.parent
        table = next(
            (p for p in (folder, *folder.resolve().parents) if (p / _TABLE).is_file()), None
        )
        if table is None:
            raise DataError(f"{path}: no {_TABLE}", "give the folder that holds the topics")
        curated: dict[tuple[str, str], set[int]] = defaultdict(set)
        with (table / _TABLE).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                curated[row["Topic"], row["File"]].add(int(row["Sentence Number"]))
        for source in sorted(folder.rglob("*.xml")):
            topic, _, rest = source.stem.partition("_")
            wanted = curated.get((topic, rest))
            if wanted:
                found[topic].append(_article(source, wanted))
    return [(topic, found[topic]) for topic in sorted(found, key=lambda t: (len(t), t))]


_TABLE = "coreference_sentences.csv"


def _article(path: Path, wanted: set[int]) -> _Article:
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise DataError(f"{path}: {error}", "the file is no ECB+ XML") from None
    article = _Article(path.stem)
    at: dict[str, tuple[int, int]] = {}
    for token in root.iter("token"):
        sentence, word = int(token.get("sentence", 0)), token.text or "_"
        article.words.append(word)
        if sentence in wanted:
            line = article.sentences.setdefault(sentence, [])
            at[token.get("t_id", "")] = (sentence, len(line))
            line.append(word)
    events = _events(root, article.name)
    for mention in root.findall("Markables/*"):
        anchors = [a.get("t_id", "") for a in mention.findall("token_anchor")]
        if not anchors or "ACTION" not in mention.tag or any(a not in at for a in anchors):
            continue
        places = tuple(sorted(at[a][1] for a in anchors))
        numbers = sorted(map(int, anchors))
        name = mention.get("m_id", "")
        event = events.get(name, f"{article.name}/{name}")
        article.mentions.append(
            ((article.name, numbers[0], numbers[-1]), at[anchors[0]][0], places, event)
        )
    return article


def _events(root: ElementTree.Element, article: str) -> dict[str, str]:
    """The event of each mention that a relation puts into one."""
    found = {}
    for relation in root.findall("Relations/*"):
        across = relation.tag.startswith("CROSS")
        name = relation.get("note") if across else f"{article}#{relation.get('r_id')}"
        for source in relation.findall("source"):
            found[source.get("m_id", "")] = str(name)
    return found


def _passage(article: _Article) -> Passage:
    """The curated sentences, parsed, with the mentions as tokens of the trees."""
    order = sorted(article.sentences)
    parsed = dict(zip(order, trees([" ".join(article.sentences[n]) for n in order]), strict=True))
    told = []
    for key, sentence, places, _ in article.mentions:
        tree, starts, offset = parsed[sentence], [], 0
        for word in article.sentences[sentence]:
            starts.append((offset, offset + len(word)))
            offset += len(word) + 1
        inside = [
            i
            for i in range(len(tree))
            if any(tree.starts[i] < starts[p][1] and starts[p][0] < tree.ends[i] for p in places)
        ]
        told.append(Told(key=key, tree=tree, tokens=tuple(inside), sentence=sentence))
    return Passage(name=article.name, words=article.words, told=told)


def _by_lemma(told: Sequence[Told], story: dict[str, int]) -> Clusters:
    found: dict[tuple[int, str], set[Key]] = defaultdict(set)
    for mention in told:
        found[story[mention.key[0]], mention.lemma].add(mention.key)
    return list(found.values())


def _wrong(topic: str, told: Sequence[Told], found: Clusters, gold: Clusters) -> list[str]:
    """Gold events that are spread over several groups, and groups that mix events."""
    words = {t.key: t.text for t in told}
    lines = []
    for kind, ours, theirs in (("split", gold, found), ("mixed", found, gold)):
        for group in ours:
            parts = sorted((part & group for part in theirs if part & group), key=len, reverse=True)
            if len(parts) > 1:
                shown = " | ".join(", ".join(sorted({words[k] for k in part})) for part in parts)
                lines.append(f"topic {topic}: {kind} {len(group)}: {shown}")
    return lines
