"""`demarche evaluate`: one benchmark's scores, as a table or as JSON."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demarche.errors import DataError
from demarche.evaluate import SCORERS
from demarche.evaluate import evaluate as score


def run(benchmark: str, paths: list[Path], as_json: bool, errors: int, question: str = "") -> int:
    """Score and print. Raises DataError for an unknown benchmark or a path that is not there."""
    if benchmark not in SCORERS:
        raise DataError(f"no benchmark is called {benchmark!r}", f"one of {', '.join(SCORERS)}")
    for path in paths:
        if not path.exists():
            raise DataError(f"{path} is not there", "check the path")
    report = score(benchmark, paths, errors, question)
    if as_json:
        extra = {"errors": report.errors} if errors else {}
        json.dump({**report.scores, **extra}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    console = Console(highlight=False)
    table = Table(title=f"{benchmark}: {', '.join(map(str, paths))}", title_justify="left")
    table.add_column("score")
    table.add_column("value", justify="right")
    for name, value in report.scores.items():
        table.add_row(name, f"{value:,}" if isinstance(value, int) else f"{value:.4f}")
    console.print(table)
    for line in (*report.notes, *report.errors):
        console.print(line, markup=False)
    return 0
