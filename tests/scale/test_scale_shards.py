"""Runs over shards: the same bytes whoever runs them, nothing lost when they are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from demarche import pipeline
from demarche.errors import InputError
from demarche.ingest import read_sources
from demarche.language.tree import Tree
from demarche.layers import Reading
from demarche.model import Claim, Coded, Document, encode
from demarche.pipeline import assemble, code_documents, prepare
from demarche.scale import runs, shards
from demarche.scale.engines import Local
from demarche.scale.parts import Part, Settings, plan, read_part
from demarche.scale.shards import Folder, Marker, ScaleError, code_shard


def files(folder: Path) -> dict[str, bytes]:
    """Bytes of the shards and claims; markers tell the seconds, which differ."""
    return {
        p.name: p.read_bytes()
        for p in sorted(folder.iterdir())
        if p.suffix == ".parquet" or p.name == "claims.jsonl"
    }


def coded_in(folder: Path) -> list[Coded]:
    store = Folder(str(folder))
    return [
        msgspec.json.decode(row["coded"], type=Coded)
        for marker in store.markers()
        for row in store.rows(marker.shard, ["coded"])
        if row["coded"]
    ]


@pytest.fixture(scope="module")
def one(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with one worker, three articles a shard."""
    output = tmp_path_factory.mktemp("one")
    runs.run([str(corpus)], str(output), Local(1, prepare), rows=3)
    return output


def test_the_number_of_workers_does_not_change_a_byte(
    corpus: Path, one: Path, tmp_path: Path
) -> None:
    for workers in (2, 4):
        output = tmp_path / str(workers)
        runs.run([str(corpus)], str(output), Local(workers, prepare), rows=3)
        assert files(output) == files(one)


def test_the_size_of_shards_changes_no_article_and_no_claim(
    corpus: Path, one: Path, tmp_path: Path
) -> None:
    runs.run([str(corpus)], str(tmp_path), Local(2, prepare), rows=5)
    assert [encode(c) for c in coded_in(tmp_path)] == [encode(c) for c in coded_in(one)]
    assert files(tmp_path)["claims.jsonl"] == files(one)["claims.jsonl"]


