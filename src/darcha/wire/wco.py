"""WCO Data Model 3.6 in XML: messages DEC and RES in the envelope ``MetaData``, as customs systems exchange them.

Elements are known by the tables of :mod:`darcha.wire.shape` in any namespace of the model, or in none; they may stand
in any order. White space around codes and identifiers is not part of them, as the schema says of tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from darcha.law.document import Declaration, Element, MetaData, Response
from darcha.law.text import Text
from darcha.wire import encoding, tree, values
from darcha.wire.report import Report
from darcha.wire.shape import Field, Kind, Shape, shape, shapes
from darcha.wire.wco_writer import DEC, ENVELOPE, RES, write
from darcha.wire.words import (
    MISSING,
    REPEATED,
    STRAY_TEXT,
    TOO_LONG,
    TOO_LONG_NUMBER,
    UNKNOWN_ATTRIBUTE,
    UNKNOWN_ELEMENT,
    WRONG_KIND,
    WRONG_MOMENT,
    WRONG_NUMBER,
)

Document = Declaration | Response

__all__ = ["read", "recognise", "write"]

_ROOT = re.compile(r"(?>\s++|<\?.*?\?>|<!--.*?-->)*+<(?:[\w.-]+:)?(?:MetaData|Declaration|Response)[\s/>]", re.DOTALL)
_MODEL = "{urn:wco:datamodel:WCO:"
_NAMESPACES = (f"{{{ENVELOPE}}}", f"{{{DEC}}}", f"{{{RES}}}")
_SPACE = " \t\r\n"
_WIRE_MOMENT = "20260331 with formatCode 102, or 20260331100000+05 with formatCode 304"
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOKEN = 140
"""Fields of up to so many characters are codes and identifiers, which have no white space around them."""

_ENVELOPE = shape(MetaData)
_DOCUMENTS = {"Declaration": shape(Declaration), "Response": shape(Response)}
_DOCUMENT = frozenset(_DOCUMENTS)


def recognise(data: bytes) -> bool:
    """Whether the first element is one of the model's roots."""
    return _ROOT.match(encoding.head(data)) is not None


def read(data: bytes, report: Report) -> tuple[Document, ...]:
    """The documents of all envelopes in ``data``."""
    found = [(root, before, _nodes(root, before, report)) for root, before in tree.roots(data)]
    several = sum(len(nodes) for _, _, nodes in found) > 1
    documents: list[Document] = []
    for root, before, nodes in found:
        first = len(documents)
        pointers = [f"/{first + index}" if several else "" for index in range(len(nodes))]
        documents += _documents(_Walk(report, before), root, nodes, pointers)
    return tuple(documents)


def _nodes(root: tree.Node, before: int, report: Report) -> list[tree.Node]:
    """The documents at or below a root."""
    name = _name(root)
    if name in _DOCUMENT:
        return [root]
    if name == "MetaData":
        return [child for child in root if _name(child) in _DOCUMENT]
    report.add(WRONG_KIND, found=f"<{root.tag}>", line=tree.line(root, before), expected="<MetaData>")
    return []


def _documents(walk: _Walk, root: tree.Node, nodes: list[tree.Node], pointers: list[str]) -> Iterator[Document]:
    """Each document with the envelope, which is read once for all that are in it."""
    said = None
    if nodes and root is not nodes[0]:
        walk.attributes(root, "", pointers[0])
        said = walk.element(_ENVELOPE, root, f"{pointers[0]}/meta_data", _DOCUMENT)
    for node, pointer in zip(nodes, pointers, strict=True):
        walk.attributes(node, "", pointer)
        document: Any = walk.element(_DOCUMENTS[_name(node)], node, pointer)
        yield document if said is None else msgspec.structs.replace(document, meta_data=said)


def _name(node: tree.Node) -> str:
    """The name of an element of the model, without namespace; empty for others."""
    namespace, _, name = node.tag.rpartition("}")
    return name if not namespace or namespace.startswith(_MODEL) else ""


