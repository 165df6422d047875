"""`demarche claims` and `demarche claim`: what is said to have happened, and who stands where."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from demarche.claims.choose import choose, claim_by_id
from demarche.claims.history import Level, Stand, stands
from demarche.cli.show import MARKS, STATUS_STYLE, figure
from demarche.cli.where import which_ledger
from demarche.errors import InputError
from demarche.model import Claim, Ledger, Position, decode, encode


def stored_at(sources: list[str], ledger: str | None, examples: bool) -> str | None:
    """The ledger file that is asked for; where nothing is named the one that `demarche add` would
    write to, if it is there. None where articles are to be read."""
    if ledger is None and not sources and not examples:
        here = which_ledger()
        return here if "://" in here or Path(here).exists() else None
    return ledger


def ledger_of(sources: list[str], published: str | None, examples: bool, workers: int) -> Ledger:
    """The ledger of articles, or of JSON that `demarche read` wrote.

    Raises InputError where nothing is given, or the JSON is no ledger.
    """
    if len(sources) == 1 and sources[0].endswith(".json") and Path(sources[0]).is_file():
        try:
            return decode(Path(sources[0]).read_bytes(), Ledger)
        except msgspec.ValidationError as error:
            raise InputError(
                f"{sources[0]}: no ledger: {error}", "give what `demarche read --format json` wrote"
            ) from None
    from demarche.cli.read import load_ledger, reading

    found = load_ledger(sources, reading(published, "utf-8", []), examples, workers)
    if found is None:
        raise InputError("nothing to read", "give a file, a folder, --ledger FILE or --examples")
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims to list: the options of `demarche claims`."""

    actor: str | None = None
    about: str | None = None
    status: str | None = None
    since: str | None = None
    limit: int = 200


def run_stored(file: str, wanted: Wanted, as_json: bool) -> int:
    """Print the claims of a ledger file that fit; exit code 0 also where none does."""
    from demarche.cli import stored
    from demarche.ledger import open_ledger

    with open_ledger(file, create=False) as store:
        claims, whole = stored.choose(
            store, wanted.actor, wanted.about, wanted.status, wanted.since, wanted.limit
        )
        if not as_json:
            total = store.total("claims")
    if as_json:
        return _write(claims)
    more = "" if whole else f"; the first {len(claims)} are shown, --limit N for more"
    return _list(claims, f"{len(claims)} of {total} claims{more}")


def run_list(found: Ledger, wanted: Wanted, as_json: bool) -> int:
    """Print the claims that fit; exit code 0 also where none does."""
    claims = choose(found, wanted.actor, wanted.about, wanted.status, wanted.since)
    if as_json:
        return _write(claims)
    return _list(claims, f"{len(claims)} of {len(found.claims)} claims")


def _write(claims: Sequence[Claim]) -> int:
    sys.stdout.writelines(encode(claim).decode() + "\n" for claim in claims)
    return 0


def _list(claims: Sequence[Claim], summary: str) -> int:
    console = _console()
    table = Table(box=None, padding=(0, 1), header_style="dim", expand=True)
    for name, width in (("id", 12), ("status", 12)):
        table.add_column(name, width=width)
    table.add_column("claim", ratio=1)
    table.add_column("first", width=10)
    table.add_column("latest", width=10)
    table.add_column("positions", justify="right", width=9)
    for claim in claims:
        table.add_row(
            claim.id[4:16], Text(claim.status, STATUS_STYLE[claim.status]), Text(claim.text),
            claim.first or "", claim.latest or "", str(len(claim.positions)),
        )  # fmt: skip
    console.print(table)
    console.print(summary, style="dim")
    return 0


def run_one(file: str | None, found: Ledger | None, name: str, level: Level, as_json: bool) -> int:
    """Print one claim, of a ledger file or of a ledger in memory, with its whole history.

    Raises ClaimError where there is no such claim.
    """
    if file is not None:
        from demarche.cli.stored import claim_with_ledger
        from demarche.ledger import open_ledger

        with open_ledger(file, create=False) as store:
            claim, found = claim_with_ledger(store, name)
    else:
        found = found or Ledger()
        claim = claim_by_id(found, name)
    if as_json:
        return _write([claim])
    show_claim(_console(), found, claim, level)
    return 0


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=110)


def show_claim(console: Console, found: Ledger, claim: Claim, level: Level) -> None:
    """Status and why, the spread of figures, everyone's history, links, versions of texts."""
    title = Text()
    title.append(claim.status.upper(), STATUS_STYLE[claim.status])
    title.append(f"  {claim.text}", "bold")
    console.print(title)
    console.print(Text(f"{claim.id}: {claim.why}", "dim"))
    dates = f"first mention {claim.first or 'undated'}, latest change {claim.latest or 'undated'}"
    console.print(f"{dates}; independent publishers: {claim.publishers}\n")
    papers = {document.id: document for document in found.documents}
    _figures(console, claim)
    for stand in stands(claim.positions, papers, level):
        _stand(console, stand, {d.id: d.publisher or "" for d in found.documents})
    others = {other.id: other for other in found.claims}
    for link in claim.links:
        other = others.get(link.claim)
        console.print(
            Text.assemble(
                (f"{link.kind.replace('_', ' ')} ", "cyan"),
                (f"{link.claim[4:16]} ", "dim"), other.text if other else "", f"  ({link.why})",
            )
        )  # fmt: skip
    documents = {position.document for position in claim.positions}
    for group in found.copies:
        if len(documents & set(group.documents)) > 1:
            names = [papers[d].publisher or d for d in group.documents if d in papers]
            why = f" ({group.why})" if group.why else ""
            line = f"versions of one text, counted once: {', '.join(names)}{why}"
            console.print(Text(line, "dim"))


def _figures(console: Console, claim: Claim) -> None:
    if not claim.figures:
        return
    table = Table.grid(padding=(0, 2))
    for row in claim.figures:
        table.add_row(row.date or "", Text(figure(row.quantity), "bold"), row.party.code)
    console.print("figures over time")
    console.print(Padding(table, (0, 0, 1, 2)))


def _stand(console: Console, stand: Stand, papers: dict[str, str]) -> None:
    now = ", ".join(stance.replace("_", " ") for stance in stand.now)
    console.print(Text.assemble((stand.who, "bold"), f"  now: {now}"))
    table = Table.grid(padding=(0, 2))
    table.add_column(width=10)
    table.add_column(width=18)
    table.add_column(ratio=1)
    turned = {new for _, new in stand.changes}
    for position in _once(stand.positions):
        mark, colour = MARKS[position.stance]
        said = Text(f"{mark:>2} {position.stance.replace('_', ' ')}", colour)
        if position in turned:
            said.append("  changed", "bold")
        quote = Text(f"“{position.sentence.text}”", "dim")
        extra = [position.party.code, papers[position.document]]
        quote.append(f"  {' · '.join(part for part in extra if part)}", "italic")
        table.add_row(position.date or "", said, quote)
    console.print(Padding(table, (0, 0, 1, 2)))


def _once(positions: Sequence[Position]) -> list[Position]:
    """Positions, those of one sentence and stance once."""
    rows: dict[tuple[object, ...], Position] = {}
    for p in positions:
        rows.setdefault((p.document, p.sentence.start, p.stance, p.party.code), p)
    return list(rows.values())
