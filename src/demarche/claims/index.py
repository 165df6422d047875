"""Which tellings speak of the same happening, kept while articles come and go.

Tellings have a total order that depends on their content alone (`Telling.order`). Taken in this
order, a telling joins the leader before it that fits best, of those with which it shares a key;
where none fits, it leads itself. The groups are thus a function of the set of tellings: no order or
batching of additions and removals makes a difference. A change is followed only to the tellings
that it can concern: those that share a key and come later in the order.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Protocol

from demarche.claims.compare import agreement
from demarche.claims.telling import Telling, claim_id, earliest, tellings
from demarche.model import Coded

REACH = 64
"""Leaders that a telling is compared with: the nearest in time, then by order."""


class Tellings(Protocol):
    """Where tellings are kept; every method is a look-up by id, document or key."""

    def put(self, tellings: Sequence[Telling]) -> None:
        """Keep tellings; those whose ids are there already are left alone."""

    def drop(self, ids: Sequence[str]) -> None:
        """Forget tellings, their keys and who led them."""

    def get(self, ids: Sequence[str]) -> list[Telling]:
        """The tellings with these ids, those that exist, in any order."""

    def of_document(self, document: str) -> list[str]:
        """Ids of an article's tellings."""

    def sharing(self, keys: Sequence[str], after: str = "") -> list[str]:
        """Ids, each once, of tellings with any of these keys and a later order than `after`.

        Only those that have a leader already: the others are still to be decided anyway.
        """

    def leaders(self, keys: Sequence[str], before: str) -> list[str]:
        """Ids, each once, of leaders with any of these keys and an earlier order than `before`."""

    def leader_of(self, ids: Sequence[str]) -> dict[str, str]:
        """The leader of each telling that has one; a leader's is itself."""

    def set_leaders(self, leaders: Mapping[str, str]) -> None:
        """Set or change the leaders of tellings."""

    def members(self, leader: str) -> list[str]:
        """Ids of the tellings that a leader leads, its own among them."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an addition or removal did: leaders whose claim is to be built anew, ids now unused."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]


class MemoryTellings:
    """Tellings in memory."""

    def __init__(self) -> None:
        self._all: dict[str, Telling] = {}
        self._documents: dict[str, list[str]] = defaultdict(list)
        self._keys: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._leading: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._leader: dict[str, str] = {}
        self._led: dict[str, dict[str, None]] = {}
        """Who is led by somebody else, by leader: most lead themselves alone."""

    def put(self, tellings: Sequence[Telling]) -> None:
        """See `Tellings`."""
        for telling in tellings:
            if telling.id in self._all:
                continue
            self._all[telling.id] = telling
            self._documents[telling.document].append(telling.id)

    def drop(self, ids: Sequence[str]) -> None:
        """See `Tellings`."""
        for name in ids:
            telling = self._all.pop(name, None)
            if telling is None:
                continue
            self._documents[telling.document].remove(name)
            for key in telling.keys:
                _discard(self._keys[key], (telling.order, name))
            self._unlead(telling)
            leader = self._leader.pop(name, None)
            if leader is not None:
                self._unfollow(name, leader)

    def get(self, ids: Sequence[str]) -> list[Telling]:
        """See `Tellings`."""
        return [self._all[name] for name in ids if name in self._all]

    def of_document(self, document: str) -> list[str]:
        """See `Tellings`."""
        return list(self._documents.get(document, ()))

    def sharing(self, keys: Sequence[str], after: str = "") -> list[str]:
        """See `Tellings`."""
        found: dict[str, None] = {}
        for key in keys:
            rows = self._keys.get(key)
            # What comes in order has nothing after it.
            if rows and rows[-1][0] > after:
                late = rows[bisect_right(rows, (after, "\uffff")) :]
                found.update((name, None) for _, name in late)
        return list(found)

    def leaders(self, keys: Sequence[str], before: str) -> list[str]:
        """See `Tellings`."""
        found: dict[str, None] = {}
        for key in keys:
            rows = self._leading.get(key, [])
            for _, name in rows[: bisect_left(rows, (before, ""))]:
                found[name] = None
        return list(found)

    def leader_of(self, ids: Sequence[str]) -> dict[str, str]:
        """See `Tellings`."""
        return {name: self._leader[name] for name in ids if name in self._leader}

    def set_leaders(self, leaders: Mapping[str, str]) -> None:
        """See `Tellings`."""
        for name, leader in leaders.items():
            old = self._leader.get(name)
            if old == leader:
                continue
            telling = self._all[name]
            row = (telling.order, name)
            if old is not None:
                self._unfollow(name, old)
            else:
                for key in telling.keys:
                    insort(self._keys[key], row)
            if old == name:
                self._unlead(telling)
            if leader == name:
                for key in telling.keys:
                    insort(self._leading[key], row)
            else:
                self._led.setdefault(leader, {})[name] = None
            self._leader[name] = leader

    def members(self, leader: str) -> list[str]:
        """See `Tellings`."""
        own = [leader] if self._leader.get(leader) == leader else []
        return [*own, *self._led.get(leader, ())]

    def _unfollow(self, name: str, leader: str) -> None:
        followers = self._led.get(leader)
        if followers is not None and name != leader:
            followers.pop(name, None)
            if not followers:
                del self._led[leader]

    def _unlead(self, telling: Telling) -> None:
        for key in telling.keys:
            _discard(self._leading[key], (telling.order, telling.id))


def _discard(rows: list[tuple[str, str]], row: tuple[str, str]) -> None:
    place = bisect_left(rows, row)
    if place < len(rows) and rows[place] == row:
        del rows[place]


class ClaimIndex:
    """Groups of tellings over a store of them; the store is the only state."""

    def __init__(self, store: Tellings | None = None) -> None:
        self.store: Tellings = store or MemoryTellings()

    def add(self, articles: Iterable[Coded]) -> Changes:
        """Take in articles; one that is there already changes nothing."""
        return self.add_tellings([t for article in articles for t in tellings(article)])

    def add_tellings(self, new: Sequence[Telling]) -> Changes:
        """Take in tellings."""
        known = {telling.id for telling in self.store.get([t.id for t in new])}
        fresh = [telling for telling in new if telling.id not in known]
        self.store.put(fresh)
        return self._settle(fresh, {})

    def remove(self, documents: Iterable[str]) -> Changes:
        """Take out the tellings of articles; what they led is decided anew."""
        ids = [name for document in documents for name in self.store.of_document(document)]
        leaders = self.store.leader_of(ids)
        before = {leader: self._id_of(leader) for leader in sorted(set(leaders.values()))}
        orphans: dict[str, None] = {}
        for telling in self.store.get(ids):
            if leaders.get(telling.id) == telling.id:
                orphans.update(dict.fromkeys(self.store.sharing(telling.keys, telling.order)))
        self.store.drop(ids)
        return self._settle(self.store.get(list(orphans)), before)

    def members(self, leader: str) -> list[Telling]:
        """The tellings of a group, in their order."""
        return sorted(self.store.get(self.store.members(leader)), key=lambda t: t.order)

    def _settle(self, doubtful: Iterable[Telling], before: dict[str, str]) -> Changes:
        """Decide the leaders of tellings, in order, and of those that each decision concerns.

        `before`: claim ids, by leader, of groups that are already changed.
        """
        heap = [(telling.order, telling.id, telling) for telling in doubtful]
        heapify(heap)
        queued = {name for _, name, _ in heap}
        while heap:
            order, name, telling = heappop(heap)
            queued.discard(name)
            old = self.store.leader_of([name]).get(name)
            new = self._choose(telling)
            if new == old:
                continue
            for leader in (new,) if old is None else (old, new):
                if leader not in before:
                    before[leader] = self._id_of(leader)
            self.store.set_leaders({name: new})
            if (old == name) == (new == name):
                continue
            # It leads now, or leads no more: whoever comes later and shares a key may care.
            later = [n for n in self.store.sharing(telling.keys, order) if n not in queued]
            for other in self.store.get(later):
                heappush(heap, (other.order, other.id, other))
                queued.add(other.id)
        held = sorted(leader for leader in before if self.store.members(leader))
        old_ids = set(before.values()) - {""}
        # An id is gone where none of the changed groups has it now; new groups had none.
        gone = old_ids - {self._id_of(leader) for leader in held} if old_ids else ()
        return Changes(changed=tuple(held), gone=tuple(sorted(gone)))

    def _id_of(self, leader: str) -> str:
        """The claim id of a group; an empty string where it has no members."""
        members = self.store.get(self.store.members(leader))
        return claim_id(earliest(members).id) if members else ""

    def _choose(self, telling: Telling) -> str:
        """The leader that fits best, or the telling itself."""
        found = self.store.get(self.store.leaders(telling.keys, telling.order))
        # What one article tells apart stays apart.
        candidates = [c for c in found if c.document != telling.document]
        if len(candidates) > REACH:
            when = telling.facts.day or 0
            candidates.sort(key=lambda c: (abs((c.facts.day or 0) - when), c.order))
            candidates = candidates[:REACH]
        best, rank = telling.id, (0.0, "")
        for candidate in candidates:
            fit = agreement(telling.facts, candidate.facts)
            if fit > 0 and (best == telling.id or (-fit, candidate.order) < rank):
                best, rank = candidate.id, (-fit, candidate.order)
        return best
