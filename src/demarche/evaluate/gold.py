"""Score ledgers against gold ledgers: YAML files that say by hand what a reader finds in a text.

The format and the matching are those of docs/gold-format.md: a predicted event matches a gold event
when their triggers overlap; optional gold counts neither way; attributes are scored on matched
events; strict F1 wants trigger, type, actor country, recipient country, source country and the sign
of the factuality all right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from demarche.claims.positions import own_sources
from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Share, Tally
from demarche.ingest.text import make_document, prose
from demarche.model import AUTHOR, Claim, Document, Event, Ledger, Party, Statement, Time

ATTRIBUTES = (
    "type", "mode", "actor_country", "actor", "recipient_country", "recipient", "source_country",
    "source", "factuality", "factuality_sign", "date", "place", "quantity",
    "stated_actor_country", "stated_actor", "stated_recipient_country", "stated_recipient",
    "stated_source_country", "stated_source",
)  # fmt: skip
"""What is scored on matched events; `stated_...` only where the gold names one for that role."""


class GoldEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event of a gold file; see docs/gold-format.md."""

    quote: str
    trigger: str
    type: list[str]
    actor: list[str]
    recipient: list[str] = []
    nth: int = 1
    mode: str | list[str] | None = None
    source: str = AUTHOR
    chain: list[str] = []
    factuality: str = "CT+"
    date: str | None = None
    place: list[str] = []
    quantity: dict[str, Any] | None = None
    optional: bool = False


class GoldPosition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an actor stands on a claim."""

    actor: str
    stance: str
    quantity: float | dict[str, Any] | None = None


class GoldAbout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a claim is about."""

    type: list[str]
    actor: list[str]
    recipient: list[str] = []
    place: list[str] = []


class GoldClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim and the positions on it that a reader finds."""

    id: str
    about: GoldAbout
    positions: list[GoldPosition]


class GoldLedger(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A gold file: an article (a path, or its text) and what a reader finds in it."""

    events: list[GoldEvent]
    article: str | None = None
    text: str | None = None
    published: str | None = None
    claims: list[GoldClaim] = []
    not_in_the_ledger: list[str] = []


@dataclass(slots=True)
class _Found:
    """A gold event with its place in the document's text."""

    gold: GoldEvent
    start: int
    end: int


@dataclass(slots=True)
class _Scores:
    trigger: Tally = field(default_factory=Tally)
    strict: Tally = field(default_factory=Tally)
    attributes: dict[str, Share] = field(default_factory=lambda: {a: Share() for a in ATTRIBUTES})
    positions: Share = field(default_factory=Share)
    furniture: int = 0
    sentences: int = 0
    errors: list[str] = field(default_factory=list)


def load(path: Path) -> tuple[GoldLedger, Document]:
    """A gold file and its article, made a Document.

    Raises DataError, with the file and what is wrong, for a file that breaks the format.
    """
    import yaml

    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
        if isinstance(raw, dict) and raw.get("published") is not None:
            raw["published"] = str(raw["published"])
        for event in raw.get("events", []):
            if event.get("date") is not None:
                event["date"] = str(event["date"])
        gold = msgspec.convert(raw, GoldLedger)
        text = gold.text
        if text is None:
            if gold.article is None:
                raise ValueError("neither `article` nor `text`")
            text = (path.parent / gold.article).read_text("utf-8")
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise DataError(f"{path}: {error}", "see docs/gold-format.md") from None
    return gold, make_document(text, published=gold.published, name=str(path))


def score(paths: Iterable[Path], errors: int = 0) -> Report:
    """Read each gold file's article and score the ledger against it, over all files together.

    Keys: trigger_precision, trigger_recall, trigger_f1, strict_f1, one share an attribute
    (`type`, `actor_country`, ...; `stated_...`: of the events whose gold names one in that role),
    positions_recall, extra_per_100_sentences.
    """
    from demarche.pipeline import assemble, interpret
    from demarche.records import coded

    scores = _Scores()
    for path in gold_files(paths):
        gold, document = load(path)
        tree = replace(trees([prose(document)])[0], text=document.text)
        scores.sentences += len(tree.sentences)
        ledger = assemble([coded(interpret(document, tree))])
        _compare(path, gold, document, ledger, scores)
    return _report(scores, errors)


def compare(gold: GoldLedger, document: Document, ledger: Ledger, errors: int = 0) -> Report:
    """Score one ledger, however it was made, against one gold ledger."""
    scores = _Scores(sentences=len({e.sentence.start for e in ledger.events}))
    _compare(Path(document.name or "gold"), gold, document, ledger, scores)
    return _report(scores, errors)


