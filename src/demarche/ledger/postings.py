"""Keep the inverted index: rows under their facets, and how many there are by month."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from demarche.ledger.engine import Transaction
from demarche.ledger.facets import Entry, Pair
from demarche.ledger.query import named
from demarche.ledger.schema import facets, postings, tally

CHUNK = 400
"""Values of one IN list: under every database's limit of parameters."""


@dataclass(slots=True)
class Index:
    """Changes of the index within one transaction, gathered and written at its end."""

    transaction: Transaction
    _numbers: dict[Pair, int] = field(default_factory=dict)
    _rows: Counter[int] = field(default_factory=Counter)
    _tally: Counter[tuple[int, str, int, int]] = field(default_factory=Counter)
    _new: list[dict[str, Any]] = field(default_factory=list)
    _old: list[tuple[int, str, int]] = field(default_factory=list)

    def numbers(self, entries: Sequence[Entry]) -> list[list[int]]:
        """The numbers of each entry's facets; the first three are all, main and sure."""
        self._learn({pair for entry in entries for pair in entry.pairs})
        return [[self._numbers[pair] for pair in entry.pairs] for entry in entries]

    def of_kind(self, entry: Entry, name: str) -> int | None:
        """The number of an entry's facet of some name; None where it has none."""
        wanted = f"{entry.kind}.{name}"
        return next((self._numbers[pair] for pair in entry.pairs if pair[0] == wanted), None)

    def add(self, n: int, date: str, numbers: Sequence[int]) -> None:
        """Put row `n` under its facets."""
        main, sure = numbers[1], numbers[2]
        for facet in numbers:
            self._new.append({"facet": facet, "date": date, "n": n, "main": main, "sure": sure})
        self._count(date, numbers, 1)

    def remove(self, n: int, date: str, numbers: Sequence[int]) -> None:
        """Take row `n` out again; `numbers` are those it was added with."""
        self._old.extend((facet, date, n) for facet in numbers)
        self._count(date, numbers, -1)

    def _count(self, date: str, numbers: Sequence[int], change: int) -> None:
        every, main, sure = numbers[0], numbers[1], numbers[2]
        for facet in numbers:
            self._rows[facet] += change
            self._tally[facet, date[:7], main, sure] += change
        self._tally[-every, date, main, sure] += change

    def _learn(self, pairs: set[Pair]) -> None:
        """Find the numbers of facets, and number new ones."""
        connection = self.transaction.connection
        missing = sorted(pair for pair in pairs if pair not in self._numbers)
        for part in chunks(missing):
            rows = connection.execute(
                select(facets.c.kind, facets.c.value, facets.c.n).where(named(part))
            )
            self._numbers.update(((row.kind, row.value), row.n) for row in rows)
        missing = [pair for pair in missing if pair not in self._numbers]
        if missing:
            first = self.transaction.next("facets", len(missing))
            self._numbers.update((pair, first + k) for k, pair in enumerate(missing))
            connection.execute(
                insert(facets),
                [
                    {"n": self._numbers[pair], "kind": pair[0], "value": pair[1], "rows": 0}
                    for pair in missing
                ],
            )

    def flush(self) -> None:
        """Write it all: out with the old, in with the new, then the counts."""
        connection = self.transaction.connection
        if self._old:
            connection.exec_driver_sql(
                _driver(connection, "DELETE FROM postings WHERE facet=? AND date=? AND n=?"),
                sorted(self._old),
            )
        if self._new:
            connection.execute(
                insert(postings), sorted(self._new, key=lambda r: (r["facet"], r["date"], r["n"]))
            )
        rows = [(facet, change) for facet, change in sorted(self._rows.items()) if change]
        if rows:
            connection.exec_driver_sql(
                _driver(connection, 'UPDATE facets SET "rows" = "rows" + ? WHERE n = ?'),
                [(change, facet) for facet, change in rows],
            )
        counts = [(key, change) for key, change in sorted(self._tally.items()) if change]
        if counts:
            add_up(
                connection,
                tally,
                [
                    {"facet": facet, "period": period, "main": main, "sure": sure, "rows": change}
                    for (facet, period, main, sure), change in counts
                ],
            )
        if any(change < 0 for _, change in rows):
            connection.execute(delete(facets).where(facets.c.rows == 0))
        if any(change < 0 for _, change in counts):
            connection.execute(delete(tally).where(tally.c.rows == 0))


def add_up(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows, or add their `rows` to those that are there."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new: Any = make(table)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={"rows": table.c.rows + new.excluded.rows},
        ),
        rows,
    )


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    """Parts of a sequence, `size` long."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _driver(connection: Connection, sql: str) -> str:
    """SQL with the driver's own placeholders."""
    return sql if connection.dialect.name == "sqlite" else sql.replace("?", "%s")
