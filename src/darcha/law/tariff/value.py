"""The customs value of each item in the currency of the country: declared, or price with what the terms leave out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal

import msgspec

from darcha.law.document import Amount, CustomsValuation
from darcha.law.dossier import Dossier, Goods
from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all, round_to
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.units import WITHIN_REASON
from darcha.law.text import text

NO_VALUE = text("tariff.value", "There is no value to count the charges on", "State the price or the customs value.")
NOT_POSITIVE = text("tariff.value.positive", "The value {value} is not above zero", "State what was paid or is to pay.")
NO_EXCHANGE = text(
    "tariff.exchange",
    "There is no exchange rate of {currency} on {day}",
    "Use a currency that the central bank quotes.",
)

# The seller's price leaves out the carriage under the terms of the groups E and F (Incoterms).
_WITHOUT_FREIGHT = frozenset({"EXW", "FCA", "FAS", "FOB"})
# Shares are cut to this many digits; the last item takes the rest, so that nothing is lost.
_SHARE = Context(prec=40)


class Value(msgspec.Struct, frozen=True):
    """A customs value, rounded as the pack says, and how it came about; zero where a finding says why."""

    amount: Decimal
    text: str


NOTHING = Value(Decimal(0), "")


def item_pointer(index: int) -> str:
    """The JSON pointer of an item."""
    return f"/goods_shipment/government_agency_goods_item/{index}"


def values(dossier: Dossier, findings: list[Finding]) -> tuple[Value, ...]:
    """The customs value of each item, in order; what stands in the way is added to ``findings``."""
    shipment, snapshot = dossier.shipment, dossier.law
    shared: Sequence[Decimal] = ()
    if shipment.customs_valuation:
        terms = shipment.trade_terms.condition_code if shipment.trade_terms else None
        pointer = "/goods_shipment/customs_valuation"
        whole = _additions(shipment.customs_valuation, terms, snapshot, pointer, findings)
        prices = [goods.price.value if goods.price else Decimal(0) for goods in dossier.items]
        shared = _apportion(whole, [max(price, Decimal(0)) for price in prices])
    return tuple(
        [_value(goods, shared[goods.index] if shared else Decimal(0), snapshot, findings) for goods in dossier.items]
    )


def _value(goods: Goods, shared: Decimal, snapshot: Snapshot, findings: list[Finding]) -> Value:
    declared, item = goods.customs_value, goods.item
    basis = declared or goods.price
    place = "customs_value_amount" if declared else "commodity/invoice_line/item_charge_amount"
    pointer = f"{item_pointer(goods.index)}/{place}"
    if basis is None:
        findings.append(NO_VALUE.at(pointer))
        return NOTHING
    amount = _converted(basis, snapshot, pointer, findings)
    if amount is None:
        return NOTHING
    added = Decimal(0)
    if declared is None:
        added = shared
        if item.customs_valuation:
            where = f"{item_pointer(goods.index)}/customs_valuation"
            added = EXACT.add(shared, _additions(item.customs_valuation, None, snapshot, where, findings))
    total = round_to(EXACT.add(amount, added), snapshot.pack.value_place, snapshot.pack.value_mode)
    if min(basis.value, total) <= 0:
        findings.append(NOT_POSITIVE.at(pointer, value=f"{min(basis.value, total):f}"))
        return NOTHING
    return Value(total, _working(basis, added, snapshot))


def _working(basis: Amount, added: Decimal, snapshot: Snapshot) -> str:
    """How a value came about: amount and currency, exchange rate, additions less deductions."""
    working = f"{basis.value:f} {basis.currency or snapshot.pack.currency}"
    row = snapshot.exchange.get(basis.currency or "")
    if row is not None and basis.currency != snapshot.pack.currency:
        working += f" × {row.value:f}" + (f" / {row.per:f}" if row.per != 1 else "")
    if added:
        working += f" {'-' if added < 0 else '+'} {abs(added):f}"
    return working


def _converted(amount: Amount, snapshot: Snapshot, pointer: str, findings: list[Finding]) -> Decimal | None:
    """An amount in the currency of the country; None, with a finding, where the day has no rate."""
    found = snapshot.in_currency(WITHIN_REASON.plus(amount.value), amount.currency)
    if found is None:
        findings.append(NO_EXCHANGE.at(f"{pointer}/currency", currency=amount.currency, day=snapshot.day))
    return found


def _additions(
    valuation: CustomsValuation, terms: str | None, snapshot: Snapshot, pointer: str, findings: list[Finding]
) -> Decimal:
    """Additions to the price less deductions from it (codes that begin with B, as in the European code list)."""
    total = Decimal(0)
    if valuation.freight_charge_amount and terms in _WITHOUT_FREIGHT:
        place = f"{pointer}/freight_charge_amount"
        total = _converted(valuation.freight_charge_amount, snapshot, place, findings) or total
    for index, charge in enumerate(valuation.charge_deduction):
        if charge.other_charge_deduction_amount:
            place = f"{pointer}/charge_deduction/{index}/other_charge_deduction_amount"
            amount = _converted(charge.other_charge_deduction_amount, snapshot, place, findings) or Decimal(0)
            total = EXACT.add(total, -amount if (charge.charges_type_code or "").startswith("B") else amount)
    return total


def _apportion(whole: Decimal, weights: Iterable[Decimal]) -> list[Decimal]:
    """``whole`` in shares of the weights; the last takes what the division leaves, so that the sum is exact."""
    parts = list(weights)
    total = add_all(parts)
    if not whole or total <= 0:
        return [Decimal(0)] * len(parts)
    place = Decimal("0.0001")
    shares = [round_to(_SHARE.divide(_SHARE.multiply(whole, part), total), place, "down") for part in parts]
    shares[-1] = EXACT.add(shares[-1], EXACT.subtract(whole, add_all(shares)))
    return shares
