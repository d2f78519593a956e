"""An example of each rule about a declaration: what breaks a valid one, and where the finding then points."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from darcha.law.document import (
    Amount,
    ChargeDeduction,
    CurrencyExchange,
    CustomsValuation,
    DangerousGoods,
    Declaration,
    Itinerary,
    ObligationGuarantee,
    Office,
    Party,
    Quantity,
    Seal,
    TransportEquipment,
    Ucr,
    WriteOff,
)
from tests.law.declaration.world import (
    cited,
    part,
    periodic,
    piped,
    placed,
    preliminary,
    returned,
    small,
    staying,
    stored,
    told,
)
from tests.makers import FIRST, LAPTOPS, declaration, export, item, kilograms, transit

ITEM = "/goods_shipment/government_agency_goods_item/0"
MEASURE = f"{FIRST}.commodity.goods_measure"
PRICE = f"{FIRST}.commodity.invoice_line.item_charge_amount"


def laptops(**changes: Any) -> Declaration:
    return declaration(item(code=LAPTOPS), **changes)


def two_items(**changes: Any) -> Declaration:
    return declaration(item(1), item(2, price="1200.00"), **changes)


class Example(NamedTuple):
    """What breaks a valid declaration, and where the finding then points."""

    pointer: str
    changes: dict[str, Any]
    valid: Callable[..., Declaration] = declaration


def at(pointer: str, path: str, value: object, valid: Callable[..., Declaration] = declaration) -> Example:
    return Example(pointer, {path: value}, valid)


TWICE = (cited("861", "ORIGIN-1"), cited("861", "ORIGIN-1"))
BOXES = (TransportEquipment(id="CSQU3054383"), TransportEquipment(id="csqu 305438-3"))
CONSIGNMENT = "goods_shipment.consignment"
EURO = Amount(value=Decimal(1), currency="EUR")

EXAMPLES: dict[str, Example] = {
    "D001": at("/goods_shipment/importer/id", "goods_shipment.importer.id", None),
    "D002": at("/exporter", "exporter.name", None),
    "D003": at("/declarant/id", "declarant", None),
    "D004": at("/declaration_office_id", "declaration_office_id", None),
    "D005": at(ITEM.removesuffix("/0"), "goods_shipment.government_agency_goods_item", ()),
    "D006": at(f"{ITEM}/government_procedure", f"{FIRST}.government_procedure", ()),
    "D007": at("/goods_item_quantity", "goods_item_quantity", 2),
    "D008": at(f"{ITEM}/sequence_numeric", f"{FIRST}.sequence_numeric", 2),
    "D009": at("/total_package_quantity", "total_package_quantity", 9),
    "D010": at("/functional_reference_id", "functional_reference_id", None),
    "D011": at(f"{ITEM}/packaging", f"{FIRST}.packaging", ()),
    "D012": at("/total_gross_mass_measure", "total_gross_mass_measure", None),
    "D013": at("/total_gross_mass_measure", "total_gross_mass_measure", kilograms("989")),
    "D014": at(f"{ITEM}/commodity/goods_measure/net_net_weight_measure", f"{MEASURE}.net_net_weight_measure", None),
    "D015": at(
        f"{ITEM}/commodity/goods_measure/net_net_weight_measure", f"{MEASURE}.net_net_weight_measure", kilograms("991")
    ),
    "D016": at(f"{ITEM}/commodity/goods_measure", f"{MEASURE}.net_net_weight_measure", kilograms("0")),
    "D017": at(f"{ITEM}/commodity/goods_measure/tariff_quantity", f"{MEASURE}.tariff_quantity", None, laptops),
    "D018": at(
        f"{ITEM}/commodity/goods_measure/tariff_quantity/unit", f"{MEASURE}.tariff_quantity.unit", "KGM", laptops
    ),
    "D019": at(f"{ITEM}/commodity/description", f"{FIRST}.commodity.description", " oranges  "),
    "D020": at(f"{ITEM}/government_procedure/0/current_code", f"{FIRST}.government_procedure[0].current_code", "IM99"),
    "D021": at("/declaration_office_id", "declaration_office_id", "P9"),
    "D022": at(f"{ITEM}/commodity/classification", f"{FIRST}.commodity.classification[0].id", "oranges"),
    "D023": at(f"{ITEM}/commodity/classification", f"{FIRST}.commodity.classification[0].id", "0805109900"),
    "D024": at(f"{ITEM}/origin/0/country_code", f"{FIRST}.origin[0].country_code", "QQ"),
    "D025": at(f"{ITEM}/export_country/id", f"{FIRST}.export_country.id", "ESP"),
    "D026": at(f"{ITEM}/destination/country_code", f"{FIRST}.destination.country_code", "ZZ"),
    "D027": at("/invoice_amount/currency", "invoice_amount.currency", "EURO"),
    "D028": at("/invoice_amount/currency", "invoice_amount.currency", "CHF"),
    "D029": at("/goods_shipment/trade_terms/condition_code", "goods_shipment.trade_terms.condition_code", "DAT"),
    "D030": at("/goods_shipment/trade_terms", "goods_shipment.trade_terms.location_name", None),
    "D031": at(
        "/goods_shipment/consignment/transport_equipment/0/id",
        f"{CONSIGNMENT}.transport_equipment[0].id",
        "CSQU3054384",
    ),
    "D032": at(f"{ITEM}/packaging/0/type_code", f"{FIRST}.packaging[0].type_code", "carton"),
    "D033": at(
        f"{ITEM}/commodity/goods_measure/tariff_quantity/unit",
        f"{MEASURE}.tariff_quantity",
        Quantity(value=Decimal(1), unit="pieces"),
    ),
    "D034": at(f"{ITEM}/origin/0/country_code", f"{FIRST}.origin[0].country_code", "QU"),
    "D035": at(f"{ITEM}/origin", f"{FIRST}.origin", ()),
    "D036": at(
        f"{ITEM}/government_procedure/0/previous_code", f"{FIRST}.government_procedure[0].previous_code", "IM99"
    ),
    "D040": at("/invoice_amount", "invoice_amount", None),
    "D041": at("/invoice_amount", "invoice_amount.value", Decimal("1000.01")),
    "D042": at(f"{ITEM}/commodity/invoice_line/item_charge_amount/currency", f"{PRICE}.currency", "USD"),
    "D043": at(f"{ITEM}/commodity/invoice_line/item_charge_amount", f"{FIRST}.commodity.invoice_line", None),
    "D044": at(f"{ITEM}/commodity/invoice_line/item_charge_amount", f"{PRICE}.value", Decimal(0)),
    "D045": at(
        f"{ITEM}/customs_value_amount", f"{FIRST}.customs_value_amount", Amount(value=Decimal(0), currency="XTS")
    ),
    "D046": at(
        f"{ITEM}/customs_value_amount/currency",
        f"{FIRST}.customs_value_amount",
        Amount(value=Decimal(1), currency="CHF"),
    ),
    "D050": at("/goods_shipment/importer/id", "goods_shipment.importer.id", "20000000"),
    "D051": at("/exporter/id", "exporter.id", "2000000021", export),
    "D052": at("/declarant/id", "declarant.id", "300 000 003"),
    "D053": at("/exporter/address/country_code", "exporter.address.country_code", "DE", export),
    "D054": at("/goods_shipment/importer/address/country_code", "goods_shipment.importer.address.country_code", "ES"),
    "D055": at("/goods_shipment/invoice/id", "goods_shipment.invoice", None),
    "D056": at("/additional_document", "additional_document", (cited("861", "ORIGIN-1"),)),
    "D057": at(f"{ITEM}/additional_document/0/id", f"{FIRST}.additional_document", (cited("851"),)),
    "D058": at(f"{ITEM}/additional_document/1", f"{FIRST}.additional_document", TWICE),
    "D059": at(f"{ITEM}/additional_document/0/type_code", f"{FIRST}.additional_document", (cited("999", "X"),)),
    "D070": at("/border_transport_means/mode_code", "border_transport_means.mode_code", "0"),
    "D071": at("/border_transport_means/id", "border_transport_means.id", None),
    "D072": at(
        "/border_transport_means/registration_nationality_code",
        "border_transport_means.registration_nationality_code",
        "QQ",
    ),
    "D073": at("/goods_shipment/consignment/transport_equipment/1/id", f"{CONSIGNMENT}.transport_equipment", BOXES),
    "D074": at("/goods_shipment/consignment/transport_equipment", f"{CONSIGNMENT}.transport_equipment", ()),
    "D075": at(
        f"{ITEM}/commodity/transport_equipment/0/id",
        f"{FIRST}.commodity.transport_equipment",
        (TransportEquipment(id="MSKU1234565"),),
    ),
    "D076": at("/exit_office/id", "exit_office", None, transit),
    "D077": at("/goods_shipment/consignment/itinerary", f"{CONSIGNMENT}.itinerary", (), transit),
    "D078": at(
        "/goods_shipment/consignment/itinerary/1/routing_country_code",
        f"{CONSIGNMENT}.itinerary[1].routing_country_code",
        None,
        transit,
    ),
    "D079": at(f"{ITEM}/packaging/0/marks_numbers_id", f"{FIRST}.packaging[0].marks_numbers_id", None),
    "D080": at(
        f"{ITEM.removesuffix('0')}1/government_procedure/0/current_code",
        "goods_shipment.government_agency_goods_item[1].government_procedure[0].current_code",
        "EX10",
        two_items,
    ),
    "D081": at(f"{ITEM}/destination/country_code", f"{FIRST}.destination.country_code", "CN"),
    "D082": at(f"{ITEM}/destination/country_code", f"{FIRST}.destination.country_code", "XA", export),
    "D083": at(f"{ITEM}/export_country/id", f"{FIRST}.export_country.id", "CN", export),
    "D084": at(f"{ITEM}/export_country/id", f"{FIRST}.export_country.id", "XA"),
    "D085": at("/acceptance_date_time", "acceptance_date_time", "2026-03-02T09:00:01Z"),
    "D086": at("/issue_date_time", "issue_date_time", "2026-03-03"),
    "D087": at("/goods_shipment/invoice/issue_date_time", "goods_shipment.invoice.issue_date_time", "2026-03-03"),
    "D088": at("/issue_date_time", "issue_date_time", "2026-02-30"),
}

SECOND = FIRST.replace("[0]", "[1]")
OTHER = ITEM.removesuffix("0") + "1"
SHIPMENT = "goods_shipment"
VALUATION = f"{SHIPMENT}.customs_valuation"
TERMS = f"{SHIPMENT}.trade_terms"
FREIGHT_IN_CHARGES = CustomsValuation(
    charge_deduction=(ChargeDeduction(charges_type_code="AK", other_charge_deduction_amount=EURO),)
)
FREIGHT = CustomsValuation(freight_charge_amount=EURO)
CARRIAGE = FREIGHT_IN_CHARGES.charge_deduction


def under(term: str, valuation: CustomsValuation | None = None, valid: Callable[..., Declaration] = declaration) -> Any:
    """A declaration under a delivery term, with what is said of the value."""
    return valid(**{f"{TERMS}.condition_code": term, VALUATION: valuation})


def of(pointer: str, broken: Declaration) -> Example:
    """An example that is there as a whole."""
    return Example(pointer, {}, lambda: broken)


def box(**changes: Any) -> tuple[TransportEquipment, ...]:
    return (TransportEquipment(**{"id": "CSQU3054383", **changes}),)


EXAMPLES |= {
    "D037": of(OTHER, declaration(item(1), item(2))),
    "D039": at(f"{ITEM}/packaging/0/quantity_quantity", f"{FIRST}.packaging[0].quantity_quantity", None),
    "D048": of(
        f"{ITEM}/statistical_value_amount",
        declaration(
            **{
                f"{FIRST}.customs_value_amount": Amount(value=Decimal(10500), currency="XTS"),
                f"{FIRST}.statistical_value_amount": Amount(value=Decimal("1050.01"), currency="EUR"),
            }
        ),
    ),
    "D049": at(
        "/currency_exchange/0/rate_numeric",
        "currency_exchange",
        (CurrencyExchange(currency_type_code="EUR", rate_numeric=Decimal("10.51")),),
    ),
    "D063": at(f"/{SHIPMENT}/trade_terms/location_id", f"{TERMS}.location_id", "QQABC"),
    "D065": at(f"{ITEM}/commodity/goods_measure", f"{MEASURE}.net_net_weight_measure.unit", "TNE"),
    "D066": at(
        f"{ITEM}/commodity/goods_measure/tariff_quantity", f"{MEASURE}.tariff_quantity.value", Decimal(0), laptops
    ),
    "D068": at(f"{ITEM}/commodity/classification", f"{FIRST}.commodity.classification[0].id", "0805109900"),
    "D089": of(ITEM.removesuffix("/0"), small(**{f"{FIRST}.government_procedure[0].current_code": "TR80"})),
    "D090": of(
        f"{ITEM}/government_procedure/0/current_code",
        piped(**{f"{FIRST}.government_procedure[0].current_code": "IM42"}),
    ),
    "D091": at("/border_transport_means/mode_code", "border_transport_means.mode_code", "3", piped),
    "D092": at("/invoice_amount", f"{PRICE}.value", Decimal("1142.86"), small),
    "D093": at("/additional_document", "additional_document", (cited("730", "CMR-1"), cited("861")), part),
    "D094": at("/additional_information", "additional_information", (told("else"),), part),
    "D095": at(f"{OTHER}/commodity/classification", f"{SECOND}.origin[0].country_code", "CN", periodic),
    "D096": at("/additional_document", "additional_document", (cited("730", "CMR-1"),), periodic),
    "D097": at(f"{OTHER}/consignor", f"{SECOND}.consignor", Party(name="Somebody else"), periodic),
    "D098": at(
        "/additional_information/0", "additional_information", (told(day="2026-03-01", of="PRESENTED"),), preliminary
    ),
    "D100": of(f"{ITEM}/government_procedure/0/previous_code", placed("IM40", "EX10")),
    "D101": of(f"{ITEM}/government_procedure/0/previous_code", placed("IM41", "00")),
    "D102": at(f"{ITEM}/previous_document", f"{FIRST}.previous_document", (), returned),
    "D103": at(f"{ITEM}/previous_document/0/id", f"{FIRST}.previous_document[0].id", "P2/1.3.2024/1", returned),
    "D104": at(f"{ITEM}/previous_document/0/id", f"{FIRST}.previous_document[0].id", "P2/03.03.2026/0001", returned),
    "D105": at(f"{ITEM}/previous_document/0/line_numeric", f"{FIRST}.previous_document[0].line_numeric", 0, returned),
    "D107": at(f"{ITEM}/government_procedure/0/current_code", "additional_document[1].id", None, staying),
    "D108": at(f"/{SHIPMENT}/warehouse/id", f"{SHIPMENT}.warehouse.id", None, stored),
    "D109": at("/obligation_guarantee", "obligation_guarantee", (), transit),
    "D110": at("/obligation_guarantee/0/reference_id", "obligation_guarantee", (ObligationGuarantee(),), transit),
    "D112": at("/additional_information/0/statement_code", "additional_information", (told("whim", of="GROUND"),)),
    "D114": at(
        "/additional_information/0/limit_date_time",
        "additional_information",
        (told(day="2028-03-03", of="STAY"),),
        staying,
    ),
    "D115": at(f"{ITEM}/previous_document/0/id", f"{FIRST}.previous_document[0].id", "P2/01.03.2023/0001", returned),
    "D117": at(
        "/additional_information/0/limit_date_time",
        "additional_information",
        (told(day="2026-02-14", of="PRESENTED"),),
    ),
    "D118": at(
        f"{ITEM}/additional_information/0/limit_date_time",
        f"{FIRST}.additional_information",
        (told(day="2026-08-28", of="BEST"),),
        stored,
    ),
    "D120": at("/declarant/id", "declarant.id", "900000000"),
    "D122": at("/exporter/address/country_code", "exporter.address.country_code", "QQ"),
    "D124": at(f"/{SHIPMENT}/payer/id", f"{SHIPMENT}.payer", Party(id="12345678")),
    "D126": of(f"/{SHIPMENT}/customs_valuation/freight_charge_amount", under("FCA")),
    "D128": of(f"/{SHIPMENT}/customs_valuation/charge_deduction", under("DDP")),
    "D130": of(f"/{SHIPMENT}/trade_terms/condition_code", under("CFR")),
    "D131": at(f"/{SHIPMENT}/invoice/issue_date_time", f"{SHIPMENT}.invoice.issue_date_time", None),
    "D133": at(f"/{SHIPMENT}/ucr/id", f"{SHIPMENT}.ucr", Ucr(id="6ESabc")),
    "D135": at(
        f"/{SHIPMENT}/consignment/transport_equipment/0/seal/0/id",
        f"{CONSIGNMENT}.transport_equipment",
        box(seal=(Seal(sequence_numeric=1),)),
    ),
    "D136": at(
        f"/{SHIPMENT}/consignment/transport_equipment/0/seal", f"{CONSIGNMENT}.transport_equipment", box(), transit
    ),
    "D137": at(f"/{SHIPMENT}/consignment/container_code", f"{CONSIGNMENT}.container_code", "0"),
    "D138": of(
        "/border_transport_means/id",
        declaration(**{"border_transport_means.mode_code": "2", "border_transport_means.id": "WAGON 90112233"}),
    ),
    "D139": of(
        "/border_transport_means/id",
        declaration(**{"border_transport_means.mode_code": "4", "border_transport_means.id": "XX 12345"}),
    ),
    "D141": at(
        "/border_transport_means/registration_nationality_code",
        "border_transport_means.registration_nationality_code",
        None,
    ),
    "D142": at(
        f"/{SHIPMENT}/consignment/itinerary",
        f"{CONSIGNMENT}.itinerary",
        (Itinerary(routing_country_code="CN"),),
        transit,
    ),
    "D143": at(
        f"/{SHIPMENT}/consignment/itinerary/1/routing_country_code",
        f"{CONSIGNMENT}.itinerary[1].routing_country_code",
        "DE",
        transit,
    ),
    "D144": at("/exit_office/id", "exit_office", Office(id="P1"), transit),
    "D147": at(
        f"{ITEM}/commodity/dangerous_goods/0/undg_id",
        f"{FIRST}.commodity.dangerous_goods",
        (DangerousGoods(undg_id="12345"),),
    ),
    "D148": at(f"{ITEM}/origin/0/region_id", f"{FIRST}.commodity.classification[0].id", "0806101000", export),
    "D150": at("/additional_document/1/id", "additional_document", (cited("730", "CMR-1"), cited("861"))),
    "D151": at(
        f"{ITEM}/additional_document/0/effective_date_time",
        f"{FIRST}.additional_document",
        (cited("851", "P-1", effective_date_time="2026-03-03"),),
    ),
    "D152": at(
        f"{ITEM}/additional_document/0/write_off/quantity_quantity",
        f"{FIRST}.additional_document",
        (cited("851", "P-1", write_off=WriteOff(quantity_quantity=kilograms("900.001"))),),
    ),
    "D156": at(f"{ITEM}/commodity/description", f"{FIRST}.commodity.description", "Sweet ORANGES."),
}
