"""Migrations, copies, and the check that finds what is broken."""

import json
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, text

from demarche.ledger import LedgerError, Store, migrate, open_ledger, upkeep, words
from demarche.ledger.engine import make_engine, writing
from demarche.ledger.integrity import digest, faults
from demarche.ledger.schema import documents, facets, metadata, passages
from demarche.model import Coded


def test_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    def ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
        """Not the full-text index, the web's own tables, nor Alembic's."""
        if kind == "table":
            return name in metadata.tables
        return "words" not in (name or "")

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, metadata) == []
        assert migrate.revision(connection) == migrate.head()


def test_every_migration_leads_up_with_data_in_the_ledger(
    address: str, articles: list[Coded], tmp_path: Path
) -> None:
    names = sorted(Path(migrate.__file__).with_name("migrations").glob("versions/[0-9]*.py"))
    engine = make_engine(address)
    migrate.upgrade(engine, names[0].stem.partition("_")[0])
    with open_ledger(str(tmp_path / "source.db")) as source, writing(engine) as transaction:
        source.add(articles[:6], code="v")
        _fill(source, transaction.connection)
        before = digest(source.engine)
    with writing(engine) as transaction:
        assert transaction.peek("documents") == 7
    for file in names[1:]:
        migrate.upgrade(engine, file.stem.partition("_")[0])
    assert digest(engine) == before
    engine.dispose()
    with open_ledger(address) as store, open_ledger("sqlite://") as other:
        store.add(articles, code="w")
        other.add(articles, code="w")
        assert faults(store.engine) == []
        assert digest(store.engine) == digest(other.engine)


def _fill(source: Store, target: Connection) -> None:
    """Copy the rows as an older version would have them: its tables, its columns, no pairs."""
    there = inspect(target)
    pairs = select(facets.c.n).where(facets.c.kind.like("%.pair"))
    with source.engine.connect() as connection:
        derived = set(connection.execute(pairs).scalars())
        for table in metadata.sorted_tables:
            if not there.has_table(table.name):
                continue
            known = {column["name"] for column in there.get_columns(table.name)}
            target.execute(table.delete())
            rows: dict[tuple[object, ...], dict[str, object]] = {}
            for row in connection.execute(select(table)).mappings():
                old = {name: value for name, value in row.items() if name in known}
                if {row.get("facet"), row["n"] if table.name == "facets" else None} & derived:
                    continue
                if "facets" in old:
                    kept = [n for n in json.loads(old["facets"]) if n not in derived]
                    old["facets"] = json.dumps(kept, separators=(",", ":"))
                key = tuple(str(value) for name, value in old.items() if name != "rows")
                if key in rows and table.name == "tally":  # by certainty since 0003
                    old["rows"] += rows[key]["rows"]
                rows[key] = old
            if rows:
                target.execute(insert(table), list(rows.values()))
        for row in connection.execute(select(passages, documents.c.text).join(documents)):
            words.add(target, [(row.n, row.text[row.start : row.end])])


def test_a_ledger_of_a_newer_version_is_refused(address: str) -> None:
    with open_ledger(address) as store, writing(store.engine) as transaction:
        transaction.connection.execute(text("UPDATE alembic_version SET version_num='9999'"))
    with pytest.raises(LedgerError, match="newer version"):
        open_ledger(address)


def test_a_database_with_other_tables_is_refused(address: str) -> None:
    engine = make_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE something (x INTEGER)"))
    engine.dispose()
    with pytest.raises(LedgerError, match="something else"):
        open_ledger(address)


def test_a_backup_opens_as_the_same_ledger(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    full.correct("actor", "prk", "accept", "Ada")
    upkeep.backup(full.engine, file)
    with open_ledger(str(file)) as copy:
        assert digest(copy.engine) == digest(full.engine)
        assert faults(copy.engine) == []
        assert copy.seq() == full.seq()
        assert copy.search("soldiers").items
    with pytest.raises(LedgerError, match="there already"):
        upkeep.backup(full.engine, file)


def test_vacuum_changes_nothing_that_is_said(full: Store) -> None:
    before = digest(full.engine)
    upkeep.vacuum(full.engine)
    assert digest(full.engine) == before
    assert faults(full.engine) == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM postings WHERE n=5 AND facet = (SELECT min(facet) FROM postings WHERE n=5)",
        "UPDATE tally SET rows = rows + 1 WHERE facet = (SELECT max(facet) FROM tally)",
        "UPDATE facets SET rows = rows + 1 WHERE n = (SELECT min(n) FROM facets)",
        "UPDATE events SET claim = NULL WHERE claim = (SELECT min(claim) FROM events)",
        "UPDATE actors SET documents = documents + 1 WHERE id = 'prk'",
        "UPDATE documents SET text = substr(text, 1, 40) WHERE n = 1",
        "DELETE FROM claims WHERE n = 1",
    ],
)
def test_damage_is_found(full: Store, damage: str) -> None:
    if "rows" in damage and full.engine.dialect.name == "postgresql":
        damage = damage.replace("rows", '"rows"')
    with writing(full.engine) as transaction:
        transaction.connection.execute(text(damage))
    assert faults(full.engine)
