"""The day that an article's times are told from: its dateline's, else that of its publication."""

import re
from datetime import date, datetime, timedelta

from demarche.circumstances.calendar import nearest_year
from demarche.circumstances.gazetteer import Spot, fold, gazetteer
from demarche.model import Document

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATELINE = re.compile(
    r"^[ \t]*(?P<place>[A-Z][A-Z .'’-]{2,30})"
    rf"(?:,[ ](?!{_MONTH}[ ]\d)[A-Z][\w. ]{{2,20}})?(?=[,( –—-])"
    rf"(?:,?[ ](?:(?P<month>{_MONTH})[ ](?P<day>\d{{1,2}})"
    rf"|(?P<day2>\d{{1,2}})[ ](?P<month2>{_MONTH}))"
    r"(?:,?[ ](?P<year>\d{4}))?)?[^\n]{0,30}?(?:--|[-–—])",
    re.MULTILINE,
)
_WITHIN = 900
"""Characters in which a dateline must begin: headline and byline may stand before it."""
_NEAR = 14
"""Days by which a dateline's date may differ from the publication's."""


def reference_day(document: Document, text: str) -> date | None:
    """The day that "today" means; None unless it is known to the day.

    A dateline's own date comes first. A time of publication is read in its own zone; where that is
    UTC, as feeds give it, at the place of the dateline (by its longitude, an hour for 15 degrees).
    """
    published = _published(document.published)
    found = dateline(text)
    if found is None:
        return published
    month = found.group("month") or found.group("month2")
    if month is None:
        return _local(document.published or "", found.group("place")) or published
    number = _MONTHS.index(month[:3].lower()) + 1
    day_of_month = int(found.group("day") or found.group("day2"))
    if found.group("year"):
        year: int | None = int(found.group("year"))
    else:
        year = nearest_year(published, number, day_of_month) if published else None
    try:
        told = date(year, number, day_of_month) if year else None
    except ValueError:
        return published
    if told is None or (published and abs((told - published).days) > _NEAR):
        return published
    return told


def dateline(text: str) -> re.Match[str] | None:
    """An article's dateline: "SEOUL, Oct. 21 (Ours) --"; its group `place` is the town."""
    return _DATELINE.search(text, 0, min(len(text), _WITHIN))


def dateline_spot(place: str) -> Spot | None:
    """The town of a dateline: a capital before others, then the largest."""
    spots = [s for s in gazetteer().look_up(fold(place.strip())) if s.kind in ("capital", "city")]
    return max(spots, key=lambda s: (s.kind == "capital", s.population, s.name), default=None)


def _published(published: str | None) -> date | None:
    """The day of publication; None unless it is known to the day."""
    if published is None or len(published) < 10:
        return None
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def _local(published: str, place: str) -> date | None:
    """The day at a place, of a time given in UTC; None where either is not known."""
    if not published.endswith(("Z", "+00:00")) or len(published) < 16:
        return None
    best = dateline_spot(place)
    if best is None:
        return None
    try:
        moment = datetime.fromisoformat(published.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment + timedelta(hours=round(best.longitude / 15))).date()
