"""The cast's browser, on a small site of our own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl

import pytest

from darcha.site.demo.browser import Browser, Shut

FORM = b"""<html><body><a href="/other">x</a><a href="/drafts/1/goods#f">g</a><a href="/drafts/1/goods#f">again</a>
<form method="post" action="/act"><input type="hidden" name="mark" value="m1"><input name="text" value="old">
<input type="checkbox" name="grounds" value="a" checked><input type="checkbox" name="grounds" value="b">
<select name="how"><option value="1">1</option><option value="2" selected>2</option></select>
<button name="choice" value="yes">Yes</button></form>
<form method="post"><input name="days" value="3"></form></body></html>"""


class Site(BaseHTTPRequestHandler):
    seen: ClassVar[list[tuple[str, str, list[tuple[str, str]], str]]] = []

    def do_GET(self) -> None:
        self._note([])
        if self.path == "/loop":
            self._answer(302, {"Location": "/loop"})
        elif self.path == "/shut":
            self._answer(403, {}, b"<p>It lies   outside your post</p>")
        else:
            self._answer(200, {"Set-Cookie": "session=s1; Path=/; HttpOnly"}, FORM)

    def do_POST(self) -> None:
        self._note(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._answer(302, {"Location": "form#there"})

    def _note(self, fields: list[tuple[str, str]]) -> None:
        self.seen.append((self.command, self.path, fields, self.headers.get("Cookie", "")))

    def _answer(self, status: int, headers: dict[str, str], content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    Site.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield Browser("127.0.0.1", site.server_address[1])
        site.shutdown()
        thread.join()


def test_a_form_goes_back_with_what_it_held_and_what_was_typed(browser: Browser) -> None:
    page = browser.get("/form")
    after = browser.send(page, page.form("/act"), {"text": "new", "grounds": ("a", "b")}, ("choice", "yes"))
    method, path, fields, cookie = Site.seen[1]
    assert (method, path, cookie) == ("POST", "/act", "session=s1")
    assert sorted(fields) == [
        ("choice", "yes"),
        ("grounds", "a"),
        ("grounds", "b"),
        ("how", "2"),
        ("mark", "m1"),
        ("text", "new"),
    ]
    assert after.path == "/form"
    assert [one[:2] for one in Site.seen] == [("GET", "/form"), ("POST", "/act"), ("GET", "/form")]


def test_forms_are_told_apart_by_their_fields(browser: Browser) -> None:
    page = browser.get("/form")
    assert "days" in page.form("/form").fields
    assert page.form("/act", having=["how"], without=["days"]) is page.form("/act")
    with pytest.raises(Shut, match="offers no form for /act"):
        page.form("/act", having=["days"])


def test_links_are_listed_once(browser: Browser) -> None:
    assert browser.get("/form").links("/drafts/1/") == ("/drafts/1/goods",)


def test_what_is_refused_is_told_in_the_words_of_the_page(browser: Browser) -> None:
    with pytest.raises(Shut, match="403 It lies outside your post"):
        browser.get("/shut")
    with pytest.raises(Shut, match="too many redirects"):
        browser.get("/loop")
