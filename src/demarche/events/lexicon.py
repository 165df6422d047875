"""The event lexicon: what English predicates mean in PLOVER, as data that a researcher can edit.

Tables in `knowledge/events/` (schema: the README.md there). `load` reads them and the folders of a
user into one `Lexicon`; a sense in a later folder replaces one with the same words, part of speech
and needs in an earlier one. Faults and collisions: `lexicon_check`. Codes:
PLOVER codebook (Halterman et al. 2023); CAMEO 1.1b3 (Schrodt 2012).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from demarche import userknowledge
from demarche.errors import KnowledgeError
from demarche.plover import SECTORS

if TYPE_CHECKING:
    from demarche.events import petrarch

Part = Literal["verb", "noun", "adjective"]

FOLDER = Path(__file__).parent.parent / "knowledge" / "events"
COLUMNS = ("lemma", "frame", "type", "mode", "contexts", "cameo", "needs", "example")
SILENT = "NONE"
PLAIN_SLOTS = frozenset({"subj", "obj", "iobj", "poss", "mod", "xsubj", "tosubj"})
CLASSES = frozenset({"actor", "place", "person", "state", "thing", "clause", "number"})
GROUPS = frozenset({*SECTORS, "IGO", "NGO", "MNC"})
"""What a sector need may name: PLOVER sectors and the kinds of bodies without a country."""
# fmt: off
OPERATORS = frozenset({
    "agree", "refuse", "demand", "threaten", "offer", "promise", "plan", "fail", "stop", "begin",
    "continue", "discuss", "help", "accuse", "deny", "support", "oppose", "try", "cause", "allow",
    "prevent", "consider", "propose", "warn", "order",
})
# fmt: on
_OWN = {
    "OP:agree": "AGREE",
    "OP:refuse": "REJECT",
    "OP:demand": "REQUEST",
    "OP:threaten": "THREATEN",
    "OP:offer": "AGREE",
    "OP:promise": "AGREE",
    "OP:discuss": "CONSULT",
    "OP:accuse": "ACCUSE",
    "OP:deny": "REJECT",
    "OP:support": "SUPPORT",
    "OP:oppose": "ACCUSE",
    "OP:allow": "CONCEDE",
    "OP:propose": "REQUEST",
    "OP:warn": "THREATEN",
    "OP:order": "REQUEST",
    "OP:stop": "RETREAT",
}  # fmt: skip
"""The type whose modes an operator may carry."""


def own_type(kind: str) -> str:
    """The type that an entry codes: its own, or that which an operator mostly comes to."""
    return _OWN.get(kind, kind)


_PARTS: dict[str, Part] = {
    "verbs": "verb",
    "idioms": "verb",
    "nouns": "noun",
    "adjectives": "adjective",
}


class Need(msgspec.Struct, frozen=True, gc=False):
    """One condition on a sense: `slot` holds one of `values`, or (when `negated`) none of them.

    `kind`: `any` (the slot is filled at all), `lemma`, `sector` (PLOVER sectors of its actor) or
    `class` (actor, place, person, state, thing, clause, number). Slot `near` is the whole sentence.
    """

    slot: str
    kind: Literal["any", "lemma", "sector", "class"]
    values: frozenset[str] = frozenset()
    negated: bool = False


class Sense(msgspec.Struct, frozen=True, gc=False):
    """One meaning of one predicate: `words` are lemmas, the syntactic head first.

    `type` is a PLOVER type, `NONE` (stay silent) or `OP:name`, an operator over its complement.
    `actors` and `recipients` are slots to try in order; `reciprocal` puts all sides in the actors.
    """

    words: tuple[str, ...]
    part: Part
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    reciprocal: bool
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    needs: tuple[Need, ...]
    example: str
    where: str
    """File stem and line, `verbs_military:12`: what `demarche explain` shows."""

    @property
    def head(self) -> str:
        """The lemma that triggers the sense."""
        return self.words[0]

    @property
    def operator(self) -> str | None:
        """The operator's name for `OP:name`, else None."""
        return self.type[3:] if self.type.startswith("OP:") else None

    @property
    def name(self) -> str:
        """How the sense is called in reasons: `lodge protest (idioms_diplomacy:7)`."""
        return f"{' '.join(self.words)} ({self.where})"


