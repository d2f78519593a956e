from __future__ import annotations

from decimal import Decimal

import pytest

from darcha.law.document import Amount, Classification, Declaration, GoodsShipment, GovernmentAgencyGoodsItem
from darcha.law.view import VIEW_FIELDS, commodity_code, customs_value, item_view, item_views
from tests.makers import FIRST, ORANGES, change, declaration, item, mini_snapshot, transit

LAW = mini_snapshot()


def test_a_view_has_every_field_and_no_other() -> None:
    view = item_view(declaration(), item(), LAW)
    assert view.keys() == VIEW_FIELDS.keys()


def test_a_view_holds_values_of_the_kind_that_is_documented() -> None:
    kinds = {"text": str, "number": Decimal, "list": tuple}
    view = item_view(transit(), item(), LAW)
    assert {name for name in view if not isinstance(view[name], kinds[VIEW_FIELDS[name].kind])} == {"exporter"}


def test_what_a_view_says() -> None:
    view = item_view(declaration(), item(), LAW)
    assert view == {
        "procedure": "IM40",
        "previous_procedure": "00",
        "direction": "import",
        "code": ORANGES,
        "description": "Sweet oranges, fresh, of the season",
        "origin": "ES",
        "export_country": "ES",
        "destination": "XA",
        "importer": "200000002",
        "exporter": None,
        "declarant": "300000003",
        "party_trusted": "no",
        "post": "P1",
        "post_kind": "border",
        "customs_value": Decimal("10500.00"),
        "gross_mass": Decimal(990),
        "net_mass": Decimal(900),
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


def test_an_empty_document_gives_an_empty_view() -> None:
    bare = GovernmentAgencyGoodsItem()
    view = item_view(Declaration(), bare, LAW)
    assert view.keys() == VIEW_FIELDS.keys()
    assert {name for name, value in view.items() if value} == {"party_trusted"}
    assert item_views(Declaration(), LAW) == ()
    empty = Declaration(goods_shipment=GoodsShipment(government_agency_goods_item=(bare,)))
    assert item_views(empty, LAW)[0]["item_count"] == 1


def test_views_of_all_items_are_those_of_each() -> None:
    document = declaration(item(1), item(2, price="5.00"))
    goods = document.goods_shipment.government_agency_goods_item if document.goods_shipment else ()
    assert item_views(document, LAW) == tuple(item_view(document, one, LAW) for one in goods)


def test_what_the_caller_knows_better_stands() -> None:
    document = declaration(item(1), item(2))
    views = item_views(document, LAW, values=(Decimal(7), None), trusted=True)
    assert [view["customs_value"] for view in views] == [7, Decimal("10500.00")]
    assert item_view(document, item(), LAW, value=Decimal(7), trusted=True)["party_trusted"] == "yes"
    assert views[0]["value_per_kilogram"] == Decimal(7) / 900


def test_what_the_item_does_not_say_the_shipment_does() -> None:
    whole = declaration(**{f"{FIRST}.export_country": None, "goods_shipment.export_country": item().export_country})
    assert item_views(whole, LAW)[0]["export_country"] == "ES"


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


def test_a_declared_customs_value_goes_before_the_price() -> None:
    assert customs_value(item(), LAW) == Decimal(10500)
    assert customs_value(item(customs_value_amount=Amount(value=Decimal(9))), LAW) == 9
    assert customs_value(item(customs_value_amount=Amount(value=Decimal(2), currency="EUR")), LAW) == 21
    assert customs_value(item(customs_value_amount=Amount(value=Decimal(2), currency="CHF")), LAW) is None
    assert customs_value(change(item(), **{"commodity.invoice_line": None}), LAW) is None
    assert customs_value(item(commodity=None), LAW) is None
