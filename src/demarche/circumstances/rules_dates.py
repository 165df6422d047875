"""Rules for calendar dates: days, months, years, decades, quarters, seasons, holidays."""

import re
from datetime import date

from demarche.circumstances.calendar import (
    SEASON_START,
    granularity,
    holiday,
    interval,
    same_time,
    shift,
    year_of,
    year_value,
)
from demarche.circumstances.context import Context, day_near, month_near
from demarche.circumstances.timerules import Found, Match, rule
from demarche.circumstances.wordlists import words

EARLY = r"(?P<e> d?E-?(?:[oi]d?)? | [<>]i?d? )?"
YEAR = r"(?P<y>[Y5])"
WHICH = {"h": 0, "l": -1, "x": 1, "k": 0, "v": -1, "g": 1, "s": 0, "z": 0, "t": -1, "c": 1}
MODAL_MONTHS = ("may", "march", "mar")


def _year(match: Match) -> int | None:
    return int(match.item("y").text) if match.item("y") else None  # type: ignore[union-attr]


def _month_ok(match: Match) -> bool:
    item = match.item("M")
    return item is not None and (match.capital("M") or item.text not in (*MODAL_MONTHS, "sun"))


def _day(year: int | None, month: int, day: int) -> Found | None:
    if not 1 <= day <= 31:
        return None
    name = "XXXX" if year is None else f"{year:04d}" if year > 0 else year_value(year)
    return Found("DATE", f"{name}-{month:02d}-{day:02d}")


@rule("iso", "9", needs="9")
def _iso(match: Match, _: Context) -> Found | None:
    text = match.text[match.items[match.match.start()].start : match.items[match.match.start()].end]
    if "/" in text:
        first, second, year = (int(part) for part in text.split("/"))
        if first > 31:
            return _day(first, second, year)
        year += (1900 if year > 40 else 2000) if year < 100 else 0
        month, day = (first, second) if first <= 12 else (second, first)
        return _day(year, month, day) if month <= 12 else None
    if interval(text[:10])[0] is None:
        return None
    return Found("TIME" if "T" in text else "DATE", text)


@rule(
    "month-day",
    EARLY + r"(?:A ,?)? (?P<M>M) d?(?P<n>[DO]) (?:,? " + YEAR + r"(?!-?[uU%]))?",
    needs="M DO",
)
@rule(
    "day-month",
    EARLY + r"(?:A ,?d?)? d?(?P<n>[DO])(?:o?d?) (?P<M>M) (?:,?o? " + YEAR + ")?",
    needs="M DO",
)
@rule("day-of-range", r"(?P<n>D)(?=[-&2|] d?[DO]o?(?P<M>M)(?:,?(?P<y>[Y5]))?)", needs="M D")
def _month_day(match: Match, context: Context) -> Found | None:
    month, day = int(match.value("M")), match.number("n")
    if not _month_ok(match):
        return None
    year = _year(match)
    ranged = _RANGE_YEAR.match(match.codes, match.match.end()) if year is None else None
    if ranged:
        year = int(match.items[ranged.end() - 1].text)
    if year is None:
        year = day_near(context, month, day)
    return _day(year, month, day)


_RANGE_YEAR = re.compile(r"[-&2|](?:Md?[DO]|d?[DO]M?),?[Y5]")
_MONTHS_YEAR = re.compile(r"[-&2|/]M[,o]?[Y5]")


@rule(
    "range-end", r"(?<=[-&2|])(?P<n>D)(?:,? " + YEAR + r")?(?![-]?[uUDNM:]|\.[DN])", needs="D &-2|"
)
def _range_end(match: Match, context: Context) -> Found | None:
    """The second day of "June 12-14": its month is that of the day read just before."""
    before = match.codes[max(0, match.match.start() - 4) : match.match.start()]
    if not re.search(r"M\.?d?[DO][-&2|]$", before):
        return None
    last = context.latest(0, "D")
    if last is None or int(last[8:10]) >= match.number("n"):
        return None
    return _day(int(last[:4]), int(last[5:7]), match.number("n"))


