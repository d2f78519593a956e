"""Formats are told by content, whatever the encoding and whatever stands before; all are in one register."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from darcha.law.document import Declaration, Response
from darcha.law.errors import Unreadable
from darcha.wire import FORMATS, Format, Reading, read

XML = "<MetaData><Declaration><ID>Ж1</ID></Declaration></MetaData>"
JSON = '{"id": "Ж1"}'


def only(reading: Reading) -> Declaration:
    (document,) = reading.documents
    assert isinstance(document, Declaration)
    return document


def refused(data: bytes, format: Format | None = None, **more: int) -> list[str]:  # noqa: A002
    with pytest.raises(Unreadable) as raised:
        read(data, format, **more)
    return [finding.code for finding in raised.value.findings]


def test_every_format_is_in_the_register_with_the_same_functions() -> None:
    assert set(FORMATS) == set(Format)
    for speaker in FORMATS.values():
        assert list(inspect.signature(speaker.recognise).parameters) == ["data"]
        assert list(inspect.signature(speaker.read).parameters) == ["data", "report"]
        assert list(inspect.signature(speaker.write).parameters) == ["document"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("before", ["", "\n \t"])
def test_encodings_by_their_mark(encoding: str, before: str) -> None:
    for text, spoken in ((XML, Format.wco), (JSON, Format.json)):
        reading = read((before + text).encode(encoding))
        assert reading.format is spoken
        assert only(reading).id == "Ж1"


@pytest.mark.parametrize("name", ["utf-8", "UTF-8", "Utf-8", "windows-1251", "ISO-8859-5", "koi8-r"])
def test_encodings_by_the_xml_declaration(name: str) -> None:
    data = f'<?xml version="1.0" encoding="{name}" standalone="yes"?>{XML}'.encode(name)
    assert only(read(data)).id == "Ж1"


@pytest.mark.parametrize(
    "before",
    ["<!-- a -->", "<!-- <Other> -->\n<!-- b -->", "<?xml version='1.0'?>\n<!-- a -->", "<?stylesheet x?>", "\r\n"],
)
@pytest.mark.parametrize(
    "root", ["<MetaData>{}</MetaData>", '<a:MetaData xmlns:a="urn:wco:datamodel:WCO:X">{}</a:MetaData>', "{}"]
)
def test_what_may_stand_before_the_root(before: str, root: str) -> None:
    reading = read((before + root.format("<Declaration><ID>1</ID></Declaration>")).encode())
    assert reading.format is Format.wco
    assert only(reading).id == "1"


def test_namespaces_of_the_model_in_any_version() -> None:
    root = b'<Declaration xmlns="urn:wco:datamodel:WCO:DEC:9" xmlns:x="urn:other">'
    data = root + b"<ID>1</ID><x:TypeCode>IM</x:TypeCode></Declaration>"
    reading = read(data)
    assert only(reading) == Declaration(id="1")
    (finding,) = reading.findings
    assert (finding.code, finding.params["path"]) == ("W010", "/Declaration/TypeCode")


def test_several_documents_in_one_file(data: Path) -> None:
    reading = read((data / "responses.xml").read_bytes())
    assert not reading.findings
    first, second, third = reading.documents
    assert isinstance(first, Response)
    assert isinstance(second, Response)
    assert isinstance(third, Response)
    assert first.meta_data is not None
    assert first.meta_data.wco_type_name == "RES"
    assert second.status[0].effective_date_time == "2019-11-13T00:00:00Z"
    assert [each.id for each in second.declaration] == ["A1", "A2"]
    assert third.function_code == "09"


def test_several_documents_in_json() -> None:
    reading = read(b' [{"id": "A"}, {"response": {"function_code": "09"}}] ')
    assert reading.documents == (Declaration(id="A"), Response(function_code="09"))


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"UNB+UNOC:3", b"a,b,c", b"\x00\x01", b"PK\x03\x04", b"<html/>", b"<!-- MetaData"]
)
def test_what_is_no_known_format(data: bytes) -> None:
    assert refused(data) == ["W001"]


def test_a_named_format_is_believed() -> None:
    assert refused(JSON.encode(), Format.wco) == ["W003"]
    assert refused(XML.encode(), Format.json) == ["W003"]
    assert refused(b"<html/>", Format.wco) == ["W024"]


@pytest.mark.parametrize("data", [b"[]", b"<MetaData/>", b"<MetaData><WCOTypeName>DEC</WCOTypeName></MetaData>"])
def test_a_message_without_a_document(data: bytes) -> None:
    assert refused(data) == ["W009"]


def test_the_largest_message() -> None:
    assert only(read(JSON.encode(), most=len(JSON.encode()))).id == "Ж1"
    assert refused(JSON.encode(), most=len(JSON.encode()) - 1) == ["W002"]
