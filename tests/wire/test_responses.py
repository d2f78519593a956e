"""Answers say what they should, in the codes of the model, and fit its schema."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from lxml import etree

from darcha.law.document import AdditionalInformation, Bank, Pointer, Quantity, Response
from darcha.law.finding import Finding
from darcha.law.text import TEXTS
from darcha.wire import Format, read, responses, write
from darcha.wire.responses import Charge
from darcha.wire.section import SECTIONS, TAGS, wco_pointer
from darcha.wire.shape import Kind, shapes

AT = datetime(2026, 3, 31, 10, 0, 5, 999, tzinfo=UTC)
LATER = datetime(2026, 3, 31, 15, 30, tzinfo=timezone(timedelta(hours=5)))
WHAT = ("AUR-2026-1", "10001/31.03.2026/0000001", 2)
FOUND = (
    Finding(
        "W001", "/goods_shipment/government_agency_goods_item/0/customs_value_amount", {"found": "x", "expected": "y"}
    ),
)


def charge(item: int, kind: str) -> Charge:
    return Charge(
        item=item,
        type=kind,
        base=Decimal("1000.00"),
        rate=Decimal("10.00"),
        deducted=Decimal("0.00"),
        assessed=Decimal("100.00"),
        payable=Decimal("100.00"),
        currency="EUR",
        regime="100",
    )


ANSWERS = {
    "01": responses.accepted(*WHAT, AT, LATER, findings=FOUND, message="m1"),
    "03": responses.rejected(WHAT[0], AT, findings=FOUND, number=WHAT[1], version=1),
    "05": responses.control(*WHAT, AT, information=[AdditionalInformation(statement_code="A1")]),
    "08": responses.released(*WHAT, AT),
    "09": responses.cleared(*WHAT, AT),
    "13": responses.tax(
        *WHAT, [charge(2, "B00"), charge(1, "A00"), charge(2, "A00")], AT, bank=Bank(id="ACC", reference_id="B")
    ),
}


@pytest.mark.parametrize("code", ANSWERS)
def test_an_answer_names_itself_and_what_it_answers(code: str) -> None:
    answer = ANSWERS[code]
    assert answer.function_code == code
    assert answer.meta_data is not None
    assert answer.meta_data.wco_type_name == "RES"
    (declaration,) = answer.declaration
    assert declaration.functional_reference_id == WHAT[0]
    assert declaration.id == WHAT[1]
    assert declaration.version_id == ("1" if code == "03" else "2")
    for spoken in Format:
        assert read(write(answer, spoken)).documents == (answer,)


@pytest.mark.parametrize("code", ANSWERS)
def test_an_answer_fits_the_published_schema(code: str, schemas: dict[str, etree.XMLSchema]) -> None:
    schemas["Response"].assertValid(etree.fromstring(write(ANSWERS[code], Format.wco)))


def test_accepted_tells_when_and_what_is_to_be_cured() -> None:
    answer = ANSWERS["01"]
    assert answer.functional_reference_id == "m1"
    assert answer.issue_date_time == "2026-03-31T10:30:00Z"
    assert answer.declaration[0].acceptance_date_time == "2026-03-31T10:00:05Z"
    (error,) = answer.error
    assert error.validation_code == "W001"
    assert error.description == TEXTS["W001"].label.format(found="x", expected="y")
    assert error.pointer[-1] == Pointer(sequence_numeric=1, document_section_code="68A", tag_id="108")


def test_errors_are_translated_and_cut_to_what_the_schema_holds() -> None:
    (error,) = responses.errors([Finding("X" * 9)], translate=str.upper)
    assert (error.validation_code, error.description) == ("X" * 8, "X" * 9)
    (error,) = responses.errors(FOUND, translate=lambda text: text * 20)
    assert len(error.description or "") == 512


def test_rejected_without_a_number() -> None:
    answer = responses.rejected("R", AT, findings=())
    assert answer.declaration[0].id is None
    assert answer.declaration[0].version_id is None
    assert answer.declaration[0].rejection_date_time == "2026-03-31T10:00:05Z"


def test_control_and_release_carry_nothing_that_is_not_said() -> None:
    assert ANSWERS["05"].additional_information[0].statement_code == "A1"
    assert not responses.control(*WHAT, AT).additional_information
    assert not ANSWERS["08"].error


def test_charges_stand_at_their_items_in_order() -> None:
    answer = ANSWERS["13"]
    assert answer.bank == Bank(id="ACC", reference_id="B")
    shipment = answer.declaration[0].goods_shipment
    assert shipment is not None
    found = {
        item.sequence_numeric: [fee.type_code for fee in item.commodity.duty_tax_fee]
        for item in shipment.government_agency_goods_item
        if item.commodity
    }
    assert found == {1: ["A00"], 2: ["B00", "A00"]}


def test_charges_of_the_whole_declaration_and_by_quantity() -> None:
    fee = Charge(
        item=0, type="F10", assessed=Decimal(5), payable=Decimal(4), currency="EUR", quantity=Decimal(3), unit="LTR"
    )
    (declaration,) = responses.tax(*WHAT, [fee], AT).declaration
    assert declaration.goods_shipment is None
    (told,) = declaration.duty_tax_fee
    assert told.specific_tax_base_quantity == Quantity(value=Decimal(3), unit="LTR")
    assert told.ad_valorem_tax_base_amount is None
    assert told.payment is not None
    assert told.payment.payment_amount is not None
    assert told.payment.payment_amount.value == 4


def test_a_time_without_zone_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        responses.released(*WHAT, datetime(2026, 3, 31))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("pointer", "steps"),
    [
        ("", ["42A"]),
        ("/id", ["42A.D014"]),
        ("/invoice_amount/value", ["42A.109"]),
        ("/exporter/address/city_name", ["42A", "57A", "04A.241"]),
        (
            "/goods_shipment/government_agency_goods_item/4/packaging/0/quantity_quantity",
            ["42A", "67A", "68A:5", "93A:1.144"],
        ),
        ("/goods_shipment/nothing/here", ["42A", "67A"]),
        ("/meta_data/wco_type_name", ["42A"]),
    ],
)
def test_places_in_the_codes_of_the_model(pointer: str, steps: list[str]) -> None:
    def said(step: Pointer) -> str:
        number = f":{step.sequence_numeric}" if step.sequence_numeric else ""
        return f"{step.document_section_code}{number}{f'.{step.tag_id}' if step.tag_id else ''}"

    assert [said(step) for step in wco_pointer(pointer)] == steps


def test_nearly_every_field_has_its_code() -> None:
    """All that the messages' schemas name; a party's own elements differ by its role."""
    tags = {field.tag for shape in shapes() for field in shape.fields}
    assert {name for name in SECTIONS if name not in tags} == {"Response"} | ({"Declaration"} - tags)
    assert {tag.partition("/")[2] for tag in TAGS} <= tags
    classes = {field.tag for shape in shapes() for field in shape.fields if field.kind is Kind.element}
    assert classes - SECTIONS.keys() == {"MetaData"}


def test_responses_are_documents_like_others() -> None:
    assert all(isinstance(answer, Response) for answer in ANSWERS.values())
