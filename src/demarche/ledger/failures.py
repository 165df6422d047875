"""What was set aside: why, how often, from which source; and what came right later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from demarche.ledger.engine import Transaction
from demarche.ledger.schema import failures
from demarche.model import Failure, content_id


@dataclass(frozen=True, slots=True)
class FailureRow:
    """An input that was set aside; `resolved`: when it was read after all."""

    id: str
    n: int
    source: str
    code: str
    message: str
    language: str | None
    origin: str
    document: str | None
    tries: int
    first_seen: str
    last_seen: str
    resolved: str | None


def record(
    transaction: Transaction, found: Sequence[tuple[Failure, str | None]], origin: str
) -> None:
    """Write failures, each with the id of its document if it was read; the same again counts up."""
    connection, now = transaction.connection, transaction.now
    for failure, document in found:
        ident = content_id("fail", failure.source, failure.code, document)
        values = {"message": failure.message, "last_seen": now, "resolved": None}
        updated = connection.execute(
            update(failures)
            .where(failures.c.id == ident)
            .values(tries=failures.c.tries + 1, **values)
        )
        if updated.rowcount:
            continue
        connection.execute(
            insert(failures).values(
                n=transaction.next("failures"),
                id=ident,
                source=failure.source,
                code=failure.code,
                language=failure.language,
                origin=origin,
                document=document,
                tries=1,
                first_seen=now,
                **values,
            )
        )


def resolve(transaction: Transaction, sources: Sequence[str], documents: Sequence[str]) -> None:
    """Mark failures of sources and documents that came in after all."""
    for column, values in ((failures.c.source, sources), (failures.c.document, documents)):
        if values:
            transaction.connection.execute(
                update(failures)
                .where(column.in_(values), failures.c.resolved.is_(None))
                .values(resolved=transaction.now)
            )


def listed(
    connection: Connection, open_only: bool = True, limit: int = 100, after: int = 0
) -> tuple[list[FailureRow], int | None]:
    """Failures, oldest first, and the number after which the next page begins."""
    wanted = select(failures).where(failures.c.n > after).order_by(failures.c.n)
    if open_only:
        wanted = wanted.where(failures.c.resolved.is_(None))
    rows = connection.execute(wanted.limit(limit + 1)).all()
    more = rows[limit - 1].n if len(rows) > limit else None
    return [_row(row) for row in rows[:limit]], more


def origins(connection: Connection) -> list[str]:
    """The sources, as they were asked for, that have failures still open."""
    wanted = (
        select(failures.c.origin)
        .where(failures.c.resolved.is_(None), failures.c.language.is_(None))
        .group_by(failures.c.origin)
        .order_by(func.min(failures.c.n))
    )
    return [name for name in connection.execute(wanted).scalars() if name]


def failed_documents(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of these articles that were read before and could not be coded."""
    wanted = select(failures.c.document).where(
        failures.c.document.in_(ids), failures.c.resolved.is_(None)
    )
    return set(connection.execute(wanted).scalars())


def _row(row: Any) -> FailureRow:
    values = row._mapping
    return FailureRow(**{name: values[name] for name in FailureRow.__slots__})
