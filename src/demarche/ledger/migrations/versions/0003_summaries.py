"""Summaries that pages are drawn from: counts by certainty too, pairs of sides, an event's place.

`tally` gets the second facet that postings carry (of an event how certain it is); a facet `pair`
stands for a dyad either way; `events.spot` is the facet of the place, to count places of any query.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make columns and tables, and fill them from what is there."""
    op.add_column("events", sa.Column("spot", Number))
    op.execute(
        "UPDATE events SET spot = s.facet FROM (SELECT p.n AS n, p.facet AS facet FROM postings p "
        "JOIN facets k ON k.n = p.facet WHERE k.kind IN ('event.spot', 'rejected.spot')) s "
        "WHERE s.n = events.n"
    )
    op.create_index("ix_events_spot", "events", ["n", "spot"])
    _pairs()
    op.drop_table("tally")
    op.create_table(
        "tally",
        sa.Column("facet", Number, autoincrement=False, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("main", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sure", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "period", "main", "sure", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    _count()


def _run(sql: str, **values: Any) -> Any:
    return op.get_bind().execute(sa.text(sql), values)


def _pairs() -> None:
    """A facet for each pair of sides, with the rows of both its dyads."""
    dyads = _run("SELECT n, kind, value FROM facets WHERE kind LIKE '%.dyad'").all()
    wanted: dict[tuple[str, str], list[int]] = {}
    for n, kind, value in dyads:
        one, _, other = value.partition(">")
        if one and other:
            prefix = kind.partition(".")[0]
            wanted.setdefault((prefix, "-".join(sorted((one, other)))), []).append(n)
    if not wanted:
        return
    first = _run("SELECT coalesce(max(n), 0) FROM facets").scalar_one() + 1
    _run("CREATE TEMPORARY TABLE pair_of (dyad BIGINT PRIMARY KEY, pair BIGINT)")
    for pair, ((prefix, value), numbers) in enumerate(wanted.items(), first):
        _run(
            'INSERT INTO facets (n, kind, value, "rows") VALUES (:n, :kind, :value, 0)',
            n=pair, kind=f"{prefix}.pair", value=value,
        )  # fmt: skip
        for n in numbers:
            _run("INSERT INTO pair_of VALUES (:dyad, :pair)", dyad=n, pair=pair)
    _run(
        "INSERT INTO postings (facet, date, n, main, sure) "
        "SELECT DISTINCT f.pair, p.date, p.n, p.main, p.sure FROM pair_of f "
        "JOIN postings p ON p.facet = f.dyad"
    )
    _run(
        'UPDATE facets SET "rows" = (SELECT count(*) FROM postings p WHERE p.facet = facets.n) '
        "WHERE n >= :first",
        first=first,
    )
    last = first + len(wanted)
    counter = "UPDATE counters SET value = :last WHERE name = 'facets' AND value < :last"
    _run(counter, last=last)
    sqlite = op.get_bind().dialect.name == "sqlite"
    joined = "group_concat(facet, ',')" if sqlite else "string_agg(facet::text, ',')"
    for table, prefixes in (("events", ("event", "rejected")), ("claims", ("claim", "quiet"))):
        kinds = ", ".join(f"'{prefix}.pair'" for prefix in prefixes)
        _run(
            f"UPDATE {table} SET facets = substr(facets, 1, length(facets) - 1) || ',' || s.more "
            f"|| ']' FROM (SELECT n, {joined} AS more FROM postings WHERE facet IN "
            f"(SELECT n FROM facets WHERE kind IN ({kinds})) GROUP BY n) s "
            f"WHERE s.n = {table}.n"
        )
    _run("DROP TABLE pair_of")


def _count() -> None:
    """Count the postings of each facet: facet by facet, as each is a stretch of the index."""
    every = {n for (n,) in _run("SELECT n FROM facets WHERE kind LIKE '%.all'")}
    months = (
        "INSERT INTO tally SELECT facet, substr(date, 1, 7), main, sure, count(*) FROM postings "
        "WHERE facet = :facet GROUP BY facet, substr(date, 1, 7), main, sure"
    )
    days = (
        "INSERT INTO tally SELECT -facet, date, main, sure, count(*) FROM postings "
        "WHERE facet = :facet GROUP BY facet, date, main, sure"
    )
    for (n,) in _run("SELECT n FROM facets ORDER BY n").all():
        _run(months, facet=n)
        if n in every:
            _run(days, facet=n)