class _Walk:
    """One way through one document: every element once, straight into structs."""

    __slots__ = ("before", "report")

    def __init__(self, report: Report, before: int) -> None:
        self.report = report
        self.before = before

    def element(self, of: Shape, node: tree.Node, pointer: str, elsewhere: frozenset[str] = frozenset()) -> Element:
        """What stands in ``node``, but for the children named ``elsewhere``, which others read."""
        table = _TABLES[of.struct]
        held: dict[str, Any] = {}
        lists: dict[str, list[Element]] = {}
        if node.text is not None:
            self._stray(node, node.text, pointer)
        for child in node:
            if child.tail is not None:
                self._stray(node, child.tail, pointer)
            entry = table.get(child.tag) or table.get(_name(child))
            if entry is None:
                self._unknown(child, pointer, elsewhere)
                continue
            field, name, read_it = entry
            if field.many:
                several = lists.setdefault(name, [])
                several.append(self.inner(field, child, f"{pointer}/{name}/{len(several)}"))
            elif name in held:
                self._tell(REPEATED, child, f"{pointer}/{name}", name=field.tag)
            else:
                held[name] = read_it(self, field, child, pointer)
        for name, several in lists.items():
            held[name] = tuple(several)
        return of.struct(**held)

    def inner(self, field: Field, node: tree.Node, at: str) -> Element:
        """An element that holds elements, itself ``at`` this pointer."""
        if node.keys():
            self.attributes(node, "", at)
        assert field.shape is not None
        return self.element(field.shape, node, at)

    def single(self, field: Field, node: tree.Node, pointer: str) -> Element:
        """An element that stands once in the one at ``pointer``."""
        return self.inner(field, node, f"{pointer}/{field.name}")

    def text(self, field: Field, node: tree.Node, pointer: str) -> str:
        """A text, code or identifier."""
        if node.keys() or len(node):
            self._odd(field, node, f"{pointer}/{field.name}")
        text = node.text or ""
        if field.most <= _TOKEN:
            text = text.strip(_SPACE)
        if len(text) > field.most:
            self._tell(TOO_LONG, node, f"{pointer}/{field.name}", found=len(text), expected=field.most)
        return text

    def number(self, field: Field, node: tree.Node, pointer: str) -> Decimal | int | None:
        """A number alone."""
        at = f"{pointer}/{field.name}"
        self._odd(field, node, at)
        return self._number(field.kind, node, at)

    def measured(self, field: Field, node: tree.Node, pointer: str) -> Element | None:
        """A number with its currency or unit."""
        at = f"{pointer}/{field.name}"
        self._odd(field, node, at)
        value = self._number(Kind.decimal, node, at)
        unit = node.get(field.attribute)
        if unit is not None and len(unit) > field.most:
            self._tell(TOO_LONG, node, f"{at}/{field.unit}", found=len(unit), expected=field.most)
        assert field.shape is not None
        return None if value is None else field.shape.struct(**{"value": value, field.unit: unit})

    def moment(self, field: Field, node: tree.Node, pointer: str) -> str | None:
        """A date or time, in an element of its own."""
        at = f"{pointer}/{field.name}"
        self.attributes(node, "", at)
        self._stray(node, node.text or "", at)
        if len(node) != 1 or _name(node[0]) != _DATE_TIME_STRING.tag:
            self._tell(MISSING, node, at, name=_DATE_TIME_STRING.tag, expected=field.kind.value)
            return None
        inner = node[0]
        self._stray(node, inner.tail or "", at)
        self._odd(_DATE_TIME_STRING, inner, at)
        text = (inner.text or "").strip(_SPACE)
        try:
            return values.moment(text, inner.get(_DATE_TIME_STRING.attribute))
        except values.BadValueError:
            self._tell(WRONG_MOMENT, inner, at, found=text, expected=_WIRE_MOMENT)
            return None

    def attributes(self, node: tree.Node, known: str, at: str) -> None:
        """Tell of the attributes of ``node`` that are not ``known``."""
        for name in map(str, node.keys()):
            if name != known and not name.startswith(_INSTANCE):
                self._tell(UNKNOWN_ATTRIBUTE, node, at, name=name.rpartition("}")[2])

    def _number(self, kind: Kind, node: tree.Node, at: str) -> Decimal | int | None:
        text = (node.text or "").strip(_SPACE)
        try:
            return values.whole(text) if kind is Kind.whole else values.decimal(text)
        except values.BadValueError:
            self._tell(WRONG_NUMBER, node, at, found=text, expected=kind.value)
        except values.TooLongError as error:
            self._tell(TOO_LONG_NUMBER, node, at, found=text, expected=error.most)
        return None

    def _odd(self, field: Field, node: tree.Node, at: str) -> None:
        """Tell of what a value should not have round it: attributes, elements, and the text behind these."""
        self.attributes(node, field.attribute, at)
        for child in node:
            self._unknown(child, at)
            self._stray(node, child.tail or "", at)

    def _stray(self, node: tree.Node, text: str, at: str) -> None:
        if text.strip(_SPACE):
            self._tell(STRAY_TEXT, node, at, found=text.strip(_SPACE))

    def _unknown(self, node: tree.Node, at: str, elsewhere: frozenset[str] = frozenset()) -> None:
        if _name(node) not in elsewhere:
            if len(node):
                tree.check_depth(node, self.before)
            self._tell(UNKNOWN_ELEMENT, node, at)

    def _tell(self, words: Text, node: tree.Node, at: str, **params: object) -> None:
        if self.report.full:
            self.report.leave_out(words)
        else:
            self.report.add(words, at, line=tree.line(node, self.before), path=_path(node), **params)


Reader = Callable[[_Walk, Field, tree.Node, str], Any]
"""Reads the value of a field from its element; the pointer is of what the field stands in."""

_READ: dict[Kind, Reader] = {
    Kind.text: _Walk.text,
    Kind.moment: _Walk.moment,
    Kind.whole: _Walk.number,
    Kind.decimal: _Walk.number,
    Kind.measured: _Walk.measured,
    Kind.element: _Walk.single,
}
_DATE_TIME_STRING = Field("", "DateTimeString", Kind.text, many=False, most=0, attribute="formatCode")
_TABLES: dict[type[Element], dict[str, tuple[Field, str, Reader]]] = {
    each.struct: {
        namespace + field.tag: (field, field.name, _READ[field.kind])
        for field in each.fields
        if field.name != "meta_data"
        for namespace in (*_NAMESPACES, "")
    }
    for each in shapes()
}
"""Fields by their tag as the parser gives it, for the namespaces that nearly all messages use, and for none."""


def _path(node: tree.Node) -> str:
    """Where an element stands, by names."""
    names = [node.tag, *(above.tag for above in node.iterancestors())]
    return "/" + "/".join(name.rpartition("}")[2] for name in reversed(names))
