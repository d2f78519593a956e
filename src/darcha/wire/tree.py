"""XML bytes to trees, safely: no document types, no entities, nothing fetched, all counted before it is built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias, cast
from xml.parsers import expat

from lxml import etree

from darcha.law.errors import Unreadable
from darcha.wire import encoding
from darcha.wire.report import unreadable
from darcha.wire.words import CHARACTER, DOCTYPE, MALFORMED, TOO_DEEP, TOO_MANY

MOST_DOCUMENTS = 10_000
"""Documents in one message."""

MOST_TAGS = 300_000
"""Tags in one message, opening and closing: half as many again as a declaration of 999 items has."""

MOST_ATTRIBUTES = 200_000
"""Attributes in one message, counted by their equals signs, those in texts included."""

MOST_LEVELS = 64
"""How deep elements may be nested; the document itself needs a quarter of it."""

_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    load_dtd=False,
    no_network=True,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    remove_blank_text=True,
)
_ANOTHER_FOLLOWS = (etree.ErrorTypes.ERR_DOCUMENT_END, etree.ErrorTypes.ERR_RESERVED_XML_NAME)
_SOLID = re.compile(rb"[^ \t\r\n]")
_CHUNK = 8 * 1024
_LAST_LINE = 65_535  # the parser counts no further

Node: TypeAlias = etree._Element  # noqa: SLF001  # the class has no other name
"""An element of a tree."""

Root: TypeAlias = tuple[Node, int]
"""A root element, and how many lines of the message lie before its document."""


def roots(data: bytes) -> list[Root]:
    """The roots in ``data``; several documents may follow each other.

    Raises :class:`Unreadable` where one of them is not well formed or the whole is beyond the limits.
    """
    whole = encoding.utf8(data)
    content = whole.lstrip()
    before = whole.count(b"\n", 0, len(whole) - len(content))
    _count(content, before)
    try:
        return [(etree.fromstring(content, _PARSER), before)]
    except etree.XMLSyntaxError as error:
        if _code(error) not in _ANOTHER_FOLLOWS:
            raise _malformed(error, before) from error
    return list(_each(content, before))


def line(node: Node, before: int) -> int | None:
    """The line of an element in its message, as far as the parser counts."""
    at = cast("int | None", node.sourceline)
    return at + before if at is not None and at < _LAST_LINE else None


def check_depth(node: Node, before: int) -> None:
    """Raise :class:`Unreadable` if what is below ``node`` is nested too deep."""
    level = sum(1 for _ in node.iterancestors())
    layer = [node]
    while layer:
        level += 1
        if level > MOST_LEVELS:
            raise unreadable(TOO_DEEP, line=line(layer[0], before), expected=MOST_LEVELS)
        layer = [child for parent in layer for child in parent]


def _count(content: bytes, before: int) -> None:
    doctype = content.find(b"<!DOCTYPE")
    if doctype >= 0:
        raise unreadable(DOCTYPE, line=content.count(b"\n", 0, doctype) + before + 1)
    for sign, name, most in ((b"<", "tags", MOST_TAGS), (b"=", "attributes", MOST_ATTRIBUTES)):
        found = content.count(sign)
        if found > most:
            raise unreadable(TOO_MANY, found=found, name=name, expected=most)


def _each(content: bytes, before: int) -> Iterator[Root]:
    start = 0
    for _ in range(MOST_DOCUMENTS):
        end = _end(content, start)
        try:
            yield etree.fromstring(content[start:end], _PARSER), before
        except etree.XMLSyntaxError as error:
            raise _malformed(error, before) from error
        following = _next(content, end)
        before += content.count(b"\n", start, following)
        start = following
        if start == len(content):
            return
    raise unreadable(TOO_MANY, found=f"more than {MOST_DOCUMENTS}", name="documents", expected=MOST_DOCUMENTS)


def _next(content: bytes, end: int) -> int:
    """The offset of the next byte that is no white space, or the end."""
    found = _SOLID.search(content, end)
    return found.start() if found else len(content)


class _RootClosedError(Exception):
    """The parser has come to the end of the first element."""


def _end(content: bytes, start: int) -> int:
    """The offset just behind the root element that begins after ``start``, or the end where there is none."""
    depth, tag = 0, 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1

    def closed(_name: str) -> None:
        nonlocal depth, tag
        depth -= 1
        if not depth:
            tag = start + parser.CurrentByteIndex
            raise _RootClosedError

    # Expat, since it alone tells the byte; document types were refused before, so it has nothing to expand.
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        for at in range(start, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK])
    except _RootClosedError:
        # Told is where a closing tag begins, or where an empty element's one tag ends.
        return content.find(b">", tag) + 1 if content.startswith(b"</", tag) else tag
    except expat.ExpatError:
        pass
    return len(content)


def _malformed(error: etree.XMLSyntaxError, before: int) -> Unreadable:
    at, column = error.position
    words = CHARACTER if _code(error) == etree.ErrorTypes.ERR_INVALID_CHAR else MALFORMED
    said = (error.msg or "").partition(", line")[0].strip()
    return unreadable(words, line=(at or 1) + before, column=column, found=said)


def _code(error: etree.XMLSyntaxError) -> int:
    return cast("int", error.code)  # type: ignore[attr-defined]  # the stubs do not know it
