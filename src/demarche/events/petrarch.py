"""Verb dictionaries of PETRARCH, PETRARCH2 and TABARI as senses of the lexicon.

Formats: Schrodt, TABARI manual (2012), chapter 5; PETRARCH's dictionary documentation; Norris,
Petrarch2 (2016), section on dictionaries. What is read:

- `--- NAME [code] ---` opens a block of verbs that share the patterns below it (PETRARCH); without
  such lines (TABARI) each verb line opens its own. `VERB {FORMS} [code]`: a verb, its irregular
  forms, its code alone. `+BREAK_DOWN {+BROKE_DOWN}`, `WIRE_+TAP`: several words, `+` at the verb.
- `- words * words [code]`: a pattern around the verb `*`. `$` the source, `+` the target, `%` both
  sides, `^` anybody; `_` and blanks part words; `&NAME` a synset; `(IN BREACH)` a prepositional
  phrase; `{FREE TRADE}` a noun phrase, `{ A | B }` either of two.
- `&NAME` and `+word` lines: a synset; plurals are made unless the label or the word ends in `_`.
- `[163]` a CAMEO code, `[---]` no event, `[030:030]` both sides alike, `[:110]` the target does it.
- `#`, `;` and `<!-- -->` begin comments. Transformations (`~ ...`) are left out: `composition.tsv`
  does their work.

Words before the verb become `before` needs (or `neg`), words after it `below` needs, prepositional
phrases `P:` needs. A verb without a code of its own adds no sense: it codes by its patterns only.
What cannot be read is left out and told, one line each.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from demarche.errors import KnowledgeError
from demarche.events.lexicon import SILENT, Need, Part, Sense, cameo_types
from demarche.plover import TYPES

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"\[([^\]]*)\]")
_BLOCK = re.compile(r"^---\s*([^\[]*?)\s*((?:\[[^\]]*\]\s*)*)(?:---)?\s*$")
_PIECE = re.compile(r"\{[^}]*\}|\([^)]*\)|\S+")
_NEGATIVE = frozenset({"not", "n't", "never", "no", "neither", "without"})
_AUXILIARY = frozenset({"is", "are", "was", "were", "be", "been", "being", "has", "have", "had"})
_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_PREPOSITIONS = frozenset(
    {"about", "against", "at", "between", "by", "for", "from", "in", "into", "of", "on", "onto"}
    | {"over", "to", "toward", "towards", "under", "with", "within", "upon", "off", "out"}
)
_ANYWHERE: tuple[str, ...] = (
    "obj",
    "iobj",
    "xsubj",
    "P:to",
    "P:with",
    "P:on",
    "P:against",
    "P:from",
    "P:into",
)
_ANYWHERE += ("P:in", "P:at", "P:for", "P:of", "P:over", "P:between")
_NOUN_ACTORS: tuple[str, ...] = ("poss", "mod", "P:by", "P:from")
_NOUN_RECIPIENTS: tuple[str, ...] = (
    "P:on",
    "P:against",
    "P:of",
    "P:to",
    "P:with",
    "P:in",
    "P:at",
    "P:for",
)


@dataclass(slots=True)
class Dictionary:
    """What one file holds: its senses, other forms of its verbs, and what was left out."""

    senses: list[Sense] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    """Inflected form to the lemma under which the senses stand."""
    skipped: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb line: its words, the head first, and its code."""

    words: tuple[str, ...]
    code: str
    number: int


