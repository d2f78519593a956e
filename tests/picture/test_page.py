"""The page: who sees it, and what stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from darcha.picture import fold
from darcha.picture.page import ACT, centre
from darcha.picture.show import PARTS
from tests.flow.house import House
from tests.picture.sealing import seal_all
from tests.picture.served import client, django_on
from tests.picture.told import Told, write
from tests.store.databases import Database

pytestmark = pytest.mark.database


@pytest.fixture
def trading(house: House, journal: Database) -> Iterator[House]:
    """A house where something was done just now, with Django on its database."""
    now = datetime.now(UTC)
    week = timedelta(weeks=1)
    for lodged_at in (now, now, now - week, now - 2 * week):
        one = Told(lane="red", lodged_at=lodged_at)
        write(house.connection, one.act("declaration.lodge", to=("control", "north.one")))
    write(house.connection, Told(lodged_at=now).act("declaration.lodge", to=("payment", "trader")))
    seal_all(journal)
    fold.advance(house.connection)
    with django_on(journal.app):
        yield house


def test_who_is_not_logged_in_is_asked_to(trading: House) -> None:
    answer = client().get("/centre/")
    assert (answer.status_code, answer["Location"]) == (302, "/log-in?next=/centre/")


@pytest.mark.parametrize("person", ["trader", "plant", "north.one", "cashier"])
def test_other_roles_are_told_that_it_is_closed(trading: House, person: str) -> None:
    answer = client(person).get("/centre/")
    assert answer.status_code == 403
    assert "not open to you" in answer.content.decode()
    assert "Lodged today" not in answer.content.decode()


@pytest.mark.parametrize("person", ["manager", "auditor"])
def test_those_who_hold_the_right_see_it(trading: House, person: str) -> None:
    answer = client(person).get("/centre/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert [name for name in PARTS if f'id="{name}"' not in text] == []
    assert "Aurelia" in text
    assert re.search(r"Open now</h3>\s*<p class=\"figure\">5<", text)
    assert re.search(r"Lodged today</h3>\s*<p class=\"figure\">3<", text)
    assert "North Gate" in text
    assert "Lodge a declaration" in text
    assert 'data-stream="/streams/picture?language=en"' in text


def test_it_speaks_the_language_of_its_reader(trading: House) -> None:
    reader = Client(headers={"accept-language": "ru"})
    reader.cookies = client("manager").cookies
    text = reader.get("/centre/").content.decode()
    assert '<html lang="ru">' in text
    assert "language=ru" in text


def test_nothing_stands_inline_and_nothing_comes_from_elsewhere(trading: House) -> None:
    answer = client("manager").get("/centre/")
    text = answer.content.decode()
    assert not re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_it_is_only_read(trading: House) -> None:
    assert client("manager").post("/centre/").status_code == 405


def test_the_page_names_the_right_it_asks_for() -> None:
    assert getattr(centre, "act", None) == ACT == "picture.read"


def test_before_anything_was_lodged_it_says_so(house: House, journal: Database) -> None:
    with django_on(journal.app):
        text = client("manager").get("/centre/").content.decode()
    for words in ("Nothing has been lodged yet.", "No permit is open.", "Nothing has happened yet."):
        assert words in text
