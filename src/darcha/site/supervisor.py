"""The supervisor: owns the embedded database and keeps the processes of the house running.

It starts the database, brings the tables up to date, and starts web, sealer, fold and worker; whichever ends is
started again. A process of its own account gets one way into the database and no key to any other.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec

from darcha.law.errors import ConfigurationError
from darcha.store import server
from darcha.store.server import Running
from darcha.store.server.account import own_account

log = logging.getLogger(__name__)

_PATIENCE = 12.0
_SLOWEST = 30.0


class Plan(msgspec.Struct, frozen=True):
    """One process to keep running: its name, its ``darcha`` command, the role it connects as, and whose account."""

    name: str
    command: tuple[str, ...]
    role: str = "app"
    ours: bool = False


def plans(host: str, port: int, *, apart: bool = False) -> tuple[Plan, ...]:
    """The processes of the house. ``apart`` gives the intake and the streams a process and the next port."""
    doors = ("pages,api", "intake,streams") if apart else ("pages,api,intake,streams",)
    at = ("--host", host, "--port")
    web = [
        Plan(name, ("serve", "--doors", which, *at, str(port + place)))
        for place, (name, which) in enumerate(zip(("web", "intake"), doors, strict=False))
    ]
    return (
        *web,
        Plan("sealer", ("worker", "--jobs", "seal"), "sealer", ours=True),
        Plan("fold", ("worker", "--jobs", "fold")),
        Plan("worker", ("worker", "--jobs", "messages,tend")),
    )


class _Child:
    """A process that is kept running, started again ever more slowly while it keeps ending at once."""

    def __init__(self, plan: Plan, environment: dict[str, str]) -> None:
        self.plan = plan
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._wait = 0.0

    def keep(self) -> None:
        """Start it if it is not running."""
        if self.process is not None and self.process.poll() is None:
            return
        since = time.monotonic() - self._started
        if self.process is not None:
            if since < self._wait:
                return
            self._wait = min(max(self._wait * 2, 0.5), _SLOWEST) if since < _PATIENCE else 0.0
            log.warning("%s ended with %s, started again", self.plan.name, self.process.returncode)
        account = {} if self.plan.ours else server.run_as(apart())
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "darcha", *self.plan.command],
            env=self.environment,
            cwd="/",
            stdout=subprocess.DEVNULL,  # What a command says of itself would be taken for our answer.
            preexec_fn=server.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - we are the main thread, see keep
            start_new_session=True,
            **account,
        )

    def end(self) -> None:
        """Ask it to stop, and make it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def apart() -> server.Account:
    """The account of a process that must not read the keys: the web's, or ours where that one cannot run Darcha.

    It cannot where the interpreter or the package lies in a folder closed to it, such as root's home.
    """
    account, ours = server.web_account(), own_account()
    if account == ours:
        return ours
    trial = [sys.executable, "-c", "import darcha"]
    try:
        runs = subprocess.run(trial, check=False, cwd="/", capture_output=True, **server.run_as(account))
    except OSError:
        return ours
    return account if runs.returncode == 0 else ours


def session_key(folder: Path) -> str:
    """The key that signs sessions, made at first need."""
    path = folder / "keys" / "session.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def _environment(running: Running | None, folder: Path, role: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DARCHA_DATABASE_URL")}
    address = running.child_environment(role) if running else {"DARCHA_DATABASE_URL": given_address(role)}
    return kept | address | {"DARCHA_SESSION_KEY": session_key(folder), "DARCHA_DATA": str(folder)}


def given_address(role: str) -> str:
    """The address of a database of one's own for a role: ``DARCHA_DATABASE_URL`` for app, ``…_OWNER``, ``…_SEALER``."""
    name = "DARCHA_DATABASE_URL" + ("" if role == "app" else f"_{role.upper()}")
    if not (address := os.environ.get(name)):
        raise ConfigurationError(why=f"DARCHA_DATABASE_URL is set, so {name} has to be set too.")
    return address


@contextmanager
def database(folder: Path, progress: Callable[[str], None] = lambda _: None) -> Iterator[Running | None]:
    """The database of the house while it runs: the embedded one, started here, or None for one of your own."""
    if os.environ.get("DARCHA_DATABASE_URL"):
        yield None
        return
    with server.serving(folder, progress=progress) as running:
        yield running


@contextmanager
def reached(folder: Path, role: str = "app") -> Iterator[str]:
    """The address of the database for one command: the running one, else the embedded one started for as long."""
    if os.environ.get("DARCHA_DATABASE_URL"):
        yield given_address(role)
    elif (running := server.find(folder)) is not None:
        yield running.address(role)
    else:
        with server.serving(folder) as started:
            yield started.address(role)


class House:
    """The processes of the house, kept running."""

    def __init__(self, running: Running | None, folder: Path, what: tuple[Plan, ...]) -> None:
        self._children = [_Child(plan, _environment(running, folder, plan.role)) for plan in what]
        self._running = running

    def __enter__(self) -> Self:
        try:
            self.keep()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ask all to stop at once, and see that they have."""
        for child in self._children:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        for child in self._children:
            child.end()

    def keep(self) -> None:
        """Start what is not running; raises ConfigurationError when the database itself has gone.

        Call it from the main thread: the kernel tells a child to stop when the thread that started it ends.
        """
        if self._running is not None and not server.is_running(self._running):
            raise ConfigurationError(why="The database has stopped; start Darcha again, nothing acknowledged is lost.")
        for child in self._children:
            child.keep()

    @property
    def processes(self) -> dict[str, int]:
        """The process ids by name."""
        return {
            child.plan.name: child.process.pid
            for child in self._children
            if child.process is not None and child.process.poll() is None
        }
