"""Actors of a ledger: each article's records of them, and the one that is shown.

Articles name one actor differently ("the North's soldiers", "its forces"). The record that most
articles have is shown, the first by its encoding among equals: the same whatever came first.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from demarche.ledger.engine import Transaction
from demarche.ledger.facets import side
from demarche.ledger.overlay import Overlay
from demarche.ledger.postings import chunks
from demarche.ledger.schema import actor_variants, actors, tombstones
from demarche.model import Actor, decode, encode


def fold(name: str) -> str:
    """A name for searching: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


class ActorStore:
    """The actors that one transaction brings or takes away."""

    def __init__(self, transaction: Transaction, overlay: Overlay) -> None:
        self._transaction = transaction
        self._overlay = overlay
        self._numbers: dict[str, int] = {}
        self._variants: dict[tuple[int, str], int] = {}
        self._change: Counter[int] = Counter()
        self._touched: dict[int, None] = {}
        self._new: list[dict[str, Any]] = []
        self._shown: list[dict[str, Any]] = []

    def variants(self, articles: Sequence[Iterable[Actor]]) -> list[list[int]]:
        """The numbers of the variants of each article's actors, new ones numbered."""
        bodies = [[(actor, encode(actor)) for actor in people] for people in articles]
        keyed = [[(actor, body, _digest(body)) for actor, body in people] for people in bodies]
        self._learn([actor for people in keyed for actor, _, _ in people])
        found = []
        for people in keyed:
            numbers = [
                self._variant(self._numbers[actor.id], body, digest)
                for actor, body, digest in people
            ]
            found.append(numbers)
        return found

    def count(self, variants: Iterable[int], change: int) -> None:
        """Count an article in, or out, under the variants of its actors."""
        for number in variants:
            self._change[number] += change

    def flush(self) -> None:
        """Write the counts, and decide anew what is shown of every actor that they concern."""
        connection = self._transaction.connection
        changes = [(n, change) for n, change in sorted(self._change.items()) if change]
        if self._new:
            connection.execute(insert(actor_variants), self._new)
            self._new = []
        if changes:
            counted = actor_variants.c.documents + bindparam("change")
            connection.execute(
                update(actor_variants)
                .where(actor_variants.c.n == bindparam("number"))
                .values(documents=counted),
                [{"number": number, "change": change} for number, change in changes],
            )
        touched = set(self._touched)
        for part in chunks([n for n, _ in changes]):
            touched.update(
                connection.execute(
                    select(actor_variants.c.actor).where(actor_variants.c.n.in_(part))
                ).scalars()
            )
        self.show(sorted(touched))

    def show(self, numbers: Sequence[int]) -> None:
        """Choose the record that is shown of these actors; those in no article any more go."""
        connection = self._transaction.connection
        for part in chunks(numbers):
            unused = actor_variants.c.documents == 0
            connection.execute(
                delete(actor_variants).where(unused, actor_variants.c.actor.in_(part))
            )
            rows = connection.execute(select(actors).where(actors.c.n.in_(part))).all()
            counted: dict[int, list[Any]] = {n: [] for n in part}
            for row in connection.execute(
                select(actor_variants).where(actor_variants.c.actor.in_(part))
            ):
                if row.documents > 0:
                    counted[row.actor].append(row)
            for row in rows:
                self._show(row, counted[row.n])
            if self._shown:
                connection.execute(
                    update(actors).where(actors.c.n == bindparam("number")), self._shown
                )
                self._shown = []

    def _show(self, row: Any, variants: list[Any]) -> None:
        connection, now = self._transaction.connection, self._transaction.now
        if not variants:
            connection.execute(delete(actors).where(actors.c.n == row.n))
            connection.execute(delete(tombstones).where(tombstones.c.id == row.id))
            connection.execute(
                insert(tombstones).values(
                    kind="actor", id=row.id, at=now, reason="", seq=self._transaction.next("seq")
                )
            )
            return
        best = min(variants, key=lambda v: (-v.documents, v.body))
        actor, state = self._overlay.actor(decode(best.body, Actor))
        shown: dict[str, Any] = {
            "code": actor.code,
            "kind": actor.kind,
            "country": side(actor.code),
            "name": actor.name,
            "folded": fold(actor.name),
            "state": state,
            "body": encode(actor).decode(),
        }
        total = {"documents": sum(variant.documents for variant in variants)}
        if any(getattr(row, name) != value for name, value in shown.items()):
            shown |= {"last_changed": now, "seq": self._transaction.next("seq")}
        elif row.documents == total["documents"]:
            return
        else:
            shown |= {"last_changed": row.last_changed, "seq": row.seq}
        self._shown.append({"number": row.n, **shown, **total})

    def _learn(self, people: Sequence[Actor]) -> None:
        """Find the numbers of actors and of their variants; number actors that are new."""
        connection = self._transaction.connection
        unique = {actor.id: actor for actor in people if actor.id not in self._numbers}
        for part in chunks(sorted(unique)):
            for row in connection.execute(
                select(actors.c.id, actors.c.n).where(actors.c.id.in_(part))
            ):
                self._numbers[row.id] = row.n
        known = [self._numbers[name] for name in sorted(unique) if name in self._numbers]
        for part in chunks(known):
            for one in connection.execute(
                select(actor_variants.c.actor, actor_variants.c.digest, actor_variants.c.n).where(
                    actor_variants.c.actor.in_(part)
                )
            ):
                self._variants[one.actor, one.digest] = one.n
        new = [name for name in sorted(unique) if name not in self._numbers]
        if not new:
            return
        first = self._transaction.next("actors", len(new))
        self._numbers.update((name, first + k) for k, name in enumerate(new))
        now = self._transaction.now
        connection.execute(
            insert(actors),
            [
                {
                    "n": self._numbers[name], "id": name, "code": "", "kind": "", "country": "",
                    "name": "", "folded": "", "documents": 0, "state": "", "body": "",
                    "first_seen": now, "last_changed": now, "seq": self._transaction.next("seq"),
                }
                for name in new
            ],
        )  # fmt: skip
        for part in chunks(new):
            connection.execute(
                delete(tombstones).where(tombstones.c.kind == "actor", tombstones.c.id.in_(part))
            )

    def _variant(self, actor: int, body: bytes, digest: str) -> int:
        key = (actor, digest)
        if key not in self._variants:
            self._variants[key] = self._transaction.next("actor_variants")
            self._new.append(
                {
                    "n": self._variants[key],
                    "actor": actor,
                    "digest": digest,
                    "documents": 0,
                    "body": body.decode(),
                }
            )
        self._touched[actor] = None
        return self._variants[key]


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=8).hexdigest()
