"""Scores for places: is each mention put where it is, and are governments left out?

Reads YAML lists of sentences: `text`; `places`, words to `[country, precision, latitude,
longitude, admin-1]` (degrees and admin-1 may be left out; `Moscow#2` is the second Moscow); `not`,
words that are no place there; `hard`, why the sentence is. A mention is found where a place
overlaps its words. Its country is right where the ISO 3166 alpha-3 code is equal (or null in both).
The place is right where the country is, the precision too (a point may be called a city), the
admin-1 named agrees, and the degrees lie within `REACH` of the gold ones. `A|B`: either will do.
"""

import math
from pathlib import Path
from typing import Any

import yaml

from demarche.actors import find_mentions
from demarche.circumstances import find_places
from demarche.errors import DataError
from demarche.evaluate.parses import trees
from demarche.evaluate.report import Report, Share
from demarche.model import Document, Place

REACH = {"point": 25, "city": 25, "admin1": 200, "region": 400, "sea": 600, "country": 20_000}
"""Kilometres by which a place may lie off, by its precision: half the size of such places. A region
of several countries (the Sahel) may lie off as far as a sea."""


def score(paths: list[Path], errors: int = 0) -> Report:
    """Share of mentions found, with the right country, with the right place; and false places."""
    cases = [case for path in paths for case in _cases(path)]
    shares = {name: Share() for name in ("found", "country", "place", "hard_country", "hard_place",
                                         "admin1", "left_out")}  # fmt: skip
    extra = 0
    shown: list[str] = []
    for case, tree in zip(cases, trees(c["text"] for c in cases), strict=True):
        text = case["text"]
        mentions = find_mentions(tree, Document(id="doc", text=text))
        found = [place for _, _, place in find_places(tree, mentions)]
        used: list[Place] = []
        for words, gold in (case.get("places") or {}).items():
            place = _overlapping(text, words, found)
            country, right = _judged(gold, place)
            if place is not None:
                used.append(place)
            shares["found"].count(place is not None)
            shares["country"].count(country)
            shares["place"].count(right)
            if "hard" in case:
                shares["hard_country"].count(country)
                shares["hard_place"].count(right)
            if len(gold) > 4:
                shares["admin1"].count(place is not None and place.admin1 == gold[4])
            if not right:
                shown.append(f"{words}: {gold} not {_told(place)}: {text}")
        for words in case.get("not") or ():
            place = _overlapping(text, words, found)
            shares["left_out"].count(place is None)
            if place is not None:
                used.append(place)
                shown.append(f"{words}: no place, not {_told(place)}: {text}")
        for place in found:
            if place not in used:
                extra += 1
                shown.append(f"extra {_told(place)}: {text}")
    return Report(
        {
            "mentions": shares["found"].asked,
            **{name: share.value for name, share in shares.items()},
            "extra_per_100_sentences": 100 * extra / max(1, len(cases)),
        },
        shown[:errors],
    )


def _cases(path: Path) -> list[dict[str, Any]]:
    """The sentences of one file. Raises DataError where its form is not the one documented."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, list):
        raise DataError(f"{path}: not a YAML list of sentences")
    for number, case in enumerate(content, 1):
        if not isinstance(case, dict) or not isinstance(case.get("text"), str):
            raise DataError(f"{path}: sentence {number} has no text")
        for words in (*(case.get("places") or {}), *(case.get("not") or ())):
            if _offset(case["text"], words) is None:
                raise DataError(f"{path}: sentence {number} does not have the words {words!r}")
    return content


def _offset(text: str, words: str) -> tuple[int, int] | None:
    """Where the words stand; `Moscow#2`: where they stand the second time."""
    name, _, nth = words.partition("#")
    start = -1
    for _ in range(int(nth or 1)):
        start = text.find(name, start + 1)
        if start < 0:
            return None
    return start, start + len(name)


def _overlapping(text: str, words: str, found: list[Place]) -> Place | None:
    start, end = _offset(text, words) or (0, 0)
    near = [p for p in found if p.span and p.span.start < end and start < p.span.end]
    return near[0] if near else None


def _judged(gold: list[Any], place: Place | None) -> tuple[bool, bool]:
    """Whether the country is right, and whether the place is."""
    if place is None or (place.country or "null") not in str(gold[0] or "null").split("|"):
        return False, False
    precisions = gold[1].split("|")
    same = {"point": "city", "city": "point"}.get(place.precision, place.precision)
    if place.precision not in precisions and same not in precisions:
        return True, False
    if len(gold) > 4 and place.admin1 != gold[4]:
        return True, False
    if len(gold) < 4 or place.latitude is None or place.longitude is None:
        return True, len(gold) < 4
    away = kilometres(gold[2], gold[3], place.latitude, place.longitude)
    if gold[0] is None:
        precisions.append("sea")
    return True, away <= max(REACH[precision] for precision in precisions)


def kilometres(latitude: float, longitude: float, other_latitude: float, other: float) -> float:
    """The distance of two points in degrees, on a sphere of 6,371 km."""
    first, second = math.radians(latitude), math.radians(other_latitude)
    half = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin(math.radians(other - longitude) / 2) ** 2
    )
    return 12_742 * math.asin(math.sqrt(min(1.0, half)))


def _told(place: Place | None) -> str:
    if place is None:
        return "nothing"
    return (
        f"{place.name} [{place.country}, {place.precision}, {place.latitude}, {place.longitude}, "
        f"{place.admin1}]"
    )
