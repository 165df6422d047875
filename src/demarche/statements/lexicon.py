"""The cue lexicon: words that say that somebody says, thinks, wants or denies something.

Read from `knowledge/statements/*.tsv`; the README there has the schema. Every line is checked on
load; a fault is a `KnowledgeError` that names file and line.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from demarche.errors import KnowledgeError
from demarche.model import Act, Channel, CueStance

FOLDER = Path(__file__).parent.parent / "knowledge" / "statements"

FRAMES = frozenset(
    [
        "that",
        "wh",
        "quote",
        "to",
        "np",
        "np-to",
        "ing",
        "addr",
        "sentence",
        "source",
        "attributive",
        "impersonal",
        "agent",
    ]
)
_POS = {"V": "verb", "M": "phrase", "N": "noun", "A": "adjective", "R": "adverb", "P": "adposition"}


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry: lemmas, the complements that may hold its content, and what it says of it."""

    words: tuple[str, ...]
    pos: str
    frames: frozenset[str]
    preps: frozenset[str]
    act: Act
    stance: CueStance
    channel: Channel | None

    @property
    def why(self) -> str:
        """The entry as `demarche explain` prints it."""
        return f"{self.pos} cue '{' '.join(self.words)}'"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues by their first word, the phrases longest first."""

    verbs: dict[str, tuple[Cue, ...]]
    nouns: dict[str, Cue]
    adjectives: dict[str, tuple[Cue, ...]]
    adverbs: dict[str, Cue]
    adpositions: dict[str, tuple[Cue, ...]]
    channels: dict[str, Channel]
    voices: frozenset[str]
    """Nouns that speak without being an actor: study, poll, data, article."""
    not_cues: frozenset[str]
    """Verbs with a clause or a quotation beside them that report nobody's words."""
    saying: frozenset[str]
    """Core verbs of speech and thought, trusted to have a clause even where the parse has none."""
    double: frozenset[str]
    """Verbs that strike with words or with weapons: attack, blast, shoot down."""
    target: frozenset[str]
    """What is attacked with weapons: town, ship, base."""
    light: frozenset[str]
    """Verbs that lend their subject to a cue noun: make (a claim), issue (a denial)."""
    inquiries: frozenset[str]
    """What is found "in" them, they say: poll, survey."""
    seats: frozenset[str]
    """What holds "in" somebody's is his word: view, opinion, eyes."""


def parse_cues(text: str, name: str) -> list[Cue]:
    """The lines of a cue table: `words pos frames act stance channel`, tab-separated.

    Raises KnowledgeError at the first line that breaks the schema.
    """
    cues: list[Cue] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) not in (5, 6):
            raise KnowledgeError(f"{name}:{number}: {len(fields)} fields instead of 5 or 6")
        words, pos, frame_text, act, stance = fields[:5]
        channel = fields[5] if len(fields) == 6 and fields[5] else None
        frames = frame_text.split()
        plain = {f for f in frames if not f.startswith("P:")}
        for value, known in (
            (pos, _POS),
            (act, get_args(Act)),
            (stance, get_args(CueStance)),
            *((f, FRAMES) for f in sorted(plain)),
            *(((channel, get_args(Channel)),) if channel else ()),
        ):
            if value not in known:
                raise KnowledgeError(f"{name}:{number}: '{value}' is not one of {sorted(known)}")
        if (words, pos) in seen:
            raise KnowledgeError(f"{name}:{number}: '{words}' is here twice")
        seen.add((words, pos))
        preps = frozenset(f[2:] for f in frames if f.startswith("P:"))
        cues.append(
            Cue(tuple(words.split()), _POS[pos], frozenset(plain), preps, act, stance, channel)  # type: ignore[arg-type]
        )
    return cues


def parse_table(text: str, name: str, columns: int) -> list[tuple[str, ...]]:
    """Rows of a tab-separated table with so many columns; `#` starts a comment line."""
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = tuple(line.split("\t"))
        if len(fields) != columns:
            raise KnowledgeError(f"{name}:{number}: {len(fields)} fields instead of {columns}")
        rows.append(fields)
    return rows


def _by_first(cues: list[Cue]) -> dict[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = {}
    for cue in cues:
        found.setdefault(cue.words[0], []).append(cue)
    return {k: tuple(sorted(v, key=lambda c: (-len(c.words), c.words))) for k, v in found.items()}


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with Demarche, read once."""
    cues = parse_cues((FOLDER / "cues.tsv").read_text(encoding="utf-8"), "cues.tsv")
    channels: dict[str, Channel] = {}
    for noun, channel in parse_table(
        (FOLDER / "channels.tsv").read_text(encoding="utf-8"), "channels.tsv", 2
    ):
        if channel not in get_args(Channel):
            raise KnowledgeError(f"channels.tsv: '{channel}' of '{noun}' is not a channel")
        channels[noun] = channel  # type: ignore[assignment]
    words: dict[str, set[str]] = {}
    for word, kind in parse_table(
        (FOLDER / "words.tsv").read_text(encoding="utf-8"), "words.tsv", 2
    ):
        words.setdefault(kind, set()).add(word)
    return Lexicon(
        verbs=_by_first([c for c in cues if c.pos in ("verb", "phrase")]),
        nouns={c.words[0]: c for c in cues if c.pos == "noun" and len(c.words) == 1},
        adjectives=_by_first([c for c in cues if c.pos == "adjective"]),
        adverbs={c.words[0]: c for c in cues if c.pos == "adverb"},
        adpositions=_by_first([c for c in cues if c.pos == "adposition"]),
        channels=channels,
        voices=frozenset(words.get("voice", ())),
        not_cues=frozenset(words.get("not_cue", ())),
        saying=frozenset(words.get("saying", ())),
        double=frozenset(words.get("double", ())),
        target=frozenset(words.get("target", ())),
        light=frozenset(words.get("light", ())),
        inquiries=frozenset(words.get("inquiry", ())),
        seats=frozenset(words.get("seat", ())),
    )
