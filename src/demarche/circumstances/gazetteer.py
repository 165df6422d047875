"""Names of places and where they are: GeoNames' cities, and our own regions, seas and countries.

The cities (90,000 names) are kept as the text of their file, sorted by name, and looked up by
bisection: nothing is unpacked that is not asked for.
"""

import re
import unicodedata
from dataclasses import dataclass, field
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
    """A place that a name may mean. `kind`: country, admin1, region, sea, point, city or capital.

    `admin1`: GeoNames' code of the first-order division; `listed`: a division that only GeoNames'
    list has, whose name counts only where the words around it say that it is one.
    """

    name: str
    kind: str
    country: str | None
    latitude: float
    longitude: float
    population: int = 0
    admin1: str = ""
    listed: bool = False


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
    seats: dict[str, str]
    """A country's code to the folded name of its capital."""
    centres: dict[str, tuple[str, float, float]]
    """A country's code to its name and middle."""
    divisions: dict[tuple[str, str], tuple[str, str]]
    """Country and GeoNames' code to a division's name and ISO 3166-2 code (empty if unknown)."""
    listed: dict[str, tuple[Spot, ...]]
    """Divisions by folded name."""
    listed_first: frozenset[str]
    """The first words of their names."""
    borders: dict[frozenset[str], tuple[float, float]]
    """Two countries to the middle of their border."""
    demonyms: dict[str, tuple[str, str]]
    """"scottish" to GBR and SCT."""
    seen: dict[str, tuple[Spot, ...]] = field(default_factory=dict)
    """Cities looked up before."""
    parts: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    """Middles of parts of countries asked for before."""
    openings: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """What begins with the words asked for before."""

    def look_up(self, name: str) -> tuple[Spot, ...]:
        """All places of a folded name; cities largest first, own rows before them."""
        return (*self.own.get(name, ()), *self.cities_called(name))

    def part(self, country: Spot, direction: str) -> tuple[float, float]:
        """The middle of a part of a country ("northern"): of the third of its divisions there."""
        key = country.country or "", direction
        if (found := self.parts.get(key)) is not None:
            return found
        self.parts[key] = found = self._middle_of_part(country, direction)
        return found

    def _middle_of_part(self, country: Spot, direction: str) -> tuple[float, float]:
        up = ("north" in direction) - ("south" in direction)
        right = ("east" in direction) - ("west" in direction)
        inside = [
            spot
            for spots in self.listed.values()
            for spot in spots
            if spot.country == country.country
        ]
        if len(inside) < 3 or (up, right) == (0, 0):
            return country.latitude, country.longitude
        high = max(s.latitude for s in inside) - min(s.latitude for s in inside) or 1.0
        wide = max(s.longitude for s in inside) - min(s.longitude for s in inside) or 1.0
        inside.sort(key=lambda s: (-up * s.latitude / high - right * s.longitude / wide, s.name))
        chosen = inside[: max(1, len(inside) // 3)]
        return (
            round(sum(s.latitude for s in chosen) / len(chosen), 2),
            round(sum(s.longitude for s in chosen) / len(chosen), 2),
        )

    def opening(self, word: str) -> tuple[int, bool]:
        """What begins with a word: the most words of an own name (0: none), a listed division."""
        found = self.openings.get(word)
        if found is None:
            plain = fold(word)
            first = re.match(r"\w+", plain)
            start = first.group() if first else ""
            longest = self.first_words.get(plain) or self.first_words.get(start, 0)
            found = longest, start in self.listed_first
            if len(self.openings) < 50_000:
                self.openings[word] = found
        return found

    def cities_called(self, name: str) -> tuple[Spot, ...]:
        """The cities of a folded name."""
        found = self.seen.get(name)
        if found is None:
            found = self._bisect(name)
            if len(self.seen) < 50_000:
                self.seen[name] = found
        return found

    def _bisect(self, name: str) -> tuple[Spot, ...]:
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


KINDS = frozenset(("admin1", "region", "sea", "point", "city"))


@cache
def gazetteer() -> Gazetteer:
    """The places of the knowledge files, loaded once; KnowledgeError where a row is faulty."""
    own: dict[str, list[Spot]] = {}
    middles: dict[str, tuple[float, float]] = {}
    seats: dict[str, str] = {}
    divisions, listed = _divisions()
    for name, others, country, kind, latitude, longitude, admin1 in rows("places.tsv", 7):
        if kind == "country":
            middles[name] = float(latitude), float(longitude)
            if others:
                seats[name] = fold(others)
            continue
        if kind not in KINDS:
            raise KnowledgeError(f"places.tsv: {name!r} has unknown kind {kind!r}")
        if admin1 and (country, admin1) not in divisions:
            raise KnowledgeError(f"places.tsv: {name!r} lies in {admin1!r}, not in admin1.tsv")
        where = None if country == "-" else country
        spot = Spot(name, kind, where, float(latitude), float(longitude), admin1=admin1)
        for one in (name, *filter(None, others.split("|"))):
            own.setdefault(fold(one.removeprefix("the ")), []).append(spot)
    capitals: set[tuple[str, str]] = set()
    adjectives: dict[str, str] = {}
    centres: dict[str, tuple[str, float, float]] = {}
    for row in table("countries"):
        # A "!" marks what means other things too; here the article decides.
        code, name, names, words, people, capital, _ = (c.replace("!", "") for c in row.cells)
        if code not in middles:
            continue
        centres[code] = (name, *middles[code])
        spot = Spot(name, "country", code, *middles[code])
        for one in dict.fromkeys((name, *filter(None, names.split("|")))):
            own.setdefault(fold(one.removeprefix("the ").removeprefix("The ")), []).append(spot)
        capitals.update((fold(c), code) for c in capital.split("|") if c)
        seats.setdefault(code, fold(capital.split("|")[0]))
        capitals.add((seats[code], code))
        for word in (*words.split("|"), *people.split("|")):
            if word:
                adjectives.setdefault(fold(word), code)
    first_words: dict[str, int] = {}
    for name in own:
        parts = re.findall(r"\w+|'s?|[^\w\s]", name)
        first_words[parts[0]] = max(first_words.get(parts[0], 0), len(parts))
    content = (files("demarche.knowledge.circumstances") / "cities.tsv").read_bytes()
    return Gazetteer(
        own={name: tuple(spots) for name, spots in own.items()},
        first_words=first_words,
        cities=content[content.index(b"\n", content.index(b"# key")) + 1 :],
        capitals=frozenset(capitals),
        adjectives=adjectives,
        seats=seats,
        centres=centres,
        divisions=divisions,
        listed=listed,
        listed_first=frozenset(re.findall(r"\w+|[^\w\s]", name)[0] for name in listed),
        borders={
            frozenset((one, other)): (float(latitude), float(longitude))
            for one, other, latitude, longitude in rows("borders.tsv", 4)
        },
        demonyms={word: (country, code) for word, country, code in rows("demonyms.tsv", 3)},
    )


def _divisions() -> tuple[dict[tuple[str, str], tuple[str, str]], dict[str, tuple[Spot, ...]]]:
    """The first-order divisions by country and code, and by folded name."""
    divisions: dict[tuple[str, str], tuple[str, str]] = {}
    listed: dict[str, tuple[Spot, ...]] = {}
    for country, code, name, iso, other, latitude, longitude in rows("admin1.tsv", 7):
        divisions[country, code] = name, iso
        spot = Spot(
            name, "admin1", country, float(latitude), float(longitude), admin1=code, listed=True
        )
        for key in {fold(name), fold(other)} - {""}:
            listed[key] = (*listed.get(key, ()), spot)
    return divisions, listed
