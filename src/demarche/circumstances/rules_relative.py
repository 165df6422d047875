"""Rules for times told from another: today, last week, Friday, two days later, now, recently."""

from datetime import date, timedelta

from demarche.circumstances.calendar import (
    day,
    granularity,
    same_time,
    shift,
)
from demarche.circumstances.context import Context, weekday_near, weekend_near
from demarche.circumstances.rules_dates import EARLY, WHICH
from demarche.circumstances.timerules import Found, Match, rule

NUMBER = r"(?P<n>[DNW]|K|V|a|Y)"
WORDS = {"h": "this", "l": "last", "x": "next", "k": "current", "v": "previous", "g": "following",
         "s": "same", "z": "that", "t": "last", "c": "coming", "L": "latest"}  # fmt: skip
UNIT_NAMES = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year", "E": "decade",
              "C": "century", "WE": "weekend", "TH": "hour", "TM": "minute", "TS": "second",
              "F": "fortnight", "H": "semester", "L": "millennium"}  # fmt: skip


def undefined(which: str, unit: str) -> Found:
    """A value for what cannot be resolved without the article's date, as HeidelTime writes it."""
    kind = "TIME" if unit in ("TH", "TM", "TS") else "DATE"
    return Found(kind, f"UNDEF-{which}-{UNIT_NAMES.get(unit, unit)}")


@rule("dayname", r"(?P<e>[E<>])?(?P<t>T)(?P<P>P)?", needs="T")
def _dayname(match: Match, context: Context) -> Found | None:
    spec = match.value("t")
    part = match.value("P")
    now = context.now
    if spec == "-TNI":
        return Found("TIME", "TNI", clock=True)
    offset = int(spec.removesuffix("TNI"))
    if match.code("e") and match.value("e") == "MID" and not part:
        return None
    if spec.endswith("TNI"):
        part = "NI"
    if now is None or (base := day(now)) is None:
        words = {0: "this", -1: "last", 1: "next"}.get(offset, f"{offset:+d}")
        found = undefined(words, "day")
        return Found("TIME", f"{found.value}T{part}") if part else found
    value = (base + timedelta(days=offset)).isoformat()
    return Found("TIME", f"{value}T{part}") if part else Found("DATE", value)


@rule("weekday", EARLY + r"(?P<d>[dz])?(?P<k>h?[lxcvgthsz])?(?P<A>A)(?P<P>-?P|i?dP)?"
      r"(?P<m>(?<=A)i?,?(?P<k2>[hlx])(?P<u>U))?", needs="A")  # fmt: skip
def _weekday(match: Match, context: Context) -> Found | None:
    item = match.item("A")
    assert item is not None
    if not match.capital("A") or (
        len(item.text) == 3 and item.text in ("sun", "sat") and match.text[item.end - 1] != "."
    ):
        return None
    which = {"l": "last", "t": "last", "x": "next", "c": "next", "v": "prior", "g": "following",
             "h": "this"}.get(match.code("k")[-1:], "")  # fmt: skip
    weekday = int(match.value("A"))
    part = ""
    if match.code("P"):
        part = "T" + str(match.items[match.match.end("P") - 1].value)
    value = weekday_near(context, weekday, which)
    if match.code("m") and match.value("u") == "W" and context.today:
        monday = context.today - timedelta(days=context.today.weekday())
        moved = monday + timedelta(weeks=WHICH[match.code("k2")], days=weekday - 1)
        value = moved.isoformat()
    if value is None:
        value = f"XXXX-WXX-{weekday}"
    return Found("TIME" if part else "DATE", value + part)


@rule("weekday-set", r"(?:e(?P<A>A)(?P<P>P)?|(?P<B>B)(?P<Q>p|P)?|(?P<A2>A)(?P<R>p))", needs="ABe")
def _weekday_set(match: Match, _: Context) -> Found | None:
    weekday = match.value("A") or match.value("B") or match.value("A2")
    part = match.value("P") or match.value("Q") or match.value("R")
    return Found("SET", f"XXXX-WXX-{weekday}" + (f"T{part}" if part else ""))


