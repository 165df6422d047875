"""Where the claims' tellings are kept: `demarche.claims.index.Tellings` in SQL."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection, delete, insert, select, update

from demarche.claims.telling import Telling, claim_id
from demarche.ledger.postings import chunks
from demarche.ledger.schema import telling_keys, tellings
from demarche.model import decode, encode


@lru_cache(maxsize=20_000)
def _decode(data: str) -> Telling:
    return decode(data, Telling)


class SqlTellings:
    """Tellings in the ledger's tables, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, tellings_: Sequence[Telling]) -> None:
        """See `Tellings`."""
        known = {telling.id for telling in self.get([t.id for t in tellings_])}
        new = list({t.id: t for t in tellings_ if t.id not in known}.values())
        if not new:
            return
        self._connection.execute(
            insert(tellings),
            [
                {
                    "id": telling.id,
                    "document": telling.document,
                    "ord": telling.order,
                    "leader": None,
                    "claim": claim_id(telling.id),
                    "data": encode(telling).decode(),
                }
                for telling in new
            ],
        )
        self._add_keys(new, 0)

    def drop(self, ids: Sequence[str]) -> None:
        """See `Tellings`."""
        for part in chunks(ids):
            self._connection.execute(delete(telling_keys).where(telling_keys.c.telling.in_(part)))
            self._connection.execute(delete(tellings).where(tellings.c.id.in_(part)))

    def get(self, ids: Sequence[str]) -> list[Telling]:
        """See `Tellings`."""
        found: list[Telling] = []
        for part in chunks(list(ids)):
            rows = self._connection.execute(
                select(tellings.c.data).where(tellings.c.id.in_(part))
            ).scalars()
            found.extend(map(_decode, rows))
        return found

    def of_document(self, document: str) -> list[str]:
        """See `Tellings`."""
        wanted = select(tellings.c.id).where(tellings.c.document == document)
        return list(self._connection.execute(wanted.order_by(tellings.c.id)).scalars())

    def sharing(self, keys: Sequence[str], after: str = "") -> list[str]:
        """See `Tellings`."""
        k = telling_keys.c
        wanted = select(k.telling).where(k.key.in_(keys), k.leads.in_((0, 1)), k.ord > after)
        return list(dict.fromkeys(self._connection.execute(wanted).scalars()))

    def leaders(self, keys: Sequence[str], before: str) -> list[str]:
        """See `Tellings`."""
        k = telling_keys.c
        wanted = select(k.telling).where(k.key.in_(keys), k.leads == 1, k.ord < before)
        return list(dict.fromkeys(self._connection.execute(wanted).scalars()))

    def leader_of(self, ids: Sequence[str]) -> dict[str, str]:
        """See `Tellings`."""
        found: dict[str, str] = {}
        for part in chunks(list(ids)):
            rows = self._connection.execute(
                select(tellings.c.id, tellings.c.leader).where(
                    tellings.c.id.in_(part), tellings.c.leader.is_not(None)
                )
            )
            found.update((row.id, row.leader) for row in rows)
        return found

    def set_leaders(self, leaders: Mapping[str, str]) -> None:
        """See `Tellings`."""
        before = self.leader_of(list(leaders))
        for name, leader in leaders.items():
            self._connection.execute(
                update(tellings).where(tellings.c.id == name).values(leader=leader)
            )
            if (before.get(name) == name) != (leader == name):
                self._connection.execute(delete(telling_keys).where(telling_keys.c.telling == name))
                self._add_keys(self.get([name]), int(leader == name))

    def members(self, leader: str) -> list[str]:
        """See `Tellings`."""
        wanted = select(tellings.c.id).where(tellings.c.leader == leader)
        return list(self._connection.execute(wanted.order_by(tellings.c.id)).scalars())

    def _add_keys(self, new: Sequence[Telling], leads: int) -> None:
        rows = [
            {"key": key, "leads": leads, "ord": telling.order, "telling": telling.id}
            for telling in new
            for key in dict.fromkeys(telling.keys)
        ]
        if rows:
            self._connection.execute(insert(telling_keys), rows)
