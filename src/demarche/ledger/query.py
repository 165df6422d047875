"""What is asked of a ledger, as SQL over the inverted index.

A question is a set of conditions, each a set of facets of which a row has to have one. The
condition with the fewest rows leads: its postings are walked in order of date, and the others are
looked up row by row, so that a page costs what it shows and not what there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    false,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    union,
)

from demarche.ledger import words as fulltext
from demarche.ledger.errors import LedgerError
from demarche.ledger.facets import pair_of
from demarche.ledger.schema import claims, documents, events, facets, postings, statements
from demarche.plover import QUAD

Kind = Literal["events", "statements", "claims", "documents"]

KINDS: dict[str, str] = {
    "events": "event", "statements": "statement", "claims": "claim", "documents": "document",
}  # fmt: skip

FEW = 2_000
"""Passages with the words asked for, up to which their rows are fetched; above, rows are walked."""

SCANNED = 20_000
FETCHED = 5_000
"""Rows of the leading facet that are looked at, the newest, where an answer may be cut: in the
index alone, and where each row's own facets have to be fetched."""
NEWEST_PASSAGES = 4_000
NEWEST_CLAIMS = 1_000
"""Of more passages with the words, or claims with the status or stance, those that are looked at
where an answer may be cut: the last ones added, the newest."""