@rule("weekend", EARLY + r"(?:(?P<m>m)|(?P<k>h?[hlxvgcst])(?P<u>U))", needs="Um")
def _weekend(match: Match, context: Context) -> Found | None:
    if match.code("u") and match.value("u") != "WE":
        return None
    which = match.code("k")[-1:]
    move = WHICH.get(which, 0)
    if which == "h" and context.tense == "past":
        move = 0
    value = weekend_near(context, move if which not in ("l", "t") else 0)
    if value is None:
        return undefined(WORDS.get(which, "this"), "WE")
    return Found("DATE", value)


@rule(
    "daypart",
    r"(?P<e>[E<>])?(?P<k>[hlxzsvg])?(?P<d>d(?=[sgv]?P))?(?P<k2>[sgv])?(?P<P>P)Z?",
    needs="P",
)
def _daypart(match: Match, context: Context) -> Found | None:
    which = match.code("k") or match.code("k2")
    part = match.value("P")
    now = context.now
    if which in ("h", "l", "x") and which:
        base = day(now) if now else None
        if base is None:
            return Found("TIME", f"UNDEF-{WORDS[which]}-dayT{part}")
        offset = {"h": 0, "l": -1, "x": 1}[which]
        return Found("TIME", f"{(base + timedelta(days=offset)).isoformat()}T{part}")
    if which in ("g", "v"):
        last = context.reference()
        value = shift(last, WHICH[which], "D") if last else None
        return Found("TIME", f"{value}T{part}") if value else None
    bare = not which and not match.code("d") and match.before() not in ("i", "b", "X")
    if bare and match.words("P") in ("night", "evening", "morning", "afternoon", "daytime"):
        return None
    return Found("TIME", f"T{part}", clock=True)


@rule(
    "which-unit",
    EARLY + r"(?P<d>[dw])?(?P<k>[h]?[lxcvgszkLt]|h)(?P<f>\$)?(?P<u>U)",
    needs="U Lcghklstvxz",
)
def _which_unit(match: Match, context: Context) -> Found | None:
    which, unit = match.code("k")[-1], match.value("u")
    if match.code("k")[:1] == "h" and which in "t":
        which = "t"
    if unit in ("TH", "TM", "TS") or (unit == "WE"):
        return None
    if which == "h" and unit == "D":
        return None
    the = bool(match.code("d"))
    if the and which in "lt" and unit not in ("Q",) and match.code("k") in ("l", "t"):
        if which == "l" and unit in ("D", "WE"):
            return None
        if unit == "E":
            return (
                Found("DATE", value)
                if context.now and (value := shift(context.now, -1, "E"))
                else None
            )
        return Found("DURATION", _period(1, unit))
    if which == "t" and match.code("k") == "t" and not the:
        return None
    if the and which == "x" and unit not in ("D",) and not context.narrative and unit != "Q":
        return (
            Found("DURATION", _period(1, unit))
            if unit in ("D",)
            else _move(context, 1, unit, "next")
        )
    if which in "vg" or (which == "x" and unit == "D"):
        reference = context.reference(3) if not context.narrative else context.reference()
        return _moved(reference, WHICH[which], unit) or undefined(WORDS[which], unit)
    if which in "sz":
        reference = context.reference(3) if not context.narrative else context.reference()
        return _moved(reference, 0, unit)
    if which == "x" and context.narrative:
        return _moved(context.reference(), 1, unit) or undefined("next", unit)
    if which == "L":
        if unit == "Q":
            return Found("DATE", value) if (value := quarter_told(context)) else None
        return _move(context, -1 if unit == "Q" else 0, unit, "latest")
    return _move(context, WHICH[which], unit, WORDS[which])


def _move(context: Context, count: int, unit: str, which: str) -> Found | None:
    return _moved(context.now, count, unit) or undefined(which, unit)


