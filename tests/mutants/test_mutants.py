"""Every small change of the core of the law turns a test red, or is listed with the reason why nothing could tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.mutants.mutate import mutants

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# The tests that each module has of its own; the longest first, so that two processes end at about the same time.
TESTS = {
    "tariff.expression": "tariff/test_expression.py",
    "clock": "test_clock.py",
    "access": "test_access.py",
    "money": "test_money.py",
    "lifecycle": "test_lifecycle.py",
    "tariff.duty": "tariff/test_duty.py",
    "release.decide": "release",
    "release.facts": "release",
    "release.status": "release",
}
FROZEN = "tests/law/test_frozen.py::test_every_public_struct_is_frozen"


def explained(module: str) -> set[tuple[str, str]]:
    """The changes of ``module``, by line and change, that make no difference."""
    listed = tomllib.loads((HERE / "explained.toml").read_text(encoding="utf-8"))["mutant"]
    assert all(one["reason"] for one in listed)
    assert {one["module"] for one in listed} <= TESTS.keys()
    return {(one["line"], one["change"]) for one in listed if one["module"] == module}


@pytest.mark.slow
@pytest.mark.parametrize("module", TESTS)
def test_no_change_goes_unnoticed(module: str) -> None:
    name = f"darcha.law.{module}"
    done = subprocess.run(
        (sys.executable, "-m", "tests.mutants.run", name, f"tests/law/{TESTS[module]}", f"{FROZEN}[{name}]"),
        cwd=ROOT,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "DARCHA_SAMPLES": os.devnull, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["tried"] > 0
    left = {(line, change): number for number, line, change in answer["survivors"]}
    known = explained(module)
    path = f"src/darcha/law/{module.replace('.', '/')}.py"
    assert [f"{path}:{left[at]}: {at[0]}: {at[1]}" for at in left if at not in known] == []
    assert known - left.keys() == set(), "listed, but noticed or gone"


def changes(source: str) -> list[str]:
    return [mutant.change for mutant in mutants(source, "example")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["Lt → LtE", "Lt → GtE"]),
        ("a + b and c", ["And → Or", "Add → Sub"]),
        ("x = 3", ["3 → 4", "3 → 2"]),
        ("x = 'red'", ["'red' → '?red'"]),
        ("x = not True", ["not True → True", "True → False"]),
        ("x = min(a, b)", ["min → max"]),
        ("x = 'a' if a else 'a'", ["'a' if a else 'a' → 'a' if a else 'a'", "'a' → '?a'", "'a' → '?a' (2)"]),
        ("x = [a for a in b if a]", ["for a in b if a → for a in b"]),
        ("def f():\n    '''Words.'''\n    g()\n    return a", ["g() → pass", "return a → return None"]),
        ("x: Literal['a'] = text('code', 'Label')", ["'code' → '?code'"]),
    ],
)
def test_what_is_changed(source: str, expected: list[str]) -> None:
    assert changes(source) == expected


def test_each_change_stands_alone() -> None:
    results = []
    for mutant in mutants("x = 2 + 3", "example"):
        room: dict[str, int] = {}
        exec(mutant.code, room)
        results.append(room["x"])
    assert sorted(results) == [-1, 4, 4, 6, 6]
