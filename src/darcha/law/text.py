"""The words of findings: one register of labels and cures by code, as formats over the finding's params.

The label and the cure are translation keys; doors give their own ``translate`` and get sentences. Findings of rules,
of packs, of messages all have their words here, whoever finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from darcha.law.finding import Finding, Severity


class Text(msgspec.Struct, frozen=True):
    """What is said of every finding of one code: what is wrong, and what to do."""

    code: str
    label: str
    cure: str
    severity: Severity = "error"

    def at(self, pointer: str, **params: object) -> Finding:
        """A finding of this code at ``pointer``."""
        return Finding(self.code, pointer, {name: str(value) for name, value in params.items()}, self.severity)


EMPTY = "An empty field"
"""What a finding says was given where nothing was; translated as the label around it is."""

TEXTS: dict[str, Text] = {}
"""Every code that a finding can have. Filled as modules are imported, never changed after."""


def text(code: str, label: str, cure: str, severity: Severity = "error") -> Text:
    """Register the words of ``code``; a code has one meaning, so a second registration is a mistake (ValueError)."""
    if code in TEXTS:
        raise ValueError(f"the code {code} is taken")
    TEXTS[code] = Text(code, label, cure, severity)
    return TEXTS[code]


class Explanation(msgspec.Struct, frozen=True):
    """A finding in words."""

    label: str
    cure: str


def explain(finding: Finding, translate: Callable[[str], str] = str) -> Explanation:
    """The finding in words, in the language of ``translate`` (gettext's signature: key in, text out).

    A finding of a code that is no longer known, as an old record may hold, is shown by its code.
    """
    words = TEXTS.get(finding.code)
    if words is None:
        return Explanation(finding.code, "")
    params = _Lenient({name: translate(value) if value == EMPTY else value for name, value in finding.params.items()})
    return Explanation(translate(words.label).format_map(params), translate(words.cure).format_map(params))


class _Lenient(dict[str, str]):
    """Params in which a missing figure shows as a dash: a slip in a translation must not hide the finding."""

    def __init__(self, params: Mapping[str, str]) -> None:
        super().__init__(params)

    def __missing__(self, key: str) -> str:
        return "–"
