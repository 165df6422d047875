"""Intervals that two words or two times make: since, until, by, between Monday and Friday."""

import re
from datetime import date, timedelta

from demarche.circumstances.calendar import day
from demarche.language.tree import Tree
from demarche.model import Time

Found = tuple[int, int, Time]
_JOINED = re.compile(r",? ?(?:to|and|until|till|through|-|–|—) ?(?:the )?", re.IGNORECASE)
_UNTIL = frozenset(("until", "till", "through", "by", "til"))


def spanning(tree: Tree, found: list[Found], today: date | None) -> list[Found]:
    """The same times, their `earliest` and `latest` widened or cut by the words around them.

    "since 2019" runs to the article's day, "until June" has no beginning, "before Sunday" ends the
    day before; both ends of "between Monday and Friday" have the whole interval.
    """
    done: list[Found] = []
    for first, last, time in found:
        word = tree.words[first - 1].lower() if first else ""
        start, stop = time.earliest, time.latest
        if time.kind in ("DATE", "TIME") and start and stop:
            earlier = _range_with(tree, done, first, time)
            if earlier is not None:
                begin, end = earlier.earliest, stop
                done[-1] = (*done[-1][:2], _cut(earlier, begin, end))
                time = _cut(time, begin, end)
            elif word == "since" and today and start <= today.isoformat():
                time = _cut(time, start, today.isoformat())
            elif word in _UNTIL:
                time = _cut(time, None, stop)
            elif word == "before" and time.kind == "DATE":
                last_day = date.fromisoformat(start) - timedelta(days=1)
                time = _cut(time, None, last_day.isoformat())
            elif word == "after" and time.kind == "DATE":
                time = _cut(time, start, None)
        done.append((first, last, time))
    return done


def _range_with(tree: Tree, done: list[Found], first: int, time: Time) -> Time | None:
    """The time before that this one ends a range with, set right where it is a weekday too late."""
    if not done or not time.latest:
        return None
    begin, end, before = done[-1]
    if before.earliest is None or before.kind not in ("DATE", "TIME") or not before.latest:
        return None
    gap = tree.text[tree.ends[end] : tree.starts[first]]
    lead = tree.words[begin - 1].lower() if begin else ""
    if lead == "the" and begin > 1:
        lead = tree.words[begin - 2].lower()
    if not _JOINED.fullmatch(gap):
        return None
    joint = gap.strip(" ,").lower().removesuffix(" the")
    if joint in ("and",) and lead != "between":
        return None
    if joint == "to" and lead != "from" and before.precision != time.precision:
        return None
    if before.earliest > time.latest:
        one, other = day(before.value), day(time.value)
        if one is None or other is None or (one - other).days > 6:
            return None
        moved = (one - timedelta(days=7)).isoformat()
        return Time(
            value=moved + before.value[10:], kind=before.kind, earliest=moved, latest=moved,
            precision=before.precision, span=before.span,
        )  # fmt: skip
    return before


def _cut(time: Time, earliest: str | None, latest: str | None) -> Time:
    return Time(
        value=time.value, kind=time.kind, earliest=earliest, latest=latest,
        precision=time.precision, span=time.span, inferred=time.inferred,
    )  # fmt: skip
