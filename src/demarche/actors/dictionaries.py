"""Actor dictionaries of other event coders, read as they are into lines of our own schema.

TABARI's and PETRARCH's `.actors` files (TABARI 0.8 manual; Schrodt, Beieler and Idris 2014)::

    JANE_DOE_  ; a comment
    +MINISTER_DOE
        [XYZGOV 20040301-080228]   a code from one date to another, YYYYMMDD or YYMMDD
        [XYZELI >20080301]         ... from a date on; `<` until the day before it
        [XYZ]                      the code at all other times

`.agents` files: `FOREIGN_MINISTER [~GOV]`, with its plural in braces where it is irregular or has
none, and sets (`!PERSON! = MAN, WOMAN`). CSV files need a column of names and one of codes.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from demarche.actors.codes import from_cameo
from demarche.actors.entries import Term
from demarche.actors.folding import fold, slug
from demarche.actors.tables import COLUMNS, Row, rows, word_set
from demarche.errors import KnowledgeError

_COMMENTS = re.compile(r"<!\s*--.*?-->", re.S)
_REMARK = re.compile(r"\s*[;#].*")
_CODE = re.compile(r"\[([^\]]*)\]")
_DATED = re.compile(r"\s*([A-Za-z/]*)\s*(?:([<>])\s*(\d+)|(\d+)\s*-\s*(\d+))?\s*$")
_AGENT = re.compile(r"(?P<name>[^\[{]+?)\s*(?:\{(?P<many>[^}]*)\})?\s*\[\s*(?P<code>[^\]]*?)\s*\]")
_SET = re.compile(r"!(\w+)!\s*=\s*(.+)")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "el", "al", "bin"})
_CSV_COLUMNS = {
    "name": ("name", "actor", "person", "label"),
    "aliases": ("aliases", "alias", "synonyms", "other_names"),
    "code": ("code", "plover", "cameo", "actor_code"),
    "country": ("country", "iso3", "country_code"),
    "sector": ("sector", "role_code", "primary_role"),
    "kind": ("kind", "type", "entity_type"),
    "office": ("office", "title", "position", "role"),
    "from": ("from", "start", "start_date", "since"),
    "to": ("to", "end", "end_date", "until"),
    "id": ("id", "actor_id"),
}


@dataclass(slots=True)
class Dictionary:
    """Lines of a dictionary in our schemas, and a line of text for each not understood."""

    lines: list[tuple[str, Row]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Actor:
    """An actor as a dictionary has it: names as spelt there, codes as they stand there."""

    where: str
    names: list[str]
    codes: list[str] = field(default_factory=list)


def read_dictionary(path: Path) -> Dictionary:
    """A `.actors[.txt]`, `.agents[.txt]` or `.csv` file.

    What cannot be understood is a fault and no line; `demarche actors check` shows it. Raises
    KnowledgeError where the file cannot be read or its name says no known format.
    """
    for reader, endings in _READERS:
        if path.name.lower().endswith(endings):
            return reader(_text(path), str(path))
    raise KnowledgeError(
        f"{path}: no known format of actors",
        "name it .tsv (our own), .csv, .actors.txt or .agents.txt (PETRARCH, TABARI)",
    )


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The older dictionaries were written on Macs and PCs before UTF-8.
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are no comments, with their numbers."""
    blank = _COMMENTS.sub(lambda found: "\n" * found.group().count("\n"), text)
    for number, line in enumerate(blank.splitlines(), 1):
        line = _REMARK.sub("", line).rstrip()
        if line.strip() and not line.lstrip().startswith("<"):
            yield number, line


def _actors(text: str, label: str) -> Dictionary:
    found = Dictionary()
    current: _Actor | None = None
    for number, line in _lines(text):
        name = line.partition("[")[0].strip()
        if name and not name.startswith("+") and not line.startswith((" ", "\t")):
            _keep(current, found)
            current = _Actor(f"{label}:{number}", [])
        if current is None:
            found.faults.append(f"{label}:{number}: a synonym or code before any actor")
            continue
        if name:
            current.names.append(name.lstrip("+"))
        current.codes.extend(_CODE.findall(line))
    _keep(current, found)
    return found


