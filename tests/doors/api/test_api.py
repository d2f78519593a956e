"""The API as its clients meet it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from django.test import Client

from darcha.doors.message import MOST
from darcha.law.access import ACTS
from tests.doors.intake.trade import Trade, message

pytestmark = pytest.mark.database

V1 = "/api/v1"


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **more}


def lodge(client: Client, trade: Trade, reference: str, **changes: Any) -> Any:
    answer = client.post(
        f"{V1}/declarations", message(reference, **changes), "application/json", headers=bearer(trade.trader)
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


def refused(answer: Any, status: int, code: str) -> Any:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["detail"]
    assert told["cure"]
    return told


def test_a_declaration_is_lodged_and_read_back(client: Client, trade: Trade) -> None:
    made = lodge(client, trade, "API-1", total_package_quantity=7)
    answer = client.get(f"{V1}/declarations/{made['id']}", headers=bearer(trade.trader))
    assert answer.status_code == 200
    file = answer.json()
    assert file["declaration"]["number"] == made["number"]
    assert file["status"]["stage"] == made["stage"] == "cure"
    assert [one["version"] for one in file["versions"]] == [1]
    (finding,) = [one for one in file["findings"] if one["severity"] == "error"]
    assert finding["pointer"] == "/total_package_quantity"
    assert finding["law"].startswith("Act 1, article")
    assert file["assessment"]["total"] == made["total"]
    assert {one["type"] for one in file["permits"]} == {one["type"] for one in made["permits"]}
    assert file["bill"]["total"] == made["total"]
    assert "declaration.amend" in {one["act"] for one in file["acts"]}
    assert "officer" not in answer.content.decode()


def test_the_document_comes_back_as_it_was(client: Client, trade: Trade) -> None:
    made = lodge(client, trade, "API-2")
    answer = client.get(f"{V1}/declarations/{made['id']}/document", headers=bearer(trade.trader))
    assert answer.content == message("API-2")


def test_the_same_again_is_a_duplicate_and_other_content_a_conflict(client: Client, trade: Trade) -> None:
    made = lodge(client, trade, "API-3")

    def post(content: bytes) -> Any:
        return client.post(f"{V1}/declarations", content, "application/json", headers=bearer(trade.trader))

    again = post(message("API-3"))
    assert again.status_code == 200
    assert again.json() == made | {"duplicate": True}
    refused(post(message("API-3", total_package_quantity=1)), 409, "reference.conflict")


def test_an_idempotency_key_names_what_has_no_name(client: Client, trade: Trade) -> None:
    headers = bearer(trade.trader, **{"Idempotency-Key": "API-K"})
    answers = [client.post(f"{V1}/declarations", message(None), "application/json", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["reference"] == "API-K"


def test_pages_follow_the_cursor_to_the_end(client: Client, trade: Trade) -> None:
    made = {lodge(client, trade, f"API-P{n}")["id"] for n in range(5)}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "2", "search": "API-P"} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{V1}/declarations", query, headers=bearer(trade.trader)).json()
        assert len(page["items"]) <= 2
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert set(seen) == made
    assert seen == sorted(seen, reverse=True)


def test_others_see_neither_the_list_nor_the_file(client: Client, trade: Trade) -> None:
    made = lodge(client, trade, "API-4")
    assert client.get(f"{V1}/declarations", headers=bearer(trade.stranger)).json()["items"] == []
    for path in (made["id"], f"{made['id']}/document", f"by-number?number={made['number']}"):
        refused(client.get(f"{V1}/declarations/{path}", headers=bearer(trade.stranger)), 403, "sender.not_authorised")
    refused(
        client.post(f"{V1}/declarations", message("API-5"), "application/json", headers=bearer(trade.inspector)),
        403,
        "sender.not_authorised",
    )


def test_a_declaration_is_found_by_its_number(client: Client, trade: Trade) -> None:
    made = lodge(client, trade, "API-6")

    def by(number: str) -> Any:
        return client.get(f"{V1}/declarations/by-number", {"number": number}, headers=bearer(trade.trader))

    assert by(made["number"]).json()["declaration"]["id"] == made["id"]
    refused(by("P1/01.01.2001/0000001"), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/nothing", 404, "not_found"),
        ("get", "/declarations/not-an-id", 404, "not_found"),
        ("get", "/declarations/0192f0c0-7a10-7000-8000-0000000000a1", 404, "not_found"),
        ("delete", "/declarations", 405, "method.wrong"),
        ("post", "/nothing", 404, "not_found"),
        ("put", "/acts", 405, "method.wrong"),
        ("get", "/declarations?limit=0", 422, "input.invalid"),
        ("get", "/declarations?cursor=soon", 422, "input.invalid"),
        ("get", "/declarations/by-number", 422, "input.invalid"),
    ],
)
def test_every_error_is_a_problem(client: Client, trade: Trade, method: str, path: str, status: int, code: str) -> None:
    told = refused(getattr(client, method)(V1 + path, headers=bearer(trade.trader)), status, code)
    if status == 422:
        assert [(one["code"], bool(one["text"])) for one in told["findings"]] == [("I004", True)]


def test_who_is_not_known_is_told_how_to_be(client: Client) -> None:
    for headers in ({}, bearer("nonsense"), {"Authorization": "Basic dG9tOm9yYW5nZXM="}):
        answer = client.get(f"{V1}/declarations", headers=headers)
        refused(answer, 401, "sender.unknown")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_message_too_large_is_told_so(client: Client, trade: Trade) -> None:
    for size in (MOST + 1, MOST * 2):
        answer = client.post(f"{V1}/declarations", b" " * size, "application/json", headers=bearer(trade.trader))
        refused(answer, 413, "message.too_large")


def test_a_person_who_logged_in_may_use_the_api_from_our_pages_only(client: Client, trade: Trade) -> None:
    assert client.login(username="tom", password="oranges")
    assert client.get(f"{V1}/declarations").status_code == 200
    refused(client.post(f"{V1}/declarations", message("API-7"), "application/json"), 403, "request.forged")
    token = "a" * 32
    client.cookies["csrftoken"] = token
    answer = client.post(f"{V1}/declarations", message("API-7"), "application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 201


def test_a_mistake_of_ours_is_a_problem_and_in_the_log(
    client: Client, trade: Trade, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("darcha.doors.api.declaration.view", lambda *_: 1 / 0)
    refused(client.get(f"{V1}/declarations/{uuid4()}", headers=bearer(trade.trader)), 500, "error")
    assert "ZeroDivisionError" in caplog.text


def test_the_acts_and_the_schema_are_for_everybody(client: Client) -> None:
    told = client.get(f"{V1}/acts").json()["acts"]
    assert [act["name"] for act in told] == list(ACTS)
    assert {"role": "trader", "scope": "firm"} in next(a for a in told if a["name"] == "declaration.lodge")["rights"]
    schema = client.get(f"{V1}/schema/declaration").json()
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_documentation_needs_nothing_from_elsewhere(client: Client) -> None:
    page = client.get(f"{V1}/docs")
    assert page.status_code == 200
    links = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert links
    assert all(link.startswith("/static/") for link in links)


@pytest.fixture
def openapi(client: Client) -> Any:
    return client.get(f"{V1}/openapi.json").json()


def operations(openapi: Any) -> list[Any]:
    return [operation for methods in openapi["paths"].values() for operation in methods.values()]


def test_operations_have_names_of_their_own_and_name_the_act_they_need(openapi: Any) -> None:
    found = operations(openapi)
    names = [one["operationId"] for one in found]
    assert len(names) == len(set(names)) == 7
    for one in found:
        assert one.get("x-act") in ACTS or not one.get("security")


def test_the_key_of_a_message_is_a_header_by_its_own_name(openapi: Any) -> None:
    (lodge,) = [one for one in operations(openapi) if one["operationId"] == "declaration.lodge"]
    assert [(one["in"], one["name"]) for one in lodge["parameters"]] == [("header", "Idempotency-Key")]


def test_every_example_is_what_its_schema_says(openapi: Any) -> None:
    resolved = openapi["components"]
    checked = 0
    for operation in operations(openapi):
        bodies = [*operation["responses"].values(), operation.get("requestBody", {})]
        for content in (one for body in bodies for one in body.get("content", {}).values()):
            if "$ref" not in content["schema"]:
                continue
            schema = {"$ref": content["schema"]["$ref"], "components": resolved}
            jsonschema.Draft202012Validator(schema).validate(content["example"])
            checked += 1
    assert checked > 20


def test_the_answers_are_what_their_schemas_say(client: Client, trade: Trade, openapi: Any) -> None:
    made = lodge(client, trade, "API-8")
    answers = {
        "Accepted": made,
        "File": client.get(f"{V1}/declarations/{made['id']}", headers=bearer(trade.trader)).json(),
        "Page": client.get(f"{V1}/declarations", headers=bearer(trade.trader)).json(),
        "Acts": client.get(f"{V1}/acts").json(),
        "Problem": client.get(f"{V1}/nothing").json(),
    }
    for name, answer in answers.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": openapi["components"]}
        jsonschema.Draft202012Validator(schema).validate(answer)
