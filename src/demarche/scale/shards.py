"""Code one part of a run into one shard: a Parquet file and a marker that says it is complete.

The file is written under another name and put in its place at once, the marker after it: a shard
without a marker does not count, one with a marker is never coded again. So a run may be killed at
any moment and be taken up again, and no article is lost or told twice.
"""

import time
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from demarche import __version__
from demarche.errors import DemarcheError
from demarche.model import Coded, Failure, Record, encode
from demarche.scale.parts import Part, Settings, fingerprint, read_part

if TYPE_CHECKING:
    import pyarrow

GROUP = 250
"""Rows held in memory before they are written."""


class ScaleError(DemarcheError):
    """A run over shards cannot start or go on."""

    code = "D700"


class Marker(Record, frozen=True, kw_only=True):
    """That a shard is complete, and what it holds."""

    shard: str
    input: str
    first: int
    fingerprint: str
    digest: str
    """SHA-256 of the Parquet file."""
    articles: int
    failures: int
    statements: int
    events: int
    words: int
    seconds: float
    """Of one core, reading included."""


def mark(part: Part, settings: Settings) -> str:
    """The fingerprint that the marker of a finished shard of `part` has."""
    return fingerprint(part, settings, __version__)


def code_shard(part: Part, output: str, settings: Settings) -> Marker:
    """Read and code a part into `output`/`part.key`.parquet; does nothing where that is complete.

    A pure function of its arguments and of what the part's file holds: whoever runs it, wherever
    and however often, the shard has the same bytes.

    Raises ScaleError where pyarrow is missing or the output cannot be written.
    """
    store = Folder(output)
    wanted = mark(part, settings)
    done = store.marker(part.key)
    if done is not None and done.fingerprint == wanted:
        return done
    start = time.process_time()
    counts = {"articles": 0, "failures": 0, "statements": 0, "events": 0, "words": 0}
    digest = store.write_table(
        f"{part.key}.parquet", shard_rows(_counted(_results(part, settings), counts))
    )
    marker = Marker(
        shard=part.key,
        input=part.name,
        first=part.first,
        fingerprint=wanted,
        digest=digest,
        seconds=round(time.process_time() - start, 3),
        **counts,
    )
    store.put(f"{part.key}.json", encode(marker))
    return marker


def _results(part: Part, settings: Settings) -> Iterator[Coded | Failure]:
    documents = read_part(part, settings)
    if settings.careful:
        from demarche.scale.pool import code_in_processes

        return code_in_processes(
            documents, 1, parse_all=settings.parse_all, method=settings.careful
        )
    from demarche.pipeline import code_documents

    return code_documents(documents, parse_all=settings.parse_all)


def _counted(items: Iterable[Coded | Failure], counts: dict[str, int]) -> Iterator[Coded | Failure]:
    for item in items:
        if isinstance(item, Failure):
            counts["failures"] += 1
        else:
            counts["articles"] += 1
            counts["statements"] += len(item.statements)
            counts["events"] += len(item.events)
            counts["words"] += item.document.text.count(" ") + 1
        yield item


def shard_rows(items: Iterable[Coded | Failure]) -> Iterator[dict[str, Any]]:
    """The rows of articles and failures, in their order; see `columns`."""
    for item in items:
        if isinstance(item, Failure):
            yield {"source": item.source, "failure": encode(item)}
        else:
            yield row_of(item)


def row_of(coded: Coded) -> dict[str, Any]:
    """The row of a coded article: what one filters by, the record, what claims are made from."""
    from demarche.claims.copies import signature
    from demarche.claims.telling import tellings

    document = coded.document
    copy = signature(document)
    return {
        "source": document.name or document.url or document.id,
        "document": document.id,
        "published": document.published,
        "publisher": document.publisher,
        "url": document.url,
        "statements": len(coded.statements),
        "events": len(coded.events),
        "coded": encode(coded),
        "tellings": msgspec.json.encode(tellings(coded)),
        "signature": encode(copy) if copy is not None else None,
    }


