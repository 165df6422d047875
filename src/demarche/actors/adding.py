"""Adds actors and offices to the user's own knowledge, and brings in dictionaries of others."""

from dataclasses import dataclass, field
from pathlib import Path

from demarche.actors.check import code_fault, date_fault
from demarche.actors.dictionaries import read_dictionary
from demarche.actors.folding import slug
from demarche.actors.tables import COLUMNS, Row, rows, schema_of, table
from demarche.errors import KnowledgeError

KINDS = ("person", "organisation", "group", "state")


@dataclass(slots=True)
class NewActor:
    """What somebody says of an actor to add; `office` makes a person with an office held."""

    name: str
    code: str
    kind: str = "organisation"
    id: str = ""
    aliases: list[str] = field(default_factory=list)
    office: str = ""
    start: str = ""
    end: str = ""
    notes: str = ""


def add(new: NewActor, knowledge: Path) -> tuple[Path, tuple[str, ...]]:
    """Write one line to `actors/added.tsv` (or `actors/offices.tsv`) of a knowledge folder.

    A line with the same key is replaced. Returns the file and the cells written. Raises
    KnowledgeError where a code, date or kind is none.
    """
    countries = {row.cells[0] for row in table("countries")}
    faults = [code_fault(new.code, countries)]
    faults += [date_fault(date) for date in (new.start, new.end) if date]
    if new.kind not in KINDS:
        faults.append(f"{new.kind}: no such kind, one of {', '.join(KINDS)}")
    if new.start and new.end and new.start[: len(new.end)] > new.end:
        faults.append(f"it ends ({new.end}) before it begins ({new.start})")
    texts = (new.name, new.id, new.office, new.notes, *new.aliases)
    if not new.name.strip() or any(c in text for text in texts for c in "\t\n"):
        faults.append("a name is one line of text, without tabs")
    for fault in faults:
        if fault is not None:
            raise KnowledgeError(f"cannot add {new.name!r}: {fault}", "see docs/actors.md")
    aliases = "|".join(new.aliases)
    if new.office:
        cells = (new.name, aliases, new.office, new.code, new.start, new.end)
        return _write(knowledge / "actors" / "offices.tsv", "offices", cells, 5), cells
    ident = new.id or f"{'person' if new.kind == 'person' else new.code.lower()}.{slug(new.name)}"
    dated = new.start or new.end
    code = f"{new.code} {new.start}..{new.end}" if dated else new.code
    cells = (ident, code, new.kind, new.name, aliases, new.notes)
    return _write(knowledge / "actors" / "added.tsv", "actors", cells, 1), cells


def bring_in(path: Path, knowledge: Path) -> tuple[Path, int, list[str]]:
    """Copy a dictionary (PETRARCH, TABARI, CSV, or a TSV of ours) into a knowledge folder.

    Returns where it lies, how many lines it gives, and what in it was not understood. Raises
    KnowledgeError where it is in no known format or gives nothing, or the name is taken.
    """
    if not path.is_file():
        raise KnowledgeError(f"{path} is no file", "give a dictionary to bring in")
    target = knowledge / "actors" / path.name
    if target.exists() and target.read_bytes() != path.read_bytes():
        raise KnowledgeError(f"{target} is there already, with other lines", "rename the file")
    if path.suffix == ".tsv":
        found = [(n, r) for n in (schema_of(path),) for r in rows(path, COLUMNS[n], str(path))]
        faults: list[str] = []
    else:
        read = read_dictionary(path)
        found, faults = read.lines, read.faults
    if not found:
        raise KnowledgeError(f"{path} gives no actor", *faults[:1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(path.read_bytes())
    return target, len(found), faults


def _write(path: Path, schema: str, cells: tuple[str, ...], key: int) -> Path:
    """Put a line into a file of the user's, in the place of the one with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept: list[Row] = []
    if path.exists():
        kept = list(rows(path, COLUMNS[schema], str(path)))
    lines = [row.cells for row in kept if row.cells[:key] != cells[:key]]
    text = "".join("\t".join(line) + "\n" for line in (COLUMNS[schema], *lines, cells))
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    return path
