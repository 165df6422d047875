"""Whether memory stays flat: bulletins by the million through `demarche code`, memory on the way.

    python -m benchmarks.million FOLDER [--bulletins N] [--workers N] [--rows N] [--claims]

Bulletins (`benchmarks/bulletins.yaml`) are written to FOLDER/in as they are made, coded into
FOLDER/out, and the memory of the driver and its workers is sampled into FOLDER/memory.tsv. Killed
and called again with the same arguments, it goes on; called on a finished run, it tells the figures
again.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from benchmarks.articles import write_bulletins
from demarche.scale.runs import totals
from demarche.scale.shards import Folder

EVERY = 5.0
"""Seconds between two samples."""
FILE = 10_000
"""Bulletins of an input file."""
MARKS = (0.01, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the run at which the peak so far is told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory in MB at a moment of a run, of the driver and of its workers."""

    call: int
    """Which call of a run that was killed and taken up again; a new one has new processes."""
    seconds: float
    """By the clock, since the call began."""
    spent: float
    """Of processors, in this call."""
    shards: int
    """Complete, of all calls."""
    driver: int
    largest: int
    """The highest resident size that any process has had since it began."""
    shared: int
    """All together, what they share counted once (PSS)."""


def main() -> None:
    """Run, sample, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bulletins", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--claims", action="store_true")
    args = parser.parse_args()
    write_bulletins(args.folder / "in", args.bulletins, FILE)
    log = args.folder / "memory.tsv"
    output = args.folder / "out"
    call = [
        *(sys.executable, "-c", "from demarche.cli import main; main()", "code"),
        *(str(args.folder / "in"), str(output)),
        *("--workers", str(args.workers), "--rows", str(args.rows)),
        *(() if args.claims else ("--no-claims",)),
    ]
    before = list(read(log))
    with log.open("a", encoding="utf-8") as file, subprocess.Popen(call) as run:
        for sample in watch(run, output, before[-1].call + 1 if before else 1):
            file.write("\t".join(map(str, astuple(sample))) + "\n")
            file.flush()
    if run.returncode:
        sys.exit(run.returncode)
    report(list(read(log)), args.folder)


def watch(run: "subprocess.Popen[bytes]", output: Path, call: int) -> Iterator[Sample]:
    """Samples while a process runs."""
    start = time.perf_counter()
    while run.poll() is None:
        if sample := _sample(run.pid, output, call, time.perf_counter() - start):
            yield sample
        try:
            run.wait(EVERY)
        except subprocess.TimeoutExpired:
            continue


def read(path: Path) -> Iterator[Sample]:
    """The samples of all calls so far."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            call, seconds, spent, *counts = line.split("\t")
            yield Sample(int(call), float(seconds), float(spent), *map(int, counts))


def report(samples: list[Sample], folder: Path) -> None:
    """Print peaks by share of the run and the articles a second."""
    found = totals(Folder(str(folder / "out")))
    clock = spent = 0.0
    for number in sorted({s.call for s in samples}):
        last = [s for s in samples if s.call == number][-1]
        clock, spent = clock + last.seconds, spent + last.spent
    print(
        f"{found.articles:,} bulletins, {found.words / found.articles:.0f} words each, "
        f"{found.events:,} events, {found.statements:,} statements; {clock:,.0f} s by the clock, "
        f"{found.articles / clock:.1f}/s; {found.articles / found.seconds:.1f} a core-second in "
        f"shards, {found.articles / max(spent, 1e-9):.1f} all included"
    )
    print("of the run   driver   largest process   all processes (PSS): peak so far, MB")
    for share in MARKS:
        until = [s for s in samples if s.shards <= share * found.shards]
        if until:
            peaks = (
                max(getattr(s, name) for s in until) for name in ("driver", "largest", "shared")
            )
            driver, largest, shared = peaks
            print(f"{100 * share:9.0f}%   {driver:6,}   {largest:15,}   {shared:13,}")


def _sample(root: int, output: Path, call: int, seconds: float) -> Sample | None:
    try:
        family = [root, *_below(root)]
        ticks = os.sysconf("SC_CLK_TCK")
        times = [Path(f"/proc/{p}/stat").read_text().rpartition(") ")[2].split() for p in family]
        # workers that have ended are in the driver's sums of children
        spent = sum(map(int, times[0][11:15])) + sum(int(u) for t in times[1:] for u in t[11:13])
        sizes = [_field(f"/proc/{p}/status", "VmHWM:") for p in family]
        shared = sum(_field(f"/proc/{p}/smaps_rollup", "Pss:") for p in family)
    except (FileNotFoundError, ProcessLookupError):
        return None  # one of them has ended meanwhile
    done = sum(1 for _ in output.glob("part-*.json"))
    return Sample(
        call, round(seconds, 1), spent / ticks, done, sizes[0] >> 10, max(sizes) >> 10, shared >> 10
    )


def _below(root: int) -> list[int]:
    """The processes under one, in all generations."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(") ")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found[1:]


def _field(path: str, name: str) -> int:
    """Kilobytes of a line of a status file."""
    for line in Path(path).read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
