"""Rules for durations and sets: five years, the past two months, every Monday, daily."""

from demarche.circumstances.context import Context
from demarche.circumstances.timerules import NOT_A_TIME, Found, Match, rule

CLOCK = {"TS": "S", "TM": "M", "TH": "H"}
COUNT = r"(?P<n>(?:[DNW]|K|V|a|Y)(?:&aH|D/D)?)"
PLUS = r"(?P<p>-?\+)?"


def period(count: float | str, unit: str) -> str:
    """`P3D`, `PT2H`, `P2W`, `PXY` (unknown count), `P1E` a decade; halves of years as months."""
    if isinstance(count, str):
        number = count
    elif count != int(count) and unit == "Y":
        years, months = int(count), round((count - int(count)) * 12)
        return (f"P{years}Y" if years else "P") + f"{months}M"
    elif count != int(count) and unit in ("TH", "TM"):
        small = {"TH": "M", "TM": "S"}[unit]
        whole = f"{int(count)}{CLOCK[unit]}" if count >= 1 else ""
        return f"PT{whole}{round((count - int(count)) * 60)}{small}"
    else:
        number = f"{count:g}" if count < 1e6 else str(int(count))
    if unit == "F":
        return f"P{2 * float(number):g}W" if number != "X" else "PXW"
    if unit == "WE":
        return f"P{number}WE"
    if unit == "H":
        return f"P{6 * float(number):g}M" if number != "X" else "PXM"
    if unit in ("E", "C") and number != "X":
        return f"P{float(number) * (10 if unit == 'E' else 100):g}Y"
    return f"PT{number}{CLOCK[unit]}" if unit in CLOCK else f"P{number}{unit}"


def count_of(match: Match) -> float | str:
    """The number of a duration: `X` where it is vague, "a couple" is two, "3 1/2" is 3.5."""
    code = match.code("n")
    if code[0] == "V":
        return "X"
    if code[0] == "K":
        return 2.0
    item = match.item("n")
    assert item is not None
    number = 1.0 if code[0] == "a" else float(item.value)
    if code.endswith("&aH"):
        return number + 0.5
    if "/" in code:
        at = match.match.start("n")
        return number + float(match.items[at + 1].value) / float(match.items[at + 3].value)
    return number


@rule("set-times", r"a(?P<u>U)", needs="U a")
def _times_a(match: Match, _: Context) -> Found | None:
    """ "twice a week", "three times a year"."""
    if match.word_before() not in ("once", "twice", "thrice", "times"):
        return None
    unit = match.value("u")
    if unit not in ("D", "W", "M", "Y", "Q"):
        return None
    return Found("SET", {"Q": "P3M"}.get(unit, f"P1{unit}"))


@rule(
    "duration",
    r"(?:~(?!d))?(?P<d>[dzj])?" + COUNT + PLUS + r"-?(?P<u>[Uu])(?P<h>&aH)?",
    needs="Uu DKNVWYa",
)
@rule("duration-which", r"(?:~(?!d))?(?P<d>[dw])?(?P<k>h?[lxtvgcjzO<EL=]+)" + COUNT + PLUS
      + r"-?(?P<u>[Uu])", needs="Uu <=ELOcgjltvxz")  # fmt: skip
def _duration(match: Match, _: Context) -> Found | None:
    unit, code = match.value("u"), match.code("n")
    if code == "Y" and match.item("n").text and unit not in ("D", "TH", "M"):  # type: ignore[union-attr]
        return None
    if unit == "Q" and code not in ("V",) and match.code("u") == "U" and code != "a":
        return None
    if code == "a" and match.code("u") == "u":
        return None
    groups = match.match.groupdict()
    if code == "a" and groups.get("d"):
        return None
    if match.word_after() == "-" and match.word_after(1) in ("old", "olds"):
        return None
    if match.word_after() in ("old", "older", "younger"):
        return None
    count = count_of(match)
    if match.code("d") in ("z", "j") or "z" in (groups.get("k") or ""):
        return None
    if groups.get("h") and not isinstance(count, str):
        count += 0.5
    if (code == "a" and _rate(match)) or (unit == "Q" and match.word_after() == "of"):
        return NOT_A_TIME
    return Found("DURATION", period(count, unit))


def _rate(match: Match) -> bool:
    """Whether "a year" says how often: "$5 million a year", "twice a day", "5% a month"."""
    before = match.word_before()
    if match.before() in ("W", "N", "D") and match.match.start() > 0:
        return True
    earlier = match.codes[max(0, match.match.start() - 3) : match.match.start()]
    return (bool(set("WND") & set(earlier[:-1])) and earlier[-1:] == "_") or before in (
        "percent", "%", "times", "once", "twice", "dollars", "people", "barrels", "tons", "tonnes",
    )  # fmt: skip


@rule("half-unit", r"(?:~)?(?:aH|Ha|H|Wo?a?H)-?(?P<u>[Uu])", needs="Uu HWa")
def _half(match: Match, _: Context) -> Found | None:
    return Found("DURATION", period(0.5, match.value("u"))) if match.value("u") in (
        "Y", "TH", "TM", "D", "M", "C", "E"
    ) else None  # fmt: skip


@rule("which-unit-plural", r"(?P<d>d)?(?P<k>[lxtcg])(?P<u>u)", needs="u cgltx")
def _plural(match: Match, _: Context) -> Found | None:
    if match.code("k") == "g" and match.value("u") not in ("TS", "WE"):
        # "the following days" follow what was told, not the day of writing.
        return Found("DURATION", period("X", match.value("u")))
    return Found("DATE", "PAST_REF" if match.code("k") in "lt" else "FUTURE_REF")


@rule("units-bare", r"(?P<u>u)(?:[|&](?P<u2>u))?", needs="u")
def _bare(match: Match, _: Context) -> Found | None:
    unit = match.value("u")
    if unit in ("TS", "TM", "WE", "Q") or match.word_after() in ("old", "of"):
        return None
    if (match.before() in "i~" and match.word_before() in ("for", "in", "within", "over")) or (
        match.word_before() in ("take", "took", "taken", "spent", "lasted", "over", "two")
    ):
        return Found("DURATION", period("X", unit))
    return None


@rule("set-each", r"e(?P<o>H|(?P<n>[DNW]))?(?P<u>[UuS])", needs="SUu e")
def _each(match: Match, _: Context) -> Found | None:
    unit = match.value("u")
    if match.code("u") == "S":
        return Found("SET", f"XXXX-{unit}")
    count = match.number("n") if match.code("n") else 1
    return Found("SET", period(float(count), unit))


@rule("set-each-part", r"e(?:(?P<M>M)|(?P<P>P))", needs="MP e")
def _each_part(match: Match, _: Context) -> Found | None:
    if match.code("M"):
        return Found("SET", f"XXXX-{int(match.value('M')):02d}")
    return Found("SET", f"XXXX-XX-XXT{match.value('P')}")


@rule("frequency", r"Q", needs="Q")
def _frequency(match: Match, _: Context) -> Found | None:
    return Found("SET", str(match.items[match.match.start()].value))