@dataclass(frozen=True, slots=True)
class English:
    """What the shipped lexicon knows: lemmas by part of speech, forms, and meanings of codes."""

    verbs: frozenset[str]
    nouns: frozenset[str]
    lemma_of: Mapping[str, str]
    meanings: Mapping[str, tuple[str, str | None]]

    @classmethod
    def of(cls, senses: Iterable[Sense], lemma_of: Mapping[str, str]) -> "English":
        """From the senses of a lexicon: the type and mode that most of them give a CAMEO code."""
        counts: dict[str, Counter[tuple[str, str | None]]] = {}
        heads: dict[str, set[str]] = {"verb": set(), "noun": set(), "adjective": set()}
        for sense in senses:
            heads[sense.part].add(sense.head)
            if sense.cameo and sense.type in TYPES:
                counts.setdefault(sense.cameo, Counter())[sense.type, sense.mode] += 1
        best = {
            code: min(found, key=lambda pair: (-found[pair], pair[0], pair[1] or ""))
            for code, found in counts.items()
        }
        return cls(frozenset(heads["verb"]), frozenset(heads["noun"]), lemma_of, best)

    def meaning(self, code: str) -> tuple[str, str | None] | None:
        """PLOVER type and mode of a CAMEO code; NONE where PLOVER has no type; None: no CAMEO."""
        types = cameo_types().get(code)
        if types is None:
            return None
        if not types:
            return SILENT, None
        for cut in range(len(code), 1, -1):
            known = self.meanings.get(code[:cut])
            if known is not None and known[0] in types:
                return known
        return min(types, key=TYPES.index), None

    def base(self, word: str, *, stem: bool) -> str:
        """The lemma of a dictionary's verb, which may be an inflected form or (TABARI) a stem."""
        if word in self.verbs or word in self.nouns:
            return word
        if word in self.lemma_of:
            return self.lemma_of[word]
        if stem:
            for end in ("e", "y", "ate", "ize", "ise", "fy"):
                if word + end in self.verbs:
                    return word + end
        return word


