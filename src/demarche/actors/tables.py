"""Reads the knowledge files: every line checked, every fault told in one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from demarche import userknowledge
from demarche.errors import KnowledgeError

COLUMNS: dict[str, tuple[str, ...]] = {
    "countries": ("code", "name", "names", "adjectives", "demonyms", "capital", "seats"),
    "regions": ("name", "country", "aliases", "adjectives", "kind"),
    "cities": ("name", "country", "population", "aliases"),
    "roles": ("role", "sector", "kind", "inherits"),
    "words": ("form", "kind"),
    "given": ("name", "gender"),
    "wordsets": ("set", "words"),
    "offices": ("person", "aliases", "office", "code", "from", "to"),
    "actors": ("id", "code", "kind", "name", "aliases", "notes"),
    "cameo": ("chunk", "means", "plover"),
    "codes": ("id", "cow", "wikidata"),
}
"""Columns of each kind of file; `actors` is every folder that is not `offices`."""

KEYS: dict[str, int] = {
    "countries": 1, "regions": 2, "cities": 2, "roles": 1, "words": 2, "given": 1
}  # fmt: skip
"""Single files that a user may extend, and how many of their first cells name a line.

The sets of words that rules ask for (`wordsets.tsv`) belong to the rules and stay as they are.
"""

REMOVED = "-"
"""The code of an actor, or the end of an office, whose built-in line a user's line takes away."""


@dataclass(slots=True)
class Row:
    """A data line: its cells, where it stands, and whether the user's own folder has it."""

    cells: tuple[str, ...]
    where: str
    mine: bool = False


@cache
def folder() -> Traversable:
    """The folder of the built-in knowledge."""
    return resources.files("demarche") / "knowledge" / "actors"


def user_folders() -> tuple[Path, ...]:
    """The `actors` folders of the user's own knowledge, the later ones winning."""
    return userknowledge.folders("actors")


def rows(
    path: Traversable, columns: tuple[str, ...], label: str, mine: bool = False
) -> Iterator[Row]:
    """The data lines of one file; raises KnowledgeError at the first that breaks the schema."""
    width = len(columns)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{label} cannot be read: {error}", "knowledge is UTF-8") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if cells[0] == columns[0] and tuple(cells) == columns:
            continue
        if len(cells) < width:
            # Editors strip trailing tabs; empty last cells are what they mean.
            cells += [""] * (width - len(cells))
        if len(cells) > width:
            raise KnowledgeError(
                f"{label}:{number}: {len(cells)} cells where {width} are wanted",
                f"Columns, separated by tabs: {' '.join(columns)}",
            )
        if not cells[0].strip():
            raise KnowledgeError(f"{label}:{number}: the first cell ({columns[0]}) is empty")
        if " " in line:
            cells = [cell.strip() for cell in cells]
        yield Row(tuple(cells), f"{label}:{number}", mine)


def table(name: str) -> Iterator[Row]:
    """The lines of one of the single files: countries, regions, cities, roles, words, given.

    A line of the user's goes in the place of the built-in one with the same key.
    """
    built_in = rows(folder() / f"{name}.tsv", COLUMNS[name], f"{name}.tsv")
    # Dictionaries give roles alone; to read them, the other tables must be there.
    lines = user_rows(dictionaries=name == "roles")
    mine = {_key(name, row): row for schema, row in lines if schema == name}
    for row in built_in:
        if not mine or _key(name, row) not in mine:
            yield row
    yield from mine.values()


def shelves() -> Iterator[tuple[str, Row]]:
    """The lines of all files in folders, in order, each with its schema: `offices` or `actors`.

    The user's come last; one with the key of a built-in line (an actor's id; an office's person,
    title, code and start) takes its place, and one whose code is `-` only takes it away.
    """
    mine = {
        (schema, *_key(schema, row)): (schema, row)
        for schema, row in user_rows()
        if schema in ("actors", "offices")
    }
    for schema, row in built_in_shelves():
        if not mine or (schema, *_key(schema, row)) not in mine:
            yield schema, row
    for schema, row in mine.values():
        if row.cells[5 if schema == "offices" else 1] != REMOVED:
            yield schema, row


