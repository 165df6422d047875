"""Keeping a ledger: `status`, `forget`, `vacuum`, `backup`, `check`."""

import sys
from dataclasses import asdict
from pathlib import Path

import msgspec
from rich.console import Console

from demarche.ledger import LedgerError, integrity, open_ledger, upkeep

out = Console(highlight=False)


def run_status(ledger: str, as_json: bool) -> int:
    """Print what a ledger holds."""
    with open_ledger(ledger, create=False) as store:
        found = store.status()
    if as_json:
        sys.stdout.write(msgspec.json.encode(asdict(found)).decode() + "\n")
        return 0
    size = f", {found.bytes / 1e6:,.1f} MB" if found.bytes is not None else ""
    out.print(f"{found.url}: change {found.seq:,}{size}", markup=False)
    out.print(
        f"{found.documents:,} articles, {found.statements:,} statements, {found.events:,} events, "
        f"{found.claims:,} claims, {found.actors:,} actors"
    )
    out.print(f"{found.corrections:,} corrections in force, {found.failures:,} inputs set aside")
    if found.stale:
        out.print(f"{found.stale:,} articles were coded by another version: `demarche recode`")
    return 0


def run_forget(ledger: str, ids: list[str], reason: str) -> int:
    """Delete articles."""
    with open_ledger(ledger, create=False) as store:
        unknown = [name for name in ids if not store.forget(name, reason)]
    out.print(f"{len(ids) - len(unknown)} forgotten")
    if unknown:
        raise LedgerError(f"no article {unknown[0]} in this ledger", "see `demarche documents`")
    return 0


def run_vacuum(ledger: str) -> int:
    """Give space back."""
    with open_ledger(ledger, create=False) as store:
        before = store.status().bytes or 0
        upkeep.vacuum(store.engine)
        after = store.status().bytes or 0
    out.print(f"{before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now")
    return 0


def run_backup(ledger: str, file: Path) -> int:
    """Copy a ledger."""
    with open_ledger(ledger, create=False) as store:
        upkeep.backup(store.engine, file)
    out.print(f"{file}: {file.stat().st_size / 1e6:,.1f} MB")
    return 0


def run_check(ledger: str, as_json: bool) -> int:
    """Check a ledger; exit code 1 where something is wrong."""
    with open_ledger(ledger, create=False) as store:
        found = integrity.faults(store.engine)
        digest = integrity.digest(store.engine)
    if as_json:
        sys.stdout.write(msgspec.json.encode({"faults": found, "digest": digest}).decode() + "\n")
    else:
        for line in found:
            out.print(line, markup=False, soft_wrap=True)
        out.print(f"{len(found)} faults" if found else f"whole; digest of its content {digest}")
    return 1 if found else 0
