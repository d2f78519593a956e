from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from darcha.doors.pages.declaration.compare import differences
from darcha.doors.pages.declaration.forms import sheet, tree
from darcha.doors.pages.declaration.forms.choices import lists, unit_name
from darcha.doors.pages.declaration.forms.derive import Known, derive, number, prune, recur
from darcha.doors.pages.declaration.forms.fields import ITEM, SECTIONS, all_fields
from darcha.doors.pages.tariff import folded, search
from darcha.law.document import Amount, Declaration
from tests.makers import DAY, LAPTOPS, ORANGES, change, declaration, export, item, mini_pack, mini_snapshot, transit

KNOWN = Known(
    country="XA",
    units={LAPTOPS: "H87"},
    directions={"IM40": "import", "EX10": "export", "TR80": "transit"},
    firms={"200000002": ("Greengrocer", "Market 1")},
)
NAMES = st.sampled_from(["goods_shipment", "government_agency_goods_item", "commodity", "importer", "id", "name"])
MADE = [declaration(), declaration(item(1), item(2, code=LAPTOPS)), export(), transit(), Declaration()]


@pytest.mark.parametrize("document", MADE)
def test_a_document_comes_back_from_its_tree(document: Declaration) -> None:
    assert tree.to_document(tree.of_document(document)) == (document, {})


@pytest.mark.parametrize("document", MADE[:4])
def test_showing_and_saving_changes_nothing(document: Declaration) -> None:
    typed = tree.of_document(document)
    before = tree.copied(typed)
    options = lists(mini_pack(), DAY, [])
    for section in SECTIONS.values():
        form = {f.name: f.value for b in sheet.shown(typed, section, options, {}) for r in b.rows for f in r.fields}
        sheet.apply(typed, section, form)
    assert tree.to_document(typed) == tree.to_document(before)


def test_a_sum_of_nothing_is_kept() -> None:
    document = change(declaration(), invoice_amount=Amount(value=Decimal(0), currency="EUR"))
    assert tree.to_document(tree.of_document(document))[0] == document


@given(st.recursive(st.none() | st.text(max_size=5), lambda below: st.lists(below) | st.dictionaries(NAMES, below)))
def test_whatever_is_typed_makes_a_document(typed: Any) -> None:
    document, _ = tree.to_document(typed if isinstance(typed, dict) else {"goods_shipment": typed})
    assert isinstance(document, Declaration)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("invoice_amount.value", "12x", tree.NUMBER),
        ("invoice_amount.value", "1 250,50", None),
        ("invoice_amount.value", "1\u00a0250.50", None),
        ("goods_item_quantity", "many", tree.WHOLE),
        ("goods_shipment.invoice.issue_date_time", "yesterday", tree.DATE),
        ("goods_shipment.invoice.issue_date_time", "2026-02-20", None),
        ("goods_shipment.importer.name", "x" * 2001, tree.LONG),
        (f"{ITEM}[1].commodity.description", "Lemons", None),
    ],
)
def test_what_cannot_be_read_is_named_by_its_path(path: str, value: str, problem: str | None) -> None:
    typed: tree.Tree = {}
    tree.put(typed, path, value)
    assert tree.text(typed, path) == value
    _, problems = tree.to_document(typed)
    assert problems == ({path: problem} if problem else {})


def test_an_empty_text_removes() -> None:
    typed: tree.Tree = {"declarant": {"id": "1"}}
    tree.put(typed, "declarant.id", "")
    assert typed == {"declarant": {}}
    assert tree.to_document(typed)[0] == Declaration()


def test_no_path_makes_endless_rows() -> None:
    typed: tree.Tree = {}
    tree.put(typed, "additional_document[999999999].id", "1")
    assert len(tree.rows(typed, "additional_document")) == tree.MOST_ROWS + 1
    tree.add(typed, "additional_document")
    assert len(tree.rows(typed, "additional_document")) == tree.MOST_ROWS + 1


def _derived(**typed: str) -> tree.Tree:
    made: tree.Tree = {}
    for path, value in typed.items():
        tree.put(made, path, value)
    derive(made, KNOWN)
    return made


def test_sums_and_numbers_follow_from_the_items() -> None:
    made = _derived(
        **{
            "invoice_amount.currency": "EUR",
            f"{ITEM}[0].commodity.invoice_line.item_charge_amount.value": "1 000,50",
            f"{ITEM}[1].commodity.invoice_line.item_charge_amount.value": "2",
            f"{ITEM}[1].commodity.classification[0].id": LAPTOPS,
            f"{ITEM}[0].packaging[0].quantity_quantity.value": "3",
            f"{ITEM}[1].packaging[0].quantity_quantity.value": "no",
            "goods_shipment.consignment.transport_equipment[0].id": "CSQU3054383",
        }
    )
    said = {path: tree.text(made, path) for path in ("goods_item_quantity", "total_package_quantity")}
    assert said == {"goods_item_quantity": "2", "total_package_quantity": "3"}
    assert tree.text(made, "invoice_amount.value") == "1002.50"
    assert tree.text(made, f"{ITEM}[1].sequence_numeric") == "2"
    assert tree.text(made, f"{ITEM}[1].commodity.invoice_line.item_charge_amount.currency") == "EUR"
    assert tree.text(made, f"{ITEM}[1].commodity.goods_measure.tariff_quantity.unit") == "H87"
    assert tree.text(made, f"{ITEM}[1].commodity.classification[0].identification_type_code") == "HS"
    assert tree.text(made, "goods_shipment.consignment.container_code") == "1"