def _compare(
    path: Path, gold: GoldLedger, document: Document, ledger: Ledger, scores: _Scores
) -> None:
    _score_events(path, gold, document, ledger, scores)
    _score_claims(path, gold, ledger, scores)


def gold_files(paths: Iterable[Path]) -> list[Path]:
    """Gold files: the paths themselves, and the YAML files in folders."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.rglob("*.y*ml")) if path.is_dir() else [path])
    if not found:
        raise DataError("no gold files (*.yaml) here", "give files or a folder that holds some")
    return found


def locate(gold: GoldLedger, document: Document, path: Path) -> list[_Found]:
    """Where each gold event's trigger stands in the document's text."""
    found = []
    for event in gold.events:
        quote = " ".join(event.quote.split())
        start = -1
        for _ in range(event.nth):
            start = document.text.find(quote, start + 1)
        inside = quote.find(event.trigger)
        if start < 0 or inside < 0:
            raise DataError(f"{path}: {event.quote!r} / {event.trigger!r} is not in the article")
        found.append(_Found(event, start + inside, start + inside + len(event.trigger)))
    return found


def _score_events(
    path: Path, gold: GoldLedger, document: Document, ledger: Ledger, scores: _Scores
) -> None:
    wanted = locate(gold, document, path)
    statements = {statement.id: statement for statement in ledger.statements}
    left = list(ledger.events)
    # The required first, so that an optional neighbour does not take their match.
    for item in sorted(wanted, key=lambda w: (w.gold.optional, w.start)):
        overlapping = [e for e in left if e.trigger.start < item.end and item.start < e.trigger.end]
        best = max(
            overlapping,
            key=lambda e: sum(_judge(item.gold, e, statements).values()),
            default=None,
        )
        if best is not None:
            left.remove(best)
        if item.gold.optional:
            continue
        scores.trigger.gold += 1
        scores.strict.gold += 1
        if best is None:
            scores.errors.append(
                f"{path.name}: missed {item.gold.trigger!r} in {item.gold.quote!r}"
            )
            continue
        scores.trigger.right += 1
        scores.trigger.predicted += 1
        scores.strict.predicted += 1
        judged = _judge(item.gold, best, statements)
        for attribute, is_right in judged.items():
            scores.attributes[attribute].count(is_right)
        for role in _stated(item.gold):
            scores.attributes[f"stated_{role}_country"].count(judged[f"{role}_country"])
            scores.attributes[f"stated_{role}"].count(judged[role])
        scores.strict.right += all(
            judged.get(a, True)
            for a in (
                "type", "actor_country", "recipient_country", "source_country", "factuality_sign",
            )
        )  # fmt: skip
        wrong = [a for a, is_right in judged.items() if not is_right]
        if wrong:
            scores.errors.append(
                f"{path.name}: {item.gold.trigger!r} in {item.gold.quote!r}: wrong "
                + ", ".join(wrong)
                + f"; found {describe(best, statements)}"
            )
    scores.trigger.predicted += len(left)
    scores.strict.predicted += len(left)
    for event in left:
        scores.errors.append(
            f"{path.name}: extra {event.trigger.text!r}: {describe(event, statements)}"
            f" in {event.sentence.text!r}"
        )


def describe(event: Event, statements: dict[str, Statement]) -> str:
    """One line that says what was coded."""
    actors = "+".join(p.code for p in event.actors) or "-"
    recipients = "+".join(p.code for p in event.recipients) or "-"
    sources = " > ".join(p.code for p in _chain(event, statements)) or AUTHOR
    value = event.factuality[-1].value if event.factuality else "?"
    time = event.time.value if event.time and not event.time.inferred else "-"
    return (
        f"{event.type}/{event.mode or '-'} {actors} -> {recipients}; {sources} {value}; time {time}"
    )


def _chain(event: Event, statements: dict[str, Statement]) -> tuple[Party, ...]:
    return statements[event.statements[-1]].sources if event.statements else ()


def _judge(gold: GoldEvent, event: Event, statements: dict[str, Statement]) -> dict[str, bool]:
    """Each attribute that the gold scores: right or not."""
    sources = _nearest(event, statements)
    value = event.factuality[-1].value if event.factuality else "Uu"
    judged = {
        "type": event.type in gold.type,
        "actor_country": _same(gold.actor, event.actors, country=True),
        "actor": _same(gold.actor, event.actors),
        "recipient_country": _same(gold.recipient, event.recipients, country=True),
        "recipient": _same(gold.recipient, event.recipients),
        "source_country": any(_fits(gold.source, code, country=True) for code in sources),
        "source": any(_fits(gold.source, code) for code in sources),
        "factuality": value == gold.factuality,
        "factuality_sign": value[-1] == gold.factuality[-1],
    }
    if gold.mode:
        modes = [gold.mode] if isinstance(gold.mode, str) else gold.mode
        judged["mode"] = event.mode in modes
    if gold.date:
        judged["date"] = event.time is not None and _is_dated(event.time, gold.date)
    if gold.place:
        place = event.place
        judged["place"] = place is not None and bool({place.country, place.name} & set(gold.place))
    if gold.quantity:
        quantity = event.quantity
        judged["quantity"] = quantity is not None and quantity.value == gold.quantity.get("value")
    return judged


def _is_dated(time: Time, gold: str) -> bool:
    """Whether a time is the gold's date, month or year, or spans just its interval."""
    first, slash, last = gold.partition("/")
    if not slash:
        return time.value[: len(gold)] == gold
    return ((time.earliest or "")[:10], (time.latest or "")[:10]) == (first, last)


