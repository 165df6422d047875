"""The command line. Each command imports what it needs when it runs: `--help` answers at once.

Exit codes: 0 all was read; 1 nothing could be read, or a score fell; 2 the call is wrong; 3 some
inputs were set aside and the rest was read.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from demarche.cli import actors, ledger, lexicon
from demarche.cli.where import DEFAULT, LedgerArgument
from demarche.cli.where import Ledger as WhichLedger
from demarche.errors import DemarcheError

app = typer.Typer(
    name="demarche",
    help="Reads news and keeps its ledger: who did what to whom, who says so, who denies it, "
    "how sure each is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(actors.app)
app.add_typer(lexicon.app)


class Format(StrEnum):
    """How a ledger is printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


Sources = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads it at run time
    typer.Argument(
        metavar="SOURCE...",
        help="Files (text, HTML, JSONL, CSV, Parquet, WARC, feeds, sitemaps, lists of addresses), "
        "folders, patterns, addresses of the web or of an object store, or - for stdin.",
    ),
]
Published = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--published",
        metavar="DATE",
        help="Date of publication (ISO 8601), for articles that do not bring their own.",
    ),
]
Encoding = Annotated[str, typer.Option(help="Encoding of plain text files.")]
Columns = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--column", metavar="FIELD=NAME", help="In tables: the column of text, headline, url ..."
    ),
]
LedgerFile = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--ledger", metavar="FILE", help="A ledger file, not articles; ledger.db if it is here."
    ),
]
Examples = Annotated[
    bool, typer.Option("--examples", help="Read the example articles that come with Demarche.")
]


@app.command()
def read(
    sources: Sources = None,
    published: Published = None,
    format: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
    encoding: Encoding = "utf-8",
    columns: Columns = None,
    examples: Examples = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes to read with.")] = 1,
    timing: Annotated[bool, typer.Option("--timing", help="Say what each stage took.")] = False,
    parse_all: Annotated[
        bool, typer.Option("--parse-all", help="Parse what cannot matter to a ledger too.")
    ] = False,
) -> None:
    """Read articles and print their ledger: claims with positions first, then events."""
    from demarche.cli.read import run

    raise typer.Exit(
        run(
            sources or [], published, format.value, encoding, columns or [], examples, workers,
            timing, parse_all,
        )
    )  # fmt: skip


@app.command()
def explain(
    sources: Sources = None,
    published: Published = None,
    encoding: Encoding = "utf-8",
    columns: Columns = None,
    examples: Examples = False,
) -> None:
    """Show, sentence by sentence, what was found and the rule, entry or score behind it."""
    from demarche.cli.explain import run

    raise typer.Exit(run(sources or [], published, encoding, columns or [], examples))


@app.command()
def evaluate(
    benchmark: Annotated[
        str,
        typer.Argument(
            help="One of: gold, plv, gsr, polnear, factuality, timex, quantities, places, syntax, "
            "coreference, actors, claims, ecbplus, emergent.",
            metavar="BENCHMARK",
        ),
    ],
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of that benchmark.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    errors: Annotated[int, typer.Option(min=0, help="How many errors to show.")] = 0,
    question: Annotated[
        str,
        typer.Option(
            help="For factuality: asked (what each file's readers were), auto, happened or certain."
        ),
    ] = "asked",
) -> None:
    """Score Demarche on a benchmark, by that benchmark's published definition."""
    from demarche.cli.evaluate import run

    raise typer.Exit(run(benchmark, paths, as_json, errors, question))


@app.command()
def claims(
    sources: Sources = None,
    ledger: LedgerFile = None,
    actor: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--actor", help="A country, code or name, as a side or a source."),
    ] = None,
    about: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--about", help="Words of the claim or its sentences, or a PLOVER type."),
    ] = None,
    status: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--status",
            help="uncontested, disputed, unconfirmed, denied, retracted or corroborated.",
        ),
    ] = None,
    since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--since", metavar="DATE", help="Changed on this day or later (ISO 8601)."),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, help="At most so many, of a ledger file; 0: all.")
    ] = 200,
    published: Published = None,
    examples: Examples = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes to read with.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a claim.")] = False,
) -> None:
    """List claims: what is said to have happened, its status, how many positions."""
    from demarche.cli.claims import Wanted, ledger_of, run_list, run_stored, stored_at

    wanted = Wanted(actor, about, status, since, limit)
    file = stored_at(sources or [], ledger, examples)
    if file is not None:
        raise typer.Exit(run_stored(file, wanted, as_json))
    found = ledger_of(sources or [], published, examples, workers)
    raise typer.Exit(run_list(found, wanted, as_json))


