"""The tables of a ledger, the same on SQLite and PostgreSQL.

Every record that is shown has a row: `n` (a number of this ledger's own, for joins and paging),
`id` (made from content), `date` (ISO 8601, by which it is sorted; empty where none is known),
`body` (the record as it was coded, packed JSON, see `packing`), `facets` (numbers of its facets),
`first_seen`, `last_changed` (UTC) and `seq` (the change sequence).

An inverted index serves every filter and every count: `facets` names each value of each filter
("event.actor", "RUS"), `postings` lists the rows that have it, sorted by date, and `tally` counts
them by month, and under the number of the facet "all", made negative, by day. It holds what is in
force, corrections included; bodies hold what was coded.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")


def _key() -> Column[int]:
    return Column("n", Number, primary_key=True, autoincrement=False)


def _clock() -> list[Column[str] | Column[int]]:
    return [
        Column("first_seen", Text, nullable=False),
        Column("last_changed", Text, nullable=False),
        Column("seq", Number, nullable=False, index=True),
    ]


def _document() -> Column[int]:
    return Column("document", Number, ForeignKey("documents.n"), nullable=False, index=True)


counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Number, nullable=False),
)
"""The next numbers: `seq`, and `n` of every table; its row `lock` is what writers queue for."""

documents = Table(
    "documents",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    Column("date", Text, nullable=False),
    Column("headline", Text),
    Column("publisher", Text),
    Column("url", Text),
    Column("text", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("mentions", LargeBinary, nullable=False),
    Column("actors", Text, nullable=False),
    Column("code", Text, nullable=False, index=True),
    Column("facets", Text, nullable=False),
    *_clock(),
)
"""`mentions`: packed, compressed; `actors`: numbers of `actor_variants`; `code`: the version that
coded it."""

passages = Table(
    "passages",
    metadata,
    _key(),
    _document(),
    Column("kind", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)
"""Paragraphs and headlines, as offsets; full text is searched by passage."""

statements = Table(
    "statements",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    _document(),
    Column("passage", Number, index=True),
    Column("place", Integer, nullable=False),
    Column("date", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("facets", Text, nullable=False),
    *_clock(),
)

events = Table(
    "events",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    _document(),
    Column("passage", Number, index=True),
    Column("place", Integer, nullable=False),
    Column("date", Text, nullable=False),
    Column("claim", Number, index=True),
    Column("spot", Number),
    Column("state", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("facets", Text, nullable=False),
    *_clock(),
    Index("ix_events_spot", "n", "spot"),
)
"""`place`: where it comes among its article's; `state`: "" as coded, `accepted`, `edited`,
`rejected`; `claim`: number of the claim it is in; `spot`: the facet of its place."""

claims = Table(
    "claims",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    Column("date", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("positions", Integer, nullable=False, index=True),
    Column("voices", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("facets", Text, nullable=False),
    *_clock(),
)

"""`voices`: 1 where anybody but articles takes a position; the others are kept, and not listed."""

positions = Table(
    "positions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("claim", Number, nullable=False, index=True),
)
"""Which claim a position stands in; the position itself is in the claim's body."""

claim_history = Table(
    "claim_history",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("claim", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
)
"""Every change of a claim's status; `before` is null for a new claim, `after` for one gone."""

actors = Table(
    "actors",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", Text, nullable=False),
    *_clock(),
)
"""One row an actor: the variant that most documents have; `folded`: its name for searching."""

actor_variants = Table(
    "actor_variants",
    metadata,
    _key(),
    Column("actor", Number, nullable=False),
    Column("digest", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("actor", "digest"),
)
"""The records of an actor as different articles name it, and how many do."""

facets = Table(
    "facets",
    metadata,
    _key(),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    UniqueConstraint("kind", "value"),
)

postings = Table(
    "postings",
    metadata,
    Column("facet", Number, primary_key=True, autoincrement=False),
    Column("date", Text, primary_key=True),
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("main", Integer, nullable=False),
    Column("sure", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""`main` and `sure` are facets carried along: an event's type and factuality, a statement's act
and stance, a claim's status; they are checked and counted without a look at the row."""

tally = Table(
    "tally",
    metadata,
    Column("facet", Number, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True),
    Column("main", Integer, primary_key=True, autoincrement=False),
    Column("sure", Integer, primary_key=True, autoincrement=False),
    Column("rows", Integer, nullable=False),
    sqlite_with_rowid=False,
)

corrections = Table(
    "corrections",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False, index=True),
    Column("other", Text, index=True),
    Column("action", Text, nullable=False),
    Column("edit", Text, nullable=False),
    Column("undone_by", Text),
    Column("seq", Number, nullable=False, index=True),
)
"""Judgements of analysts, never changed but for `undone_by`. `other`: the second of a pair."""

tombstones = Table(
    "tombstones",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("seq", Number, nullable=False, index=True),
)

failures = Table(
    "failures",
    metadata,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("language", Text),
    Column("origin", Text, nullable=False),
    Column("document", Text, index=True),
    Column("tries", Integer, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("resolved", Text),
)
"""What was set aside. `origin`: the source that was asked for; `document`: its id, when it was
read but could not be coded or stored."""

runs = Table(
    "runs",
    metadata,
    _key(),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Column("command", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("counts", Text, nullable=False),
)
"""The journal: a run without `ended` was killed, or still goes on."""

tellings = Table(
    "tellings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("document", Text, nullable=False, index=True),
    Column("ord", Text, nullable=False),
    Column("leader", Text, index=True),
    Column("claim", Text, nullable=False, index=True),
    Column("data", Text, nullable=False),
)
"""What the claims are grouped from (`demarche.claims`); `claim`: the id it would give a claim."""

telling_keys = Table(
    "telling_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("leads", Integer, primary_key=True, autoincrement=False),
    Column("ord", Text, primary_key=True),
    Column("telling", Text, primary_key=True),
    Index("ix_telling_keys_telling", "telling"),
    sqlite_with_rowid=False,
)

signatures = Table(
    "signatures",
    metadata,
    Column("document", Text, primary_key=True),
    Column("copies", Text, nullable=False, index=True),
    Column("data", Text, nullable=False),
)
"""What near-duplicates are found by, and the group of versions that an article is in."""

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("document", Text, primary_key=True),
    Index("ix_bands_document", "document"),
    sqlite_with_rowid=False,
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small things kept between runs, as what `watch` knows of its feeds."""
