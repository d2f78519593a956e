"""Documents to WCO XML: an envelope ``MetaData`` round one document, elements in the order of the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from darcha.law.document import Declaration, Element, MetaData, Response
from darcha.law.errors import Invalid
from darcha.wire.encoding import NOT_TEXT
from darcha.wire.shape import Field, Kind, Shape, shape, shapes
from darcha.wire.values import plain, wire_moment
from darcha.wire.words import CHARACTER

ENVELOPE = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DEC = "urn:wco:datamodel:WCO:DEC-DMS:2"
RES = "urn:wco:datamodel:WCO:RES-DMS:2"
"""The namespaces of the envelope, of declarations and of responses."""

_DEC_TYPES = "urn:wco:datamodel:WCO:Declaration_DS:DMS:2"
_RES_TYPES = "urn:wco:datamodel:WCO:Response_DS:DMS:2"
_VERSION = "3.6"


def write(document: Declaration | Response) -> bytes:
    """The document in its envelope; where it has none of its own, in one that names version and message type.

    A response's first declaration is its own (namespace RES), further ones are declarations as corrected (DEC).
    """
    out: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>\n<md:MetaData xmlns:md="', ENVELOPE, '">']
    response = isinstance(document, Response)
    said = document.meta_data or MetaData(
        wco_data_model_version_code=_VERSION, wco_type_name="RES" if response else "DEC"
    )
    _element(shape(MetaData), said, out, "md:")
    if isinstance(document, Response):
        out.append(f'<Response xmlns="{RES}" xmlns:ds="{_RES_TYPES}">')
        _element(shape(Response), document, out, leave=("meta_data", "declaration"))
        for index, declaration in enumerate(document.declaration):
            _declaration(declaration, f' xmlns="{DEC}" xmlns:ds="{_DEC_TYPES}"' if index else "", out)
        out.append("</Response>")
    else:
        _declaration(document, f' xmlns="{DEC}" xmlns:ds="{_DEC_TYPES}"', out)
    out.append("</md:MetaData>")
    text = "".join(out)
    if NOT_TEXT.search(text):
        raise Invalid(
            [
                CHARACTER.at(pointer, found=f"U+{ord(wrong[0]):04X}")
                for pointer, held in _texts(shape(type(document)), document, "")
                if (wrong := NOT_TEXT.search(held))
            ]
        )
    return text.encode()


def _declaration(declaration: Declaration, namespaces: str, out: list[str]) -> None:
    out.append(f"<Declaration{namespaces}>")
    _element(shape(Declaration), declaration, out, leave=("meta_data",))
    out.append("</Declaration>")


def _element(of: Shape, element: Element, out: list[str], prefix: str = "", leave: tuple[str, ...] = ()) -> None:
    for field, name, write_it in _TABLES[of.struct]:
        value = getattr(element, name)
        if value is None or name in leave:
            continue
        for each in value if field.many else (value,):
            write_it(field, each, out, prefix)


def _inner(field: Field, value: Element, out: list[str], prefix: str) -> None:
    assert field.shape is not None
    out.append(f"<{prefix}{field.tag}>")
    _element(field.shape, value, out, prefix)
    out.append(f"</{prefix}{field.tag}>")


def _text(field: Field, value: str, out: list[str], prefix: str) -> None:
    out.append(f"<{prefix}{field.tag}>{_escaped(value)}</{prefix}{field.tag}>")


def _moment(field: Field, value: str, out: list[str], _prefix: str) -> None:
    text, code = wire_moment(value)
    out.append(f'<{field.tag}><ds:DateTimeString formatCode="{code}">{text}</ds:DateTimeString></{field.tag}>')


def _whole(field: Field, value: int, out: list[str], _prefix: str) -> None:
    out.append(f"<{field.tag}>{value}</{field.tag}>")


def _decimal(field: Field, value: Any, out: list[str], _prefix: str) -> None:
    out.append(f"<{field.tag}>{plain(value)}</{field.tag}>")


def _measured(field: Field, value: Any, out: list[str], _prefix: str) -> None:
    unit = getattr(value, field.unit)
    attribute = "" if unit is None else f' {field.attribute}="{_quoted(unit)}"'
    out.append(f"<{field.tag}{attribute}>{plain(value.value)}</{field.tag}>")


_WRITE: dict[Kind, Callable[[Field, Any, list[str], str], None]] = {
    Kind.text: _text,
    Kind.moment: _moment,
    Kind.whole: _whole,
    Kind.decimal: _decimal,
    Kind.measured: _measured,
    Kind.element: _inner,
}
_TABLES = {of.struct: tuple((field, field.name, _WRITE[field.kind]) for field in of.fields) for of in shapes()}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _quoted(text: str) -> str:
    # Line ends and tabs in an attribute would be read as spaces.
    return _escaped(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def _texts(of: Shape, element: Element, pointer: str) -> Iterator[tuple[str, str]]:
    """Every text of a document with its pointer."""
    for field in of.fields:
        value = getattr(element, field.name)
        several = tuple(enumerate(value)) if field.many else ((None, value),)
        for index, each in several:
            at = f"{pointer}/{field.name}" if index is None else f"{pointer}/{field.name}/{index}"
            if isinstance(each, str):
                yield at, each
            elif isinstance(each, Element) and field.shape is not None:
                yield from _texts(field.shape, each, at)
