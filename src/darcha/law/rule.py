"""Rules: the algorithm is code, whether and since when it holds is data of the pack.

A rule is a generator over the facts of one thing (a declaration, a control) that yields findings. Its
docstring is what people read: the first line is the label, the rest the cure; both are formats over the params of the
finding, and translation keys. Inside, the rule makes its findings by its own name::

    @rule("D014", at="goods_shipment.government_agency_goods_item[].commodity.goods_measure")
    def net_mass_given(facts: Facts) -> Findings:
        \"\"\"The net mass is missing.

        State the mass of the goods without any packing, in kilograms.
        \"\"\"
        for item in facts.items:
            if item.net_mass is None:
                yield net_mass_given.found(item.index)
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import msgspec

from darcha.law.finding import Finding, Severity
from darcha.law.pack.model import RuleRow
from darcha.law.text import text

Findings = Iterator[Finding]
About = Literal["declaration", "control"]
Param = Literal["number", "pattern", "list"]
Rows = Mapping[str, RuleRow]
"""The rows of a pack that hold on the day, by code (``Snapshot.rules``)."""


class Rule(msgspec.Struct, frozen=True):
    """A rule by its code: what it is about, where its findings point, its words, and the generator itself.

    ``at`` is a path into the canonical document in which ``[]`` stands for a number. ``takes`` names the parameters
    that the pack has to give: a decimal number, a regular expression, or a list of words.
    """

    code: str
    about: About
    at: str
    label: str
    cure: str
    severity: Severity
    takes: Mapping[str, Param]
    run: Callable[[Any], Findings]
    pointer: str

    def found(self, *indexes: int, **params: object) -> Finding:
        """A finding at ``at``, its brackets filled with ``indexes`` (from 0) in their order."""
        return self.found_at(self.pointer.format(*indexes), **params)

    def found_at(self, pointer: str, **params: object) -> Finding:
        """A finding at another place than ``at``, for what can stand in more than one."""
        return Finding(self.code, pointer, {name: str(value) for name, value in params.items()}, self.severity)

    def number(self, rows: Rows, name: str) -> Decimal:
        """The parameter ``name``, a number."""
        return Decimal(rows[self.code].params[name])

    def words(self, rows: Rows, name: str) -> list[str]:
        """The parameter ``name``, a list of words set apart by spaces."""
        return rows[self.code].params[name].split()

    def matches(self, rows: Rows, name: str, value: str) -> bool:
        """Whether the whole of ``value`` fits the parameter ``name``, a regular expression."""
        return re.fullmatch(rows[self.code].params[name], value) is not None


RULES: dict[str, Rule] = {}
"""Every rule by its code. Filled as the modules with rules are imported, never changed after."""

Decorator = Callable[[Callable[[Any], Findings]], Rule]


def rule(code: str, at: str, takes: Mapping[str, Param] | None = None, severity: Severity = "error") -> Decorator:
    """Register a rule about a declaration."""
    return _register("declaration", code, at, takes or {}, severity)


def control_rule(
    code: str, at: str, takes: Mapping[str, Param] | None = None, severity: Severity = "error"
) -> Decorator:
    """Register a rule that compares the result of a control with what was declared."""
    return _register("control", code, at, takes or {}, severity)


def template(at: str) -> str:
    """A path as a format of a JSON pointer (RFC 6901): ``a.b[].c`` gives ``/a/b/{}/c``."""
    return "/" + at.replace("[]", ".{}").replace(".", "/") if at else ""


def _register(about: About, code: str, at: str, takes: Mapping[str, Param], severity: Severity) -> Decorator:
    def register(run: Callable[[Any], Findings]) -> Rule:
        label, _, cure = inspect.cleandoc(run.__doc__ or "").partition("\n")
        words = text(code, label.removesuffix("."), " ".join(cure.split()), severity)
        if not (words.label and words.cure):
            raise TypeError(f"the rule {code} lacks a docstring that says what is wrong and what to do")
        RULES[code] = Rule(code, about, at, words.label, words.cure, severity, takes, run, template(at))
        return RULES[code]

    return register


UNKNOWN_RULE = text("rule.unknown", "There is no rule {code}", "Name a rule of the list, or leave the row out.")
WRONG_PARAM = text(
    "rule.param",
    "The rule {code} takes {takes}",
    "Give exactly these parameters: a number in digits, a regular expression that compiles, or words.",
)


def check_row(row: RuleRow, pointer: str = "") -> tuple[Finding, ...]:
    """What is wrong with a pack's row about a rule: an unknown code, a missing, unknown or unreadable parameter."""
    known = RULES.get(row.code)
    if known is None:
        return (UNKNOWN_RULE.at(f"{pointer}/code", code=row.code),)
    good = row.params.keys() == known.takes.keys() and all(
        _readable(kind, row.params[name]) for name, kind in known.takes.items()
    )
    takes = ", ".join(f"{name} ({kind})" for name, kind in known.takes.items()) or "no parameters"
    return () if good else (WRONG_PARAM.at(f"{pointer}/params", code=row.code, takes=takes),)


def _readable(kind: Param, value: str) -> bool:
    try:
        match kind:
            case "number":
                return Decimal(value).is_finite()
            case "pattern":
                return bool(re.compile(value).pattern)
            case "list":
                return bool(value.split())
    except (InvalidOperation, re.error):
        return False
