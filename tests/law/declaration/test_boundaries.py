"""Where the rules of a declaration begin and end: what is still found, and what just passes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from darcha.law.declaration import check
from darcha.law.document import (
    AdditionalInformation,
    Amount,
    ChargeDeduction,
    CurrencyExchange,
    CustomsValuation,
    DangerousGoods,
    Declaration,
    Itinerary,
    ObligationGuarantee,
    Office,
    Packaging,
    Party,
    Quantity,
    TransportEquipment,
    Ucr,
    WriteOff,
)
from darcha.law.dossier import gather
from darcha.law.text import EMPTY
from tests.law.declaration.examples import (
    CARRIAGE,
    CONSIGNMENT,
    EURO,
    FREIGHT,
    FREIGHT_IN_CHARGES,
    MEASURE,
    PRICE,
    SECOND,
    SHIPMENT,
    TERMS,
    TWICE,
    box,
    laptops,
    under,
)
from tests.law.declaration.world import (
    EARLIER,
    cited,
    law,
    periodic,
    piped,
    placed,
    preliminary,
    returned,
    short,
    small,
    staying,
    stored,
    told,
)
from tests.makers import FIRST, LAPTOPS, NOW, change, declaration, export, item, kilograms, rule_rows, transit

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
        **{"goods_shipment.invoice": None, "additional_document": (cited("380", "I-1"), cited("730", "C-1"))}
    ),
    "D056": export(additional_document=()),
    "D057": declaration(**{f"{FIRST}.additional_document": (cited("861"),)}),
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
    assert code not in {finding.code for finding in check(gather(PASSES[code], law(), NOW))}


def by_rail(vehicle: str) -> Declaration:
    return declaration(**{"border_transport_means.mode_code": "2", "border_transport_means.id": vehicle})


def by_air(vehicle: str | None, kind: str | None = None) -> Declaration:
    return declaration(
        **{
            "border_transport_means.mode_code": "4",
            "border_transport_means.id": vehicle,
            "border_transport_means.identification_type_code": kind,
        }
    )


def packed(number: str | None, kind: str) -> Declaration:
    count = Quantity(value=Decimal(number)) if number else None
    return declaration(
        total_package_quantity=None,
        **{f"{FIRST}.packaging": (Packaging(type_code=kind, marks_numbers_id="N/M", quantity_quantity=count),)},
    )


def valued(statistical: str | None, customs: str = "1000", currency: str = "XTS") -> Declaration:
    return declaration(
        **{
            f"{FIRST}.customs_value_amount": Amount(value=Decimal(customs), currency=currency),
            f"{FIRST}.statistical_value_amount": Amount(value=Decimal(statistical), currency="XTS")
            if statistical
            else None,
        }
    )


def rated(currency: str | None, rate: str | None) -> Declaration:
    number = Decimal(rate) if rate else None
    return declaration(currency_exchange=(CurrencyExchange(currency_type_code=currency, rate_numeric=number),))


def small_export(worth: str, **changes: Any) -> Declaration:
    """An export by shipping documents, to a fair unless said otherwise."""
    fair = {"additional_information": (told("FAIR", of="USE"),)}
    return export(**{"type_code": "SMALL", f"{PRICE}.value": Decimal(worth), **fair, **changes})


def said(valid: Callable[..., Declaration], day: str | None, of: str) -> Declaration:
    return valid(additional_information=(told(day=day, of=of),))


def written_off(quantity: Quantity | None, valid: Callable[..., Declaration] = declaration) -> Declaration:
    off = WriteOff(quantity_quantity=quantity)
    return valid(**{f"{FIRST}.additional_document": (cited("851", "P-1", write_off=off),)})


def routed(*countries: str | None, valid: Callable[..., Declaration] = declaration) -> Declaration:
    return valid(**{f"{CONSIGNMENT}.itinerary": tuple(Itinerary(routing_country_code=code) for code in countries)})


def grown(code: str, origin: str, region: str | None, valid: Callable[..., Declaration] = export) -> Declaration:
    return valid(
        **{
            f"{FIRST}.commodity.classification[0].id": code,
            f"{FIRST}.origin[0].country_code": origin,
            f"{FIRST}.origin[0].region_id": region,
        }
    )


FINDS: list[tuple[str, Declaration]] = [
    ("D002", declaration(exporter=None)),
    ("D006", preliminary(**{f"{FIRST}.government_procedure": ()})),
    ("D014", short(**{f"{MEASURE}.gross_mass_measure": None})),
    ("D014", declaration(**{f"{MEASURE}.net_net_weight_measure": None})),
    ("D023", short(**{f"{FIRST}.commodity.classification[0].id": "080511"})),
    ("D023", short(**{f"{FIRST}.commodity.classification[0].id": "08051"})),
    ("D022", declaration(**{f"{FIRST}.commodity.classification[0].id": "08"})),
    ("D023", declaration(**{f"{FIRST}.commodity.classification[0].id": "0805"})),
    ("D039", packed("1.5", "CT")),
    ("D039", packed("-1", "CT")),
    ("D048", valued("949.99")),
    ("D057", declaration(additional_document=(cited("851"),))),
    ("D059", declaration(additional_document=(cited("999", "X"),))),
    ("D059", declaration(additional_document=(cited(None, "X"),))),
    ("D058", declaration(additional_document=TWICE)),
    ("D063", declaration(**{f"{TERMS}.location_id": "ESB1C"})),
    ("D065", declaration(**{f"{MEASURE}.gross_mass_measure.unit": "LBR"})),
    ("D088", said(declaration, "2026-02-30", "STAY")),
    ("D088", declaration(additional_document=(cited("730", "CMR-1", effective_date_time="2026-02-30"),))),
    ("D089", small_export("50.00", **{f"{FIRST}.government_procedure[0].current_code": "TR80"})),
    ("D092", small_export("500.01")),
    ("D092", small_export("100.01", additional_information=())),
    ("D097", periodic(**{f"{SECOND}.consignee": Party(id="7")})),
    ("D102", returned(**{f"{FIRST}.previous_document": (), "additional_document": (cited("830", "X"),)})),
    ("D103", returned(**{f"{FIRST}.previous_document[0].id": None})),
    ("D103", returned(**{f"{FIRST}.previous_document[0].type_code": None, f"{FIRST}.previous_document[0].id": "1"})),
    ("D105", returned(**{f"{FIRST}.previous_document[0].line_numeric": None})),
    ("D108", stored(**{"goods_shipment.warehouse": None})),
    ("D112", said(declaration, None, "GROUND")),
    ("D115", returned(**{f"{SHIPMENT}.previous_document": (change(EARLIER, id="P2/01.03.2023/0001"),)})),
    ("D120", declaration(**{f"{SHIPMENT}.importer.id": "900000000"})),
    ("D120", export(**{"exporter.id": "900000000"})),
    ("D122", declaration(**{f"{SHIPMENT}.importer.address.country_code": "QQ"})),
    ("D133", declaration(**{f"{FIRST}.ucr": Ucr(id="6")})),
    ("D138", by_rail("locomotive")),
    ("D138", by_rail("90112236, 90112237")),
    ("D139", by_air("AB123CD")),
    ("D139", by_air("AB123CD", "40")),
    ("D147", declaration(**{f"{FIRST}.commodity.dangerous_goods": (DangerousGoods(),)})),
    ("D148", grown("0806101000", "XA", "12345")),
    ("D151", declaration(additional_document=(cited("851", effective_date_time="2026-03-02T14:00:01"),))),
    ("D152", written_off(Quantity(value=Decimal(21), unit="H87"), laptops)),
    ("D152", written_off(Quantity(value=Decimal(21)), laptops)),
]


@pytest.mark.parametrize(("code", "broken"), FINDS)
def test_it_is_found_in_other_shapes_too(code: str, broken: Declaration) -> None:
    assert code in {finding.code for finding in check(gather(broken, law(), NOW))}


FITS: list[tuple[str, Declaration]] = [
    ("D006", short()),
    ("D014", short()),
    ("D023", short()),
    ("D023", short(**{f"{FIRST}.commodity.classification[0].id": "0805102200"})),
    ("D037", declaration(item(1), item(2, packaging=()))),
    ("D037", declaration(item(1), item(2, code=LAPTOPS))),
    ("D039", packed(None, "VQ")),
    ("D039", packed("0", "CT")),
    ("D048", valued("950")),
    ("D048", valued("1050")),
    ("D048", valued(None)),
    ("D048", valued("1", currency="CHF")),
    ("D049", rated("EUR", "10.5")),
    ("D049", rated("CHF", "10.5")),
    ("D049", rated(None, "10.5")),
    ("D049", rated("EUR", None)),
    ("D063", declaration(**{f"{TERMS}.location_id": "ES BCN"})),
    ("D063", declaration(**{TERMS: None})),
    ("D066", laptops()),
    ("D068", declaration(**{f"{FIRST}.commodity.classification[0].id": "0805109800"})),
    ("D089", small_export("50.00")),
    ("D089", small(**{f"{FIRST}.government_procedure": ()})),
    ("D091", piped(**{"border_transport_means.mode_code": None})),
    ("D092", small(**{f"{PRICE}.value": Decimal("1142.85")})),
    ("D092", small_export("500.00")),
    ("D092", small(**{f"{PRICE}.value": Decimal(5000), f"{PRICE}.currency": "CHF"})),
    ("D092", small(**{f"{FIRST}.commodity.invoice_line": None})),
    ("D092", small(**{f"{FIRST}.customs_value_amount": Amount(value=Decimal(12000), currency=None)})),
    ("D097", periodic(**{f"{FIRST}.consignor": Party(id="7"), f"{SECOND}.consignor": Party(id="7", name="Seven")})),
    ("D100", placed("IM40", "IM42")),
    ("D100", placed("IM74", "IM42")),
    ("D102", returned(**{f"{FIRST}.previous_document": (), f"{SHIPMENT}.previous_document": (EARLIER,)})),
    ("D103", returned(**{f"{FIRST}.previous_document[0].type_code": "X", f"{FIRST}.previous_document[0].id": "1"})),
    ("D104", returned(**{f"{FIRST}.previous_document[0].id": "P2/02.03.2026/0001"})),
    ("D104", returned(**{f"{FIRST}.previous_document[0].id": "P2/32.03.2026/0001"})),
    ("D105", returned(**{f"{SHIPMENT}.previous_document": (change(EARLIER, line_numeric=None),)})),
    ("D108", declaration(**{"goods_shipment.warehouse": None})),
    ("D109", transit(obligation_guarantee=(), additional_document=(cited("730", "CMR-1"), cited("952", "TIR-1")))),
    ("D109", transit(obligation_guarantee=(), additional_information=(told("RAIL"),))),
    ("D110", transit(obligation_guarantee=(ObligationGuarantee(id="1"),))),
    ("D112", declaration(additional_information=(told("value", of="GROUND"),))),
    ("D114", said(staying, "2028-03-02", "STAY")),
    ("D114", said(staying, None, "STAY")),
    ("D114", said(declaration, "2030-03-02", "STAY")),
    ("D115", returned(**{f"{FIRST}.previous_document[0].id": "P2/02.03.2023/0001"})),
    ("D115", placed("IM42", **{f"{SHIPMENT}.previous_document": (change(EARLIER, id="P2/01.03.2023/0001"),)})),
    ("D117", said(declaration, "2026-02-15", "PRESENTED")),
    ("D117", said(declaration, None, "PRESENTED")),
    ("D118", said(stored, "2026-08-29", "BEST")),
    ("D118", said(stored, None, "BEST")),
    ("D118", said(declaration, "2026-03-29", "BEST")),
    ("D120", declaration(**{"declarant.id": "900000003"})),
    ("D120", export(**{f"{SHIPMENT}.importer.id": "900000000"})),
    ("D124", declaration(**{f"{SHIPMENT}.payer": Party(id="200000002")})),
    ("D126", under("FCA", FREIGHT)),
    ("D126", under("FCA", CustomsValuation(charge_deduction=CARRIAGE))),
    ("D126", under("FCA", valid=export)),
    ("D126", declaration(**{f"{TERMS}.condition_code": "FCA", f"{FIRST}.customs_valuation": FREIGHT_IN_CHARGES})),
    ("D128", under("DDP", CustomsValuation(charge_deduction=(ChargeDeduction(charges_type_code="BF"),)))),
    ("D128", under("DDP", valid=export)),
    ("D130", under("CPT")),
    ("D130", declaration(**{f"{TERMS}.condition_code": "CFR", "border_transport_means.mode_code": "1"})),
    ("D130", declaration(**{f"{TERMS}.condition_code": "FOB", "border_transport_means.mode_code": "8"})),
    ("D131", declaration(**{f"{SHIPMENT}.invoice.id": None, f"{SHIPMENT}.invoice.issue_date_time": None})),
    ("D133", declaration(**{f"{SHIPMENT}.ucr": Ucr(id="6ES/ORANGES-1"), f"{FIRST}.ucr": Ucr()})),
    ("D137", declaration(**{f"{CONSIGNMENT}.container_code": "0", f"{CONSIGNMENT}.transport_equipment": box(id="T")})),
    ("D138", by_rail("WAGON 9011 2236, 87112041")),
    ("D139", by_air("XX 1234")),
    ("D139", by_air("AB123CD", "41")),
    ("D139", by_air(None)),
    ("D141", by_air("XX 1234")),
    ("D143", routed("ES", "XA")),
    ("D143", routed("ES", None)),
    ("D144", transit(exit_office=None)),
    ("D144", transit(exit_office=Office())),
    ("D147", declaration(**{f"{FIRST}.commodity.dangerous_goods": (DangerousGoods(undg_id="UN 1203"),)})),
    ("D148", grown("0806101000", "XA", "1234")),
    ("D148", grown("0806101000", "ES", None)),
    ("D148", grown("0806101000", "XA", None, declaration)),
    ("D151", declaration(additional_document=(cited("730", "CMR-1", effective_date_time="2026-03-03"),))),
    ("D151", declaration(additional_document=(cited("851", effective_date_time="2026-03-02T14:00:00"),))),
    ("D152", written_off(kilograms("900"))),
    ("D152", written_off(Quantity(value=Decimal(20), unit="H87"), laptops)),
    ("D152", written_off(Quantity(value=Decimal(9000), unit="LTR"))),
    ("D152", written_off(None)),
    ("D152", declaration(additional_document=(cited("851", write_off=WriteOff(quantity_quantity=kilograms("9999"))),))),
    ("D156", declaration(**{f"{FIRST}.commodity.description": "Sweet orangen"})),
]


@pytest.mark.parametrize(("code", "fine"), FITS)
def test_what_just_fits_is_not_found(code: str, fine: Declaration) -> None:
    assert code not in {finding.code for finding in check(gather(fine, law(), NOW))}


def test_a_code_that_ended_is_told_with_what_there_is_now() -> None:
    ended = declaration(**{f"{FIRST}.commodity.classification[0].id": "0805109900"})
    found = next(finding for finding in check(gather(ended, law(), NOW)) if finding.code == "D068")
    assert found.params == {"given": "0805109900", "last": "2026-03-01", "codes": "0805102200"}
    bare = law(tariff=tuple(row for row in law().pack.tariff if row.code != "0805102200"))
    found = next(finding for finding in check(gather(ended, bare, NOW)) if finding.code == "D068")
    assert found.params["codes"] == EMPTY


def test_the_limit_is_told_in_the_country_s_currency() -> None:
    found = next(f for f in check(gather(small_export("500.02"), law(), NOW)) if f.code == "D092")
    assert found.params == {"value": "5250.21", "limit": "5250.00", "currency": "XTS"}


DAYS = ["0001-01-01", "0001-01-02", "9999-12-31", "9999-12-31T23:59:59Z", "2026-02-30", "", "soon"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("of", ["STAY", "PRESENTED", "BEST"])
@pytest.mark.parametrize("valid", [staying, stored, returned])
def test_no_day_is_too_strange_to_be_looked_at(valid: Callable[..., Declaration], of: str, day: str) -> None:
    assert isinstance(check(gather(said(valid, day, of), law(), NOW)), tuple)


@pytest.mark.parametrize("day", ["01.01.0001", "31.12.9999", "00.00.0000", "01.01.1900"])
def test_no_number_of_a_declaration_is_too_strange(day: str) -> None:
    found = check(gather(returned(**{f"{FIRST}.previous_document[0].id": f"P2/{day}/0001"}), law(), NOW))
    assert {finding.code for finding in found} <= {"D104"}


def test_a_shape_without_a_day_says_nothing_of_the_day() -> None:
    numbered = {"D103", "D104", "D115"}
    rows = tuple(
        change(row, params={**row.params, "shape": ".*"}) if row.code in numbered else row for row in rule_rows()
    )
    assert check(gather(returned(**{f"{FIRST}.previous_document[0].id": "1"}), law(rules=rows), NOW)) == ()


@given(st.integers(1, 5), st.integers(0, 4))
def test_findings_point_to_the_item_that_has_them(count: int, broken: int) -> None:
    """An item that breaks rules breaks them wherever it stands, and the others stay free."""
    assume(broken < count)
    goods = [item(n, price=f"{n}00.00") for n in range(1, count + 1)]
    goods[broken] = item(broken + 1, origin=(), packaging=())
    found = check(gather(declaration(*goods, total_package_quantity=None), law(), NOW))
    assert {finding.pointer.split("/")[3] for finding in found} == {str(broken)}
