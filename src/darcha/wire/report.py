"""The findings of one reading, gathered as the reader goes: all at once, but never without end."""

from __future__ import annotations

from darcha.law.errors import Unreadable
from darcha.law.finding import Finding
from darcha.law.text import Text
from darcha.wire.words import MORE

MOST_FINDINGS = 200
"""Findings told of one message; of the rest only their number is."""

_SHOWN = 80


class Report:
    """Collects findings; ``finish`` raises if one of them is an error."""

    __slots__ = ("_errors", "_left_out", "findings")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._errors = False
        self._left_out = 0

    @property
    def full(self) -> bool:
        """Whether further findings are counted only, so that their figures need not be worked out."""
        return len(self.findings) >= MOST_FINDINGS

    def add(self, words: Text, pointer: str = "", **params: object) -> None:
        """Tell of one thing at ``pointer``; params that are None are left out."""
        if self.full:
            self.leave_out(words)
            return
        self._errors = self._errors or words.severity == "error"
        told = {name: shown(str(value)) for name, value in params.items() if value is not None}
        self.findings.append(words.at(pointer, **told))

    def leave_out(self, words: Text) -> None:
        """Count one thing that is not told, since there are too many."""
        self._errors = self._errors or words.severity == "error"
        self._left_out += 1

    def finish(self) -> tuple[Finding, ...]:
        """The findings, if they are warnings only; raises :class:`Unreadable` with all of them else."""
        if self._left_out:
            self.findings.append(Finding(MORE.code, "", {"found": str(self._left_out)}, "warning"))
        if self._errors:
            raise Unreadable(self.findings)
        return tuple(self.findings)


def shown(found: str) -> str:
    """What was found as it may be shown: short, and without characters that cannot be seen."""
    text = found if len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def unreadable(words: Text, **params: object) -> Unreadable:
    """The error of a message that cannot be read for one reason."""
    told = {name: shown(str(value)) for name, value in params.items() if value is not None}
    return Unreadable([words.at("", **told)])
