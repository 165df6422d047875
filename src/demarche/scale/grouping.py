"""Claims across the shards of a run, grouped in blocks on as many workers as there are.

Tellings that share no blocking key, not even through others, cannot meet in a claim. So the keys
are joined to components, components are dealt to blocks of about the same size, and each block is
grouped on its own: the claims are those of one machine. Of all articles only ids are held, of all
claims what links are drawn from; the claims themselves wait in a file.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from sys import intern
from tempfile import TemporaryFile
from typing import IO

import msgspec
from msgspec.structs import replace

from demarche.claims import ClaimIndex, Records, claim_of, held, ranked, with_links
from demarche.claims.build import fuller
from demarche.claims.relations import Held
from demarche.claims.telling import Telling
from demarche.model import (
    Actor,
    Claim,
    Document,
    Event,
    Party,
    Position,
    Span,
    Statement,
    decode,
    encode,
)
from demarche.scale.engines import Engine
from demarche.scale.shards import Folder
from demarche.scale.versions import Print, versions

BLOCK = 20_000
"""Tellings of a block."""

CLAIMS = "claims.jsonl"
"""The file of a run's claims, best first."""

ACTORS = "actors.jsonl"
"""The file of all actors of a run, by id."""


@dataclass(frozen=True, slots=True)
class Block:
    """Tellings to group together: the ids of their articles by shard, and copies among these."""

    articles: tuple[tuple[str, tuple[str, ...]], ...]
    tellings: frozenset[str]
    copies: tuple[tuple[str, str], ...]


class _Cast(msgspec.Struct):
    """Of a coded article, its actors: the rest is not decoded."""

    actors: tuple[Actor, ...]


class _Told(msgspec.Struct):
    """Of a coded article, what claims are made of: its mentions are not decoded."""

    document: Document
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    actors: tuple[Actor, ...]


class _Voices(msgspec.Struct):
    """Of a coded article, what links of claims are drawn from: the rest is not decoded."""

    statements: tuple[Statement, ...]
    events: tuple[Event, ...]


class _Keyed(msgspec.Struct):
    """Of a telling, where it may meet others: the rest is not decoded."""

    id: str
    keys: tuple[str, ...]


def group(output: str, engine: Engine) -> int:
    """Group the events of all complete shards into claims and write them; gives their number.

    An article that stands in several shards counts once, where it stands first.
    """
    folder = Folder(output)
    block = partial(group_block, output)
    claims: list[Claim] = []
    places: dict[str, tuple[int, int]] = {}
    with TemporaryFile() as file:
        for data in engine.map(block, _blocks(folder), again=block):
            for raw in msgspec.json.decode(data, type=list[msgspec.Raw]):
                claim = _slim(msgspec.json.decode(raw, type=Claim))
                claims.append(claim)
                places[claim.id] = file.tell(), file.write(raw)
        linked = ranked(with_links(claims, _held(folder)))
        folder.write_lines(CLAIMS, (_whole(file, claim, *places[claim.id]) for claim in linked))
    return len(linked)


def group_block(output: str, block: Block) -> bytes:
    """The claims of a block, not yet linked, as JSON."""
    folder = Folder(output)
    records, index = Records(), ClaimIndex()
    told: list[Telling] = []
    for shard, documents in block.articles:
        wanted = set(documents)
        for row in folder.rows(shard, ["document", "coded", "tellings"]):
            if row["document"] in wanted:
                wanted.discard(row["document"])
                article = msgspec.json.decode(row["coded"], type=_Told)
                records.fill((article.document,), article.statements, article.events)
                records.actors.update((actor.id, actor) for actor in article.actors)
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
    return msgspec.json.encode(
        [claim_of(index.members(name), records, copies) for name in changes.changed]
    )


def _actors(folder: Folder) -> Iterator[Actor]:
    with folder.open(ACTORS) as file:
        for line in file:
            yield decode(line, Actor)


