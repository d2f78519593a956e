"""What is written is read again as it was, in every format, whatever the document holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from darcha.law.document import AdditionalDocument, Amount, Declaration, MetaData, Party, Response
from darcha.law.errors import Invalid
from darcha.wire import Format, read, write
from tests.wire.documents import documents


@pytest.mark.parametrize("spoken", Format)
@settings(max_examples=60)
@given(document=documents(Declaration))
def test_declarations(spoken: Format, document: Declaration) -> None:
    reading = read(write(document, spoken))
    assert reading.documents == (document,)
    assert reading.format is spoken
    assert not reading.findings


@pytest.mark.parametrize("spoken", Format)
@settings(max_examples=60)
@given(document=documents(Response))
def test_responses(spoken: Format, document: Response) -> None:
    reading = read(write(document, spoken))
    assert reading.documents == (document,)
    assert not reading.findings


@pytest.mark.parametrize("spoken", Format)
@pytest.mark.parametrize("digits", ["0", "0.00", "2.70", "-3.10", "1250.50", "100", "0.0000001", "9" * 30])
def test_a_number_keeps_its_digits(digits: str, spoken: Format) -> None:
    document = Declaration(invoice_amount=Amount(value=Decimal(digits), currency="EUR"))
    (again,) = read(write(document, spoken)).documents
    assert isinstance(again, Declaration)
    assert again.invoice_amount is not None
    assert format(again.invoice_amount.value, "f") == digits


def test_a_document_without_envelope_gets_one_in_xml() -> None:
    for document, name in ((Declaration(id="A"), "DEC"), (Response(function_code="01"), "RES")):
        (again,) = read(write(document, Format.wco)).documents
        said = MetaData(wco_data_model_version_code="3.6", wco_type_name=name)
        assert again == msgspec.structs.replace(document, meta_data=said)


def test_elements_stand_in_the_order_of_the_schema() -> None:
    text = write(Declaration(declarant=Party(id="D"), id="A", function_code="9"), Format.wco).decode()
    assert text.index("<FunctionCode>") < text.index("<ID>A") < text.index("<Declarant>")


def test_json_holds_decimals_as_strings_and_leaves_out_what_is_absent() -> None:
    document = Declaration(invoice_amount=Amount(value=Decimal("1.10")))
    assert write(document, Format.json) == b'{"invoice_amount":{"value":"1.10"}}'
    assert write(Response(function_code="09"), Format.json) == b'{"response":{"function_code":"09"}}'


def test_what_xml_cannot_hold_is_refused_with_its_place() -> None:
    document = Declaration(
        id="A",
        additional_document=(AdditionalDocument(id="B"), AdditionalDocument(name="C\x00")),
        agent=Party(name="\ud800"),
    )
    with pytest.raises(Invalid) as raised:
        write(document, Format.wco)
    places = [(finding.pointer, finding.params["found"]) for finding in raised.value.findings]
    assert places == [("/additional_document/1/name", "U+0000"), ("/agent/name", "U+D800")]


def test_the_invented_messages_go_through_both_formats(data: Path) -> None:
    for name in ("declaration.xml", "responses.xml", "declaration.json"):
        for document in read((data / name).read_bytes()).documents:
            for spoken in Format:
                (again,) = read(write(document, spoken)).documents
                if document.meta_data is None:
                    again = msgspec.structs.replace(again, meta_data=None)
                assert again == document