def _keep(actor: _Actor | None, found: Dictionary) -> None:
    """Write an actor as a line of ours; one that is said to be no actor stays silent."""
    if actor is None or not actor.codes:
        # A name without any code: TABARI's way to say that it is none.
        return
    names = [_spelt(name) for name in actor.names]
    cells: list[str] = []
    taken: list[Term] = []
    default = ""
    for text in actor.codes:
        dated = _DATED.match(text)
        code = from_cameo(dated[1].partition("/")[0], names[0]) if dated is not None else None
        if dated is None or code is None:
            if any(c.isalpha() for c in text):
                found.faults.append(f"{actor.where}: [{text}] is no code that we know")
            continue
        term = _term(code, dated)
        if term is None:
            default = default or code
            continue
        for part in _less(term, taken):
            taken.append(part)
            cells.append(f"{part.code} {part.start or ''}..{part.end or ''}")
    if default:
        cells.insert(0, default)
    if not cells:
        return
    first = default or taken[0].code
    person = bool(taken) and _like_a_person(names[0], first)
    kind = "person" if person else "organisation"
    if person:
        names = [_title(name) for name in names]
    ident = f"{'person' if person else first.lower()}.{slug(names[0])}"
    aliases = "|".join(dict.fromkeys(names[1:]))
    row = Row((ident, "|".join(cells), kind, names[0], aliases, ""), actor.where, mine=True)
    found.lines.append(("actors", row))


def _like_a_person(name: str, code: str) -> bool:
    """Whether an actor with codes by dates is a person: the format does not say."""
    words = fold(name).split()
    return len(words) > 1 and not set(words) & word_set("organised") and "." in code


def _spelt(name: str) -> str:
    """`HAMAS_GUNMEN_` as it stands in a text: "Hamas gunmen"; short words stay capitals."""
    words = name.replace("_", " ").split()
    shown = " ".join(words)
    if not shown.isupper():
        return shown
    if len(words) == 1 and len(shown) <= 4:
        return shown
    return shown[:1] + shown[1:].lower()


def _title(name: str) -> str:
    words = name.split()
    return " ".join(
        w if w in _SMALL and i else "-".join(p[:1].upper() + p[1:] for p in w.split("-"))
        for i, w in enumerate(words)
    )


def _day(digits: str) -> date | None:
    """YYYYMMDD or YYMMDD (years below 30 are of this century), None where it is no day."""
    if len(digits) == 6:
        digits = ("20" if digits < "30" else "19") + digits
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _term(code: str, dated: re.Match[str]) -> Term | None:
    """The dates of a code; None where it has none, or none that can be read."""
    _, sign, bound, start, end = dated.groups()
    if sign is not None:
        day = _day(bound)
        if day is None:
            return None
        if sign == "<":
            return Term(code, None, (day - timedelta(days=1)).isoformat())
        return Term(code, day.isoformat(), None)
    if start is None:
        return None
    first, last = _day(start), _day(end)
    return (
        None if first is None or last is None else Term(code, first.isoformat(), last.isoformat())
    )


def _less(term: Term, taken: list[Term]) -> list[Term]:
    """A term without the days that a code listed before it has: there, the first one counts."""
    parts = [(term.start or "0001-01-01", term.end or "9999-12-31")]
    for other in taken:
        low, high = other.start or "0001-01-01", other.end or "9999-12-31"
        cut: list[tuple[str, str]] = []
        for start, end in parts:
            if end < low or start > high:
                cut.append((start, end))
                continue
            if start < low:
                cut.append((start, (date.fromisoformat(low) - timedelta(days=1)).isoformat()))
            if end > high:
                cut.append(((date.fromisoformat(high) + timedelta(days=1)).isoformat(), end))
        parts = cut
    return [
        Term(
            term.code,
            None if start == "0001-01-01" else start,
            None if end == "9999-12-31" else end,
        )
        for start, end in parts
    ]


@cache
def _role_kinds() -> dict[str, tuple[str, str]]:
    """Kind and way to inherit of the built-in role nouns, and of their last words."""
    from demarche.actors.tables import folder

    known: dict[str, tuple[str, str]] = {}
    for row in rows(folder() / "roles.tsv", COLUMNS["roles"], "roles.tsv"):
        name, _, kind, inherits = row.cells
        if kind != "title":
            known[fold(name).strip()] = kind, inherits
            known.setdefault(fold(name).split()[-1], (kind, "no"))
    return known


