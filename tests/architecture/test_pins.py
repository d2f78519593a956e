"""What Darcha is built from: exact, hashed, and free to be used by anybody."""

from __future__ import annotations

import tomllib
from email.message import Message
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from typing import cast

import pytest

from tests.architecture import checks
from tests.architecture.tree import ROOT

REQUIREMENTS = ROOT / "requirements"
NAMES = ("runtime", "dev", "uv")

# Packages that do not state their licence in their metadata; read from the licence file they carry.
READ = {"axe-playwright-python": "MIT License"}


def _pins(name: str) -> dict[str, str]:
    return checks.pins((REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8"))


def _lines(name: str) -> set[str]:
    """Every pin and hash, without who asked for it."""
    lines = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if not line.lstrip().startswith("#")}


def _wanted(name: str) -> list[str]:
    lines = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("name", NAMES)
def test_every_wish_is_pinned_with_hashes(name: str) -> None:
    wanted = {wish.split("[")[0].split(">")[0] for wish in _wanted(name)}
    assert wanted <= _pins(name).keys()


def test_what_runs_is_tested() -> None:
    assert _lines("runtime") <= _lines("dev")


def test_the_package_asks_for_what_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"] == _wanted("runtime")


def test_licences_are_on_the_list() -> None:
    wrong = {}
    for name, marker in _pins("dev").items():
        try:
            said = metadata(name)
        except PackageNotFoundError:
            assert "win32" in marker, f"{name} is pinned, but not installed"
            continue
        if found := checks.wrong_licence(said):
            wrong[name] = found
    assert wrong == {name: ["says nothing"] for name in READ}


def _said(**fields: str) -> PackageMetadata:
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return cast("PackageMetadata", message)


@pytest.mark.parametrize(
    "fields",
    [
        {"License": "GPL-3.0-only"},
        {"License_Expression": "AGPL-3.0-or-later"},
        {"License_Expression": "MIT AND GPL-2.0-only"},
        {"Classifier": "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"},
        {"License": "Proprietary"},
        {},
    ],
)
def test_a_licence_that_binds_is_found(fields: dict[str, str]) -> None:
    assert checks.wrong_licence(_said(**fields))


def test_a_free_licence_is_not() -> None:
    assert not checks.wrong_licence(_said(License_Expression="Apache-2.0 OR BSD-3-Clause"))
    assert not checks.wrong_licence(_said(Classifier="License :: OSI Approved :: MIT License"))


HASH = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    "text",
    [
        "click==8.0 \\\n",
        f"click==8.0 \\\nrich==1.0 \\\n{HASH}\n",
        f"click>=8.0 \\\n{HASH}\n",
        f"click @ file:///tmp/click.whl \\\n{HASH}\n",
        "--index" + f"-url x\nclick==8.0 \\\n{HASH}\n",
        "# nothing\n",
    ],
)
def test_a_loose_pin_is_found(text: str) -> None:
    with pytest.raises(AssertionError, match="hash"):
        checks.pins(text)


def test_a_pin_is_read_with_its_marker() -> None:
    text = f"# made\nClick==8.0 \\\n{HASH} \\\n{HASH}\ntzdata==1 ; sys_platform == 'win32' \\\n{HASH}\n"
    assert checks.pins(text) == {"click": "", "tzdata": "sys_platform == 'win32'"}
