"""What a time is relative to: the article's date, the dates before it in the text, the tense."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from demarche.circumstances.calendar import granularity, interval, week_value, year_of


@dataclass(slots=True)
class Past:
    """A time already read: its value and the sentence it stood in."""

    value: str
    sentence: int


@dataclass(slots=True)
class Context:
    """Where reading stands. `today` is None when the article's date is unknown.

    `narrative`: the text tells of other times than its own (history, a chronicle), so what is
    relative is relative to the date last told and not to the date of publication.
    """

    today: date | None
    narrative: bool = False
    sentence: int = 0
    tense: str = ""
    history: list[Past] = field(default_factory=list)

    @property
    def now(self) -> str | None:
        """The value that "this year" or "Monday" starts from."""
        if self.narrative:
            return self.latest()
        return self.today.isoformat() if self.today else None

    def latest(self, within: int = 1_000_000, units: str = "D TH W M Q S H Y B") -> str | None:
        """The value last read at most `within` sentences ago that is known to one of `units`."""
        allowed = units.split()
        for past in reversed(self.history):
            if self.sentence - past.sentence > within:
                return None
            if granularity(past.value) in allowed:
                return past.value
        return None

    def reference(self, within: int = 1_000_000) -> str | None:
        """What "two days later" or "the following year" starts from: the last date, or today."""
        return self.latest(within) or (self.today.isoformat() if self.today else None)

    def remember(self, value: str) -> None:
        """Keep a resolved value as a reference for those after it."""
        # A quarter that has not ended yet is no base for "the latest quarter" or "a year earlier".
        if (
            self.today
            and value[4:6] == "-Q"
            and (interval(value)[1] or "") > self.today.isoformat()
        ):
            return
        if granularity(value):
            self.history.append(Past(value, self.sentence))


def month_near(context: Context, month: int) -> int | None:
    """The year of a bare month: the last one, or the next one where the tense looks ahead."""
    now = context.now
    if now is None:
        return None
    year = year_of(now)
    first = interval(now)[0]
    if year is None or year <= 0:
        return year
    if context.narrative or first is None:
        return year
    current = int(first[5:7])
    if context.tense == "future":
        return year if month >= current else year + 1
    return year if month <= current else year - 1


def day_near(context: Context, month: int, day_of_month: int) -> int | None:
    """The year of a day without one: nearest to the article's date; the tense breaks near ties."""
    now = context.now
    if now is None:
        return None
    year = year_of(now)
    first = interval(now)[0]
    if year is None or year <= 0 or context.narrative or first is None:
        return year
    base = date.fromisoformat(first)
    best: tuple[float, int] | None = None
    for option in (year - 1, year, year + 1):
        try:
            distance = (date(option, month, day_of_month) - base).days
        except ValueError:
            continue
        against = (context.tense == "future" and distance < 0) or (
            context.tense == "past" and distance > 0
        )
        cost = abs(distance) * (1.7 if against else 1.0)
        if best is None or cost < best[0]:
            best = (cost, option)
    return best[1] if best else None


def weekday_near(context: Context, weekday: int, which: str) -> str | None:
    """The day of a weekday (1 is Monday). `which`: `last`, `next`, `this`, `prior`, `following`."""
    now = context.now
    if which in ("prior", "following") or context.narrative:
        now = context.reference()
    if now is None or interval(now)[0] is None:
        return None
    base = date.fromisoformat(interval(now)[0] or "")
    back = (base.isoweekday() - weekday) % 7
    ahead = (weekday - base.isoweekday()) % 7
    if which in ("last", "prior"):
        move = -(back or 7)
    elif which in ("next", "following"):
        move = ahead or 7
    elif which == "this":
        move = ahead if context.tense != "past" else -back
    elif context.narrative:
        move = ahead
    else:
        move = ahead if context.tense == "future" else -back
    return (base + timedelta(days=move)).isoformat()


def weekend_near(context: Context, move: int) -> str | None:
    """The weekend of this week moved by weeks; on a Monday or Tuesday in the past, the last one."""
    now = context.now
    if now is None or interval(now)[0] is None:
        return None
    base = date.fromisoformat(interval(now)[0] or "")
    if move == 0 and context.tense != "future" and base.isoweekday() <= 4:
        move = -1
    return week_value(base + timedelta(weeks=move)) + "-WE"
