"""Quantities: numbers with what they count or measure, how exact they are, and their change."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from demarche.circumstances.bounds import bound_of
from demarche.circumstances.counting import Counted, counted_thing
from demarche.circumstances.figures import (
    NUMBER,
    NUMBER_WORDS,
    PLAIN_PART,
    Figure,
    figure_at,
    plain_part,
)
from demarche.circumstances.times import time_spans
from demarche.circumstances.units import normal_unit, units
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree
from demarche.model import Quantity, Span

_PER = re.compile(
    r"(?:\s?/\s?|\s(?:per|each|every)\s|[\s-](?:an?)[\s-](?=(?:second|minute|hour|day|night|week|month|year"
    r"|barrel|share|gallon|ounce|pound|lit(?:re|er)|tonnes?|tons?|piece|head|person|unit|bushel|kilo"
    r"|kilogram|gram|mile|night|ticket|vote|seat|bottle|metre|meter|square)\b))"
    r"(?!\w+ (?:ago|earlier|later|before|after)\b)(?P<what>(?:sq\.? |square |cubic )?[^\W\d_]+\d?)",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"[\s-]{1,2}(?P<unit>year|month|week|day)s?[\s-]old\b|\s(?P<of>years of age)\b", re.I
)
_OTHER_END = re.compile(
    r"-?,?\s?(?:-|–|to-|to\b|and\b|or\b)\s?(?:about |around |up to )?[^\s\w]?(?:\d|[a-z]+\b)",
    re.IGNORECASE,
)
_SPELLS = frozenset(("day", "week", "month", "year", "hour", "minute", "night", "decade"))
"""Units that make a hyphened modifier ("a two-month contract") a duration and no quantity."""
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_NAMED = re.compile(
    r"\b(?:no|number|nos|category|page|chapter|phase|stage|level|article|resolution|section|room|flight"
    r"|route|highway|version|type|grade|class|group|unit|part|volume|act|title|rule|channel|tier|day|week"
    r"|round|game|season|episode|item|step|line|lane|gate|block|district|precinct|ward|form|model|series"
    r"|mark|mk|figure|table|annex|protocol|line|paragraph|clause|brigade|#)\.?\s$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?P<word>[\w.&’'-]*[A-Z][\w.&’'-]*)\s$")
_NOT_NAMES = words(
    """the a an in on at by of for from with and or but about over under some nearly almost
        around more than all between only just when if as after before since until while another
        that this these those its their his her up down to roughly approximately at least within
        including we they he she it there mr"""
)


@dataclass(slots=True)
class Measured:
    """A quantity as found: its characters, number, unit as written and as compared."""

    start: int
    end: int
    figure: Figure
    low: float | None
    high: float | None
    bound: str
    unit: str
    normal: str
    counted: Counted | None = None
    kind: str | None = None
    spread: bool = False
    """A range told by "between" or "from"."""
    loose: bool = False
    """Kept only as one end of a range."""

    @property
    def value(self) -> float:
        """The number; of a range its lower end."""
        return self.low if self.low is not None else self.figure.value


def find_quantities(
    tree: Tree, dates: list[tuple[int, int]] | None = None
) -> list[tuple[int, int, Quantity]]:
    """All quantities of a text: first token, last token (inclusive), and the quantity.

    The unit of what is counted is its head noun ("1,500 special forces troops": troops), of what is
    measured the unit's normal name (kilometre, dollar, percentage). `dates`: the characters of the
    times already found in the text; without them they are looked for.
    """
    found: list[tuple[int, int, Quantity]] = []
    for one in measure(tree, dates):
        first, last = _cover(tree, one)
        unit = one.counted.head if one.counted and one.counted.head else one.normal
        found.append(
            (
                first,
                last,
                Quantity(
                    value=one.value,
                    unit=unit,
                    low=one.low,
                    high=one.high,
                    bound=one.bound,  # type: ignore[arg-type]
                    kind=one.kind,
                    span=Span(start=one.start, end=one.end, text=tree.text[one.start : one.end]),
                ),
            )
        )
    return found


def _cover(tree: Tree, one: Measured) -> tuple[int, int]:
    first = max(0, bisect_right(tree.starts, one.start) - 1)
    return first, max(first, bisect_left(tree.starts, one.end) - 1)


def measure(tree: Tree, dates: list[tuple[int, int]] | None = None) -> list[Measured]:
    """All quantities with both forms of their units, in text order."""
    text = tree.text
    if dates is None:
        dates = time_spans(tree)
    found: list[Measured] = []
    free = 0
    matches = [
        match
        for start, end in _numbered(tree)
        for pattern in (NUMBER, PLAIN_PART)
        for match in pattern.finditer(text, start, end)
    ]
    for match in sorted(matches, key=lambda m: (m.start(), -m.end())):
        if match.start() < free or _in(dates, match.start(), match.end()):
            continue
        one = _measured(tree, match)
        if one is None:
            continue
        free = one.end
        if found and _ranged(text, found[-1], one):
            continue
        if found:
            _share_unit(text, found[-1], one)
            gap = text[found[-1].end : one.start]
            if one.bound == "=" and re.fullmatch(r"\s?\((?:US\s)?|\s/\s", gap):
                one.bound = found[-1].bound
        found.append(one)
    return [one for one in found if _kept(one)]


def _numbered(tree: Tree) -> list[tuple[int, int]]:
    """Characters of the runs of sentences that have digits or a number word."""
    runs: list[tuple[int, int]] = []
    open_run = False
    for first, last in tree.sentences:
        if last == first:
            continue
        start, end = tree.starts[first], tree.ends[last - 1]
        telling = _DIGIT.search(tree.text, start, end) is not None or not (
            NUMBER_WORDS.isdisjoint(_WORD.findall(tree.text[start:end].lower()))
        )
        if telling and open_run:
            runs[-1] = (runs[-1][0], end)
        elif telling:
            runs.append((start, end))
        open_run = telling
    return runs


def _in(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(s < end and start < e for s, e in spans)


def _measured(tree: Tree, match: re.Match[str]) -> Measured | None:
    text = tree.text
    start = match.start()
    table = units()
    plain = match.re is PLAIN_PART
    sign = 0 if plain else len(match.group("sign") or "")
    number_at = start if plain or (match.group("sign") or "").startswith("minus") else start + sign
    before = text[max(0, number_at - 8) : number_at]
    money = None if plain else table.prefix_pattern.search(before)
    hyphen = not plain and match.group("sign") == "-" and start > 0 and text[start - 1].isalpha()
    if money is None and _glued_before(text, start + hyphen):
        return None
    figure = plain_part(match) if plain else figure_at(text, match, money is not None)
    if hyphen:
        figure.value = abs(figure.value)
    begin = start
    unit = normal = ""
    end = figure.end
    if money:
        symbol = money.group().strip().rstrip("-")
        unit, normal = symbol, table.prefix[symbol.lower()]
        begin = number_at - len(money.group())
        if re.match(r"\sU\.?S\.?(?:\b|(?=\s))", text[end : end + 5]):
            end += len(re.match(r"\sU\.?S\.?", text[end:]).group())  # type: ignore[union-attr]
        if begin > 0 and text[begin - 1] == "-":
            figure.value = -abs(figure.value)
    counted: Counted | None = None
    if not money and (age := _AGE.match(text, end)):
        what = (age.group("unit") or "year").lower()
        unit, normal, end = age.group().strip(" -"), f"{what} of age", age.end()
    elif not money:
        found = table.unit_at(text, end)
        if found and not (found.group("letter") and found.group("letter").islower()):
            form = " ".join(found.group().strip(" -\n").lower().split())
            form = form if form in table.after else form.replace("-", " ")
            if form in table.after and not (figure.spelled and found.group("glued")):
                unit, normal = found.group().strip(" -\n"), table.after[form][0]
                end = found.end()
                if normal == "pound-mass" and figure.scale >= 1e6:
                    normal = "pound sterling"
        elif end < len(text) and text[end].isalnum():
            return None
    glued = end < len(text) and text[end].isalnum()
    if glued:
        return None
    if unit and (per := _PER.match(text, end)) and not normal.endswith("of age") and not counted:
        what = normal_unit(per.group("what"))
        unit, normal, end = (
            text[begin:end] and f"{unit}{per.group()}",
            f"{normal} per {what}",
            per.end(),
        )
    if (not unit and not plain) or plain:
        counted = counted_thing(tree, figure)
    if counted:
        unit, normal, end = counted.phrase, counted.normal, max(end, counted.end)
        if per := _PER.match(text, end):
            unit, end = f"{unit}{per.group()}", per.end()
            normal = f"{normal} per {normal_unit(per.group('what'))}"
    loose = not unit and not _bare(text, match, figure)
    if loose and not _OTHER_END.match(text, figure.end):
        return None
    if re.fullmatch(r"-\w+", text[figure.end : end]) and normal in _SPELLS:
        return None
    if _a_name(tree, text, begin, figure, unit, counted, money is not None):
        return None
    bound = bound_of(text, begin, figure, text[end : end + 12], counted is not None, normal)
    kind = counted.kind if counted else None
    return Measured(
        begin, end, figure, figure.low, figure.high, bound, unit, normal, counted, kind, loose=loose
    )


def _glued_before(text: str, start: int) -> bool:
    """Whether letters stand right before a number: V10, TA-25, COVID-19 (but sub-7, now-18)."""
    if start == 0:
        return False
    if text[start - 1].isalpha() or text[start - 1] in "$€£_":
        return True
    if text[start - 1] != "-" or start == 1 or not text[start - 2].isalpha():
        return False
    word = re.search(r"[^\W\d_]+$", text[max(0, start - 20) : start - 1])
    return word is None or word.group().lower() not in ("sub", "minus", "now", "nearly", "to")


def _bare(text: str, match: re.Match[str], figure: Figure) -> bool:
    """Whether a number without a unit is worth keeping: large, exact, or moved from and to."""
    digits = match.groupdict().get("digits") or ""
    if figure.open or figure.fraction:
        return figure.fraction
    if figure.spelled:
        return figure.scale > 1
    before = text[max(0, match.start() - 12) : match.start()].lower()
    after = text[figure.end : figure.end + 6].lower()
    if re.search(r"\b(?:from|to|at|by|is|was|were|be|around|about|nearly|over|than)\s$", before):
        return True
    return "," in digits or "." in digits or figure.scale > 1 or after.startswith(" to ")


def _a_name(
    tree: Tree,
    text: str,
    begin: int,
    figure: Figure,
    unit: str,
    counted: Counted | None,
    money: bool,
) -> bool:
    """Whether the number is part of a name: iPhone 11, Resolution 425, Boeing 787."""
    if money or figure.open:
        return False
    if counted and re.search(r"(?:Road|Street|Avenue|Ave|St|Way|Lane|Drive|Square|Boulevard|Code)$",
                             counted.phrase):  # fmt: skip
        return True
    before = text[max(0, begin - 30) : begin]
    if _NAMED.search(before) and not (unit and not counted):
        return True
    if unit and not counted:
        return False
    capital = _CAPITAL.search(before)
    if not capital or capital.group("word").lower() in _NOT_NAMES:
        return False
    proper = counted is not None and counted.head[:1].isupper()
    if figure.spelled or (counted and counted.sure and not proper):
        return False
    token = tree.token_at(begin - len(capital.group()) if begin else 0)
    if token is None:
        return True
    if tree.upos[token]:
        return tree.upos[token] in ("PROPN", "NOUN") or figure.mantissa < 100
    return token != tree.sentences[tree.sentence_of[token]][0]


def _ranged(text: str, first: Measured, second: Measured) -> bool:
    """Make `first` a range where `second` is its other end; whether that was so."""
    gap = text[first.end : second.start]
    early = first.figure.end
    if len(gap) > 12 and not (first.counted and text[early : second.start].strip() in ("to", "-")):
        return False
    joined = re.fullmatch(r"\s?(-|–|to-|to|and|or)\s?(?:up to )?", gap, re.IGNORECASE)
    if not joined or first.low is not None or first.figure.fraction or second.low is not None:
        return False
    join = joined.group(1).lower()
    before = text[max(0, first.start - 30) : first.start].lower()
    if join == "and" and not re.search(r"\bbetween (?:about |around |some |roughly )?$", before):
        return False
    alike = first.normal.startswith(second.normal) or second.normal.startswith(first.normal)
    if not alike and not (first.counted and not second.counted):
        return False
    if first.normal and second.normal and re.search(r"\bby (?:about |around )?$", before):
        return False
    close = 0 < second.figure.value - first.figure.value <= 3
    if join == "or" and not (close and first.figure.spelled == second.figure.spelled):
        return False
    if (
        join == "to"
        and not re.search(r"\bfrom (?:about |around |roughly |up to )?$", before)
        and (first.normal != second.normal and first.normal)
    ):
        return False
    low, high = first.figure.value, second.figure.value
    if second.figure.scale > first.figure.scale and first.figure.mantissa < second.figure.mantissa:
        low = first.figure.mantissa * second.figure.scale
    first.low, first.high = low, high
    if re.search(r"\b(?:between|from)\s(?:\w+\s)?$", before):
        first.spread = True
        if first.bound in ("up", "down"):
            first.bound = "="
    if second.normal or not first.normal:
        first.unit, first.normal = second.unit, second.normal
        first.counted, first.kind = second.counted, second.kind
    first.end = second.end
    return True


def _share_unit(text: str, first: Measured, second: Measured) -> None:
    """ "280 million of the 1.5 billion shekels", "four-, five- and six-cylinder": a shared unit."""
    if first.normal or first.figure.fraction or not second.normal:
        return
    gap = text[first.end : second.start]
    if re.fullmatch(r"-?,? (?:of the |and |or )?", gap):
        first.unit, first.normal = second.unit, second.normal
        first.counted, first.kind = second.counted, second.kind


def _kept(one: Measured) -> bool:
    """Whether a found number says how much: scores and names are dropped."""
    if one.loose and one.low is None and not one.normal:
        return False
    score = one.low is not None and not one.normal and one.low < 200 and one.low == int(one.low)
    return not score or one.spread
