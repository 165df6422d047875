"""spaCy's English tokenizer, bent to the conventions of UD English (EWT, GUM) and to news."""

from __future__ import annotations

import re
from typing import Any

from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_HYPHEN = "[-‐‑]"

_PREFIXED = (
    "non|e|mid|re|anti|co|pre|pro|cross|post|semi|over|under|sub|multi|ex|counter|mini|socio|"
    "psycho|neo|inter|intra|trans|ultra|un|bi|tri|quasi"
)
"""A word hyphenated to one of these is one word in UD English; other hyphens are tokens."""

_ABBREVIATIONS = """
Lt. Col. Sgt. Capt. Maj. Brig. Cmdr. Cdr. Cpl. Pvt. Ens. Sens. Reps. Gens. Drs. Profs. Hon.
Pres. Supt. Insp. Det. Amb. Sec. Atty. Msgr. Fr. Mgr. Mlle. Mme. Sr. Esq. Ft. Mts. Sts. Ave.
Blvd. Rd. Hwy. Nos. nos. etc. al. vs. ca. approx. est. pp. vol. fig. Fig. Figs. Eq. dept. Dept.
Univ. Assn. Assoc. Intl. Govt. Bn. Mon. Tue. Tues. Wed. Thu. Thur. Thurs. Fri. Op. Cie. Mfg.
Bancorp. Can. Que. Ont. U.N. U.S. U.K. U.S.A. U.A.E. E.U. U.S.S.R. D.P.R.K. D.R. P.M. A.M. M.P.
M.D. B.A. M.A. a.k.a. S.A. N.V. A.G. B.C. A.D. R.I. W.Va. N.Mex. P.O. J.P.
"""

_DROPPED = {"and/or", "id", "Id", "wed", "Wed", "hed", "Hed"}
"""Special cases of spaCy's that harm news: "Wed" is a day, "id" a card, "and/or" three words."""

_KEPT_WHOLE = (
    rf"^(?:(?:{_PREFIXED}){_HYPHEN}[{ALPHA}]+"
    r"|\d{4}-\d\d-\d\d|\d\d?-\d\d?-\d{2,4}|\+?\d{1,4}(?:-\d{2,4}){2,}|\d{3}-\d{4}|\d{5}-\d{4})$"
)
"""Prefixed words, dates, telephone numbers and postal codes."""


_RUNS = [*(rf"{re.escape(c)}{{2,}}" for c in "!?_=*#~<>"), r"--+", r"\.\.+"]
"""The same sign again and again is one token."""


def make_tokenizer(nlp: Language) -> Tokenizer:
    """A tokenizer for a blank English pipeline."""
    defaults = nlp.Defaults
    infixes = [
        r"\.\.+",
        r"…",
        r"[–—―~]",
        r"--+",
        rf"(?<=[{ALPHA}0-9])[<>=/|;](?=[{ALPHA}])",
        rf"(?<=[{ALPHA_LOWER}])\.(?=[{ALPHA_UPPER}])",
        rf"(?<=[{ALPHA}]),(?=[{ALPHA}])",
        rf"(?<=[{ALPHA}0-9.]){_HYPHEN}(?=[{ALPHA}])",
        rf"(?<=[{ALPHA}0-9]){_HYPHEN}(?=[0-9])",
        r"(?<=[0-9])[+*^](?=[0-9-])",
        rf"(?<=[{ALPHA}0-9.])[:()\[\]](?=[{ALPHA}])",
        rf"(?<=[{ALPHA}])[\"“”](?=[{ALPHA}])",
    ]
    units = r"(?<=[0-9])(?:bn|tn|mn|m|k|km|kg|cm|mm|mph|kph|pm|am|PM|AM|pc|°|°C|°F)"
    return Tokenizer(
        nlp.vocab,
        rules=_special_cases(defaults.tokenizer_exceptions),
        prefix_search=compile_prefix_regex([*_RUNS, *(defaults.prefixes or ()), r"[–—]"]).search,
        suffix_search=compile_suffix_regex(
            [*_RUNS, *(defaults.suffixes or ()), units, r"[–—/]"]
        ).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
        token_match=re.compile(_KEPT_WHOLE, re.IGNORECASE).match,
        url_match=defaults.url_match,
    )


def _special_cases(cases: dict[str, Any]) -> dict[str, Any]:
    kept = {
        text: tokens
        for text, tokens in cases.items()
        # faces such as "):" or "8)" are brackets and colons in news
        if text not in _DROPPED
        and (text.isspace() or len(tokens) > 1 or any(c.isalpha() for c in text[:1] + text[1:2]))
    }
    kept.update({text: [{ORTH: text}] for text in _ABBREVIATIONS.split()})
    for start in ("wan", "Wan"):
        kept[f"{start}na"] = [{ORTH: start}, {ORTH: "na"}]
    return kept
