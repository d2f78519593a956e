"""Every page in every language, for every role that sees it, on a desk and on a phone; and what is shut to a role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page, Response

import darcha
from darcha.doors.pages import catalogue
from darcha.doors.pages.declaration.forms.fields import SECTIONS
from darcha.site.demo.cast import read_cast
from darcha.site.settings import PACK
from tests.site.browser.people import log_in, window
from tests.site.browser.states import TRADER, States, fill
from tests.site.running import House

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LANGUAGES = ("uz", "ru", "en")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MOST_BYTES = 150_000
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PACKAGE = Path(darcha.__file__).parent
SPEAKING = ("doors", "picture")
"""The packages with a catalogue of their own."""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """[...document.querySelectorAll('button, .button, .tag, th, label, nav a')]
  .filter(e => e.checkVisibility() && !e.closest('.unseen') && e.scrollWidth > e.clientWidth + 1
    && getComputedStyle(e).display !== 'inline').map(e => e.outerHTML.slice(0, 160))"""
UNLABELLED = """[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(e => !e.labels?.length && !e.ariaLabel && !e.getAttribute('aria-labelledby'))
  .map(e => e.outerHTML.slice(0, 160))"""
WORDS = """(() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.replace(/\\s+/g, ' ').trim();
    if (text && !e.closest('script, style') && e.closest('[lang]').lang === document.documentElement.lang)
      found.push(text);
  }
  return found.concat(document.title, [...document.querySelectorAll('[aria-label], [placeholder]')]
    .filter(e => e.closest('[lang]').lang === document.documentElement.lang)
    .map(e => e.ariaLabel || e.placeholder));
})()"""
BYTES = """performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .filter(e => !e.name.includes('/streams/')).reduce((sum, e) => sum + e.encodedBodySize, 0)"""


@pytest.fixture(scope="module")
def states(house: House) -> States:
    """The house with something in every state."""
    return fill(house)


def pages(states: States) -> dict[str, list[str]]:
    """The pages by who looks at them; nobody is the empty name."""
    empty, whole, wrong = states.drafts["empty"], states.drafts["whole"], states.drafts["wrong"]
    key, officer = states.control("control")
    recorded, other = states.control("short")
    file = f"/declarations/{states.id('short')}"
    seen: dict[str, list[str]] = {
        "": ["/", "/log-in", "/licences", "/no-such-page"],
        TRADER: [
            "/",
            "/?q=300000011",
            "/?q=nothing",
            "/drafts/upload",
            *(f"{draft}{rest}" for draft in (empty, whole) for rest in ("", "/check", "/aside")),
            *(f"{draft}/{name}" for draft in (empty, whole) for name in SECTIONS),
            *(f"{wrong}/{name}?check=1" for name in SECTIONS),
            *(f"/declarations/{states.id(name)}" for name in states.files),
            f"{file}/versions",
            f"/declarations/{states.id('open')}/withdraw",
        ],
        "cashier.nigora": ["/payments", "/payments?q=nothing", f"/payments/{states.bill('payment')}"],
        "duty.bobur": ["/", "/centre/", "/declarations", file],
        "manager.kamila": ["/"],
        "auditor.ravshan": ["/", "/evidence", "/declarations", file, f"{file}/why"],
        "admin.temur": ["/"],
    }
    for name in ("open", "asked", "refused", "proposed"):
        seen.setdefault(decider(states, name), ["/permits"]).append(f"/permits/{states.permit(name)}")
    seen.setdefault(officer, ["/controls", f"/declarations/{states.id('control')}"]).append(f"/controls/{key}")
    seen.setdefault(other, ["/controls"]).append(f"/controls/{recorded}")
    return seen


def decider(states: States, name: str) -> str:
    """Who may decide the case that a file is named after."""
    return read_cast(PACK).officers(states.agency(name))[-1].id


def translated(package: str, language: str) -> Catalog:
    """The catalogue of a package in a language."""
    with (PACKAGE / package / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def english(language: str) -> list[re.Pattern[str]]:
    """The words of the catalogue that are said otherwise in a language, as patterns."""
    texts: set[str] = set()
    for one in (entry for package in SPEAKING for entry in translated(package, language)):
        said = one.id if isinstance(one.id, tuple | list) else (one.id,)
        other = one.string if isinstance(one.string, tuple | list) else (one.string,)
        texts |= {text for text in said if text and text not in other and re.search("[a-z]{2}", text)}
    parts = (re.split(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}", " ".join(text.split())) for text in texts)
    return [re.compile(".*".join(map(re.escape, part))) for part in parts if len("".join(part).strip()) > 3]


class Eye:
    """Looks at pages and writes down what is wrong with them."""

    def __init__(self, page: Page, house: House, language: str) -> None:
        self.page, self.house, self.language = page, house, language
        self.english = english(language) if language != "en" else []
        self.wrong: list[str] = []

    def look(self, path: str) -> None:
        """One page, on a desk and on a phone."""
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        answer = self._open(path)
        if answer.status >= 500 or (answer.status >= 400 and path != "/no-such-page"):
            self.says(path, f"answers {answer.status}")
            return
        if path.endswith("/aside"):  # a part of a page; htmx puts it into its place
            return
        self._frame(path)
        self._fits(path, "desk")
        self._axe(path, "desk")
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        self._fits(path, "phone")
        if self.language == "uz":
            self._axe(path, "phone")

    def _open(self, path: str) -> Response:
        """Go to a page; why a channel was chosen is asked by a button, since each look is written down."""
        file = path.removesuffix("/why")
        answer = self.page.goto(self.house.url + file)
        if file != path:
            with self.page.expect_navigation() as navigation:
                self.page.locator(f"form[action='{path}'] button").click()
            answer = navigation.value
        assert answer is not None
        return answer

    def says(self, path: str, what: str) -> None:
        """Write a fault down."""
        self.wrong.append(f"{self.language} {re.sub('[0-9a-f-]{36}', '…', path)}: {what}")

    def _frame(self, path: str) -> None:
        lang = self.page.evaluate("document.documentElement.lang")
        if lang != self.language:
            self.says(path, f"the page says that it is in {lang}")
        if (weight := self.page.evaluate(BYTES)) > MOST_BYTES:
            self.says(path, f"{weight} bytes")
        for html in self.page.evaluate(UNLABELLED):
            self.says(path, f"no label: {html}")
        for text in self.page.evaluate(WORDS):
            if any(pattern.fullmatch(text) for pattern in self.english):
                self.says(path, f"English: {text}")

    def _fits(self, path: str, where: str) -> None:
        if (much := self.page.evaluate(OVERFLOW)) > 0:
            self.says(path, f"{much} pixels too wide on the {where}")
        for html in self.page.evaluate(CUT):
            self.says(path, f"cut on the {where}: {html}")

    def _axe(self, path: str, where: str) -> None:
        for found in Axe().run(self.page, options={"runOnly": WCAG}).response["violations"]:
            self.says(path, f"{found['id']} on the {where}: {found['nodes'][0]['html'][:200]}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_read_in_every_language(
    house: House, browser: Browser, states: States, language: str
) -> None:
    wrong: list[str] = []
    for person, paths in pages(states).items():
        with_him = visitor(browser, house, person, language, wrong)
        eye = Eye(with_him, house, language)
        for path in paths:
            eye.look(path)
        wrong += eye.wrong
        with_him.context.close()
    assert not wrong, "\n".join(wrong)


def visitor(browser: Browser, house: House, person: str, language: str, trouble: list[str]) -> Page:
    """Somebody's window in a language."""
    page = window(browser, house, trouble)
    if person:
        log_in(page, house, person)
    else:
        page.goto(house.url)
    page.locator(f"nav button[lang={language}]").click()
    return page


