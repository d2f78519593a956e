"""A finding: something in a document that somebody should cure or know, as data.

The words are elsewhere (the docstring of the rule, translated); a finding holds the rule's code, a JSON pointer into
the document and the figures that the words need.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """``code`` names the rule, ``pointer`` (RFC 6901) the place, ``params`` the figures of its words.

    An error has to be cured before release; a warning is told and nothing more.
    """

    code: str
    pointer: str = ""
    params: dict[str, str] = {}
    severity: Severity = "error"


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that have to be cured."""
    return tuple(f for f in findings if f.severity == "error")
