"""Folders and supervisors for the tests that start and kill servers of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from darcha.store.server import Account, reaches, run_as

Supervisor = subprocess.Popen[str]
_SCRIPT = Path(__file__).with_name("supervisor.py")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that does not exist yet, where the server's account can reach it too."""
    path = Path(tempfile.gettempdir(), f"darcha-{uuid.uuid4().hex[:12]}")
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def user() -> Account:
    """An ordinary account: ours, or for root that of nobody."""
    entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    account = Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    if not reaches(account, Path(_python(account))):
        pytest.skip("an ordinary user can reach no Python of this version here")
    return account


@pytest.fixture
def supervise() -> Iterator[Callable[..., Supervisor]]:
    """Start supervisors as processes of their own; whatever is left of them is killed at the end."""
    begun: list[Supervisor] = []

    def begin(folder: Path, account: Account | None = None) -> Supervisor:
        as_whom = {} if account is None else run_as(account)
        process = subprocess.Popen(
            [_python(account), str(_SCRIPT), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            **as_whom,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def _python(account: Account | None) -> str:
    """This Python, or the machine's own where the account cannot reach this one."""
    if account is None or reaches(account, Path(sys.executable)):
        return sys.executable
    return shutil.which(f"python3.{sys.version_info.minor}", path="/usr/local/bin:/usr/bin") or sys.executable
