"""Which ledger a command works on: decided here, for all of them."""

import os
from typing import Annotated

import typer

VARIABLE = "DEMARCHE_LEDGER"
DEFAULT = "ledger.db"
_HELP = "A ledger file, or postgresql://user@host/name."


def which_ledger(named: str | None = None) -> str:
    """The ledger that is named; else that of DEMARCHE_LEDGER; else `ledger.db` in this folder."""
    return named or os.environ.get(VARIABLE) or DEFAULT


Ledger = Annotated[
    str,
    typer.Option(
        "--ledger", envvar=VARIABLE, metavar="FILE|URL", help=_HELP, callback=which_ledger
    ),
]
LedgerArgument = Annotated[
    str,
    typer.Argument(envvar=VARIABLE, metavar="[LEDGER]", help=_HELP, callback=which_ledger),
]
