from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from darcha.law.document import (
    AdditionalInformation,
    Address,
    Amount,
    Classification,
    Consignment,
    Declaration,
    DutyTaxFee,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    Itinerary,
    Party,
    Quantity,
)
from darcha.law.dossier import commodity_code, gather
from darcha.law.view import USE, VIEW_FIELDS, ItemView, item_views
from tests.makers import FIRST, NOW, ORANGES, change, declaration, item, mini_snapshot, transit

LAW = mini_snapshot()


def view(document: Declaration, **about: Any) -> ItemView:
    """The view of the first item."""
    dossier = gather(document, LAW, NOW)
    return ItemView(dossier, dossier.items[0], **about)


def test_a_view_has_every_field_and_no_other() -> None:
    seen = view(declaration())
    assert list(seen) == list(VIEW_FIELDS)
    assert len(seen) == len(VIEW_FIELDS)
    assert seen.get("colour") is None
    assert seen.get("colour", "red") == "red"
    assert seen["code"] == seen.get("code") == ORANGES


def test_a_view_holds_values_of_the_kind_that_is_documented() -> None:
    kinds = {"text": str, "number": Decimal, "list": tuple}
    seen = view(transit())
    unset = {"exporter", "regime", "use", "quantity"}
    assert {name for name, value in seen.items() if not isinstance(value, kinds[VIEW_FIELDS[name].kind])} == unset


def test_what_a_view_says() -> None:
    assert dict(view(declaration())) == {
        "procedure": "IM40",
        "previous_procedure": "00",
        "regime": None,
        "kind": "ordinary",
        "direction": "import",
        "code": ORANGES,
        "description": "Sweet oranges, fresh, of the season",
        "origin": "ES",
        "export_country": "ES",
        "destination": "XA",
        "use": None,
        "statements": (),
        "preferences": (),
        "importer": "200000002",
        "importer_kind": "firm",
        "exporter": None,
        "exporter_country": "ES",
        "declarant": "300000003",
        "party_trusted": "no",
        "post": "P1",
        "region": "North",
        "post_kind": "border",
        "customs_value": Decimal("10500.00"),
        "gross_mass": Decimal(990),
        "net_mass": Decimal(900),
        "quantity": None,
        "value_per_kilogram": Decimal(10500) / 900,
        "package_count": Decimal(10),
        "item_count": Decimal(1),
        "transport_mode": "3",
        "containers": ("CSQU3054383",),
        "route": (),
        "documents": ("730",),
        "incoterm": "DAP",
        "invoice_currency": "EUR",
    }


def test_what_is_said_beside_the_figures() -> None:
    use = AdditionalInformation(statement_code="retail", statement_type_code=USE)
    claim = DutyTaxFee(duty_regime_code="R1")
    abroad = Party(name="Naranjas", address=Address(country_code="ES"))
    changes = {
        f"{FIRST}.additional_information": (use,),
        f"{FIRST}.commodity.duty_tax_fee": (claim, DutyTaxFee()),
        f"{FIRST}.commodity.goods_measure.tariff_quantity": Quantity(value=Decimal(5), unit="NAR"),
        "additional_information": (AdditionalInformation(statement_code="off_site"), AdditionalInformation()),
        "exporter": abroad,
    }
    seen = view(declaration(**changes))
    assert seen["use"] == "retail"
    assert seen["statements"] == ("off_site", "retail")
    assert seen["preferences"] == ("R1",)
    assert seen["quantity"] == 5
    assert seen["exporter_country"] == "ES"


def test_a_person_is_told_from_a_firm_by_the_shape_of_the_identifier() -> None:
    law = mini_snapshot(person_id=r"2\d{8}")
    dossier = gather(declaration(), law, NOW)
    assert ItemView(dossier, dossier.items[0])["importer_kind"] == "person"
    assert view(declaration(**{"goods_shipment.importer": None}))["importer_kind"] is None


def test_an_empty_document_gives_an_empty_view() -> None:
    empty = Declaration(goods_shipment=GoodsShipment(government_agency_goods_item=(GovernmentAgencyGoodsItem(),)))
    seen = view(empty)
    assert {name for name, value in seen.items() if value} == {"party_trusted", "item_count"}
    assert item_views(gather(Declaration(), LAW, NOW)) == ()


def test_views_of_all_items_are_those_of_each() -> None:
    dossier = gather(declaration(item(1), item(2, price="5.00")), LAW, NOW)
    assert [dict(seen) for seen in item_views(dossier)] == [dict(ItemView(dossier, one)) for one in dossier.items]


def test_what_the_caller_knows_better_stands() -> None:
    dossier = gather(declaration(item(1), item(2)), LAW, NOW)
    views = item_views(dossier, values=(Decimal(7), None), trusted=True)
    assert [seen["customs_value"] for seen in views] == [7, Decimal("10500.00")]
    assert views[1]["party_trusted"] == "yes"
    assert views[0]["value_per_kilogram"] == Decimal(7) / 900


def test_what_the_item_does_not_say_the_shipment_does() -> None:
    whole = declaration(**{f"{FIRST}.export_country": None, "goods_shipment.export_country": item().export_country})
    assert view(whole)["export_country"] == "ES"


def test_a_consignment_beside_the_shipment_counts_where_the_shipment_has_none() -> None:
    route = Consignment(itinerary=(Itinerary(routing_country_code="KZ"), Itinerary()))
    assert view(declaration(**{"goods_shipment.consignment": None, "consignment": route}))["route"] == ("KZ",)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([("HS", "0805 10"), ("GN", "1234")], "080510"),
        ([(None, "0805102200")], "0805102200"),
        ([("SRZ", "0805102200")], "0805102200"),
        ([("TSP", "08051022"), ("TRC", "10"), ("GN", "VATZ")], "0805102210"),
        ([("TRC", "10")], "10"),
        ([("GN", "1234")], None),
        ([("HS", None)], None),
        ([], None),
    ],
)
def test_the_commodity_code_is_found_however_it_is_split(parts: list[tuple[str, str]], code: str | None) -> None:
    classification = tuple(Classification(identification_type_code=kind, id=number) for kind, number in parts)
    assert commodity_code(change(item(), **{"commodity.classification": classification})) == code


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, Decimal(10500)),
        ({"customs_value_amount": Amount(value=Decimal(9))}, Decimal(9)),
        ({"customs_value_amount": Amount(value=Decimal(2), currency="EUR")}, Decimal(21)),
        ({"customs_value_amount": Amount(value=Decimal(2), currency="CHF")}, None),
        ({"commodity": None}, None),
    ],
)
def test_a_declared_customs_value_goes_before_the_price(changes: dict[str, Any], value: Decimal | None) -> None:
    assert view(declaration(item(**changes)))["customs_value"] == value