@rule("month-year", EARLY + r"(?P<M>M) (?:,|o|od|i)? " + YEAR, needs="M 5Y")
def _month_year(match: Match, _: Context) -> Found | None:
    return Found("DATE", f"{_year(match):04d}-{int(match.value('M')):02d}")


@rule("month-which-year", EARLY + r"(?P<M>M) ,?o? (?P<k>[hlxvsgz]) (?P<u>U)", needs="M U")
def _month_which_year(match: Match, context: Context) -> Found | None:
    if match.value("u") != "Y" or context.now is None or not _month_ok(match):
        return None
    year = shift(context.now, WHICH[match.code("k")], "Y")
    return Found("DATE", f"{year}-{int(match.value('M')):02d}") if year else None


@rule("month", EARLY + r"(?P<k>h?[lxthcvg]|[lxthcvg])? (?P<M>M)(?!\.?d?[DO](?![uU]))", needs="M")
def _month(match: Match, context: Context) -> Found | None:
    month = int(match.value("M"))
    item = match.item("M")
    assert item is not None
    if not match.capital("M") or (
        len(item.text) <= 3 and item.text != "may" and (match.text[item.end - 1] != ".")
    ):
        return None
    if item.text in MODAL_MONTHS and match.match.start() == 0 and not match.code("e"):
        return None
    if (
        item.text in ("may", "march", "august", "april", "june")
        and not match.code("k")
        and (
            not match.code("e")
            and match.before() not in ("i", "&", "|", "o", "-", "2", "b", "X", "!", "~", "(", ",")
            and match.word_before()
            not in ("this", "next", "last", "late", "early", "mid", "a", "the")
            and item.text in ("may", "april", "june")
            and not (item.text == "may" and match.before() != "d")
        )
        and item.text != "june"
    ):
        return None
    year = month_near(context, month)
    which = match.code("k")[-1:]
    if not which and (ranged := _MONTHS_YEAR.match(match.codes, match.match.end())):
        return Found("DATE", f"{match.items[ranged.end() - 1].text}-{month:02d}")
    now = context.now
    if which and now and (first := interval(now)[0]):
        current, base = int(first[5:7]), int(first[:4])
        if which in "ltv":
            year = base if month < current else base - 1
        elif which in "xcg":
            year = base if month > current else base + 1
        elif which == "h":
            year = base
    name = "XXXX" if year is None else year_value(year)
    return Found("DATE", f"{name}-{month:02d}")


@rule(
    "half-year", r"d?(?P<e>E)o?d?(?:" + YEAR + r"|(?P<k>[hlxz])(?P<u>U)|(?P<u3>U))", needs="E 5UY"
)
def _half_year(match: Match, context: Context) -> Found | None:
    half = match.value("e")
    if half not in ("H1", "H2"):
        return None
    year = _year(match)
    if year is None:
        if (match.value("u") != "Y" and match.value("u3") != "Y") or context.now is None:
            return None
        base = year_of(context.now)
        year = None if base is None else base + WHICH.get(match.code("k"), 0)
    return Found("DATE", f"{year:04d}-{half}") if year else None


@rule("year-named", EARLY + r"d?(?P<u>U)" + YEAR, needs="U 5Y")
def _year_named(match: Match, _: Context) -> Found | None:
    return Found("DATE", f"{_year(match):04d}") if match.value("u") == "Y" else None


@rule("year-fiscal", EARLY + r"d?w? (?: \$U?" + YEAR + r" | (?P<y2>Y)\$U? )", needs="$Y")
def _year_fiscal(match: Match, _: Context) -> Found | None:
    return Found("DATE", (match.item("y") or match.item("y2")).text)  # type: ignore[union-attr]