def _moved(reference: str | None, count: int, unit: str) -> Found | None:
    if reference is None:
        return None
    value = shift(reference, count, unit)
    return Found("DATE", value) if value else None


def _period(count: float, unit: str) -> str:
    from demarche.circumstances.rules_durations import period

    return period(count, unit)


@rule("latest-period", r"d L %", needs="% L")
def _latest_period(_: Match, context: Context) -> Found | None:
    value = quarter_told(context)
    return Found("DATE", value) if value else None


def quarter_told(context: Context) -> str | None:
    """The quarter in hand: the one last told of, or else the last one that has ended."""
    value = context.latest(6, "Q")
    if value is None and context.today:
        return shift(context.today.isoformat(), -1, "Q")
    return value


@rule("unit-of-now", EARLY + r"(?P<d>d)(?P<f>\$)?(?P<u>U)", needs="U d")
def _the_unit(match: Match, context: Context) -> Found | None:
    """ "the quarter", "the week", "the end of the month", "earlier in the year"."""
    unit = match.value("u")
    after = match.word_after()
    if after == "-" and match.word_after(1) in ("final", "finals", "finalist", "century", "back"):
        return None
    if unit not in ("Q", "W", "M", "Y", "D", "C", "E") or after in ("of", "when", "that", "after"):
        return None
    if match.code("e"):
        return _moved(context.now, 0, unit) if unit != "D" else None
    if unit == "Q":
        value = quarter_told(context)
        return Found("DATE", value) if value else undefined("this", unit)
    if unit == "W" and match.before() in ("i", "X", "b"):
        return _moved(context.now, 0, unit)
    if unit == "Y" and after in ("ended", "ending"):
        return Found("DURATION", "P1Y")
    if unit == "Y" and match.words("u") == "full":
        return _moved(context.now, 0, unit)
    if unit == "Y" and match.before() == "i":
        if match.word_before() == "for":
            return Found("DURATION", "P1Y")
        return _moved(context.now, 0, unit)
    return None


AGO = r"(?P<a>~)?(?P<d>d)?" + NUMBER + r"-?(?P<m>\+)?(?P<u>[Uu])(?P<m2>\|_)?"


@rule("ago", AGO + r"-?(?P<r>[*<>]|[bX](?![_dawhzlsev]|[A-Z]))", needs="Uu *<>Xb")
@rule(
    "ago-fronted", r"(?P<a>~)?(?P<n>K|V|a|[DNW])(?P<u>[Uu])(?:&a?H|Ha?)(?P<r>[*<>])", needs="Uu *<>"
)
def _ago(match: Match, context: Context) -> Found | None:
    word = match.value("r")
    unit = match.value("u")
    direction = {"ago": -1, "earlier": -1, "START": -1, "later": 1, "END": 1, "hence": 1}.get(word)
    if direction is None or unit in ("TS",) or (match.code("u") == "u" and match.code("n") == "a"):
        return None
    code = match.code("n")
    if code == "V":
        if word == "ago":
            return Found("DATE", "PAST_REF")
        return Found("DATE", "FUTURE_REF" if direction > 0 else "PAST_REF")
    count = 2.0 if code == "K" else 1.0 if code == "a" else float(match.item("n").value)  # type: ignore[union-attr]
    deictic = word in ("ago", "hence") and not context.narrative
    reference = context.now if deictic else context.reference(3 if not context.narrative else 10**6)
    if reference is None:
        return undefined(f"{'last' if direction < 0 else 'next'}-{count:g}", unit)
    if unit == "Y" and count == int(count):
        return _years_away(context, reference, int(direction * count), word)
    if unit in ("TH", "TM") and day(reference) is None:
        return None
    if unit in ("W", "M") and granularity(reference) in ("D", "TH") and word != "ago":
        base = date.fromisoformat(reference[:10])
        if unit == "W":
            return Found("DATE", (base + timedelta(weeks=direction * count)).isoformat())
    value = shift(reference, direction * count, unit)
    if value is None:
        return undefined(f"{'last' if direction < 0 else 'next'}-{count:g}", unit)
    return Found("TIME" if "T" in value else "DATE", value)


