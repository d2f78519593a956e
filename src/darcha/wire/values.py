"""Single values: exact numbers and moments, as text, as what the document holds, and back. The same for all formats."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from darcha.wire.shape import Kind

MOST_DIGITS = 30
"""Digits of a decimal number, before and after the point together; a zero alone before the point is not counted."""

MOST_WHOLE = 15
"""Digits of a whole number: what every database and every other program can hold."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_WIRE_MOMENT = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})(Z|[+-][0-9]{2}(?:[0-9]{2})?)?)?"
)
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
_SPELT_MOMENT = "%a %b %d %H:%M:%S UTC %Y"
_TOO_MANY_DIGITS = MOST_DIGITS + 3  # with a sign, a point and a zero before it
_LARGEST: int = 10**MOST_WHOLE


class BadValueError(ValueError):
    """A text that is not what it should be; ``kind`` says what it should."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class TooLongError(ValueError):
    """A number with more digits than any quantity has; ``most`` is how many there may be."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


def decimal(text: str) -> Decimal:
    """The number that ``text`` says, with its digits as they are; without exponent, as in XML Schema."""
    if not _NUMBER.fullmatch(text):
        raise BadValueError(Kind.decimal)
    if len(text) > _TOO_MANY_DIGITS:
        raise TooLongError(MOST_DIGITS)
    return Decimal(text)


def whole(text: str) -> int:
    """The whole number that ``text`` says."""
    if not _WHOLE.fullmatch(text):
        raise BadValueError(Kind.whole)
    if len(text) > MOST_WHOLE:
        raise TooLongError(MOST_WHOLE)
    return int(text)


def plain(value: Decimal) -> str:
    """A number in figures, without exponent."""
    return format(value, "f")


def fits(value: Decimal) -> bool:
    """Whether a decimal is a number that :func:`decimal` could have read from its figures."""
    text = str(value)
    if "E" not in text:
        return len(text) <= _TOO_MANY_DIGITS and value.is_finite()
    return -MOST_DIGITS <= value.adjusted() <= MOST_DIGITS and len(plain(value)) <= _TOO_MANY_DIGITS


def fits_whole(value: int) -> bool:
    """Whether a whole number is one that :func:`whole` could have read."""
    return -_LARGEST < value < _LARGEST


def exists(moment: str) -> bool:
    """Whether a moment of the document has its form and lies in the calendar and on the clock."""
    if not _ISO_MOMENT.fullmatch(moment):
        return False
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def moment(text: str, code: str | None = None) -> str:
    """A moment of the wire in ISO 8601: formats 102 (CCYYMMDD) and 304 (CCYYMMDDHHMMSS and offset) of UN/EDIFACT 2379.

    ``code`` is the format as the message names it. Read without it are ISO 8601 itself and the form in which some
    programs spell times (``Wed Nov 13 00:00:00 UTC 2019``, as in a published notification).
    """
    found = _WIRE_MOMENT.fullmatch(text)
    if found and code in (None, "304" if found[4] else "102"):
        iso = _iso(found)
    elif code is None:
        iso = _spelt(text)
    else:
        raise BadValueError(Kind.moment)
    if not exists(iso):
        raise BadValueError(Kind.moment)
    return iso


def wire_moment(iso: str) -> tuple[str, str]:
    """A moment of the document as (text, format code 102 or 304)."""
    day, _, time = iso.partition("T")
    digits = day.replace("-", "")
    if not time:
        return digits, "102"
    clock, offset = time[:8].replace(":", ""), time[8:]
    return digits + clock + offset.removesuffix(":00").replace(":", ""), "304"


def _iso(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, offset = found.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    if offset and offset != "Z":
        offset = f"{offset[:3]}:{offset[3:] or '00'}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset or ''}"


def _spelt(text: str) -> str:
    if _ISO_MOMENT.fullmatch(text):
        return text
    try:
        return datetime.strptime(text, _SPELT_MOMENT).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007  # it names UTC
    except ValueError as error:
        raise BadValueError(Kind.moment) from error
