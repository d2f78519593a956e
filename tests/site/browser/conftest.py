"""A house as a user starts it, and a browser to visit it with."""

from __future__ import annotations

import os
from collections.abc import Iterator

import django
import pytest
from playwright.sync_api import Browser, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")
django.setup()

from tests.site.browser.people import FLAGS  # noqa: E402  Django has to be set up first
from tests.site.running import House, running  # noqa: E402


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A house as a user starts it."""
    with running() as made:
        yield made


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser of this machine."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield made
        made.close()
