"""The model: what a ledger is made of.

Immutable, typed records. JSON in and out without loss: `encode` and `decode`; the published schema:
`schema`. Every `Span` is a pair of character offsets into `Document.text` with the exact words
there (TextPositionSelector and TextQuoteSelector of the W3C Web Annotation model). This module
imports nothing of Demarche but the PLOVER vocabulary.
"""

import hashlib
from typing import Any, Literal, TypeVar

import msgspec

from demarche.plover import EventType

T = TypeVar("T", bound="Record")

AUTHOR = "AUTHOR"
"""The actor id and code of an article's own voice."""

ActorKind = Literal["state", "organisation", "person", "group", "place", "source"]
"""`source`: an unnamed source ("a senior Western official")."""

How = Literal[
    "name", "office", "composed", "apposition", "coreference", "metonymy", "pronoun", "unnamed",
    "author", "implicit",
]  # fmt: skip
"""How a mention was resolved."""

Act = Literal[
    "assert", "deny", "accuse", "demand", "ask", "warn", "threaten", "promise", "propose", "agree",
    "refuse", "praise", "apologise", "hope", "believe", "plan", "decline",
]  # fmt: skip
"""The speech act of a statement; `decline`: would not comment, or could not confirm."""

CueStance = Literal["neutral", "doubting", "endorsing", "factive", "denying", "uncommitted"]
"""What the reporting word itself says of its content: said, claimed, revealed, admitted, denied."""

Directness = Literal["direct", "indirect", "mixed"]

Channel = Literal[
    "statement", "press_conference", "interview", "social_media", "facebook", "x", "telegram",
    "television", "radio", "newspaper", "news_agency", "phone", "letter", "speech", "meeting",
    "document", "leak", "court_filing", "report", "briefing", "website",
]  # fmt: skip

FactValue = Literal["CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"]
"""FactBank values (Saurí and Pustejovsky 2009): certain, probable, possible; + so, - not so."""

Tense = Literal["past", "present", "future", "none"]
Aspect = Literal["simple", "progressive", "perfect"]

Stance = Literal[
    "asserts", "denies", "suggests", "cannot_confirm", "declines_comment", "conditional", "expects",
    "demands", "accuses", "retracts",
]  # fmt: skip

LinkKind = Literal[
    "answers", "refuses", "grants", "demands", "threatens", "carries_out", "promises", "keeps",
    "breaks", "denies", "reports",
]  # fmt: skip
"""How one claim bears on another: a demand refused, a deed threatened, a deed as threatened."""

Status = Literal["uncontested", "disputed", "unconfirmed", "denied", "retracted", "corroborated"]

SectionKind = Literal["headline", "byline", "dateline", "heading", "paragraph", "furniture"]


