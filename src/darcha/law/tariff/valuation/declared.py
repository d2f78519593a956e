"""The method of valuation that a declaration names."""

from __future__ import annotations

from darcha.law.dossier import Goods
from darcha.law.tariff.valuation.floor import statements
from darcha.law.tariff.valuation.parts import Desk
from darcha.law.text import text

VALUATION = "VAL"
"""The type (AdditionalInformation/StatementTypeCode) of a statement of why an earlier method does not apply."""

UNKNOWN_METHOD = text(
    "tariff.value.method",
    "There is no method of valuation {found} on {day}",
    "Choose a method of the list; the first is the value of the transaction.",
)
NO_REASON = text(
    "tariff.value.method.reason",
    "Method {found} is used without saying why method {first} does not apply",
    "Say why in a statement of the item, or use the method that comes first.",
)


def check_method(desk: Desk, goods: Goods, code: str, pointer: str) -> None:
    """Tell where ``code`` is no method of the day, or is a later one and no statement says why.

    A country whose data has no methods knows none better than the trader.
    """
    methods = desk.law.methods[desk.way]
    if not methods:
        return
    row = methods.get(code)
    first = next(iter(methods.values()))
    if row is None:
        desk.findings.append(UNKNOWN_METHOD.at(pointer, found=code, day=desk.snapshot.day))
    elif row.order > first.order and not _reason(desk, goods):
        desk.findings.append(NO_REASON.at(pointer, found=code, first=first.code))


def _reason(desk: Desk, goods: Goods) -> bool:
    """Whether a statement of the right type says something."""
    said = (one.statement_description for one in statements(desk, goods) if one.statement_type_code == VALUATION)
    return any((words or "").strip() for words in said)
