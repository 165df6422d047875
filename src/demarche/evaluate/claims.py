"""Claims across articles, on the whole path: stories told by many articles, marked by hand.

Text files: an article begins with `== PUBLISHER | DATE`, its headline is the next line; a trigger
is marked `[sent|congo]` with the happening that it tells. `# claim congo: COD asserts, RWA denies`
says who takes which position on it. A `.tsv` marks happenings in the articles of gold files.

Articles of one file are read together. A mention of ours is a marked one where their triggers
overlap. Happenings are marked, not everything: groups of ours that hold no marked mention are left
out; a mention that is not marked counts where we put it together with marked ones. Marked mentions
that we do not find count as missed. MUC, B-cubed, CEAF-e, CoNLL F1 and LEA over all files; beside
them, on the same mentions, the lemma baseline (`lemma`: one stem of the trigger, one happening) and
`week`: same type, same actors, articles of the same week.

Positions: of the claim that shares most mentions with a happening, the states or organisations and
their stances; the articles' own voices are not marked and do not count.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from demarche.claims.facts import day
from demarche.claims.history import side
from demarche.claims.index import ClaimIndex
from demarche.claims.parties import sides
from demarche.claims.telling import tell
from demarche.claims.words import stem
from demarche.errors import DataError
from demarche.evaluate.coreference import chain_scores
from demarche.evaluate.gold import load as load_gold
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Tally
from demarche.ingest.text import make_document, prose
from demarche.model import AUTHOR, Claim, Document, Event, Ledger, Span

_MARK = re.compile(r"\[([^\]|]+)\|([\w-]+)\]")
_CLAIM = re.compile(r"# claim ([\w-]+): (.+)")
_HEAD = re.compile(r"== (.+?) \| (\d{4}-\d\d-\d\d)\s*\n")

Key = tuple[str, int]
Clusters = list[set[Hashable]]


@dataclass(slots=True)
class Story:
    """A file of articles: marked triggers (start, end) by happening, and positions by happening."""

    name: str
    documents: list[Document] = field(default_factory=list)
    marks: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    positions: dict[str, set[tuple[str, str]]] = field(default_factory=dict)


def score(paths: Iterable[Path], errors: int = 0) -> Report:
    """Score on story files, or those (`*.txt`) in folders. Raises DataError for a broken file.

    Keys: `mention_recall`, those of `chain_scores`, `lemma_conll_f1`, `lemma_lea_f1`,
    `week_conll_f1`, `week_lea_f1`, `positions_precision`, `positions_recall`, `positions_f1`,
    `articles`, `happenings`.
    """
    stories = [load(file) for path in paths for file in _files(path)]
    if not stories:
        raise DataError("no stories here", "give .txt files as tests/stories holds")
    key: Clusters = []
    found: dict[str, Clusters] = defaultdict(list)
    mentions, positions = Tally(), Tally()
    wrong: list[str] = []
    for story in stories:
        ledger = _read(story.documents)
        mine = _mentions(ledger)
        gold, names = _aligned(story, mine)
        key.extend(set(group) for group in gold.values())
        mentions.gold += sum(map(len, gold.values()))
        marked = {name for group in gold.values() for name in group}
        mentions.right += len(marked & mine.keys())
        groups = _groups(ledger, mine)
        for label, clusters in (
            ("", groups),
            ("lemma", _by(mine, lambda m: stem(m.span.text))),
            ("week", _by(mine, _week(ledger))),
        ):
            found[label].extend(set(c) for c in clusters if c & marked)
        wrong.extend(_told(story, gold, groups, names, mine))
        wrong.extend(_positions(story, gold, mine, ledger, positions))
    scores = {"mention_recall": mentions.recall} | chain_scores(key, found[""])
    for label in ("lemma", "week"):
        base = chain_scores(key, found[label])
        scores |= {f"{label}_{name}": base[name] for name in ("conll_f1", "lea_f1")}
    return Report(
        {
            **scores,
            "positions_precision": positions.precision,
            "positions_recall": positions.recall,
            "positions_f1": positions.f1,
            "articles": float(sum(len(story.documents) for story in stories)),
            "happenings": float(len(key)),
        },
        wrong[:errors],
    )


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted([*path.rglob("*.txt"), *path.rglob("*.tsv")])


def _table(path: Path) -> Story:
    """Happenings in gold files: happening, file (in `tests/gold`), trigger, words around it."""
    story = Story(path.stem)
    known: dict[str, Document] = {}
    for row in path.read_text("utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        happening, name, trigger, quote = row.split("\t")
        if name not in known:
            known[name] = load_gold(path.parents[2] / "gold" / f"{name}.yaml")[1]
        at = known[name].text.find(quote)
        if at < 0 or trigger not in quote:
            raise DataError(f"{path}: {quote!r} is not in {name}", "check the row")
        at += quote.find(trigger)
        story.marks.setdefault(happening, []).append((known[name].id, at, at + len(trigger)))
    story.documents.extend(known[name] for name in sorted(known))
    return story


def load(path: Path) -> Story:
    """A story file. Raises DataError where it breaks the format."""
    if path.suffix == ".tsv":
        return _table(path)
    text = path.read_text("utf-8")
    story = Story(path.stem)
    for name, listed in _CLAIM.findall(text):
        pairs = [part.split() for part in listed.split(",")]
        if any(len(pair) != 2 for pair in pairs):
            raise DataError(f"{path}: claim {name}: {listed!r}", "write CODE stance, CODE stance")
        story.positions[name] = {(c, "asserts" if s == "accuses" else s) for c, s in pairs}
    parts = _HEAD.split(text)
    for publisher, published, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        plain = _MARK.sub(r"\1", body).strip()
        document = make_document(
            plain, published=published, publisher=publisher.strip(), name=f"{path.stem} {published}"
        )
        story.documents.append(document)
        place = 0
        for mark in _MARK.finditer(body):
            before = " ".join(_MARK.sub(r"\1", body[: mark.start()]).split()[-3:])
            at = document.text.find(f"{before} {mark[1]}".strip(), max(0, place - len(before)))
            at = at + len(before) + bool(before) if at >= 0 else document.text.find(mark[1], place)
            if at < 0:
                raise DataError(f"{path}: {mark[0]!r} is not in the text", "check the mark")
            story.marks.setdefault(mark[2], []).append((document.id, at, at + len(mark[1])))
            place = at + len(mark[1])
    if not story.documents:
        raise DataError(f"{path}: no article", "begin each with == PUBLISHER | DATE")
    return story


def _read(documents: Sequence[Document]) -> Ledger:
    from demarche.pipeline import assemble, interpret
    from demarche.records import coded

    parsed = trees([prose(document) for document in documents])
    return assemble(
        coded(interpret(d, replace(tree, text=d.text)))
        for d, tree in zip(documents, parsed, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of ours for an event: its trigger, or an echo of it."""

    span: Span
    event: Event


