"""The canonical document as tables: what every class holds, under which name in JSON and which in XML.

Made once from the structs themselves, so that no reader or writer asks a type about itself while a message waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, cast

import msgspec
from msgspec import inspect

from darcha.law.document import Amount, Declaration, Element, MetaData, Quantity, Response

_UPPER = frozenset({"aeo", "id", "lpco", "ucr", "undg", "wco"})
"""Parts of a name that the model writes in capitals."""


class Kind(Enum):
    """What a field holds, and so how it is read and written."""

    text = "text"
    moment = "a date (2026-03-31) or a date and time (2026-03-31T10:00:00+05:00)"
    whole = "a whole number"
    decimal = "a decimal number"
    measured = "a decimal number with its currency or unit"
    element = "elements"


class Field(msgspec.Struct, frozen=True, eq=False):
    """One field: ``name`` in the document, ``tag`` in XML; ``most`` is the longest text in characters.

    ``shape`` is the class of its content, ``attribute`` the XML attribute that gives a measured number's currency or
    unit, which the document holds in ``unit``.
    """

    name: str
    tag: str
    kind: Kind
    many: bool
    most: int
    shape: Shape | None = None
    attribute: str = ""
    unit: str = ""
    required: bool = False


class Shape(msgspec.Struct, frozen=True, eq=False):
    """One class: its fields in the order of the schema, and by their names on both sides; which have to be there."""

    struct: type[Element]
    fields: tuple[Field, ...]
    by_name: dict[str, Field]
    by_tag: dict[str, Field]
    required: frozenset[str]


def tag(name: str) -> str:
    """The model's name of a field: ``lpco_exemption_code`` is ``LPCOExemptionCode``."""
    return "".join(part.upper() if part in _UPPER else part.capitalize() for part in name.split("_"))


def shape(struct: type[Element]) -> Shape:
    """The table of a class of the document."""
    return _SHAPES[struct]


def shapes() -> Iterator[Shape]:
    """The tables of all classes, each class before those that hold it."""
    yield from _SHAPES.values()


_SHAPES: dict[type[Any], Shape] = {}


def _shape(info: inspect.StructType) -> Shape:
    if info.cls not in _SHAPES:
        fields = tuple(
            msgspec.structs.replace(_field(field.encode_name, field.type), required=field.required)
            for field in info.fields
        )
        required = frozenset(field.name for field in fields if field.required)
        by_name, by_tag = {f.name: f for f in fields}, {f.tag: f for f in fields}
        _SHAPES[info.cls] = Shape(cast("type[Element]", info.cls), fields, by_name, by_tag, required)
    return _SHAPES[info.cls]


_UNITS: dict[type[Any], tuple[str, str]] = {Amount: ("currencyID", "currency"), Quantity: ("unitCode", "unit")}
_MOST_UNIT = 70


def _field(name: str, hint: inspect.Type) -> Field:
    many = isinstance(hint, inspect.VarTupleType)
    match _bare(hint):
        case inspect.StrType(pattern=None, max_length=int() as most):
            return Field(name, tag(name), Kind.text, many, most)
        case inspect.StrType():
            return Field(name, tag(name), Kind.moment, many, 0)
        case inspect.IntType():
            return Field(name, tag(name), Kind.whole, many, 0)
        case inspect.DecimalType():
            return Field(name, tag(name), Kind.decimal, many, 0)
        case inspect.StructType(cls=cls) as inner if cls in _UNITS:
            return Field(name, tag(name), Kind.measured, many, _MOST_UNIT, _shape(inner), *_UNITS[cls])
        case inspect.StructType() as inner:
            return Field(name, tag(name), Kind.element, many, 0, _shape(inner))
    raise TypeError(f"{name}: the wire does not know how to say {hint}")


def _bare(hint: inspect.Type) -> inspect.Type:
    """A type without the tuple, the ``None`` and the notes round it."""
    match hint:
        case inspect.VarTupleType(item_type=inner) | inspect.Metadata(type=inner):
            return _bare(inner)
        case inspect.UnionType(types=types):
            return _bare(next(each for each in types if not isinstance(each, inspect.NoneType)))
    return hint


for _root in (MetaData, Declaration, Response):
    _info = inspect.type_info(_root)
    assert isinstance(_info, inspect.StructType)
    _shape(_info)
