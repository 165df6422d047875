"""Rules for times of day told by a clock: 5 p.m., 14:30, 0300 GMT, three in the morning, noon."""

from demarche.circumstances.context import Context
from demarche.circumstances.timerules import Found, Match, rule


@rule("clock", r"~?(?P<c>:)(?P<o>')?(?P<p>C)?(?P<dp>iP)?(?P<z>\(?Z\)?)?", needs=":")
@rule(
    "clock-hour",
    r"~?(?P<c>[DWNY])(?:(?P<o>')(?P<p>C)?|(?P<p2>C))(?P<dp>idP)?(?P<z>\(?Z\)?)?",
    needs="'C DNWY",
)
@rule("clock-dotted", r"~?(?P<c>[DN])(?P<p2>C)(?P<z>\(?Z\)?)?", needs="C DN")
def _clock(match: Match, _: Context) -> Found | None:
    item = match.item("c")
    assert item is not None
    groups = match.match.groupdict()
    half = (groups.get("p") and match.value("p")) or (groups.get("p2") and match.value("p2")) or ""
    text = item.text
    if ":" in text:
        hour, minute = int(text.split(":")[0]), text.split(":", 1)[1]
    elif match.code("c") == "Y" or (len(text) == 4 and text.isdigit()):
        hour, minute = int(text[:2]), text[2:]
        if not groups.get("o"):
            return None
    else:
        number = float(item.value)
        hour, minute = int(number), f"{round((number - int(number)) * 100):02d}"
        if not groups.get("o") and not half:
            return None
    if hour > 24 or int(minute[:2]) > 59:
        return None
    if half == "PM" and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    return Found("TIME", f"T{hour:02d}:{minute}", clock=True)


@rule("clock-military", r"~?(?P<c>[NY])(?P<h>[_u])?(?P<z>\(?Z\)?)", needs="Z NY")
def _clock_military(match: Match, _: Context) -> Found | None:
    """ "0300 GMT", "1400 hours local time"."""
    item = match.item("c")
    if item is None or len(item.text) != 4 or not item.text.isdigit():
        return None
    if match.code("h") and match.words("h") != "hours":
        return None
    hour, minute = int(item.text[:2]), int(item.text[2:])
    if hour > 24 or minute > 59:
        return None
    return Found("TIME", f"T{hour:02d}:{minute:02d}", clock=True)


@rule("clock-daypart", r"~?(?P<c>[DW])id(?P<P>P)(?P<z>Z)?", needs="P d")
def _clock_daypart(match: Match, _: Context) -> Found | None:
    """ "at 3 in the morning"."""
    hour, part = match.number("c"), match.value("P")
    if not 1 <= hour <= 12 or part not in ("MO", "AF", "EV") or match.before() not in ("i", "~"):
        return None
    if part != "MO" and hour < 12:
        hour += 12
    return Found("TIME", f"T{hour:02d}:00", clock=True)


@rule("instant", r"(?P<I>I)(?P<z>Z)?", needs="I")
def _instant(match: Match, _: Context) -> Found | None:
    return Found("TIME", "T" + match.value("I"), clock=True)
