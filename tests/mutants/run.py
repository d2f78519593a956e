"""Runs the tests of one module against each of its mutants: ``python -m tests.mutants.run MODULE TEST …``.

Prints, as JSON, how many mutants there were and which of them no test noticed. Each is tried in a forked process that
has pytest and Hypothesis in memory already, and in which an importer gives the changed module for the real one.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutants.mutate import mutants

ROOT = Path(__file__).parents[2]
SECONDS = 5
"""Of processor time for one mutant; what takes longer runs in circles and is noticed by that."""
MEMORY = 2 << 30

# The same few examples each time; a smaller one that also fails is of no use here.
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Changed(SourceFileLoader):
    """Loads ``code`` as one module."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        super().__init__(name, str(path))
        self.code = code

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class Finder(MetaPathFinder):
    """Finds one module, with its loader."""

    def __init__(self, loader: Changed) -> None:
        self.loader = loader

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        known = fullname == self.loader.name
        return spec_from_file_location(fullname, self.loader.path, loader=self.loader) if known else None


class Few:
    """A plugin: after the profile of tests/conftest.py, that of mutants."""

    def pytest_configure(self) -> None:
        settings.load_profile("mutants")


def survives(name: str, path: Path, code: CodeType, tests: list[str]) -> bool:
    """Whether all ``tests`` pass with ``code`` as the module ``name``."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        sys.meta_path.insert(0, Finder(Changed(name, path, code)))
        os._exit(_passes(tests))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _passes(tests: list[str]) -> int:
    return int(pytest.main(["-x", "-qq", "--tb=no", "-p", "no:cacheprovider", *tests], plugins=[Few()]))


def _warm(name: str, tests: list[str]) -> None:
    """Run the tests as they are, then forget our own modules: what others gave is in memory for every child."""
    if _passes(tests):
        raise RuntimeError(f"the tests of {name} fail without any change")
    if name not in sys.modules:
        raise RuntimeError(f"the tests of {name} do not import it")
    for module in [m for m in sys.modules if m.startswith(("darcha", "tests.")) and not m.startswith("tests.mutants")]:
        del sys.modules[module]
    gc.freeze()


def main(name: str, *tests: str) -> None:
    """Print ``{"tried": n, "survivors": [[line number, line, change], …]}``."""
    path = ROOT / "src" / Path(*name.split(".")).with_suffix(".py")
    source = path.read_text(encoding="utf-8")
    tried = list(mutants(source, str(path)))
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _warm(name, list(tests))
    if not survives(name, path, compile(source, str(path), "exec"), list(tests)):
        raise RuntimeError(f"the tests of {name} fail in a fork, so they would notice anything")
    left = [m for m in tried if survives(name, path, m.code, list(tests))]
    answer = {"tried": len(tried), "survivors": [[m.number, m.line, m.change] for m in left]}
    os.write(out, json.dumps(answer).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