class Lexicon(msgspec.Struct, frozen=True):
    """All senses, by part of speech and head lemma, the strictest first.

    The index also has the inflected forms of verbs.
    """

    senses: tuple[Sense, ...]
    index: dict[tuple[str, str], tuple[Sense, ...]]
    skipped: tuple[str, ...] = ()
    """What a foreign dictionary has that could not be read, one line each."""

    def of(self, part: str, head: str) -> tuple[Sense, ...]:
        """The senses with this head, the ones to try first in front."""
        return self.index.get((part, head), ())


@lru_cache(maxsize=8)
def load(*folders: Path, shipped: bool = True) -> Lexicon:
    """The shipped lexicon, extended or overridden by the tables in `folders`, later ones winning.

    Files `*.txt` and `*.verbs` in them are read as PETRARCH or TABARI verb dictionaries. With
    `shipped` false only what the folders hold is used, to compare dictionaries.

    Raises KnowledgeError with file, line and fault where a table cannot be read.
    """
    own = [sense for path, part in _tables(FOLDER) for sense in _read(path, part, _sets(FOLDER))]
    layers = [own] if shipped else []
    forms: dict[str, str] = {}
    skipped: list[str] = []
    for folder in folders:
        sets = _sets(folder)
        layers.append([s for path, part in _tables(folder) for s in _read(path, part, sets)])
        for dictionary in _petrarch(folder, own):
            layers[-1] += dictionary.senses
            forms.update(dictionary.forms)
            skipped += dictionary.skipped
    kept: dict[tuple[object, ...], list[Sense]] = {}
    for layer in layers:
        fresh: dict[tuple[object, ...], list[Sense]] = {}
        for sense in layer:
            fresh.setdefault((sense.part, sense.words, sense.needs), []).append(sense)
        # of senses that ask for as much the user's own are tried first
        kept = {**fresh, **{key: group for key, group in kept.items() if key not in fresh}}
    senses = tuple(sense for group in kept.values() for sense in group)
    index: dict[tuple[str, str], list[Sense]] = {}
    for sense in senses:
        index.setdefault((sense.part, sense.words[0]), []).append(sense)
    ranked = {
        key: tuple(sorted(group, key=strictness, reverse=True)) for key, group in index.items()
    }
    for form, lemma in forms.items():
        if ("verb", lemma) in ranked:
            ranked.setdefault(("verb", form), ranked["verb", lemma])
    _alias(ranked)
    return Lexicon(senses=senses, index=ranked, skipped=tuple(skipped))


def default() -> Lexicon:
    """The shipped lexicon with the user's own folders, where `DEMARCHE_KNOWLEDGE` is set."""
    return load(*userknowledge.folders("events"))


def _tables(folder: Path) -> Iterator[tuple[Path, Part]]:
    for path in sorted(folder.glob("*.tsv")):
        part = _PARTS.get(path.stem.partition("_")[0])
        if part is not None:
            yield path, part


def _petrarch(folder: Path, own: list[Sense]) -> "Iterator[petrarch.Dictionary]":
    paths = [*sorted(folder.glob("*.txt")), *sorted(folder.glob("*.verbs"))]
    if not paths:
        return
    from demarche.events import petrarch

    heads = sorted({(sense.part, sense.head) for sense in own})
    english = petrarch.English.of(own, _lemmas(heads))
    for path in paths:
        yield petrarch.read(path, english)


