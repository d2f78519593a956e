"""What no decent client sends: every answer is precise and comes in time."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.client import HTTPResponse

import msgspec
import pytest

from darcha.doors.message import MOST
from tests.doors.intake.trade import Answer, Served, Trade, count, message

pytestmark = pytest.mark.database

SOON = 1.5
"""Seconds within which any bad message is answered here, on a busy machine."""

PATH = "POST /intake/declarations HTTP/1.1\r\nHost: here\r\n"


def _answer(talk: socket.socket) -> Answer:
    began = time.monotonic()
    response = HTTPResponse(talk)
    response.begin()
    return Answer(response.status, response.headers, response.read(), time.monotonic() - began)


def _head(trade: Trade, *more: str) -> bytes:
    return "\r\n".join([f"{PATH}Authorization: Bearer {trade.trader}", *more, "", ""]).encode()


def _refused(answer: Answer, status: int, code: str) -> None:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.told
    assert told["code"] == code
    assert told["detail"]
    assert told["cure"]


def _truncated() -> bytes:
    return message("T-1")[:-40]


BAD = {
    "nothing": b"",
    "space": b"  \n ",
    "not a message": b"hello",
    "truncated": _truncated(),
    "another kind of JSON": b"[1, 2, 3]",
    "not UTF-8": b'{"functional_reference_id": "\xff\xfe\xfa"}',
    "UTF-16 without a mark": message("T-2").decode().encode("utf-16-be"),
    "NUL": b"\x00" * 1000,
    "a number without end": b'{"invoice_amount": {"value": ' + b"9" * 100_000 + b"}}",
    "deep": b'{"a":' * 100_000,
    "unknown names": b'{"surprise": 1}',
    "XML cut short": b"<?xml version='1.0'?><MetaData><Declaration>",
    "XML in a wrong encoding": b"<?xml version='1.0' encoding='utf-8'?><MetaData>\xe9</MetaData>",
    "XML in an encoding that is none": b"<?xml version='1.0' encoding='klingon'?><MetaData/>",
    "XML bomb": b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><MetaData>&j;</MetaData>",
    "XML from outside": b'<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]><MetaData>&a;</MetaData>',
    "XML of somebody else": b"<html><body>hello</body></html>",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_is_told_where(door: Served, trade: Trade, content: bytes) -> None:
    before = count(trade, "declaration")
    answer = door.send(content=content, token=trade.trader)
    _refused(answer, 422, "message.unreadable")
    assert answer.seconds < SOON
    findings = answer.told["findings"]
    assert findings
    assert all(one["text"] and one["cure"] for one in findings)
    assert count(trade, "declaration") == before


ONE = b"<?xml version='1.0'?><MetaData><Declaration><TypeCode>IM</TypeCode></Declaration></MetaData>\n"


@pytest.mark.parametrize("content", [ONE * 2, b'[{"type_code": "IM"}, {"type_code": "IM"}]', b'{"response": {}}'])
def test_other_than_one_declaration_in_a_message_is_told(door: Served, trade: Trade, content: bytes) -> None:
    answer = door.send(content=content, token=trade.trader)
    _refused(answer, 422, "message.unreadable")
    assert [one["code"] for one in answer.told["findings"]] == ["I001"]


def test_twelve_megabytes_are_refused_without_reading_them(door: Served, trade: Trade) -> None:
    answer = door.send(content=b" " * (12 * 1024 * 1024), token=trade.trader)
    _refused(answer, 413, "message.too_large")
    assert answer.seconds < SOON


def test_twelve_megabytes_in_pieces_are_refused_when_it_shows(door: Served, trade: Trade) -> None:
    with door.raw() as talk:
        talk.sendall(_head(trade, "Transfer-Encoding: chunked"))
        piece = b" " * 65_536
        for _ in range(MOST // len(piece) + 1):
            talk.sendall(b"10000\r\n" + piece + b"\r\n")
        _refused(_answer(talk), 413, "message.too_large")


def test_ten_megabytes_are_read(door: Served, trade: Trade) -> None:
    content = message("T-4")
    content += b" " * (MOST - len(content))
    assert door.send(content=content, token=trade.trader).status == 201


def test_a_big_message_is_read_beside_small_ones(door: Served, trade: Trade) -> None:
    content = message("T-5") + b" " * 300_000
    assert door.send(content=content, token=trade.trader).status == 201


def test_who_falls_silent_is_told_so(door: Served, trade: Trade) -> None:
    with door.raw() as talk:
        talk.sendall(_head(trade, "Content-Length: 1000") + b'{"functional')
        answer = _answer(talk)
        _refused(answer, 408, "message.too_slow")
        assert 0.3 < answer.seconds < SOON


def test_who_drips_for_ever_is_told_so(door: Served, trade: Trade) -> None:
    with door.raw() as talk:
        talk.sendall(_head(trade, "Content-Length: 1000"))
        began = time.monotonic()
        talk.settimeout(0.2)
        head = b""
        for drop in _drops():
            talk.sendall(drop)
            try:
                head = talk.recv(12)
            except TimeoutError:
                continue
            break
        assert head == b"HTTP/1.1 408"
        assert 1.5 < time.monotonic() - began < 2.0 + SOON


def _drops() -> Iterator[bytes]:
    for _ in range(50):
        yield b" "
    pytest.fail("the door listened for ever")


def test_who_leaves_in_the_middle_costs_the_others_nothing(door: Served, trade: Trade) -> None:
    before = count(trade, "declaration")
    for _ in range(20):
        with door.raw() as talk:
            talk.sendall(_head(trade, "Content-Length: 5000") + message("T-6")[:200])
    assert door.send(content=message("T-7"), token=trade.trader).status == 201
    assert count(trade, "declaration") == before + 1


def test_who_leaves_before_the_answer_finds_it_on_coming_back(door: Served, trade: Trade) -> None:
    content = message("T-8")
    with door.raw() as talk:
        talk.sendall(_head(trade, f"Content-Length: {len(content)}") + content)
    deadline = time.monotonic() + 5
    while count(trade, "reference WHERE reference = 'T-8'") == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    again = door.send(content=content, token=trade.trader)
    assert (again.status, again.told["duplicate"]) == (200, True)


def test_a_stranger_is_turned_away_before_a_byte_is_read(door: Served) -> None:
    with door.raw() as talk:
        talk.sendall(f"{PATH}Content-Length: 1000\r\n\r\n".encode())
        _refused(_answer(talk), 401, "sender.unknown")


def test_values_that_no_table_takes_are_told_and_cost_the_others_nothing(door: Served, trade: Trade) -> None:
    bad = message("T-9", **{"goods_shipment.importer.name": "\x00"})
    answer = door.send(content=bad, token=trade.trader)
    assert 400 <= answer.status < 500
    assert msgspec.json.decode(answer.content)["findings"] or answer.told["code"] == "record.unwritable"
