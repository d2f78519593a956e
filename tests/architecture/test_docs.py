"""The reference cannot lie: what stands in it is what the code would write now, and nothing is left out."""

from __future__ import annotations

import re
import subprocess
import sys

from darcha.law.access import ACTS
from darcha.law.rule import RULES
from tests.architecture.tree import ROOT

_PAGES = ROOT / "docs" / "reference"


def test_the_reference_is_what_the_code_says() -> None:
    # In a process of its own: what tests register is no part of the reference.
    told = subprocess.run(
        [sys.executable, "tools/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, f"run `make docs`: {told.stdout}{told.stderr}"


def test_every_act_and_every_rule_is_documented() -> None:
    acts, rules = (_PAGES / "acts.md").read_text(), (_PAGES / "rules.md").read_text()
    assert [name for name in ACTS if f"`{name}`" not in acts] == []
    assert [code for code in RULES if f"`{code}`" not in rules] == []


def test_every_setting_says_what_it_means() -> None:
    silent = re.findall(r"^\| `(DARCHA_\w+)` \|\s+\|", (_PAGES / "settings.md").read_text(), re.MULTILINE)
    assert silent == []


def test_links_of_the_documentation_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
