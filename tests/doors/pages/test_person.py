from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from darcha.doors.pages import person
from tests.doors.conftest import PASSWORD
from tests.doors.pages.desk import plain


def log_in(client: Client, name: str = "tom", password: str = PASSWORD, **more: str) -> tuple[int, str]:
    answer = client.post("/log-in", {"username": name, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", plain(answer))


def test_logging_in_and_out(client_for: Callable[..., Client]) -> None:
    client = client_for()
    assert log_in(client) == (302, "/")
    assert "Begin a declaration" in plain(client.get("/"))
    assert client.post("/log-out").status_code == 302
    assert "Begin a declaration" not in plain(client.get("/"))


def test_one_is_led_where_one_was_going(client_for: Callable[..., Client]) -> None:
    assert log_in(client_for(), next="/drafts/upload") == (302, "/drafts/upload")
    assert log_in(client_for(), next="https://elsewhere.example/") == (302, "/")


@pytest.mark.parametrize(("name", "password"), [("tom", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_is_said_without_saying_which(
    client_for: Callable[..., Client], name: str, password: str
) -> None:
    status, said = log_in(client_for(), name, password)
    assert status == 401
    assert "The user name or the password is not right." in said
    assert said.startswith("Error: Log in")


def test_after_too_many_failures_one_waits(client_for: Callable[..., Client]) -> None:
    client = client_for()
    for _ in range(person.TRIES):
        assert log_in(client, password="wrong")[0] == 401
    assert log_in(client)[0] == 429
    assert log_in(client, "cat")[0] == 302, "another name is not concerned"
    cache.clear()
    assert log_in(client)[0] == 302


def test_the_language_is_chosen_by_its_own_name_and_stays_on_the_page(client_for: Callable[..., Client]) -> None:
    client = client_for()
    answer = client.post("/language", {"language": "ru", "next": "/log-in"})
    assert answer["Location"] == "/log-in"
    page = client.get("/log-in").content.decode()
    assert '<html lang="ru">' in page
    assert 'lang="ru" aria-current="true">Русский' in page
    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page


def test_the_language_of_a_person_comes_with_the_log_in(client_for: Callable[..., Client]) -> None:
    client = client_for(language="ru")
    log_in(client)
    assert '<html lang="en">' in client.get("/").content.decode()
