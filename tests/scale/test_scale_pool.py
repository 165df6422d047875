"""Many processes give, byte for byte, what one gives; a dying worker loses nothing."""

import os
import signal
from pathlib import Path

import pytest

from demarche import pipeline
from demarche.cli.read import example_path
from demarche.ingest import read_sources
from demarche.language.tree import Tree
from demarche.layers import Reading
from demarche.model import Document, Failure, encode
from demarche.scale import pool


@pytest.fixture(scope="module")
def documents() -> list[Document | Failure]:
    found = list(read_sources([example_path()]))
    found.insert(3, Failure(source="bad.txt", code="D100", message="empty"))
    return found


def test_the_number_of_processes_does_not_change_the_ledger(
    documents: list[Document | Failure],
) -> None:
    one = pipeline.code(documents, workers=1)
    assert encode(one) == encode(pipeline.code(documents, workers=2))
    assert encode(one) == encode(pipeline.code(documents, workers=3))


def test_the_size_of_batches_does_not_change_the_ledger(
    documents: list[Document | Failure], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = encode(pipeline.code(documents))
    for size in (1, 5):
        monkeypatch.setattr(pool, "BATCH", size)
        assert encode(pipeline.code(documents, workers=2)) == expected


def test_a_document_that_kills_its_worker_is_set_aside_alone(
    documents: list[Document | Failure], monkeypatch: pytest.MonkeyPatch
) -> None:
    interpret, parent = pipeline.interpret, os.getpid()

    def deadly(document: Document, tree: Tree, clock: pipeline.Clock | None = None) -> Reading:
        if os.getpid() != parent and document.name == "putin-in-kazan":
            os.kill(os.getpid(), signal.SIGKILL)
        return interpret(document, tree, clock)

    monkeypatch.setattr(pipeline, "interpret", deadly)
    ledger = pipeline.code(documents, workers=2)
    assert [f.code for f in ledger.failures] == ["D100", "D901"]
    assert len(ledger.documents) == len(documents) - 2


def test_a_fault_in_a_stage_sets_one_article_aside(
    documents: list[Document | Failure], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def faulty(document: Document, tree: Tree, clock: pipeline.Clock | None = None) -> Reading:
        raise ZeroDivisionError("for the test")

    monkeypatch.setattr(pipeline, "interpret", faulty)
    ledger = pipeline.code(documents[:2])
    assert [f.code for f in ledger.failures] == ["D900", "D900"]
    assert "ZeroDivisionError" in ledger.failures[0].message
