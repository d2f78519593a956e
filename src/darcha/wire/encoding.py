"""Bytes of any usual encoding to UTF-8: by byte order mark, by the XML declaration, else UTF-8 itself."""

from __future__ import annotations

import codecs
import re

from darcha.law.errors import Unreadable
from darcha.wire.report import unreadable
from darcha.wire.words import ENCODING

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*+<\?xml\s[^>]{0,80}?encoding\s*+=\s*+["']([A-Za-z0-9._-]{1,40})["']""")
_ACCEPTED = frozenset(
    codecs.lookup(name).name
    for name in ("utf-8", "us-ascii", "iso-8859-1", "iso-8859-5", "iso-8859-15", "cp1251", "cp1252", "koi8-r", "cp866")
)
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that no message may hold: what XML 1.0 excludes, NUL first."""

_HEAD = 64 * 1024


def utf8(data: bytes) -> bytes:
    """``data`` in UTF-8 without byte order mark; raises :class:`Unreadable` for a broken or strange encoding."""
    name, mark = _encoding(data)
    content = data[mark:]
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise _broken(content, name, error.start) from error
    return content if name == "utf-8" else text.encode()


def head(data: bytes) -> str:
    """The beginning of ``data`` as well as it can be read, to tell its format by."""
    for signature, name in _MARKS:
        if data.startswith(signature):
            return data[len(signature) : _HEAD].decode(name, "replace")
    return data[:_HEAD].decode("utf-8", "replace")


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset into ``text``."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _encoding(data: bytes) -> tuple[str, int]:
    for signature, name in _MARKS:
        if data.startswith(signature):
            return name, len(signature)
    declared = _DECLARED.match(data)
    if not declared:
        return "utf-8", 0
    name = declared[1].decode()
    if name in ("UTF-8", "utf-8"):
        return "utf-8", 0
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known not in _ACCEPTED:
        raise unreadable(ENCODING, line=1, column=1, found=name, expected=f"{name}, which is not accepted")
    return known, 0


def _broken(content: bytes, name: str, offset: int) -> Unreadable:
    before = content[:offset].decode(name, "replace")
    line, column = place(before, len(before))
    return unreadable(ENCODING, line=line, column=column, found=content[offset : offset + 4].hex(), expected=name)
