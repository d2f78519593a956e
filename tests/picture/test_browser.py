"""The page in a browser: it lives, it fits the wall, it can be read from afar, it is accessible."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from darcha.flow.run import now
from darcha.picture import fold
from tests.flow.house import House
from tests.picture.sealing import seal_all
from tests.picture.served import client, cookie, serving
from tests.picture.told import Told, write
from tests.store.databases import Database

pytestmark = [pytest.mark.database, pytest.mark.browser]

FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TOO_SMALL = """[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('svg')
  && !e.classList.contains('unseen')
  && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
  && parseFloat(getComputedStyle(e).fontSize) < 24).map(e => e.outerHTML)"""
SPILT = """[...document.querySelectorAll('.panel, .kpi, main, body')]
  .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
  .map(e => e.id || e.className || e.tagName)"""


def lodges(house: House, journal: Database) -> None:
    one = Told(lane="red", lodged_at=now())
    write(house.connection, one.act("declaration.lodge", to=("control", "north.one")))
    seal_all(journal)
    fold.advance(house.connection)


@pytest.fixture
def address(house: House, journal: Database) -> Iterator[tuple[str, dict[str, str]]]:
    lodges(house, journal)
    with serving(journal.app) as port:
        yield f"http://127.0.0.1:{port}", cookie(client("manager"))


@pytest.fixture
def browser(address: tuple[str, dict[str, str]], chromium: str) -> Iterator[Browser]:
    # Asked for after the server, since Django takes the loop of playwright for its own.
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield made
        made.close()


def opened(browser: Browser, address: tuple[str, dict[str, str]], width: int, height: int) -> tuple[Page, list[str]]:
    base, session = address
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": base}])
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda said: heard.append(said.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(base) else heard.append(asked.url))
    page.goto(f"{base}/centre/")
    return page, heard


def test_it_lives_fits_and_can_be_read(
    browser: Browser, address: tuple[str, dict[str, str]], house: House, journal: Database
) -> None:
    page, heard = opened(browser, address, 1920, 1080)
    expect(page.locator("#link")).to_have_text("live")
    expect(page.locator("#kpis .figure").first).to_have_text("1")
    lodges(house, journal)
    expect(page.locator("#kpis .figure").first).to_have_text("2")
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate(SPILT) == []
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert heard == []