@pytest.mark.parametrize("language", ["uz", "ru"])
def test_the_centre_has_its_words_in_every_language(language: str) -> None:
    folder = PACKAGE / "picture"
    texts = {entry[0] for entry in (*catalogue.from_templates(folder / "templates"), *catalogue.from_python(folder))}
    said = {str(one.id): str(one.string or "") for one in translated("picture", language) if one.id}
    assert said.keys() == texts
    assert all(said.values())
    assert all(re.findall(r"%\(\w+\)s", text) == re.findall(r"%\(\w+\)s", said[text]) for text in texts)


ROLES: dict[str, str] = {
    "agency_officer": "technical.sardor",
    "inspector": "inspector.laylo",
    "cashier": "cashier.pavel",
    "duty_officer": "duty.bobur",
    "manager": "manager.kamila",
    "auditor": "auditor.ravshan",
    "admin": "admin.temur",
    "trader": "trader.kamola",
}
"""Somebody of each role whose scope holds none of the files."""

OPEN_TO: dict[str, tuple[str, ...]] = {
    "agency_officer": ("/permits", "/declarations"),
    "inspector": ("/controls", "/declarations"),
    "cashier": ("/payments", "/declarations"),
    "duty_officer": ("/centre/", "/declarations"),
    "manager": ("/centre/", "/declarations"),
    "auditor": ("/centre/", "/declarations", "/evidence"),
    "admin": (),
    "trader": ("/drafts/upload", "/declarations"),
}
"""Pages that a role sees although it is somebody else's in the matrix."""

EVERYWHERE = ("cashier", "duty_officer", "manager", "auditor")
"""Roles that read every declaration of the country."""


def shut(states: States, role: str) -> Iterator[str]:
    """The pages that somebody of a role may not see."""
    own = (*OPEN_TO[role], "/?", "/log-in", "/licences", "/no-such-page")
    for path in dict.fromkeys(path for paths in pages(states).values() for path in paths):
        public = path == "/" or path.split("?")[0] in own or path.startswith("/?")
        read = role in EVERYWHERE and path.startswith("/declarations/") and not path.endswith("/withdraw")
        bill = role == "cashier" and path.startswith("/payments")
        if not (public or read or bill or path.endswith("/why")):
            yield path


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_see_is_refused_in_a_page(
    house: House, browser: Browser, states: States, role: str
) -> None:
    trouble: list[str] = []
    page = visitor(browser, house, ROLES[role], "ru", trouble)
    answers: dict[str, Any] = {}
    for path in shut(states, role):
        answer = page.request.get(house.url + path)
        styled = "<h1" in answer.text() and "stylesheet" in answer.text() and '<html lang="ru"' in answer.text()
        answers[path] = (answer.status, styled)
    page.context.close()
    assert answers
    assert {path: got for path, got in answers.items() if got[0] not in (403, 404) or not got[1]} == {}
    assert trouble == []


def test_a_stranger_is_asked_to_log_in(house: House, browser: Browser, states: States) -> None:
    page = window(browser, house, [])
    for person, paths in pages(states).items():
        for path in paths if person else ():
            if path != "/" and not path.startswith("/?") and not path.endswith("/why"):
                answer = page.request.get(house.url + path)
                assert "/log-in?next=" in answer.url, path
    page.context.close()
