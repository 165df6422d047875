"""Codes of actors: PLOVER codes with dates, and CAMEO actor codes read as PLOVER's.

CAMEO (Gerner, Schrodt, Yilmaz 2002; manual 1.1b3) strings three-letter chunks together: country,
primary role, secondary roles (`SYRGOVMIL`, `IGOUNO`, `NGOHRI`). What each chunk means in PLOVER is
data: `cameo.tsv`.
"""

import re
from functools import cache

from demarche.actors.entries import Term
from demarche.actors.folding import slug
from demarche.actors.tables import table
from demarche.errors import KnowledgeError

SPECIAL = frozenset({"IGO", "NGO", "MNC"})
"""First parts of codes that are no countries."""

_TERM = re.compile(
    r"(?P<code>\S+)\s+(?P<start>\d{4}(?:-\d\d){0,2})?\.\.(?P<end>\d{4}(?:-\d\d){0,2})?$"
)


def dated_codes(cell: str, where: str) -> tuple[str, tuple[Term, ...]]:
    """The code of an actor, and its codes at other times.

    >>> dated_codes("AFG.GOV|AFG.REB 2001-11-13..2021-08-14", "x")
    ('AFG.GOV', (Term(code='AFG.REB', start='2001-11-13', end='2021-08-14'),))

    Raises KnowledgeError where a part is neither a code nor a code with `from..to`.
    """
    if " " not in cell and "|" not in cell:
        return cell, ()
    default, terms = "", []
    for part in (p.strip() for p in cell.split("|")):
        found = _TERM.match(part)
        if found is not None:
            terms.append(Term(found["code"], found["start"], found["end"]))
        elif " " in part or default:
            raise KnowledgeError(
                f"{where}: {part!r} is no code with its dates",
                "write `AFG.REB 2001-11-13..2021-08-14`, and one code at most without dates",
            )
        else:
            default = part
    return default or terms[-1].code, tuple(terms)


@cache
def _chunks() -> dict[str, tuple[str, str]]:
    return {row.cells[0]: (row.cells[1], row.cells[2]) for row in table("cameo")}


@cache
def _countries() -> frozenset[str]:
    return frozenset(row.cells[0] for row in table("countries"))


def from_cameo(code: str, name: str = "") -> str | None:
    """A CAMEO actor code as PLOVER's, or None where it says no actor (`---`, `###`) or is unknown.

    `name`: of the actor, for an organisation whose own chunk is not in the table.

    >>> from_cameo("SYRGOVMIL"), from_cameo("IGOUNO"), from_cameo("REB"), from_cameo("AFG")
    ('SYR.GOV', 'IGO.UN', 'UNK.REB', 'AFG.GOV')
    """
    code = re.sub(r"[^A-Z]", "", code.upper())
    parts = [code[i : i + 3] for i in range(0, len(code), 3)]
    if not code or len(parts[-1]) < 3:
        return None
    means, plover = _chunks().get(parts[0], ("", ""))
    if parts[0] in SPECIAL or means in ("igo", "ngo"):
        return _organisation(parts, means, plover, name)
    country, default = "UNK", "UNK"
    if parts[0] in _countries():
        country, default, parts = parts[0], "GOV", parts[1:]
    elif means == "country":
        country, default, parts = plover, "GOV", parts[1:]
    elif means == "world":
        default, parts = plover or "UNK", parts[1:]
    elif means != "role":
        return None
    sectors = [s for part in parts for m, s in (_chunks().get(part, ("", "")),) if m == "role"]
    if sectors:
        return f"{country}.{sectors[0]}"
    # A country with a chunk that the table does not have is somebody of it, of no known sector.
    return f"{country}.UNK" if parts and country != "UNK" else f"{country}.{default}"


def _organisation(parts: list[str], means: str, plover: str, name: str) -> str:
    """`IGOUNO` is `IGO.UN`; `NGOHRI`, a kind of body, is named by the actor's own name."""
    if means in ("igo", "ngo"):
        return f"{means.upper()}.{plover}"
    # The last chunk says most: `IGOUNOHLHWHO` is the health organisation of the United Nations.
    for part in reversed(parts[1:]):
        kind, own = _chunks().get(part, ("", ""))
        if kind == parts[0].lower():
            return f"{parts[0]}.{own}"
    own = slug(name).upper() if name else ""
    return f"{parts[0]}.{own or 'UNK'}"


def to_cameo(code: str) -> str | None:
    """The CAMEO code of a PLOVER one, or None where CAMEO has no word for it.

    >>> to_cameo("KOR.MIL"), to_cameo("XKX.GOV"), to_cameo("IGO.UN"), to_cameo("FRA.JRN")
    ('KORMIL', 'KSVGOV', 'IGOUNO', 'FRAMED')
    """
    first, _, own = code.partition(".")
    back = _back()
    if first in SPECIAL:
        chunk = back.get((first.lower(), own))
        return None if chunk is None else f"{first}{chunk}"
    sector = back.get(("role", own), "") if own else ""
    if own and not sector and own != "UNK":
        return None
    if first == "UNK":
        return sector or None
    return back.get(("country", first), first) + sector


@cache
def _back() -> dict[tuple[str, str], str]:
    """The first chunk listed for each meaning."""
    found: dict[tuple[str, str], str] = {}
    for chunk, (means, plover) in _chunks().items():
        found.setdefault((means, plover), chunk)
    return found
