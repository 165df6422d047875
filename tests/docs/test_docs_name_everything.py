"""The documentation names every command, option, benchmark and field of the model."""

import inspect
from pathlib import Path

import msgspec
import pytest
import typer

from demarche import model
from demarche.cli import app
from demarche.evaluate import SCORERS

DOCS = Path(__file__).parents[2] / "docs"
CLI = (DOCS / "cli.md").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_documented(name: str) -> None:
    assert f"## `demarche {name}" in CLI
    section = CLI.split(f"## `demarche {name}")[1]
    for parameter in COMMANDS[name].params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert f"`{option}" in section, f"{name} {option}"


@pytest.mark.parametrize("benchmark", SCORERS)
def test_every_benchmark_is_documented(benchmark: str) -> None:
    assert f"| `{benchmark}` |" in CLI


def test_every_record_has_a_docstring() -> None:
    for name, record in inspect.getmembers(model, inspect.isclass):
        if issubclass(record, msgspec.Struct) and record.__module__ == model.__name__:
            assert record.__doc__, name
