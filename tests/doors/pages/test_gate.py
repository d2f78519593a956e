from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from darcha.doors import urls
from darcha.doors.headers import POLICY
from darcha.doors.pages.gate import Page
from darcha.law.access import ACTS, Actor, may
from tests.doors.conftest import PEOPLE
from tests.doors.pages.desk import plain

OURS = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
GATED = [pattern for pattern in OURS if pattern.name not in urls.PUBLIC]
GIVEN: dict[str, Callable[[], object]] = {"key": uuid4, "name": lambda: "transport"}


def address(pattern: URLPattern) -> str:
    given = {name: GIVEN[name]() for name in pattern.pattern.converters}
    return reverse(str(pattern.name), kwargs=given)


def page(pattern: URLPattern) -> Page:
    assert isinstance(pattern.callback, Page), pattern.name
    return pattern.callback


def method(pattern: URLPattern) -> str:
    return "get" if "GET" in page(pattern)._methods else "post"


@pytest.mark.parametrize("pattern", GATED, ids=lambda p: str(p.name))
def test_every_address_has_an_act_or_is_public(pattern: URLPattern) -> None:
    assert page(pattern).act in ACTS


def test_the_public_list_names_addresses_that_exist() -> None:
    assert {str(pattern.name) for pattern in OURS} >= urls.PUBLIC
    assert all(p.callback.act is None for p in OURS if p.name in urls.PUBLIC and isinstance(p.callback, Page))


@pytest.mark.parametrize("pattern", GATED, ids=lambda p: str(p.name))
@pytest.mark.parametrize("person", ["tom", "ann", "ian", "cat", "dan", "meg", "aud", "adi"])
def test_the_role_opens_the_page_or_does_not(
    client_for: Callable[..., Client], pattern: URLPattern, person: str
) -> None:
    role: Any = PEOPLE[person][0]
    answer = getattr(client_for(person), method(pattern))(address(pattern))
    allowed = may(Actor(person, "", frozenset({role})), page(pattern).act or "")
    if allowed:
        # The thing itself does not exist, or the page is there.
        assert answer.status_code in (200, 302, 404, 422), plain(answer)
    else:
        assert answer.status_code == 403
        assert "not allowed" in plain(answer)


@pytest.mark.parametrize("pattern", GATED, ids=lambda p: str(p.name))
def test_nobody_is_asked_to_log_in(client_for: Callable[..., Client], pattern: URLPattern) -> None:
    answer = getattr(client_for(), method(pattern))(address(pattern))
    if method(pattern) == "get":
        assert answer.status_code == 302
        assert answer["Location"].startswith("/log-in?next=")
    else:
        assert answer.status_code == 401


def test_a_page_answers_only_its_methods(client_for: Callable[..., Client]) -> None:
    assert client_for("tom").post("/licences").status_code == 405


def test_the_address_of_a_form_leads_home(client_for: Callable[..., Client]) -> None:
    answer = client_for("tom").get("/drafts/new")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_every_page_carries_the_policy(client_for: Callable[..., Client]) -> None:
    answer = client_for("tom").get("/")
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert "unsafe" not in POLICY
    page = answer.content.decode()
    assert "<style" not in page
    assert ' style="' not in page
    assert "onclick" not in page


@pytest.mark.parametrize(("language", "word"), [("en", "There is no"), ("ru", "Не найдено"), ("uz", "Topilmadi")])
def test_what_is_not_there_is_said_in_the_readers_language(
    client_for: Callable[..., Client], language: str, word: str
) -> None:
    answer = client_for(language=language).get("/nowhere")
    assert answer.status_code == 404
    assert word in plain(answer)
    assert f'<html lang="{language}">' in answer.content.decode()


def test_a_forged_form_is_refused_in_words(site: object) -> None:
    answer = Client(enforce_csrf_checks=True).post("/log-in", {"username": "tom"})
    assert answer.status_code == 403
    assert "open for too long" in plain(answer)


def test_a_fault_of_ours_is_a_page_too(client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    client = client_for("tom")
    client.raise_request_exception = False
    monkeypatch.setattr("darcha.doors.pages.home._trader", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "went wrong on our side" in plain(answer)
