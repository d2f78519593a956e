from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from darcha.doors.pages.control import read_result
from darcha.doors.pages.gate import Visit
from darcha.law.draw import commitment
from tests.doors.pages.desk import lodged, plain
from tests.makers import LAPTOPS, item


@pytest.fixture
def tom(client_for: Callable[..., Client]) -> Client:
    return client_for("tom")


@pytest.fixture
def ian(client_for: Callable[..., Client]) -> Client:
    return client_for("ian")


def control(client: Client, key: UUID) -> str:
    """The address of the control of a declaration."""
    found = re.search(r'href="(/controls/[0-9a-f-]{36})"', client.get(f"/declarations/{key}").content.decode())
    assert found is not None
    return found.group(1)


def test_the_record_finds_the_goods_as_declared(tom: Client, ian: Client) -> None:
    address = control(ian, lodged(tom, item(code=LAPTOPS)))
    assert address in ian.get("/controls").content.decode()
    page = plain(ian.get(address))
    assert "declared: 10" in page
    assert "Drawn from 1 officers" in page
    answer = ian.post(address, {"forms": ["inspection"], "seen-1": "on", "seals": "aa1, bb2", "remarks": "dry"})
    assert answer["Location"] == "/controls"
    assert "Recorded. The goods are as declared." in plain(ian.get("/controls"))
    assert "The result is on record." in plain(ian.get(address))


def test_the_draw_can_be_repeated_when_its_day_is_over(
    tom: Client, ian: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = control(ian, lodged(tom, item(code=LAPTOPS)))
    today = plain(ian.get(address))
    assert "Candidates ian Commitment to the seed" in today
    assert " Seed " not in today
    monkeypatch.setattr(Visit, "day", property(lambda self: self.now.date() + timedelta(days=2)))
    later = plain(ian.get(address))
    seed = later.split(" Seed ")[1].split()[0]
    assert commitment(bytes.fromhex(seed)) in today


def test_a_difference_goes_to_the_trader(tom: Client, ian: Client) -> None:
    key = lodged(tom, item(code=LAPTOPS))
    answer = ian.post(control(ian, key), {"forms": ["inspection"], "packages-1": "9", "seals": "AA1"}, follow=True)
    assert "1 difference from the declaration" in plain(answer)
    file = plain(tom.get(f"/declarations/{key}"))
    assert "9 packages were found, 10 are declared" in file
    assert "Findings to cure with you" in file
    assert "AA1" in file


def test_what_cannot_be_read_is_named_and_kept(tom: Client, ian: Client) -> None:
    address = control(ian, lodged(tom, item(code=LAPTOPS)))
    answer = ian.post(address, {"forms": ["inspection"], "seen-1": "on", "packages-1": "nine", "net_mass-1": "-1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="nine"' in page
    assert 'name="seen-1" checked' in page
    assert "Enter a whole number, such as 12" in plain(answer)


def test_what_is_not_done_is_not_recorded(tom: Client, ian: Client) -> None:
    address = control(ian, lodged(tom, item(code=LAPTOPS)))
    answer = ian.post(address, {"seen-1": "on"})
    assert answer.status_code == 409
    assert "Every form of control that was ordered is done" in plain(answer)


def test_nobody_else_records(client_for: Callable[..., Client], tom: Client, ian: Client) -> None:
    key = lodged(tom, item(code=LAPTOPS))
    assert client_for("meg").get(control(ian, key)).status_code == 403
    assert "Record the result" not in plain(client_for("meg").get(f"/declarations/{key}"))


@pytest.mark.parametrize(
    ("said", "packages", "wrong"),
    [
        ({"seen-1": "on"}, None, set()),
        ({"packages-1": "12"}, 12, set()),
        ({"packages-1": "12.5"}, None, {"packages-1"}),
        ({"packages-1": "-1"}, None, {"packages-1"}),
        ({"packages-1": "NaN", "seen-1": "on"}, None, {"packages-1"}),
    ],
)
def test_reading_the_form(said: dict[str, str], packages: int | None, wrong: set[str]) -> None:
    result, problems = read_result(said, ["inspection"], [1])
    assert result.items[0].packages == packages
    assert set(problems) == wrong


def test_an_item_of_which_nothing_is_said_was_not_looked_at() -> None:
    result, _ = read_result({"seals": "a b", "net_mass-2": "1 000,5"}, [], [1, 2])
    assert [found.sequence for found in result.items] == [2]
    assert str(result.items[0].net_mass) == "1000.5"
    assert result.seals == ("A", "B")
