"""The house as a user starts it: ``darcha demo`` in a folder and on ports of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

from darcha.store.server import Running, find


def free_ports() -> int:
    """A port that is free together with the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class House:
    """The demo without its trade; ``apart`` gives intake and streams a process and the next port."""

    def __init__(self, folder: Path, port: int, *, apart: bool = False) -> None:
        self.folder = folder
        self.port = port
        self.apart = apart
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """Everybody's password."""
        return (self.folder / "keys" / "demo.password").read_text().strip()

    @property
    def database(self) -> Running:
        """Its database."""
        found = find(self.folder)
        assert found is not None
        return found

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder.with_suffix(".log")

    def start(self) -> None:
        """Start the supervisor and wait until its doors answer."""
        command = ["demo", "--no-trade", "--port", str(self.port), *(["--apart"] if self.apart else [])]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "darcha", *command],
                env=os.environ | {"DARCHA_DATA": str(self.folder)},
                stdout=log,
                stderr=log,
            )
        self.wait()

    def wait(self, patience: float = 90.0) -> None:
        """Wait until the doors answer."""
        until = time.monotonic() + patience
        intake = self.port + 1 if self.apart else self.port
        while time.monotonic() < until:
            if self._answers(self.port, "/") and self._answers(intake, "/intake/health"):
                return
            time.sleep(0.2)
        raise AssertionError(f"the house does not answer: {self.log.read_text()[-2000:]}")

    def _answers(self, port: int, path: str) -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop as a user does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


@contextmanager
def running(*, apart: bool = False) -> Iterator[House]:
    """A house that runs, and leaves nothing running."""
    # Not in pytest's own folder: root's lets nobody else in, and the server does not run as root.
    house = House(Path("/tmp") / f"darcha-house-{uuid4().hex[:8]}", free_ports(), apart=apart)
    try:
        house.start()
        yield house
    finally:
        house.stop()
