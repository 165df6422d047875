"""Times in a text: found by the grammar, resolved in reading order."""

import re
from bisect import bisect_left, bisect_right
from datetime import date
from functools import cache

from demarche.circumstances import rules_clocks, rules_dates, rules_durations, rules_relative
from demarche.circumstances.calendar import day, time
from demarche.circumstances.context import Context
from demarche.circumstances.lexing import Item, lex, time_words
from demarche.circumstances.reference import reference_day
from demarche.circumstances.spanning import spanning
from demarche.circumstances.tense import looks
from demarche.circumstances.timerules import NOT_A_TIME, RULES, Found, Match, Rule
from demarche.circumstances.wordlists import words
from demarche.language.tree import Tree
from demarche.model import Document, Span, Time

# Rules register themselves when their modules are read; their order there breaks ties.
_GRAMMAR = (rules_clocks, rules_dates, rules_durations, rules_relative)
_TRIGGERS = frozenset("MABUuSqPpITtnkrRfFQmGJYDN9567:WKVLE<>")
"""Codes without which a sentence holds no time."""


def find_times(tree: Tree, document: Document) -> list[tuple[int, int, Time]]:
    """All times of a document: first token, last token (inclusive), and the time they name."""
    context = Context(today=reference_day(document, tree.text))
    lexed = [
        _lexed(tree.text, tree.starts[first], tree.ends[last - 1])
        for first, last in tree.sentences
        if last > first
    ]
    context.narrative = _narrative(lexed, context.today)
    found: list[tuple[int, int, Time]] = []
    for number, (codes, items) in enumerate(lexed):
        if _TRIGGERS.isdisjoint(codes):
            continue
        context.sentence = number
        for start, end, hit in _read(codes, items, tree, context):
            first, last = _tokens(tree, start, end)
            when = time(hit.value, hit.kind)
            span = Span(start=start, end=end, text=tree.text[start:end])
            found.append((first, last, _with_span(when, span)))
    return spanning(tree, found, context.today)


_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_DATED = re.compile(r"\d{4}|\d[:/.]\d|['’]\d\d|[Qq][1-4]|\d['’]?[a-zA-Z]")
"""Digits that alone may tell a time: 2019, 10:30, 3/4, '85, Q3, 1990s, 5pm."""
_DOTTED = re.compile(r"\b[AaPp]\.\s?[Mm]\b|\b[BbAa]\.\s?[CcDd]\b")
_TELLING = _TRIGGERS.difference("WEKVLDN<>") | {"O", "$", "@", "%", "=", "C", "'"}
"""Codes of which every time without digits has one."""
_YEARS = words(
    """eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
        thousand"""
)
"""Number words that years are told with."""


_COMMON = words(
    """that this these those some while once being long short near around right first"""
)


@cache
def _openings() -> frozenset[str]:
    """Words of which a time without digits has one: of a phrase its longest, the rarest."""
    single, phrases = time_words()
    told: list[tuple[str, ...]] = [
        (word,) for word, (code, _) in single.items() if code in _TELLING and "." not in word
    ]
    told += [pieces for found in phrases.values() for pieces, code, _ in found if code in _TELLING]
    rarest = {
        max(_WORD.findall(" ".join(pieces)), key=lambda w: (w not in _COMMON, len(w)), default="")
        for pieces in told
    }
    return frozenset(rarest) | _YEARS


def _lexed(text: str, start: int, end: int) -> tuple[str, list[Item]]:
    """The codes and items of a sentence; nothing where no word and no digits tell a time."""
    part = text[start:end]
    if (
        _openings().isdisjoint(_WORD.findall(part.lower()))
        and not (_DIGIT.search(part) and _DATED.search(part))
        and not ("." in part[:-1] and _DOTTED.search(part))
    ):
        return "", []
    return lex(text, start, end)


def time_spans(tree: Tree) -> list[tuple[int, int]]:
    """Characters of all calendar dates and clocks (no durations): numbers that count nothing."""
    context = Context(today=None)
    spans: list[tuple[int, int]] = []
    for first, last in tree.sentences:
        if last == first:
            continue
        start, end = tree.starts[first], tree.ends[last - 1]
        if not _DIGIT.search(tree.text, start, end):
            continue
        codes, items = lex(tree.text, start, end)
        if _TRIGGERS.isdisjoint(codes):
            continue
        spans.extend(
            (begin, stop)
            for begin, stop, hit in _read(codes, items, tree, context)
            if hit.kind in ("DATE", "TIME")
        )
    return spans


