"""Numbers in words to their value."""

from collections.abc import Sequence

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: float(value) for value, word in enumerate(_ONES.split())}
TENS = {word: float(value * 10) for value, word in enumerate(_TENS.split(), 2)}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "dozen": 12.0,
}  # fmt: skip
SMALL = {**ONES, **TENS, "a": 1.0, "an": 1.0, "no": 0.0}


def read_number_words(words: Sequence[str]) -> float:
    """The value of "two hundred and five", "nineteen ninety-six", "a hundred thirty million".

    Words that are no number word are passed over, so the caller may leave "and" and hyphens in. Two
    neighbours that cannot belong to one number are read as a spoken year: nineteen ninety-six.
    """
    total = part = 0.0
    previous = ""
    for word in words:
        if word in SMALL:
            number = SMALL[word]
            if (
                (previous in TENS and number >= 10)
                or (previous in ONES and ONES[previous] >= 10)
                or (previous in ONES and word in TENS)
            ):
                part = part * 100 + number
            else:
                part += number
        elif word == "hundred" or word == "dozen":
            part = (part or 1.0) * SCALES[word]
        elif word in SCALES:
            total += (part or 1.0) * SCALES[word]
            part = 0.0
        else:
            continue
        previous = word
    return total + part
