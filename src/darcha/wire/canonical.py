"""The canonical document in JSON, as the program itself holds it.

A declaration stands as it is, a response under the key ``response``, several documents in an array. The way of a good
message is short: decode, and prove that nothing was hidden in it. Only a message that fails, or may hide something,
is read a second time with places, to say everything that is wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec

from darcha.law.document import Declaration, Element, Response
from darcha.wire import encoding, values
from darcha.wire.explain import explain
from darcha.wire.report import Report, unreadable
from darcha.wire.shape import Kind, shapes
from darcha.wire.tree import MOST_DOCUMENTS
from darcha.wire.words import MALFORMED, TOO_MANY

Document = Declaration | Response

MOST_OBJECTS = 200_000
"""Objects in one message."""

_ANSWER = re.compile(rb'\s*+\{\s*+"response"')
_HIDING = re.compile(rb"\\(?:u00(?:[01]|3[aA])|u[fF]{3}|[bf])|\xef\xbf[\xbe\xbf]")
"""What may be a character that no message may hold, or a colon written otherwise."""


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The way a response is told from a declaration."""

    response: Response


_declaration = msgspec.json.Decoder(Declaration)
_answer = msgspec.json.Decoder(_Answer)
_array = msgspec.json.Decoder(tuple[msgspec.Raw, ...])
_encoder = msgspec.json.Encoder()


def recognise(data: bytes) -> bool:
    """Whether the first character opens an object or an array."""
    return encoding.head(data).lstrip()[:1] in ("{", "[")


def write(document: Document) -> bytes:
    """The document in JSON: keys in the order of the schema, decimals as strings, what is absent left out."""
    return _encoder.encode(_Answer(document) if isinstance(document, Response) else document)


def read(data: bytes, report: Report) -> tuple[Document, ...]:
    """The documents in ``data``."""
    content = encoding.utf8(data)
    objects = content.count(b"{")
    if objects > MOST_OBJECTS:
        raise unreadable(TOO_MANY, found=objects, name="objects", expected=MOST_OBJECTS)
    try:
        documents = _decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        explain(content, report)
        if not report.findings:
            report.add(MALFORMED, line=1, column=1, found=error)
        return ()
    if not _open(content, documents):
        explain(content, report)
    return documents


def _decode(content: bytes) -> tuple[Document, ...]:
    if content.lstrip()[:1] != b"[":
        return (_one(content),)
    parts = _array.decode(content)
    if len(parts) > MOST_DOCUMENTS:
        raise unreadable(TOO_MANY, found=len(parts), name="documents", expected=MOST_DOCUMENTS)
    return tuple(_one(bytes(part)) for part in parts)


def _one(content: bytes) -> Document:
    return _answer.decode(content).response if _ANSWER.match(content) else _declaration.decode(content)


def _open(content: bytes, documents: tuple[Document, ...]) -> bool:
    """Whether nothing is hidden in a message: no key given twice, no odd character, no number beyond its bounds.

    Decoding keeps the last of two equal keys. So as many colons have to come out as went in; where they do not, since
    the message says what is absent too, every object is asked.
    """
    if (b"\\" in content or b"\xef" in content) and _HIDING.search(content):
        return False
    if not all(_sound(_CHECKS[type(document)], document) for document in documents):
        return False
    return content.count(b":") == sum(write(document).count(b":") for document in documents) or not _repeats(content)


def _repeats(content: bytes) -> bool:
    try:
        json.loads(content, object_pairs_hook=_once, parse_float=str, parse_int=str)
    except _RepeatedError:
        return True
    return False


class _RepeatedError(Exception):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) < len(pairs):
        raise _RepeatedError


Check = tuple[str, bool, Callable[[Any], bool] | None, "Checks"]
Checks = tuple[Check, ...]
"""Of one class, the fields that hold numbers or moments, or elements with some below them: name, whether it repeats,
the test of a value, the checks of an element."""

_TESTS: dict[Kind, Callable[[Any], bool]] = {
    Kind.decimal: values.fits,
    Kind.whole: values.fits_whole,
    Kind.moment: values.exists,
}
_CHECKS: dict[type[Any], Checks] = {}

for _shape in shapes():
    _CHECKS[_shape.struct] = tuple(
        (field.name, field.many, _TESTS.get(field.kind), _CHECKS[field.shape.struct] if field.shape else ())
        for field in _shape.fields
        if field.kind in _TESTS or (field.shape and _CHECKS[field.shape.struct])
    )


def _sound(checks: Checks, element: Element) -> bool:
    """Whether every number below ``element`` has its bounds and every moment exists."""
    for name, many, test, below in checks:
        value = getattr(element, name)
        if value is None:
            continue
        if test is not None:
            if not test(value):
                return False
        elif many:
            for each in value:
                if not _sound(below, each):
                    return False
        elif not _sound(below, value):
            return False
    return True
