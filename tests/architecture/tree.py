"""The files of the house, as the gates see them."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "darcha"

_LEFT_OUT = {".venv", ".git", "__pycache__", "build", "dist", "htmlcov"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, under version control; outside of a checkout every file that is not made."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return tuple(path for name in sorted(listed.stdout.split("\0")) if (path := ROOT / name).is_file())
    return tuple(sorted(_walk()))


def _walk() -> Iterator[Path]:
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in _LEFT_OUT and not name.endswith("_cache")]
        yield from (Path(folder) / name for name in names if not name.endswith((".mo", ".pyc")))


def python() -> tuple[Path, ...]:
    """Every Python file of ours."""
    return tuple(path for path in files() if path.suffix == ".py")


def sources(*packages: str) -> tuple[Path, ...]:
    """The Python files of ``darcha``'s packages named, such as ``"law"`` or ``"store/read"``."""
    return tuple(path for path in python() if any(path.is_relative_to(SOURCE / package) for package in packages))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file of ours."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def text(path: Path) -> str | None:
    """The text of a file, or None where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def breaches(paths: tuple[Path, ...], check: Callable[[Path], list[str]]) -> list[str]:
    """What ``check`` finds in ``paths``, each with its file; fails where there is nothing to check."""
    assert paths, "the gate looks at nothing"
    return [f"{path.relative_to(ROOT)}: {found}" for path in paths for found in check(path)]
