"""`demarche actors`: search, show, add, import and check the knowledge of who is who."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from demarche.actors.search import Listing

app = typer.Typer(
    name="actors",
    help="Who is who: look up actors, add your own, bring in dictionaries, find conflicts.",
    no_args_is_help=True,
)

Knowledge = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option(
        "--knowledge", metavar="DIR", help="A folder of your own knowledge. Also: "
        "DEMARCHE_KNOWLEDGE.",
    ),
]  # fmt: skip
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A name, part of one, a code or an id.")],
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 20,
    as_json: Json = False,
    knowledge: Knowledge = None,
) -> None:
    """Find actors by name, code or id."""
    _use(knowledge)
    from demarche.actors.search import search as find

    found = find(query, limit)
    if as_json:
        typer.echo(json.dumps([_record(listing) for listing, _ in found], ensure_ascii=False))
    for listing, shown in found if not as_json else ():
        by = "" if shown.strip("!?") in (listing.name, listing.id) else f"  ({shown.strip('!?')})"
        own = "  yours" if listing.mine else ""
        typer.echo(f"{listing.id:40} {listing.code:14} {listing.name}{by}{own}")
    if not found:
        typer.echo(f"demarche: nobody is called {query!r}; `demarche actors add` adds", err=True)
        raise typer.Exit(1)


@app.command()
def show(
    actor: Annotated[str, typer.Argument(help="An id or a name.")],
    on: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--on", metavar="DATE", help="The code on this day (ISO 8601)."),
    ] = None,
    as_json: Json = False,
    knowledge: Knowledge = None,
) -> None:
    """Show all that is known of an actor: names, codes, offices held, where it is written."""
    _use(knowledge)
    from demarche.actors.search import listings, namesakes
    from demarche.actors.search import search as find
    from demarche.errors import InputError

    listing = listings().get(actor) or next((found for found, _ in find(actor, 1)), None)
    if listing is None:
        raise InputError(f"nobody is called {actor!r}", "try `demarche actors search`")
    record = _record(listing, on)
    others = [{"name": name, "id": o.id, "code": o.code} for name, o in namesakes(listing)]
    if as_json:
        typer.echo(json.dumps({**record, "shared_names": others}, ensure_ascii=False, indent=2))
        return
    for key in ("id", "name", "kind", "plover", "cameo", "cow", "wikidata", "on_date", "where"):
        if record.get(key):
            typer.echo(f"{key:12} {record[key]}")
    for term in listing.terms:
        typer.echo(f"{'then':12} {term.code}, {term.start or '...'} to {term.end or 'now'}")
    for office in listing.offices:
        typer.echo(
            f"{'office':12} {office.title}, {office.code}, {office.start or '...'}"
            f" to {office.end or 'now'}"
        )
    for name, kind in listing.names:
        typer.echo(f"{'name':12} {name}  ({kind})")
    for other in others:
        typer.echo(
            f"{'shares':12} {other['name'].strip('!?')} with {other['id']} ({other['code']})"
        )


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The name as it stands in texts.")],
    code: Annotated[str, typer.Option(help="PLOVER code: KOR.GOV, IGO.NATO, UNK.REB.")],
    kind: Annotated[str, typer.Option(help="person, organisation, group or state.")] = "",
    alias: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="Another name; !NAME: exact case; NAME?: only beside a surer name."),
    ] = None,
    office: Annotated[str, typer.Option(help="The office that a person holds.")] = "",
    start: Annotated[str, typer.Option("--from", help="From this day on (ISO 8601).")] = "",
    end: Annotated[str, typer.Option("--to", help="Until this day (ISO 8601).")] = "",
    ident: Annotated[str, typer.Option("--id", help="The id; one is made of code and name.")] = "",
    notes: Annotated[str, typer.Option(help="Anything worth knowing.")] = "",
    knowledge: Knowledge = None,
) -> None:
    """Add an actor, or an office that somebody holds, to your own knowledge."""
    folder = _own(knowledge)
    from demarche.actors.adding import NewActor
    from demarche.actors.adding import add as write

    kind = kind or ("person" if office else "organisation")
    new = NewActor(name, code, kind, ident, list(alias or ()), office, start, end, notes)
    path, cells = write(new, folder)
    typer.echo(f"{path}: {' | '.join(cell for cell in cells if cell)}")
    raise typer.Exit(_tell(str(path)))


@app.command("import")
def bring_in(
    files: Annotated[
        list[Path],
        typer.Argument(help=".actors.txt or .agents.txt (PETRARCH, TABARI), .csv, or a .tsv."),
    ],
    knowledge: Knowledge = None,
) -> None:
    """Bring dictionaries into your own knowledge as they are; they are read from there on."""
    folder = _own(knowledge)
    from demarche.actors.adding import bring_in as copy

    for path in files:
        target, number, faults = copy(path, folder)
        typer.echo(f"{target}: {number:,} lines read, {len(faults):,} not understood")
    raise typer.Exit(_tell(*(str(folder / "actors" / path.name) for path in files)))


@app.command()
def check(knowledge: Knowledge = None) -> None:
    """Find faults and conflicts: broken lines, names claimed twice, hidden and replaced names."""
    _use(knowledge)
    raise typer.Exit(_tell())


def _tell(*places: str) -> int:
    """Print the faults, then what is overridden (of these files only); 1 where there are faults."""
    from demarche.actors.check import check as faults_of
    from demarche.actors.check import overridden

    def here(line: str) -> bool:
        return not places or any(place in line for place in places)

    faults = [line for line in faults_of() if here(line)]
    for line in faults:
        typer.echo(f"fault: {line}")
    # A broken line stops the reading of all others: what they override cannot be told then.
    notes = [line for line in overridden() if here(line)] if not _broken() else []
    for line in notes:
        typer.echo(f"note: {line}")
    if not places:
        typer.echo(f"{len(faults)} faults, {len(notes)} names or lines overridden")
    return 1 if faults else 0


def _broken() -> bool:
    from demarche.actors.forms import all_forms
    from demarche.errors import KnowledgeError

    try:
        all_forms()
    except KnowledgeError:
        return True
    return False


def _use(knowledge: Path | None) -> None:
    from demarche import userknowledge

    userknowledge.use(knowledge)


def _own(knowledge: Path | None) -> Path:
    """The folder to write to: the one given, else the last of DEMARCHE_KNOWLEDGE; made if need be.

    Raises KnowledgeError where neither says any.
    """
    from demarche import userknowledge
    from demarche.errors import KnowledgeError

    named = os.environ.get(userknowledge.VARIABLE, "").split(os.pathsep)[-1]
    folder = knowledge or (Path(named) if named else None)
    if folder is None:
        raise KnowledgeError(
            "no folder of your own knowledge is named",
            f"give --knowledge DIR, or set {userknowledge.VARIABLE}",
        )
    (folder / "actors").mkdir(parents=True, exist_ok=True)
    if knowledge is not None:
        userknowledge.use(knowledge)
    return folder


def _record(listing: "Listing", on: str | None = None) -> dict[str, object]:
    record: dict[str, object] = {
        "id": listing.id,
        "name": listing.name,
        "kind": listing.kind,
        "plover": listing.code,
        "cameo": listing.cameo,
        "cow": listing.cow,
        "wikidata": listing.wikidata,
        "where": listing.where,
        "mine": listing.mine,
        "names": [{"name": name, "kind": kind} for name, kind in listing.names],
        "terms": [asdict(term) for term in listing.terms],
        "offices": [
            {"title": o.title, "code": o.code, "from": o.start, "to": o.end}
            for o in listing.offices
        ],
    }
    if on:
        record["on_date"] = f"{listing.at(on)} on {on}"
    return record
