"""What a run reads, cut into parts of about the same size that can be read on their own.

Lines of an uncompressed JSON-lines file and rows of a Parquet file are cut; any other file (WARC,
CSV, compressed, a page) is one part.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Literal

from demarche.errors import InputError
from demarche.ingest import Options, read_sources
from demarche.ingest.opening import Input, expand, input_of
from demarche.ingest.rows import Row, decoded
from demarche.ingest.sources import read_rows
from demarche.model import Document, Failure

ROWS = 1000
"""Articles of a part, where a file can be cut: half a minute to a minute of one core."""

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read and code; the same settings and input give the same shard, byte for byte."""

    published: str | None = None
    encoding: str = "utf-8"
    columns: dict[str, str] = field(default_factory=dict)
    parse_all: bool = False
    careful: Literal["", "fork", "spawn"] = ""
    """Code in a process that may die, started so: how a part is read that killed its worker."""

    def options(self) -> Options:
        """As the readers take them."""
        return Options(published=self.published, encoding=self.encoding, columns=self.columns)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows `first` (from 1) to `first + count` of a file; all of it where `count` is 0.

    `offset`: the byte at which the first row begins, in JSON lines. `size`: bytes of the file.
    """

    name: str
    first: int = 1
    count: int = 0
    offset: int = 0
    size: int = 0

    @property
    def key(self) -> str:
        """A name for its shard, made from what it is."""
        text = json.dumps([self.name, self.first, self.count, self.size])
        return f"part-{sha256(text.encode()).hexdigest()[:16]}"


def plan(sources: Iterable[str], rows: int = ROWS) -> Iterator[Part]:
    """The parts of all sources, in order.

    Raises InputError where a source is not there, or is a page of the web.
    """
    for source in sources:
        if source.startswith(("http://", "https://")) or source == "-":
            raise InputError(f"{source}: not a file", "`demarche read` and `add` read the web")
        for item in expand(source):
            size = _size(item)
            if item.suffix in (".jsonl", ".ndjson") and item.packed is None:
                yield from _lines(item, rows, size)
            elif item.suffix == ".parquet":
                yield from _rows(item, rows, size)
            else:
                yield Part(item.name, size=size)


def read_part(part: Part, settings: Settings) -> Iterator[Document | Failure]:
    """The documents and failures of a part, in order, named as if the whole file were read."""
    options = settings.options()
    item = input_of(part.name)
    if not part.count:
        yield from read_sources([part.name], options)
    elif item.suffix == ".parquet":
        yield from read_rows(item, lambda i: _parquet_rows(i, part), options)
    else:
        yield from read_rows(item, lambda i: _json_rows(i, part), options)


def fingerprint(part: Part, settings: Settings, version: str) -> str:
    """What a finished shard must have been made from to be kept: input, settings and version."""
    plain = {**asdict(settings), "careful": ""}
    text = json.dumps([asdict(part), plain, version], sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _size(item: Input) -> int:
    """Bytes of a file. Raises InputError where it cannot be opened."""
    try:
        with item.open(unpack=False) as file:
            return file.seek(0, 2)
    except InputError as error:
        raise InputError(f"{item.name}: {error.message}", error.hint) from None


def _lines(item: Input, rows: int, size: int) -> Iterator[Part]:
    """Cut by line ends: the file is read through once, without decoding it."""
    first, begin, at, line = 1, 0, 0, 0
    with item.open() as file:
        while block := file.read(BLOCK):
            place = -1
            while (place := block.find(b"\n", place + 1)) >= 0:
                line += 1
                if line - first + 1 == rows:
                    yield Part(item.name, first, rows, begin, size)
                    first, begin = line + 1, at + place + 1
            at += len(block)
    if begin < at:
        yield Part(item.name, first, rows, begin, size)


def _rows(item: Input, rows: int, size: int) -> Iterator[Part]:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise InputError("Parquet needs pyarrow", "pip install 'demarche[parquet]'") from None
    with item.open() as file:
        try:
            total = parquet.ParquetFile(file).metadata.num_rows
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"{item.name}: broken Parquet: {reason}", "is it whole?") from None
    for first in range(1, total + 1, rows):
        yield Part(item.name, first, rows, 0, size)


def _json_rows(item: Input, part: Part) -> Iterator[tuple[int, Row | InputError]]:
    with item.open() as file:
        file.seek(part.offset)
        yield from decoded(enumerate(islice(file, part.count), part.first))


def _parquet_rows(item: Input, part: Part) -> Iterator[tuple[int, Row | InputError]]:
    import pyarrow.parquet as parquet

    end = part.first + part.count
    with item.open() as file:
        table = parquet.ParquetFile(file)
        groups, begins, at = [], 0, 1
        for group in range(table.num_row_groups):
            here = table.metadata.row_group(group).num_rows
            if at < end and at + here > part.first:
                begins = begins or at
                groups.append(group)
            at += here
        number = begins
        for batch in table.iter_batches(batch_size=256, row_groups=groups):
            if number + batch.num_rows > part.first and number < end:
                low, high = max(0, part.first - number), min(batch.num_rows, end - number)
                for place, row in enumerate(batch.slice(low, high - low).to_pylist()):
                    yield number + low + place, row
            number += batch.num_rows
