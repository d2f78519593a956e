"""All that is wrong with a JSON message that could not be decoded or may hide something, each with its place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from darcha.law.document import Declaration, Response
from darcha.law.text import Text
from darcha.wire import values
from darcha.wire.encoding import NOT_TEXT, place
from darcha.wire.jsontext import Value, parse
from darcha.wire.report import Report
from darcha.wire.shape import Field, Kind, Shape, shape
from darcha.wire.words import (
    CHARACTER,
    MISSING,
    REPEATED,
    TOO_LONG,
    TOO_LONG_NUMBER,
    UNKNOWN_KEY,
    WRONG_KIND,
    WRONG_MOMENT,
    WRONG_NUMBER,
)

_LONG = 64
_NAMES = {"object": "an object", "array": "an array", "string": "a string", "number": "a number"}


def explain(content: bytes, report: Report) -> None:
    """Tell ``report`` what is wrong; raises :class:`darcha.law.errors.Unreadable` where the text is not even JSON."""
    text = content.decode()
    _Explanation(text, report).message(parse(text))


class _Explanation:
    """One way through the values of a message, beside the tables of the document."""

    __slots__ = ("report", "text")

    def __init__(self, text: str, report: Report) -> None:
        self.text = text
        self.report = report

    def message(self, value: Value) -> None:
        """A document, or an array of them."""
        if value.kind != "array":
            self.document(value, "")
            return
        several = len(value.members) > 1
        for index, (_, _, member) in enumerate(value.members):
            self.document(member, f"/{index}" if several else "")

    def document(self, value: Value, pointer: str) -> None:
        """A declaration, or a response under its key."""
        if value.kind == "object" and value.members and value.members[0][0] == "response":
            for key, at, _ in value.members[1:]:
                self._tell(UNKNOWN_KEY, at, pointer, name=key)
            self.element(shape(Response), value.members[0][2], pointer)
        else:
            self.element(shape(Declaration), value, pointer)

    def element(self, of: Shape, value: Value, pointer: str) -> None:
        """An object of a class."""
        if self._wrong_kind(value, ("object",), "an object", pointer):
            return
        seen: set[str] = set()
        for key, at, member in value.members:
            field = of.by_name.get(key)
            if key in seen:
                self._tell(REPEATED, at, f"{pointer}/{_escaped(key)}", name=key)
            elif field is None:
                self._tell(UNKNOWN_KEY, at, f"{pointer}/{_escaped(key)}", name=key)
            else:
                self.field(field, member, f"{pointer}/{key}")
            seen.add(key)
        if of.required - seen:
            self._tell(MISSING, value.start, f"{pointer}/value", name="value", expected=Kind.decimal.value)

    def field(self, field: Field, value: Value, pointer: str) -> None:
        """The value of a field, which may be null where it may be absent."""
        if field.many:
            if not self._wrong_kind(value, ("array",), "an array", pointer):
                for index, (_, _, member) in enumerate(value.members):
                    _CHECK[field.kind](self, field, member, f"{pointer}/{index}")
        elif value.text != "null" or value.kind != "word" or field.required:
            _CHECK[field.kind](self, field, value, pointer)

    def inner(self, field: Field, value: Value, pointer: str) -> None:
        """An object inside."""
        assert field.shape is not None
        self.element(field.shape, value, pointer)

    def string(self, field: Field, value: Value, pointer: str) -> None:
        """A text, code or identifier."""
        if self._wrong_kind(value, ("string",), "a string", pointer):
            return
        if len(value.text) > field.most:
            self._tell(TOO_LONG, value.start, pointer, found=len(value.text), expected=field.most)
        wrong = NOT_TEXT.search(value.text)
        if wrong:
            self._tell(CHARACTER, value.start, pointer, found=f"U+{ord(wrong[0]):04X}")

    def moment(self, field: Field, value: Value, pointer: str) -> None:
        """A date or time."""
        if self._wrong_kind(value, ("string",), field.kind.value, pointer):
            return
        if not values.exists(value.text):
            self._tell(WRONG_MOMENT, value.start, pointer, found=value.text, expected=field.kind.value)

    def whole(self, field: Field, value: Value, pointer: str) -> None:
        """A whole number."""
        if self._wrong_kind(value, ("number",), field.kind.value, pointer):
            return
        try:
            values.whole(value.text)
        except values.BadValueError:
            self._tell(WRONG_NUMBER, value.start, pointer, found=value.text, expected=field.kind.value)
        except values.TooLongError as error:
            self._tell(TOO_LONG_NUMBER, value.start, pointer, found=value.text, expected=error.most)

    def decimal(self, field: Field, value: Value, pointer: str) -> None:
        """A decimal number, as a string of figures or as a number."""
        if self._wrong_kind(value, ("number", "string"), field.kind.value, pointer):
            return
        try:
            number = Decimal(value.text[:_LONG])
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_nan() or number.is_infinite():
            self._tell(WRONG_NUMBER, value.start, pointer, found=value.text, expected=field.kind.value)
        elif len(value.text) > _LONG or not values.fits(number):
            self._tell(TOO_LONG_NUMBER, value.start, pointer, found=value.text, expected=values.MOST_DIGITS)

    def _wrong_kind(self, value: Value, kinds: tuple[str, ...], expected: str, pointer: str) -> bool:
        if value.kind in kinds:
            return False
        found = _NAMES.get(value.kind, value.text)
        self._tell(WRONG_KIND, value.start, pointer, found=found, expected=expected)
        return True

    def _tell(self, words: Text, at: int, pointer: str, **params: object) -> None:
        if self.report.full:
            self.report.leave_out(words)
        else:
            line, column = place(self.text, at)
            self.report.add(words, pointer, line=line, column=column, **params)


_CHECK: dict[Kind, Callable[[_Explanation, Field, Value, str], None]] = {
    Kind.text: _Explanation.string,
    Kind.moment: _Explanation.moment,
    Kind.whole: _Explanation.whole,
    Kind.decimal: _Explanation.decimal,
    Kind.measured: _Explanation.inner,
    Kind.element: _Explanation.inner,
}


def _escaped(key: str) -> str:
    """A key as a step of a pointer, cut short."""
    return key[:_LONG].replace("~", "~0").replace("/", "~1")
