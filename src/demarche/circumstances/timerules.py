"""The grammar of times: patterns over the lexer's codes, and what each of them means.

A rule is a name, a regular expression over `lexing.CODES` and a builder from its match to a
`Found`. All rules are tried; of overlapping finds the leftmost, then the longest, then the one
whose rule comes first is kept (`times.select`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from demarche.circumstances.context import Context
from demarche.circumstances.lexing import Item


@dataclass(slots=True)
class Found:
    """A time's kind and value. `clock`: a time of day that still lacks its day (value `T14:30`).

    `compared`: only named for comparison ("a year earlier"): no later time is relative to it.
    """

    kind: str
    value: str
    clock: bool = False
    compared: bool = False


NOT_A_TIME = Found("", "")
"""A builder's answer that its words are no time and must not be read as one by another rule."""


@dataclass(slots=True)
class Match:
    """A rule's match: groups by name as lexer items."""

    match: re.Match[str]
    codes: str
    items: list[Item]
    text: str

    def item(self, group: str) -> Item | None:
        """The first item of a group, or None where it did not match."""
        at = self.match.start(group)
        return self.items[at] if at >= 0 and self.match.group(group) else None

    def value(self, group: str, default: str = "") -> str:
        """The value of a group's first item as text."""
        item = self.item(group)
        return default if item is None else str(item.value)

    def number(self, group: str) -> int:
        """The value of a group's first item as a whole number."""
        item = self.item(group)
        return 0 if item is None else int(float(item.value))

    def code(self, group: str) -> str:
        """The codes that a group matched."""
        return self.match.group(group) or ""

    def words(self, group: str) -> str:
        """The words that a group matched, lower case."""
        first, last = self.match.span(group)
        return " ".join(i.text for i in self.items[first:last]) if first >= 0 else ""

    def before(self, count: int = 1) -> str:
        """The codes of the items before the match."""
        return self.codes[max(0, self.match.start() - count) : self.match.start()]

    def word_before(self, back: int = 1) -> str:
        """The lower-cased word `back` items before the match."""
        at = self.match.start() - back
        return self.items[at].text if at >= 0 else ""

    def word_after(self, ahead: int = 0) -> str:
        """The lower-cased word after the match."""
        at = self.match.end() + ahead
        return self.items[at].text if at < len(self.items) else ""

    def capital(self, group: str) -> bool:
        """Whether a group's first item is written with a capital."""
        item = self.item(group)
        return item is not None and self.text[item.start].isupper()


Builder = Callable[[Match, Context], Found | None]


@dataclass(slots=True)
class Rule:
    """A named pattern and its builder.

    `needs`: sets of codes, of each of which every match has one: a sentence without is not tried.
    """

    name: str
    pattern: re.Pattern[str]
    build: Builder
    needs: tuple[frozenset[str], ...]


RULES: list[Rule] = []


def rule(name: str, pattern: str, needs: str) -> Callable[[Builder], Builder]:
    """Register a builder for a pattern; order of registration breaks ties.

    `needs`: sets of codes separated by blanks, one of each of which every match must have.
    """
    required = tuple(frozenset(codes) for codes in needs.split())

    def register(build: Builder) -> Builder:
        RULES.append(Rule(name, re.compile(pattern.replace(" ", "")), build, required))
        return build

    return register
