"""JSON with places: every value with the offset at which it begins, for messages that need an explanation.

The standard library's parser forgets places and duplicate keys, and fails on deep nesting; this one is slow, exact
and bounded.
"""

from __future__ import annotations

import json
import re
from typing import Literal

import msgspec

from darcha.wire.encoding import place
from darcha.wire.report import shown, unreadable
from darcha.wire.words import MALFORMED, TOO_DEEP, TOO_MANY

MOST_LEVELS = 64
"""How deep objects and arrays may be nested."""

MOST_VALUES = 300_000
"""Values in one message."""

_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:(?P<mark>[\[\]{},:])"""
    r"""|(?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")"""
    r"""|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?![0-9A-Za-z.+-])"""
    r"""|(?P<word>true|false|null)(?![0-9A-Za-z]))"""
)
_SPACE = re.compile(r"[ \t\r\n]*+")

Kind = Literal["object", "array", "string", "number", "word"]


class Value(msgspec.Struct, frozen=True):
    """A value and where it begins. ``text`` is a string's content, or a number or word as it is written.

    An object's ``members`` are (key, offset of the key, value), duplicates among them; an array's have empty keys.
    """

    kind: Kind
    start: int
    text: str = ""
    members: tuple[tuple[str, int, Value], ...] = ()


def parse(text: str) -> Value:
    """The value of a JSON text; raises :class:`darcha.law.errors.Unreadable` with line and column where it is none."""
    reader = _Reader(text)
    value = reader.value(1)
    rest = reader.skip()
    if rest < len(text):
        raise reader.malformed(rest)
    return value


class _Reader:
    """One pass over a text."""

    __slots__ = ("at", "count", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0

    def value(self, level: int) -> Value:
        """The value that begins here, ``level`` deep."""
        kind, start, token = self.token()
        self.count += 1
        if self.count > MOST_VALUES:
            raise unreadable(TOO_MANY, found=f"more than {MOST_VALUES}", name="values", expected=MOST_VALUES)
        if token in ("{", "[") and kind == "mark":
            if level > MOST_LEVELS:
                raise unreadable(TOO_DEEP, line=place(self.text, start)[0], expected=MOST_LEVELS)
            return self.container(token, start, level)
        match kind:
            case "string":
                return Value("string", start, _content(token))
            case "number":
                return Value("number", start, token)
            case "word":
                return Value("word", start, token)
        raise self.malformed(start)

    def container(self, opening: str, start: int, level: int) -> Value:
        """The object or array whose opening mark has just been read."""
        closing = "}" if opening == "{" else "]"
        members: list[tuple[str, int, Value]] = []
        if self.peek() == closing:
            self.token()
        else:
            mark = ","
            while mark == ",":
                key, at = self.key() if opening == "{" else ("", self.skip())
                members.append((key, at, self.value(level + 1)))
                mark = self.mark(",", closing)
        return Value("object" if opening == "{" else "array", start, "", tuple(members))

    def key(self) -> tuple[str, int]:
        """A key with its colon."""
        kind, start, token = self.token()
        if kind != "string":
            raise self.malformed(start)
        self.mark(":")
        return _content(token), start

    def mark(self, *expected: str) -> str:
        """One of the marks that may stand here."""
        kind, start, token = self.token()
        if kind != "mark" or token not in expected:
            raise self.malformed(start)
        return token

    def peek(self) -> str:
        """The next character that is no white space."""
        at = self.skip()
        return self.text[at : at + 1]

    def skip(self) -> int:
        """The offset of the next character that is no white space, or the end."""
        found = _SPACE.match(self.text, self.at)
        assert found
        return found.end()

    def token(self) -> tuple[str, int, str]:
        """The next token: its kind, its offset, its text."""
        found = _TOKEN.match(self.text, self.at)
        if found is None or found.lastgroup is None:
            raise self.malformed(self.skip())
        self.at = found.end()
        return found.lastgroup, found.start(found.lastgroup), found[found.lastgroup]

    def malformed(self, at: int) -> Exception:
        """The error that what stands at an offset is not JSON."""
        line, column = place(self.text, at)
        return unreadable(MALFORMED, line=line, column=column, found=shown(self.text[at : at + 20]) or "the end")


def _content(token: str) -> str:
    """What a string says."""
    return str(json.loads(token)) if "\\" in token else token[1:-1]
