"""Kill a run at random points, start it again, and compare with one that was never killed.

    python tests/ledger/kill_loop.py KILLS [--whole]

Each round forks processes that add the same articles to a new ledger, and kills them (SIGKILL)
after a random time until one ends by itself. The articles are coded beforehand, so that the process
spends its time in the ledger; with `--whole` the pipeline codes them again each time.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from demarche.cli.read import example_path
from demarche.ingest import read_sources
from demarche.ledger import open_ledger
from demarche.ledger import run as runs
from demarche.ledger.integrity import digest, faults
from demarche.model import Coded, Document, Failure
from demarche.pipeline import code_documents

SEED = 20261124


def articles() -> list[Coded]:
    """The examples, coded."""
    return [c for c in code_documents(read_sources([example_path()])) if isinstance(c, Coded)]


def kill_loop(kills: int, coded: list[Coded], folder: Path, whole: bool = False) -> tuple[int, int]:
    """Kill at least so many runs; kills and ledgers compared. AssertionError on a difference."""
    ready = {article.document.id: article for article in coded}

    def stand_in(items: Iterable[Document | Failure]) -> Iterator[Coded | Failure]:
        return (ready[item.id] if isinstance(item, Document) else item for item in items)

    def add(ledger: Path) -> None:
        items: list[Document | Failure] = [article.document for article in coded]
        items.insert(3, Failure(source="bad", code="D100", message="set aside"))
        with open_ledger(str(ledger)) as store:
            runs.add_documents(store, items, origin="test", coder=None if whole else stand_in)

    runs.BATCH = 2
    reference = folder / "reference.db"
    begun = time.monotonic()
    add(reference)
    longest = time.monotonic() - begun
    with open_ledger(str(reference)) as store:
        expected = digest(store.engine)
    chance = random.Random(SEED)
    done = rounds = 0
    while done < kills:
        ledger = folder / f"round-{rounds}.db"
        while True:
            child = os.fork()
            if child == 0:
                try:
                    add(ledger)
                    os._exit(0)
                except BaseException as error:
                    sys.stderr.write(f"{error!r}\n")
                    os._exit(1)
            time.sleep(chance.random() * longest * 0.8)
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                done += 1
                continue
            assert os.WEXITSTATUS(status) == 0, "the run failed"
            break
        with open_ledger(str(ledger)) as store:
            assert faults(store.engine) == [], ledger
            assert digest(store.engine) == expected, ledger
            assert len(store.failures().items) == 1
        for file in folder.glob(f"round-{rounds}.db*"):
            file.unlink()
        rounds += 1
    return done, rounds


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp())
    try:
        found = kill_loop(int(sys.argv[1]), articles(), place, "--whole" in sys.argv)
        print(f"{found[0]} kills, {found[1]} ledgers, each the same as one never killed")
    finally:
        shutil.rmtree(place)