def _agents(text: str, label: str) -> Dictionary:
    found = Dictionary()
    sets: dict[str, list[str]] = {}
    for number, line in _lines(text):
        where = f"{label}:{number}"
        named = _SET.match(line.strip())
        if named is not None:
            sets[named[1]] = [word.strip() for word in named[2].split(",") if word.strip()]
            continue
        agent = _AGENT.match(line.strip())
        if agent is None:
            found.faults.append(f"{where}: no agent: {line.strip()!r}")
            continue
        code = agent["code"].replace("~", "").strip()
        plover = from_cameo(code)
        if plover is None:
            found.faults.append(f"{where}: [{agent['code']}] is no code that we know")
            continue
        sector = plover.partition(".")[2] if plover.startswith("UNK.") else "CVL"
        many = (agent["many"] or "").strip()
        for name in _filled(agent["name"].strip(), sets):
            found.lines.append(("roles", _role(name, sector, agent["many"] == "", where)))
        if many:
            found.lines.append(("roles", _role(many, sector, True, where)))
    return found


def _role(name: str, sector: str, collective: bool, where: str) -> Row:
    shown = " ".join(name.replace("_", " ").split()).lower()
    known = _role_kinds()
    kind, inherits = known.get(fold(shown).strip()) or known.get(
        fold(shown).split()[-1], ("person", "no")
    )
    if collective and kind == "person":
        kind = "collective"
    return Row((shown, sector, kind, inherits), where, mine=True)


def _filled(name: str, sets: dict[str, list[str]]) -> list[str]:
    """A name with each word of the set that it asks for: `CONGRESS!PERSON!`."""
    marker = re.search(r"!(\w+)!", name)
    if marker is None:
        return [name]
    return [
        full
        for word in sets.get(marker[1], [])
        for full in _filled(name[: marker.start()] + word + name[marker.end() :], sets)
    ]


def _csv(text: str, label: str) -> Dictionary:
    found = Dictionary()
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:4096], ",;\t")
    except csv.Error:
        dialect = "excel"
    reader = csv.DictReader(io.StringIO(text), dialect=dialect)
    header = {str(name).strip().lower(): str(name) for name in reader.fieldnames or ()}
    column = {
        ours: next((header[name] for name in theirs if name in header), "")
        for ours, theirs in _CSV_COLUMNS.items()
    }
    if not column["name"] or not (column["code"] or column["country"]):
        raise KnowledgeError(
            f"{label}:1: a CSV of actors needs a column `name` and one of `code` or `country`",
            f"found: {', '.join(header) or 'nothing'}",
        )
    for number, cells in enumerate(reader, 2):
        record = {ours: (cells.get(name) or "").strip() for ours, name in column.items() if name}
        _csv_row(record, f"{label}:{number}", found)
    return found


def _csv_row(record: dict[str, str], where: str, found: Dictionary) -> None:
    get = record.get
    name = get("name", "")
    if not name:
        found.faults.append(f"{where}: no name")
        return
    code = get("code", "") or ".".join(c for c in (get("country"), get("sector") or "GOV") if c)
    plover = code if "." in code else from_cameo(code, name)
    if plover is None:
        found.faults.append(f"{where}: {code!r} is no code that we know")
        return
    aliases = "|".join(a.strip() for a in re.split(r"[|;]", get("aliases", "")) if a.strip())
    start, end = get("from", ""), get("to", "")
    if get("office"):
        office = (name, aliases, get("office", ""), plover, start, end)
        found.lines.append(("offices", Row(office, where, mine=True)))
        return
    kind = get("kind", "").lower()
    if kind not in ("state", "organisation", "person", "group"):
        kind = {"organization": "organisation", "org": "organisation"}.get(kind, "organisation")
    ident = get("id", "") or f"{'person' if kind == 'person' else plover.lower()}.{slug(name)}"
    dated = f"{plover} {start}..{end}" if start or end else plover
    row = Row((ident, dated, kind, name, aliases, ""), where, mine=True)
    found.lines.append(("actors", row))


_READERS: tuple[tuple[Callable[[str, str], Dictionary], tuple[str, ...]], ...] = (
    (_actors, (".actors.txt", ".actors")),
    (_agents, (".agents.txt", ".agents")),
    (_csv, (".csv",)),
)
