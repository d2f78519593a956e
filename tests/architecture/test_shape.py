"""Files and functions that a reader can hold, and imports that stand where they are looked for."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture import checks
from tests.architecture.tree import ROOT, breaches, parsed, python

# Imports that cannot stand at the top, by file: doors can be imported only when Django is set up.
LATE = {"src/darcha/site/asgi.py": ("darcha.doors", "darcha.picture")}


def test_files_are_short() -> None:
    assert not breaches(python(), lambda path: checks.long_file(path.read_text(encoding="utf-8")))


def test_functions_are_short() -> None:
    assert not breaches(python(), lambda path: checks.long_functions(parsed(path)))


def _inner_imports(path: Path) -> list[str]:
    return checks.inner_imports(parsed(path), LATE.get(path.relative_to(ROOT).as_posix(), ()))


def test_imports_stand_at_the_top() -> None:
    assert not breaches(python(), _inner_imports)


def test_a_long_file_is_found() -> None:
    assert checks.long_file("x = 1\n" * 401) == ["401 lines, at most 400"]
    assert not checks.long_file("x = 1\n" * 400)


def test_a_long_function_is_found_wherever_it_stands() -> None:
    body = "        pass\n" * 60
    method = ast.parse(f"class Thing:\n    async def act(self):\n{body}")
    assert checks.long_functions(method) == ["act: 61 lines, at most 60"]
    assert not checks.long_functions(ast.parse("def act():\n" + "    pass\n" * 59))


def test_an_import_inside_a_function_is_found() -> None:
    assert checks.inner_imports(ast.parse("def f():\n    if x:\n        from darcha.flow import permit")) == [
        "line 3: darcha.flow"
    ]
    assert not checks.inner_imports(ast.parse("import os\ndef f():\n    import pyhanko.sign"))


def test_a_late_import_is_allowed_only_where_it_is_listed() -> None:
    late = ast.parse("def f():\n    import darcha.doors\n    import darcha.flow")
    assert checks.inner_imports(late, ["darcha.doors"]) == ["line 3: darcha.flow"]