def _blocks(folder: Folder) -> Iterator[Block]:
    """Components of tellings that share keys, dealt to blocks in the order of their first one.

    The actors of all articles are written on the way: each block names them as all others do.
    """
    homes: dict[str, str] = {}
    names: list[str] = []
    papers: list[str] = []
    parent = array("q")
    by_key: dict[str, int] = {}

    def prints(people: dict[str, Actor]) -> Iterator[Print]:
        for marker in folder.markers():
            for row in folder.rows(marker.shard, ["document", "coded", "tellings", "signature"]):
                document = row["document"]
                if document is None or document in homes:
                    continue
                homes[document] = marker.shard
                for actor in msgspec.json.decode(row["coded"], type=_Cast).actors:
                    people[actor.id] = fuller(actor, people.get(actor.id, actor))
                for telling in msgspec.json.decode(row["tellings"], type=list[_Keyed]):
                    number = len(parent)
                    parent.append(number)
                    names.append(telling.id)
                    papers.append(document)
                    for key in telling.keys:
                        _join(parent, by_key.setdefault(key, number), number)
                if row["signature"] is not None:
                    found = msgspec.json.decode(row["signature"], type=Print)
                    found.document = document  # one string for all
                    yield found

    people: dict[str, Actor] = {}
    copies = versions(prints(people))
    folder.write_lines(ACTORS, (encode(people[name]) for name in sorted(people)))
    people.clear()
    by_key.clear()
    components: dict[int, array[int]] = {}
    for number in range(len(parent)):
        components.setdefault(_root(parent, number), array("q")).append(number)
    taken: list[int] = []
    for members in components.values():
        taken += members
        if len(taken) >= BLOCK:
            yield _block([(names[i], papers[i]) for i in taken], homes, copies)
            taken = []
    if taken:
        yield _block([(names[i], papers[i]) for i in taken], homes, copies)


def _block(
    members: list[tuple[str, str]], homes: dict[str, str], copies: Mapping[str, str]
) -> Block:
    shards: dict[str, dict[str, None]] = {}
    for _, document in members:
        shards.setdefault(homes[document], {})[document] = None
    inside = {document for _, document in members}
    return Block(
        articles=tuple((shard, tuple(ids)) for shard, ids in sorted(shards.items())),
        tellings=frozenset(name for name, _ in members),
        copies=tuple((name, copies[name]) for name in sorted(inside & copies.keys())),
    )


def _join(parent: "array[int]", a: int, b: int) -> None:
    a, b = _root(parent, a), _root(parent, b)
    parent[max(a, b)] = min(a, b)


def _root(parent: "array[int]", node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


_NOWHERE = Span(start=0, end=1, text=" ")


def _slim(claim: Claim) -> Claim:
    """The claim with what links and its rank are made from, and little else."""
    return replace(
        claim,
        text="",
        why="",
        figures=(),
        positions=tuple(
            Position(
                party=Party(actor="", code=intern(p.party.code)),
                stance=p.stance,
                document=p.document,
                sentence=_NOWHERE,
                event=p.event and "yes",
                date=p.date and intern(p.date),
            )
            for p in claim.positions
        ),
    )


def _whole(file: IO[bytes], claim: Claim, place: int, size: int) -> bytes:
    """The claim as its block made it, with its links."""
    file.seek(place)
    return encode(replace(decode(file.read(size), Claim), links=claim.links))


def _held(folder: Folder) -> Iterable[Held]:
    """What the statements of all articles hold, an article at a time."""
    seen: set[str] = set()
    for marker in folder.markers():
        for row in folder.rows(marker.shard, ["document", "events", "coded"]):
            if row["events"] and row["document"] not in seen:
                seen.add(row["document"])
                article = msgspec.json.decode(row["coded"], type=_Voices)
                yield from held(
                    {event.id: event for event in article.events},
                    {said.id: said for said in article.statements},
                )
