"""Rules of the time grammar: what they say they need is what they need."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.circumstances import times
from demarche.circumstances.lexing import CODES
from demarche.circumstances.timerules import RULES

ALPHABET = "".join(sorted({*CODES.values(), *"DYNWG5T9:-,.()^_6"}))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=ALPHABET, min_size=1, max_size=8))
def test_no_rule_matches_without_what_it_needs(codes: str) -> None:
    assert times.RULES is RULES
    for rule in RULES:
        match = rule.pattern.search(codes)
        if match and match.group():
            assert not any(need.isdisjoint(codes) for need in rule.needs), rule.name


def test_every_rule_names_a_need() -> None:
    assert all(rule.needs and all(rule.needs) for rule in RULES)
    assert not [rule.name for rule in RULES if re.search(rule.pattern, "")]
