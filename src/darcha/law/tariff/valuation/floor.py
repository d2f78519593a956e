"""Prices so far below the average of such goods that they are doubted."""

from __future__ import annotations

from decimal import Context, Decimal

from darcha.law.document import AdditionalInformation
from darcha.law.dossier import Goods
from darcha.law.money import EXACT, round_to
from darcha.law.pack.model import PriceFloor
from darcha.law.tariff.units import base_of, code_of, in_base
from darcha.law.tariff.valuation.parts import Desk
from darcha.law.text import text

PROVISIONAL = "provisional_value"
"""The statement by which release is asked for at a provisional value (AdditionalInformation/StatementCode)."""

_CURE = "Raise the value, prove the price by the documents of the sale, or ask for release at a provisional value."
BELOW = text(
    "tariff.value.floor",
    "{found} {currency} for each {unit} is below {least}, which is {share} of the average price {price}",
    _CURE,
)
BELOW_OPEN = text(
    "tariff.value.floor.provisional",
    "{found} {currency} for each {unit} is below {least}, which is {share} of the average price {price}; "
    "release is asked for at a provisional value",
    "Secure the difference and prove the price within the term.",
    "warning",
)

_SHOWN, _PLACE = Context(prec=40), Decimal("0.0001")


def floor_of(desk: Desk, code: str) -> PriceFloor | None:
    """The day's floor of the longest prefix of a commodity code; exports have none."""
    if desk.way == "import":
        for length in desk.law.lengths:
            row = desk.law.floors.get(code[:length])
            if row is not None:
                return row
    return None


def check_floor(desk: Desk, goods: Goods, value: Decimal, row: PriceFloor, pointer: str) -> None:
    """Tell where the value of an item comes to less for each unit than ``row`` lets pass."""
    unit, factor = base_of(code_of(row.unit) or row.unit)
    quantity = _quantities(goods).get(unit)
    rate = desk.snapshot.in_currency(Decimal(1), row.currency)
    if not quantity or rate is None:
        return
    least = EXACT.multiply(row.price, row.share)
    stands_for = EXACT.multiply(quantity, rate)
    if EXACT.multiply(value, factor) < EXACT.multiply(least, stands_for):
        found = round_to(_SHOWN.divide(_SHOWN.multiply(value, factor), stands_for), _PLACE, "down")
        about = {"least": f"{least:f}", "share": f"{row.share:f}", "price": f"{row.price:f}", "unit": row.unit}
        words = BELOW_OPEN if _asked(desk, goods) else BELOW
        desk.findings.append(words.at(pointer, found=f"{found:f}", currency=row.currency, **about))


def _quantities(goods: Goods) -> dict[str, Decimal]:
    found = {"KGM": goods.net_mass} if goods.net_mass else {}
    if goods.quantity:
        found[goods.quantity.unit or ""] = goods.quantity.value
    return in_base(found)


def _asked(desk: Desk, goods: Goods) -> bool:
    return any(one.statement_code == PROVISIONAL for one in statements(desk, goods))


def statements(desk: Desk, goods: Goods) -> tuple[AdditionalInformation, ...]:
    """What is stated for the item or for the whole."""
    return (*goods.item.additional_information, *desk.dossier.declaration.additional_information)