@rule("year-fiscal-short", r"\$(?P<n>[DN])(?=[^uU]|$)", needs="$ DN")
def _year_fiscal_short(match: Match, _: Context) -> Found | None:
    """ "FY24"."""
    item = match.item("n")
    if item is None or match.words("n") != item.text or len(item.text) != 2:
        return None
    if match.items[match.match.start()].text != "fy" or not item.text.isdigit():
        return None
    return Found("DATE", f"20{item.text}")


@rule("weekday-of-month", r"d?(?P<n>O)(?P<A>A)[oi]d?(?P<M>M)(?:,?" + YEAR + ")?", needs="A M")
def _weekday_of_month(match: Match, context: Context) -> Found | None:
    """ "the first Monday of November"."""
    number, month = match.number("n"), match.number("M")
    if not match.capital("A") or not _month_ok(match) or not (1 <= number <= 5 or number == -1):
        return None
    year = _year(match) or month_near(context, month)
    weekday = int(match.value("A")) - 1
    if year is None or year < 1:
        return Found("DATE", f"XXXX-{month:02d}-XX")
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[weekday]
    found = holiday(f"{name}{'last' if number == -1 else number}-{month:02d}", year)
    return Found("DATE", found.isoformat()) if found and found.month == month else None


@rule("year-bc", EARLY + r"~?(?P<n>[YNDW])(?P<b>@)", needs="@ DNWY")
def _year_bc(match: Match, _: Context) -> Found | None:
    number = match.number("n")
    return Found("DATE", f"BC{number:04d}" if match.value("b") == "BC" else f"{number:04d}")


_NOT_A_YEAR_AFTER = words(
    """people men women children troops soldiers percent per km kilometers kilometres miles
        feet meters metres tons tonnes pounds dollars euros acres hectares points barrels shares
        jobs workers million billion thousand dead civilians prisoners cases homes families
        members rpm hp"""
)


@rule("year", EARLY + YEAR + r"(?! ,?[DN]%| - ?U)", needs="5Y")
def _year_alone(match: Match, context: Context) -> Found | None:
    item = match.item("y")
    assert item is not None
    year = int(item.text)
    before, after = match.word_before(), match.word_after()
    if before in ("$", "€", "£", "#", "+", "/") or after in _NOT_A_YEAR_AFTER or after == "%":
        return None
    if not match.code("e"):
        told = match.before() in (
            "i",
            "b",
            "X",
            "d",
            "o",
            "(",
            "-",
            "&",
            "|",
            "~",
            "2",
            ",",
            "!",
            "M",
        )
        if match.code("y") == "5":
            told = True
        elif context.narrative:
            told = told or 1400 <= year <= 2050
        else:
            told = 1900 <= year <= 2050 or (told and match.before() in ("i", "(", "b", "X", "-"))
        if not told:
            return None
    return Found("DATE", f"{year:04d}")


@rule("year-range-end", r"(?<=[Y5]-)(?P<n>[DN])(?![uUDNM:])", needs="- 5Y")
def _year_range_end(match: Match, context: Context) -> Found | None:
    """The "45" of "1939-45"."""
    item = match.item("n")
    last = context.latest(0, "Y")
    if item is None or last is None or len(item.text) != 2 or int(item.text) <= int(last[2:4]):
        return None
    return Found("DATE", last[:2] + item.text)


@rule("decade", EARLY + r"(?P<d>d?)(?P<g>G)", needs="G")
def _decade(match: Match, _: Context) -> Found | None:
    item = match.item("g")
    assert item is not None
    if not item.text[0].isdigit() and not (match.code("d") or match.code("e")):
        return None
    if len(item.text) < 5 and item.text[0].isdigit() and match.word_before() in ("his", "her"):
        return None
    return Found("DATE", str(item.value))


@rule("century", EARLY + r"d?(?P<n>O)(?P<m>-?[&|2]-?d?O)?-?(?P<u>[Uu])(?P<b>@)?", needs="O Uu")
def _century(match: Match, _: Context) -> Found | None:
    number = match.number("n")
    if match.value("u") != "C" or number < 1:
        return None
    return Found("DATE", f"BC{number - 1:02d}" if match.code("b") else f"{number - 1:02d}")


