"""Claims of a ledger, kept while articles come and go.

`demarche.claims` decides which tellings of articles belong together; here the claims that a change
concerns are built anew, corrected, and written where they differ from what is there.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update

from demarche.claims.build import Records, claim_of, has_voices
from demarche.claims.index import ClaimIndex
from demarche.claims.status import status
from demarche.claims.telling import Telling
from demarche.ledger import facets, load, overlay
from demarche.ledger.copystore import CopyStore
from demarche.ledger.engine import Transaction
from demarche.ledger.packing import pack
from demarche.ledger.positions import position_id
from demarche.ledger.postings import Index, chunks
from demarche.ledger.regroup import Group, regroup
from demarche.ledger.schema import (
    claim_history,
    claims,
    corrections,
    documents,
    events,
    positions,
    tombstones,
)
from demarche.ledger.tellings import SqlTellings
from demarche.model import Claim, Coded


class ClaimStore:
    """The claims that one transaction changes."""

    def __init__(self, transaction: Transaction, index: Index) -> None:
        self._transaction = transaction
        self._index = index
        self._tellings = SqlTellings(transaction.connection)
        self._claims = ClaimIndex(self._tellings)
        self._copies = CopyStore(transaction.connection)
        self._new: dict[str, Coded] = {}
        self._removed: list[str] = []
        self._asked: dict[str, None] = {}
        self._records: dict[str, Coded] = {}
        self._versions: dict[str, str] = {}
        self._judged = overlay.Overlay()

    def add(self, articles: Iterable[Coded]) -> None:
        """Articles that came in, as they are in force."""
        self._new.update((article.document.id, article) for article in articles)

    def remove(self, ids: Iterable[str]) -> None:
        """Articles that go out, or come in again otherwise."""
        self._removed.extend(ids)

    def rebuild(self, events_: Iterable[str]) -> None:
        """Ask for the claims of these events to be built anew, after a judgement on them."""
        self._asked.update(dict.fromkeys(events_))

    def settle(self) -> int:
        """Build and write every claim that the changes concern; how many were written."""
        removed = self._claims.remove(self._removed)
        self._records.update(self._new)
        added = self._claims.add(self._new.values())
        self._ask_for_versions()
        leaders = {
            name for name in (*removed.changed, *added.changed) if self._tellings.members(name)
        }
        groups, judged = self._groups(leaders)
        self._prepare(groups)
        built: dict[str, Claim] = {}
        told: set[str] = set()
        for group in regroup(groups, judged) if judged else groups.values():
            told.update(event for telling in group for event in telling.events)
            claim = self._build(sorted(group, key=lambda telling: telling.order))
            built[claim.id] = claim
        before = self._claims_of(sorted(told), {*removed.gone, *added.gone})
        written = self._write(built, before)
        self._bury([name for name in sorted(before) if name not in built], before)
        self._point(built, told)
        return written

    def _ask_for_versions(self) -> None:
        """Claims of articles that turned out to be versions of one text are built anew."""
        new = [article.document for article in self._new.values()]
        gone = [name for name in self._removed if name not in self._new]
        for name in sorted(self._copies.change(new, gone)):
            told = self._tellings.get(self._tellings.of_document(name))
            self.rebuild(event for telling in told for event in telling.events)

    def _groups(self, leaders: set[str]) -> tuple[dict[str, Group], list[overlay.Correction]]:
        """The groups to build, with those that judgements tie to them, and these judgements."""
        rows = self._transaction.connection.execute(
            select(corrections)
            .where(corrections.c.kind == "pair", corrections.c.undone_by.is_(None))
            .order_by(corrections.c.n)
        )
        judged = [overlay.correction(row) for row in rows]
        events_ = {name for c in judged for name in (c.target, c.other or "")}
        leading = self._leaders_of(sorted(events_ | set(self._asked)))
        leaders |= {leading[event] for event in self._asked if event in leading}
        edges = [
            (leading[c.target], leading[c.other or ""])
            for c in judged
            if c.target in leading and c.other in leading
        ]
        grown = True
        while grown:
            more = {name for edge in edges if leaders & set(edge) for name in edge} - leaders
            leaders |= more
            grown = bool(more)
        concerned = [
            c for c in judged if leading.get(c.target) in leaders and leading.get(c.other or "")
        ]
        return {name: self._claims.members(name) for name in sorted(leaders)}, concerned

    def _leaders_of(self, names: Sequence[str]) -> dict[str, str]:
        """The leader of the group that each event is in."""
        papers: set[str] = set()
        for part in chunks(names):
            papers.update(
                self._transaction.connection.execute(
                    select(documents.c.id)
                    .join(events, events.c.document == documents.c.n)
                    .where(events.c.id.in_(part))
                ).scalars()
            )
        ids = [name for paper in sorted(papers) for name in self._tellings.of_document(paper)]
        leaders = self._tellings.leader_of(ids)
        return {
            event: leaders[telling.id]
            for telling in self._tellings.get(ids)
            for event in telling.events
            if telling.id in leaders
        }

    def _prepare(self, groups: dict[str, Group]) -> None:
        """Fetch what building these groups needs: articles, versions, corrected positions."""
        papers = {telling.document for group in groups.values() for telling in group}
        self._fetch(papers)
        self._versions = self._copies.of(papers)
        rows = self._transaction.connection.execute(
            select(corrections.c.target).where(
                corrections.c.kind == "position", corrections.c.undone_by.is_(None)
            )
        )
        self._judged = overlay.load(self._transaction.connection, rows.scalars().all())

    def _build(self, group: Sequence[Telling]) -> Claim:
        """A claim from the records of its articles, its positions corrected."""
        # The article that tells it best comes last: the claim is worded with its names.
        names = [*sorted({t.document for t in group} - {group[0].document}), group[0].document]
        articles = [self._records[name] for name in names]
        records = Records().take(articles)
        claim = claim_of(group, records, self._versions)
        ids = {position_id(p): p for p in claim.positions}
        over = self._judged
        if not any(name in over.of for name in ids):
            return claim
        taken = tuple(p for name, old in ids.items() if (p := over.position(old, name)))
        verdict, why = status(taken, records.documents, self._versions)
        return msgspec.structs.replace(claim, positions=taken, status=verdict, why=why)

    def _fetch(self, papers: set[str]) -> None:
        """Load articles as they are in force."""
        connection = self._transaction.connection
        missing = sorted(papers - self._records.keys())
        for part in chunks(missing):
            rows = connection.execute(select(documents.c.n).where(documents.c.id.in_(part)))
            stored = list(load.coded(connection, [row.n for row in rows]).values())
            over = overlay.load(connection, (e.id for coded in stored for e in coded.events))
            self._records.update((coded.document.id, over.coded(coded)) for coded in stored)

    def _claims_of(self, told: Sequence[str], gone: set[str]) -> dict[str, Any]:
        """The rows of the claims that hold these events now, and of those said to be gone."""
        connection = self._transaction.connection
        numbers: set[int] = set()
        for part in chunks(told):
            found = connection.execute(
                select(events.c.claim).where(events.c.id.in_(part), events.c.claim.is_not(None))
            )
            numbers.update(found.scalars())
        rows: dict[str, Any] = {}
        for numbers_ in chunks(sorted(numbers)):
            found = connection.execute(select(claims).where(claims.c.n.in_(numbers_)))
            rows.update((row.id, row) for row in found)
        for ids in chunks(sorted(gone)):
            found = connection.execute(select(claims).where(claims.c.id.in_(ids)))
            rows.update((row.id, row) for row in found)
        return rows

    def _write(self, built: dict[str, Claim], before: dict[str, Any]) -> int:
        """Write claims that are new or differ from their row."""
        connection = self._transaction.connection
        for ids in chunks(sorted(built.keys() - before.keys())):
            found = connection.execute(select(claims).where(claims.c.id.in_(ids)))
            before.update((row.id, row) for row in found)
        names = sorted(built)
        entries = [self._entry(built[name]) for name in names]
        written = 0
        for name, entry, numbers in zip(names, entries, self._index.numbers(entries), strict=True):
            claim, row = built[name], before.get(name)
            values = {
                "date": entry.date,
                "status": claim.status,
                "positions": len(claim.positions),
                "voices": int(has_voices(claim)),
                "body": pack(claim, "id", "status"),
                "facets": msgspec.json.encode(numbers).decode(),
            }
            if row is not None and all(getattr(row, key) == v for key, v in values.items()):
                continue
            written += 1
            clock = {"last_changed": self._transaction.now, "seq": self._transaction.next("seq")}
            if row is None:
                n = self._transaction.next("claims")
                first = {"n": n, "id": name, "first_seen": self._transaction.now}
                connection.execute(insert(claims).values(**first, **values, **clock))
                connection.execute(
                    delete(tombstones).where(tombstones.c.kind == "claim", tombstones.c.id == name)
                )
            else:
                n = row.n
                self._index.remove(n, row.date, msgspec.json.decode(row.facets))
                connection.execute(update(claims).where(claims.c.n == n).values(**values, **clock))
            self._index.add(n, entry.date, numbers)
            self._positions(n, claim)
            if row is None or row.status != claim.status:
                self._history(name, row.status if row is not None else None, claim.status)
        return written

    def _entry(self, claim: Claim) -> facets.Entry:
        papers = {p.document: self._records[p.document].document for p in claim.positions}
        wanted = set(claim.events)
        told = [e for a in self._records.values() for e in a.events if e.id in wanted]
        told.sort(key=lambda event: event.id)
        return facets.of_claim(claim, papers, told, quiet=not has_voices(claim))

    def _positions(self, n: int, claim: Claim) -> None:
        connection = self._transaction.connection
        connection.execute(delete(positions).where(positions.c.claim == n))
        ids = list(dict.fromkeys(position_id(p) for p in claim.positions))
        for part in chunks(ids):
            connection.execute(delete(positions).where(positions.c.id.in_(part)))
        if ids:
            connection.execute(insert(positions), [{"id": name, "claim": n} for name in ids])

    def _bury(self, names: Sequence[str], rows: dict[str, Any]) -> None:
        """Delete claims that are no more."""
        connection = self._transaction.connection
        for name in names:
            row = rows[name]
            self._index.remove(row.n, row.date, msgspec.json.decode(row.facets))
            connection.execute(delete(positions).where(positions.c.claim == row.n))
            connection.execute(update(events).where(events.c.claim == row.n).values(claim=None))
            connection.execute(delete(claims).where(claims.c.n == row.n))
            self._history(name, row.status, None)
            connection.execute(
                insert(tombstones).values(
                    kind="claim",
                    id=name,
                    at=self._transaction.now,
                    reason="its events are in other claims, or gone",
                    seq=self._transaction.next("seq"),
                )
            )

    def _point(self, built: dict[str, Claim], told: set[str]) -> None:
        """Let every event point at its claim."""
        connection = self._transaction.connection
        numbers: dict[str, int] = {}
        for ids in chunks(sorted(built)):
            for row in connection.execute(
                select(claims.c.id, claims.c.n).where(claims.c.id.in_(ids))
            ):
                numbers[row.id] = row.n
        of: dict[str, int | None] = dict.fromkeys(sorted(told))
        for name, claim in built.items():
            of.update((event, numbers[name]) for event in claim.events)
        for ids in chunks(list(of)):
            for event in connection.execute(
                select(events.c.id, events.c.n, events.c.claim).where(events.c.id.in_(ids))
            ):
                if event.claim != of[event.id]:
                    connection.execute(
                        update(events).where(events.c.n == event.n).values(claim=of[event.id])
                    )

    def _history(self, claim: str, before: str | None, after: str | None) -> None:
        self._transaction.connection.execute(
            insert(claim_history).values(
                seq=self._transaction.next("seq"),
                claim=claim,
                at=self._transaction.now,
                before=before,
                after=after,
            )
        )
