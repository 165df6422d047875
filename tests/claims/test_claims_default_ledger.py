"""Where no ledger is named, `demarche claims` looks where `demarche add` writes."""

from pathlib import Path

import pytest

from demarche.cli.claims import ledger_for
from demarche.errors import InputError
from demarche.ledger import open_ledger


def test_the_ledger_that_is_here_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEMARCHE_LEDGER", raising=False)
    with pytest.raises(InputError, match="nothing to read"):
        ledger_for([], None, None, False, 1)
    open_ledger("ledger.db").close()
    assert ledger_for([], None, None, False, 1).documents == ()
    monkeypatch.setenv("DEMARCHE_LEDGER", "other.db")
    with pytest.raises(InputError, match="nothing to read"):
        ledger_for([], None, None, False, 1)