@app.command()
def claim(
    name: Annotated[str, typer.Argument(metavar="ID", help="A claim's id, or its beginning.")],
    sources: Sources = None,
    ledger: LedgerFile = None,
    unroll: Annotated[
        bool, typer.Option("--unroll", help="Each body and person apart, not by state.")
    ] = False,
    published: Published = None,
    examples: Examples = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes to read with.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show one claim: status and why, figures over time, everyone's history, links."""
    from demarche.cli.claims import ledger_of, run_one, stored_at

    file = stored_at(sources or [], ledger, examples)
    found = None if file else ledger_of(sources or [], published, examples, workers)
    raise typer.Exit(run_one(file, found, name, "actor" if unroll else "state", as_json))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a ledger."""
    import json

    from demarche.model import schema as ledger_schema

    typer.echo(json.dumps(ledger_schema(), indent=2, ensure_ascii=False))


class EngineChoice(StrEnum):
    """Who runs a large run."""

    local = "local"
    ray = "ray"


@app.command()
def code(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT... OUTPUT",
            help="Parquet, JSONL, WARC or CSV files, folders, patterns or addresses of an object "
            "store; last, the folder for the shards.",
        ),
    ],
    engine: Annotated[EngineChoice, typer.Option(help="Who runs it.")] = EngineChoice.local,
    workers: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, help="Processes or Ray actors; one a processor by default."),
    ] = None,
    address: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="A running Ray cluster; by default one is started here."),
    ] = None,
    patience: Annotated[
        float, typer.Option(help="Seconds to wait for a free processor of the cluster.")
    ] = 60.0,
    rows: Annotated[int, typer.Option(min=1, help="Articles of a shard.")] = 1000,
    published: Published = None,
    encoding: Encoding = "utf-8",
    columns: Columns = None,
    parse_all: Annotated[
        bool, typer.Option("--parse-all", help="Parse what cannot matter to a ledger too.")
    ] = False,
    no_claims: Annotated[
        bool, typer.Option("--no-claims", help="Do not group claims at the end.")
    ] = False,
) -> None:
    """Code any number of articles into shards of Parquet; a run that was killed goes on."""
    from demarche.cli.code import code as run

    if len(sources) < 2:
        raise typer.BadParameter("give at least one INPUT, and OUTPUT last")
    raise typer.Exit(
        run(
            sources[:-1], sources[-1], engine.value, workers, rows, address, patience,
            published, encoding, columns or [], parse_all, not no_claims,
        )
    )  # fmt: skip


@app.command()
def serve(
    ledger: LedgerArgument = DEFAULT,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8420,
    certificate: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="TLS certificate (PEM); needed where others can reach it."),
    ] = None,
    key: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="The certificate's key (PEM)."),
    ] = None,
    behind_https: Annotated[
        bool, typer.Option("--behind-https", help="A proxy in front does the encryption.")
    ] = False,
    name: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--name", help="A host name under which it is reached."),
    ] = None,
    trust_network: Annotated[
        bool,
        typer.Option("--trust-network", help="Let users fetch addresses inside the network."),
    ] = False,
    browser: Annotated[bool, typer.Option("--browser", help="Open the browser, too.")] = False,
) -> None:
    """See the ledger in a browser: pages and a JSON API, on this machine or for a team."""
    from demarche.cli.serve import serve as run

    raise typer.Exit(
        run(ledger, host, port, certificate, key, behind_https, name or [], trust_network, browser)
    )


@app.command()
def people(
    action: Annotated[
        str, typer.Argument(help="list, add, role, close, open or password.", metavar="ACTION")
    ] = "list",
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="[NAME]", help="Whose account."),
    ] = None,
    role: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="reader, analyst or admin."),
    ] = None,
    ledger: WhichLedger = DEFAULT,
) -> None:
    """Keep the accounts of the web application; passwords come from the terminal or stdin."""
    from demarche.cli.serve import people as run

    raise typer.Exit(run(action, name, role, ledger))


@app.command()
def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="The feeds to poll.")],
    ledger: WhichLedger = DEFAULT,
    once: Annotated[bool, typer.Option("--once", help="Poll each feed that is due, then end.")] = (
        False
    ),
    workers: Annotated[int, typer.Option(min=1, help="Processes to read with.")] = 1,
) -> None:
    """Poll feeds politely, add what is new to a ledger and say which claims changed."""
    from demarche.cli.watch import run

    raise typer.Exit(run(feeds, ledger, once, workers))


ledger.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"demarche {version('demarche')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    knowledge: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--knowledge",
            metavar="DIR",
            help="A folder of your own knowledge (events/, actors/), read beside the shipped one.",
        ),
    ] = None,
) -> None:
    del version
    if knowledge is not None:
        from demarche import userknowledge

        userknowledge.use(knowledge)


def main() -> None:
    """Run the command line; an error that a user can meet is one line, never a traceback."""
    # numpy's products here are small: starting its threads takes longer than they could save
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except DemarcheError as error:
        typer.echo(f"demarche: {error.code}: {error}", err=True)
        raise SystemExit(2) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
