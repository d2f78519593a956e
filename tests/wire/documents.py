"""Random documents, made from the tables of the wire: any field, any value that it may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from darcha.law.document import Element, MetaData, Response
from darcha.wire.shape import Field, Kind, Shape, shape

_SPACE = " \t\r\n"
_characters = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[*map(chr, range(9)), "\x0b", "\x0c", *map(chr, range(14, 32)), "\ufffe", "\uffff"],
)
texts = st.text(_characters, max_size=12)
tokens = texts.map(lambda text: text.strip(_SPACE))

decimals = st.decimals(-(10**20), 10**20, places=2) | st.decimals(0, 1, places=9) | st.integers(0, 10**29).map(Decimal)
_days = st.dates().map(lambda day: day.isoformat())
_offsets = st.sampled_from(["", "Z", "+00:00", "+05:00", "-11:00", "+05:30"])
_times = st.datetimes().map(lambda time: time.replace(microsecond=0).isoformat())
moments = _days | st.builds(lambda time, offset: time + offset, _times, _offsets)
wholes = st.integers(-(10**14) + 1, 10**14 - 1)


def documents(struct: type[Element]) -> st.SearchStrategy[Any]:
    """Documents of a class, each with an envelope."""

    @st.composite
    def draw_one(draw: st.DrawFn) -> Element:
        held = _draw_fields(draw, shape(struct), 0)
        held["meta_data"] = _draw_element(draw, shape(MetaData), 0)
        if struct is Response and draw(st.booleans()):
            held["declaration"] = tuple(draw(st.lists(_values(_field("declaration"), 0), max_size=3)))
        return struct(**held)

    return draw_one()


def _field(name: str) -> Field:
    return shape(Response).by_name[name]


@st.composite
def _elements(draw: st.DrawFn, of: Shape, level: int) -> Element:
    return _draw_element(draw, of, level)


def _draw_element(draw: st.DrawFn, of: Shape, level: int) -> Element:
    return of.struct(**_draw_fields(draw, of, level))


def _draw_fields(draw: st.DrawFn, of: Shape, level: int) -> dict[str, Any]:
    open_to = [field for field in of.fields if field.name != "meta_data"]
    drawn = draw(st.lists(st.sampled_from(open_to), max_size=4, unique_by=lambda field: field.name))
    chosen = {field.name: field for field in (*drawn, *(f for f in open_to if f.required))}
    return {
        name: tuple(draw(st.lists(_values(field, level), max_size=2))) if field.many else draw(_values(field, level))
        for name, field in chosen.items()
    }


def _values(field: Field, level: int) -> st.SearchStrategy[Any]:
    match field.kind:
        case Kind.text:
            return tokens if field.most <= 140 else texts
        case Kind.moment:
            return moments
        case Kind.whole:
            return wholes
        case Kind.decimal:
            return decimals
    assert field.shape is not None
    return _elements(field.shape, level + 1)
