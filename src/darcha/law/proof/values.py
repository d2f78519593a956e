"""Rows on customs value: exchange rates, price floors, methods, additions and deductions that can be counted on."""

from __future__ import annotations

from collections.abc import Iterator

from darcha.law.codes import CURRENCIES
from darcha.law.finding import Finding
from darcha.law.pack.model import Pack
from darcha.law.proof.charges import is_place
from darcha.law.proof.figure import figure
from darcha.law.proof.references import UNKNOWN_CODE
from darcha.law.tariff.units import code_of


def check_values(pack: Pack) -> Iterator[Finding]:
    """Figures that are possible, and codes of currencies and units that are known."""
    yield from _exchange(pack)
    yield from _floors(pack)
    for row in pack.methods:
        if row.days < 0:
            yield figure("methods", row.code, "days", row.days, "a number of days, or nothing")


def _exchange(pack: Pack) -> Iterator[Finding]:
    """A rate is above zero; it is quoted for one, ten, a hundred … units."""
    if pack.exchange_days < 0:
        yield figure("pack", "", "exchange_days", pack.exchange_days, "a number of days, or nothing")
    for row in pack.exchange:
        if row.value <= 0:
            yield figure("exchange", row.currency, "value", row.value, "a rate above zero")
        if not is_place(row.per):
            yield figure("exchange", row.currency, "per", row.per, "a power of ten")


def _floors(pack: Pack) -> Iterator[Finding]:
    currencies = CURRENCIES | {pack.currency}
    for index, row in enumerate(pack.floors):
        if row.price <= 0:
            yield figure("floors", row.code, "price", row.price, "a price above zero")
        if not 0 < row.share <= 1:
            yield figure("floors", row.code, "share", row.share, "a share above 0, at most 1")
        known = (
            ("currency", row.currency, row.currency in currencies, "ISO 4217"),
            ("unit", row.unit, code_of(row.unit) is not None, "the units of the tariff (Rec 20)"),
        )
        for field, found, right, target in known:
            if not right:
                about = {"table": "floors", "row": row.code, "field": field, "found": found, "target": target}
                yield UNKNOWN_CODE.at(f"/floors/{index}/{field}", **about)
