"""How exact a number is: bounds, approximations, and whether it tells of a rise or a fall."""

import re

from demarche.circumstances.figures import Figure

_APPROX = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|nearly|almost|some|an estimated|estimated"
    r"|circa|ca\.?|averag(?:ed|ing)|close to|near|nearing|or so|barely"
    r"|virtually|approaching)(?: the| a| an)?"
    r"|[~≈∼])\s*$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"(?:\b(?:at least|more than|over|above|no (?:less|fewer) than|not less than|upwards? of"
    r"|exceed(?:s|ed|ing)?|in excess of|greater than|higher than|larger than|minimum of|well over"
    r"|just over)(?: the| a| an| than)?"
    r"|[>≥])\s*$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:\b(?:up to|less than|fewer than|under|below|at most|no more than|not more than|as many as"
    r"|as much as|maximum of|lower than|within|sub)(?: the| a| an)?[\s-]|[<≤])\s*$",
    re.IGNORECASE,
)
_RISEN = (
    r"up|upwards?|higher by|rose|risen|rises?|rising|jump(?:ed|s)?|gain(?:ed|s)?|climb(?:ed|s)?"
    r"|advanc(?:ed|es?)|soar(?:ed|s)?"
    r"|surg(?:ed|es?)|add(?:ed|s)?|increas(?:ed|es?)|rall(?:ied|ies)|leap(?:t|ed)?|spik(?:ed|es)"
    r"|grow(?:n|s)?|grew|rocketed|rebounded|swell(?:ed)?|edged up|ticked up|expand(?:ed|s)"
)
_FALLEN = (
    r"down|downwards?|lower by|fell|fallen|falls?|falling|drop(?:ped|s)?|slid(?:e|es)?"
    r"|los(?:t|es|ing)"
    r"|declin(?:ed|es?|ing)"
    r"|plung(?:ed|es?|ing)|plummet(?:ed|s|ing)?|tumbl(?:ed|es?)|slip(?:ped|s)?|decreas(?:ed|es?)|shed"
    r"|sank|sunk|sinks?|slump(?:ed|s)?|dip(?:ped|s)?|shr(?:ank|unk|inks?)|contract(?:ed|s)?|eased"
    r"|retreated|nosedived|crashed|edged down|cut"
)
_HOW = (
    r"(?:\s+(?:by|about|around|nearly|almost|just|only|an?|some|another|further|more than|over"
    r"|under|as much as))*"
)
_UP = re.compile(rf"(?:\b(?:{_RISEN}){_HOW}\s+|(?<![\w])\+\s?)$", re.IGNORECASE)
_DOWN = re.compile(rf"\b(?:{_FALLEN}){_HOW}\s+$", re.IGNORECASE)
_TAKEN = re.compile(r"\b(?:los|add|gain|shed|cut|contract)", re.IGNORECASE)
"""Verbs that tell of a change only with a share or a price: "lost 2%", not "lost $40 million"."""
_PRICED = frozenset(
    ("percentage", "percentage point", "basis point", "point", "cent", "pence", "sen")
)
_PHRASAL = re.compile(
    r"\b(?:g[ai]ven?|giving|set|made?|makes?|takes?|took|pick(?:ed)?|put|back(?:ed)?|break|broke|lay|laid"
    r"|shut|hunt(?:ed)?|turns?) (?:up|down)\s+$",
    re.IGNORECASE,
)
"""Verbs of which "up" or "down" is a part: no change is told."""


def bound_of(text: str, begin: int, figure: Figure, after: str, counted: bool, normal: str) -> str:
    """`= ~ > < up down` of the number that starts at `begin`, by the words around it."""
    before = text[max(0, begin - 45) : begin]
    stripped = re.sub(r"(?:\(|between |from )\s*$", "", before, flags=re.IGNORECASE)
    if figure.value < 0 and text[begin : begin + 1] == "+":
        return "up"
    if text[max(0, figure.start) : figure.start + 1] == "+":
        return "up"
    if counted and not re.search(r"\b(?:up|down)\s+$", before):
        moved: tuple[tuple[re.Pattern[str], str], ...] = ()
    else:
        moved = ((_UP, "up"), (_DOWN, "down"))
    if _PHRASAL.search(before):
        moved = ()
    for pattern, bound in (*moved, (_ABOVE, ">"), (_BELOW, "<"), (_APPROX, "~")):
        found = pattern.search(stripped)
        if found is None:
            continue
        if bound in ("up", "down") and normal not in _PRICED and _TAKEN.search(found.group()):
            continue
        return bound
    if re.match(r"\s+or (?:more|above|higher)\b|\+", after):
        return ">"
    if re.match(r"\s+or (?:less|fewer|below|lower)\b", after):
        return "<"
    if re.match(r"\s+or so\b", after):
        return "~"
    return "="
