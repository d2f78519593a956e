"""What was said: bytes to and from the documents of the law. Pure.

A format is a module with ``recognise(data) -> bool``, ``read(data, report) -> documents`` and
``write(document) -> bytes``; the table below is the one place that names them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import msgspec

from darcha.law.document import Declaration, Response
from darcha.law.finding import Finding
from darcha.wire import canonical, wco
from darcha.wire.encoding import head
from darcha.wire.report import Report, unreadable
from darcha.wire.words import EMPTY, TOO_LARGE, UNKNOWN_FORMAT

MOST_BYTES = 10 * 1024 * 1024
"""The largest message that is read, unless the caller says otherwise."""

Document = Declaration | Response


class Format(StrEnum):
    """The formats that are spoken."""

    json = "json"
    """The canonical document as it is, in JSON; the schema is :func:`darcha.wire.schema.json_schema`."""

    wco = "wco"
    """WCO Data Model 3.6 in XML, in the envelope ``MetaData``."""


class Speaker(Protocol):
    """What a format's module does."""

    def recognise(self, data: bytes) -> bool:
        """Whether the beginning of ``data`` is of this format."""

    def read(self, data: bytes, report: Report) -> tuple[Document, ...]:
        """The documents in ``data``; what is wrong or was left out goes to ``report``."""

    def write(self, document: Document) -> bytes:
        """The document in this format."""


FORMATS: dict[Format, Speaker] = {Format.json: canonical, Format.wco: wco}
"""Every format with its module, in the order in which they are asked."""


class Reading(msgspec.Struct, frozen=True):
    """What a message says: its documents in their order, and warnings about what was left out of them.

    Pointers of findings are of the canonical JSON; where the message holds several documents, they begin with the
    number of the document, from 0.
    """

    format: Format
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...] = ()


def read(data: bytes, format: Format | None = None, most: int = MOST_BYTES) -> Reading:  # noqa: A002  # its name outside
    """Read a message of up to ``most`` bytes, whose format is told by its content unless ``format`` names it.

    Raises :class:`darcha.law.errors.Unreadable` with all that is wrong, each finding with a JSON pointer and a line.
    """
    if len(data) > most:
        raise unreadable(TOO_LARGE, found=len(data), expected=most)
    spoken = format or _recognise(data)
    report = Report()
    documents = FORMATS[spoken].read(data, report)
    findings = report.finish()
    if not documents:
        raise unreadable(EMPTY)
    return Reading(spoken, documents, findings)


def write(document: Document, format: Format) -> bytes:  # noqa: A002
    """The document in a format, in UTF-8.

    Raises :class:`darcha.law.errors.Invalid` for a text that the format cannot hold (control characters in XML).
    """
    return FORMATS[format].write(document)


def _recognise(data: bytes) -> Format:
    for spoken, speaker in FORMATS.items():
        if speaker.recognise(data):
            return spoken
    raise unreadable(UNKNOWN_FORMAT, found=head(data).strip()[:40] or "nothing", expected=", ".join(FORMATS))