def read(path: Path, english: English) -> Dictionary:
    """The verb dictionary in a file.

    Raises KnowledgeError where it cannot be read as text, or holds not one verb.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path} cannot be read: {error}") from error
    reader = _Reader(path, english, has_blocks=bool(re.search(r"^---", text, re.MULTILINE)))
    blank = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    for number, line in enumerate(blank.splitlines(), 1):
        reader.line(number, re.split(r"[#;]", line)[0].rstrip())
    if not reader.verbs_read:
        raise KnowledgeError(
            f"{path}: no verb in it",
            "a PETRARCH or TABARI verb dictionary is due; lexicon tables end in .tsv",
        )
    return reader.found


class _Reader:
    """Reads line by line; keeps the open block and synset."""

    def __init__(self, path: Path, english: English, *, has_blocks: bool) -> None:
        self.path = path
        self.english = english
        self.has_blocks = has_blocks
        self.found = Dictionary()
        self.synsets: dict[str, list[tuple[str, ...]]] = {}
        self.synset: tuple[str, bool] | None = None
        self.verbs: list[Verb] = []
        self.code = ""
        self.verbs_read = 0
        self.in_patterns = False

    def line(self, number: int, line: str) -> None:
        if not line.strip():
            self.synset = None
        elif line.startswith("---"):
            self._open(number, line)
        elif line[0] == "&":
            label = line.split()[0]
            self.synset = label.rstrip("_").lower(), label.endswith("_")
            self.synsets[self.synset[0]] = []
        elif line[0] == "~":
            self._skip(number, "a transformation; composition.tsv has such rules")
        elif line[0] == "+" and self.synset:
            self._synonym(line[1:].split("[")[0].strip())
        elif line.startswith("- ") or line[0] == "-":
            self.in_patterns = True
            self._pattern(number, line[1:])
        else:
            self._verb(number, line.strip())

    def _skip(self, number: int, why: str) -> None:
        fault = f"{self.path.name}:{number}: left out: {why}"
        if fault not in self.found.skipped[-1:]:
            self.found.skipped.append(fault)

    def _open(self, number: int, line: str) -> None:
        block = _BLOCK.match(line)
        codes = _CODE.findall(block.group(2)) if block else []
        self.code = codes[0].strip() if codes else ""
        self.verbs, self.in_patterns, self.synset = [], False, None
        if block is None:
            self._skip(number, "no block header: --- NAME [code] ---")

    def _synonym(self, text: str) -> None:
        assert self.synset is not None
        label, exact = self.synset
        words = tuple(text.replace("_", " ").lower().split())
        if not words:
            return
        if words[0].startswith("&"):
            self.synsets[label] += self.synsets.get(words[0], [])
            return
        self.synsets[label].append(words)
        if not exact and not text.endswith("_"):
            self.synsets[label].append((*words[:-1], _plural(words[-1])))

    def _verb(self, number: int, line: str) -> None:
        if self.in_patterns or not self.has_blocks:
            self.verbs = [] if not self.has_blocks else self.verbs
        self.synset = None
        code = next(iter(_CODE.findall(line)), "").strip()
        forms = re.search(r"\{([^}]*)\}", line)
        text = line.split("{")[0].split("[")[0].strip()
        if not re.fullmatch(r"[+A-Za-z_' -]*[A-Za-z][+A-Za-z_' -]*", text):
            self._skip(number, f"no verb: {text!r}")
            return
        words = self._head_first(text)
        self.verbs_read += 1
        verb = Verb(words, code or self.code, number)
        self.verbs.append(verb)
        for form in re.findall(r"[+A-Za-z_'-]*[A-Za-z]\S*", forms.group(1) if forms else ""):
            head = self._head_first(form, is_form=True)[0]
            if head != words[0]:
                self.found.forms.setdefault(head, words[0])
        self._add(verb.words, (), verb.code, number, is_pattern=False)

    def _head_first(self, text: str, *, is_form: bool = False) -> tuple[str, ...]:
        parts = [part for part in re.split(r"[_\s]+", text.strip("_ ").lower()) if part]
        head = next((i for i, part in enumerate(parts) if part.startswith("+")), 0)
        if not self.has_blocks and parts[0] not in self.english.verbs:
            head = len(parts) - 1  # a noun with what modifies it
        words = [part.strip("+") for part in parts]
        stem = not self.has_blocks and not text.endswith("_")
        first = words[head] if is_form else self.english.base(words[head], stem=stem)
        return (first, *words[:head], *words[head + 1 :])

    def _pattern(self, number: int, line: str) -> None:
        codes = _CODE.findall(line)
        text = line.split("[")[0]
        if not codes:
            self._skip(number, "a pattern without a code")
            return
        if not self.verbs:
            self._skip(number, "a pattern without a verb above it")
            return
        pieces = _PIECE.findall(text.replace("_", " ").lower())
        marks = [i for i, piece in enumerate(pieces) if piece.strip("*") == "" and piece]
        if len(marks) != 1:
            self._skip(number, "a pattern with no verb mark * or with several")
            return
        before, after = pieces[: marks[0]], pieces[marks[0] + 1 :]
        passive = ("by", "$") in pairwise(after) or not _PASSIVE.isdisjoint(before)
        try:
            needs = (*self._before(before), *self._after(after))
        except KeyError as error:
            self._skip(number, f"no synset {error.args[0].upper()} above the pattern")
            return
        if passive:
            needs = (*needs, Need("passive", "any"))
        frame = _frame(before, after, passive=passive)
        for verb in self.verbs:
            self._add(verb.words, needs, codes[0].strip(), number, is_pattern=True, frame=frame)

    def _values(self, piece: str) -> frozenset[str]:
        """The words that a piece of a pattern allows: the head words of a synset's phrases."""
        if piece[0] == "&":
            phrases = self.synsets[piece.strip("_")]
            return frozenset(words[-1] for words in phrases)
        return frozenset({piece, _plural(piece)} if self.has_blocks else {piece, piece + "s"})

    def _before(self, pieces: list[str]) -> Iterator[Need]:
        for piece in pieces:
            if piece in ("$", "+", "%", "^") or piece in _AUXILIARY:
                continue
            if piece in _NEGATIVE:
                yield Need("neg", "any")
            else:
                yield from self._words("before", piece)

    def _after(self, pieces: list[str]) -> Iterator[Need]:
        for place, piece in enumerate(pieces):
            if piece in ("$", "+", "%", "^") or piece in _AUXILIARY:
                continue
            following = pieces[place + 1] if place + 1 < len(pieces) else ""
            if piece in _PREPOSITIONS and following in ("$", "+", "%", "^"):
                if (piece, following) != ("by", "$"):
                    yield Need(f"P:{piece}", "any")
            else:
                yield from self._words("below", piece)

    def _words(self, slot: str, piece: str) -> Iterator[Need]:
        if piece[0] == "(":
            words = piece.strip("() ").replace("{", " ").replace("}", " ").split()
            names = [word for word in words[1:] if word not in ("$", "+", "%", "^")]
            if not names and words:
                yield Need(f"P:{words[0]}", "any")
            for word in names[-1:]:
                yield Need(f"P:{words[0]}", "lemma", self._values(word))
            for word in names[:-1]:
                yield Need(slot, "lemma", self._values(word))
        elif piece[0] == "{" and "|" in piece:
            either = [part.split() for part in piece.strip("{} ").split("|")]
            values = frozenset(v for part in either if part for v in self._values(part[-1]))
            yield Need(slot, "lemma", values)
        elif piece[0] == "{":
            for word in piece.strip("{} ").split():
                yield Need(slot, "lemma", self._values(word))
        else:
            yield Need(slot, "lemma", self._values(piece))

    def _add(
        self,
        words: tuple[str, ...],
        needs: tuple[Need, ...],
        code: str,
        number: int,
        *,
        is_pattern: bool,
        frame: tuple[tuple[str, ...], tuple[str, ...], bool] | None = None,
    ) -> None:
        first, colon, second = (part.strip() for part in code.partition(":"))
        is_null = not (first or second).strip("-+ ")
        if is_null and not is_pattern:
            return
        kind, mode = SILENT, None
        cameo = first or second
        if not is_null:
            meaning = self.english.meaning(cameo)
            if meaning is None:
                self._skip(number, f"{cameo} is no CAMEO code")
                return
            kind, mode = meaning
            if kind == SILENT and not is_pattern:
                return
        actors: tuple[str, ...]
        actors, recipients, reciprocal = frame or (("subj",), _ANYWHERE, False)
        if colon and first == second:
            reciprocal = True
        elif colon and not first:
            actors, recipients = recipients, actors
        for part in self._parts(words[0]):
            if part == "noun":
                actors, recipients = _NOUN_ACTORS, _NOUN_RECIPIENTS
            self.found.senses.append(
                Sense(
                    words=words, part=part, actors=actors, recipients=recipients,
                    reciprocal=reciprocal, type=kind, mode=mode, contexts=(),
                    cameo=None if kind == SILENT else cameo, needs=tuple(dict.fromkeys(needs)),
                    example="", where=f"{self.path.stem}:{number}",
                )
            )  # fmt: skip

    def _parts(self, head: str) -> tuple[Part, ...]:
        """TABARI's dictionaries have event nouns among the verbs."""
        if self.has_blocks or head not in self.english.nouns:
            return ("verb",)
        return ("verb", "noun") if head in self.english.verbs else ("noun",)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith("ss") else "s")


def _frame(
    before: list[str], after: list[str], *, passive: bool
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Slots of source and target by where `$`, `+` and `%` stand; the voice is undone already."""
    if "%" in before or "%" in after:
        return ("subj",), ("P:with", "P:between", "obj", "P:to"), True
    actors: tuple[str, ...] = ("subj",)
    recipients = _ANYWHERE
    if "+" in before:
        recipients = ("obj", "subj") if passive else ("subj", "obj")
        actors = ("subj",) if passive else _under(after, "$") or ("obj",)
    elif "+" in after:
        recipients = tuple(dict.fromkeys((*_under(after, "+"), *_ANYWHERE)))
    if "$" in after and "+" not in before:
        actors = _under(after, "$") or ("subj",)
    return actors, recipients, False


def _under(pieces: list[str], mark: str) -> tuple[str, ...]:
    """The slot of a mark: of the preposition before it, else the object."""
    place = pieces.index(mark) if mark in pieces else -1
    if place < 0:
        return ()
    for piece in reversed(pieces[:place]):
        if piece == "by":
            return ("subj",)
        if piece in _PREPOSITIONS:
            return (f"P:{piece}",)
        if piece != "^":
            break
    return ("obj",)
