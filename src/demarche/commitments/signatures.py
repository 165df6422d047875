"""The table of signatures: what words imply about the event in their complement.

The data, its columns and their meaning: `knowledge/factuality/signatures.tsv`. The idea is that of
Karttunen (1971, 2012), Nairn, Condoravdi and Karttunen (2006, "Computing relative polarity for
textual inference"), with FactBank's certainties and sources (Saurí and Pustejovsky 2009).
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from demarche.errors import KnowledgeError
from demarche.model import FactValue

_COLUMNS = ["lemma", "pos", "frames", "signature", "strength", "source", "tense", "note"]
_POS = frozenset({"VERB", "NOUN", "ADJ", "ADV", "DET", "PRON", "AUX", "MARK"})
_STRENGTHS = frozenset({"CT", "PR", "PS"})
_TENSES = frozenset({"same", "future", "past"})
_VALUES: dict[str, FactValue] = {value: value for value in get_args(FactValue)}

_FALLBACKS = {
    "bare": ("to", "*"),
    "subj": ("that", "*"),
    "wh": ("that", "*"),
    "as": ("np", "to", "*"),
    "speech": (),
    "to-speech": (),
}
"""Frames to try where a word has no entry for the one asked; for all others, `*`."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An entry: the complement's value under a + and a - clause, and the source's own view."""

    lemma: str
    signature: str
    plus: FactValue
    minus: FactValue
    source: FactValue | None
    tense: str
    note: str

    @property
    def factive(self) -> bool:
        """Whether the complement holds, denied or not (+/+)."""
        return self.signature == "+/+"


Table = dict[tuple[str, str, str], Signature]


@cache
def table() -> Table:
    """The shipped table by (lemma, part of speech, frame), read once."""
    path = files("demarche") / "knowledge" / "factuality" / "signatures.tsv"
    return parse(path.read_text(encoding="utf-8"), "signatures.tsv")


def parse(text: str, name: str) -> Table:
    """Read and check a table; raises KnowledgeError with one line a fault."""
    found: Table = {}
    faults: list[str] = []
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line and not line.startswith("#")
    ]
    if not lines or lines[0][1].split("\t") != _COLUMNS:
        raise KnowledgeError(f"{name}: the first row must be {' '.join(_COLUMNS)}, tab-separated")
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(_COLUMNS):
            faults.append(f"{name}:{number}: {len(cells)} columns instead of {len(_COLUMNS)}")
            continue
        lemma, pos, frames, signature, strength, source, tense, note = cells
        upper, _, lower = strength.partition("/")
        fault = _fault(pos, signature, (upper, lower or upper), source, tense)
        if fault:
            faults.append(f"{name}:{number}: {fault}")
            continue
        entry = Signature(
            lemma,
            signature,
            _value(signature[0], upper),
            _value(signature[2], lower or upper),
            None if source == "-" else _VALUES[source],
            tense,
            note,
        )
        for frame in frames.split(","):
            if (lemma, pos, frame) in found:
                faults.append(f"{name}:{number}: {lemma} {pos} {frame} is already there")
            found[lemma, pos, frame] = entry
    if faults:
        raise KnowledgeError("\n".join(faults))
    return found


def _fault(
    pos: str, signature: str, strengths: tuple[str, str], source: str, tense: str
) -> str | None:
    if pos not in _POS:
        return f"part of speech {pos!r} is none of {', '.join(sorted(_POS))}"
    if len(signature) != 3 or signature[1] != "/" or not {signature[0], signature[2]} <= set("+-o"):
        return f"signature {signature!r} is not like +/-, o/-"
    if not set(strengths) <= _STRENGTHS:
        return f"strength {'/'.join(strengths)!r} is not CT, PR or PS"
    if source != "-" and source not in _VALUES:
        return f"source {source!r} is no FactBank value or -"
    if tense not in _TENSES:
        return f"tense {tense!r} is not same, future or past"
    return None


def _value(sign: str, strength: str) -> FactValue:
    return "Uu" if sign == "o" else _VALUES[strength + sign]


def lookup(lemma: str, pos: str, frame: str) -> Signature | None:
    """The entry for a word with a complement of this frame, or of the next best frame."""
    entries = table()
    found = entries.get((lemma, pos, frame))
    if found:
        return found
    for other in _FALLBACKS.get(frame, ("*",)):
        found = entries.get((lemma, pos, other))
        if found:
            return found
    return None