class Record(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """Base of all records: frozen, keyword-only, unknown fields refused on decoding."""


class Span(Record, frozen=True, kw_only=True):
    """Characters `start` to `end` (exclusive) of a document's text, and the words there."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(
                f"span {self.start}-{self.end} does not fit its text of {len(self.text)} characters"
            )


class Section(Record, frozen=True, kw_only=True):
    """A part of a document's text: characters `start` to `end`, of one kind."""

    kind: SectionKind
    start: int
    end: int


class Document(Record, frozen=True, kw_only=True, tag=True):
    """An article as it is read: the text free of page furniture, and where it came from.

    `published` is an ISO 8601 date or date-time (or a month or year, when no more is known).
    """

    id: str
    text: str
    sections: tuple[Section, ...] = ()
    headline: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None
    language: str = "en"
    name: str | None = None


class Office(Record, frozen=True, kw_only=True):
    """An office held from one ISO 8601 date to another; open ends are None."""

    title: str
    code: str
    start: str | None = None
    end: str | None = None


class Actor(Record, frozen=True, kw_only=True):
    """Somebody: a state, organisation, person or group.

    `code` is PLOVER's: a country (ISO 3166 alpha-3), or IGO, NGO, MNC, UNK; a dot; a sector or a
    name (`KOR.GOV`, `IGO.NATO`, `UNK.REB`).
    """

    id: str
    code: str
    kind: ActorKind
    name: str
    offices: tuple[Office, ...] = ()

    @property
    def country(self) -> str:
        """The part of the code before the dot: `KOR` of `KOR.GOV`."""
        return self.code.partition(".")[0]

    @property
    def sector(self) -> str:
        """The part of the code after the dot: `GOV` of `KOR.GOV`."""
        return self.code.partition(".")[2]


class Mention(Record, frozen=True, kw_only=True):
    """Words that stand for one or several actors (ids), and why they do.

    `candidates`: the ids that were weighed with their scores (0 to 1), the ones meant among them;
    where nobody is meant for sure, `actors` has an actor of no known country, and they tell why.
    """

    span: Span
    actors: tuple[str, ...]
    how: How
    why: str
    score: float = 1.0
    candidates: tuple[tuple[str, float], ...] = ()


class Party(Record, frozen=True, kw_only=True):
    """An actor in a role of a statement, event or position; `span`: the words that name it."""

    actor: str
    code: str
    span: Span | None = None

    @property
    def country(self) -> str:
        """The part of the code before the dot."""
        return self.code.partition(".")[0]


class Time(Record, frozen=True, kw_only=True):
    """A TimeML time. `value` is TIMEX3's; `earliest` and `latest` are the ISO 8601 dates it spans:
    "since 2019" runs to the article's day, "until June" has no earliest.

    `inferred`: not stated but concluded from tense and the article's date.
    """

    value: str
    kind: Literal["DATE", "TIME", "DURATION", "SET"] = "DATE"
    earliest: str | None = None
    latest: str | None = None
    precision: Literal[
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "quarter",
        "season",
        "year",
        "decade",
        "century",
        "unknown",
    ] = "unknown"
    span: Span | None = None
    inferred: bool = False


class Quantity(Record, frozen=True, kw_only=True):
    """A number with what it counts. `low` and `high` bound a range; `bound`: how exact it is.

    `kind`: of people and arms what they are or what befell them (troops, killed, arrested), or
    `ordinal`. `role`: whom of an event it counts; `event`: the event itself ("two attacks").
    """

    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    bound: Literal["=", "~", ">", "<", "up", "down"] = "="
    kind: str | None = None
    span: Span | None = None
    role: Literal["actor", "recipient", "theme", "event"] | None = None


class Casualties(Record, frozen=True, kw_only=True):
    """How many people an event killed, wounded, and so on, as its passage tells it."""

    killed: Quantity | None = None
    wounded: Quantity | None = None
    missing: Quantity | None = None
    captured: Quantity | None = None
    arrested: Quantity | None = None
    displaced: Quantity | None = None


class Place(Record, frozen=True, kw_only=True):
    """Where: a name, its country (ISO 3166 alpha-3), degrees WGS 84, and how exact it is.

    `admin1`: the first-order division that it lies in or is, in English; `admin1_code`: its ISO
    3166-2 code. `inferred`: not said of this event but of the one before, or of the article.
    """

    name: str
    country: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: Literal["point", "city", "admin1", "region", "country", "sea", "unknown"] = "unknown"
    span: Span | None = None
    inferred: bool = False


class Statement(Record, frozen=True, kw_only=True):
    """Somebody says, denies, asks, believes something.

    `sources` is the chain, outermost first: the last one is the nearest source of the content, the
    ones before it report it. The author, who reports them all, is not listed. `parent` is the id of
    the statement that this one stands in. `negated`: the cue is ("has never confirmed").
    `answers`: ids of the events that the content speaks of without telling them again ("denied
    these claims").
    """

    id: str
    document: str
    sources: tuple[Party, ...]
    cue: Span
    sentence: Span
    act: Act
    content: tuple[Span, ...]
    stance: CueStance = "neutral"
    directness: Directness = "indirect"
    addressees: tuple[Party, ...] = ()
    channel: Channel | None = None
    time: Time | None = None
    parent: str | None = None
    negated: bool = False
    answers: tuple[str, ...] = ()
    why: str = ""


class Commitment(Record, frozen=True, kw_only=True):
    """How sure one source is that an event happened.

    `statement`: the id of the statement by which it says so; None for the author. `score` runs
    from -3 (certainly not) to 3 (certainly so). `why` lists the operators, outermost first.
    """

    source: Party
    value: FactValue
    score: float
    statement: str | None = None
    why: tuple[str, ...] = ()


class Reason(Record, frozen=True, kw_only=True):
    """Why an event was coded: the lexicon entry, rule or model, its score, and the steps taken."""

    by: Literal["lexicon", "model", "rule"]
    entry: str
    score: float = 1.0
    steps: tuple[str, ...] = ()


class Echo(Record, frozen=True, kw_only=True):
    """Words further on that stand for an event told before: "the talks", "such a meeting".

    `statements` and `factuality`: as those of an event, where these words stand.
    """

    span: Span
    sentence: Span
    statements: tuple[str, ...] = ()
    factuality: tuple[Commitment, ...] = ()


class Event(Record, frozen=True, kw_only=True):
    """A PLOVER event as one passage tells it.

    Reciprocal events (talks, a treaty) put all sides in `actors`, as PLOVER says. `statements` are
    the ids of the statements that it stands in, outermost first; `factuality` has one commitment a
    source: the author first, then the chain to the nearest. `themes`: the words for what is sent,
    seized or signed. `quantity` is its main number, `counts` are all that belong to it.
    """

    id: str
    document: str
    type: EventType
    trigger: Span
    sentence: Span
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    factuality: tuple[Commitment, ...]
    reason: Reason
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    quad: int = 0
    intensity: float = 0.0
    statements: tuple[str, ...] = ()
    tense: Tense = "none"
    aspect: Aspect = "simple"
    themes: tuple[Span, ...] = ()
    time: Time | None = None
    place: Place | None = None
    quantity: Quantity | None = None
    counts: tuple[Quantity, ...] = ()
    casualties: Casualties | None = None
    echoes: tuple[Echo, ...] = ()


class Position(Record, frozen=True, kw_only=True):
    """Where one actor stands on a claim, and the sentence that proves it."""

    party: Party
    stance: Stance
    document: str
    sentence: Span
    event: str | None = None
    statement: str | None = None
    quantity: Quantity | None = None
    date: str | None = None


class Proposition(Record, frozen=True, kw_only=True):
    """What a claim says: acceptable types, and the codes of actors and recipients."""

    types: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    place: str | None = None
    time: str | None = None


class Figure(Record, frozen=True, kw_only=True):
    """A number that somebody gives in a claim: who, which, when; together they are its spread."""

    party: Party
    quantity: Quantity
    document: str
    date: str | None = None


class Link(Record, frozen=True, kw_only=True):
    """How a claim bears on another: this claim `kind` that one ("answers", "carries_out").

    `claim` is the other claim's id; `document` the article that shows it, where one does.
    """

    kind: LinkKind
    claim: str
    why: str
    document: str | None = None


class Copies(Record, frozen=True, kw_only=True):
    """Articles that are versions of one text (wire copies, rewrites, updates), earliest first."""

    id: str
    documents: tuple[str, ...]
    why: str = ""


class Claim(Record, frozen=True, kw_only=True):
    """One proposition, the event mentions that speak of it, and everyone's position on it.

    `first` and `latest` are the ISO 8601 dates of the first mention and of the latest new position.
    `publishers` counts those who tell it independently: copies of one text are one. `figures` is
    the spread of the numbers given, in order of time.
    """

    id: str
    about: Proposition
    text: str
    events: tuple[str, ...]
    positions: tuple[Position, ...]
    status: Status
    why: str = ""
    first: str | None = None
    latest: str | None = None
    publishers: int = 0
    figures: tuple[Figure, ...] = ()
    links: tuple[Link, ...] = ()


class Failure(Record, frozen=True, kw_only=True, tag=True):
    """An input that could not be read: where, an error code, and what to do.

    `language`: ISO 639-1, of an article set aside for its language.
    """

    source: str
    code: str
    message: str
    language: str | None = None


class Coded(Record, frozen=True, kw_only=True, tag=True):
    """All that one article gives, before claims are drawn across articles."""

    document: Document
    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]


class Ledger(Record, frozen=True, kw_only=True):
    """All that was read: the only thing that is stored, printed and exported."""

    documents: tuple[Document, ...] = ()
    actors: tuple[Actor, ...] = ()
    mentions: tuple[tuple[str, tuple[Mention, ...]], ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    failures: tuple[Failure, ...] = ()
    version: str = ""
    copies: tuple[Copies, ...] = ()


def content_id(prefix: str, *parts: object) -> str:
    """An id made from content alone: the same parts give the same id on any machine."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{prefix}-{digest[:16]}"


def encode(record: Record) -> bytes:
    """A record as JSON (UTF-8), every field of it: msgspec leaves defaults out by identity only."""
    return msgspec.json.encode(record)


def decode(data: bytes | str, kind: type[T]) -> T:
    """JSON back to a record of `kind`.

    Raises msgspec.ValidationError (a ValueError) with the path of the first fault.
    """
    return msgspec.json.decode(data, type=kind)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a ledger and all that is in it."""
    return msgspec.json.schema(Ledger)
