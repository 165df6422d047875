"""All commands work on one ledger: the named one, else DEMARCHE_LEDGER, else ledger.db here."""

from pathlib import Path

import pytest
import typer
from typer.main import get_command

from demarche.cli import app
from demarche.cli.where import DEFAULT, VARIABLE, which_ledger


def test_which_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert which_ledger() == "ledger.db"
    monkeypatch.setenv(VARIABLE, "")
    assert which_ledger() == "ledger.db"
    monkeypatch.setenv(VARIABLE, "postgresql://ada@host/news")
    assert which_ledger() == "postgresql://ada@host/news"
    assert which_ledger("named.db") == "named.db"


def test_every_command_on_a_ledger_decides_alike() -> None:
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    told = {
        name: parameter
        for name, command in group.commands.items()
        for parameter in command.params
        if parameter.name == "ledger" and name not in ("claims", "claim")
    }
    assert {"add", "status", "watch", "serve", "people", "changes", "merge"} <= told.keys()
    for name, parameter in told.items():
        assert (parameter.envvar, parameter.default) == (VARIABLE, DEFAULT), name


def test_the_accounts_of_the_ledger_that_the_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other.db"))
    found = CliRunner().invoke(app, ["people", "list"])
    assert found.exit_code == 0, found.output
    assert (tmp_path / "other.db").exists()
    assert not (tmp_path / "ledger.db").exists()
