"""What canonical JSON says, and what is said of what is wrong in it: every finding has its line and column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from darcha.law.document import Declaration
from darcha.law.errors import Unreadable
from darcha.law.finding import Finding
from darcha.wire import Format, canonical, read
from darcha.wire.report import MOST_FINDINGS

GOOD = '"issue_date_time": "2026-03-31", "invoice_amount": {"value": "1.0"}, "goods_item_quantity": 1, "id": "A"'


def findings(text: str | bytes) -> tuple[Finding, ...]:
    with pytest.raises(Unreadable) as raised:
        read(text.encode() if isinstance(text, str) else text, Format.json)
    return raised.value.findings


def test_a_message_is_read_as_it_is(data: Path) -> None:
    reading = read((data / "declaration.json").read_bytes())
    assert not reading.findings
    (document,) = reading.documents
    assert isinstance(document, Declaration)
    assert document.goods_shipment is not None
    commodity = document.goods_shipment.government_agency_goods_item[0].commodity
    assert commodity is not None
    assert commodity.description == "Насосы"
    assert commodity.goods_measure is not None
    assert commodity.goods_measure.gross_mass_measure is not None
    assert str(commodity.goods_measure.gross_mass_measure.value) == "12.340"


def test_a_plain_message_is_not_read_twice(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("read twice")

    monkeypatch.setattr(canonical, "explain", never)
    for text in ('{"id":"A"}', '{"id": "\\u0416", "type_code": null, "amendment": []}', '{"id": "\\u003cb>é\ufdd0"}'):
        assert read(text.encode()).documents
    assert read((data / "declaration.json").read_bytes()).documents


@pytest.mark.parametrize("text", ['{"id": "C:\\\\book"}', '{"id": "a\\u003ab"}', '{"id": "\\uFFFD \\u000a"}'])
def test_what_only_looks_odd_is_read(text: str) -> None:
    assert read(text.encode()).documents


@pytest.mark.parametrize(
    ("text", "code", "pointer", "params"),
    [
        ('{"goods_item_quantity": "5"}', "W024", "/goods_item_quantity", {"found": "a string", "column": "25"}),
        ('{"goods_item_quantity": 1.5}', "W020", "/goods_item_quantity", {"found": "1.5"}),
        ('{"goods_item_quantity": true}', "W024", "/goods_item_quantity", {"found": "true"}),
        ('{"goods_item_quantity": 1234567890123456}', "W021", "/goods_item_quantity", {"expected": "15"}),
        ('{"invoice_amount": {"value": "1,5"}}', "W020", "/invoice_amount/value", {"found": "1,5"}),
        ('{"invoice_amount": {"value": "NaN"}}', "W020", "/invoice_amount/value", {"found": "NaN"}),
        ('{"invoice_amount": {"value": "-Infinity"}}', "W020", "/invoice_amount/value", {}),
        ('{"invoice_amount": {"value": 1e400}}', "W021", "/invoice_amount/value", {"expected": "30"}),
        ('{"invoice_amount": {"value": 1e-400}}', "W021", "/invoice_amount/value", {}),
        (f'{{"invoice_amount": {{"value": {"9" * 40}}}}}', "W021", "/invoice_amount/value", {}),
        (f'{{"invoice_amount": {{"value": {"9" * 400}}}}}', "W021", "/invoice_amount/value", {}),
        ('{"invoice_amount": {"value": null}}', "W024", "/invoice_amount/value", {"found": "null"}),
        ('{"invoice_amount": {}}', "W015", "/invoice_amount/value", {"column": "20"}),
        ('{"invoice_amount": 5}', "W024", "/invoice_amount", {"found": "a number", "expected": "an object"}),
        ('{"currency_exchange": [{"rate_numeric": "NaN"}]}', "W020", "/currency_exchange/0/rate_numeric", {}),
        ('{"issue_date_time": "31.03.2026"}', "W022", "/issue_date_time", {"found": "31.03.2026"}),
        ('{"issue_date_time": "2026-02-30"}', "W022", "/issue_date_time", {"found": "2026-02-30"}),
        ('{"issue_date_time": 20260331}', "W024", "/issue_date_time", {"found": "a number"}),
        ('{"type_code": 5}', "W024", "/type_code", {"expected": "a string"}),
        (f'{{"type_code": "{"A" * 71}"}}', "W023", "/type_code", {"found": "71", "expected": "70"}),
        ('{"id": "a\\u0000b"}', "W005", "/id", {"found": "U+0000"}),
        ('{"id": "a\\u001Fb"}', "W005", "/id", {"found": "U+001F"}),
        ('{"id": "a\\bb"}', "W005", "/id", {"found": "U+0008"}),
        ('{"id": "a\uffff"}', "W005", "/id", {"found": "U+FFFF"}),
        ('{"id": "a\\uFFFE"}', "W005", "/id", {"found": "U+FFFE"}),
        ('{"id": "\\ud800 "}', "W005", "/id", {"found": "U+D800"}),
        ('{"id": "A",\n "id": "B"}', "W014", "/id", {"line": "2", "column": "2"}),
        ('{"id": "A", "id" : "a\\u003ab"}', "W014", "/id", {"name": "id"}),
        ('{"agent": {"id": "A", "id": "B"}, "issue_date_time": null}', "W014", "/agent/id", {}),
        (f'{{{GOOD}, "id": "B"}}', "W014", "/id", {}),
        ('{"brand": {}}', "W013", "/brand", {"name": "brand", "column": "2"}),
        ('{"a/b~c": 1}', "W013", "/a~1b~0c", {}),
        ('{"amendment": null}', "W024", "/amendment", {"expected": "an array"}),
        ('{"amendment": [1]}', "W024", "/amendment/0", {"expected": "an object"}),
        ('{"response": {"brand": 1}}', "W013", "/brand", {}),
        ('{"response": {}, "id": "A"}', "W013", "", {"name": "id"}),
        ('[{}, {"brand": 1}]', "W013", "/1/brand", {}),
        ('[{"brand": 1}]', "W013", "/brand", {}),
        ("[1]", "W024", "", {"expected": "an object"}),
    ],
)
def test_each_mistake_has_its_finding(text: str, code: str, pointer: str, params: dict[str, str]) -> None:
    (finding,) = findings(text)
    assert (finding.code, finding.pointer) == (code, pointer)
    assert params.items() <= finding.params.items()
    assert {"line", "column"} <= finding.params.keys()
    assert finding.severity == "error"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"id": ', "1", "8"),
        ('{"id": "A"', "1", "11"),
        ('{"id": "A"} x', "1", "13"),
        ('{"id": "A",}', "1", "12"),
        ('{\n"id" "A"}', "2", "6"),
        ('{"id": A}', "1", "8"),
        ('{"id": "a\tb"}', "1", "8"),
        ('{"id": "a\\xb"}', "1", "8"),
        ('{"goods_item_quantity": 01}', "1", "25"),
        ('{"goods_item_quantity": +1}', "1", "25"),
        ('{"amendment": [}', "1", "16"),
        ('{"amendment": [{};{}]}', "1", "18"),
        ("{'id': 1}", "1", "2"),
        ("{1: 2}", "1", "2"),
        ("[:]", "1", "2"),
        ("{", "1", "2"),
    ],
)
def test_what_is_no_json_is_shown_where_it_breaks(text: str, line: str, column: str) -> None:
    (finding,) = findings(text)
    assert (finding.code, finding.params["line"], finding.params["column"]) == ("W003", line, column)


def test_all_mistakes_at_once() -> None:
    text = '{"goods_item_quantity": "x",\n"agent": {"name": 1},\n"amendment": [{}, {"pointer": [{"tag_id": 2}]}]}'
    assert [(finding.pointer, finding.params["line"]) for finding in findings(text)] == [
        ("/goods_item_quantity", "1"),
        ("/agent/name", "2"),
        ("/amendment/1/pointer/0/tag_id", "3"),
    ]


def test_numbers_may_be_written_with_exponents_within_bounds() -> None:
    (document,) = read(b'{"invoice_amount": {"value": 1.5e3}}').documents
    assert isinstance(document, Declaration)
    assert document.invoice_amount is not None
    assert document.invoice_amount.value == Decimal(1500)


def test_the_findings_of_one_message_end() -> None:
    found = findings("{" + ",".join(f'"k{n}": 1' for n in range(MOST_FINDINGS + 50)) + "}")
    assert len(found) == MOST_FINDINGS + 1
    assert (found[-1].code, found[-1].params["found"]) == ("W099", "50")


def test_what_the_decoder_refuses_and_the_explanation_does_not_see_is_still_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(canonical, "explain", lambda *_: None)
    (finding,) = findings('{"brand": 1}')
    assert finding.code == "W003"
    assert "brand" in finding.params["found"]
