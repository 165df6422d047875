"""`demarche read`: articles in, a ledger printed."""

import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from demarche.errors import InputError
from demarche.ingest import Options, read_sources
from demarche.ingest.dates import publication_date
from demarche.ingest.rows import COLUMNS
from demarche.model import Document, Failure, Ledger, encode

if TYPE_CHECKING:
    from demarche.pipeline import Clock

err = Console(stderr=True, highlight=False)


def run(
    sources: list[str],
    published: str | None,
    format: str,
    encoding: str,
    columns: list[str],
    examples: bool,
    workers: int,
    timing: bool = False,
    parse_all: bool = False,
) -> int:
    """Read all sources and print their ledger; the exit code says whether all could be read."""
    from demarche.pipeline import Clock

    clock = Clock()
    options = reading(published, encoding, columns)
    ledger = load_ledger(sources, options, examples, workers, clock, parse_all)
    if ledger is None:
        err.print("demarche: nothing to read. Give a file, a folder, - or --examples")
        return 2
    if format == "json":
        sys.stdout.write(encode(ledger).decode() + "\n")
    elif format == "jsonl":
        sys.stdout.writelines(lines(ledger))
    elif ledger.documents:
        from demarche.cli.show import show

        show(ledger)
    if timing:
        show_timing(clock, ledger)
    return exit_code(ledger)


def show_timing(clock: "Clock", ledger: Ledger) -> None:
    """On standard error, the seconds of each stage, all processes together, and its share."""
    total = sum(clock.spent.values()) or 1.0
    words = sum(len(document.text.split()) for document in ledger.documents)
    for stage, seconds in clock.spent.items():
        share = f"{seconds:9.3f} s {100 * seconds / total:5.1f}%"
        err.print(f"{stage:14}{share} {words / max(seconds, 1e-9):13,.0f} words/s")
    err.print(f"{'all':14}{total:9.3f} s        {words / total:13,.0f} words/s, {words:,} words")


def load_ledger(
    sources: list[str],
    options: Options,
    examples: bool,
    workers: int = 1,
    clock: "Clock | None" = None,
    parse_all: bool = False,
) -> Ledger | None:
    """The ledger of all sources, with progress on a terminal; None where there are no sources.

    What was set aside is reported on standard error, a line each.
    """
    from demarche.pipeline import code

    paths = [*sources, *([example_path()] if examples else [])]
    if not paths:
        return None
    items: Iterable[Document | Failure] = read_sources(paths, options)
    columns = (
        TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("reading", total=None)
        ledger = code(
            items,
            workers=workers,
            clock=clock,
            parse_all=parse_all,
            progress=lambda done: progress.update(task, completed=done),
        )
    for failure in ledger.failures:
        err.print(
            f"demarche: {failure.code}: {failure.source}: {failure.message}",
            markup=False,
            soft_wrap=True,
        )
    return ledger


def reading(published: str | None, encoding: str, columns: list[str]) -> Options:
    """The options of reading, as the command line gives them; `columns`: FIELD=COLUMN each.

    Who sits at this machine may read what it reaches: addresses of its own network too.

    Raises InputError for a date that is none and a field that there is not.
    """
    pairs = dict(pair.partition("=")[::2] for pair in columns)
    for field, column in pairs.items():
        if field not in COLUMNS or not column:
            raise InputError(
                f"--column {field}={column}: no such field", f"one of {', '.join(COLUMNS)}=NAME"
            )
    return Options(
        published=publication_date(published) if published else None,
        encoding=encoding,
        columns=pairs,
        private=True,
    )


def example_path() -> str:
    """The example articles that come with the package."""
    return str(Path(str(files("demarche").joinpath("examples/articles.jsonl"))))


def exit_code(ledger: Ledger) -> int:
    """0: all was read; 3: some were set aside; 1: all were."""
    if not ledger.failures:
        return 0
    return 3 if ledger.documents else 1


def lines(ledger: Ledger) -> Iterator[str]:
    """The ledger as JSON lines: each record with its kind."""
    for kind in ("documents", "actors", "statements", "events", "claims", "failures"):
        for record in getattr(ledger, kind):
            yield f'{{"kind":"{kind[:-1]}","record":{encode(record).decode()}}}\n'
