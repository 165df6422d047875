"""What one mention, or one article, says of a happening, made comparable: pure functions.

Sets are sorted tuples, days are counted from 1 January 1970: a `Facts` has one encoding only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from demarche.claims.parties import sides
from demarche.claims.words import family, phrase_family, stem
from demarche.model import Document, Event, Record

_EPOCH = date(1970, 1, 1).toordinal()

_RECIPROCAL = ("CONSULT", "AGREE", "COOPERATE", "SUPPORT")
"""Types that two sides may do together."""

PLANS = ("AGREE", "THREATEN")
"""Types that what is still to come is told with."""

_COARSE = 92
"""Days of a stated time from which it says too little about when something happened."""


class Facts(Record, frozen=True, kw_only=True):
    """What is said of one happening; empty where it is left open.

    `kind`: what sort of happening, type and mode where the mode tells happenings apart. `themes`:
    what is sent, seized, banned, as `themes.tsv` sorts it; `things`: the nouns themselves.
    `together`: both sides are actors, as in talks. `ahead`: it is told as still to come. `first`
    and `last`: the stated days; `published`: the article's day. `context`: the names that the
    article is about.
    """

    kind: str
    type: str
    modes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    figures: tuple[float, ...] = ()
    together: bool = False
    ahead: bool = False
    first: int | None = None
    last: int | None = None
    published: int | None = None
    context: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """How much is specified: 0 to 5."""
        known = (self.actors, self.recipients, self.themes, self.countries, self.first)
        return sum(part is not None and part != () for part in known)

    @property
    def day(self) -> int | None:
        """The day to look it up by: stated, else that of the article."""
        return self.published if self.first is None else self.first


def facts_of(event: Event, document: Document, context: tuple[str, ...] = ()) -> Facts:
    """The facts of one event mention."""
    first = last = None
    if event.time and not event.time.inferred:
        first, last = day(event.time.earliest), day(event.time.latest)
        if first is None or last is None or last - first > _COARSE:
            first = last = None
    place = event.place if event.place and not event.place.inferred else None
    word = word_of(event)
    kind, mode = deed(event)
    actors, recipients = sides(event.actors), sides(event.recipients)
    exact = place is not None and place.precision in ("point", "city", "admin1")
    sort = kind_of(kind, mode, word)
    return Facts(
        kind=sort,
        type=kind,
        modes=(mode,) if mode else (),
        actors=actors,
        # Nobody does it to itself: a recipient that also acts was read from "its".
        recipients=tuple(code for code in recipients if code not in actors),
        themes=themes(event),
        things=things(event),
        countries=(place.country,) if place and place.country else (),
        places=(place.name.lower(),) if place and exact else (),
        words=(word,),
        figures=(event.quantity.value,) if event.quantity else (),
        together=kind in _RECIPROCAL and not event.recipients,
        ahead=event.type in PLANS or event.tense == "future",
        first=first,
        last=last,
        published=day(document.published),
        context=context,
    )


def word_of(event: Event) -> str:
    """The family of the words that tell an event: of its entry's ("open fire"), else its trigger.

    The entry of "took part in the war" is the noun.
    """
    if event.reason.by != "lexicon":
        return family(event.trigger.text)
    return phrase_family(event.reason.entry.partition(" (")[0])


def deed(event: Event) -> tuple[str, str | None]:
    """Type and mode; of what will be done, those of the deed: "will ban imports" is the ban.

    PLOVER makes a promise or a threat of it; which type the deed has, the last step says.
    """
    if event.type in PLANS and event.reason.steps:
        _, _, told = event.reason.steps[-1].partition(" from ")
        if told:
            return told, None
    return event.type, event.mode


def merged(parts: Sequence[Facts]) -> Facts:
    """What several mentions of one happening say together; the best-specified one first."""
    best = parts[0]
    dated = next((p for p in parts if p.first is not None), best)
    return Facts(
        kind=Counter(p.kind for p in parts).most_common(1)[0][0],
        type=best.type,
        modes=_all(p.modes for p in parts),
        actors=_all(p.actors for p in parts),
        recipients=_all(p.recipients for p in parts),
        themes=_all(p.themes for p in parts),
        things=_all(p.things for p in parts),
        countries=_all(p.countries for p in parts),
        places=_all(p.places for p in parts),
        words=_all(p.words for p in parts),
        figures=tuple(sorted({f for p in parts for f in p.figures})),
        together=best.together,
        ahead=all(p.ahead for p in parts),
        first=dated.first,
        last=dated.last,
        published=best.published,
        context=best.context,
    )


def _all(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({item for part in parts for item in part}))


def day(value: str | None) -> int | None:
    """Days since 1970 of an ISO 8601 date or date-time; None where it names no day."""
    if not value or len(value) < 10:
        return None
    try:
        return date.fromisoformat(value[:10]).toordinal() - _EPOCH
    except ValueError:
        return None


@cache
def _kinds() -> dict[tuple[str, str], str]:
    text = files("demarche").joinpath("knowledge/claims/kinds.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    return {
        (kind, f"word:{family(mode[5:])}" if mode.startswith("word:") else mode): name
        for kind, mode, name in rows
    }


@lru_cache(100_000)
def kind_of(kind: str, mode: str | None, word: str = "") -> str:
    """The sort of happening that a PLOVER type and mode are: `transfer` for AID and MOBILIZE.

    `word`: the family of the trigger, by which a plan or promise is one of the deed.
    """
    table = _kinds()
    for key in (f"word:{word}", mode or "", "*"):
        if (kind, key) in table:
            return table[kind, key]
    return kind


@cache
def theme_table() -> dict[str, tuple[str, ...]]:
    """Themes by the nouns that name them; a general word may stand for any of several."""
    table: dict[str, tuple[str, ...]] = {}
    text = files("demarche").joinpath("knowledge/claims/themes.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            theme, nouns = line.split("\t")
            for noun in nouns.split():
                table[noun] = (*table.get(noun, ()), theme)
    return table


def themes(event: Event) -> tuple[str, ...]:
    """What the event is about, by its themes or what is counted; the first that is known."""
    words = [span.text for span in event.themes]
    if event.quantity:
        words.extend(event.quantity.unit.split())
    table = theme_table()
    for word in words:
        lower = word.lower()
        for form in (lower, lower.removesuffix("s"), lower.removesuffix("es")):
            if form in table:
                return table[form]
    return ()


def things(event: Event) -> tuple[str, ...]:
    """The stems of the nouns that say what is sent, hit, seized, closed."""
    words = {span.text.split()[-1] for span in event.themes if span.text}
    return tuple(sorted({stem(word) for word in words if word[0].islower() and len(word) > 3}))
