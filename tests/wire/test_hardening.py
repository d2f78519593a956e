"""Hostile bytes cost little and get a precise answer: each attack has a bound of processor time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.errors import Unreadable
from darcha.law.finding import Finding
from darcha.wire import MOST_BYTES, Format, jsontext, read, tree

MOST_SECONDS = 5.0  # of processor time, with a tracer and beside other tests; alone it is below one
"""For the largest message, on a machine that does other things too."""

OPEN, CLOSE = b"<MetaData><Declaration>", b"</Declaration></MetaData>"


def answer(data: bytes, spoken: Format | None = None) -> tuple[Finding, ...]:
    """What is said of bytes, within the time."""
    started = time.process_time()
    try:
        found = read(data, spoken).findings
    except Unreadable as error:
        found = error.findings
    assert time.process_time() - started < MOST_SECONDS
    return found


def codes(data: bytes, spoken: Format | None = None) -> list[str]:
    return [finding.code for finding in answer(data, spoken)]


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE MetaData [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
        b'<!DOCTYPE MetaData [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE MetaData SYSTEM "http://localhost:1/x.dtd">',
        b'<!DOCTYPE MetaData [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        b'<!DOCTYPE MetaData [<!ATTLIST ID schemeID CDATA "x">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_document_type_no_entity_nothing_fetched(doctype: bytes, encoding: str) -> None:
    data = b"\n<!-- a -->" + doctype + OPEN + b"<ID>&l9;&x;</ID>" + CLOSE
    (finding,) = answer(data.decode().encode(encoding), Format.wco)
    assert (finding.code, finding.params["line"]) == ("W006", "2")


def test_an_entity_without_declaration() -> None:
    assert codes(OPEN + b"<ID>&x;</ID>" + CLOSE) == ["W003"]


def test_no_style_sheet_and_no_inclusion_is_followed() -> None:
    data = (
        b'<?xml-stylesheet href="file:///etc/passwd"?><MetaData xmlns:xi="http://www.w3.org/2001/XInclude"><Declaration>'
        b'<xi:include href="file:///etc/passwd" parse="text"/>' + CLOSE
    )
    assert codes(data) == ["W010"]


@pytest.mark.parametrize("levels", [tree.MOST_LEVELS - 1, tree.MOST_LEVELS - 2, 250, 100_000])
def test_deep_elements(levels: int) -> None:
    found = codes(OPEN + b"<a>" * levels + b"</a>" * levels + CLOSE)
    if levels <= tree.MOST_LEVELS - 2:
        assert found == ["W010"]
    else:
        assert found in (["W007"], ["W003"])  # the parser itself stops at 256


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"amendment":['])
def test_deep_json(opening: bytes) -> None:
    assert codes(opening * 100_000, Format.json) in (["W007"], ["W003"])
    assert codes(opening * (MOST_BYTES // len(opening)), Format.json) in (["W007"], ["W003"], ["W008"])


def test_json_at_its_deepest() -> None:
    def nested(levels: int) -> bytes:
        return b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"

    assert codes(nested(jsontext.MOST_LEVELS)) == ["W013"]
    assert codes(nested(jsontext.MOST_LEVELS + 1)) == ["W007"]


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        (b"<a/>", "W008"),
        (b"<a></a>", "W008"),
        (b"<a>", "W008"),
        (b"<!---->", "W008"),
        (b"<Pointer/>", "W008"),
        (b"<ID>&amp;</ID>", "W008"),
        (b"<!--", "W008"),
    ],
)
def test_ten_million_bytes_of_tags(unit: bytes, code: str) -> None:
    body = unit * ((MOST_BYTES - 100) // len(unit))
    assert codes(OPEN + body + CLOSE) == [code]


@pytest.mark.parametrize("unit", [b"<a/>", b"<Amendment a='1'/>", b"<ID>x</ID>y"])
def test_as_many_tags_as_may_be(unit: bytes) -> None:
    body = unit * ((tree.MOST_TAGS - 10) // unit.count(b"<"))
    assert len(answer(OPEN + body + CLOSE)) in (0, 1, 201)


def test_attributes_without_end() -> None:
    def root(count: int) -> bytes:
        return b"<MetaData " + b" ".join(b'a%d=""' % n for n in range(count)) + b"><Declaration/></MetaData>"

    assert codes(root(tree.MOST_ATTRIBUTES + 1)) == ["W008"]
    assert len(answer(root(tree.MOST_ATTRIBUTES))) == 201


def test_namespaces_without_end() -> None:
    names = b" ".join(b'xmlns:a%d="urn:%d"' % (n, n) for n in range(20_000))
    assert codes(b"<MetaData " + names + b"><Declaration/></MetaData>") == []


@pytest.mark.parametrize(
    "data", [OPEN + b"<ID>" + b"x" * 9_000_000 + b"</ID>" + CLOSE, b'{"id":"' + b"x" * 9_000_000 + b'"}']
)
def test_a_text_without_end(data: bytes) -> None:
    assert codes(data) == ["W023"]


@pytest.mark.parametrize(
    "data",
    [
        OPEN + b"<InvoiceAmount>" + b"9" * 9_000_000 + b"</InvoiceAmount>" + CLOSE,
        OPEN + b"<GoodsItemQuantity>" + b"9" * 9_000_000 + b"</GoodsItemQuantity>" + CLOSE,
        b'{"invoice_amount":{"value":"' + b"9" * 1_000_000 + b'"}}',
        b'{"invoice_amount":{"value":1e999999999}}',
        b'{"goods_item_quantity":' + b"9" * 9_000_000 + b"}",
    ],
)
def test_huge_numbers(data: bytes) -> None:
    assert codes(data) == ["W021"]


@pytest.mark.parametrize("unit", [b"{},", b'"",', b'{"id":"A","id":"B"},'])
def test_ten_million_bytes_of_json(unit: bytes) -> None:
    body = unit * ((MOST_BYTES - 100) // len(unit))
    assert codes(b'{"amendment":[' + body[:-1] + b"]}")[0] == "W008"


def test_many_documents() -> None:
    envelope = b"<MetaData>" + b"<a/><Response/>" * 50_000 + b"</MetaData>"
    assert len(answer(envelope)) == 201
    one = b"<Declaration/>"
    assert len(read(one * 2_000).documents) == 2_000
    assert codes(one * (tree.MOST_DOCUMENTS + 1)) == ["W008"]
    assert codes(b"[" + b"{}," * tree.MOST_DOCUMENTS + b"{}]") == ["W008"]


@pytest.mark.parametrize("control", [b"\x00", b"\x01", b"\x0b", b"\x1f", b"\xef\xbf\xbe", b"&#0;", b"&#x1F;"])
def test_control_characters_in_xml(control: bytes) -> None:
    (finding,) = answer(OPEN + b"\n<ID>a" + control + b"</ID>" + CLOSE)
    assert finding.code == "W005"
    assert finding.params["line"] == "2"
    assert finding.params["column"]


def test_control_characters_in_the_second_of_two_documents() -> None:
    (finding,) = answer(b"<Declaration/>\n<Declaration><ID>\x01</ID></Declaration>")
    assert (finding.code, finding.params["line"]) == ("W005", "2")


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"<MetaData>\n<Declaration>\xff", "2", "14"),
        (b'{"id":\n "\xc3\x28"}', "2", "3"),
        (b'{"id": "\xed\xa0\x80"}', "1", "9"),
        (b"\xef\xbb\xbf{\xff", "1", "2"),
        ("{é".encode("utf-16") + b"\x00", "1", "3"),
        (b'<?xml version="1.0" encoding="us-ascii"?><MetaData>\xd0\x96', "1", "52"),
    ],
)
def test_bytes_that_are_not_of_their_encoding(data: bytes, line: str, column: str) -> None:
    (finding,) = answer(data)
    assert finding.code == "W004"
    assert (finding.params["line"], finding.params["column"]) == (line, column)


@pytest.mark.parametrize("name", ["utf-7", "idna", "rot13", "base64", "utf-32", "unknown", "zip"])
def test_strange_encodings(name: str) -> None:
    (finding,) = answer(f'<?xml version="1.0" encoding="{name}"?><MetaData/>'.encode())
    assert finding.code == "W004"
    assert name in finding.params["expected"]


def test_a_message_that_breaks_off_anywhere() -> None:
    xml = OPEN + "<ID>Ж</ID><InvoiceAmount currencyID='EUR'>1.5</InvoiceAmount><!-- c -->".encode() + CLOSE
    json = '{"id": "Ж\\n", "invoice_amount": {"value": 1.5}, "amendment": [{}]}'.encode()
    for whole, spoken in ((xml, Format.wco), (json, Format.json)):
        assert codes(whole) == []
        for length in range(len(whole)):
            (finding,) = answer(whole[:length], spoken)
            assert finding.code in ("W003", "W004")
            assert finding.params["line"] == "1"


@pytest.mark.parametrize(
    "attack",
    [
        lambda n: b"<!--" + b"<!-- " * n,
        lambda n: b"<?" * n,
        lambda n: b" " * n,
        lambda n: b"<!-- a -->" * n,
        lambda n: b"<?xml " + b"encoding " * n,
        lambda n: b'{"' + b"\\" * n,
        lambda n: b"{" + b" " * n,
        lambda n: b"\n" * n + b"{x",
        lambda n: b'{"id":"' + b'\\"' * n,
    ],
)
def test_nothing_makes_the_patterns_slow(attack: Callable[[int], bytes]) -> None:
    unit = len(attack(1_000)) / 1_000
    assert answer(attack(int(9_000_000 / unit)))


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    for spoken in (None, *Format):
        assert isinstance(answer(data, spoken), tuple)


SCRAPS = """{ } [ ] : , "id" "value" "invoice_amount" "amendment" "response" "a" 1 1e9 null x <!-- --> &lt; <a/>
<MetaData> </MetaData> <Declaration> </Declaration> <ID> </ID>"""


@given(st.lists(st.sampled_from(SCRAPS.split()), max_size=25).map(lambda parts: "".join(parts).encode()))
def test_any_scraps_of_messages_get_an_answer(data: bytes) -> None:
    for spoken in Format:
        for finding in answer(data, spoken):
            assert finding.code.startswith("W")
