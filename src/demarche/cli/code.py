"""`demarche code`: any number of articles into shards of Parquet, on this machine or a cluster."""

import os
import sys
import time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demarche.cli.read import err, reading
from demarche.scale.parts import Settings
from demarche.scale.runs import EngineName, make_engine, run
from demarche.scale.shards import Marker


def code(
    sources: list[str],
    output: str,
    engine: EngineName,
    workers: int | None,
    rows: int,
    address: str | None,
    patience: float,
    published: str | None,
    encoding: str,
    columns: list[str],
    parse_all: bool,
    claims: bool,
) -> int:
    """Run it and print the totals; 3 where articles were set aside."""
    options = reading(published, encoding, columns)
    settings = Settings(options.published, options.encoding, dict(options.columns), parse_all)
    workers = workers or len(os.sched_getaffinity(0))
    start = time.perf_counter()
    bars = (
        TextColumn("{task.fields[articles]} articles"), BarColumn(), MofNCompleteColumn(),
        TextColumn("shards"), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*bars, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task("coding", total=None, articles=0)
        done = [0]

        def progress(marker: Marker) -> None:
            done[0] += marker.articles + marker.failures
            shown.update(task, advance=1, articles=f"{done[0]:,}")

        totals = run(
            sources,
            output,
            make_engine(engine, workers, address, patience),
            settings,
            rows=rows,
            claims=claims,
            progress=progress,
        )
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{totals.articles:,} articles, {totals.failures:,} set aside, {totals.events:,} events, "
        f"{totals.statements:,} statements in {totals.shards:,} shards: {output}\n"
    )
    err.print(f"{seconds:.1f} s, {totals.articles / max(seconds, 1e-9):.1f} articles/s")
    return 3 if totals.failures else 0
