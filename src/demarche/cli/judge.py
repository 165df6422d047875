"""Corrections by hand: `accept`, `reject`, `correct`, `merge`, `split`, `undo`, `corrections`."""

import sys
from typing import Any

import msgspec
from rich.console import Console

from demarche.ledger import LedgerError, open_ledger
from demarche.ledger.overlay import Correction
from demarche.model import encode

out = Console(highlight=False)
LISTS = ("actors", "recipients", "contexts")


def kind_of(ident: str) -> str:
    """What an id stands for, by how it begins."""
    prefix = ident.partition("-")[0]
    return {"evt": "event", "pos": "position"}.get(prefix, "actor")


def run_verdict(ledger: str, ids: list[str], action: str, by: str, reason: str) -> int:
    """Accept or reject."""
    with open_ledger(ledger, create=False) as store:
        for ident in ids:
            _tell(store.correct(kind_of(ident), ident, action, by, reason))
    return 0


def run_correct(ledger: str, ident: str, values: list[str], by: str, reason: str) -> int:
    """Edit fields: `actors=KOR.GOV,prk`, `quantity='{"value": 7, "unit": "ships"}'`, `place=`."""
    edit: dict[str, Any] = {}
    for pair in values:
        name, equals, value = pair.partition("=")
        if not equals:
            raise LedgerError(f"{pair!r} gives no value", "write field=value")
        edit[name] = _value(name, value)
    with open_ledger(ledger, create=False) as store:
        _tell(store.correct(kind_of(ident), ident, "edit", by, reason, edit))
    return 0


def _value(name: str, value: str) -> Any:
    if name in LISTS:
        return [part for part in value.split(",") if part]
    if value.startswith("{"):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError as error:
            raise LedgerError(f"{name}: no JSON: {error}", "give an object") from None
    return value or None


def run_merge(ledger: str, one: str, other: str, verdict: str, by: str, reason: str) -> int:
    """Judge a pair."""
    with open_ledger(ledger, create=False) as store:
        _tell(store.judge(one, other, verdict, by, reason))
    return 0


def run_split(ledger: str, claim: str, events: list[str], by: str, reason: str) -> int:
    """Part events from a claim."""
    with open_ledger(ledger, create=False) as store:
        for made in store.split(claim, events, by, reason):
            _tell(made)
    return 0


def run_undo(ledger: str, correction: str, by: str, reason: str) -> int:
    """Take back."""
    with open_ledger(ledger, create=False) as store:
        store.undo(correction, by, reason)
    out.print(f"{correction} undone")
    return 0


def run_corrections(
    ledger: str, target: str | None, active: bool, limit: int, as_json: bool
) -> int:
    """List corrections."""
    with open_ledger(ledger, create=False) as store:
        found = store.corrections(target, active=True if active else None, limit=limit).items
    for made in found:
        if as_json:
            sys.stdout.write(encode(made).decode() + "\n")
        else:
            _tell(made)
    return 0


def _tell(made: Correction) -> None:
    other = f" {made.other}" if made.other and made.kind == "pair" else ""
    edit = f" {msgspec.json.encode(made.edit).decode()}" if made.edit else ""
    undone = f" [undone by {made.undone_by}]" if made.undone_by else ""
    reason = f": {made.reason}" if made.reason else ""
    out.print(
        f"{made.id}  {made.at[:19]}  {made.by} {made.action} {made.kind} {made.target}{other}"
        f"{edit}{reason}{undone}",
        markup=False,
        soft_wrap=True,
    )
