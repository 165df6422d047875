"""Records go to JSON and back without loss, and refuse what is not theirs."""

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche import plover
from demarche.model import (
    Claim,
    Commitment,
    Document,
    Event,
    Ledger,
    Party,
    Position,
    Proposition,
    Quantity,
    Reason,
    Span,
    Statement,
    Time,
    content_id,
    decode,
    encode,
    schema,
)

words = st.text(min_size=1, max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start, text = draw(st.integers(0, 10_000)), draw(words)
    return Span(start=start, end=start + len(text), text=text)


parties = st.builds(Party, actor=words, code=words, span=st.none() | spans())
quantities = st.builds(Quantity, value=numbers, unit=words, low=st.none() | numbers, span=spans())
statements = st.builds(
    Statement,
    id=words, document=words, sources=st.tuples(parties), cue=spans(), sentence=spans(),
    act=st.sampled_from(["assert", "deny", "decline"]), content=st.tuples(spans()),
    parent=st.none() | words,
)  # fmt: skip
commitments = st.builds(
    Commitment, source=parties, value=st.sampled_from(["CT+", "PS-", "Uu"]), score=numbers
)
events = st.builds(
    Event,
    id=words, document=words, type=st.sampled_from(plover.TYPES), trigger=spans(), sentence=spans(),
    actors=st.tuples(parties), recipients=st.just(()), factuality=st.tuples(commitments),
    reason=st.builds(Reason, by=st.just("lexicon"), entry=words), quantity=st.none() | quantities,
    time=st.none() | st.builds(Time, value=words, span=st.none() | spans()),
)  # fmt: skip
positions = st.builds(
    Position, party=parties, stance=st.just("denies"), document=words, sentence=spans(),
    quantity=st.none() | quantities,
)  # fmt: skip
claims = st.builds(
    Claim, id=words, about=st.builds(Proposition, types=st.tuples(words), actors=st.tuples(words)),
    text=words, events=st.tuples(words), positions=st.lists(positions, max_size=2).map(tuple),
    status=st.just("disputed"),
)  # fmt: skip
ledgers = st.builds(
    Ledger,
    documents=st.tuples(st.builds(Document, id=words, text=words, published=st.none() | words)),
    statements=st.lists(statements, max_size=2).map(tuple),
    events=st.lists(events, max_size=2).map(tuple),
    claims=st.lists(claims, max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(ledgers)
def test_a_ledger_survives_json(ledger: Ledger) -> None:
    again = decode(encode(ledger), Ledger)
    assert again == ledger
    assert encode(again) == encode(ledger)


@settings(max_examples=20, deadline=None)
@given(ledgers)
def test_what_is_encoded_fits_the_published_schema(ledger: Ledger) -> None:
    jsonschema.validate(msgspec.json.decode(encode(ledger)), schema())


@pytest.mark.parametrize("start,end,text", [(-1, 2, "abc"), (3, 3, ""), (0, 5, "abc")])
def test_a_span_that_does_not_fit_its_words_is_refused(start: int, end: int, text: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Span(start=start, end=end, text=text)


def test_an_unknown_field_is_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match="surprise"):
        decode(b'{"id":"a","text":"b","surprise":1}', Document)


def test_a_wrong_type_is_refused_with_its_path() -> None:
    with pytest.raises(ValueError, match=r"documents\[0\]\.text|\$\.documents\[0\]"):
        decode(b'{"documents":[{"id":"a","text":5}]}', Ledger)


def test_records_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Document(id="a", text="b").id = "c"  # type: ignore[misc]


def test_ids_come_from_content_alone() -> None:
    assert content_id("evt", "doc", 5, "ASSAULT") == content_id("evt", "doc", 5, "ASSAULT")
    assert content_id("evt", "doc", 5, "ASSAULT") != content_id("evt", "doc", 51, "SSAULT")


def test_every_type_has_quad_intensity_and_known_modes() -> None:
    assert set(plover.QUAD) == set(plover.INTENSITY) == set(plover.TYPES)
    assert set(plover.MODES) <= set(plover.TYPES)
