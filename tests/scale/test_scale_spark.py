"""The Spark adapter: the function alone on Arrow batches, and inside Spark where it is there."""

import shutil

import msgspec
import pyarrow as pa
import pytest

from demarche.model import Coded, Document, encode
from demarche.pipeline import code_documents
from demarche.scale.parts import Settings
from demarche.scale.shards import columns
from demarche.scale.spark import _document, code_batches, code_frame


def coded(rows: list[dict]) -> list[Coded]:
    return [msgspec.json.decode(row["coded"], type=Coded) for row in rows if row["coded"]]


def test_batches_in_are_batches_out(rows: list[dict]) -> None:
    table = pa.Table.from_pylist([*rows[:3], {"text": ""}])
    batches = table.to_batches(max_chunksize=2)
    out = list(code_batches(iter(batches), Settings()))
    assert [b.num_rows for b in out] == [2, 2]
    assert all(b.schema == columns() for b in out)
    found = [row for batch in out for row in batch.to_pylist()]
    documents = [_document(row, Settings()) for row in rows[:3]]
    assert all(isinstance(d, Document) for d in documents)
    assert [encode(c) for c in coded(found)] == [
        encode(c) for c in code_documents(documents) if isinstance(c, Coded)
    ]
    assert found[3]["failure"] and not found[3]["coded"]


def test_spark_gives_the_same_rows(rows: list[dict]) -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    try:
        names = sorted({name for row in rows for name in row})
        frame = session.createDataFrame(
            [tuple(row.get(name) for name in names) for row in rows],
            ", ".join(f"{name} string" for name in names),
        ).repartition(2)
        found = [row.asDict() for row in code_frame(frame).collect()]
    finally:
        session.stop()
    expected = code_documents(_document(row, Settings()) for row in rows)
    assert sorted(encode(c) for c in coded(found)) == sorted(
        encode(c) for c in expected if isinstance(c, Coded)
    )