@dataclass(slots=True)
class Cut:
    """Which part of the ledger an answer comes from: of all, where nothing is set.

    `since`: only what is dated from this day on was looked at; `passages`, `claims`: so many of
    the newest that fit the words, the status or the stance.
    """

    since: str | None = None
    passages: int | None = None
    claims: int | None = None

    def from_day(self, day: str) -> None:
        """Note that nothing before a day was looked at."""
        self.since = max(self.since or "", day)

    def join(self, other: "Cut") -> None:
        """Note what another answer on the same page was cut to."""
        if other.since:
            self.from_day(other.since)
        self.passages, self.claims = self.passages or other.passages, self.claims or other.claims

    def __bool__(self) -> bool:
        return bool(self.since or self.passages or self.claims)


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What to look for: the values of one field are alternatives, all fields have to hold.

    `actor`, `recipient`, `party` (either side) and `source` take a side (`RUS`, `IGO.NATO`), a code
    (`RUS.MIL`) or an actor's id. `dyad`: `PRK>RUS`, or `PRK-RUS` for either way. `words`: words,
    "phrases", `-not`, `or`, in the paragraph. `since` and `until`: ISO 8601 dates, inclusive, of
    when an event happened (or was published), a text was published, a claim's latest position was
    taken. `stance`: `denies`, or with who: `denies=RUS`. `document` and `claim`: ids. `state`:
    `accepted`, `edited`, `rejected`, `unreviewed`; rejected events are left out if it is not given.
    """

    words: str = ""
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    dyad: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    quad: tuple[int, ...] = ()
    context: tuple[str, ...] = ()
    factuality: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    claim: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    state: tuple[str, ...] = ()


_EVERY = frozenset(("words", "publisher", "document", "since", "until"))
_SIDES = frozenset(("actor", "recipient", "party", "dyad", "place", "context", "type", "quad"))
FIELDS: dict[str, frozenset[str]] = {
    "events": _EVERY
    | _SIDES
    | {"source", "mode", "factuality", "stance", "status", "claim", "state"},
    "statements": _EVERY | {"source", "act", "channel", "stance"},
    "claims": _EVERY | _SIDES | {"source", "stance", "status", "claim"},
    "documents": _EVERY | {"party", "language"},
}
"""The fields of a query that can be asked of each kind of record."""

CARRIED = {
    "events": ("type", "factuality"),
    "statements": ("act", "stance"),
    "claims": ("status",),
}
"""Fields whose facets every posting carries: `main` and `sure`."""


@dataclass(slots=True)
class Plan:
    """Conditions on rows of one kind: facets that lead, and what else has to hold of a posting."""

    kind: Kind
    lead: list[int]
    rows: int
    """At most so many rows fulfil it."""
    where: list[Any] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    """The fields that are asked."""
    every: int = 0
    """The facet of all rows of this kind."""
    groups: dict[str, list[int]] = field(default_factory=dict)
    """The facets of each condition."""

    def select(self, *columns: Any) -> Select[Any]:
        """Rows of the index that fulfil all conditions; one led by several facets may repeat."""
        p = postings.c
        lead = p.facet == self.lead[0] if len(self.lead) == 1 else p.facet.in_(self.lead)
        return select(*columns).where(lead, *self.where)


def plan(
    connection: Connection, kind: Kind, query: Query, cut: Cut | None = None, scan: int = SCANNED
) -> Plan | None:
    """How to find what is asked; None where a value occurs nowhere, so that nothing can be found.

    With `cut`, no more is looked at than takes a moment, about `scan` rows (0: no bound, as a page
    ends when it is full); it notes what that is.

    Raises LedgerError for a field that cannot be asked of this kind.
    """
    asked = {f.name: getattr(query, f.name) for f in fields(query) if getattr(query, f.name)}
    wrong = sorted(asked.keys() - FIELDS[kind])
    if wrong:
        raise LedgerError(f"{kind} cannot be asked for by {wrong[0]!r}", "see docs/ledger.md")
    prefix = KINDS[kind]
    if kind == "events" and query.state == ("rejected",):
        prefix = "rejected"
    conditions = _conditions(kind, query, prefix)
    found = _numbers(connection, [pair for pairs in conditions.values() for pair in pairs])
    every = found.get((f"{prefix}.all", ""))
    if every is None:
        return None
    groups: dict[str, list[tuple[int, int]]] = {}
    for name, pairs in conditions.items():
        groups[name] = [found[pair] for pair in pairs if pair in found]
        if not groups[name]:
            return None
    name = min(groups, key=lambda n: (sum(rows for _, rows in groups[n]), len(groups[n]), n))
    best = Plan(kind, [n for n, _ in groups[name]], sum(rows for _, rows in groups[name]))
    if len(best.lead) > 1 and (len(best.lead) > 12 or best.rows * 3 > every[1]):
        name, best = "all", Plan(kind, [every[0]], every[1])
    best.asked, best.every = frozenset(asked), every[0]
    best.groups = {key: [n for n, _ in group] for key, group in groups.items()}
    _filter(best, {k: v for k, v in groups.items() if k != name})
    _dates(best, query)
    _rest(connection, best, query, cut)
    if (
        cut is not None
        and scan
        and not (cut.passages or cut.claims or query.document or query.claim)
    ):
        _shorten(connection, best, cut, scan)
    return best


def _shorten(connection: Connection, found: Plan, cut: Cut, scan: int) -> None:
    """From the day on since when the leading facets have `scan` rows; whole days, so that what is
    found of them is complete."""
    for facet in found.lead:
        p = postings.c
        newest = select(p.date).where(p.facet == facet).order_by(p.date.desc(), p.n.desc())
        day = connection.execute(newest.offset(scan).limit(1)).scalar()
        if day:
            cut.from_day(day)
    if cut.since:
        found.where.append(postings.c.date >= cut.since)


def _conditions(kind: Kind, query: Query, prefix: str) -> dict[str, list[tuple[str, str]]]:
    """The facets of each condition: any of them will do."""
    wanted: dict[str, list[tuple[str, str]]] = {"all": [(f"{prefix}.all", "")]}
    for name in ("actor", "recipient", "party", "source", "mode", "context", "channel", "place",
                 "publisher", "language"):  # fmt: skip
        if values := getattr(query, name):
            wanted[name] = [(f"{prefix}.{name}", value) for value in values]
    if query.dyad and not any(">" in value for value in query.dyad):
        wanted["dyad"] = [(f"{prefix}.pair", pair_of(*_sides_of(value))) for value in query.dyad]
    elif query.dyad:
        wanted["dyad"] = [(f"{prefix}.dyad", d) for value in query.dyad for d in _directions(value)]
    types = set(query.type)
    if query.quad:
        ours = {name for name, quad in QUAD.items() if quad in query.quad}
        types = types & ours if types else ours
        if not types:
            types = {"-"}
    if types:
        name = "main" if kind == "events" else "type"
        wanted["type"] = [(f"{prefix}.{name}", value) for value in sorted(types)]
    if query.factuality:
        wanted["factuality"] = [(f"{prefix}.sure", value) for value in query.factuality]
    if query.act:
        wanted["act"] = [(f"{prefix}.main", value) for value in query.act]
    if kind == "claims" and query.status:
        wanted["status"] = [(f"{prefix}.main", value) for value in query.status]
    if query.stance and kind != "events":
        name = "sure" if kind == "statements" else "stance"
        wanted["stance"] = [(f"{prefix}.{name}", value) for value in query.stance]
    return wanted


def _directions(dyad: str) -> list[str]:
    if ">" in dyad:
        return [dyad]
    one, other = _sides_of(dyad)
    return [f"{one}>{other}", f"{other}>{one}"]


def _sides_of(dyad: str) -> tuple[str, str]:
    one, dash, other = dyad.partition("-")
    if not dash or not one or not other:
        raise LedgerError(f"{dyad!r} is no dyad", "give PRK>RUS, or PRK-RUS for either way")
    return one, other


def _numbers(
    connection: Connection, pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Number and rows of the facets that exist."""
    found = connection.execute(select(facets).where(named(pairs)))
    return {(row.kind, row.value): (row.n, row.rows) for row in found if row.rows > 0}


