"""The customs value of each item in the currency of the country: declared, or price with what the terms leave out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from darcha.law.document import Amount
from darcha.law.dossier import Dossier, Goods
from darcha.law.finding import Finding
from darcha.law.money import EXACT, round_to
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.assessment import ValuePart
from darcha.law.tariff.valuation.declared import check_method
from darcha.law.tariff.valuation.floor import check_floor, floor_of
from darcha.law.tariff.valuation.parts import Desk, share_out, stated
from darcha.law.text import text

NO_VALUE = text("tariff.value", "There is no value to count the charges on", "State the price or the customs value.")
NOT_POSITIVE = text("tariff.value.positive", "The value {value} is not above zero", "State what was paid or is to pay.")

_WHOLE = "/goods_shipment/customs_valuation"


class Value(msgspec.Struct, frozen=True, gc=False):
    """A customs value, rounded as the pack says, and how it came about; zero where a finding says why.

    ``parts`` are the additions and deductions that ``text`` names by their codes.
    """

    amount: Decimal
    text: str
    parts: tuple[ValuePart, ...] = ()


NOTHING = Value(Decimal(0), "")


def item_pointer(index: int) -> str:
    """The JSON pointer of an item."""
    return f"/goods_shipment/government_agency_goods_item/{index}"


def values(dossier: Dossier, findings: list[Finding]) -> tuple[Value, ...]:
    """The customs value of each item, in order; what stands in the way is added to ``findings``.

    The declared value comes first, then the price with what is stated to be added or taken off: for the item, and its
    share of what is stated for the whole.
    """
    desk = Desk(dossier, findings)
    whole = dossier.shipment.customs_valuation
    if whole is None:
        return tuple([_value(desk, goods, (), None) for goods in dossier.items])
    parts = stated(desk, whole, _WHOLE)
    shares = share_out(parts, dossier.items, [_weight(goods, dossier.law) for goods in dossier.items])
    return tuple(
        [_value(desk, goods, own, whole.method_code) for goods, own in zip(dossier.items, shares, strict=True)]
    )


def _weight(goods: Goods, snapshot: Snapshot) -> Decimal:
    """By what an item shares what is stated for the whole: its price."""
    worth = snapshot.in_currency(goods.price.value, goods.price.currency) if goods.price else None
    return max(worth or Decimal(0), Decimal(0))


def _value(desk: Desk, goods: Goods, shared: Sequence[ValuePart], method: str | None) -> Value:
    """The value of one item; ``method`` is the one that the whole names."""
    declared = goods.customs_value
    basis = declared or goods.price
    place = "customs_value_amount" if declared else "commodity/invoice_line/item_charge_amount"
    pointer = f"{item_pointer(goods.index)}/{place}"
    if basis is None:
        desk.findings.append(NO_VALUE.at(pointer))
        return NOTHING
    total = desk.convert(basis, pointer)
    if total is None:
        return NOTHING
    parts = _parts(desk, goods, shared, method) if shared or method or goods.item.customs_valuation else ()
    for part in parts:
        total = EXACT.add(total, part.worth)
    total = round_to(total, desk.snapshot.pack.value_place, desk.snapshot.pack.value_mode)
    if min(basis.value, total) <= 0:
        desk.findings.append(NOT_POSITIVE.at(pointer, value=f"{min(basis.value, total):f}"))
        return NOTHING
    floor = floor_of(desk, goods.code or "")
    if floor is not None:
        check_floor(desk, goods, total, floor, pointer)
    return Value(total, _working(basis, parts, desk.snapshot), parts)


def _parts(desk: Desk, goods: Goods, shared: Sequence[ValuePart], method: str | None) -> tuple[ValuePart, ...]:
    """What belongs to a price beside it, nothing to a declared value; the method is looked at for both."""
    own = goods.item.customs_valuation
    pointer = f"{item_pointer(goods.index)}/customs_valuation"
    named = own.method_code if own else None
    if named or method:
        check_method(desk, goods, named or method or "", f"{pointer if named else _WHOLE}/method_code")
    if goods.customs_value:
        return ()
    return (*shared, *stated(desk, own, pointer, shared)) if own else tuple(shared)


def _working(basis: Amount, parts: Sequence[ValuePart], snapshot: Snapshot) -> str:
    """How a value came about: amount and currency, exchange rate, additions less deductions."""
    currency = basis.currency or snapshot.pack.currency
    working = f"{basis.value:f} {currency}"
    if currency != snapshot.pack.currency:
        row = snapshot.exchange[currency]
        working += f" × {row.value:f}" + (f" / {row.per:f}" if row.per != 1 else "")
        if currency in snapshot.late:
            working += f" (rate of {row.end})"
    for part in parts:
        working += f" {'-' if part.worth < 0 else '+'} {abs(part.worth):f} {part.code}"
    return working
