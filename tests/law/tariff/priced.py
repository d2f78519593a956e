"""Declarations with prices, delivery terms and sums beside the price, and what they are worth."""

from decimal import Decimal
from typing import Any

import msgspec

from darcha.law.document import Amount, ChargeDeduction, CustomsValuation, Declaration, TradeTerms
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.pack.model import Pack, Procedure
from darcha.law.tariff.value import Value, values
from tests.law.tariff.world import LAW, PACK, D, day, declaration, words
from tests.makers import NOW

WHOLE = "/goods_shipment/customs_valuation"
ITEM = "/goods_shipment/government_agency_goods_item/0"
EXPORT = msgspec.structs.replace(
    PACK,
    procedures=(
        *PACK.procedures,
        Procedure(code="10", direction="export", name=words("export"), charges=(), **LAW),
    ),
)


def found(made: Declaration, pack: Pack = PACK) -> tuple[tuple[Value, ...], list[Finding]]:
    findings: list[Finding] = []
    return values(gather(made, day(pack), NOW), findings), findings


def worth(made: Declaration, pack: Pack = PACK) -> list[tuple[Decimal, str]]:
    return [(one.amount, one.text) for one in found(made, pack)[0]]


def codes(made: Declaration, pack: Pack = PACK) -> list[str]:
    return [one.code for one in found(made, pack)[1]]


def xts(amount: str) -> Amount:
    return Amount(value=D(amount), currency="XTS")


def coded(code: str | None, amount: str | None) -> ChargeDeduction:
    return ChargeDeduction(charges_type_code=code, other_charge_deduction_amount=xts(amount) if amount else None)


def valuation(*stated: tuple[str, str], freight: str | None = None, **more: Any) -> CustomsValuation:
    return CustomsValuation(
        charge_deduction=tuple(coded(*one) for one in stated),
        freight_charge_amount=xts(freight) if freight else None,
        **more,
    )


def under(terms: str | None, *items: Any, place: str | None = None, **more: Any) -> Declaration:
    trade = TradeTerms(condition_code=terms, location_id=place) if terms else None
    return declaration(*items, trade_terms=trade, **more)
