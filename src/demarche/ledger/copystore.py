"""Which articles are versions of one text, kept while articles come and go.

A new article is compared with those that share a band of its signature; a group is what hangs
together, so it is the same whatever came first (`demarche.claims.copies`).
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from demarche.claims.copies import Signature, by_document, groups, signature
from demarche.ledger.postings import chunks
from demarche.ledger.schema import bands, signatures
from demarche.model import Copies, Document, decode, encode


class CopyStore:
    """Signatures and groups in the ledger's tables, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def change(self, new: Sequence[Document], gone: Sequence[str]) -> set[str]:
        """Take articles in and out; the ids of those whose group is another now."""
        concerned = set(self._members(self.of(gone).values())) - set(gone)
        for part in chunks(gone):
            self._connection.execute(delete(bands).where(bands.c.document.in_(part)))
            self._connection.execute(delete(signatures).where(signatures.c.document.in_(part)))
        known = {s.document for s in self._load([document.id for document in new])}
        fresh = [s for d in new if d.id not in known and (s := signature(d)) is not None]
        if fresh:
            self._put(fresh)
            near = {name for each in fresh for name in self._near(each)}
            concerned |= near | set(self._members(self.of(sorted(near)).values()))
        return self._regroup(sorted(concerned))

    def of(self, ids: Iterable[str]) -> dict[str, str]:
        """The group of each of these articles that is in one."""
        found: dict[str, str] = {}
        for part in chunks(sorted(set(ids))):
            rows = self._connection.execute(
                select(signatures.c.document, signatures.c.copies).where(
                    signatures.c.document.in_(part), signatures.c.copies != ""
                )
            )
            found.update((row.document, row.copies) for row in rows)
        return found

    def all(self) -> tuple[Copies, ...]:
        """All groups."""
        wanted = select(signatures.c.document).where(signatures.c.copies != "")
        return groups(self._load(list(self._connection.execute(wanted).scalars())))

    def _regroup(self, ids: Sequence[str]) -> set[str]:
        before = self.of(ids)
        now: Mapping[str, str] = by_document(groups(self._load(ids)))
        changed = {name for name in ids if before.get(name, "") != now.get(name, "")}
        for name in sorted(changed):
            self._connection.execute(
                update(signatures)
                .where(signatures.c.document == name)
                .values(copies=now.get(name, ""))
            )
        return changed

    def _put(self, fresh: Sequence[Signature]) -> None:
        self._connection.execute(
            insert(signatures),
            [{"document": s.document, "copies": "", "data": encode(s).decode()} for s in fresh],
        )
        rows = [{"band": band, "document": s.document} for s in fresh for band in set(_bands(s))]
        self._connection.execute(insert(bands), rows)

    def _near(self, one: Signature) -> list[str]:
        """Articles that share a band with it, itself among them."""
        wanted = select(bands.c.document).where(bands.c.band.in_(_bands(one))).distinct()
        return list(self._connection.execute(wanted).scalars())

    def _members(self, ids: Iterable[str]) -> list[str]:
        found: list[str] = []
        for part in chunks(sorted(set(ids))):
            wanted = select(signatures.c.document).where(signatures.c.copies.in_(part))
            found.extend(self._connection.execute(wanted).scalars())
        return found

    def _load(self, ids: Sequence[str]) -> list[Signature]:
        found: list[Signature] = []
        for part in chunks(ids):
            wanted = select(signatures.c.data).where(signatures.c.document.in_(part))
            rows = self._connection.execute(wanted).scalars()
            found.extend(decode(data, Signature) for data in rows)
        return found


def _bands(one: Signature) -> list[int]:
    """Bands as numbers of 64 bits, which take less room than their names."""
    return [int(band, 16) - (1 << 63) for band in one.bands]
