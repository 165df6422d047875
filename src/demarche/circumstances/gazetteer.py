"""Names of places and where they are: GeoNames' cities, and our own regions, seas and countries.

The cities (70,000) are kept as the text of their file, sorted by name, and looked up by bisection:
nothing is unpacked that is not asked for.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from demarche.actors.tables import table
from demarche.circumstances.units import rows
from demarche.errors import KnowledgeError

_PLAIN = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae",
     "ð": "d", "þ": "th", "‘": "", "’": "'", "ʼ": "'", "`": ""}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a name may mean. `kind`: country, admin1, region, sea, city or capital."""

    name: str
    kind: str
    country: str | None
    latitude: float
    longitude: float
    population: int = 0
    admin1: str = ""


def fold(name: str) -> str:
    """A name without capitals and accents, as the files are sorted."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Own places by folded name, the first words they begin with, the cities' sorted text."""

    own: dict[str, tuple[Spot, ...]]
    first_words: dict[str, int]
    """First folded word of an own name to the most words that a name beginning with it has."""
    cities: bytes
    capitals: frozenset[tuple[str, str]]
    adjectives: dict[str, str]
    """"ukrainian" to UKR: evidence for the country that an article is about."""

    def look_up(self, name: str) -> tuple[Spot, ...]:
        """All places of a folded name; cities largest first, own rows before them."""
        return (*self.own.get(name, ()), *self.cities_called(name))

    def cities_called(self, name: str) -> tuple[Spot, ...]:
        """The cities of a folded name."""
        data, wanted = self.cities, name.encode()
        low, high = 0, len(data)
        while low < high:
            middle = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if data[middle : data.index(b"\t", middle)] < wanted:
                low = data.index(b"\n", middle) + 1
            elif middle == low:
                break
            else:
                high = middle
        found = []
        while data.startswith(wanted + b"\t", low):
            end = data.index(b"\n", low)
            cells = data[low:end].decode().split("\t")
            kind = "capital" if (name, cells[2]) in self.capitals else "city"
            found.append(
                Spot(
                    cells[1],
                    kind,
                    cells[2],
                    float(cells[4]),
                    float(cells[5]),
                    int(cells[6]),
                    cells[3],
                )
            )
            low = end + 1
        return tuple(found)


@cache
def gazetteer() -> Gazetteer:
    """The places of the knowledge files, loaded once."""
    own: dict[str, list[Spot]] = {}
    centres: dict[str, tuple[float, float]] = {}
    for name, others, country, kind, latitude, longitude in rows("places.tsv", 6):
        if kind == "country":
            centres[name] = float(latitude), float(longitude)
            continue
        if kind not in ("admin1", "region", "sea"):
            raise KnowledgeError(f"places.tsv: {name!r} has unknown kind {kind!r}")
        where = None if country == "-" else country
        spot = Spot(name, kind, where, float(latitude), float(longitude))
        for one in (name, *filter(None, others.split("|"))):
            own.setdefault(fold(one.removeprefix("the ")), []).append(spot)
    capitals: set[tuple[str, str]] = set()
    adjectives: dict[str, str] = {}
    for row in table("countries"):
        # A "!" marks what means other things too; here the article decides.
        code, name, names, words, people, capital, _ = (c.replace("!", "") for c in row.cells)
        if code not in centres:
            continue
        spot = Spot(name, "country", code, *centres[code])
        for one in dict.fromkeys((name, *filter(None, names.split("|")))):
            own.setdefault(fold(one.removeprefix("the ").removeprefix("The ")), []).append(spot)
        capitals.update((fold(c), code) for c in capital.split("|") if c)
        for word in (*words.split("|"), *people.split("|")):
            if word:
                adjectives.setdefault(fold(word), code)
    first_words: dict[str, int] = {}
    for name in own:
        parts = re.findall(r"\w+|'s?|[^\w\s]", name)
        first_words[parts[0]] = max(first_words.get(parts[0], 0), len(parts))
    content = (files("demarche.knowledge.circumstances") / "cities.tsv").read_bytes()
    body = content[content.index(b"\n", content.index(b"# key")) + 1 :]
    return Gazetteer(
        {name: tuple(spots) for name, spots in own.items()},
        first_words,
        body,
        frozenset(capitals),
        adjectives,
    )
