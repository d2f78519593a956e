"""Pictures of the pages for the documentation: ``make screenshots`` writes them anew into docs/pictures.

A house is started and consignments are brought into every state, as for the tests of the pages; then the pages are
looked at in a browser. DARCHA_CHROMIUM names the browser where ``chromium`` is not on the path.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.site.browser.people import FLAGS, Person  # noqa: E402  found from the root only
from tests.site.browser.states import TRADER, States, fill  # noqa: E402
from tests.site.running import House, running  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
WIDTH = 1280
MOST_BYTES = 200_000
"""What a picture may weigh in a page that people open."""


def consignment(browser: Browser, house: House, states: States) -> Page:
    """A consignment that waits for its permits, as the trader sees it."""
    return _opened(browser, house, TRADER, f"/declarations/{states.id('asked')}", 880)


def check(browser: Browser, house: House, states: States) -> Page:
    """A draft before it is sent: what is found, which permits are needed, what is to be paid."""
    return _opened(browser, house, TRADER, f"{states.drafts['whole']}/check", 1150)


def centre(browser: Browser, house: House, _states: States) -> Page:
    """The Situation Centre."""
    page = _opened(browser, house, "duty.bobur", "/centre/", 1080)
    page.wait_for_selector("#link:has-text('live')")
    return page


DRAWN: dict[str, Callable[[Browser, House, States], Page]] = {
    "consignment": consignment,
    "check": check,
    "centre": centre,
}


def _opened(browser: Browser, house: House, name: str, path: str, height: int) -> Page:
    page = Person(browser, house, name).page
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(house.url + path)
    page.wait_for_load_state()
    return page


def main() -> int:
    """Write the pictures; 1 where one is too heavy, 2 where there is no browser."""
    chromium = os.environ.get("DARCHA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium is not installed; install it, or name it by DARCHA_CHROMIUM.", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    heavy = False
    with running() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        states = fill(house)
        for name, draw in DRAWN.items():
            picture = PICTURES / f"{name}.png"
            draw(browser, house, states).screenshot(path=picture)
            size = picture.stat().st_size
            heavy = heavy or size > MOST_BYTES
            print(f"{picture.relative_to(ROOT)}: {size:,} bytes{' - too heavy' if size > MOST_BYTES else ''}")
        browser.close()
    return int(heavy)


if __name__ == "__main__":
    sys.exit(main())