@cache
def columns() -> "pyarrow.Schema":
    """The schema of a shard."""
    import pyarrow as pa

    return pa.schema(
        [
            ("source", pa.string()),
            ("document", pa.string()),
            ("published", pa.string()),
            ("publisher", pa.string()),
            ("url", pa.string()),
            ("statements", pa.int32()),
            ("events", pa.int32()),
            ("coded", pa.binary()),
            ("tellings", pa.binary()),
            ("signature", pa.binary()),
            ("failure", pa.binary()),
        ]
    )


class Folder:
    """Where shards lie: a local folder, or one of an object store (fsspec).

    Args:
        path: it is made where it is not there.
    """

    def __init__(self, path: str) -> None:
        import fsspec

        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise ScaleError("shards need pyarrow", "pip install 'demarche[parquet]'") from None
        try:
            self._system, self._root = fsspec.core.url_to_fs(path)
            self._system.makedirs(self._root, exist_ok=True)
        except (ImportError, OSError, ValueError) as error:
            raise ScaleError(f"{path}: cannot be written: {error}", "check the path") from None

    def names(self, suffix: str) -> list[str]:
        """Names in the folder that end so, sorted."""
        self._system.invalidate_cache()
        found = (PurePosixPath(str(p)).name for p in self._system.ls(self._root, detail=False))
        return sorted(n for n in found if n.endswith(suffix) and not n.startswith("."))

    def markers(self) -> list[Marker]:
        """The markers of all complete shards, by input and place in it."""
        found = [self.marker(name[:-5]) for name in self.names(".json") if name[:5] == "part-"]
        return sorted((m for m in found if m is not None), key=lambda m: (m.input, m.first))

    def marker(self, key: str) -> Marker | None:
        """The marker of a shard, or None where it is not complete."""
        try:
            return msgspec.json.decode(
                self._system.cat_file(f"{self._root}/{key}.json"), type=Marker
            )
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def open(self, name: str) -> Any:
        """A file of the folder, for reading."""
        return self._system.open(f"{self._root}/{name}", "rb")

    def put(self, name: str, data: bytes) -> None:
        """Write a small file, all at once."""
        hidden = f"{self._root}/.{name}.{uuid4().hex}"
        with self._system.open(hidden, "wb") as file:
            file.write(data)
        self._system.mv(hidden, f"{self._root}/{name}")

    def write_lines(self, name: str, lines: Iterable[bytes]) -> None:
        """Write lines as they come; the file is in its place once all are there."""
        hidden = f"{self._root}/.{name}.{uuid4().hex}"
        try:
            with self._system.open(hidden, "wb") as file:
                for line in lines:
                    file.write(line + b"\n")
        except BaseException:
            self._system.rm_file(hidden)
            raise
        self._system.mv(hidden, f"{self._root}/{name}")

    def write_table(self, name: str, rows: Iterable[dict[str, Any]]) -> str:
        """Write rows as Parquet, `GROUP` in memory at a time; gives the file's SHA-256."""
        import pyarrow as pa
        import pyarrow.parquet as parquet

        hidden = f"{self._root}/.{name}.{uuid4().hex}"
        schema = columns()
        try:
            with (
                self._system.open(hidden, "wb") as file,
                parquet.ParquetWriter(file, schema, compression="zstd") as writer,
            ):
                batch: list[dict[str, Any]] = []
                for row in rows:
                    batch.append(row)
                    if len(batch) == GROUP:
                        writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                        batch = []
                if batch:
                    writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            digest = sha256()
            with self._system.open(hidden, "rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except BaseException:
            self._system.rm_file(hidden)
            raise
        self._system.mv(hidden, f"{self._root}/{name}")
        return digest.hexdigest()

    def rows(self, key: str, names: list[str]) -> Iterator[dict[str, Any]]:
        """Rows of a shard with some of its columns."""
        import pyarrow.parquet as parquet

        with self.open(f"{key}.parquet") as file:
            for batch in parquet.ParquetFile(file).iter_batches(batch_size=GROUP, columns=names):
                yield from batch.to_pylist()

    def clean(self) -> None:
        """Remove what killed writers left behind."""
        for path in self._system.ls(self._root, detail=False):
            name = PurePosixPath(str(path)).name
            if name.startswith(".part-"):
                self._system.rm_file(path)
