"""Rules of the goods: masses, supplementary quantities, description."""

from __future__ import annotations

from darcha.law.codes import is_un_number
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier, Goods
from darcha.law.money import add_all
from darcha.law.rule import Findings, rule
from darcha.law.text import EMPTY

MEASURE = f"{ITEM}.commodity.goods_measure"
KILOGRAM = "KGM"
_KILOGRAMS = (None, KILOGRAM)


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

    State the mass of the goods without any packing, in kilograms; for a short declaration the gross mass is enough.
    """
    for item in dossier.items:
        if item.net_mass is None and not (dossier.kind == "short" and item.gross_mass is not None):
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


@rule("D065", at=MEASURE)
def masses_in_kilograms(dossier: Dossier) -> Findings:
    """A mass is stated in {given}.

    State masses in kilograms (KGM).
    """
    for item in dossier.items:
        for measure in (item.measure.gross_mass_measure, item.measure.net_net_weight_measure):
            if measure is not None and measure.unit not in _KILOGRAMS:
                yield masses_in_kilograms.found(item.index, given=measure.unit)


@rule("D066", at=f"{MEASURE}.tariff_quantity")
def quantity_positive(dossier: Dossier) -> Findings:
    """A quantity of {given} is not possible.

    State a quantity above zero.
    """
    for item in dossier.items:
        if item.quantity is not None and item.quantity.value <= 0:
            yield quantity_positive.found(item.index, given=item.quantity.value)


@rule("D147", at=f"{ITEM}.commodity.dangerous_goods[].undg_id")
def un_number_shaped(dossier: Dossier) -> Findings:
    """{given} is not a UN number of dangerous goods.

    Give the four digits under which the goods are listed in the UN Recommendations on the transport of dangerous goods.
    """
    for item in dossier.items:
        for index, dangerous in enumerate(item.commodity.dangerous_goods):
            if not is_un_number(dangerous.undg_id or ""):
                yield un_number_shaped.found(item.index, index, given=dangerous.undg_id or EMPTY)


@rule("D148", at=f"{ITEM}.origin[].region_id", takes={"prefixes": "list", "shape": "pattern"})
def district_of_growing_given(dossier: Dossier) -> Findings:
    """The district in which the goods were grown is stated as {given}.

    Give the code of the district as it stands in the phytosanitary certificate.
    """
    if dossier.direction != "export":
        return
    rows = dossier.law.rules
    prefixes = tuple(district_of_growing_given.words(rows, "prefixes"))
    for item in dossier.items:
        if item.origin == dossier.law.country and (item.code or "").startswith(prefixes):
            given = item.item.origin[0].region_id or ""
            if not district_of_growing_given.matches(rows, "shape", given):
                yield district_of_growing_given.found(item.index, 0, given=given or EMPTY)


@rule("D156", at=f"{ITEM}.commodity.description", severity="warning")
def description_says_more(dossier: Dossier) -> Findings:
    """The description only repeats the text of the tariff.

    Describe these goods: make, model, material, purpose, how they are packed.
    """
    for item in dossier.items:
        if item.heading is not None and _repeats(item):
            yield description_says_more.found(item.index)


def _repeats(item: Goods) -> bool:
    said = item.description.casefold().strip(" .")
    texts = item.heading.name.values() if item.heading else ()
    return said in [text.casefold() for text in texts if len(text) == len(said)]
