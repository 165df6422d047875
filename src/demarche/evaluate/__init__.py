"""Scorers, one module a benchmark: each with the published definition and a `score` function."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from demarche.evaluate.report import Report

SCORERS = (
    "gold",
    "plv",
    "gsr",
    "polnear",
    "factuality",
    "timex",
    "quantities",
    "places",
    "syntax",
    "coreference",
    "claims",
    "ecbplus",
    "emergent",
    "actors",
)
"""What `demarche evaluate` takes; each is a module here."""

Scorer = Callable[..., Report]


def scorer(name: str) -> Scorer:
    """The `score(paths: list[Path], errors: int) -> Report` of a benchmark.

    Raises KeyError for a name that is not in `SCORERS`.
    """
    if name not in SCORERS:
        raise KeyError(name)
    return cast(Scorer, import_module(f"demarche.evaluate.{name}").score)


def evaluate(name: str, paths: list[Path], errors: int = 0, question: str = "") -> Report:
    """Run one scorer over files or folders; `errors`: how many errors to return as text.

    `question`: for `factuality`, see there.
    """
    options = {"question": question} if question and name == "factuality" else {}
    return scorer(name)(paths, errors=errors, **options)