def _years_away(context: Context, reference: str, years: int, word: str) -> Found | None:
    """ "a year earlier" is as exact as what it is compared with: a quarter, a month, a year."""
    if abs(years) == 1 and word in ("ago", "earlier", "START") and not context.narrative:
        last = context.latest(2, "Q M")
        if last and granularity(last) == "Q" and (value := same_time(last, years)):
            return Found("DATE", value, compared=True)
    if word == "ago" or granularity(reference) in ("Y", "B"):
        value = shift(reference, years, "Y")
    else:
        value = shift(reference, years, "Y")
    return Found("DATE", value, compared=years == -1) if value else None


@rule("units-ago", r"(?P<u>u)(?P<r>[*])", needs="* u")
def _units_ago(match: Match, _: Context) -> Found | None:
    return Found("DATE", "PAST_REF") if match.value("r") == "ago" else None


@rule("day-before", r"d(?P<k>[sgvx])?(?P<u>U)(?P<r>[bX])(?![_dawhzlsev]|[A-Z])", needs="U Xb")
def _day_before(match: Match, context: Context) -> Found | None:
    move = -1 if match.code("r") == "b" else 1
    return _moved(context.reference(3), move, match.value("u"))


@rule("ordinal-day", r"d(?P<n>O)(?=[,._)]|$)", needs="O d")
def _ordinal_day(match: Match, context: Context) -> Found | None:
    """ "on the 15th", after a date has been told."""
    item = match.item("n")
    if item is None or not item.text[0].isdigit() or match.word_before() != "on":
        return None
    reference = context.reference(3)
    if reference is None or granularity(reference) not in ("D", "M"):
        return None
    return Found("DATE", f"{reference[:7]}-{match.number('n'):02d}")


@rule("present", r"n", needs="n")
def _present(_: Match, __: Context) -> Found | None:
    return Found("DATE", "PRESENT_REF")


@rule("current", r"(?P<d>d)?(?P<k>k)(?!\$?[Uu])", needs="k")
def _current(match: Match, _: Context) -> Found | None:
    # "the present" is a time, "the present government" and "the current crisis" are not.
    noun = match.words("k") == "present"
    if noun and match.word_after() not in (",", ".", ";", "and", "or", "time"):
        return None
    if noun != bool(match.code("d")):
        return None
    return Found("DATE", "PRESENT_REF")


@rule("pastref", r"r|dt(?![DNWVKUuSaOsMAqx+~YG%])", needs="dr")
def _pastref(_: Match, __: Context) -> Found | None:
    return Found("DATE", "PAST_REF")


@rule("recent", r"(?P<m>R)(?P<u>[uq])?(?:[&|]u)?", needs="R")
def _recent(_: Match, __: Context) -> Found | None:
    return Found("DATE", "PAST_REF")


@rule("coming", r"d?(?P<c>c|F|R)(?P<u>u)", needs="u FRc")
def _coming(match: Match, _: Context) -> Found | None:
    return Found("DATE", "PAST_REF" if match.code("c") == "R" else "FUTURE_REF")


@rule("futureref", r"f|d?F(?![uU])", needs="Ff")
def _futureref(match: Match, context: Context) -> Found | None:
    words = [i.text for i in match.items[match.match.start() : match.match.end()]]
    if match.codes[match.match.start()] == "F" and not context.narrative:
        return None
    if words == ["soon"] and (context.narrative or match.word_after() == "after"):
        return None
    if words == ["soon"] and match.word_before() in ("as", "too", "so"):
        return None
    if words == ["shortly"] and match.word_after() in ("after", "before"):
        return None
    return Found("DATE", "FUTURE_REF")