@pytest.mark.parametrize(
    ("procedure", "side", "home"),
    [
        ("IM40", "goods_shipment.importer", "goods_shipment.destination.country_code"),
        ("EX10", "exporter", "goods_shipment.export_country.id"),
    ],
)
def test_the_own_firm_stands_on_its_side(procedure: str, side: str, home: str) -> None:
    code = f"{ITEM}[0].government_procedure[0].current_code"
    made = _derived(**{"declarant.id": "200000002", code: procedure, f"{ITEM}[1].commodity.description": "x"})
    assert tree.text(made, f"{side}.name") == "Greengrocer"
    assert tree.text(made, f"{side}.address.country_code") == "XA"
    assert tree.text(made, home) == "XA"
    assert tree.text(made, f"{ITEM}[1].government_procedure[0].current_code") == procedure
    other = _derived(**{"declarant.id": "200000002", code: procedure, f"{side}.id": "7"})
    assert tree.text(other, f"{side}.name") == "", "a broker declares for others"


def test_prices_follow_the_currency_of_the_invoice() -> None:
    path = f"{ITEM}[0].commodity.invoice_line.item_charge_amount.currency"
    made = _derived(**{"invoice_amount.currency": "EUR"})
    tree.put(made, "invoice_amount.currency", "USD")
    recur(made, "EUR")
    derive(made, KNOWN)
    assert tree.text(made, path) == "USD"


def test_deriving_twice_changes_nothing() -> None:
    made = tree.of_document(declaration())
    derive(made, KNOWN)
    once = tree.copied(made)
    derive(made, KNOWN)
    assert made == once


def test_empty_rows_are_not_sent() -> None:
    typed: tree.Tree = {"additional_document": [{"sequence_numeric": "1"}, {"id": "CMR-1"}]}
    prune(typed)
    assert typed["additional_document"] == [{"id": "CMR-1"}]


@pytest.mark.parametrize(
    ("typed", "figure"), [("1 250,5", "1250.5"), ("x", None), ("", None), ("NaN", None), ("Infinity", None)]
)
def test_figures_as_people_write_them(typed: str, figure: str | None) -> None:
    assert number(typed) == (None if figure is None else Decimal(figure))


@pytest.mark.parametrize(("section", "group", "field"), list(all_fields()), ids=lambda x: getattr(x, "path", "-"))
def test_every_field_lies_in_the_document(section: Any, group: Any, field: Any) -> None:
    typed: tree.Tree = {}
    value = {"number": "7", "date": "2026-02-20"}.get(field.kind, "A")
    path = field.path.replace("[]", "[0]")
    tree.put(typed, path, value)
    document, problems = tree.to_document(typed)
    assert problems == {}
    assert tree.text(tree.of_document(document), path) == value or field.path.endswith(".currency")


@pytest.mark.parametrize(
    ("pointer", "section", "name"),
    [
        (f"/{ITEM.replace('.', '/')}/1/commodity/classification", "goods", f"{ITEM}[1].commodity.classification[0].id"),
        (f"/{ITEM.replace('.', '/')}/0/government_procedure", "parties", None),
        ("/border_transport_means/mode_code", "transport", "border_transport_means.mode_code"),
        ("/goods_item_quantity", "goods", ""),
        ("/additional_document/2/id", "documents", "additional_document[2].id"),
        ("/goods_shipment/consignment/itinerary", "transport", None),
        ("/declarant", "parties", "declarant.id"),
        ("", "goods", ""),
    ],
)
def test_a_findings_pointer_finds_its_field(pointer: str, section: str, name: str | None) -> None:
    found = sheet.place_of(pointer)
    assert found[0] == section
    assert name is None or found[1] == name


def test_progress_of_a_section() -> None:
    goods = SECTIONS["goods"]
    assert sheet.progress({}, goods) == "new"
    assert sheet.progress({"invoice_amount": {"currency": "EUR"}}, goods) == "begun"
    assert sheet.progress(tree.of_document(declaration()), goods) == "done"


def test_a_value_that_its_list_lacks_is_offered_all_the_same() -> None:
    typed: tree.Tree = {"declaration_office_id": "OLD"}
    blocks = sheet.shown(typed, SECTIONS["parties"], lists(mini_pack(), DAY, []), {})
    field = next(f for b in blocks for r in b.rows for f in r.fields if f.name == "declaration_office_id")
    assert ("OLD", "OLD") in field.choices


def test_versions_are_compared_by_their_labels() -> None:
    old = declaration()
    new = change(old, **{f"{ITEM}[0].commodity.description": "Lemons, fresh", "additional_document": ()})
    found = {(d.label, d.old, d.new) for d in differences(old, new)}
    assert ("Item 1: Description of the goods", "Sweet oranges, fresh, of the season", "Lemons, fresh") in found
    assert ("Document 1: Number of the document", "CMR-1", "") in found


def test_a_code_is_found_by_digits_and_by_words() -> None:
    law = mini_snapshot()
    assert [found.code for found in search(law, "0805 10")] == [ORANGES]
    assert [found.code for found in search(law, "SWEET orange")] == [ORANGES]
    assert search(law, "fruit")[0].path == "Fruit"
    assert search(law, "a") == []


def test_apostrophes_and_accents_do_not_matter() -> None:
    assert folded("Oʻzga") == folded("O'zga") == folded("OʼZGA") == "ozga"
    assert folded("Ёлка") == folded("елка")


@override_settings(LANGUAGE_CODE="en")
def test_units_have_names() -> None:
    assert unit_name("H87") == "piece"
    assert unit_name("XYZ") == "XYZ"
    assert unit_name(None) == ""
