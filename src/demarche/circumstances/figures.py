"""Numbers in a text: digits, words, scales, fractions, ranges; with the characters they take."""

import re
from dataclasses import dataclass

from demarche.circumstances.numbers import ONES, SCALES, TENS, read_number_words

_WORDS = "|".join(sorted((*ONES, *TENS), key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion|dozen"
_SPELLED = (
    rf"(?:(?:half\sa|a\shalf|(?:a|an|another)(?=\s(?:{_BIG})\b)|{_WORDS})"
    rf"(?:(?:[\s-]|\sand\s)(?:{_WORDS}|{_BIG})(?![\w-]*(?:th|rd|nd|st)\b))*|{_BIG})\b"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
NUMBER = re.compile(
    rf"(?<![\d/:])(?<!\d[.,])(?P<sign>minus[\s-]|[−-](?=\.?\d)|\+)?(?:(?P<digits>{_DIGITS})(?P<power>[×x]10[−^-]*\d+)?"
    rf"|\b(?P<words>{_SPELLED}))"
    r"|(?P<open>\b(?:tens|hundreds|dozens|thousands|millions|billions|scores)(?:\sof\s"
    r"(?:hundreds|thousands|millions|billions)){0,2}\b(?=\sof\b))"
    r"|(?P<few>\ba (?:handful|couple|pair)(?=\sof\b))",
    re.IGNORECASE,
)
NUMBER_WORDS = frozenset((
    *ONES, *TENS, *_BIG.split("|"), "tens", "hundreds", "dozens", "thousands", "millions",
    "billions", "scores", "handful", "couple", "pair", "half", "third", "quarter", "fifth", "tenth",
))  # fmt: skip
"""Words of which every number without digits has one."""
_SCALE = re.compile(
    r"[\s-]?(?P<word>hundred|thousand|million|billion|trillion|mln|bln|mn|bn|tn|trn)(?![\w])"
    r"(?:\s(?P<more>thousand|million|billion|trillion)\b)?"
    r"|(?P<letter>[kKmMbB])(?![\w/²³])",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s(?!per\b|and\b|or\b|to\b|of\b|in\b|from\b|long|wide|high|tall|deep)[a-z]{3,}s?\b"
)
"""A noun after "2m": millions of it, and not metres."""
_SHORT_SCALES = {"mln": 1e6, "mn": 1e6, "bln": 1e9, "bn": 1e9, "tn": 1e12, "trn": 1e12}
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9}
_FRACTION = re.compile(
    r"\s?[/⁄](?P<bottom>\d+)(?![\d/])|[\s-](?P<part>half|halves|third|thirds|quarters?|fourths?|fifths?"
    r"|sixths?|eighths?|tenths?)\b(?!\s+(?:quarter|year|time|day|round|place|straight|consecutive))"
    r"|\s(?:out of|in)\s(?P<whole>every\s)?(?P<among>\d+|"
    + _WORDS
    + r")\b(?!\s(?:years|days|months))",
    re.IGNORECASE,
)
_PARTS = {"hal": 2.0, "thi": 3.0, "qua": 4.0, "fou": 4.0, "fif": 5.0, "six": 6.0, "eig": 8.0,
          "ten": 10.0}  # fmt: skip
_OPEN = {"tens": 10.0, "dozens": 12.0, "scores": 20.0, "hundreds": 100.0, "thousands": 1e3,
         "millions": 1e6, "billions": 1e9}  # fmt: skip


@dataclass(slots=True)
class Figure:
    """A number: characters `start` to `end`, value, and the bounds where it is a range.

    `mantissa` is the number before its scale; `open` marks "dozens", "thousands", `fraction` a part
    of a whole; `exact` is False for words like "a handful".
    """

    start: int
    end: int
    value: float
    mantissa: float
    scale: float = 1.0
    low: float | None = None
    high: float | None = None
    spelled: bool = False
    open: bool = False
    fraction: bool = False
    letter: str = ""


def figure_at(text: str, match: re.Match[str], money: bool) -> Figure:
    """The number of a `NUMBER` match; `money`: a currency stands before it, so `m` is a million."""
    start, end = match.span()
    if match.group("open"):
        words = match.group("open").lower().split(" of ")
        low = 1.0
        for word in words:
            low *= _OPEN[word]
        return Figure(start, end, low, low, low=low, high=low * 10, spelled=True, open=True)
    if match.group("few"):
        value = 2.0 if "handful" not in match.group("few").lower() else 5.0
        return Figure(start, end, value, value, spelled=True, open=value == 5.0)
    if match.group("digits"):
        value = float(match.group("digits").replace(",", ""))
        if power := match.group("power"):
            exponent = int(re.sub(r"\D", "", power[3:]))
            value *= 10.0 ** (-exponent if re.search("[−-]", power) else exponent)
        spelled = False
    else:
        words = re.split(r"[\s-]+", match.group("words").lower())
        half = words[:2] == ["half", "a"] or words[:2] == ["a", "half"]
        value = read_number_words(words[2:] if half else words) * (0.5 if half else 1.0)
        if len(words) == 1 and words[0] in SCALES:
            value = SCALES[words[0]]
        spelled = True
    mantissa, scale, letter = value, 1.0, ""
    found = _SCALE.match(text, end)
    if found and not (found.group("letter") and spelled):
        if found.group("word"):
            word = found.group("word").lower()
            scale = SCALES.get(word) or _SHORT_SCALES[word]
            if more := found.group("more"):
                scale *= SCALES[more.lower()]
            end = found.end()
        else:
            mark = found.group("letter")
            noun = _COUNTED.match(text, found.end())
            if money or mark == "M" or mark in "kK" or (mark in "mb" and noun):
                scale = _LETTERS[mark.lower()]
                end = found.end()
            letter = mark
    figure = Figure(start, end, value * scale, mantissa, scale, spelled=spelled, letter=letter)
    _read_fraction(text, figure)
    sign = match.group("sign")
    if sign and not sign.startswith("+"):
        figure.value = -figure.value
    return figure


def _read_fraction(text: str, figure: Figure) -> None:
    found = _FRACTION.match(text, figure.end)
    if not found or figure.scale != 1.0 or figure.mantissa <= 0:
        return
    if bottom := found.group("bottom"):
        below = float(bottom)
    elif part := found.group("part"):
        below = _PARTS[part[:3].lower()]
        if figure.mantissa >= below and not part.lower().startswith("hal"):
            return
    else:
        among = found.group("among").lower()
        below = float(among) if among.isdigit() else read_number_words([among])
        if figure.mantissa >= below or not (
            found.group().lower().startswith(" out") or found.group("whole") or figure.spelled
        ):
            return
    if below:
        figure.value = figure.mantissa / below
        figure.end = found.end()
        figure.fraction = True


PLAIN_PART = re.compile(
    r"\b(?:(?:a|one)[\s-](?P<part>third|quarter|fifth|tenth)|(?P<half>half))(?=\s+of\b|\s+(?:the|its|their|his|all)\b)",
    re.IGNORECASE,
)


def plain_part(match: re.Match[str]) -> Figure:
    """ "a third of", "half the": a part of a whole written without a numeral."""
    part = match.group("part")
    value = 0.5 if part is None else 1 / _PARTS[part[:3].lower()]
    return Figure(match.start(), match.end(), value, 1.0, spelled=True, fraction=True)
