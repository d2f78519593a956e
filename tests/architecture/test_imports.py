"""Who may import whom: the contracts hold, and each of them can be broken."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import checks
from tests.architecture.tree import ROOT, breaches, parsed, sources

LAW = {"msgspec", "stdnum"}
ALLOWED = {"law": LAW, "wire": LAW | {"lxml", "openpyxl"}, "packs": set[str]()}


@pytest.mark.parametrize("layer", ALLOWED)
def test_pure_layers_use_a_short_list_of_packages(layer: str) -> None:
    assert not breaches(sources(layer), lambda path: checks.foreign_imports(parsed(path), ALLOWED[layer]))


def test_pure_layers_do_nothing_but_think() -> None:
    assert not breaches(sources("law", "wire"), lambda path: checks.impurities(parsed(path)))


def test_a_foreign_package_is_found() -> None:
    tree = ast.parse(
        "import lxml.etree, csv\nfrom django.db import models\nfrom darcha.law import money\nimport stdnum.iban"
    )
    assert checks.foreign_imports(tree, LAW) == ["django", "lxml"]


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "from os.path import join",
        "from pathlib import Path",
        "x = datetime.now(UTC)",
        "x = datetime.datetime.utcnow",
        "x = date.today()",
        "x = open('rates')",
        "def f():\n    print(1)",
    ],
)
def test_an_impurity_is_found(line: str) -> None:
    assert checks.impurities(ast.parse(line))


def test_a_pure_line_is_not() -> None:
    assert not checks.impurities(ast.parse("from datetime import datetime, time\nx = datetime.fromisoformat(y).time()"))


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of ``pyproject.toml`` asked of the package in ``house``."""
    return subprocess.run(
        (Path(sys.executable).with_name("lint-imports"), "--config", ROOT / "pyproject.toml", "--no-cache"),
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small package of the same layers that keeps every contract."""
    for layer in ("site", "doors", "picture", "flow", "store", "wire", "law", "packs"):
        (tmp_path / "darcha" / layer).mkdir(parents=True)
        (tmp_path / "darcha" / layer / "__init__.py").touch()
    for module in ("__init__", "law/permit", "law/tariff", "law/money", "flow/permit", "flow/tariff"):
        (tmp_path / "darcha" / f"{module}.py").touch()
    return tmp_path


def test_a_house_in_order_keeps_the_contracts(house: Path) -> None:
    (house / "darcha/flow/permit.py").write_text("import darcha.law.permit, darcha.store, darcha.wire\n")
    (house / "darcha/law/permit.py").write_text("import darcha.law.money\n")
    done = _lint(house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("law/money", "import darcha.store"),  # upwards
        ("store/__init__", "import darcha.wire"),  # beside
        ("doors/__init__", "import darcha.picture"),
        ("law/money", "import darcha.packs"),  # data are read, not imported
        ("law/permit", "import darcha.law.tariff"),  # a subject that knows another
        ("law/money", "import darcha.law.tariff"),  # a word that knows a subject
        ("law/helpers", ""),  # neither a subject nor of the vocabulary
        ("utils", ""),  # a package beside the layers
    ],
)
def test_a_breach_of_a_contract_is_found(house: Path, module: str, line: str) -> None:
    (house / "darcha" / f"{module}.py").write_text(line + "\n")
    done = _lint(house)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 kept, 1 broken" in done.stdout


def test_a_cycle_is_found(house: Path) -> None:
    (house / "darcha/flow/permit.py").write_text("import darcha.flow.tariff\n")
    (house / "darcha/flow/tariff.py").write_text("import darcha.flow.permit\n")
    done = _lint(house)
    assert done.returncode == 1
    assert "2 kept, 1 broken" in done.stdout
