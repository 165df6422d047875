"""Reads the knowledge files: every line checked, every fault told in one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

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
}
"""Columns of each kind of file; `actors` is every folder that is not `offices`."""


@dataclass(slots=True)
class Row:
    """A data line: its cells, and where it stands."""

    cells: tuple[str, ...]
    where: str


@cache
def folder() -> Traversable:
    """The folder of the built-in knowledge."""
    return resources.files("demarche") / "knowledge" / "actors"


def rows(path: Traversable, columns: tuple[str, ...], label: str) -> Iterator[Row]:
    """The data lines of one file; raises KnowledgeError at the first that breaks the schema."""
    width = len(columns)
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if tuple(cells) == columns:
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
        yield Row(tuple(cell.strip() for cell in cells), f"{label}:{number}")


def table(name: str) -> Iterator[Row]:
    """The lines of one of the single files: countries, regions, cities, roles, words."""
    return rows(folder() / f"{name}.tsv", COLUMNS[name], f"{name}.tsv")


def shelves() -> Iterator[tuple[str, Row]]:
    """The lines of all files in folders, in order, each with its schema: `offices` or `actors`."""
    for shelf in sorted(folder().iterdir(), key=lambda item: item.name):
        if not shelf.is_dir() or shelf.name.startswith(("_", ".")):
            continue
        schema = "offices" if shelf.name == "offices" else "actors"
        for path in sorted(shelf.iterdir(), key=lambda item: item.name):
            if path.name.endswith(".tsv"):
                for row in rows(path, COLUMNS[schema], f"{shelf.name}/{path.name}"):
                    yield schema, row


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
def given_names() -> dict[str, str]:
    """Given names that tell the gender: `m` or `f`."""
    return {row.cells[0]: row.cells[1] for row in table("given")}


def word_set(name: str) -> frozenset[str]:
    """The words of one set of `wordsets.tsv`; raises KnowledgeError where there is no such set."""
    sets = _word_sets()
    if name not in sets:
        raise KnowledgeError(f"wordsets.tsv: no set {name!r}")
    return sets[name]
