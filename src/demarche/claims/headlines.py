"""Where a headline stands on a claim: for it, against it, or only observing it.

By the words with which headlines deny, call untrue, attribute, ask or doubt
(`knowledge/claims/headline_cues.tsv`), where they are not part of the claim itself.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

HeadlineStance = Literal["for", "against", "observing"]

_WORD = re.compile(r"[\w’']+|[?:]")


def stance_of(headline: str, claim: str) -> tuple[HeadlineStance, str]:
    """The stance of a headline on a claim, and the words that decide it (empty: none)."""
    text = _normal(headline)
    told = _normal(claim)
    for stance, pattern in _cues():
        for found in pattern.finditer(text):
            # What the claim itself says ("will not announce it") is no denial of it.
            if found.group() not in told or found.group().strip() == "?":
                return stance, found.group().strip()
    return "for", ""


def _normal(text: str) -> str:
    words = _WORD.findall(text.lower().replace("’", "'"))
    return f" {' '.join(words)} "


@cache
def _cues() -> tuple[tuple[HeadlineStance, re.Pattern[str]], ...]:
    text = files("demarche").joinpath("knowledge/claims/headline_cues.tsv").read_text("utf-8")
    found: list[tuple[HeadlineStance, re.Pattern[str]]] = []
    for row in text.splitlines():
        if row and not row.startswith("#"):
            stance, words = row.split("\t")
            cues = [
                re.escape(word).replace(r"\*", r"[\w']*").replace("_", " ")
                for word in words.split()
            ]
            found.append((stance, re.compile(rf" (?:{'|'.join(cues)})(?= )")))  # type: ignore[arg-type]
    return tuple(found)
