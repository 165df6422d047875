"""The commands on a ledger, declared; what they do is imported when they run."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from demarche.cli.where import DEFAULT, Ledger

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes to code with.")]
Limit = Annotated[int, typer.Option(min=1, help="How many to show.")]
After = Annotated[
    Optional[str],  # noqa: UP045 - typer reads it at run time
    typer.Option(metavar="CURSOR", help="Go on after a page: the cursor that it ended with."),
]
By = Annotated[str, typer.Option(envvar="DEMARCHE_BY", help="Your name: it stays on record.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Values = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--where", metavar="FIELD=VALUE", help="A condition; again for more: see below."),
]
Since = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="DATE", help="From this day, month or year on."),
]
Until = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="DATE", help="Up to and with this day, month or year."),
]
Words = Annotated[str, typer.Option(help='Words, "phrases", -not, or.')]


class Kind(StrEnum):
    """What is listed and counted."""

    events = "events"
    statements = "statements"
    claims = "claims"
    documents = "documents"


class Period(StrEnum):
    """What counts are split by."""

    day = "day"
    month = "month"
    year = "year"


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (
        add, status, search, events, statements, documents, who, counts, changes, failures,
        accept, reject, correct, merge, split, undo, corrections, forget, recode, vacuum, backup,
        check, export, codebook,
    ):  # fmt: skip
        app.command()(command)


def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="As of `read`.")],
    ledger: Ledger = DEFAULT,
    published: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="Date of articles that do not bring their own."),
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of plain text files.")] = "utf-8",
    columns: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--column", metavar="FIELD=NAME", help="In tables: the column of a field."),
    ] = None,
    workers: Workers = 1,
    retry: Annotated[bool, typer.Option("--retry", help="Code again what failed before.")] = False,
    as_json: Json = False,
) -> None:
    """Read articles into a ledger. Started again, it goes on; nothing is lost, nothing twice."""
    from demarche.cli.add import run

    raise typer.Exit(
        run(ledger, sources, published, encoding, columns or [], workers, retry, as_json)
    )


def recode(
    ledger: Ledger = DEFAULT,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what this very version coded.")
    ] = False,
    workers: Workers = 1,
    as_json: Json = False,
) -> None:
    """Code again what another version of lexicon, knowledge or weights coded; corrections stay."""
    from demarche.cli.add import run_recode

    raise typer.Exit(run_recode(ledger, everything, workers, as_json))


def status(ledger: Ledger = DEFAULT, as_json: Json = False) -> None:
    """Say what a ledger holds."""
    from demarche.cli.upkeep import run_status

    raise typer.Exit(run_status(ledger, as_json))


def search(
    words: Annotated[list[str], typer.Argument(help='Words, "phrases", -not, or.')],
    ledger: Ledger = DEFAULT,
    limit: Limit = 20,
    after: After = None,
    as_json: Json = False,
) -> None:
    """Find paragraphs by their words, best first."""
    from demarche.cli.find import run_search

    raise typer.Exit(run_search(ledger, " ".join(words), limit, after, as_json))


def events(
    ledger: Ledger = DEFAULT,
    where: Values = None,
    words: Words = "",
    since: Since = None,
    until: Until = None,
    oldest: Annotated[bool, typer.Option("--oldest", help="The oldest first.")] = False,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
) -> None:
    """List events. Fields: actor recipient party dyad source type mode quad context factuality
    stance status place publisher document claim state."""
    _list("events", ledger, where, words, since, until, oldest, limit, after, as_json)


def statements(
    ledger: Ledger = DEFAULT,
    where: Values = None,
    words: Words = "",
    since: Since = None,
    until: Until = None,
    oldest: Annotated[bool, typer.Option("--oldest", help="The oldest first.")] = False,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
) -> None:
    """List statements. Fields: source act stance channel publisher document."""
    _list("statements", ledger, where, words, since, until, oldest, limit, after, as_json)


def documents(
    ledger: Ledger = DEFAULT,
    where: Values = None,
    words: Words = "",
    since: Since = None,
    until: Until = None,
    oldest: Annotated[bool, typer.Option("--oldest", help="The oldest first.")] = False,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
) -> None:
    """List articles. Fields: party publisher language."""
    _list("documents", ledger, where, words, since, until, oldest, limit, after, as_json)


def who(
    words: Annotated[Optional[list[str]], typer.Argument(help="Words of the name.")] = None,  # noqa: UP045
    ledger: Ledger = DEFAULT,
    kind: Annotated[Optional[str], typer.Option(help="state, organisation, person ...")] = None,  # noqa: UP045
    country: Annotated[Optional[str], typer.Option(help="Country code, as KOR.")] = None,  # noqa: UP045
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
) -> None:
    """List the actors of a ledger: who is named in how many articles and events."""
    from demarche.cli.find import run_people

    raise typer.Exit(
        run_people(ledger, " ".join(words or []), kind, country, limit, after, as_json)
    )


def counts(
    ledger: Ledger = DEFAULT,
    kind: Annotated[Kind, typer.Option(help="What to count.")] = Kind.events,
    period: Annotated[Optional[Period], typer.Option(help="Split by time.")] = None,  # noqa: UP045
    by: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Split by type, dyad, actor, recipient, source, place, publisher ..."),
    ] = None,
    where: Values = None,
    words: Words = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = 1000,
    as_json: Json = False,
) -> None:
    """Count events (or statements, claims, articles) by day, month, type, dyad and the like."""
    from demarche.cli.find import run_counts

    when = period.value if period else None
    asked = (where or [], words, since, until)
    raise typer.Exit(run_counts(ledger, kind.value, when, by, asked, limit, as_json))


def changes(
    ledger: Ledger = DEFAULT,
    since: Annotated[
        str, typer.Option(help="A number of change, or a time (ISO 8601, UTC).")
    ] = "0",
    limit: Limit = 1000,
    as_json: Json = False,
) -> None:
    """List what was added, changed and removed since: for those who keep a copy."""
    from demarche.cli.find import run_changes

    raise typer.Exit(run_changes(ledger, since, limit, as_json))


def failures(
    ledger: Ledger = DEFAULT,
    every: Annotated[bool, typer.Option("--all", help="Also what was read after all.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Read their sources again.")] = False,
    workers: Workers = 1,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """List what was set aside, with the reason."""
    from demarche.cli.add import run_failures

    raise typer.Exit(run_failures(ledger, every, retry, workers, limit, as_json))


def accept(
    ids: Annotated[list[str], typer.Argument(help="Events, actors or positions.")],
    by: By,
    ledger: Ledger = DEFAULT,
    reason: Reason = "",
) -> None:
    """Say that events, actors or positions are right."""
    from demarche.cli.judge import run_verdict

    raise typer.Exit(run_verdict(ledger, ids, "accept", by, reason))


def reject(
    ids: Annotated[list[str], typer.Argument(help="Events, actors or positions.")],
    by: By,
    ledger: Ledger = DEFAULT,
    reason: Reason = "",
) -> None:
    """Say that events, actors or positions are wrong: they are shown and counted no more."""
    from demarche.cli.judge import run_verdict

    raise typer.Exit(run_verdict(ledger, ids, "reject", by, reason))


def correct(
    id: Annotated[str, typer.Argument(help="An event, actor or position.")],
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="As it should be.")],
    by: By,
    ledger: Ledger = DEFAULT,
    reason: Reason = "",
) -> None:
    """Correct fields: event type mode contexts actors recipients factuality time place quantity;
    actor name code kind; position stance quantity."""
    from demarche.cli.judge import run_correct

    raise typer.Exit(run_correct(ledger, id, values, by, reason))


def merge(
    one: Annotated[str, typer.Argument(help="A claim (or event).")],
    other: Annotated[str, typer.Argument(help="Another.")],
    by: By,
    ledger: Ledger = DEFAULT,
    reason: Reason = "",
    unsure: Annotated[bool, typer.Option("--unsure", help="Only record the doubt.")] = False,
) -> None:
    """Say that two claims are one."""
    from demarche.cli.judge import run_merge

    raise typer.Exit(run_merge(ledger, one, other, "unsure" if unsure else "same", by, reason))


def split(
    claim: Annotated[str, typer.Argument(help="A claim.")],
    events: Annotated[list[str], typer.Argument(help="Its events that tell something else.")],
    by: By,
    ledger: Ledger = DEFAULT,
    reason: Reason = "",
) -> None:
    """Part events from a claim; together they make a claim of their own."""
    from demarche.cli.judge import run_split

    raise typer.Exit(run_split(ledger, claim, events, by, reason))


def undo(
    correction: Annotated[str, typer.Argument(help="A correction's id.")],
    by: By,
    ledger: Ledger = DEFAULT,
    reason: Reason = "",
) -> None:
    """Take a correction back; it stays on record."""
    from demarche.cli.judge import run_undo

    raise typer.Exit(run_undo(ledger, correction, by, reason))


def corrections(
    target: Annotated[Optional[str], typer.Argument(help="Of this id only.")] = None,  # noqa: UP045
    ledger: Ledger = DEFAULT,
    active: Annotated[bool, typer.Option("--active", help="Only those in force.")] = False,
    limit: Limit = 1000,
    as_json: Json = False,
) -> None:
    """List corrections: who, when, what, why."""
    from demarche.cli.judge import run_corrections

    raise typer.Exit(run_corrections(ledger, target, active, limit, as_json))


def forget(
    ids: Annotated[list[str], typer.Argument(help="Articles.")],
    ledger: Ledger = DEFAULT,
    reason: Reason = "",
) -> None:
    """Delete articles and all that came from them; only their ids stay, as tombstones."""
    from demarche.cli.upkeep import run_forget

    raise typer.Exit(run_forget(ledger, ids, reason))


def vacuum(ledger: Ledger = DEFAULT) -> None:
    """Give unused space back, and tidy the indexes."""
    from demarche.cli.upkeep import run_vacuum

    raise typer.Exit(run_vacuum(ledger))


def backup(
    file: Annotated[Path, typer.Argument(help="A new SQLite file.")], ledger: Ledger = DEFAULT
) -> None:
    """Copy a ledger, as it is at one moment, into a SQLite file that opens as a ledger."""
    from demarche.cli.upkeep import run_backup

    raise typer.Exit(run_backup(ledger, file))


def check(ledger: Ledger = DEFAULT, as_json: Json = False) -> None:
    """Check that a ledger is whole: file, records, spans, indexes, counts."""
    from demarche.cli.upkeep import run_check

    raise typer.Exit(run_check(ledger, as_json))


def export(
    table: Annotated[
        str,
        typer.Argument(help="documents, actors, statements, events, claims, positions; or gold."),
    ],
    out: Annotated[
        Path, typer.Argument(help="The file; of gold, the folder. - is standard output.")
    ] = Path("-"),
    ledger: Ledger = DEFAULT,
    format: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="csv, jsonl or parquet; by default what the file's name says."),
    ] = None,
    safe: Annotated[
        bool, typer.Option("--safe", help="In CSV: no cell begins a spreadsheet's formula.")
    ] = False,
    where: Values = None,
    words: Words = "",
    since: Since = None,
    until: Until = None,
) -> None:
    """Write a table, every column of every row, or those that a query finds."""
    from demarche.cli.export import run

    asked = (where or [], words, since, until)
    raise typer.Exit(run(ledger, table, out, format, safe, asked))


def codebook(as_json: Json = False) -> None:
    """Print what every column of an export is and may hold."""
    from demarche.cli.export import run_codebook

    raise typer.Exit(run_codebook(as_json))


def _list(
    kind: str,
    ledger: str,
    where: list[str] | None,
    words: str,
    since: str | None,
    until: str | None,
    oldest: bool,
    limit: int,
    after: str | None,
    as_json: bool,
) -> None:
    from demarche.cli.find import run_list

    order: Any = "oldest" if oldest else "newest"
    asked = (where or [], words, since, until)
    raise typer.Exit(run_list(ledger, kind, asked, order, limit, after, as_json))
