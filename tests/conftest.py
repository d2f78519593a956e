"""What all tests share: the sample files, the browser, and how hard Hypothesis tries."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# The same examples everywhere, so that a red test is red on every machine; `--hypothesis-profile=search` looks further.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of published sample messages; tests that need it are skipped where it is not to be had."""
    folder = Path(os.environ.get("DARCHA_SAMPLES", ROOT.parent / "shared" / "samples"))
    if not folder.is_dir():
        pytest.skip(f"no sample messages in {folder}")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium. Without it browser tests are skipped, or fail where DARCHA_REQUIRE_BROWSER says so."""
    path = os.environ.get("DARCHA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        complain = pytest.fail if os.environ.get("DARCHA_REQUIRE_BROWSER") else pytest.skip
        complain("Chromium is not installed")
    return path
