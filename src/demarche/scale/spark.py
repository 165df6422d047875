"""The same coding inside Spark: a function for `DataFrame.mapInArrow`.

    from demarche.scale.spark import code_frame
    coded = code_frame(spark.read.parquet("articles.parquet"))
    coded.write.parquet("coded")

Rows in are articles, with the columns that `demarche read` understands; rows out are those of a
shard of `demarche code`: what one filters by, and the records as JSON.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from demarche.errors import DemarcheError
from demarche.ingest import rows
from demarche.ingest.sources import failure
from demarche.model import Document, Failure
from demarche.scale.parts import Settings
from demarche.scale.shards import columns, shard_rows

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

_TYPES = {"string": "string", "int32": "int", "binary": "binary"}


def code_frame(frame: "DataFrame", settings: Settings | None = None) -> "DataFrame":
    """The coded rows of a frame of articles, in its partitions."""
    schema = ", ".join(f"{f.name} {_TYPES[str(f.type)]}" for f in columns())
    function: Any = partial(code_batches, settings=settings or Settings())
    return frame.mapInArrow(function, schema)


def code_batches(
    batches: "Iterator[pyarrow.RecordBatch]", settings: Settings
) -> "Iterator[pyarrow.RecordBatch]":
    """Arrow batches of articles in, Arrow batches of coded rows out, of the same length."""
    import pyarrow as pa

    from demarche.pipeline import code_documents

    for batch in batches:
        documents = (_document(row, settings) for row in batch.to_pylist())
        coded = code_documents(documents, parse_all=settings.parse_all)
        yield pa.RecordBatch.from_pylist(list(shard_rows(coded)), schema=columns())


def _document(row: rows.Row, settings: Settings) -> Document | Failure:
    name = "a row of the frame"
    try:
        found = rows.fields(row, settings.columns)
        name = found["name"] or found["url"] or name
        return rows.article(found, settings.published, name)
    except DemarcheError as error:
        return failure(name, error)
