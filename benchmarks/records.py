"""Which library should carry the model: msgspec, attrs with cattrs, or pydantic.

Each encodes and decodes the same events (an event with its spans, parties and commitments, as in
`demarche.model`) to JSON. Run with the number of events, a million by default:

    pip install attrs cattrs pydantic && python -m benchmarks.records 1000000
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import attrs
import cattrs.preconf.json
import msgspec
import pydantic

from demarche.model import Commitment, Event, Party, Reason, Span


def _span(start: int, text: str) -> Span:
    return Span(start=start, end=start + len(text), text=text)


def sample() -> Event:
    """One event as real text gives it."""
    kor = Party(actor="kor", code="KOR.GOV", span=_span(120, "South Korea"))
    prk = Party(actor="prk", code="PRK.GOV", span=_span(140, "North Korea"))
    return Event(
        id="evt-0123456789abcdef",
        document="doc-0123456789abcdef",
        type="AID",
        trigger=_span(160, "sent"),
        sentence=_span(118, "South Korea said that North Korea had sent soldiers to Russia."),
        actors=(prk,),
        recipients=(kor,),
        factuality=(
            Commitment(source=kor, value="CT+", score=3.0, statement="say-1", why=("said",)),
            Commitment(source=prk, value="Uu", score=0.0),
        ),
        reason=Reason(by="lexicon", entry="send obj:troops", steps=("subj", "P:to")),
        quad=2,
        intensity=7.4,
    )


@attrs.frozen
class AttrsSpan:
    start: int
    end: int
    text: str


@attrs.frozen
class AttrsParty:
    actor: str
    code: str
    span: AttrsSpan | None = None


@attrs.frozen
class AttrsCommitment:
    source: AttrsParty
    value: str
    score: float
    statement: str | None = None
    why: tuple[str, ...] = ()


@attrs.frozen
class AttrsReason:
    by: str
    entry: str
    score: float = 1.0
    steps: tuple[str, ...] = ()


@attrs.frozen
class AttrsEvent:
    id: str
    document: str
    type: str
    trigger: AttrsSpan
    sentence: AttrsSpan
    actors: tuple[AttrsParty, ...]
    recipients: tuple[AttrsParty, ...]
    factuality: tuple[AttrsCommitment, ...]
    reason: AttrsReason
    quad: int = 0
    intensity: float = 0.0
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    statements: tuple[str, ...] = ()
    tense: str = "none"
    aspect: str = "simple"
    themes: tuple[AttrsSpan, ...] = ()
    time: None = None
    place: None = None
    quantity: None = None


class PydanticBase(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")


class PydanticSpan(PydanticBase):
    start: int
    end: int
    text: str


class PydanticParty(PydanticBase):
    actor: str
    code: str
    span: PydanticSpan | None = None


class PydanticCommitment(PydanticBase):
    source: PydanticParty
    value: str
    score: float
    statement: str | None = None
    why: tuple[str, ...] = ()


class PydanticReason(PydanticBase):
    by: str
    entry: str
    score: float = 1.0
    steps: tuple[str, ...] = ()


class PydanticEvent(PydanticBase):
    id: str
    document: str
    type: str
    trigger: PydanticSpan
    sentence: PydanticSpan
    actors: tuple[PydanticParty, ...]
    recipients: tuple[PydanticParty, ...]
    factuality: tuple[PydanticCommitment, ...]
    reason: PydanticReason
    quad: int = 0
    intensity: float = 0.0
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    statements: tuple[str, ...] = ()
    tense: str = "none"
    aspect: str = "simple"
    themes: tuple[PydanticSpan, ...] = ()
    time: None = None
    place: None = None
    quantity: None = None


def main(count: int) -> None:
    """Print events a second, each way, and the ratio to msgspec."""
    event = sample()
    data = msgspec.json.encode(event)
    plain = json.loads(data)
    converter = cattrs.preconf.json.make_converter()
    attrs_event = converter.structure(plain, AttrsEvent)
    pydantic_event = PydanticEvent.model_validate_json(data)
    runs: list[tuple[str, Callable[[], Any], Callable[[], Any]]] = [
        (
            "msgspec",
            lambda: msgspec.json.encode(event),
            lambda: msgspec.json.decode(data, type=Event),
        ),
        (
            "pydantic",
            pydantic_event.model_dump_json,
            lambda: PydanticEvent.model_validate_json(data),
        ),
        (
            "attrs+cattrs",
            lambda: converter.dumps(attrs_event),
            lambda: converter.loads(data, AttrsEvent),
        ),
    ]
    base: tuple[float, float] | None = None
    print(f"{count:,} events of {len(data)} bytes")
    for name, encode, decode in runs:
        speeds = (_rate(encode, count), _rate(decode, count))
        base = base or speeds
        print(
            f"{name:14} encode {speeds[0]:10,.0f}/s ({speeds[0] / base[0]:.2f})  "
            f"decode {speeds[1]:10,.0f}/s ({speeds[1] / base[1]:.2f})"
        )


def _rate(call: Callable[[], Any], count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        call()
    return count / (time.perf_counter() - start)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