def _lemmas(heads: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Inflected forms of the verbs among these heads, to their lemmas."""
    found: dict[str, str] = {}
    for lemma, _, forms in (line.partition("\t") for line in _lines("irregular.tsv")):
        for form in forms.split():
            found.setdefault(form, lemma)
    for part, lemma in heads:
        for form in _regular(lemma) if part == "verb" else ():
            found.setdefault(form, lemma)
    return found


_WORD = 4
_WEIGHT = {"lemma": 3, "sector": 2, "class": 2, "any": 1}


def strictness(sense: Sense) -> int:
    """How much a sense asks for: 4 a further word, 3 a lemma, 2 a sector or class, 1 otherwise.

    Silence gets 1 more, as it states an exception; `sorted` keeps the file order of equals.
    """
    needs = sum(1 if n.negated else _WEIGHT[n.kind] for n in sense.needs)
    return _WORD * (len(sense.words) - 1) + needs + (sense.type == SILENT)


def _alias(index: dict[tuple[str, str], tuple[Sense, ...]]) -> None:
    """Let inflected forms of verbs find their senses where a lemmatiser got the lemma wrong."""
    for lemma, _, forms in (line.partition("\t") for line in _lines("irregular.tsv")):
        for form in forms.split():
            if ("verb", lemma) in index:
                index.setdefault(("verb", form), index["verb", lemma])
    for part, lemma in list(index):
        if part == "verb":
            for form in _regular(lemma):
                index.setdefault((part, form), index[part, lemma])


def _regular(verb: str) -> tuple[str, ...]:
    """The regular past and -ing forms of a verb, consonants doubled or not."""
    if verb.endswith("e"):
        return f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2:-1] not in "aeou":
        return f"{verb[:-1]}ied", f"{verb}ing"
    return f"{verb}ed", f"{verb}ing", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"


def _lines(name: str) -> list[str]:
    """The lines of a shipped table that are no comments."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and line[0] != "#"]


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and the eight cells of each row: no comments, blanks or header.

    Raises KnowledgeError where a row has more or fewer cells than the schema.
    """
    width = len(COLUMNS)
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line[0] == "#" or line.startswith("lemma\t"):
            continue
        cells = line.split("\t")
        if len(cells) > width or len(cells) < 3:
            raise KnowledgeError(
                f"{path}:{number}: {len(cells)} cells where {width} are due",
                f"columns: {', '.join(COLUMNS)}, separated by tabs",
            )
        yield number, cells + [""] * (width - len(cells))


def _read(path: Path, part: Part, sets: dict[str, frozenset[str]]) -> Iterator[Sense]:
    parsed: dict[str, tuple[Need, ...]] = {"": ()}
    for number, cells in rows(path):
        lemma, frame, kind, mode, contexts, cameo, needs, example = cells
        where = f"{path.stem}:{number}"
        if needs not in parsed:
            parsed[needs] = tuple(_need(word, sets, where) for word in needs.split())
        left, sign, right = frame.partition("=" if "=" in frame else ">")
        actors, recipients = _slots(left), _slots(right)
        found = tuple(contexts.split(",")) if contexts else ()
        for combination in product(*(choice.split("|") for choice in lemma.split())):
            yield Sense(
                words=tuple(" ".join(combination).replace("_", " ").split()),
                part=part,
                actors=actors,
                recipients=recipients,
                reciprocal=sign == "=",
                type=kind,
                mode=mode or None,
                contexts=found,
                cameo=cameo or None,
                needs=parsed[needs],
                example=example,
                where=where,
            )


def _slots(text: str) -> tuple[str, ...]:
    return () if text in ("", "-") else tuple(text.split(","))


def _need(text: str, sets: dict[str, frozenset[str]], where: str) -> Need:
    """`subj:MIL,REB`, `obj:place`, `obj:!{problem,@idea}`, `P:from`, `!obj`, `P:into:{home}`."""
    negated = "!" in text
    slot, value = text.replace("!", ""), ""
    if slot.count(":") > slot.startswith("P:"):
        slot, _, value = slot.rpartition(":")
    if not value:
        return Need(slot, "any", negated=negated)
    if value[0] == "{":
        lemmas: set[str] = set()
        for lemma in value.strip("{}").split(","):
            if lemma[0] == "@" and lemma[1:] not in sets:
                raise KnowledgeError(f"{where}: no set of lemmas is called {lemma}", "see sets.tsv")
            lemmas |= sets[lemma[1:]] if lemma[0] == "@" else {lemma}
        lemmas |= {f"{lemma}s" for lemma in lemmas}
        return Need(slot, "lemma", frozenset(lemmas), negated)
    values = frozenset(value.split(","))
    return Need(slot, "sector" if value.isupper() else "class", values, negated)


def _sets(folder: Path) -> dict[str, frozenset[str]]:
    """Named sets of lemmas: the shipped ones and those of `folder` (name, tab, lemmas)."""
    found: dict[str, frozenset[str]] = {}
    for path in dict.fromkeys((FOLDER / "sets.tsv", folder / "sets.tsv")):
        if not path.exists():
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            name, tab, lemmas = line.partition("\t")
            if tab and line[0] != "#":
                found[name] = frozenset(lemmas.split())
    return found


@lru_cache(maxsize=1)
def cameo_types() -> dict[str, frozenset[str]]:
    """CAMEO code to the PLOVER types it may stand for, from `cameo.tsv`."""
    found: dict[str, frozenset[str]] = {}
    for line in _lines("cameo.tsv"):
        code, _, rest = line.partition("\t")
        if code.isdigit():
            found[code] = frozenset(rest.partition("\t")[0].split(",")) - {""}
    return found
