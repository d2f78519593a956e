"""The reference cannot lie: what stands in it is what the code would write now, and nothing is left out."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from darcha.law.access import ACTS
from darcha.law.rule import RULES
from tests.architecture.tree import ROOT

_PAGES = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def docs() -> ModuleType:
    """The program that writes the reference."""
    spec = importlib.util.spec_from_file_location("docs", ROOT / "tools" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_code_says(docs: ModuleType) -> None:
    stale = [name for name in docs.PAGES if (_PAGES / name).read_text() != docs.page(name)]
    assert not stale, "run `make docs`"


def test_every_act_and_every_rule_is_documented() -> None:
    acts, rules = (_PAGES / "acts.md").read_text(), (_PAGES / "rules.md").read_text()
    assert [name for name in ACTS if f"`{name}`" not in acts] == []
    assert [code for code in RULES if f"`{code}`" not in rules] == []


def test_every_setting_says_what_it_means(docs: ModuleType) -> None:
    named = set(re.findall(r"^\| `(DARCHA_\w+)` \| (?=\|)", docs.page("settings.md"), re.MULTILINE))
    assert named == set()


def test_links_of_the_documentation_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
