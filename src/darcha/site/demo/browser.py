"""A browser small enough to read: pages, forms, cookies and redirects, so that the cast uses the doors as people do."""

from __future__ import annotations

import http.client
from collections.abc import Collection, Mapping, Sequence
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html
from lxml.html import FormElement, HtmlElement

_PATIENCE = 30.0
_HOPS = 5


class Shut(Exception):
    """A door did not do what was asked; the text is what it said."""


class Page:
    """A page: where it is, and its forms."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.tree: HtmlElement = lxml.html.fromstring(content)

    def form(self, action: str, having: Collection[str] = (), without: Collection[str] = ()) -> FormElement:
        """The first form that is sent to the path ``action``, with some fields and without others.

        Raises Shut if there is none: the act is not open to this person now.
        """
        for form in self.tree.forms:
            names = set(form.fields.keys())
            if self._target(form) == action and names.issuperset(having) and names.isdisjoint(without):
                return form
        raise Shut(f"{self.path} offers no form for {action}")

    def links(self, beginning: str) -> tuple[str, ...]:
        """The paths of the links that begin so, in their order."""
        found = (str(link).partition("#")[0] for link in self.tree.xpath("//a/@href"))
        return tuple(dict.fromkeys(link for link in found if link.startswith(beginning)))

    @property
    def text(self) -> str:
        """What a reader sees, in one line."""
        return " ".join(self.tree.text_content().split())

    def _target(self, form: FormElement) -> str:
        return urlsplit(urljoin(self.path, str(form.action or ""))).path


class Browser:
    """One person's browser at one address; ``log_in`` first."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._cookies: dict[str, str] = {}

    def log_in(self, name: str, password: str) -> None:
        """Log in as a person; raises Shut if that is refused."""
        page = self.get("/log-in")
        self.send(page, page.form("/log-in"), {"username": name, "password": password})

    def get(self, path: str) -> Page:
        """Load a page; raises Shut if it is not given."""
        return self._follow("GET", path, None)

    def send(
        self,
        page: Page,
        form: FormElement,
        values: Mapping[str, str | Sequence[str]],
        button: tuple[str, str] | None = None,
    ) -> Page:
        """Fill a form in and press its button; the page that follows. Raises Shut if the act is refused."""
        kept = [(name, value) for name, value in form.form_values() if name not in values]
        for name, given in values.items():
            kept += [(name, value) for value in ([given] if isinstance(given, str) else given)]
        action = urljoin(page.path, form.action or "")
        return self._follow("POST", action, urlencode(kept + ([button] if button else [])))

    def _follow(self, method: str, path: str, body: str | None) -> Page:
        for _ in range(_HOPS):
            status, location, content = self._ask(method, path, body)
            if location is None:
                page = Page(path, content)
                if status >= http.client.BAD_REQUEST:
                    raise Shut(f"{method} {path}: {status} {page.text[:400]}")
                return page
            method, path, body = "GET", urljoin(path, location).partition("#")[0], None
        raise Shut(f"{path}: too many redirects")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str | None, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        status, answered, content = ask(self._host, self._port, method, path, body, headers)
        for line in answered.get_all("Set-Cookie") or ():
            self._cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return status, answered.get("Location"), content


def ask(
    host: str, port: int, method: str, path: str, body: bytes | str | None, headers: Mapping[str, str]
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request on a connection of its own: status, headers, body. Raises OSError or HTTPException."""
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()
