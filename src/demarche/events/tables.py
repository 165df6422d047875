"""The small tables beside the lexicon: composition, support verbs, modes, contexts, silence.

Each is read once from `knowledge/events/` (schemas in the head of each file) and checked on the
way: a fault raises KnowledgeError with file and line.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from demarche.errors import KnowledgeError
from demarche.plover import CONTEXTS, MODES, TYPES

FOLDER = Path(__file__).parent.parent / "knowledge" / "events"
MODALS = ("will", "must", "should")
SAME, SILENT = "=", "-"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of `composition.tsv`: what `operator` makes of one embedded type or of none."""

    operator: str
    outer: str
    mode: str | None
    cameo: str | None
    recipients: tuple[str, ...]
    when: str
    where: str


@dataclass(frozen=True, slots=True)
class Support:
    """A row of `support_verbs.tsv`: a verb that lends the event noun in `slot` its roles."""

    verb: tuple[str, ...]
    slot: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    operator: str | None
    where: str


def _rows(name: str, least: int) -> Iterator[tuple[str, list[str]]]:
    path = FOLDER / name
    heading = True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line[0] == "#":
            continue
        if heading and line.split("\t")[0] in ("operator", "verb", "type"):
            heading = False
            continue
        cells = line.split("\t")
        if len(cells) < least:
            raise KnowledgeError(f"{name}:{number}: {len(cells)} cells, at least {least} are due")
        yield f"{path.stem}:{number}", cells


class Composition:
    """`composition.tsv` by operator and embedded type; the rows keep their order."""

    def __init__(self, rows: list[tuple[str, str, Rule]]) -> None:
        self._rules: dict[tuple[str, str], list[Rule]] = {}
        self.operators = frozenset(operator for operator, _, _ in rows)
        for operator, embedded, rule in rows:
            keys = (*TYPES, "any") if embedded == "any" else (embedded,)
            for key in keys:
                self._rules.setdefault((operator, key), []).append(rule)

    def rules(
        self, operator: str, kind: str | None, mode: str | None, *, is_noun: bool = False
    ) -> list[Rule]:
        """The rows that fit an operator over a type (None: no event below), best first."""
        if kind is None:
            return self._rules.get((operator, "none"), [])
        special = self._rules.get((operator, f"{kind}@noun"), []) if is_noun else []
        special = special + self._rules.get((operator, f"{kind}/{mode}"), [])
        return special + self._rules.get((operator, kind), [])


@cache
def composition() -> Composition:
    """What operators make of embedded events."""
    found: list[tuple[str, str, Rule]] = []
    for where, cells in _rows("composition.tsv", 3):
        cells += [""] * (8 - len(cells))
        operator, embedded, outer, mode, cameo, recipients, when, _ = cells
        if outer not in TYPES and outer not in (SAME, SILENT):
            raise KnowledgeError(f"{where}: {outer} is no PLOVER type, nor = or -")
        if mode and mode not in MODES.get(outer, ()):
            raise KnowledgeError(f"{where}: {outer} has no mode {mode}")
        if when not in ("", "asked", "own", "source", "self", "both"):
            raise KnowledgeError(f"{where}: unknown condition {when}")
        rule = Rule(
            operator, outer, mode or None, cameo or None,
            tuple(recipients.split(",")) if recipients else (), when, where,
        )  # fmt: skip
        for kind in embedded.split(","):
            plain = kind.removesuffix("@noun").partition("/")[0]
            if plain not in TYPES and kind not in ("any", "none"):
                raise KnowledgeError(f"{where}: {kind} is no PLOVER type, nor any or none")
            found.append((operator, kind, rule))
    return Composition(found)


@cache
def support_verbs() -> dict[str, tuple[Support, ...]]:
    """Support verbs by their head lemma, those with a particle first."""
    found: dict[str, list[Support]] = {}
    for where, cells in _rows("support_verbs.tsv", 5):
        verb, slot, actors, recipients, operator = cells[:5]
        operator = "" if operator == "-" else operator
        if operator and operator not in composition().operators:
            raise KnowledgeError(f"{where}: composition.tsv has no operator {operator}")
        words = tuple(verb.split())
        row = Support(words, slot, _slots(actors), _slots(recipients), operator or None, where)
        found.setdefault(words[0], []).append(row)
    return {
        verb: tuple(sorted(rows, key=lambda row: -len(row.verb))) for verb, rows in found.items()
    }


def _slots(text: str) -> tuple[str, ...]:
    return () if text in ("", "-") else tuple(text.split(","))


@cache
def _words(name: str) -> dict[str, tuple[str, ...]]:
    """Lemma (or lemmas joined by `_`) to the names of the lists that it is on."""
    found: dict[str, list[str]] = {}
    for where, cells in _rows(name, 2):
        if name == "contexts.tsv" and cells[0] not in CONTEXTS:
            raise KnowledgeError(f"{where}: PLOVER has no context {cells[0]}")
        for lemma in cells[1].split():
            found.setdefault(lemma, []).append(cells[0])
    return {lemma: tuple(names) for lemma, names in found.items()}


@cache
def _modes() -> dict[str, tuple[tuple[str, str, frozenset[str]], ...]]:
    """By type: mode, CAMEO code and the words that tell them, in the order of `modes.tsv`."""
    found: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for where, cells in _rows("modes.tsv", 4):
        kind, mode, cameo, words = cells[:4]
        if mode not in MODES.get(kind, ()):
            raise KnowledgeError(f"{where}: {kind} has no mode {mode}")
        found.setdefault(kind, []).append((mode, cameo, frozenset(words.split())))
    return {kind: tuple(rows) for kind, rows in found.items()}


def mode_of(kind: str, lemmas: Collection[str]) -> tuple[str, str, str] | None:
    """The mode and CAMEO code that words around an event of this type tell, and the word."""
    for mode, cameo, words in _modes().get(kind, ()):
        for lemma in lemmas:
            if lemma in words:
                return mode, cameo, lemma
    return None


def contexts(lemmas: list[str], least: int = 1) -> tuple[str, ...]:
    """The PLOVER contexts that `least` different words of a text tell, in PLOVER's order."""
    known = _words("contexts.tsv")
    told: dict[str, set[str]] = {}
    for lemma in _grams(lemmas):
        for name in known.get(lemma, ()):
            told.setdefault(name, set()).add(lemma)
    found = {name for name, words in told.items() if len(words) >= least}
    return tuple(name for name in CONTEXTS if name in found) if found else ()


def silenced(lemmas: list[str]) -> int:
    """How strongly a sentence speaks of the one unpolitical subject it speaks of most (0: not)."""
    known = _words("silence.tsv")
    counts: dict[str, set[str]] = {}
    for lemma in _grams(lemmas):
        for name in known.get(lemma, ()):
            counts.setdefault(name, set()).add(lemma)
        for name in known.get(lemma + "!", ()):
            counts.setdefault(name, set()).update((lemma, lemma + "!"))
    return max((len(words) for words in counts.values()), default=0)


def _grams(lemmas: list[str]) -> list[str]:
    return lemmas + [f"{a}_{b}" for a, b in pairwise(lemmas)]
