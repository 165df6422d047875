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
    """Tellings in the ledger's tables, within one transaction; what was read is kept at hand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tellings: dict[str, Telling] = {}
        self._leaders: dict[str, str | None] = {}
        self._members: dict[str, dict[str, None]] = {}

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
        self._tellings.update((telling.id, telling) for telling in new)
        self._leaders.update((telling.id, None) for telling in new)

    def drop(self, ids: Sequence[str]) -> None:
        """See `Tellings`."""
        for part in chunks(ids):
            self._connection.execute(delete(telling_keys).where(telling_keys.c.telling.in_(part)))
            self._connection.execute(delete(tellings).where(tellings.c.id.in_(part)))
        for name in ids:
            self._tellings.pop(name, None)
            self._leaders.pop(name, None)
        self._members.clear()

    def get(self, ids: Sequence[str]) -> list[Telling]:
        """See `Tellings`."""
        for part in chunks([name for name in ids if name not in self._tellings]):
            rows = self._connection.execute(
                select(tellings.c.id, tellings.c.data).where(tellings.c.id.in_(part))
            )
            self._tellings.update((row.id, _decode(row.data)) for row in rows)
        return [self._tellings[name] for name in ids if name in self._tellings]

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
        for part in chunks([name for name in ids if name not in self._leaders]):
            rows = self._connection.execute(
                select(tellings.c.id, tellings.c.leader).where(tellings.c.id.in_(part))
            )
            self._leaders.update((row.id, row.leader) for row in rows)
        return {name: leader for name in ids if (leader := self._leaders.get(name))}

    def set_leaders(self, leaders: Mapping[str, str]) -> None:
        """See `Tellings`."""
        before = self.leader_of(list(leaders))
        for name, leader in leaders.items():
            self._connection.execute(
                update(tellings).where(tellings.c.id == name).values(leader=leader)
            )
            old = before.get(name)
            self._leaders[name] = leader
            if old in self._members:
                self._members[old].pop(name, None)
            if leader in self._members:
                self._members[leader][name] = None
            if (old == name) != (leader == name):
                self._connection.execute(delete(telling_keys).where(telling_keys.c.telling == name))
                self._add_keys(self.get([name]), int(leader == name))

    def members(self, leader: str) -> list[str]:
        """See `Tellings`."""
        if leader not in self._members:
            wanted = select(tellings.c.id).where(tellings.c.leader == leader)
            self._members[leader] = dict.fromkeys(self._connection.execute(wanted).scalars())
        return sorted(self._members[leader])

    def _add_keys(self, new: Sequence[Telling], leads: int) -> None:
        rows = [
            {"key": key, "leads": leads, "ord": telling.order, "telling": telling.id}
            for telling in new
            for key in dict.fromkeys(telling.keys)
        ]
        if rows:
            self._connection.execute(insert(telling_keys), rows)