def _mentions(ledger: Ledger) -> dict[str, Mention]:
    """All mentions of events in the ledger outside of headlines, by a name of their own."""
    titles = {d.id: [s.end for s in d.sections if s.kind == "headline"] for d in ledger.documents}
    found = {}
    for event in ledger.events:
        for span in (event.trigger, *(echo.span for echo in event.echoes)):
            if all(span.start >= end for end in titles[event.document]):
                found[f"{event.document}:{span.start}"] = Mention(span, event)
    return found


def _aligned(story: Story, mine: dict[str, Mention]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The mentions of each happening, by the name of ours or one of their own; and the reverse."""
    gold: dict[str, set[str]] = defaultdict(set)
    words = {}
    for happening, marks in story.marks.items():
        for document, start, end in marks:
            ours = [
                name
                for name, m in mine.items()
                if m.event.document == document and m.span.start < end and start < m.span.end
            ]
            name = ours[0] if ours else f"{document}:{start}"
            gold[happening].add(name)
            words[name] = happening
    return gold, words


def _groups(ledger: Ledger, mine: dict[str, Mention]) -> list[set[str]]:
    """Our groups of mentions, those that are shown as claims and those that are not."""
    told = defaultdict(list)
    for event in ledger.events:
        told[event.document].append(event)
    index = ClaimIndex()
    changes = index.add_tellings([t for d in ledger.documents for t in tell(d, told[d.id])])
    group = {
        event: leader
        for leader in changes.changed
        for telling in index.members(leader)
        for event in telling.events
    }
    return _by(mine, lambda m: group[m.event.id])


def _by(mine: dict[str, Mention], what: Callable[[Mention], Hashable]) -> list[set[str]]:
    groups: dict[Hashable, set[str]] = defaultdict(set)
    for name, mention in mine.items():
        groups[what(mention)].add(name)
    return list(groups.values())


def _week(ledger: Ledger) -> Callable[[Mention], Hashable]:
    weeks = {d.id: ((day(d.published) or 0) + 3) // 7 for d in ledger.documents}
    return lambda m: (m.event.type, sides(m.event.actors), weeks[m.event.document])


def _positions(
    story: Story,
    gold: dict[str, set[str]],
    mine: dict[str, Mention],
    ledger: Ledger,
    tally: Tally,
) -> list[str]:
    """Count the positions of each happening; what is wrong, as text."""
    lines = []
    for name, wanted in story.positions.items():
        held = Counter(mine[m].event.id for m in gold.get(name, set()) if m in mine)

        def shared(claim: Claim, held: Counter[str] = held) -> int:
            return sum(held[event] for event in claim.events)

        claim = max(
            ledger.claims,
            key=lambda c: (shared(c), c.id),
            default=None,
        )
        if claim is not None and not shared(claim):
            claim = None
        taken = _taken(claim) if claim else set()
        tally.gold += len(wanted)
        tally.predicted += len(taken)
        right = wanted & taken
        tally.right += len(right)
        lines += [f"{story.name}: {name}: no {' '.join(w)}" for w in sorted(wanted - right)]
        lines += [f"{story.name}: {name}: extra {' '.join(t)}" for t in sorted(taken - wanted)]
    return lines


def _taken(claim: Claim) -> set[tuple[str, str]]:
    """States and organisations with their stances; who accuses by it asserts it."""
    return {
        (side(p.party), "asserts" if p.stance == "accuses" else p.stance)
        for p in claim.positions
        if p.party.code != AUTHOR
    }


def _told(
    story: Story,
    gold: dict[str, set[str]],
    groups: list[set[str]],
    names: dict[str, str],
    mine: dict[str, Mention],
) -> list[str]:
    """Happenings that are missed or spread, and groups that mix several or hold others."""

    def words(ids: Iterable[str]) -> str:
        return ", ".join(
            f"{names.get(i, '-')}:{mine[i].span.text}@{i[4:7]}{mine[i].span.start}"
            for i in sorted(ids)
            if i in mine
        )

    lines = []
    for name, members in gold.items():
        lost = [m for m in members if m not in mine]
        if lost:
            lines.append(
                f"{story.name}: {name}: {len(lost)} mentions are no events of ours: {lost}"
            )
        parts = [g for g in groups if g & members]
        if len(parts) > 1:
            lines.append(f"{story.name}: {name} split: {' | '.join(words(p) for p in parts)}")
    for group in groups:
        kinds = {names.get(i, "-") for i in group}
        if len(kinds) > 1:
            lines.append(f"{story.name}: mixed: {words(group)}")
    return lines
