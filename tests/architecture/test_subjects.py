"""A subject has one name in every layer: a list of files that contain "permit" is the whole subject.

Folders group modules by audience (``doors/pages/agency/permit.py``) or divide one subject; either way a name is a
subject's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCE, python

SUBJECTS = {
    *("declaration", "tariff", "permit", "risk", "control", "payment", "release", "arrival", "transit", "carnet"),
    *("sample", "ruling", "offence", "audit", "appeal", "party", "incident", "training", "roadmap"),
}

# What is not a subject's, with what it is.
OTHERS = {
    "store/read": {
        "draft": "declarations before they are lodged",
        "draw": "who may be drawn for an examination",
        "fetch": "the shapes of queries that all subjects use",
        "nomenclature": "the texts of the Harmonised System, which a package carries",
        "pack": "the versions of the country",
        "reference": "references already used, over all subjects",
    },
    "flow": {
        "draw": "who examines",
        "facts": "what the law is told about one declaration",
        "file": "what all subjects know of one declaration",
        "judge": "what all rules say of one declaration",
        "opening": "what lodging and amending write, over all subjects",
        "parts": "acts on a part of one declaration's file",
        "run": "steps on a connection, for doors and commands",
        "step": "the wrapper of every act",
        "view": "one answer on one declaration, over all subjects",
    },
    "doors/pages": {
        "catalogue": "which texts there are, and in which languages",
        "context": "what every template is given",
        "evidence": "the record of all subjects, proven",
        "gate": "who may see which page",
        "home": "the first page of each role",
        "person": "logging in and one's own settings",
    },
}


def strangers(package: str, modules: list[str]) -> list[str]:
    """Modules of ``package`` that are neither a subject's nor on its short list."""
    return sorted(set(modules) - SUBJECTS - OTHERS[package].keys() - {"__init__"})


def _modules(package: str) -> list[str]:
    found = [path.relative_to(SOURCE / package) for path in python() if path.is_relative_to(SOURCE / package)]
    return [module_name(path, OTHERS[package]) for path in found]


def module_name(path: Path, others: Iterable[str] = ()) -> str:
    """The name a module goes by: its folder's where that is a subject's or listed, else its own."""
    return path.parts[0] if path.parts[0] in {*SUBJECTS, *others} else path.stem


@pytest.mark.parametrize("package", OTHERS)
def test_modules_are_named_after_their_subject(package: str) -> None:
    assert not strangers(package, _modules(package))


def test_the_design_names_the_same_subjects() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {subject for subject in SUBJECTS if f"({subject})" in contract} == SUBJECTS


def test_a_module_of_another_name_is_found() -> None:
    assert strangers("flow", ["permits", "permit", "step", "__init__", "utils"]) == ["permits", "utils"]


def test_folders_group_or_divide_subjects() -> None:
    assert module_name(Path("agency/permit.py")) == "permit"
    assert module_name(Path("permit/forms.py")) == "permit"
    assert module_name(Path("agency/forms.py")) == "forms"