def _with_span(when: Time, span: Span) -> Time:
    return Time(
        value=when.value, kind=when.kind, earliest=when.earliest, latest=when.latest,
        precision=when.precision, span=span,
    )  # fmt: skip


def _narrative(lexed: list[tuple[str, list[Item]]], today: date | None) -> bool:
    """Whether most years that the text names lie well before its own date.

    News tells weekdays, a history months: few years are enough where no weekday is named.
    """
    years = [
        int(item.text)
        for codes, items in lexed
        for at, item in enumerate(items)
        if codes[at] == "Y" and item.text.isdigit() and codes[max(0, at - 1)] in "MDi,oE&-"
    ]
    old = sum(1 for _, items in lexed for i in items if i.value == "BC")
    if today is None:
        return len(years) + old >= 3
    told = len(years) + old
    far = sum(1 for year in years if abs(today.year - year) > 5) + old
    past = sum(1 for year in years if abs(today.year - year) > 1) + old
    weekdays = sum(codes.count("A") for codes, _ in lexed)
    months = sum(codes.count("M") for codes, _ in lexed)
    if weekdays <= 1 and months >= 8 and told >= 3 and far == told:
        return True
    most = 0.6 if weekdays * 10 <= told else 0.8
    return (told >= 6 and far >= 0.8 * told) or (told >= 15 and past >= most * told)


def select(codes: str, items: list[Item], text: str) -> list[tuple[Rule, Match]]:
    """Candidates by rule: leftmost first, then longest, then rule order (for the reader to try)."""
    hits: list[tuple[int, int, int, Rule, Match]] = []
    present = frozenset(codes)
    for order, rule in enumerate(RULES):
        lacking = False
        for need in rule.needs:
            if need.isdisjoint(present):
                lacking = True
                break
        if lacking:
            continue
        for match in rule.pattern.finditer(codes):
            if match.end() > match.start():
                wrapped = Match(match, codes, items, text)
                hits.append((match.start(), -match.end(), order, rule, wrapped))
    hits.sort(key=lambda h: h[:3])
    return [(h[3], h[4]) for h in hits]


def _read(
    codes: str, items: list[Item], tree: Tree, context: Context
) -> list[tuple[int, int, Found]]:
    """The times of one sentence, resolved left to right, neighbours of day and clock joined."""
    done: list[tuple[int, int, Found]] = []
    free = 0
    for rule, match in select(codes, items, tree.text):
        first, last = match.match.span()
        if first < free:
            continue
        context.tense = looks(tree, items[first].start)
        hit = rule.build(match, context)
        if hit is None:
            continue
        free = last
        if hit is NOT_A_TIME:
            continue
        if done and _joins(codes, done[-1], (first, hit)):
            before = done.pop()
            hit = _join(before[2], hit)
            first = before[0]
        if hit.kind in ("DATE", "TIME") and not hit.clock and not hit.compared:
            context.remember(hit.value)
        done.append((first, last, hit))
    return [
        (items[first].start, items[last - 1].end, _rooted(hit, context))
        for first, last, hit in done
    ]


def _joins(codes: str, before: tuple[int, int, Found], after: tuple[int, Found]) -> bool:
    """Whether "9 p.m. EST" and "Nov. 9", or "Friday" and "at noon", are one time."""
    gap = codes[before[1] : after[0]]
    left, right = before[2], after[1]
    if left.clock and right.kind == "DATE" and day(right.value):
        return gap in ("", ",", "i", "o", "id", "od", "i,")
    if right.clock and left.kind == "DATE" and day(left.value):
        return gap in ("", ",", "i") and (gap != "" or right.value[1:2].isdigit())
    return False


def _join(left: Found, right: Found) -> Found:
    clock, dated = (left, right) if left.clock else (right, left)
    return Found("TIME", dated.value + clock.value)


def _rooted(hit: Found, context: Context) -> Found:
    """A clock without a day: that of the day last told nearby, or of publication."""
    if not hit.clock:
        return hit
    base = context.latest(2, "D") if not context.narrative else context.latest(3, "D")
    if base is None and context.today and not context.narrative:
        base = context.today.isoformat()
    return Found("TIME", (base or "XXXX-XX-XX") + hit.value)


def _tokens(tree: Tree, start: int, end: int) -> tuple[int, int]:
    """The tokens that characters `start` to `end` touch."""
    first = max(0, bisect_right(tree.starts, start) - 1)
    last = max(first, bisect_left(tree.starts, end) - 1)
    return first, last
