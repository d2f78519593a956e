"""People at the pages: each in a browser window of his own, where nothing may go wrong unseen."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.site.running import House

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def window(browser: Browser, house: House, trouble: list[str], **options: object) -> Page:
    """A page in a new window; errors of its console and requests that leave the host go to ``trouble``."""

    def said(message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 is no fault of the page; the browser says so all the same.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            trouble.append(f"{page.url}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((house.url, "data:")):
            trouble.append(f"{page.url}: a request left the host: {request.url}")

    page: Page = browser.new_context(locale="en-GB", **options).new_page()  # type: ignore[arg-type]
    page.on("console", said)
    page.on("pageerror", lambda error: trouble.append(f"{page.url}: {error}"))
    page.on("request", asked)
    return page


def log_in(page: Page, house: House, name: str) -> None:
    """Log in as somebody, and read English."""
    page.goto(house.url + "/log-in")
    page.locator("nav button[lang=en]").click()
    page.get_by_label("Name", exact=False).first.fill(name)
    page.locator("input[type=password]").fill(house.password)
    page.locator("main button").click()
    page.locator("nav button[lang=en]").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


class Person:
    """Somebody at the pages, in English."""

    def __init__(self, browser: Browser, house: House, name: str) -> None:
        self.house = house
        self.trouble: list[str] = []
        self.page = window(browser, house, self.trouble)
        log_in(self.page, house, name)

    def fills(self, **fields: str) -> None:
        """Type into fields by the end of their names."""
        for name, value in fields.items():
            self.fill(name.replace("__", "."), value)

    def fill(self, name: str, value: str) -> None:
        """Type into the field whose name ends so, or choose there."""
        found = self.page.locator(f'main [name$="{name}"]').first
        if found.evaluate("field => field.tagName") == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)

    def press(self, words: str) -> None:
        """Press a button or follow a link by its words."""
        main = self.page.locator("main")
        main.get_by_role("button", name=words).or_(main.get_by_role("link", name=words)).first.click()
        self.page.wait_for_load_state()

    def opens(self, number: str) -> None:
        """Open the case of a number from a queue: its line is a link, or holds one."""
        line = self.page.locator("main li, main tr").filter(has_text=number).first
        line.get_by_role("link").first.click()
        self.page.wait_for_load_state()

    def says(self, words: str) -> None:
        """The page says so."""
        expect(self.page.locator("main")).to_contain_text(re.compile(words))
