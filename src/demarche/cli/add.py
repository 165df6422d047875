"""`demarche add`, `recode`, `failures`: into the ledger, with progress and a summary."""

import sys
from collections.abc import Callable
from dataclasses import asdict

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from demarche.cli.read import reading
from demarche.ledger import Store, open_ledger
from demarche.ledger.engine import reading as reader
from demarche.ledger.failures import origins
from demarche.ledger.run import Progress as Report
from demarche.ledger.run import Summary, add_sources, stale_count
from demarche.ledger.run import recode as recode_all

err = Console(stderr=True, highlight=False)
out = Console(highlight=False)


def run(
    ledger: str,
    sources: list[str],
    published: str | None,
    encoding: str,
    columns: list[str],
    workers: int,
    retry: bool,
    as_json: bool,
) -> int:
    """Read sources into a ledger; 0: all read, 3: some set aside, 1: none read or stopped."""
    options = reading(published, encoding, columns)
    with open_ledger(ledger) as store:
        summary = _watched(
            "reading",
            None,
            lambda report: add_sources(
                store, sources, options, workers=workers, progress=report, retry=retry
            ),
        )
        _tell_failures(store, summary)
    return _end(summary, as_json)


def run_recode(ledger: str, everything: bool, workers: int, as_json: bool) -> int:
    """Code again what is out of date."""
    with open_ledger(ledger, create=False) as store:
        total = store.status().documents if everything else stale_count(store)
        summary = _watched(
            "coding",
            total,
            lambda report: recode_all(
                store, everything=everything, workers=workers, progress=report
            ),
        )
    return _end(summary, as_json)


def run_failures(
    ledger: str, every: bool, retry: bool, workers: int, limit: int, as_json: bool
) -> int:
    """List what was set aside, or read its sources again."""
    with open_ledger(ledger, create=False) as store:
        if retry:
            with reader(store.engine) as connection:
                sources = origins(connection)
            summary = _watched(
                "reading",
                None,
                lambda report: add_sources(
                    store, sources, reading(None, "utf-8", []), workers=workers, retry=True,
                    progress=report,
                ),
            )  # fmt: skip
            _end(summary, as_json)
        rows = store.failures(open=not every, limit=limit).items
    if as_json:
        sys.stdout.writelines(msgspec.json.encode(asdict(row)).decode() + "\n" for row in rows)
        return 0
    for row in rows:
        done = f" (read on {row.resolved[:10]})" if row.resolved else ""
        out.print(
            f"{row.last_seen[:19]}  {row.code}  {row.source}: {row.message}  x{row.tries}{done}",
            markup=False,
            soft_wrap=True,
        )
    if not rows:
        out.print("nothing was set aside")
    return 0


def _watched(what: str, total: int | None, work: Callable[[Report], Summary]) -> Summary:
    """Do some work under a progress bar with rate and time left, on a terminal."""
    columns = (
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(show_speed=True),
        TextColumn("{task.fields[aside]} set aside"), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=total, aside=0)
        return work(lambda s: bar.update(task, completed=s.read, aside=s.failed))


def _tell_failures(store: Store, summary: Summary) -> None:
    """Name what this run set aside, as `read` does; many are counted only."""
    if not summary.failed:
        return
    rows = store.failures(limit=100_000).items[-summary.failed :]
    for row in rows[:20]:
        err.print(
            f"demarche: {row.code}: {row.source}: {row.message}", markup=False, soft_wrap=True
        )
    if len(rows) > 20:
        err.print(f"demarche: and {len(rows) - 20} more: see `demarche failures`", markup=False)


def _end(summary: Summary, as_json: bool) -> int:
    """Print the summary."""
    if as_json:
        sys.stdout.write(msgspec.json.encode(asdict(summary)).decode() + "\n")
    else:
        rate = summary.read / summary.seconds if summary.seconds else 0.0
        out.print(
            f"{summary.read} read: {summary.new} new, {summary.same} there already, "
            f"{summary.recoded} recoded, {summary.failed} set aside; "
            f"{summary.statements} statements, "
            f"{summary.events} events, {summary.claims} claims new or changed; "
            f"{summary.seconds:.1f} s, {rate:.1f} articles/s",
            soft_wrap=True,
        )
        for language, count in sorted(summary.languages.items()):
            out.print(f"  in {language}: {count} set aside")
    if summary.stopped:
        err.print(f"demarche: stopped: {summary.stopped}", markup=False, soft_wrap=True)
        return 1
    if summary.failed:
        return 3 if summary.new or summary.same or summary.recoded else 1
    return 0
