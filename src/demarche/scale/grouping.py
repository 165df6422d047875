"""Claims across the shards of a run, grouped in blocks on as many workers as there are.

Tellings that share no blocking key, not even through others, cannot meet in a claim. So the keys
are joined to components, components are dealt to blocks of about the same size, and each block is
grouped on its own: the claims are those of one machine. Only keys and ids are held for all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import msgspec

from demarche.claims import ClaimIndex, Records, claim_of, ranked, with_links
from demarche.claims.build import fuller
from demarche.claims.copies import Signature, by_document, groups
from demarche.claims.telling import Telling
from demarche.model import Actor, Claim, Coded, Event, Statement, decode, encode
from demarche.scale.engines import Engine
from demarche.scale.shards import Folder

BLOCK = 20_000
"""Tellings of a block."""

CLAIMS = "claims.jsonl"
"""The file of a run's claims, best first."""

ACTORS = "actors.jsonl"
"""The file of all actors of a run, by id."""


@dataclass(frozen=True, slots=True)
class Block:
    """Tellings to group together: the ids of their articles by shard, and copies among these."""

    number: int
    articles: tuple[tuple[str, tuple[str, ...]], ...]
    tellings: frozenset[str]
    copies: tuple[tuple[str, str], ...]


class _Cast(msgspec.Struct):
    """Of a coded article, its actors: the rest is not decoded."""

    actors: tuple[Actor, ...]


class _Voices(msgspec.Struct):
    """Of a coded article, what links of claims are drawn from: the rest is not decoded."""

    statements: tuple[Statement, ...]
    events: tuple[Event, ...]


def group(output: str, engine: Engine) -> int:
    """Group the events of all complete shards into claims and write them; gives their number.

    An article that stands in several shards counts once, where it stands first.
    """
    folder = Folder(output)
    claims: list[Claim] = []
    found = engine.map(
        partial(group_block, output), list(_blocks(folder)), again=partial(group_block, output)
    )
    for data in sorted(found):
        claims += msgspec.json.decode(data, type=tuple[int, list[Claim]])[1]
    linked = ranked(with_links(claims, _records(folder, claims)))
    folder.put(CLAIMS, b"".join(encode(claim) + b"\n" for claim in linked))
    return len(linked)


def group_block(output: str, block: Block) -> bytes:
    """The claims of a block, not yet linked, as JSON beside the block's number."""
    folder = Folder(output)
    records, index = Records(), ClaimIndex()
    told: list[Telling] = []
    for shard, documents in block.articles:
        wanted = set(documents)
        for row in folder.rows(shard, ["document", "coded", "tellings"]):
            if row["document"] in wanted:
                wanted.discard(row["document"])
                records.take([msgspec.json.decode(row["coded"], type=Coded)])
                told += [
                    telling
                    for telling in msgspec.json.decode(row["tellings"], type=list[Telling])
                    if telling.id in block.tellings
                ]
    for actor in _actors(folder):
        if actor.id in records.actors:
            records.actors[actor.id] = actor
    changes = index.add_tellings(told)
    copies = dict(block.copies)
    claims = [claim_of(index.members(name), records, copies) for name in changes.changed]
    return msgspec.json.encode((block.number, claims))


def _actors(folder: Folder) -> Iterator[Actor]:
    with folder.open(ACTORS) as file:
        for line in file:
            yield decode(line, Actor)


def _blocks(folder: Folder) -> Iterator[Block]:
    """Components of tellings that share keys, dealt to blocks in the order of their first one.

    The actors of all articles are written on the way: each block names them as all others do.
    """
    people: dict[str, Actor] = {}
    homes: dict[str, str] = {}
    articles: list[tuple[str, str]] = []
    signatures: list[Signature] = []
    parent: list[int] = []
    by_key: dict[str, int] = {}
    for marker in folder.markers():
        for row in folder.rows(marker.shard, ["document", "coded", "tellings", "signature"]):
            document = row["document"]
            if document is None or document in homes:
                continue
            homes[document] = marker.shard
            for actor in msgspec.json.decode(row["coded"], type=_Cast).actors:
                people[actor.id] = fuller(actor, people.get(actor.id, actor))
            if row["signature"] is not None:
                signatures.append(msgspec.json.decode(row["signature"], type=Signature))
            for telling in msgspec.json.decode(row["tellings"], type=list[Telling]):
                number = len(parent)
                parent.append(number)
                articles.append((telling.id, document))
                for key in telling.keys:
                    _join(parent, by_key.setdefault(key, number), number)
    folder.put(ACTORS, b"".join(encode(people[name]) + b"\n" for name in sorted(people)))
    versions = by_document(groups(signatures))
    components: dict[int, list[int]] = {}
    for number in range(len(parent)):
        components.setdefault(_root(parent, number), []).append(number)
    taken: list[int] = []
    count = 0
    for members in components.values():
        taken += members
        if len(taken) >= BLOCK:
            yield _block(count, [articles[i] for i in taken], homes, versions)
            taken, count = [], count + 1
    if taken:
        yield _block(count, [articles[i] for i in taken], homes, versions)


def _block(
    number: int, members: list[tuple[str, str]], homes: dict[str, str], versions: Mapping[str, str]
) -> Block:
    shards: dict[str, dict[str, None]] = {}
    for _, document in members:
        shards.setdefault(homes[document], {})[document] = None
    inside = {document for _, document in members}
    return Block(
        number=number,
        articles=tuple((shard, tuple(ids)) for shard, ids in sorted(shards.items())),
        tellings=frozenset(name for name, _ in members),
        copies=tuple((name, versions[name]) for name in sorted(inside & versions.keys())),
    )


def _join(parent: list[int], a: int, b: int) -> None:
    a, b = _root(parent, a), _root(parent, b)
    parent[max(a, b)] = min(a, b)


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _records(folder: Folder, claims: Iterable[Claim]) -> Records:
    """The events and statements of all articles that tell something, without the articles."""
    wanted = {event for claim in claims for event in claim.events}
    records = Records()
    seen: set[str] = set()
    for marker in folder.markers():
        for row in folder.rows(marker.shard, ["document", "events", "coded"]):
            if not row["events"] or row["document"] in seen:
                continue
            seen.add(row["document"])
            article = msgspec.json.decode(row["coded"], type=_Voices)
            if not wanted.isdisjoint(event.id for event in article.events):
                records.fill((), article.statements, article.events)
    return records
