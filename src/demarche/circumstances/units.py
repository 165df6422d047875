"""Units and counted things: what the knowledge files say of them."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from demarche.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Units:
    """Forms after a number with (normal name, kind), currencies before it, and patterns of both."""

    after: dict[str, tuple[str, str]]
    prefix: dict[str, str]
    beginnings: frozenset[str]
    """The first words of the forms after a number: where none follows, no unit does."""
    after_pattern: re.Pattern[str]
    prefix_pattern: re.Pattern[str]

    def unit_at(self, text: str, offset: int) -> re.Match[str] | None:
        """The unit that stands right after a number that ends at `offset`."""
        word = FIRST_WORD.match(text, offset)
        if word is None or word.group(1).lower() not in self.beginnings:
            return None
        return self.after_pattern.match(text, offset)


FIRST_WORD = re.compile(r"[\s-]{0,2}([^\W\d_]+|[^\w\s])")
_SHORT = {"a", "b", "c", "f", "g", "h", "l", "m", "s", "v", "w", "p", "kt", "try", "won", "mi"}
"""Forms that are units only where they are glued to the number."""


def rows(name: str, columns: int) -> list[list[str]]:
    """The rows of a tab-separated knowledge file; KnowledgeError names the first faulty line."""
    path = files("demarche.knowledge.circumstances") / name
    found: list[list[str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != columns:
            raise KnowledgeError(f"{name}, line {number}: {len(fields)} columns, not {columns}")
        found.append(fields)
    return found


@cache
def units() -> Units:
    """The units of `units.tsv`."""
    after: dict[str, tuple[str, str]] = {}
    prefix: dict[str, str] = {}
    for form, normal, kind in rows("units.tsv", 3):
        if kind == "prefix":
            prefix[form] = normal
        elif kind in ("unit", "percent", "currency"):
            after[form] = (normal, kind)
        else:
            raise KnowledgeError(f"units.tsv: {form!r} has unknown kind {kind!r}")
    forms = sorted(after, key=lambda f: (-len(f), f))
    spaced = [re.escape(f).replace(r"\ ", r"[\s-]") for f in forms if f not in _SHORT]
    glued = [re.escape(f) for f in forms if f in _SHORT and f not in ("try", "won", "a", "b", "s")]
    pattern = (
        rf"(?:[\s-]{{0,2}}(?P<spaced>{'|'.join(spaced)})|(?P<glued>{'|'.join(glued)})"
        r"|\s(?P<letter>[CFWV]|won))(?![^\W_])"
    )
    before = "|".join(re.escape(p) for p in sorted(prefix, key=lambda p: (-len(p), p)))
    return Units(
        after,
        prefix,
        frozenset(word.group(1) for form in after if (word := FIRST_WORD.match(form))),
        re.compile(pattern, re.IGNORECASE),
        re.compile(rf"(?<![A-Za-z])(?:{before})[\s-]?$", re.IGNORECASE),
    )


@cache
def counted() -> tuple[dict[str, str], dict[str, str]]:
    """Kinds by counted noun, and by the verb that tells what befell them."""
    nouns: dict[str, str] = {}
    verbs: dict[str, str] = {}
    for word, kind, part in rows("counted.tsv", 3):
        (nouns if part == "noun" else verbs)[word] = kind
    return nouns, verbs


_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "inches": "inch",
    "people": "people", "police": "police", "series": "series", "species": "species",
    "teeth": "tooth", "mice": "mouse", "geese": "goose", "lives": "life", "wives": "wife",
    "knives": "knife", "best": "good", "better": "good", "centuries": "century",
    "aircraft": "aircraft", "data": "data", "troops": "troop", "buses": "bus", "gases": "gas",
    "viruses": "virus", "campuses": "campus", "bosses": "boss", "us": "us", "gps": "gps",
}  # fmt: skip


def singular(word: str) -> str:
    """A noun without its plural ending, by rule: enough to compare units."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def normal_unit(unit: str) -> str:
    """A unit as compared: a table's name, or lower-cased singular words without articles.

    NewsQuant writes a part of a whole as `% Germans`: the sign is left out.
    """
    text = " ".join(unit.lower().removeprefix("% ").replace("-", " ").split())
    table = units()
    for form in (unit.lower().strip(), text):
        if form in table.after:
            return table.after[form][0]
        if form in table.prefix:
            return table.prefix[form]
    head, per, rest = text.partition(" per ")
    if per:
        return f"{normal_unit(head)} per {normal_unit(rest)}"
    words = [singular(w) for w in text.split() if w not in ("of", "the", "a", "an", "and", "to")]
    return " ".join(words)
