"""The columns of a record: every field of the model, flat, with a rule and no list of names.

A record inside a record gives columns of its own (`time_value`, `place_country`). Several of a
kind give a list in each of its columns (`actors_code`: ["PRK.GOV", "RUS.GOV"]), all lists of one
field in the same order. Beside the id of every party stands its name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from demarche.model import Party

Names = Mapping[str, str]
"""Names of actors by id."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the type of its values, how deep in lists, and what it may hold."""

    name: str
    path: tuple[str, ...]
    type: type
    depth: int
    values: tuple[str, ...]
    record: str
    """The record of the model that the field is of."""
    read: Callable[[Any, Names], Any]


def record_columns(kind: type[Any]) -> tuple[Column, ...]:
    """All columns of a record type."""
    return tuple(_columns(kind))


def _columns(kind: type[msgspec.Struct]) -> Iterator[Column]:
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        several, inner, values = _shape(hints[field.name])
        name = field.name
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            for column in _columns(inner):
                yield Column(
                    f"{name}_{column.name}",
                    (field.name, *column.path),
                    column.type,
                    column.depth + several,
                    column.values,
                    column.record,
                    _through(field.name, column.read, several),
                )
        else:
            read = _field(field.name, several)
            yield Column(name, (field.name,), inner, several, values, kind.__name__, read)
    if kind is Party:
        yield Column("name", ("name",), str, 0, (), "Actor", _name)


def _field(name: str, several: int) -> Callable[[Any, Names], Any]:
    def read(record: Any, names: Names) -> Any:
        del names
        value = getattr(record, name)
        return list(value) if several and value is not None else value

    return read


def _through(
    name: str, inner: Callable[[Any, Names], Any], several: int
) -> Callable[[Any, Names], Any]:
    def read(record: Any, names: Names) -> Any:
        value = getattr(record, name)
        if several:
            return [inner(item, names) for item in value]
        return None if value is None else inner(value, names)

    return read


def _name(party: Party, names: Names) -> str | None:
    return names.get(party.actor)


def _shape(hint: Any) -> tuple[int, Any, tuple[str, ...]]:
    """How many lists deep a field is, the type inside, and the values that it may hold."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (part for part in arguments if part is not type(None))
        return _shape(inner)
    if origin is tuple:
        depth, inner, values = _shape(arguments[0])
        return depth + 1, inner, values
    if origin is Literal:
        return 0, type(arguments[0]), tuple(map(str, arguments))
    return 0, hint, ()
