from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.doors.pages.desk import lodged, plain
from tests.makers import MEAT, item

REFUSAL = {"choice": "refuse", "grounds": ["incomplete"], "norm": "Act 3, article 1", "cure_days": "10"}


@pytest.fixture
def tom(client_for: Callable[..., Client]) -> Client:
    return client_for("tom")


@pytest.fixture
def ann(client_for: Callable[..., Client]) -> Client:
    return client_for("ann")


def case(client: Client, key: UUID) -> str:
    """The address of the only permit case of a declaration."""
    found = re.search(r'href="(/permits/[0-9a-f-]{36})"', client.get(f"/declarations/{key}").content.decode())
    assert found is not None
    return found.group(1)


def test_the_queue_holds_what_the_agency_has_to_decide(tom: Client, ann: Client) -> None:
    address = case(ann, lodged(tom))
    queue = ann.get("/permits").content.decode()
    assert address in queue
    assert "days left" in queue


def test_a_case_shows_what_the_agency_needs(tom: Client, ann: Client) -> None:
    page = plain(ann.get(case(ann, lodged(tom))))
    assert "Sweet oranges, fresh, of the season" in page
    assert "Greengrocer" in page
    assert "5 working days" in page
    assert "730" in page


def test_question_and_answer(tom: Client, ann: Client) -> None:
    key = lodged(tom)
    address = case(ann, key)
    assert ann.post(f"{address}/ask", {"text": "Which variety?", "documents": ["Invoice"]}).status_code == 302
    asked = plain(ann.get(address))
    assert "Question to the applicant" in asked
    assert "Decide a permit" not in asked.split("Applicant")[0]
    file = plain(tom.get(f"/declarations/{key}"))
    assert "Which variety?" in file
    assert "the clock stands until the answer" in file
    assert tom.post(f"{address}/answer", {"text": "Valencia"}).status_code == 302
    assert "Valencia" in plain(ann.get(address))


def test_an_empty_question_is_refused_with_the_need(tom: Client, ann: Client) -> None:
    answer = ann.post(f"{case(ann, lodged(tom))}/ask", {"text": ""})
    assert answer.status_code == 409
    assert "The message has a text" in plain(answer)


def test_a_permit_is_granted(tom: Client, ann: Client) -> None:
    key = lodged(tom)
    assert ann.post(f"{case(ann, key)}/decide", {"choice": "grant", "text": "seen"}).status_code == 302
    assert "Granted" in plain(tom.get(f"/declarations/{key}"))


def test_a_refusal_has_its_form_and_is_cured(tom: Client, ann: Client) -> None:
    key = lodged(tom)
    address = case(ann, key)
    for wrong, need in (
        ({"grounds": []}, "closed list"),
        ({"grounds": ["invented"]}, "closed list"),
        ({"norm": ""}, "The legal norm is cited"),
        ({"cure_days": "9"}, "The days to cure"),
        ({"cure_days": "many"}, "The days to cure"),
    ):
        answer = ann.post(f"{address}/decide", REFUSAL | wrong)
        assert answer.status_code == 409
        assert need in plain(answer)
    assert ann.post(f"{address}/decide", REFUSAL).status_code == 302
    file = plain(tom.get(f"/declarations/{key}"))
    assert "Incomplete" in file
    assert "Norm: Act 3, article 1" in file
    assert "To be cured by" in file
    assert tom.post(f"{address}/cure", {"text": "certificate added"}).status_code == 302
    again = ann.post(f"{address}/decide", REFUSAL | {"grounds": ["false"], "cure_days": "15"})
    assert "no new grounds" in plain(again)
    about = REFUSAL | {"grounds": ["false"], "about_cure": ["false"], "cure_days": "15"}
    assert ann.post(f"{address}/decide", about).status_code == 302


def test_four_eyes(client_for: Callable[..., Client], tom: Client, ann: Client) -> None:
    key = lodged(tom, item(code=MEAT))
    address = case(ann, key)
    page = plain(ann.get(address))
    assert "one officer proposes, another decides" in page
    assert "Grant the permit" not in page
    assert ann.post(f"{address}/propose", {"choice": "grant"}).status_code == 302
    alone = ann.post(f"{address}/decide", {"choice": "grant"})
    assert alone.status_code == 409
    assert "Another officer has proposed the decision" in plain(alone)
    abe = client_for("abe")
    seen = plain(abe.get(address))
    assert "Proposed: grant Ann" in seen
    assert "Grant the permit" in seen
    assert "Refuse the permit" not in seen
    assert "not possible now" in plain(abe.post(f"{address}/decide", REFUSAL)).lower()
    assert abe.post(f"{address}/decide", {"choice": "grant"}).status_code == 302
    assert "Granted" in plain(tom.get(f"/declarations/{key}"))


def test_a_stranger_answers_for_nobody(client_for: Callable[..., Client], tom: Client, ann: Client) -> None:
    address = case(ann, lodged(tom))
    ann.post(f"{address}/ask", {"text": "Which variety?"})
    assert client_for("sue").post(f"{address}/answer", {"text": "mine"}).status_code == 403
