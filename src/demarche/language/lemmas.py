"""Lemmas from a table of what the treebanks hold, with rules for all other words."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path

MAX_SUFFIX = 6
"""Longest ending that a rule looks at."""

_VOWELS = "aeiou"

_DEMONYM = re.compile(r"[A-Z]\w+(?:[ei]an|can|ese|[^aeiou]i)")
"""Adjectives that keep their capital."""


class Lemmas:
    """Looks up or derives the lemma of a form, given its PTB tag.

    Args:
        path: a JSON object with ``rules`` (tag to suffix to ``[cut, add]``), ``exceptions`` (tag
            to form to lemma) and ``verbs`` (lemmas), as written by ``training/make_lemmas.py``.
        words: English words, by which a guess is preferred that is one ("fade", not "fad").
    """

    def __init__(self, path: Path, words: Collection[str] = ()) -> None:
        table = json.loads(path.read_text(encoding="utf-8"))
        self._rules: dict[str, dict[str, tuple[int, str]]] = {
            tag: {suffix: (cut, add) for suffix, (cut, add) in rules.items()}
            for tag, rules in table["rules"].items()
        }
        self._exceptions: dict[str, dict[str, str]] = table["exceptions"]
        self._verbs = frozenset(table["verbs"])
        self._words = words

    def lemma(self, form: str, tag: str) -> str:
        """The lemma of ``form``; names keep their capitals, all else is lower case."""
        form = form.replace("’", "'")
        proper = tag in ("NNP", "NNPS")
        key = form if proper or (tag == "PRP" and form == "I") else form.lower()
        known = self._exceptions.get(tag, {}).get(key)
        if known is not None:
            return known
        if tag == "JJ" and _DEMONYM.fullmatch(form):
            return form
        guess = apply_rules(self._rules.get(tag, {}), key)
        if tag in ("VBD", "VBN", "VBG"):
            guesses = [*past_stems(key), guess]
            for lexicon in (self._verbs, self._words):
                for candidate in guesses:
                    if candidate in lexicon:
                        return candidate
        return guess or key


def past_stems(form: str) -> Iterator[str]:
    """Verbs of which ``form`` may be the past or the -ing form, the likeliest first.

    >>> list(past_stems("planned"))
    ['plan', 'plann', 'planne']
    """
    cut = 3 if form.endswith("ing") else 2
    if len(form) <= cut + 1 or not form.endswith(("ed", "ing")):
        return
    stem = form[:-cut]
    if form.endswith("ied"):
        yield form[:-3] + "y"
    if len(stem) > 2 and stem[-1] == stem[-2]:
        if stem[-1] not in "ls":
            yield stem[:-1]
            yield stem
        else:
            yield stem
            yield stem[:-1]
        yield stem + "e"
        return
    # one vowel before one consonant: the bare stem would have doubled it ("fad", "fadded")
    short = len(stem) > 1 and stem[-1] not in _VOWELS + "wxy" and stem[-2] in _VOWELS
    single = short and (len(stem) < 3 or stem[-3] not in _VOWELS)
    one_syllable = single and sum(c in _VOWELS for c in stem) == 1
    if one_syllable or stem.endswith(("c", "v", "u", "z")):
        yield stem + "e"
        yield stem
    else:
        yield stem
        yield stem + "e"


def apply_rules(rules: dict[str, tuple[int, str]], form: str) -> str:
    """Cut and add by the rule of the longest known suffix; unchanged where there is none."""
    for length in range(min(MAX_SUFFIX, len(form)), -1, -1):
        rule = rules.get(form[len(form) - length :])
        if rule is not None:
            cut, add = rule
            return (form[:-cut] if cut else form) + add
    return form
