"""The filters that all pages share, kept in the address: any view can be sent as a link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from demarche.plover import CONTEXTS, TYPES
from demarche.web.words import STANCES, STATUSES

if TYPE_CHECKING:
    from demarche.ledger import Query

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d)?)?)?")
SURE = {"": (), "probable": ("CT+", "PR+", "CT-", "PR-"), "certain": ("CT+", "CT-")}
"""How certain the nearest source is: of all, at least probable, certain."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked at. Empty: everything.

    `actor`: a side (`RUS`), a code (`RUS.MIL`) or an actor's id, on either side of an event.
    `dyad`: `PRK-RUS` either way, `PRK>RUS` directed. `since` and `until`: ISO dates, inclusive; or
    hours (`2024-10-18T09`), which the timeline heeds, and the other pages to the day.
    """

    q: str = ""
    actor: str = ""
    dyad: str = ""
    source: str = ""
    type: str = ""
    quad: str = ""
    context: str = ""
    status: str = ""
    stance: str = ""
    place: str = ""
    publisher: str = ""
    sure: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Filters":
        """From an address; what is none of our values is left out rather than an error."""
        found = {f.name: params.get(f.name, "").strip()[:200] for f in fields(cls)}
        allowed: dict[str, Any] = {
            "type": TYPES, "context": CONTEXTS, "status": STATUSES, "sure": SURE,
            "quad": ("1", "2", "3", "4"),
        }  # fmt: skip
        for name, values in allowed.items():
            if found[name] not in values:
                found[name] = ""
        if found["stance"].partition("=")[0] not in STANCES:
            found["stance"] = ""
        for name in ("since", "until"):
            if not _DATE.fullmatch(found[name]):
                found[name] = ""
        return cls(**found)

    def chosen(self) -> dict[str, str]:
        """The filters that are set, by name."""
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: value for name, value in pairs if value}

    def address(self, **changes: str) -> str:
        """The filters as the end of an address, with some changed; empty where none is set."""
        chosen = replace(self, **changes).chosen()
        return f"?{urlencode(chosen)}" if chosen else ""

    def but(self, **changes: str) -> "Filters":
        """The same with some changed."""
        return replace(self, **changes)

    @property
    def hours(self) -> bool:
        """Whether hours are chosen, not only days."""
        return "T" in self.since or "T" in self.until

    def within(self, moment: str) -> bool:
        """Whether a day or an hour lies in the time that is chosen; a day, if it may."""
        low, high = self.since[: len(moment)], self.until[: len(moment)]
        return moment[: len(low)] >= low and (not high or moment[: len(high)] <= high)

    def query(self, kind: str) -> "Query":
        """What the store is asked for records of this kind: only the fields that the kind knows."""
        from demarche.ledger import Query

        def one(value: str) -> tuple[str, ...]:
            return (value,) if value else ()

        asked: dict[str, Any] = {
            "words": self.q,
            "since": self.since[:10] or None,
            "until": self.until[:10] or None,
            "publisher": one(self.publisher),
        }
        if kind in ("claims", "events"):
            asked |= {
                "party": one(self.actor), "dyad": one(self.dyad), "type": one(self.type),
                "quad": (int(self.quad),) if self.quad else (), "place": one(self.place),
                "status": one(self.status), "stance": one(self.stance),
                "context": one(self.context), "source": one(self.source),
            }  # fmt: skip
        if kind == "events":
            asked["factuality"] = SURE[self.sure]
        if kind == "statements":
            asked["source"] = one(self.source or self.actor)
        return Query(**asked)
