"""A message at a door of systems: its size, the one declaration in it, the reference it is known by."""

from __future__ import annotations

import msgspec

from darcha.law.document import Declaration
from darcha.law.errors import DarchaError, Invalid, Unreadable
from darcha.law.finding import Finding
from darcha.law.text import text
from darcha.wire import Format, read

MOST = 10 * 1024 * 1024
"""The largest message, in bytes."""

MEDIA_TYPES = {Format.json: "application/json", Format.wco: "application/xml"}

_ONE = text(
    "I001",
    "The message holds {declarations} declarations and {others} other documents",
    "Send one declaration in each message.",
)
_KEY = text(
    "I002",
    "The header Idempotency-Key is {key}, the reference in the document is {reference}",
    "Send the header with the document's own reference, or without one of the two.",
)
_LONG = text(
    "I003",
    "The header Idempotency-Key has {length} characters or some that cannot be written",
    "Use up to 140 letters, figures and signs.",
)
_KEY_LENGTH = 140


class TooLarge(DarchaError):
    """The message has more bytes than any message may have."""

    code = "message.too_large"
    status = 413
    text = "The message is larger than 10 MB."
    cure = "Send the declarations one by one, and large attachments apart."


class WrongMethod(DarchaError):
    """The address is right, the HTTP method is not."""

    code = "method.wrong"
    status = 405
    text = "The method {method} does nothing here."
    cure = "Use one of: {allowed}."


class Message(msgspec.Struct, frozen=True):
    """A declaration as it came: the document, its bytes and their media type, and what reading it told of."""

    document: Declaration
    content: bytes
    media_type: str
    findings: tuple[Finding, ...]


def receive(content: bytes, key: str | None = None) -> Message:
    """The one declaration in ``content``; ``key`` (Idempotency-Key) names it where it does not name itself.

    Raises :class:`TooLarge`, :class:`Unreadable`, or :class:`Invalid` for a key that contradicts the document.
    """
    if len(content) > MOST:
        raise TooLarge
    reading = read(content)
    declarations = [document for document in reading.documents if isinstance(document, Declaration)]
    others = len(reading.documents) - len(declarations)
    if len(declarations) != 1 or others:
        raise Unreadable([_ONE.at("", declarations=len(declarations), others=others)])
    return Message(_named(declarations[0], key), content, MEDIA_TYPES[reading.format], reading.findings)


def _named(document: Declaration, key: str | None) -> Declaration:
    if key is None:
        return document
    if not 0 < len(key) <= _KEY_LENGTH or not key.isprintable():
        raise Invalid([_LONG.at("/functional_reference_id", length=len(key))])
    reference = document.functional_reference_id
    if reference is not None and reference != key:
        raise Invalid([_KEY.at("/functional_reference_id", key=key, reference=reference)])
    return msgspec.structs.replace(document, functional_reference_id=key)