def replaced_rows() -> Iterator[tuple[Row, Row]]:
    """The built-in lines that lines of the user's take the place of, each with its successor."""
    mine = {(schema, *_key(schema, row)): row for schema, row in user_rows()}
    built_in = [
        *((n, r) for n in KEYS for r in rows(folder() / f"{n}.tsv", COLUMNS[n], f"{n}.tsv")),
        *built_in_shelves(),
    ]
    for schema, row in built_in:
        successor = mine.get((schema, *_key(schema, row)))
        if successor is not None and successor.cells != row.cells:
            yield row, successor


def built_in_shelves() -> Iterator[tuple[str, Row]]:
    """The same lines of the built-in knowledge alone."""
    for shelf in sorted(folder().iterdir(), key=lambda item: item.name):
        if not shelf.is_dir() or shelf.name.startswith(("_", ".")):
            continue
        schema = "offices" if shelf.name == "offices" else "actors"
        for path in sorted(shelf.iterdir(), key=lambda item: item.name):
            if path.name.endswith(".tsv"):
                for row in rows(path, COLUMNS[schema], f"{shelf.name}/{path.name}"):
                    yield schema, row


def user_files() -> tuple[Path, ...]:
    """The files of the user's own knowledge of actors, in order of folder and path."""
    return tuple(
        path
        for top in user_folders()
        for path in sorted(p for p in top.rglob("*") if p.is_file())
        if not path.name.startswith((".", "_", "README"))
    )


def user_rows(*, dictionaries: bool = True) -> tuple[tuple[str, Row], ...]:
    """All lines of the user's own files, with their schemas, in order of folder and path.

    A TSV file says its schema by its header line (or by its name, where that is a built-in file's);
    PETRARCH and TABARI dictionaries and CSV files are read as they are, or left out.
    """
    files = user_files()
    if not dictionaries:
        files = tuple(path for path in files if path.suffix == ".tsv")
    return _user_rows(files, tuple((p.stat().st_mtime_ns, p.stat().st_size) for p in files))


@lru_cache(maxsize=4)
def _user_rows(
    files: tuple[Path, ...], stamps: tuple[tuple[int, int], ...]
) -> tuple[tuple[str, Row], ...]:
    del stamps  # only tells that a file has changed
    return tuple(line for path in files for line in _user_file(path))


def _user_file(path: Path) -> Iterator[tuple[str, Row]]:
    if path.suffix == ".tsv":
        schema = schema_of(path)
        for row in rows(path, COLUMNS[schema], str(path), mine=True):
            yield schema, row
        return
    from demarche.actors.dictionaries import read_dictionary

    yield from read_dictionary(path).lines


def schema_of(path: Path) -> str:
    """What a user's TSV file holds, by its header or its name; raises KnowledgeError if neither."""
    try:
        first = path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path} cannot be read: {error}", "knowledge is UTF-8") from error
    header = tuple(cell.strip() for cell in first.split("\t"))
    schemas = (*KEYS, "actors", "offices")
    for schema in schemas:
        if header == COLUMNS[schema]:
            return schema
    if path.stem in KEYS:
        return path.stem
    raise KnowledgeError(
        f"{path}: the first line is no header of a knowledge file",
        "begin with one of: " + "; ".join(f"{s}: {' '.join(COLUMNS[s])}" for s in schemas),
    )


def _key(schema: str, row: Row) -> tuple[str, ...]:
    """What makes two lines the same thing."""
    if schema == "offices":
        person, _, title, code, start, _ = row.cells
        return person, title.lower(), code, start
    return row.cells[: KEYS.get(schema, 1)]


def names(cell: str) -> Iterator[tuple[str, bool, bool]]:
    """The names of a cell with their flags: (name, exact, context)."""
    for part in cell.split("|"):
        name = part.strip()
        exact = name.startswith("!")
        context = name.endswith("?")
        name = name.removeprefix("!").removesuffix("?").strip()
        if name:
            yield name, exact, context


@cache
def _word_sets() -> dict[str, frozenset[str]]:
    return {row.cells[0]: frozenset(row.cells[1].split()) for row in table("wordsets")}


@cache
def _given(folders: tuple[Path, ...]) -> dict[str, str]:
    del folders
    return {row.cells[0]: row.cells[1] for row in table("given")}


def given_names() -> dict[str, str]:
    """Given names that tell the gender: `m` or `f`."""
    return _given(user_folders())


def word_set(name: str) -> frozenset[str]:
    """The words of one set of `wordsets.tsv`; raises KnowledgeError where there is no such set."""
    sets = _word_sets()
    if name not in sets:
        raise KnowledgeError(f"wordsets.tsv: no set {name!r}")
    return sets[name]
