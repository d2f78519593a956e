"""Rules of the goods: masses, supplementary quantities, description."""

from __future__ import annotations

from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier
from darcha.law.money import add_all
from darcha.law.rule import Findings, rule

MEASURE = f"{ITEM}.commodity.goods_measure"
KILOGRAM = "KGM"


@rule("D012", at="total_gross_mass_measure")
def gross_total_given(dossier: Dossier) -> Findings:
    """The total gross mass is missing.

    State the mass of all goods with their packing, in kilograms.
    """
    if dossier.declaration.total_gross_mass_measure is None:
        yield gross_total_given.found()


@rule("D013", at="total_gross_mass_measure")
def gross_total_agrees(dossier: Dossier) -> Findings:
    """{stated} kg gross are stated in all, the items have {counted} kg.

    Correct the total, or the gross mass of the items.
    """
    stated = dossier.declaration.total_gross_mass_measure
    masses = [item.gross_mass for item in dossier.items]
    if stated is None or not masses or None in masses:
        return
    counted = add_all(mass for mass in masses if mass is not None)
    if counted != stated.value:
        yield gross_total_agrees.found(stated=stated.value, counted=counted)


@rule("D014", at=f"{MEASURE}.net_net_weight_measure")
def net_mass_given(dossier: Dossier) -> Findings:
    """The net mass is missing.

    State the mass of the goods without any packing, in kilograms.
    """
    for item in dossier.items:
        if item.net_mass is None:
            yield net_mass_given.found(item.index)


@rule("D015", at=f"{MEASURE}.net_net_weight_measure")
def net_not_above_gross(dossier: Dossier) -> Findings:
    """The net mass of {net} kg is more than the gross mass of {gross} kg.

    Goods without packing cannot weigh more than with it: correct one of the two.
    """
    for item in dossier.items:
        if item.net_mass is not None and item.gross_mass is not None and item.net_mass > item.gross_mass:
            yield net_not_above_gross.found(item.index, net=item.net_mass, gross=item.gross_mass)


@rule("D016", at=MEASURE)
def masses_positive(dossier: Dossier) -> Findings:
    """A mass of {mass} kg is not possible.

    State masses above zero, in kilograms.
    """
    for item in dossier.items:
        for mass in (item.gross_mass, item.net_mass):
            if mass is not None and mass <= 0:
                yield masses_positive.found(item.index, mass=mass)


@rule("D017", at=f"{MEASURE}.tariff_quantity")
def supplementary_quantity_given(dossier: Dossier) -> Findings:
    """The tariff asks for the quantity in {unit}.

    State the quantity of the goods in this unit too.
    """
    for item in dossier.items:
        unit = item.heading.unit if item.heading else None
        if unit and unit != KILOGRAM and item.quantity is None:
            yield supplementary_quantity_given.found(item.index, unit=unit)


@rule("D018", at=f"{MEASURE}.tariff_quantity.unit")
def supplementary_unit_right(dossier: Dossier) -> Findings:
    """The quantity is stated in {given}, the tariff asks for {unit}.

    State the quantity in the unit of the tariff.
    """
    for item in dossier.items:
        unit = item.heading.unit if item.heading else None
        if unit and unit != KILOGRAM and item.quantity is not None and item.quantity.unit != unit:
            yield supplementary_unit_right.found(item.index, given=item.quantity.unit or "no unit", unit=unit)


@rule("D019", at=f"{ITEM}.commodity.description", takes={"length": "number"})
def description_long_enough(dossier: Dossier) -> Findings:
    """The description is too short: {given} characters, at least {length} are needed.

    Describe the goods so that they can be told from others: kind, make, material, purpose.
    """
    length = description_long_enough.number(dossier.law.rules, "length")
    for item in dossier.items:
        given = len(item.description.strip())
        if given < length:
            yield description_long_enough.found(item.index, given=given, length=length)