def _stated(gold: GoldEvent) -> list[str]:
    """The roles in which the gold names an actor."""
    named = {"actor": gold.actor, "recipient": gold.recipient, "source": gold.source != AUTHOR}
    return [role for role, is_named in named.items() if is_named]


def _nearest(event: Event, statements: dict[str, Statement]) -> list[str]:
    """Codes of the nearest source: several where several speak together."""
    if not event.statements:
        return [AUTHOR]
    last = statements[event.statements[-1]]
    return [party.code for party in own_sources(last, statements)] or [AUTHOR]


def _fits(gold: str, code: str, country: bool = False) -> bool:
    """Whether a code is one of the gold's alternatives ("A|B")."""
    return any(
        _part(g, country) == _part(code, country) or ("." not in g and g == code.partition(".")[0])
        for g in gold.split("|")
    )


def _part(code: str, country: bool) -> str:
    head = code.partition(".")[0]
    # Organisations are told apart by name, not by the IGO before it.
    return head if country and head not in ("IGO", "NGO", "MNC") else code


def _same(gold: list[str], parties: Iterable[Party], country: bool = False) -> bool:
    """Whether two sets of actors are the same, alternatives allowed."""
    codes = sorted({_part(p.code, country) for p in parties})
    return all(any(_fits(g, c, country) for c in codes) for g in gold) and all(
        any(_fits(g, c, country) for g in gold) for c in codes
    )


def _score_claims(path: Path, gold: GoldLedger, ledger: Ledger, scores: _Scores) -> None:
    for wanted in gold.claims:
        claims = [claim for claim in ledger.claims if overlaps(wanted.about, claim)]
        for position in wanted.positions:
            found = any(
                p.stance == position.stance and _fits(position.actor, p.party.code, country=True)
                for claim in claims
                for p in claim.positions
            )
            scores.positions.count(found)
            if not found:
                scores.errors.append(
                    f"{path.name}: claim {wanted.id}: no {position.actor} {position.stance}"
                )
    for line in gold.not_in_the_ledger:
        if any(line in document.text for document in ledger.documents):
            scores.furniture += 1
            scores.errors.append(f"{path.name}: page furniture in the text: {line!r}")


def overlaps(about: GoldAbout, claim: Claim) -> bool:
    """Whether a claim speaks of it: type and actor in common, and recipient where both say one."""
    return (
        bool(set(about.type) & set(claim.about.types))
        and _any_fits(about.actor, claim.about.actors)
        and (
            not about.recipient
            or not claim.about.recipients
            or _any_fits(about.recipient, claim.about.recipients)
        )
    )


def _any_fits(gold: list[str], codes: Iterable[str]) -> bool:
    return any(_fits(g, code, country=True) for g in gold for code in codes)


def _report(scores: _Scores, errors: int) -> Report:
    extra = scores.trigger.predicted - scores.trigger.right
    return Report(
        {
            "trigger_precision": scores.trigger.precision,
            "trigger_recall": scores.trigger.recall,
            "trigger_f1": scores.trigger.f1,
            "strict_f1": scores.strict.f1,
            **{name: share.value for name, share in scores.attributes.items()},
            "positions_recall": scores.positions.value,
            "furniture": float(scores.furniture),
            "extra_per_100_sentences": 100 * extra / max(scores.sentences, 1),
        },
        scores.errors[:errors] if errors else [],
    )
