"""The codebook of an export, generated from the model: what every column is and may hold."""

import inspect
from typing import Any

from demarche import model, plover
from demarche.export.columns import Column
from demarche.export.rows import TABLES, Table


def codebook() -> dict[str, Any]:
    """For machines: tables with their columns, and the vocabularies."""
    return {
        "tables": {name: _table(table) for name, table in TABLES.items()},
        "records": {name: inspect.getdoc(getattr(model, name)) for name in sorted(_records())},
        "plover": {
            "types": {name: plover.QUAD[name] for name in plover.TYPES},
            "modes": {name: list(modes) for name, modes in plover.MODES.items()},
            "contexts": list(plover.CONTEXTS),
            "sectors": plover.SECTORS,
        },
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "about": inspect.getdoc(table.record),
        "columns": [
            {
                "name": column.name,
                "type": _type(column),
                "of": ".".join(column.path),
                "record": column.record if column.path else None,
                "values": list(column.values) or None,
                "about": None if column.path else column.record,
            }
            for column in table.columns
        ],
    }


def _type(column: Column) -> str:
    name = {str: "text", int: "integer", float: "number", bool: "true or false"}[column.type]
    return "list of " * column.depth + name


def _records() -> set[str]:
    return {c.record for t in TABLES.values() for c in t.columns if c.path}


def markdown() -> str:
    """For people: the same as tables."""
    book = codebook()
    lines = ["# Codebook", ""]
    for name, table in book["tables"].items():
        lines += [f"## `{name}`", "", table["about"] or "", ""]
        lines += ["| column | type | field | values |", "|---|---|---|---|"]
        for column in table["columns"]:
            field = f"{column['record']}.{column['of'].rpartition('.')[2]}" if column["of"] else ""
            values = ", ".join(column["values"] or ()) or column["about"] or ""
            lines.append(f"| `{column['name']}` | {column['type']} | {field} | {values} |")
        lines.append("")
    lines += ["## Records", ""]
    for name, about in book["records"].items():
        lines += [f"**{name}**: {about}", ""]
    vocabulary = book["plover"]
    lines += ["## PLOVER", "", "| type | quad | modes |", "|---|---|---|"]
    for name, quad in vocabulary["types"].items():
        modes = ", ".join(vocabulary["modes"].get(name, ()))
        lines.append(f"| {name} | {quad} | {modes} |")
    lines += ["", f"Contexts: {', '.join(vocabulary['contexts'])}.", ""]
    sectors = "; ".join(f"{code}: {meaning}" for code, meaning in vocabulary["sectors"].items())
    lines += [f"Sectors: {sectors}.", ""]
    return "\n".join(lines)
