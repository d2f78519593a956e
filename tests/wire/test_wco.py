"""What a WCO message says, and what is said of what is wrong in it: every finding has its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from darcha.law.document import Amount, Declaration, Party, Quantity, Ucr
from darcha.law.errors import Unreadable
from darcha.law.finding import Finding
from darcha.wire import read
from darcha.wire.report import MOST_FINDINGS


def declaration(body: str) -> bytes:
    """A message whose body begins in line 2."""
    return f"<MetaData><Declaration>\n{body}</Declaration></MetaData>".encode()


def findings(body: str) -> tuple[Finding, ...]:
    try:
        return read(declaration(body)).findings
    except Unreadable as error:
        return error.findings


def held(body: str) -> Declaration:
    (document,) = read(declaration(body)).documents
    assert isinstance(document, Declaration)
    return document


def test_every_kind_of_value(data: Path) -> None:
    reading = read((data / "declaration.xml").read_bytes())
    assert not reading.findings
    (document,) = reading.documents
    assert isinstance(document, Declaration)
    assert document.meta_data is not None
    assert document.meta_data.wco_data_model_version_code == "3.6"
    assert document.acceptance_date_time == "2026-03-31T10:15:00+05:00"
    assert document.functional_reference_id == "AUR-2026-1"
    assert document.goods_item_quantity == 2
    assert document.invoice_amount == Amount(value=Decimal("1250.50"), currency="EUR")
    assert document.total_gross_mass_measure == Quantity(value=Decimal("12.340"), unit="KGM")
    shipment = document.goods_shipment
    assert shipment is not None
    assert shipment.exit_date_time == "2026-03-30"
    assert shipment.importer == Party(name="Aurelia Pumps", id="")
    assert shipment.ucr == Ucr(trader_assigned_reference_id="T-1")
    first, second = shipment.government_agency_goods_item
    assert [each.id for each in first.additional_document] == ["INV-7", "CMR-8"]
    assert first.additional_document[0].lpco_exemption_code == "AE"
    assert first.commodity is not None
    assert first.commodity.description == "Pumps & «parts» <spare>"
    assert second.commodity is not None
    assert str(second.commodity.duty_tax_fee[0].tax_rate_numeric) == "2.70"


def test_a_text_keeps_its_spaces_and_comments_cut_nothing() -> None:
    body = "<GoodsShipment><TradeTerms><Description> a<!-- b -->c </Description></TradeTerms></GoodsShipment>"
    shipment = held(body).goods_shipment
    assert shipment is not None
    assert shipment.trade_terms is not None
    assert shipment.trade_terms.description == " ac "


ITEM = "/goods_shipment/government_agency_goods_item/1"


@pytest.mark.parametrize(
    ("body", "code", "pointer", "params"),
    [
        ("<GoodsItemQuantity>two</GoodsItemQuantity>", "W020", "/goods_item_quantity", {"found": "two"}),
        ("<GoodsItemQuantity/>", "W020", "/goods_item_quantity", {"found": "", "line": "2"}),
        ("<GoodsItemQuantity>1.0</GoodsItemQuantity>", "W020", "/goods_item_quantity", {"expected": "a whole number"}),
        ("\n<GoodsItemQuantity>1234567890123456</GoodsItemQuantity>", "W021", "/goods_item_quantity", {"line": "3"}),
        ("<InvoiceAmount>1,5</InvoiceAmount>", "W020", "/invoice_amount", {"expected": "a decimal number"}),
        ("<InvoiceAmount>1e5</InvoiceAmount>", "W020", "/invoice_amount", {"found": "1e5"}),
        ("<InvoiceAmount>NaN</InvoiceAmount>", "W020", "/invoice_amount", {"found": "NaN"}),
        ("<InvoiceAmount>١٢</InvoiceAmount>", "W020", "/invoice_amount", {"found": "١٢"}),
        (f"<InvoiceAmount>{'9' * 40}</InvoiceAmount>", "W021", "/invoice_amount", {"expected": "30"}),
        (
            f'<InvoiceAmount currencyID="{"E" * 71}">1</InvoiceAmount>',
            "W023",
            "/invoice_amount/currency",
            {"found": "71"},
        ),
        (f"<TypeCode>{'A' * 71}</TypeCode>", "W023", "/type_code", {"found": "71", "expected": "70"}),
        ("<IssueDateTime>20260331</IssueDateTime>", "W015", "/issue_date_time", {"name": "DateTimeString"}),
        ("<IssueDateTime/>", "W015", "/issue_date_time", {"line": "2"}),
        ("<ID>A</ID>\n<ID>B</ID>", "W014", "/id", {"name": "ID", "line": "3"}),
        ("<Brand>X</Brand>", "W010", "", {"path": "/MetaData/Declaration/Brand", "line": "2"}),
        ("<ID>A<B>x</B></ID>", "W010", "/id", {"path": "/MetaData/Declaration/ID/B"}),
        ('<ID schemeID="x">A</ID>', "W011", "/id", {"path": "/MetaData/Declaration/ID", "name": "schemeID"}),
        ('<Agent a="1"/>', "W011", "/agent", {"path": "/MetaData/Declaration/Agent", "name": "a"}),
        ('<InvoiceAmount currencyID="EUR" b="1">1</InvoiceAmount>', "W011", "/invoice_amount", {}),
        ("<Agent>by hand<ID>A</ID></Agent>", "W012", "/agent", {"found": "by hand"}),
        ("<Agent><ID>A</ID>by hand</Agent>", "W012", "/agent", {"path": "/MetaData/Declaration/Agent"}),
        ("<ID>A<B/>rest</ID>", "W012", "/id", {"found": "rest"}),
    ],
)
def test_each_mistake_has_its_finding(body: str, code: str, pointer: str, params: dict[str, str]) -> None:
    found = [finding for finding in findings(body) if finding.code == code]
    assert [finding.pointer for finding in found] == [pointer]
    assert params.items() <= found[0].params.items()
    assert found[0].severity == ("warning" if code in ("W010", "W011", "W012") else "error")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("20261331", "102"),
        ("20260230", "102"),
        ("20260331", "304"),
        ("20260331100000Z", "102"),
        ("20260331100000Z", "203"),
        ("20260331250000Z", "304"),
        ("20260331100000+99", "304"),
        ("2026-03-31", "102"),
        ("", "304"),
        ("tomorrow", None),
        ("Wed Nov 31 00:00:00 UTC 2019", None),
    ],
)
def test_wrong_moments(text: str, code: str | None) -> None:
    attribute = f' formatCode="{code}"' if code else ""
    (finding,) = findings(f"<IssueDateTime><DateTimeString{attribute}>{text}</DateTimeString></IssueDateTime>")
    assert (finding.code, finding.pointer, finding.params["line"]) == ("W022", "/issue_date_time", "2")
    assert finding.params["found"] == text


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20260331", "2026-03-31"),
        (" 20260331100000Z ", "2026-03-31T10:00:00Z"),
        ("20260331100000-11", "2026-03-31T10:00:00-11:00"),
        ("20260331100000+0530", "2026-03-31T10:00:00+05:30"),
        ("20260331100000", "2026-03-31T10:00:00"),
        ("2026-03-31T10:00:00+05:00", "2026-03-31T10:00:00+05:00"),
    ],
)
def test_moments_without_format_code(text: str, iso: str) -> None:
    document = held(f"<IssueDateTime><DateTimeString>{text}</DateTimeString></IssueDateTime>")
    assert document.issue_date_time == iso


def test_a_moment_tells_of_what_stands_beside_it() -> None:
    body = '<IssueDateTime x="1">a<DateTimeString formatCode="102" y="2">20260331</DateTimeString>b</IssueDateTime>'
    assert [finding.code for finding in findings(body)] == ["W011", "W012", "W012", "W011"]


def test_all_mistakes_at_once_each_with_its_place() -> None:
    body = (
        "<GoodsItemQuantity>x</GoodsItemQuantity>\n"
        "<GoodsShipment>\n"
        "<GovernmentAgencyGoodsItem/>\n"
        "<GovernmentAgencyGoodsItem><SequenceNumeric>y</SequenceNumeric>\n"
        "<Commodity><DutyTaxFee/><DutyTaxFee><TaxRateNumeric>z</TaxRateNumeric></DutyTaxFee></Commodity>\n"
        "</GovernmentAgencyGoodsItem></GoodsShipment>"
    )
    assert [(finding.pointer, finding.params["line"]) for finding in findings(body)] == [
        ("/goods_item_quantity", "2"),
        (f"{ITEM}/sequence_numeric", "5"),
        (f"{ITEM}/commodity/duty_tax_fee/1/tax_rate_numeric", "6"),
    ]


def test_lines_are_counted_through_all_documents_of_a_file() -> None:
    one = b"\n\n<MetaData><Declaration>\n<GoodsItemQuantity>x</GoodsItemQuantity></Declaration></MetaData>\n"
    with pytest.raises(Unreadable) as raised:
        read(one * 3)
    places = [(finding.pointer, finding.params["line"]) for finding in raised.value.findings]
    assert places == [
        ("/0/goods_item_quantity", "4"),
        ("/1/goods_item_quantity", "8"),
        ("/2/goods_item_quantity", "12"),
    ]


def test_the_envelope_is_read_with_the_same_care() -> None:
    reading = read(b'<MetaData a="1"><WCOTypeName>DEC</WCOTypeName><Other/><Declaration b="2"/></MetaData>')
    assert {(finding.code, finding.pointer) for finding in reading.findings} == {
        ("W011", ""),
        ("W010", "/meta_data"),
    }


def test_the_findings_of_one_message_end() -> None:
    found = findings("<Brand/>" * (MOST_FINDINGS + 50))
    assert len(found) == MOST_FINDINGS + 1
    assert (found[-1].code, found[-1].params["found"]) == ("W099", "50")


def test_a_second_part_that_breaks_off_is_found_at_its_line() -> None:
    with pytest.raises(Unreadable) as raised:
        read(b"<MetaData><Declaration/></MetaData>\n\n<MetaData><Declaration>\n</MetaData>")
    (finding,) = raised.value.findings
    assert (finding.code, finding.params["line"]) == ("W003", "4")