@rule("season", EARLY + r"(?P<d>[dw])?(?P<k>h?[lxtvgc]|[hsz])?(?P<S>S)"
      r"(?: o?,?" + YEAR + r"| o?(?P<k2>[hlx])(?P<u>U) )?", needs="S")  # fmt: skip
def _season(match: Match, context: Context) -> Found | None:
    season = match.value("S")
    year = _year(match)
    now = context.now
    text = match.words("S")
    base = year_of(now) if now else None
    bare = not (match.code("d") or match.code("k") or match.code("e"))
    if bare and match.code("k2") and match.before() != "i":
        return None
    if year is None and match.code("k2"):
        if match.value("u") != "Y" or base is None:
            return None
        year = base + WHICH[match.code("k2")]
    if year is None and bare and (match.before() != "i" or match.word_before() in ("at", "on")):
        return None
    if year is None and match.word_after() == "of" and not match.code("k"):
        return None
    if (
        year is None
        and not match.code("k")
        and text in ("spring", "fall")
        and match.before() == "_"
    ):
        return None
    if year is None:
        if base is None or now is None or (first := interval(now)[0]) is None:
            name = now[:6] if now and now.startswith("BC") else "XXXX"
            return Found("DATE", f"{name}-{season}")
        which = match.code("k")[-1:]
        year = base
        start, month = SEASON_START[season], int(first[5:7])
        if which in ("l", "t") or (
            not which and context.tense != "future" and not context.narrative
        ):
            year = base if month > start or (month >= start and not which) else base - 1
            if which == "l" and season == "WI" and month <= 11:
                year = base - 1
        elif which in ("x", "c") or (not which and context.tense == "future") or which == "g":
            year = base if month < start else base + 1
    return Found("DATE", f"{year:04d}-{season}")


@rule("quarter-short", r"(?P<q>6)(?:,?o?" + YEAR + ")?", needs="6")
def _quarter_short(match: Match, context: Context) -> Found | None:
    """ "Q3 2024"."""
    year = _year(match) or (year_of(context.now) if context.now else None)
    number = match.value("q")
    return Found("DATE", f"{year:04d}-Q{number}" if year else f"XXXX-Q{number}")


@rule("year-end", r"d?7(?:o?" + YEAR + ")?", needs="7")
def _year_end(match: Match, context: Context) -> Found | None:
    year = _year(match) or (year_of(context.now) if context.now else None)
    if year is None:
        return Found("DATE", "XXXX-12-31")
    if not match.code("y") and match.word_before() in ("since", "last"):
        year -= 1
    return Found("DATE", f"{year:04d}-12-31")


QUARTER = r"(?P<u>U)"


@rule("quarter", r"(?P<d>[dw]|(?P<k0>[hlx])(?P<u0>U)\^|(?P<y0>[Y5])\^?)?"
      r"(?P<c>=)?-?\$?-?(?P<n>O)-?\$?-?" + QUARTER
      + r"(?: ,?o?d?\$?U?" + YEAR + r"(?!%)| o?(?P<k>[hlxz])(?P<u2>U) )?", needs="O U")  # fmt: skip
@rule("quarter-year", r"(?P<d>d)(?P<y0>[Y5])(?P<c>=)?-?(?P<n>O)-?" + QUARTER, needs="O U")
def _quarter(match: Match, context: Context) -> Found | None:
    number = match.number("n")
    if match.value("u") != "Q" or not -1 <= number <= 4 or number == 0:
        return None
    number = 4 if number == -1 else number
    now = context.now
    groups = match.match.groupdict()
    if groups.get("y") or groups.get("y0"):
        year: int | None = int(match.item("y" if groups.get("y") else "y0").text)  # type: ignore[union-attr]
    elif now is None or (base := year_of(now)) is None:
        return Found("DATE", f"XXXX-Q{number}")
    elif groups.get("k0") or groups.get("k"):
        year = base + WHICH[groups.get("k0") or groups.get("k") or "h"]
    else:
        first = interval(now)[0]
        quarter = (int(first[5:7]) + 2) // 3 if first else 4
        year = base if number <= quarter or context.tense == "future" else base - 1
        if number == quarter and first and int(first[5:7]) % 3 == 1 and context.tense == "past":
            year = base - 1 if number == 4 and int(first[5:7]) < 10 else base
        if number < quarter and context.tense == "future" and quarter - number >= 2:
            year = base + 1
    if year is not None and groups.get("c"):
        year -= 1
    return Found("DATE", f"{year:04d}-Q{number}", compared=bool(groups.get("c")))


