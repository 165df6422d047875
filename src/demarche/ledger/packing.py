"""Records as they are stored: JSON without what stands elsewhere.

A span is packed as [start, end]: its words are those of the document's text and are taken from
there when it is read. Fields that have their default value are left out.
"""

import zlib
from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from demarche.model import Record, Span

T = TypeVar("T", bound=Record)
Plan = Mapping[str, Any]
"""Which fields of a record hold spans: a plan of their own, or None for the span itself."""

Texts = Callable[[str], str]
"""The text of a document, by its id."""


def pack(record: Record, *without: str) -> str:
    """A record as JSON, but for the fields `without`, which are columns of their own."""
    fields = _packed(record)
    for name in without:
        fields.pop(name, None)
    return msgspec.json.encode(fields).decode()


def pack_all(records: tuple[Record, ...]) -> bytes:
    """Several records as one JSON array, compressed: they are read all together or not at all."""
    return zlib.compress(msgspec.json.encode([_packed(record) for record in records]))


def unpack(kind: type[T], body: str, texts: Texts, **columns: Any) -> T:
    """The record again. `columns` are the fields that were left out.

    A record that names its `document` has its spans in that document's text.
    """
    fields = msgspec.json.decode(body)
    fields.update(columns)
    _fill(fields, plan(kind), texts, None)
    return msgspec.convert(fields, kind)


def unpack_all(kind: type[T], body: bytes, text: str) -> tuple[T, ...]:
    """Several records of one document again."""
    items = msgspec.json.decode(zlib.decompress(body))
    for fields in items:
        _fill(fields, plan(kind), str, text)
    return tuple(msgspec.convert(items, list[kind]))  # type: ignore[valid-type]


def _packed(value: Any) -> Any:
    if isinstance(value, Span):
        return (value.start, value.end)
    if isinstance(value, msgspec.Struct):
        return {
            name: _packed(part)
            for name, default in _fields(type(value))
            if (part := getattr(value, name)) != default
        }
    if isinstance(value, tuple):
        return [_packed(part) for part in value]
    return value


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in msgspec.structs.fields(kind))


@cache
def plan(kind: type[msgspec.Struct]) -> Plan:
    """The fields of a record type that hold spans, however deep."""
    found: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        for part in _parts(hint):
            if part is Span:
                found[name] = None
            elif isinstance(part, type) and issubclass(part, msgspec.Struct) and plan(part):
                found[name] = plan(part)
    return found


def _parts(hint: Any) -> list[Any]:
    """The types inside a hint: those of a union, and what a tuple holds."""
    if get_origin(hint) in (Union, UnionType, tuple):
        return [part for inner in get_args(hint) for part in _parts(inner)]
    return [hint]


def _fill(fields: dict[str, Any], spans: Plan, texts: Texts, text: str | None) -> None:
    """Put the words back, in place."""
    if text is None or "document" in fields:
        text = texts(fields["document"]) if "document" in fields else None
    for name, inner in spans.items():
        value = fields.get(name)
        if not value:
            continue
        if inner is not None:
            for item in value if isinstance(value, list) else (value,):
                _fill(item, inner, texts, text)
        elif isinstance(value[0], list):
            fields[name] = [_span(pair, text) for pair in value]
        else:
            fields[name] = _span(value, text)


def _span(pair: list[int], text: str | None) -> dict[str, Any]:
    start, end = pair
    if text is None:
        raise ValueError("a span outside any document")
    return {"start": start, "end": end, "text": text[start:end]}
