"""The same runs on a real Ray cluster of several processes, with what goes wrong there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from demarche.pipeline import prepare
from demarche.scale import runs
from demarche.scale.engines import Local, Ray

ray: Any = pytest.importorskip("ray")
WORKERS = 2


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A cluster of two processors that outlives its drivers; its address."""
    context = ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False)
    yield context.address_info["gcs_address"]
    ray.shutdown()


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("local")
    runs.run([str(corpus)], str(output), Local(1, prepare), rows=2)
    return files(output)


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.name: p.read_bytes()
        for p in sorted(folder.iterdir())
        if p.suffix == ".parquet" or p.name in ("claims.jsonl", "actors.jsonl")
    }


def kill_a_worker(output: Path) -> None:
    """Kill one actor's process as soon as one shard is complete."""
    while not list(output.glob("part-*.json")):
        time.sleep(0.01)
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if command.startswith(b"ray::_Worker"):
            os.kill(int(process.name), signal.SIGKILL)
            return


def test_a_cluster_gives_the_bytes_of_one_process(
    cluster: str, corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    runs.run([str(corpus)], str(tmp_path), Ray(WORKERS, prepare), rows=2)
    assert files(tmp_path) == expected


def test_a_worker_that_is_killed_loses_nothing(
    cluster: str, corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    killer = Thread(target=kill_a_worker, args=(tmp_path,))
    killer.start()
    totals = runs.run([str(corpus)], str(tmp_path), Ray(WORKERS, prepare), rows=2)
    killer.join()
    assert (totals.articles, totals.failures) == (12, 1)
    assert files(tmp_path) == expected


def test_a_driver_that_is_killed_goes_on_where_it_was(
    cluster: str, corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    program = (
        "import sys\nfrom demarche.pipeline import prepare\nfrom demarche.scale import runs\n"
        "from demarche.scale.engines import Ray\n"
        "runs.run([sys.argv[1]], sys.argv[2], Ray(2, prepare), rows=2)\n"
    )
    environment = {**os.environ, "RAY_ADDRESS": cluster}
    driver = subprocess.Popen(
        [sys.executable, "-c", program, str(corpus), str(tmp_path)],
        env=environment,
        start_new_session=True,
    )
    while not list(tmp_path.glob("part-*.json")) and driver.poll() is None:
        time.sleep(0.01)
    os.killpg(driver.pid, signal.SIGKILL)
    driver.wait()
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("part-*.json")}
    assert before
    runs.run([str(corpus)], str(tmp_path), Ray(WORKERS, prepare), rows=2)
    assert before.items() <= {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.json")}.items()
    assert files(tmp_path) == expected


def test_a_run_does_not_hang_where_every_processor_is_taken(
    cluster: str, corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    @ray.remote(num_cpus=1)
    class Hog:
        def ready(self) -> None:
            """Answers once it has its processor."""

    hogs = [Hog.remote() for _ in range(WORKERS)]
    ray.get([hog.ready.remote() for hog in hogs])
    try:
        runs.run([str(corpus)], str(tmp_path), Ray(WORKERS, prepare, patience=1.0), rows=2)
    finally:
        for hog in hogs:
            ray.kill(hog)
    assert files(tmp_path) == expected
