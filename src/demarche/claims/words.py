"""Words that name one kind of happening: "sending", "dispatch" and "deployment" are one family.

Inflection and the commonest derivations are taken off by rule, irregular forms and synonyms are
looked up in `knowledge/claims/families.tsv` (schema in its head).
"""

from functools import cache, lru_cache
from importlib.resources import files

_ENDINGS = (
    ("ifications", "ify"), ("ification", "ify"), ("izations", "ize"), ("ization", "ize"),
    ("isations", "ize"), ("isation", "ize"), ("ements", ""), ("ement", ""), ("ments", ""),
    ("ment", ""), ("ations", ""), ("ation", ""), ("itions", ""), ("ition", ""), ("ctions", "ct"),
    ("ction", "ct"), ("sions", "d"), ("sion", "d"), ("tions", "t"), ("tion", "t"), ("ances", ""),
    ("ance", ""), ("ences", ""), ("ence", ""), ("ities", ""), ("ity", ""), ("ness", ""),
    ("ings", ""), ("ing", ""), ("ied", "y"), ("ies", "y"), ("ers", ""), ("ors", ""), ("er", ""),
    ("or", ""), ("als", ""), ("al", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
"""Endings with what takes their place; the first that leaves three letters or more is taken."""


@lru_cache(100_000)  # news never runs out of new words
def stem(word: str) -> str:
    """A word without inflection and derivation, as far as comparing needs."""
    lower = word.lower().replace("-", "").replace(" ", "")
    for ending, instead in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            lower = lower[: len(lower) - len(ending)] + instead
            break
    if len(lower) > 3 and lower[-1] == lower[-2] and lower[-1] not in "aeiousl":
        lower = lower[:-1]
    return lower.removesuffix("e")


@cache
def families() -> dict[str, str]:
    """Family names by stems and irregular forms; a word in two rows keeps the first."""
    table: dict[str, str] = {}
    text = files("demarche").joinpath("knowledge/claims/families.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, words = line.split("\t")
            for word in words.split():
                table.setdefault(word.replace("_", " "), name)
                table.setdefault(stem(word.replace("_", " ")), name)
    return table


@lru_cache(100_000)
def family(word: str) -> str:
    """The family of a word in any form; a word that is in none is a family of its own stem."""
    table = families()
    lower = word.lower()
    return table.get(lower) or table.get(stem(lower)) or stem(lower)


def phrase_family(phrase: str) -> str:
    """The family of a phrase that has one of its own ("shoot down"), else of its first word."""
    return families().get(phrase.lower()) or family(phrase.partition(" ")[0])
