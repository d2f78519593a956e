"""The result of a control, and where it parts from what was declared."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from darcha.law.document import Declaration, GoodsMeasure, GovernmentAgencyGoodsItem
from darcha.law.finding import Finding
from darcha.law.money import add_all
from darcha.law.rule import RULES, Findings, control_rule
from darcha.law.snapshot import Snapshot

_ITEM = "goods_shipment.government_agency_goods_item[]"
_NET = f"{_ITEM}.commodity.goods_measure.net_net_weight_measure"
_GROSS = f"{_ITEM}.commodity.goods_measure.gross_mass_measure"
_NOTHING = GovernmentAgencyGoodsItem()
_UNMEASURED = GoodsMeasure()
_UNITS = f"{_ITEM}.commodity.goods_measure.tariff_quantity"


class FoundItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found of one item, by its sequence number; None where it was not counted or weighed.

    Masses are in kilograms, ``quantity`` in the supplementary unit of the tariff.
    """

    sequence: int
    packages: int | None = None
    net_mass: Decimal | None = None
    gross_mass: Decimal | None = None
    quantity: Decimal | None = None


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an officer puts on record: the forms of control done, goods and seals as found, remarks."""

    forms: tuple[str, ...]
    items: tuple[FoundItem, ...] = ()
    seals: tuple[str, ...] = ()
    remarks: str = ""


class Compared(msgspec.Struct, frozen=True):
    """What rules of control are asked about: one figure of one kind, as declared and as found."""

    kind: str
    index: int
    declared: Decimal
    found: Decimal
    snapshot: Snapshot


def _within(compared: Compared, tolerance: Decimal) -> bool:
    """Whether the difference is no more than ``tolerance``, a share of what was declared (0.02 is two per cent)."""
    return abs(compared.found - compared.declared) <= compared.declared * tolerance


@control_rule("C001", at=f"{_ITEM}.packaging")
def packages_differ(compared: Compared) -> Findings:
    """{found} packages were found, {declared} are declared.

    Amend the declaration to the number of packages that was found.
    """
    if compared.kind == "packages" and compared.found != compared.declared:
        yield packages_differ.found(compared.index, found=compared.found, declared=compared.declared)


@control_rule("C002", at=_NET, takes={"tolerance": "number"})
def net_mass_differs(compared: Compared) -> Findings:
    """{found} kg net were found, {declared} kg are declared.

    Amend the declaration to the net mass that was found.
    """
    tolerance = net_mass_differs.number(compared.snapshot.rules, "tolerance")
    if compared.kind == "net_mass" and not _within(compared, tolerance):
        yield net_mass_differs.found(compared.index, found=compared.found, declared=compared.declared)


@control_rule("C003", at=_GROSS, takes={"tolerance": "number"})
def gross_mass_differs(compared: Compared) -> Findings:
    """{found} kg gross were found, {declared} kg are declared.

    Amend the declaration to the gross mass that was found.
    """
    tolerance = gross_mass_differs.number(compared.snapshot.rules, "tolerance")
    if compared.kind == "gross_mass" and not _within(compared, tolerance):
        yield gross_mass_differs.found(compared.index, found=compared.found, declared=compared.declared)


@control_rule("C004", at=_UNITS)
def quantity_differs(compared: Compared) -> Findings:
    """{found} were found in the supplementary unit, {declared} are declared.

    Amend the declaration to the quantity that was found.
    """
    if compared.kind == "quantity" and compared.found != compared.declared:
        yield quantity_differs.found(compared.index, found=compared.found, declared=compared.declared)


def discrepancies(result: Result, declaration: Declaration, snapshot: Snapshot) -> tuple[Finding, ...]:
    """Where the goods as found part from ``declaration``; each is an open error until an amended version agrees.

    What was found and the declaration does not have (an item's number that is not there) is compared with nothing
    declared, so that it stays open too.
    """
    shipment = declaration.goods_shipment
    items = shipment.government_agency_goods_item if shipment else ()
    places = {item.sequence_numeric: index for index, item in enumerate(items)}
    rules = [rule for rule in RULES.values() if rule.about == "control" and rule.code in snapshot.rules]
    findings: list[Finding] = []
    for found in result.items:
        index = places.get(found.sequence, len(items))
        item = items[index] if index < len(items) else _NOTHING
        for kind, seen, declared in _figures(found, item):
            compared = Compared(kind, index, declared, seen, snapshot)
            findings.extend(finding for rule in rules for finding in rule.run(compared))
    return tuple(findings)


def _figures(found: FoundItem, item: GovernmentAgencyGoodsItem) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Each figure that was found, by its kind, beside the one declared."""
    measure = (item.commodity.goods_measure if item.commodity else None) or _UNMEASURED
    if found.packages is not None:
        declared = add_all(p.quantity_quantity.value for p in item.packaging if p.quantity_quantity)
        yield "packages", Decimal(found.packages), declared
    for kind, seen, quantity in (
        ("net_mass", found.net_mass, measure.net_net_weight_measure),
        ("gross_mass", found.gross_mass, measure.gross_mass_measure),
        ("quantity", found.quantity, measure.tariff_quantity),
    ):
        if seen is not None:
            yield kind, seen, quantity.value if quantity else Decimal(0)
