"""Every rule of a declaration: an example that fails, one that passes, and silence when the pack does not hold it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from darcha.law.declaration import check, law_of
from darcha.law.document import (
    AdditionalDocument,
    AdditionalInformation,
    Amount,
    Declaration,
    Itinerary,
    Party,
    Quantity,
    TransportEquipment,
)
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.rule import RULES, check_row
from darcha.law.text import explain
from tests.makers import FIRST, LAPTOPS, NOW, declaration, export, item, kilograms, mini_snapshot, rule_rows, transit

ITEM = "/goods_shipment/government_agency_goods_item/0"
MEASURE = f"{FIRST}.commodity.goods_measure"
PRICE = f"{FIRST}.commodity.invoice_line.item_charge_amount"


def laptops(**changes: Any) -> Declaration:
    return declaration(item(code=LAPTOPS), **changes)


def two_items(**changes: Any) -> Declaration:
    return declaration(item(1), item(2), **changes)


class Example(NamedTuple):
    """What breaks a valid declaration, and where the finding then points."""

    pointer: str
    changes: dict[str, Any]
    valid: Callable[..., Declaration] = declaration


def at(pointer: str, path: str, value: object, valid: Callable[..., Declaration] = declaration) -> Example:
    return Example(pointer, {path: value}, valid)


def document(type_code: str | None = None, number: str | None = None) -> AdditionalDocument:
    return AdditionalDocument(type_code=type_code, id=number)


TWICE = (document("861", "ORIGIN-1"), document("861", "ORIGIN-1"))
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
    "D056": at("/additional_document", "additional_document", (document("861", "ORIGIN-1"),)),
    "D057": at(f"{ITEM}/additional_document/0/id", f"{FIRST}.additional_document", (document("851"),)),
    "D058": at(f"{ITEM}/additional_document/1", f"{FIRST}.additional_document", TWICE),
    "D059": at(f"{ITEM}/additional_document/0/type_code", f"{FIRST}.additional_document", (document("999", "X"),)),
    "D060": at("/additional_document/0/type_code", "additional_document[0].type_code", "999"),
    "D061": at("/additional_document/0/id", "additional_document", (document("853"),)),
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

CODES = sorted(code for code, rule in RULES.items() if rule.about != "control")


@pytest.mark.parametrize("valid", [declaration, export, transit, laptops, two_items])
def test_a_valid_declaration_has_no_findings(valid: Callable[..., Declaration]) -> None:
    assert check(gather(valid(), mini_snapshot(), NOW)) == ()


@pytest.mark.parametrize("code", CODES)
def test_the_example_is_found_where_it_is(code: str) -> None:
    example = EXAMPLES[code]
    found = [
        finding
        for finding in check(gather(example.valid(**example.changes), mini_snapshot(), NOW))
        if finding.code == code
    ]
    assert [finding.pointer for finding in found] == [example.pointer]
    assert found[0].severity == RULES[code].severity


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_the_pack_does_not_hold_is_silent(code: str) -> None:
    example = EXAMPLES[code]
    without = mini_snapshot(rules=tuple(row for row in rule_rows() if row.code != code))
    assert code not in {finding.code for finding in check(gather(example.valid(**example.changes), without, NOW))}


@pytest.mark.parametrize("code", CODES)
def test_the_words_name_every_figure(code: str) -> None:
    example = EXAMPLES[code]
    finding = next(f for f in check(gather(example.valid(**example.changes), mini_snapshot(), NOW)) if f.code == code)
    said = explain(finding)
    assert said.label
    assert said.cure
    assert not {"{", "}", "–"} & set(said.label + said.cure)


def test_a_finding_leads_to_its_law() -> None:
    law = mini_snapshot()
    finding = check(gather(declaration(declarant=None), mini_snapshot(), NOW))[0]
    row = law_of(finding, law)
    assert row is not None
    assert row.code == "D003"
    assert law_of(Finding("C999"), law) is None


def test_findings_come_in_the_order_of_codes_and_items() -> None:
    broken = two_items(
        declaration_office_id="P9", **{"goods_shipment.government_agency_goods_item": (item(5), item(5))}
    )
    found = [(finding.code, finding.pointer) for finding in check(gather(broken, mini_snapshot(), NOW))]
    assert found == [
        ("D008", f"{ITEM}/sequence_numeric"),
        ("D008", f"{ITEM.removesuffix('0')}1/sequence_numeric"),
        ("D021", "/declaration_office_id"),
    ]


def test_every_example_is_of_a_rule() -> None:
    assert sorted(EXAMPLES) == CODES


def test_the_rows_of_all_rules_have_the_parameters_they_take() -> None:
    assert [finding for row in rule_rows() for finding in check_row(row)] == []


PASSES: dict[str, Declaration] = {
    "D002": export(**{"exporter.name": None}),
    "D007": declaration(goods_item_quantity=None),
    "D009": declaration(total_package_quantity=None),
    "D013": declaration(**{f"{MEASURE}.gross_mass_measure": None}),
    "D034": declaration(
        **{
            f"{FIRST}.origin[0].country_code": "QU",
            f"{FIRST}.additional_information": (AdditionalInformation(statement_description="No label, mixed lot"),),
        }
    ),
    "D040": transit(invoice_amount=None),
    "D041": declaration(**{f"{FIRST}.commodity.invoice_line": None}),
    "D042": declaration(**{f"{PRICE}.currency": None}),
    "D043": declaration(**{f"{FIRST}.commodity.invoice_line": None, f"{FIRST}.customs_value_amount": EURO}),
    "D055": declaration(
        **{"goods_shipment.invoice": None, "additional_document": (document("380", "I-1"), document("730", "C-1"))}
    ),
    "D056": export(additional_document=()),
    "D057": declaration(**{f"{FIRST}.additional_document": (document("861"),)}),
    "D071": declaration(**{"border_transport_means.id": None, "border_transport_means.mode_code": "1"}),
    "D073": declaration(**{f"{CONSIGNMENT}.transport_equipment": (TransportEquipment(), TransportEquipment())}),
    "D031": declaration(**{f"{CONSIGNMENT}.transport_equipment": (TransportEquipment(id="TRAILER 12345678"),)}),
    "D075": declaration(**{f"{FIRST}.commodity.transport_equipment": (TransportEquipment(id="CSQU 305438 3"),)}),
    "D085": declaration(acceptance_date_time="2026-03-02T14:00:00"),
    "D001": transit(**{"goods_shipment.importer": None}),
    "D053": export(**{"exporter.address": None}),
}


@pytest.mark.parametrize("code", sorted(PASSES))
def test_what_the_rule_does_not_mean_passes(code: str) -> None:
    assert code not in {finding.code for finding in check(gather(PASSES[code], mini_snapshot(), NOW))}


@pytest.mark.parametrize("bare", [Declaration(), declaration(item(commodity=None)), declaration(exporter=Party())])
def test_an_empty_document_gives_findings_and_no_error(bare: Declaration) -> None:
    assert check(gather(bare, mini_snapshot(), NOW))


def test_a_route_step_and_an_item_may_lack_everything() -> None:
    bare = declaration(**{f"{CONSIGNMENT}.itinerary": (Itinerary(),)})
    assert {finding.code for finding in check(gather(bare, mini_snapshot(), NOW))} == {"D078"}
