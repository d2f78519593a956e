from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.doors.pages.desk import lodged, plain


@pytest.fixture
def tom(client_for: Callable[..., Client]) -> Client:
    return client_for("tom")


@pytest.fixture
def cat(client_for: Callable[..., Client]) -> Client:
    return client_for("cat")


def bill(client: Client, key: UUID) -> str:
    """The address of the bill of a declaration."""
    found = re.search(r'href="(/payments/[0-9a-f-]{36})"', client.get(f"/declarations/{key}").content.decode())
    assert found is not None
    return found.group(1)


def test_a_bill_is_found_by_its_number(tom: Client, cat: Client) -> None:
    address = bill(cat, lodged(tom))
    number = plain(cat.get(address)).split("Bill ")[1].split()[0]
    assert address in cat.get("/payments", {"q": number}).content.decode()
    assert "No open bill has this number." in plain(cat.get("/payments", {"q": "none"}))


def test_a_part_and_then_the_rest_is_paid(tom: Client, cat: Client) -> None:
    key = lodged(tom)
    address = bill(cat, key)
    answer = cat.post(address, {"amount": "100,50", "method": "cash", "document": "C-1"}, follow=True)
    page = plain(answer)
    assert "Recorded: 100.50" in page
    assert "100.50 XTS · Cash C-1 · Cat" in page
    rest = page.split("Outstanding: ")[1].split(" XTS")[0].replace(",", "")
    answer = cat.post(address, {"amount": rest, "method": "barter", "document": "T-2"}, follow=True)
    assert "Paid in full." in plain(answer)
    assert "paid" in plain(tom.get(f"/declarations/{key}"))


@pytest.mark.parametrize(
    ("amount", "document", "said"),
    [
        ("", "C-1", "Enter a number"),
        ("much", "C-1", "Enter a number"),
        ("-5", "C-1", "Enter a number"),
        ("0", "C-1", "Enter a number"),
        ("5", "", "Enter the number of the payment document"),
    ],
)
def test_what_is_missing_is_asked_for(tom: Client, cat: Client, amount: str, document: str, said: str) -> None:
    answer = cat.post(bill(cat, lodged(tom)), {"amount": amount, "document": document})
    assert answer.status_code == 422
    assert said in plain(answer)
    assert plain(answer).startswith("Error:")
