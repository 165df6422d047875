"""Lemmas from a table of what the treebanks hold, with suffix rules for all other words."""

from __future__ import annotations

import json
from pathlib import Path


class Lemmas:
    """Looks up or derives the lemma of a form, given its PTB tag.

    Args:
        path: a JSON object with ``rules`` (tag to suffix to ``[cut, add]``) and ``exceptions``
            (tag to form to lemma), as written by ``training/make_lemmas.py``.
    """

    def __init__(self, path: Path) -> None:
        table = json.loads(path.read_text(encoding="utf-8"))
        self._rules: dict[str, dict[str, tuple[int, str]]] = {
            tag: {suffix: (cut, add) for suffix, (cut, add) in rules.items()}
            for tag, rules in table["rules"].items()
        }
        self._exceptions: dict[str, dict[str, str]] = table["exceptions"]

    def lemma(self, form: str, tag: str) -> str:
        """The lemma of ``form``; names keep their capitals, all else is lower case."""
        form = form.replace("’", "'")
        proper = tag in ("NNP", "NNPS")
        key = form if proper or (tag == "PRP" and form == "I") else form.lower()
        known = self._exceptions.get(tag, {}).get(key)
        if known is not None:
            return known
        return apply_rules(self._rules.get(tag, {}), key)


MAX_SUFFIX = 6


def apply_rules(rules: dict[str, tuple[int, str]], form: str) -> str:
    """Cut and add by the rule of the longest known suffix; unchanged where there is none."""
    for length in range(min(MAX_SUFFIX, len(form)), -1, -1):
        rule = rules.get(form[len(form) - length :])
        if rule is not None:
            cut, add = rule
            return (form[:-cut] if cut else form) + add
    return form