def named(pairs: Sequence[tuple[str, str]]) -> Any:
    """The facets of these kinds and values, kind by kind: SQLite finds no index for pairs."""
    kinds: dict[str, list[str]] = {}
    for kind, value in pairs:
        kinds.setdefault(kind, []).append(value)
    return or_(
        false(),
        *(and_(facets.c.kind == kind, facets.c.value.in_(v)) for kind, v in kinds.items()),
    )


def _filter(found: Plan, groups: dict[str, list[tuple[int, int]]]) -> None:
    """The conditions that do not lead: looked up for each row that the leading one gives."""
    carried = dict(zip(CARRIED.get(found.kind, ()), ("main", "sure"), strict=False))
    for name, numbers in sorted(groups.items(), key=lambda g: sum(rows for _, rows in g[1])):
        if name == "all":
            continue
        wanted = [n for n, _ in numbers]
        if name in carried:
            found.where.append(postings.c[carried[name]].in_(wanted))
        else:
            other = postings.alias(name)
            found.where.append(
                exists().where(
                    other.c.facet.in_(wanted),
                    other.c.date == postings.c.date,
                    other.c.n == postings.c.n,
                )
            )


def _dates(found: Plan, query: Query) -> None:
    if query.since:
        found.where.append(postings.c.date >= query.since)
    if query.until:
        # A month or year stands for all its days.
        until = query.until if len(query.until) >= 10 else f"{query.until}-99"
        found.where.append(postings.c.date <= until)


def _rest(connection: Connection, found: Plan, query: Query, cut: Cut | None) -> None:
    """Conditions that are not in the index: words, one document, one claim, reviews."""
    kind = found.kind
    if query.document:
        numbers = select(documents.c.id, documents.c.n).where(documents.c.id.in_(query.document))
        papers = [row.n for row in connection.execute(numbers)]
        found.where.append(_rows_of(kind, "document", papers))
    if query.claim and kind == "claims":
        found.where.append(text("postings.n IN (SELECT n FROM claims WHERE id IN :claim_ids)"))
        found.where[-1] = found.where[-1].bindparams(bindparam("claim_ids", expanding=True))
        found.parameters["claim_ids"] = list(query.claim)
    elif query.claim:
        found.where.append(_events_where("claims.id IN :claim_ids", "claim_ids"))
        found.parameters["claim_ids"] = list(query.claim)
    if kind == "events" and (query.status or query.stance):
        _of_claims(connection, found, query, cut)
    if query.state and query.state != ("rejected",):
        states = ["" if state == "unreviewed" else state for state in query.state]
        found.where.append(postings.c.n.in_(select(events.c.n).where(events.c.state.in_(states))))
    if query.words:
        found.where.append(_with_words(connection, found, query.words, cut))