@rule("comparable-period", r"[dw]?(?P<y>Y)(?P<c>=)?-?(?P<u>[U%])", needs="%U Y")
def _year_period(match: Match, context: Context) -> Found | None:
    """ "the 1988 period", "the 1988 quarter": the quarter in hand, in that year."""
    if match.value("u") not in ("", "Q"):
        return None
    last = context.latest(3, "Q M")
    year = int(match.item("y").text)  # type: ignore[union-attr]
    if last is None or granularity(last) == "M":
        return Found("DATE", f"{year:04d}")
    return Found("DATE", f"{year:04d}{last[4:]}", compared=True)


@rule("comparable", r"[dw]?=(?P<c>-?=)?-?(?P<u>[U%])?(?: (?P<k>l)(?P<u2>U))?", needs="=")
def _comparable(match: Match, context: Context) -> Found | None:
    """ "the year-ago quarter", "the corresponding period last year", "year-earlier"."""
    words = [i.text for i in match.items[match.match.start() : match.match.end()]]
    if match.value("u") not in ("", "Q") or not (
        {"year", "prior", "previous"} & set(words) or match.code("k")
    ):
        return None
    first = match.items[match.match.start()]
    second = match.items[match.match.end() - 1]
    whole = match.text[first.start : second.end]
    if not match.code("u") and "-" not in whole:
        return None
    now = context.now
    last = context.latest(4, "Q")
    if last is None and now and (first_day := interval(now)[0]):
        last = shift(first_day, -1, "Q") if match.code("u") else first_day[:4]
    value = same_time(last, -1) if last else None
    return Found("DATE", value, compared=True) if value else None


@rule("holiday", EARLY + r"(?P<k>h?[lxth])?(?P<J>J)(?:,?o?" + YEAR + ")?", needs="J")
def _holiday(match: Match, context: Context) -> Found | None:
    which, name = match.code("k")[-1:], match.value("J")
    if match.words("J").endswith("easter") is False and not match.capital("J"):
        return None
    year = _year(match)
    base = year_of(context.now) if context.now else None
    if year is None and base is not None and base > 0 and (first := interval(context.now or "")[0]):
        options = [(y, d) for y in (base - 1, base, base + 1) if (d := holiday(name, y))]
        if which in ("l", "t"):
            options = [o for o in options if o[1].isoformat() < first][-1:]
        elif which in ("x",):
            options = [o for o in options if o[1].isoformat() > first][:1]
        elif context.narrative or which == "h":
            options = [o for o in options if o[0] == base]
        elif context.tense == "future":
            options = [o for o in options if o[1].isoformat() >= first][:1]
        else:
            past = context.tense == "past"
            options.sort(key=lambda o: _distance(o[1].isoformat(), first, past))
        year = options[0][0] if options else base
    if year is None:
        return Found("DATE", f"XXXX-{name}" if name[0].isdigit() else "XXXX-XX-XX")
    day = holiday(name, year)
    return Found("DATE", day.isoformat()) if day else None


def _distance(day: str, base: str, past: bool) -> int:
    """Days from `base`; a day still to come is far off where the tense looks back."""
    away = date.fromisoformat(day).toordinal() - date.fromisoformat(base).toordinal()
    return away * 8 if past and away > 3 else abs(away)
