"""The intake as its clients meet it: over HTTP, on a database."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPException
from queue import Queue
from uuid import UUID

import pytest
from django.conf import settings

from darcha import wire
from darcha.doors import intake
from darcha.law.document import Response
from darcha.store.connect import connect
from darcha.store.statement import run
from darcha.store.write import party
from tests.doors.intake.trade import Answer, Served, Trade, count, django_at, logged_in, message, serving
from tests.makers import declaration

pytestmark = pytest.mark.database


def test_a_declaration_is_lodged(door: Served, trade: Trade) -> None:
    answer = door.send(content=message("A-1"), token=trade.trader)
    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/json"
    told = answer.told
    assert answer.headers["Location"] == f"/api/v1/declarations/{UUID(told['id'])}"
    assert told["number"].startswith("P1/")
    assert (told["reference"], told["version"], told["state"], told["duplicate"]) == ("A-1", 1, "lodged", False)
    assert told["currency"] == "XTS"
    assert isinstance(told["total"], str)
    assert all(permit["type"] and permit["agency"] and UUID(permit["id"]) for permit in told["permits"])
    assert told["permits"]
    assert told["lane"] in {"green", "yellow", "red"}


def test_xml_is_lodged_and_answered_in_xml(door: Served, trade: Trade) -> None:
    document = declaration(functional_reference_id="X-1", total_package_quantity=7)
    content = wire.write(document, wire.Format.wco)
    answer = door.send(content=content, token=trade.trader, Accept="application/xml;q=0.9, text/xml")
    assert answer.status == 201
    assert answer.headers["Content-Type"].startswith("application/xml")
    (response,) = wire.read(answer.content).documents
    assert isinstance(response, Response)
    assert response.function_code == "01"
    (accepted,) = response.declaration
    assert (accepted.functional_reference_id, accepted.version_id) == ("X-1", "1")
    assert accepted.id
    assert accepted.acceptance_date_time
    assert [error.validation_code for error in response.error]
    again = door.send(content=content, token=trade.trader, Accept="application/json, application/xml")
    assert (again.status, again.told["number"]) == (200, accepted.id)
    refused = door.send(content=b"<MetaData>", token=trade.trader, Accept="application/xml")
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_what_reading_left_out_is_told(door: Served, trade: Trade) -> None:
    content = wire.write(declaration(functional_reference_id="X-2"), wire.Format.wco)
    answer = door.send(content=content.replace(b"</Declaration>", b"<Surprise/></Declaration>"), token=trade.trader)
    assert answer.status == 201
    assert [one["severity"] for one in answer.told["findings"] if "Surprise" in one["text"]] == ["warning"]


def test_findings_have_words_a_cure_and_the_law(door: Served, trade: Trade) -> None:
    told = door.send(content=message("A-2", total_package_quantity=7), token=trade.trader).told
    assert told["stage"] == "cure"
    (finding,) = [one for one in told["findings"] if one["severity"] == "error"]
    assert finding["pointer"] == "/total_package_quantity"
    assert finding["text"]
    assert finding["cure"]
    assert finding["law"].startswith("Act 1, article")


def test_the_same_sent_again_is_the_same_declaration(door: Served, trade: Trade) -> None:
    first = door.send(content=message("A-3"), token=trade.trader)
    again = door.send(content=message("A-3"), token=trade.trader)
    assert (first.status, again.status) == (201, 200)
    assert again.told == first.told | {"duplicate": True}


def test_the_same_sent_by_sixteen_at_once_is_one_declaration(door: Served, trade: Trade) -> None:
    before = count(trade, "declaration")
    together = threading.Barrier(16)

    def send(_: int) -> Answer:
        together.wait()
        return door.send(content=message("A-4"), token=trade.trader)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))
    assert Counter(answer.status for answer in answers) == {201: 1, 200: 15}
    assert len({answer.told["id"] for answer in answers}) == 1
    assert count(trade, "declaration") == before + 1


def test_a_hundred_different_at_once_are_a_hundred(door: Served, trade: Trade) -> None:
    before = count(trade, "declaration")
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda n: door.send(content=message(f"B-{n}"), token=trade.trader), range(100)))
    assert Counter(answer.status for answer in answers) == {201: 100}
    assert len({answer.told["number"] for answer in answers}) == 100
    assert {answer.told["reference"] for answer in answers} == {f"B-{n}" for n in range(100)}
    assert count(trade, "declaration") == before + 100


def test_other_content_under_the_same_reference_is_a_conflict(door: Served, trade: Trade) -> None:
    first, other = message("A-5"), message("A-5", total_package_quantity=11)
    assert door.send(content=first, token=trade.trader).status == 201
    answer = door.send(content=other, token=trade.trader)
    assert answer.status == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.told["code"] == "reference.conflict"
    assert answer.told["params"] == {
        "reference": "A-5",
        "sent": hashlib.sha256(other).hexdigest(),
        "known": hashlib.sha256(first).hexdigest(),
    }


def test_an_idempotency_key_names_what_has_no_name(door: Served, trade: Trade) -> None:
    first = door.send(content=message(None), token=trade.trader, Idempotency_Key="K-1")
    again = door.send(content=message(None), token=trade.trader, Idempotency_Key="K-1")
    assert (first.status, again.status) == (201, 200)
    assert first.told["reference"] == "K-1"
    other = door.send(content=message(None), token=trade.trader, Idempotency_Key="K-2")
    assert other.told["id"] != first.told["id"]


@pytest.mark.parametrize(("key", "code"), [("K-3", "I002"), ("x" * 141, "I003")])
def test_a_key_that_does_not_fit_is_told(door: Served, trade: Trade, key: str, code: str) -> None:
    answer = door.send(content=message("A-6"), token=trade.trader, Idempotency_Key=key)
    assert answer.status == 422
    assert [one["code"] for one in answer.told["findings"]] == [code]


def test_who_is_not_known_is_told_how_to_be(door: Served) -> None:
    for token in ("", "nonsense"):
        answer = door.send(content=message("C-1"), token=token)
        assert answer.status == 401
        assert answer.told["code"] == "sender.unknown"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_way_in(door: Served, trade: Trade) -> None:
    with django_at(trade):
        key = logged_in("tom")
    answer = door.send(content=message("C-3"), Cookie=f"{settings.SESSION_COOKIE_NAME}={key}")
    assert (answer.status, answer.told["code"]) == (401, "sender.unknown")


def test_who_may_not_lodge_is_told_why(door: Served, trade: Trade) -> None:
    for token in (trade.stranger, trade.inspector):
        answer = door.send(content=message("C-2"), token=token)
        assert answer.status == 403
        assert answer.told["code"] == "sender.not_authorised"


def test_errors_are_told_in_the_language_asked_for(door: Served) -> None:
    assert door.send(content=b"{}", Accept_Language="tlh, en;q=0.5").headers["Content-Language"] == "en"
    answer = door.send(content=b"{}", Accept_Language="ru, en;q=0.5")
    assert answer.headers["Content-Language"] == "ru"


def test_addresses_and_methods_that_are_none_are_problems_too(door: Served) -> None:
    answer = door.send("/intake/declarations", method="GET")
    assert (answer.status, answer.told["code"]) == (405, "method.wrong")
    assert answer.headers["Allow"]
    answer = door.send("/intake/nothing", method="GET")
    assert (answer.status, answer.told["code"]) == (404, "not_found")


def test_health_says_whether_messages_are_taken(door: Served) -> None:
    answer = door.send("/intake/health", method="GET")
    assert (answer.status, answer.told) == (200, {"status": "ready", "waiting": 0})


def test_a_revoked_token_ends_within_five_seconds(door: Served, trade: Trade) -> None:
    with connect(trade.address) as connection:
        token = run(connection, party.token("tom", "to be revoked", datetime.now(UTC)))
    assert door.send(content=message("D-1"), token=token).status == 201
    with connect(trade.address) as connection:
        run(connection, party.revoke_token(hashlib.sha256(token.encode()).digest(), datetime.now(UTC)))
    deadline = threading.Event()
    threading.Timer(5, deadline.set).start()
    statuses = [0]
    while not deadline.is_set() and statuses[-1] != 401:
        statuses.append(door.send(content=message("D-1"), token=token).status)
        deadline.wait(0.2)
    assert statuses[-1] == 401


def test_without_a_database_senders_are_told_to_come_again(trade: Trade) -> None:
    away = "postgresql://app@127.0.0.1:1/none"
    with serving(intake.application(away)) as served:
        answer = served.send(content=message("E-1"), token=trade.stranger)
        assert (answer.status, answer.told["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"] == "5"
        assert served.send("/intake/health", method="GET").status == 503


def test_on_closing_what_was_taken_is_answered(trade: Trade) -> None:
    before = count(trade, "declaration")
    answers: Queue[int] = Queue()
    open_still = threading.Event()
    open_still.set()

    def keep_sending(served: Served, sender: int) -> None:
        number = 0
        while open_still.is_set():
            number += 1
            with suppress(OSError, HTTPException):  # The door was closed before the message was taken.
                answers.put(served.send(content=message(f"F-{sender}-{number}"), token=trade.trader).status)

    with ThreadPoolExecutor(16) as pool:
        with serving(intake.application(trade.address)) as served:
            for sender in range(16):
                pool.submit(keep_sending, served, sender)
            while answers.qsize() < 30:
                time.sleep(0.005)
        open_still.clear()
    told = Counter(answers.queue)
    assert told.keys() == {201}
    assert count(trade, "declaration") == before + told[201]


def test_a_mistake_of_ours_is_a_problem_too(door: Served, trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("darcha.doors.intake.declaration.receive", lambda *_: 1 / 0)
    answer = door.send(content=message("G-1"), token=trade.trader)
    assert (answer.status, answer.told["code"]) == (500, "error")
