"""Articles a second from JSON lines into Parquet shards, start-up, memory, growth, cost.

    python -m benchmarks.scale [--articles N] [--growth 100,1000] [--ray | --only-ray]

Each run is `demarche code --no-claims` in a process of its own, start-up included, so that memory
is measured whole; a million short articles with memory on the way: `benchmarks.million`. Cost: the
price of the named machine, see `PRICE`, at the speed a core measured here.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from benchmarks.articles import KINDS, write_jsonl
from demarche.scale.runs import totals
from demarche.scale.shards import Folder

MACHINE, PRICE, CORES = "AWS c7i.xlarge, on demand, us-east-1", 0.1785, 4
"""Dollars an hour, and its virtual processors; assumed, not tried."""

RAY_ROUNDS, RAY_ROWS = 2, 20
"""Rounds of the comparison with Ray, and articles of a shard there."""

MEASURE = (
    "import os, resource, sys; from demarche.cli import main; status = 0\n"
    "try: main()\n"
    "except SystemExit as end: status = end.code\n"
    "own, below = (resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, "
    "resource.RUSAGE_CHILDREN))\n"
    "spent = sum(os.times()[:4])\n"
    "print(own, below, spent, file=sys.stderr); sys.exit(status)\n"
)
READ = "import demarche; demarche.read('Seoul said that Pyongyang sent troops.', '2024-10-21')"


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds by the clock and of processors, and the largest process in MB of resident memory.

    Seconds of processors say more than those of the clock where others load the machine.
    """

    clock: float
    spent: float
    memory: int


def code(path: Path, output: Path, workers: int, rows: int, engine: str = "local") -> Run:
    """Run `demarche code`."""
    call = [
        *(sys.executable, "-c", MEASURE, "code", str(path), str(output), "--no-claims"),
        *("--workers", str(workers), "--rows", str(rows), "--engine", engine),
    ]
    start = time.perf_counter()
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    own, below, spent = map(float, done.stderr.split()[-3:])
    return Run(time.perf_counter() - start, spent, int(max(own, below)) // 1024)


def start_up() -> float:
    """Seconds for a new process to read one short sentence, imports and loading included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", READ], check=True)
    return time.perf_counter() - start


def installed() -> tuple[float, float]:
    """Megabytes of the package itself, and of it with all that it needs."""
    seen: set[str] = set()

    def size(name: str) -> int:
        key = name.lower().replace("_", "-")
        if key in seen:
            return 0
        seen.add(key)
        try:
            found = distribution(name)
        except ModuleNotFoundError:
            return 0
        own = sum(
            path.stat().st_size
            for file in found.files or ()
            if (path := Path(str(found.locate_file(file)))).is_file()
        )
        needed = (r.split(";")[0] for r in found.requires or () if "extra ==" not in r)
        names = (n.split("[")[0].strip("() ").split(" ")[0] for n in needed)
        return own + sum(size(_bare(n)) for n in names)

    folder = Path(__file__).parents[1] / "src" / "demarche"
    own = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return own / 1e6, (own + size("demarche")) / 1e6


def _bare(requirement: str) -> str:
    for sign in "<>=!~;":
        requirement = requirement.split(sign)[0]
    return requirement.strip()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--growth", default="100,1000")
    parser.add_argument("--ray", action="store_true")
    parser.add_argument(
        "--only-ray", action="store_true", help="nothing but Ray and the local pool"
    )
    args = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    print(f"{time.strftime('%Y-%m-%d')}, {_processor()}, {cores} cores, Python", end=" ")
    print(f"{platform.python_version()}; load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not args.only_ray:
            print(f"start-up with one sentence: {min(start_up() for _ in range(5)):.2f} s")
            own, whole = installed()
            print(f"installed: {own:.0f} MB, with dependencies {whole:.0f} MB", flush=True)
            for kind in KINDS:
                whole_runs(folder, kind, args.articles, cores)
            for count in map(int, args.growth.split(",")):
                growth(folder, count, cores)
        if args.ray or args.only_ray:
            beside_ray(folder, args.articles, cores)


def whole_runs(folder: Path, kind: str, count: int, cores: int) -> None:
    """One kind of articles, with one process and with all."""
    path, few = folder / f"{kind}.jsonl", folder / f"{kind}-few.jsonl"
    write_jsonl(path, kind, count)
    write_jsonl(few, kind, 1)
    idle = code(few, folder / f"{kind}-few", 1, 50)
    for workers in (1, cores):
        run = code(path, folder / f"{kind}-{workers}", workers, 50)
        spent = (count - 1) / max(run.spent - idle.spent, 1e-9)
        print(
            f"{kind:10} {workers} processes: {count / run.clock:6.1f} articles/s "
            f"into Parquet by the clock, {spent:5.1f} a core-second without start-up, "
            f"{run.memory} MB a process"
        )
    cost = 1e6 / spent / CORES / 3600 * PRICE
    print(f"{kind:10} cost of a million articles on {MACHINE}: ${cost:.2f}", flush=True)


def growth(folder: Path, count: int, cores: int) -> None:
    """So many mixed articles, in parts small enough that all processes have work."""
    path = folder / f"growth-{count}.jsonl"
    write_jsonl(path, "mixed", count)
    run = code(path, folder / f"growth-{count}", cores, max(10, min(250, count // (4 * cores))))
    print(
        f"growth: {count:9,} articles {count / run.clock:6.1f}/s, "
        f"{count / run.spent:5.1f} a core-second, {run.memory} MB a process",
        flush=True,
    )


def beside_ray(folder: Path, count: int, cores: int) -> None:
    """Political articles by the local pool and by Ray in turns, from when all workers are at work.

    The shards' markers tell the processor seconds, and by when they were written the clock.
    """
    path = folder / "beside.jsonl"
    write_jsonl(path, "political", count)
    clock: dict[str, float] = {}
    spent: dict[str, float] = {}
    for number in range(RAY_ROUNDS):
        for engine in ("local", "ray"):
            output = folder / f"{engine}-{number}"
            run = code(path, output, cores, RAY_ROWS, engine)
            ends = sorted(marker.stat().st_mtime for marker in output.glob("part-*.json"))
            rate = RAY_ROWS * (len(ends) - cores) / (ends[-1] - ends[cores - 1])
            of_shards = count / totals(Folder(str(output))).seconds
            clock[engine] = max(rate, clock.get(engine, 0.0))
            spent[engine] = max(of_shards, spent.get(engine, 0.0))
            print(
                f"political  {engine:5} {cores} workers: {rate:5.1f} articles/s by the clock at "
                f"work, {count / run.clock:5.1f} with start-up, {of_shards:5.1f} a core-second",
                flush=True,
            )
    print(
        f"Ray's speed a core beside the local pool's, best of {RAY_ROUNDS} rounds: "
        f"{clock['ray'] / clock['local']:.2f} by the clock, {spent['ray'] / spent['local']:.2f} "
        "by processor seconds"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((x.partition(": ")[2] for x in lines if x.startswith("model name")), "processor")


if __name__ == "__main__":
    main()
