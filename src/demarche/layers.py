"""What the stages hand to each other: the model's things while they still point at tokens.

The model's records point at characters; between the stages, token indices of the one `Tree` are
kept, so that later stages can walk the syntax. `pipeline` turns them into records at the end.
"""

from dataclasses import dataclass, field

from demarche.language.tree import Tree
from demarche.model import (
    Act,
    Actor,
    Casualties,
    Channel,
    CueStance,
    Directness,
    Document,
    FactValue,
    How,
    Place,
    Quantity,
    Reason,
    Time,
)
from demarche.plover import EventType


@dataclass(slots=True)
class Named:
    """A mention: tokens `start` to `end` (exclusive), syntactic head, and the actors meant."""

    start: int
    end: int
    head: int
    actors: tuple[Actor, ...]
    how: How
    why: str
    score: float = 1.0
    candidates: tuple[tuple[str, float], ...] = ()
    """Ids of the actors that were weighed, with their scores."""


@dataclass(slots=True)
class Mentions:
    """All mentions of a document, in text order, found by the token that heads them."""

    all: list[Named]
    by_head: dict[int, Named] = field(init=False)

    def __post_init__(self) -> None:
        self.by_head = {}
        for mention in self.all:
            known = self.by_head.get(mention.head)
            if known is None or mention.end - mention.start > known.end - known.start:
                self.by_head[mention.head] = mention


@dataclass(slots=True)
class Said:
    """A statement: who (nearest source), by which words, what; `parent` is an index in the list.

    `source` is the mention of the nearest source, or None where the source is not said; the chain
    is the parents' sources, then this one. `source_tokens` are its words, resolved or not.
    """

    source: Named | None
    source_tokens: tuple[int, ...]
    cue: tuple[int, ...]
    """Tokens of the cue; the first is its head (for factuality and syntax)."""
    content: tuple[int, ...]
    """All tokens of the content, in text order, gaps possible."""
    heads: tuple[int, ...]
    """Syntactic heads of the content's clauses or noun phrases."""
    act: Act
    stance: CueStance
    directness: Directness
    addressees: tuple[Named, ...] = ()
    channel: Channel | None = None
    negated: bool = False
    """The cue itself is negated ("did not say that")."""
    parent: int | None = None
    why: str = ""
    answers: tuple[int, ...] = ()
    """Indices of the events that the content refers to without telling them ("these claims")."""


@dataclass(slots=True)
class Committed:
    """How sure a source is: `source` an index into the statements, None for the author."""

    source: int | None
    value: FactValue
    score: float
    why: tuple[str, ...]


@dataclass(slots=True)
class Echoed:
    """A noun that stands for an event told before, with the statements and sources it stands in."""

    token: int
    statements: tuple[int, ...]
    factuality: tuple[Committed, ...]


@dataclass(slots=True)
class Happening:
    """An event: trigger tokens (head first), type, roles, and what later stages add to it."""

    trigger: tuple[int, ...]
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    actors: tuple[Named, ...]
    recipients: tuple[Named, ...]
    reason: Reason
    themes: tuple[int, ...] = ()
    """Heads of other arguments: what is sent, seized, said; quantities and places hang there."""
    absorbed: tuple[int, ...] = ()
    """Negations that the type has used up: "did not agree" is a rejection, and it happened."""
    statements: tuple[int, ...] = ()
    """Indices of the statements that it stands in, outermost first."""
    factuality: tuple[Committed, ...] = ()
    time: Time | None = None
    place: Place | None = None
    quantity: Quantity | None = None
    counts: tuple[Quantity, ...] = ()
    """All numbers tied to the event, with the roles that they count."""
    casualties: Casualties | None = None
    echoes: list[Echoed] = field(default_factory=list)
    """Later words for it: "the talks"."""


@dataclass(slots=True)
class Reading:
    """One article on its way through the stages."""

    document: Document
    tree: Tree
    mentions: Mentions = field(default_factory=lambda: Mentions([]))
    statements: list[Said] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
