"""The first tables of a ledger."""

import sqlalchemy as sa
from alembic import op

from demarche.ledger import words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them, with the full-text index."""
    op.create_table(
        "actor_variants",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("actor", Number, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_actor_variants")),
        sa.UniqueConstraint("actor", "digest", name=op.f("uq_actor_variants_actor_digest")),
    )
    op.create_table(
        "actors",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Text(), nullable=False),
        sa.Column("last_changed", sa.Text(), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_actors")),
        sa.UniqueConstraint("id", name=op.f("uq_actors_id")),
    )
    op.create_index(op.f("ix_actors_country"), "actors", ["country"], unique=False)
    op.create_index(op.f("ix_actors_seq"), "actors", ["seq"], unique=False)
    op.create_table(
        "claim_history",
        sa.Column("seq", Number, autoincrement=False, nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_claim_history")),
    )
    op.create_index(op.f("ix_claim_history_claim"), "claim_history", ["claim"], unique=False)
    op.create_table(
        "claims",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Text(), nullable=False),
        sa.Column("last_changed", sa.Text(), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_claims")),
        sa.UniqueConstraint("id", name=op.f("uq_claims_id")),
    )
    op.create_index(op.f("ix_claims_positions"), "claims", ["positions"], unique=False)
    op.create_index(op.f("ix_claims_seq"), "claims", ["seq"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("edit", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_corrections")),
        sa.UniqueConstraint("id", name=op.f("uq_corrections_id")),
    )
    op.create_index(op.f("ix_corrections_other"), "corrections", ["other"], unique=False)
    op.create_index(op.f("ix_corrections_seq"), "corrections", ["seq"], unique=False)
    op.create_index(op.f("ix_corrections_target"), "corrections", ["target"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", Number, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "documents",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mentions", sa.LargeBinary(), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Text(), nullable=False),
        sa.Column("last_changed", sa.Text(), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_documents")),
        sa.UniqueConstraint("id", name=op.f("uq_documents_id")),
    )
    op.create_index(op.f("ix_documents_code"), "documents", ["code"], unique=False)
    op.create_index(op.f("ix_documents_seq"), "documents", ["seq"], unique=False)
    op.create_table(
        "facets",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_facets")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_facets_kind_value")),
    )
    op.create_table(
        "failures",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.Text(), nullable=False),
        sa.Column("last_seen", sa.Text(), nullable=False),
        sa.Column("resolved", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_failures")),
        sa.UniqueConstraint("id", name=op.f("uq_failures_id")),
    )
    op.create_index(op.f("ix_failures_document"), "failures", ["document"], unique=False)
    op.create_table(
        "positions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim", Number, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positions")),
    )
    op.create_index(op.f("ix_positions_claim"), "positions", ["claim"], unique=False)
    op.create_table(
        "postings",
        sa.Column("facet", Number, autoincrement=False, nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("main", sa.Integer(), nullable=False),
        sa.Column("sure", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "date", "n", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_runs")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "tally",
        sa.Column("facet", Number, autoincrement=False, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("main", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "period", "main", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "telling_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("leads", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ord", sa.Text(), nullable=False),
        sa.Column("telling", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "leads", "ord", "telling", name=op.f("pk_telling_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_telling_keys_telling", "telling_keys", ["telling"], unique=False)
    op.create_table(
        "tellings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("ord", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
    )
    op.create_index(op.f("ix_tellings_claim"), "tellings", ["claim"], unique=False)
    op.create_index(op.f("ix_tellings_document"), "tellings", ["document"], unique=False)
    op.create_index(op.f("ix_tellings_leader"), "tellings", ["leader"], unique=False)
    op.create_table(
        "tombstones",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_seq"), "tombstones", ["seq"], unique=False)
    op.create_table(
        "events",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", Number, nullable=False),
        sa.Column("passage", Number, nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("claim", Number, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Text(), nullable=False),
        sa.Column("last_changed", sa.Text(), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.n"], name=op.f("fk_events_document")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_events")),
        sa.UniqueConstraint("id", name=op.f("uq_events_id")),
    )
    op.create_index(op.f("ix_events_claim"), "events", ["claim"], unique=False)
    op.create_index(op.f("ix_events_document"), "events", ["document"], unique=False)
    op.create_index(op.f("ix_events_passage"), "events", ["passage"], unique=False)
    op.create_index(op.f("ix_events_seq"), "events", ["seq"], unique=False)
    op.create_table(
        "passages",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("document", Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.n"], name=op.f("fk_passages_document")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_passages")),
    )
    op.create_index(op.f("ix_passages_document"), "passages", ["document"], unique=False)
    op.create_table(
        "statements",
        sa.Column("n", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", Number, nullable=False),
        sa.Column("passage", Number, nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Text(), nullable=False),
        sa.Column("last_changed", sa.Text(), nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.n"], name=op.f("fk_statements_document")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_statements")),
        sa.UniqueConstraint("id", name=op.f("uq_statements_id")),
    )
    op.create_index(op.f("ix_statements_document"), "statements", ["document"], unique=False)
    op.create_index(op.f("ix_statements_passage"), "statements", ["passage"], unique=False)
    op.create_index(op.f("ix_statements_seq"), "statements", ["seq"], unique=False)
    words.create(op.get_bind())
    op.execute("INSERT INTO counters (name, value) VALUES ('lock', 0), ('seq', 1)")
