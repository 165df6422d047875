"""What a running application has at hand, and how it writes a page."""

import calendar
import hashlib
import threading
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from demarche.cli.show import figure
from demarche.model import AUTHOR, Party
from demarche.web import words
from demarche.web.access import Limiter, Sessions
from demarche.web.filters import Filters
from demarche.web.people import People
from demarche.web.settings import Settings

if TYPE_CHECKING:
    from demarche.ledger import Store
    from demarche.ledger.query import Cut
    from demarche.web.jobs import Jobs

T = TypeVar("T")
_SEQ: ContextVar[tuple[object, int] | None] = ContextVar("seq", default=None)
"""Of one request: each runs in a context of its own."""

ASSETS = Path(str(files("demarche.web").joinpath("assets")))
NAV = (
    ("/", "Today"),
    ("/claims", "Claims"),
    ("/articles", "Articles"),
    ("/actors", "Actors"),
    ("/network", "Network"),
    ("/map", "Map"),
    ("/timeline", "Timeline"),
    ("/searches", "Saved"),
    ("/add", "Add"),
)


class Cache:
    """What was computed for one state of the ledger; emptied as soon as the ledger changes."""

    def __init__(self, size: int = 512) -> None:
        self.size = size
        self._lock = threading.Lock()
        self._seq = -1
        self._kept: dict[Any, Any] = {}

    def get(self, seq: int, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `make()` for this state of the ledger, computed once."""
        with self._lock:
            if seq != self._seq or len(self._kept) >= self.size:
                self._seq, self._kept = seq, {}
            if key in self._kept:
                kept: T = self._kept[key]
                return kept
        made = make()
        with self._lock:
            if self._seq == seq:
                self._kept[key] = made
        return made


@dataclass(slots=True)
class Site:
    """The parts of a running application."""

    settings: Settings
    store: "Store"
    people: People
    sessions: Sessions
    jobs: "Jobs"
    log_ins: Limiter = field(default_factory=lambda: Limiter(burst=5, seconds=60))
    calls: Limiter = field(default_factory=lambda: Limiter(burst=120, seconds=0.25))
    cache: Cache = field(default_factory=Cache)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `make()`, computed once for each state of the ledger."""
        return self.cache.get(self.seq(), key, make)

    def within(self, key: Hashable, make: Callable[["Cut"], T]) -> tuple[T, "Cut"]:
        """The same of what is counted within bounds, and which these are; the bounds are one's own
        to add to."""
        from demarche.ledger.query import Cut

        def bounded() -> tuple[T, Cut]:
            cut = Cut()
            return make(cut), cut

        made, cut = self.kept(("within", key), bounded)
        return made, replace(cut)

    def seq(self) -> int:
        """The ledger's last change, as it was when this request first asked."""
        known = _SEQ.get()
        if known is None or known[0] is not self:
            known = (self, self.store.seq())
            _SEQ.set(known)
        return known[1]


def site_of(request: Request) -> Site:
    """The application that a request came to."""
    site: Site = request.app.state.site
    return site


@cache
def asset(name: str) -> str:
    """The address of a file under assets/, which changes with its content: it may be kept."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:10]
    return f"/assets/{name}?{digest}"


@lru_cache(maxsize=16_384)
def date_words(value: str | None) -> str:
    """An ISO 8601 date in print: "21 October 2024", "October 2024", "2024"; a time is kept."""
    months = calendar.month_name
    if not value:
        return ""
    day, _, clock = value.partition("T")
    parts = day.split("-")
    if not parts[0].isdigit() or (len(parts) > 1 and not parts[1].isdigit()):
        return value
    text = parts[0]
    if len(parts) > 1 and 1 <= int(parts[1]) <= 12:
        text = f"{months[int(parts[1])]} {text}"
        if len(parts) > 2:
            text = f"{int(parts[2])} {text}"
    hour = clock[:5] if len(clock) != 2 else f"{clock}:00"
    return f"{text}, {hour}" if clock else text


def number(value: float) -> str:
    """A number with its thousands apart: 1,234."""
    return f"{value:,.10g}"


class Names:
    """What parties are called: an actor's name, the publisher for an article's own voice."""

    def __init__(self, store: "Store", parties: Mapping[str, Any] | list[Party]) -> None:
        ids = sorted({p.actor for p in parties if isinstance(p, Party) and p.code != AUTHOR})
        self.known = {key: row.record for key, row in store.many("actors", ids).items()}

    def of(self, party: Party, publisher: str | None = None) -> str:
        """The name of a party; its own words where it is nobody known."""
        if party.code == AUTHOR:
            return publisher or "the article"
        actor = self.known.get(party.actor)
        if party.code.startswith("UNK") and party.span and (actor is None or not actor.name):
            return f"“{cut(party.span.text, 50)}”"
        return actor.name if actor else party.code

    def link(self, party: Party, publisher: str | None = None) -> Markup:
        """The name of a party, as a link to its page where it has one."""
        name = self.of(party, publisher)
        if party.actor not in self.known:
            return Markup("{}").format(name)
        return Markup('<a href="/actors/{}">{}</a>').format(party.actor, name)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of a text, white space made even."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("demarche.web", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "asset": asset, "nav": NAV, "mark": words.mark, "status_mark": words.status_mark,
        "STANCES": words.STANCES, "STATUSES": words.STATUSES, "QUADS": words.QUADS,
        "FACTS": words.FACTS, "version": version("demarche"), "urlencode": urlencode,
    }  # fmt: skip
    environment.filters |= {
        "day": date_words, "number": number, "figure": figure, "short": cut,
    }  # fmt: skip
    return environment


def templates() -> None:
    """Compile all templates now."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page from a template, with what every page needs."""
    filters = values.pop("filters", None) or Filters.of(request.query_params)
    path = request.url.path
    here = path if path in dict(NAV) else "/" + path.split("/")[1]
    context: dict[str, Any] = {
        "person": getattr(request.state, "person", None),
        "form_token": getattr(request.state, "form_token", ""),
        "theme": request.cookies.get("theme"),
        "filters": filters, "carry": filters.address(), "here": path if path.count("/") > 1 and
        path.startswith("/people") else here,
        "address": path + (f"?{request.url.query}" if request.url.query else ""),
        "find": "", "notice": request.query_params.get("done", "")[:200], "notice_kind": "good",
    }  # fmt: skip
    return HTMLResponse(_environment().get_template(template).render(context | values), status)
