"""What is added to a price or taken from it, as stated: by code, or as freight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from typing import Literal

import msgspec

from darcha.law.document import Amount, ChargeDeduction, CustomsValuation
from darcha.law.dossier import Dossier, Goods
from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all, round_to
from darcha.law.pack.model import Adjustment
from darcha.law.tariff.assessment import ValuePart
from darcha.law.tariff.units import WITHIN_REASON
from darcha.law.tariff.valuation.rows import ValueLaw
from darcha.law.tariff.valuation.terms import Way, held, is_held
from darcha.law.text import EMPTY, text

NO_EXCHANGE = text(
    "tariff.exchange",
    "There is no exchange rate of {currency} on {day}",
    "Use a currency that the central bank quotes.",
)
LATE_EXCHANGE = text(
    "tariff.exchange.late",
    "The exchange rate of {currency} for {day} has not come; that of {last} ({source}) is used",
    "Nothing has to be done: the sum is settled when the rate of the day comes.",
    "warning",
)
UNKNOWN = text(
    "tariff.value.adjustment",
    "There is no addition or deduction {found} on {day}",
    "Choose a code of the list; other costs do not change the customs value.",
)
NO_AMOUNT = text(
    "tariff.value.adjustment.amount",
    "{code} is stated without an amount",
    "State its amount, which is not below zero, apart from the price.",
)
IN_PRICE = text(
    "tariff.value.adjustment.held",
    "{code} is in the price already under {terms} and was not added",
    "Leave it out, or correct the delivery term or its place.",
    "warning",
)
NOT_IN_PRICE = text(
    "tariff.value.adjustment.lacking",
    "{code} is not in the price under {terms} and was not taken off",
    "Leave it out, or correct the delivery term or its place.",
    "warning",
)
TWICE = text(
    "tariff.value.freight.twice",
    "The carriage is stated twice, as freight and as {code}; it was counted once",
    "State the carriage once.",
    "warning",
)
NO_TERMS = text(
    "tariff.value.freight.terms",
    "No delivery term says whether the price holds the freight; it was not added",
    "State the delivery term.",
    "warning",
)

_CARRIAGE = ("carriage", "delivery")
_FREIGHT = "freight"
# Shares are cut to this many digits; the last item takes the rest, so that nothing is lost.
_SHARE, _PLACE = Context(prec=40), Decimal("0.0001")


class Desk:
    """One valuation in the making: what its parts share. ``holding`` is what of the delivery the price holds."""

    __slots__ = ("dossier", "findings", "holding", "law", "snapshot", "terms", "told", "way")

    def __init__(self, dossier: Dossier, findings: list[Finding]) -> None:
        self.dossier = dossier
        self.findings = findings
        self.snapshot = dossier.law
        self.law = dossier.law.made(ValueLaw)
        self.way: Way = "export" if dossier.direction == "export" else "import"
        trade_terms = dossier.shipment.trade_terms
        self.terms = trade_terms.condition_code if trade_terms else None
        self.holding = held(trade_terms, self.way, dossier.law.country)
        self.told: set[str] = set()

    def convert(self, amount: Amount, pointer: str) -> Decimal | None:
        """An amount in the currency of the country; None, with a finding, where there is no rate."""
        currency, snapshot = amount.currency, self.snapshot
        found = snapshot.in_currency(WITHIN_REASON.plus(amount.value), currency)
        if found is None:
            self.findings.append(NO_EXCHANGE.at(f"{pointer}/currency", currency=currency, day=snapshot.day))
        elif currency in snapshot.late and currency not in self.told:
            self.told.add(currency)
            row = snapshot.late[currency]
            about = {"currency": currency, "day": snapshot.day, "last": row.end, "source": row.source}
            self.findings.append(LATE_EXCHANGE.at(f"{pointer}/currency", **about))
        return found


def stated(
    desk: Desk, valuation: CustomsValuation, pointer: str, whole: Sequence[ValuePart] | None = None
) -> list[ValuePart]:
    """The parts that ``valuation`` states and that count; what does not is told.

    ``whole`` are the parts of the whole consignment that an item has a share of; None for those of the whole itself.
    """
    parts = list(_adjustments(desk, valuation.charge_deduction, f"{pointer}/charge_deduction", whole))
    amount = valuation.freight_charge_amount
    row = desk.law.freight[desk.way]
    if amount is not None and row is not None and not is_held("carriage", desk.holding):
        place = f"{pointer}/freight_charge_amount"
        twin = next((part for part in (*(whole or ()), *parts) if part.element in _CARRIAGE), None)
        if twin is not None:
            desk.findings.append(TWICE.at(place, code=twin.code))
        elif desk.holding is None:
            desk.findings.append(NO_TERMS.at(place))
        else:
            parts.extend(_part(desk, _FREIGHT, "carriage", amount, row, place, whole))
    return parts


def _adjustments(
    desk: Desk, charges: Sequence[ChargeDeduction], pointer: str, whole: Sequence[ValuePart] | None
) -> Iterator[ValuePart]:
    freight = any(part.code == _FREIGHT for part in whole or ())
    for index, charge in enumerate(charges):
        code, place = charge.charges_type_code or EMPTY, f"{pointer}/{index}"
        row = desk.law.adjustments[desk.way].get(code)
        if row is None:
            desk.findings.append(UNKNOWN.at(f"{place}/charges_type_code", found=code, day=desk.snapshot.day))
        elif is_held(row.element, desk.holding) is (row.sign == 1):
            words = IN_PRICE if row.sign == 1 else NOT_IN_PRICE
            desk.findings.append(words.at(f"{place}/charges_type_code", code=code, terms=desk.terms))
        elif freight and row.element in _CARRIAGE:
            desk.findings.append(TWICE.at(place, code=code))
        else:
            amount = charge.other_charge_deduction_amount
            yield from _part(desk, code, row.element, amount, row, f"{place}/other_charge_deduction_amount", whole)


def _part(
    desk: Desk,
    code: str,
    element: str,
    amount: Amount | None,
    row: Adjustment,
    pointer: str,
    whole: Sequence[ValuePart] | None,
) -> Iterator[ValuePart]:
    if amount is None or amount.value < 0:
        desk.findings.append(NO_AMOUNT.at(pointer, code=code))
        return
    worth = desk.convert(amount, pointer)
    if worth:
        signed = worth if row.sign == 1 else EXACT.minus(worth)
        shared = row.share if whole is None else ""
        yield ValuePart(code, element, amount, signed, row.act, row.source, row.status, shared)


def share_out(parts: Sequence[ValuePart], items: Sequence[Goods], prices: Sequence[Decimal]) -> list[list[ValuePart]]:
    """For each item its share of parts stated for the whole, by value or by gross mass; the shares sum exactly.

    Where no item states a mass, a part to be shared by mass is shared by value. What nothing can be shared by is lost:
    no item has a price, which is a finding of its own.
    """
    masses = [max(goods.gross_mass or Decimal(0), Decimal(0)) for goods in items]
    shares: list[list[ValuePart]] = [[] for _ in items]
    for part in parts:
        by_mass = part.shared == "mass" and any(masses)
        by: Literal["value", "mass"] = "mass" if by_mass else "value"
        for own, worth in zip(shares, apportion(part.worth, masses if by_mass else prices), strict=True):
            if worth:
                own.append(msgspec.structs.replace(part, worth=worth, shared=by))
    return shares


def apportion(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """``whole`` in shares of the weights (none below zero), cut to four places; the last takes what that leaves."""
    total = add_all(weights)
    if not total:
        return [Decimal(0)] * len(weights)
    shares = [round_to(_SHARE.divide(_SHARE.multiply(whole, weight), total), _PLACE, "down") for weight in weights]
    last = max(index for index, weight in enumerate(weights) if weight)
    shares[last] = EXACT.add(shares[last], EXACT.subtract(whole, add_all(shares)))
    return shares
