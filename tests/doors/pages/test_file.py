from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.doors.pages.desk import ITEM, inputs, lodged, plain
from tests.makers import LAPTOPS, item


@pytest.fixture
def tom(client_for: Callable[..., Client]) -> Client:
    return client_for("tom")


def test_the_file_says_how_far_it_is_and_who_holds_it(tom: Client) -> None:
    page = plain(tom.get(f"/declarations/{lodged(tom)}"))
    assert "What is missing Phytosanitary certificate with Plant Health" in page
    assert "days left" in page
    assert "Payment: " in page
    assert "XTS with you" in page
    assert "Lodge a declaration Tom" in page
    assert "Sweet oranges, fresh, of the season" in page
    assert "illustrative rate" in page
    assert "Green" in page


@pytest.mark.parametrize(
    ("person", "status"),
    [("ann", 200), ("ian", 200), ("cat", 200), ("dan", 200), ("meg", 200), ("aud", 200), ("sue", 403), ("adi", 403)],
)
def test_who_sees_a_file(client_for: Callable[..., Client], tom: Client, person: str, status: int) -> None:
    key = lodged(tom)
    answer = client_for(person).get(f"/declarations/{key}")
    assert answer.status_code == status
    page = plain(answer)
    assert "Amend the declaration" not in page
    assert ("Record a payment" in page) is (person == "cat")
    assert ("See why the channel was chosen" in page) is (person == "aud")


def test_the_list_shows_one_line_a_consignment_and_finds(tom: Client) -> None:
    key = lodged(tom, item(), **{f"{ITEM}[0].commodity.description": "Blood oranges of Aurelia"})
    page = plain(tom.get("/"))
    assert "Needs you now" in page
    assert "Blood oranges of Aurelia" in page
    assert "Permits with you: Payment with Plant Health" in page
    assert str(key) in tom.get("/?q=blood+ORANGES").content.decode()
    assert "There is nothing here yet." in plain(tom.get("/?q=unicorns"))


def test_the_list_is_paged_by_its_address(tom: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("darcha.doors.pages.home.PAGE", 2)
    keys = [lodged(tom) for _ in range(3)]
    first = tom.get("/").content.decode()
    assert str(keys[2]) in first
    assert str(keys[0]) not in first
    following = first.split('href="?after=')[1].split('"')[0]
    second = tom.get(f"/?after={following}").content.decode()
    assert str(keys[0]) in second
    assert str(keys[2]) not in second
    assert tom.get("/?after=nonsense").status_code == 200


def test_an_amendment_starts_from_the_last_version_and_is_compared(tom: Client) -> None:
    key = lodged(tom)
    draft = str(tom.post(f"/declarations/{key}/amend")["Location"])
    assert "Amendment" in plain(tom.get(draft))
    form = inputs(tom.get(f"{draft}/goods"))
    assert form[f"{ITEM}[0].commodity.description"] == "Sweet oranges, fresh, of the season"
    marks = f"{ITEM}[0].packaging[0].marks_numbers_id"
    assert tom.post(f"{draft}/goods", form | {marks: "MOON", "go": "back"}).status_code == 302
    answer = tom.post(f"{draft}/check")
    assert answer["Location"] == f"/declarations/{key}"
    page = plain(tom.get(answer["Location"]))
    assert "Amended: version 2 of" in page
    compared = plain(tom.get(f"/declarations/{key}/versions"))
    assert "Item 1: Marks and numbers SUN MOON" in compared
    assert "They do not differ." in plain(tom.get(f"/declarations/{key}/versions?from=2&to=2"))


def test_a_declaration_is_withdrawn_with_its_reason(tom: Client) -> None:
    key = lodged(tom)
    address = f"/declarations/{key}/withdraw"
    assert "permit cases are closed" in plain(tom.get(address))
    answer = tom.post(address, {"reason": " "})
    assert answer.status_code == 422
    assert "Say why" in plain(answer)
    assert tom.post(address, {"reason": "sold elsewhere"}).status_code == 302
    page = plain(tom.get(f"/declarations/{key}"))
    assert "Nothing more happens with this declaration" in page
    assert "Amend the declaration" not in page
    assert tom.post(f"/declarations/{key}/amend")["Location"] == f"/declarations/{key}"
    again = tom.post(address, {"reason": "once more"})
    assert again.status_code == 409
    assert "not possible now" in plain(again)


def test_the_auditor_sees_why_and_the_look_is_written_down(client_for: Callable[..., Client], tom: Client) -> None:
    key = lodged(tom, item(code=LAPTOPS))
    auditor = client_for("aud")
    page = plain(auditor.post(f"/declarations/{key}/why"))
    assert "Red" in page
    assert "Computers are counted" in page
    assert "See why a channel was chosen Aud" in plain(auditor.get(f"/declarations/{key}"))
    green = plain(auditor.post(f"/declarations/{lodged(tom)}/why"))
    assert "No profile speaks of these goods" in green


def test_a_declaration_is_found_by_its_number(client_for: Callable[..., Client], tom: Client) -> None:
    key = lodged(tom)
    found = re.search(r"P1/[\d.]+/\d+", plain(tom.get(f"/declarations/{key}")))
    assert found is not None
    manager = client_for("meg")
    assert manager.get("/declarations", {"q": found.group()})["Location"] == f"/declarations/{key}"
    missing = manager.get("/declarations", {"q": "P1/none"})
    assert missing.status_code == 404
    assert "There is no declaration P1/none." in plain(missing)
    assert str(key) in manager.get("/declarations").content.decode()
    assert str(key) not in client_for("cat").get("/declarations").content.decode()


@pytest.mark.parametrize(
    ("person", "place"), [("ann", "/permits"), ("ian", "/controls"), ("cat", "/payments"), ("aud", "/centre")]
)
def test_every_role_has_its_desk(client_for: Callable[..., Client], person: str, place: str) -> None:
    answer = client_for(person).get("/")
    if answer.status_code == 302:
        assert answer["Location"] == place
    else:
        assert f'href="{place}"' in answer.content.decode()


def test_a_role_without_a_desk_is_told(client_for: Callable[..., Client]) -> None:
    assert "nothing here for your role yet" in plain(client_for("adi").get("/"))
