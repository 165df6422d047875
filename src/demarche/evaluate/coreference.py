"""Coreference of persons and organisations, on GUM's news, interviews and speeches.

The gold is GUM's (Zeldes 2017) in CoNLL-U: `Entity=` in the MISC column opens and closes mentions,
`(7-person-giv:act-sssss-cf1-1,2-coref` with the entity's number, its type, and the words of the
mention that it cannot do without (`1,2`). Mentions of the types person and organization count. The
text is read as it is, with our own tokens, sentences and trees.

A mention of ours and one of the gold are the same where ours is headed by one of the gold's own
minimal words (head match, as in CorefUD's shared tasks; the spans of both differ by convention).
Ours count where they stand for persons, organisations, groups or sources, one chain for each actor
or set of actors; chains of a single mention are left out on both sides, as in CoNLL 2012.

MUC (Vilain et al. 1995), B3 (Bagga and Baldwin 1998), CEAFe (Luo 2005) and CoNLL F1, their mean,
are computed by the library `scorch`; LEA (Moosavi and Strube 2016) here. Counts are summed over
documents, as the CoNLL scorer does.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from demarche import actors, statements
from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Tally
from demarche.evaluate.syntax import documents, raw_text
from demarche.language.conllu import Sentence
from demarche.language.tree import Tree
from demarche.model import Document

GENRES = ("news", "interview", "speech")
TYPES = frozenset({"person", "organization"})
_KINDS = frozenset({"person", "organisation", "group", "source"})
_BRACKET = re.compile(r"\(([^()]+)(\))?|([^()]+)\)|\)")

Chains = list[set[Hashable]]


@dataclass(frozen=True, slots=True)
class Span:
    """A gold mention: characters `start` to `end`, its entity, the characters of minimal words."""

    start: int
    end: int
    entity: str
    kind: str
    core: tuple[tuple[int, int], ...]


def score(paths: list[Path], errors: int = 0) -> Report:
    """Score chains on CoNLL-U files or folders of them.

    Raises DataError where no document of the three genres has entities, or `scorch` is missing.
    """
    files = [f for p in paths for f in (sorted(p.rglob("*.conllu")) if p.is_dir() else [p])]
    found = [d for f in files for d in documents(f) if _genre(d[0].document) in GENRES]
    if not found:
        raise DataError(
            "no news, interview or speech of GUM here", "give CoNLL-U files with `newdoc id = GUM_`"
        )
    texts = [raw_text(document) for document in found]
    key: dict[str, Chains] = defaultdict(list)
    response: dict[str, Chains] = defaultdict(list)
    mentions: dict[str, Tally] = defaultdict(Tally)
    wrong: list[str] = []
    parsed = trees([text for text, _, _ in texts])
    for document, (text, words, _), tree in zip(found, texts, parsed, strict=True):
        name, genre = document[0].document, _genre(document[0].document)
        spans = [s for s in gold_mentions(document, words) if s.kind in TYPES]
        gold = _gold_chains(name, spans)
        ours, linked = _our_chains(name, text, tree, spans)
        for part in (genre, ""):
            key[part].extend(gold)
            response[part].extend(ours)
            tally = mentions[part]
            tally.gold += sum(map(len, gold))
            tally.predicted += sum(map(len, ours))
            tally.right += len(set().union(*gold, set()) & set().union(*ours, set()))
        if len(wrong) < errors:
            wrong.extend(_tell(name, text, spans, linked))
    scores: dict[str, float] = {}
    for part in ("", *(g for g in GENRES if g in key)):
        tail = f"_{part}" if part else ""
        scores[f"mention_f1{tail}"] = mentions[part].f1
        for measure, value in chain_scores(key[part], response[part]).items():
            if not part or measure.endswith("f1"):
                scores[measure + tail] = value
    scores["documents"] = len(found)
    return Report(scores, wrong[:errors])


def chain_scores(key: Chains, response: Chains) -> dict[str, float]:
    """Precision, recall and F1 of MUC, B3, CEAFe, LEA, and CoNLL F1, over all chains given.

    Mentions are any hashable things; make them of the document too, and the counts are summed over
    documents. Raises DataError where the library `scorch` is not there.
    """
    try:
        from scorch import scores as scorch
    except ImportError as error:
        raise DataError(
            "the scorer library `scorch` is not installed", "pip install 'demarche[coref]'"
        ) from error
    found: dict[str, float] = {}
    nothing = not key or not response
    for name, measure in (
        ("muc", scorch.muc), ("b3", scorch.b_cubed), ("ceafe", scorch.ceaf_e), ("lea", lea)
    ):  # fmt: skip
        recall, precision, f1 = (0.0, 0.0, 0.0) if nothing else measure(key, response)
        found[f"{name}_precision"], found[f"{name}_recall"] = float(precision), float(recall)
        found[f"{name}_f1"] = float(f1)
    found["conll_f1"] = (found["muc_f1"] + found["b3_f1"] + found["ceafe_f1"]) / 3
    return found


def lea(key: Chains, response: Chains) -> tuple[float, float, float]:
    """Recall, precision and F1 of the link-based entity-aware measure (Moosavi and Strube 2016).

    An entity weighs as much as it has mentions, and counts by the share of its links that are
    found; a single mention is linked to itself.
    """
    recall, precision = _resolved(key, response), _resolved(response, key)
    total = recall + precision
    return recall, precision, 2 * recall * precision / total if total else 0.0


def _resolved(entities: Chains, others: Chains) -> float:
    where: dict[Hashable, int] = {m: i for i, chain in enumerate(others) for m in chain}
    alone = {i for i, chain in enumerate(others) if len(chain) == 1}
    weight = found = 0.0
    for entity in entities:
        weight += len(entity)
        shared: dict[int, int] = defaultdict(int)
        for mention in entity:
            if mention in where:
                shared[where[mention]] += 1
        if len(entity) == 1:
            found += sum(1 for i in shared if i in alone)
            continue
        links = sum(n * (n - 1) / 2 for n in shared.values())
        found += len(entity) * links / (len(entity) * (len(entity) - 1) / 2)
    return found / weight if weight else 0.0


def gold_mentions(document: Sequence[Sentence], words: Sequence[tuple[int, int]]) -> list[Span]:
    """The entity mentions of a document, as characters of its text.

    Raises DataError where a bracket closes what was never opened.
    """
    found: list[Span] = []
    open_: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    place = 0
    for sentence in document:
        for word in sentence.words:
            for first, fields, closes in _brackets(word.misc):
                if first:
                    open_[fields[0]].append((place, fields))
                if not closes:
                    continue
                if not open_[fields[0]]:
                    raise DataError(f"{sentence.sent_id}: entity {fields[0]} was never opened")
                start, opened = open_[fields[0]].pop()
                found.append(_span(opened, start, place, words))
            place += 1
    return sorted(found, key=lambda s: (s.start, -s.end, s.entity))


def _brackets(misc: str) -> Iterator[tuple[bool, list[str], bool]]:
    """The brackets of a MISC cell: whether it opens, its fields, whether it closes."""
    cell = next((p[7:] for p in misc.split("|") if p.startswith("Entity=")), "")
    for found in _BRACKET.finditer(cell):
        if found[1] is not None:
            yield True, found[1].split("-"), found[2] is not None
        elif found[3] is not None:
            yield False, found[3].split("-"), True


def _span(fields: list[str], first: int, last: int, words: Sequence[tuple[int, int]]) -> Span:
    """A mention by the numbers of its words; its minimal words count from 1 within it."""
    minimal = next((f for f in fields[5:6] if re.fullmatch(r"\d+(,\d+)*", f)), "")
    core = [first + int(n) - 1 for n in minimal.split(",") if n] or list(range(first, last + 1))
    return Span(
        words[first][0],
        words[last][1],
        fields[0],
        fields[1] if len(fields) > 1 else "",
        tuple(words[w] for w in core if w <= last),
    )


def _genre(document: str) -> str:
    return document.removeprefix("GUM_").partition("_")[0]


def _gold_chains(name: str, spans: Iterable[Span]) -> Chains:
    chains: dict[str, set[Hashable]] = defaultdict(set)
    for span in spans:
        chains[span.entity].add((name, span.core))
    return [chain for chain in chains.values() if len(chain) > 1]


def _our_chains(
    name: str, text: str, tree: Tree, spans: Sequence[Span]
) -> tuple[Chains, dict[tuple[tuple[int, int], ...], str]]:
    """Our chains with the gold's mentions in the place of ours that match, and who each is."""
    document = Document(id=name, text=text)
    found = actors.find_mentions(tree, document)
    found = actors.link_quotes(tree, found, statements.find_statements(tree, found, document))
    chains: dict[tuple[str, ...], set[Hashable]] = defaultdict(set)
    linked: dict[tuple[tuple[int, int], ...], str] = {}
    for mention in found.all:
        people = [a for a in mention.actors if a.kind in _KINDS]
        start, end = tree.starts[mention.head], tree.ends[mention.head]
        fits = [s for s in spans if any(a <= start and end <= b for a, b in s.core)]
        if not people and not fits:
            continue
        ids = tuple(sorted(a.id for a in mention.actors))
        best = min(fits, key=lambda s: (s.end - s.start, s.entity), default=None)
        core = best.core if best is not None else ((start, end),)
        chains[ids].add((name, core))
        linked.setdefault(core, " + ".join(ids))
    return [chain for chain in chains.values() if len(chain) > 1], linked


def _tell(
    name: str, text: str, spans: Iterable[Span], linked: dict[tuple[tuple[int, int], ...], str]
) -> list[str]:
    """The gold's chains with what each mention is for us, one line a chain."""
    chains: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        chains[span.entity].append(span)
    return [
        f"{name} {entity}: "
        + "; ".join(f"{text[s.start : s.end][:40]!r} = {linked.get(s.core, '-')}" for s in chain)
        for entity, chain in chains.items()
        if len(chain) > 1 and len({linked.get(s.core, "-") for s in chain}) > 1
    ]