def _rows_of(kind: Kind, column: str, numbers: Sequence[int]) -> Any:
    if kind == "documents":
        return postings.c.n.in_(numbers)
    if kind == "claims":
        return postings.c.n.in_(select(events.c.claim).where(events.c.document.in_(numbers)))
    table = events if kind == "events" else statements
    return postings.c.n.in_(select(table.c.n).where(table.c[column].in_(numbers)))


def _events_where(condition: str, name: str) -> Any:
    clause = text(
        f"postings.n IN (SELECT e.n FROM events e JOIN claims ON claims.n = e.claim "
        f"WHERE {condition})"
    )
    return clause.bindparams(bindparam(name, expanding=True))


def _of_claims(connection: Connection, found: Plan, query: Query, cut: Cut | None) -> None:
    """Events of claims with a status, or on which somebody takes a stance."""
    pairs = [("claim.main", value) for value in query.status]
    stances = [("claim.stance", value) for value in query.stance]
    for wanted in filter(None, (pairs, stances)):
        counted = list(_numbers(connection, wanted).values())
        numbers = [n for n, _ in counted] or [-1]
        rows = sum(rows for _, rows in counted)
        of = postings.alias()
        told = select(events.c.date, events.c.n)
        if rows < FEW or cut is not None:
            some: Any = select(of.c.n).where(of.c.facet.in_(numbers))
            if rows > NEWEST_CLAIMS and cut is not None:
                some = some.order_by(of.c.date.desc(), of.c.n.desc()).limit(NEWEST_CLAIMS)
                cut.claims = NEWEST_CLAIMS
            found.where.append(_here(told.where(events.c.claim.in_(some))))
            continue
        same = and_(of.c.n == claims.c.n, of.c.date == claims.c.date, of.c.facet.in_(numbers))
        told = told.join(claims, claims.c.n == events.c.claim).join(of, same)
        found.where.append(told.where(events.c.n == postings.c.n).exists())


def _here(rows: Any) -> Any:
    """Postings of these (date, n): few of them are then looked up, not a facet walked."""
    return tuple_(postings.c.date, postings.c.n).in_(rows)


def _with_words(connection: Connection, found: Plan, words: str, cut: Cut | None) -> Any:
    """Rows in passages with these words.

    Few passages: their rows are fetched. Many: rows are walked in order, and each looked up; or
    those of the passages added last are fetched, where that may be.
    """
    matching, question = fulltext.matching(connection, words)
    found.parameters["words"] = question
    inside = matching.text
    counted = text(f"SELECT count(*) FROM ({inside} LIMIT {FEW}) few")
    few = (connection.execute(counted, {"words": question}).scalar() or 0) < FEW
    if not few and cut is not None:
        floor = fulltext.first_ranked(connection, question, NEWEST_PASSAGES)
        if floor:
            inside += f" AND {fulltext.number(connection)} >= {floor}"
            cut.passages = NEWEST_PASSAGES
        few = True
    within = {
        "documents": f"documents r WHERE r.n IN (SELECT p.document FROM passages p WHERE p.n IN "
        f"({inside}))",
        "claims": f"claims r WHERE r.n IN (SELECT e.claim FROM events e WHERE e.passage IN "
        f"({inside}))",
    }.get(found.kind, f"{found.kind} r WHERE r.passage IN ({inside})")
    if few:
        return text(f"(postings.date, postings.n) IN (SELECT r.date, r.n FROM {within})")
    return text(f"EXISTS (SELECT 1 FROM {within} AND r.n = postings.n)")


def page_of(found: Plan, limit: int, newest: bool, after: tuple[str, int] | None) -> Any:
    """Dates and numbers of the rows of one page, in order, from a cursor on."""
    p = postings.c
    arms = []
    for facet in found.lead:
        arm = select(p.date, p.n).where(p.facet == facet, *found.where)
        if after is not None:
            pair, mark = tuple_(p.date, p.n), tuple_(after[0], after[1])
            arm = arm.where(pair < mark if newest else pair > mark)
        arms.append(arm)
    statement: Any = arms[0] if len(arms) == 1 else union(*arms)
    names = ("date", "n")
    order: list[Any] = [literal_column(f"{name} DESC" if newest else name) for name in names]
    if len(arms) == 1:
        order = [column.desc() if newest else column for column in (p.date, p.n)]
    return statement.order_by(*order).limit(limit)