def test_claims_of_blocks_are_those_of_one_machine(
    one: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = assemble(coded_in(one))
    lines = (one / "claims.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line, type=Claim) for line in lines] == list(ledger.claims)
    monkeypatch.setattr("demarche.scale.grouping.BLOCK", 1)
    runs.run([str(corpus)], str(tmp_path), Local(2, prepare), rows=3)
    assert files(tmp_path) == files(one)


def test_the_shards_hold_what_reading_gives(one: Path, corpus: Path) -> None:
    expected = [c for c in code_documents(read_sources([str(corpus)])) if isinstance(c, Coded)]
    assert [encode(c) for c in coded_in(one)] == [encode(c) for c in expected]


def test_totals_come_from_the_markers(one: Path) -> None:
    totals = runs.totals(Folder(str(one)))
    articles = coded_in(one)
    assert (totals.articles, totals.failures, totals.shards) == (12, 1, 5)
    assert totals.events == sum(len(a.events) for a in articles)
    assert totals.statements == sum(len(a.statements) for a in articles)


def test_what_is_complete_is_not_coded_again(
    corpus: Path, one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "again"
    runs.run([str(corpus)], str(output), Local(1, prepare), rows=3, claims=False)
    lost = sorted(output.glob("part-*.json"))[1]
    lost.unlink()
    coded: list[str] = []

    class Spy(Local):
        def map(self, function, tasks, again):  # type: ignore[no-untyped-def]
            for task in tasks:
                coded.append(task.key)
                yield function(task)

    runs.run([str(corpus)], str(output), Spy(1, prepare), rows=3, claims=False)
    assert coded == [lost.stem]
    assert {n: b for n, b in files(one).items() if n != "claims.jsonl"} == files(output)


def test_another_setting_or_a_changed_file_is_coded_anew(corpus: Path, tmp_path: Path) -> None:
    (part,) = plan([str(corpus)])
    first = shards.mark(part, Settings())
    assert shards.mark(part, Settings(published="2024-10-21")) != first
    assert shards.mark(part, Settings(parse_all=True)) != first
    longer = tmp_path / "longer.jsonl"
    longer.write_bytes(corpus.read_bytes() * 2)
    assert [p.size for p in plan([str(longer)])] != [part.size]


def test_an_article_that_kills_its_worker_is_set_aside_and_the_rest_is_there(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpret, parent = pipeline.interpret, os.getpid()

    def deadly(document: Document, tree: Tree, clock: pipeline.Clock | None = None) -> Reading:
        if os.getpid() != parent and document.name == "putin-in-kazan":
            os.kill(os.getpid(), signal.SIGKILL)
        return interpret(document, tree, clock)

    monkeypatch.setattr(pipeline, "interpret", deadly)
    totals = runs.run([str(corpus)], str(tmp_path), Local(2, prepare), rows=3)
    assert (totals.articles, totals.failures) == (11, 2)


PROGRAM = """
import sys
from demarche.pipeline import prepare
from demarche.scale import runs
from demarche.scale.engines import Local
runs.run([sys.argv[1]], sys.argv[2], Local(2, prepare), rows=1)
"""


def test_a_run_that_is_killed_goes_on_where_it_was(corpus: Path, tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(corpus), str(tmp_path)], start_new_session=True
    )
    while not list(tmp_path.glob("part-*.json")) and run.poll() is None:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("part-*.json")}
    totals = runs.run([str(corpus)], str(tmp_path), Local(2, prepare), rows=1)
    assert (totals.articles, totals.failures, totals.shards) == (12, 1, 13)
    after = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("part-*.json")}
    assert before.items() <= after.items()
    assert not list(tmp_path.glob(".part-*"))


def test_parts_of_a_table_read_as_the_whole_table(
    corpus: Path, rows: list[dict], tmp_path: Path
) -> None:
    table = tmp_path / "articles.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), table, row_group_size=5)
    for path in (corpus, table):
        whole = list(read_sources([str(path)]))
        for size in (1, 4, 100):
            parts = list(plan([str(path)], size))
            assert [i for p in parts for i in read_part(p, Settings())] == whole


def test_a_shard_does_not_depend_on_who_makes_it(corpus: Path, tmp_path: Path) -> None:
    part = next(plan([str(corpus)], 2))
    made = [code_shard(part, str(tmp_path / n), Settings()) for n in "ab"]
    assert made[0].digest == made[1].digest
    again = code_shard(part, str(tmp_path / "a"), Settings())
    assert again == made[0]


def test_inputs_and_outputs_may_lie_in_an_object_store(corpus: Path, one: Path) -> None:
    import fsspec

    with fsspec.open("memory://in/articles.jsonl", "wb") as file:
        file.write(corpus.read_bytes())
    part = next(plan(["memory://in/articles.jsonl"], 3))
    marker = code_shard(part, "memory://out", Settings())
    assert (marker.articles, marker.input) == (3, "memory://in/articles.jsonl")
    store = Folder("memory://out")
    assert store.markers() == [marker]
    assert len(list(store.rows(marker.shard, ["coded"]))) == 3


def test_errors_say_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not-there"):
        list(plan([str(tmp_path / "not-there.jsonl")]))
    with pytest.raises(InputError, match="not a file"):
        list(plan(["https://example.org/a.jsonl"]))
    (tmp_path / "file").write_text("x")
    with pytest.raises(ScaleError, match="cannot be written"):
        Folder(str(tmp_path / "file"))


def test_a_marker_that_is_cut_off_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "part-0.json").write_text('{"shard": "part-0"')
    assert Folder(str(tmp_path)).markers() == []


def test_part_names_differ_by_place() -> None:
    keys = {Part("a", 1, 10).key, Part("a", 11, 10).key, Part("b", 1, 10).key}
    assert len(keys) == 3
    assert Marker.__struct_fields__[0] == "shard"
