"""``darcha demo`` as a process of its own: it opens, trades through its doors, stops cleanly and goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from darcha.law.errors import ConfigurationError
from darcha.site.demo import house
from darcha.site.demo.browser import Browser, ask
from darcha.site.demo.cast import Cast

pytestmark = pytest.mark.slow

OPENING = 60.0
TRADING = 90.0


@pytest.fixture
def data() -> Iterator[Path]:
    # Not pytest's own folder: root's lets nobody else in, and the server does not run as root.
    folder = Path(tempfile.gettempdir(), f"darcha-{uuid.uuid4().hex[:12]}")
    yield folder
    output(folder).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def demo(data: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The demonstration from its opening on, told to stop at the end; it has to end by itself, with everything."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DARCHA_")}
    with (
        output(data).open("w") as out,
        subprocess.Popen(
            [sys.executable, "-m", "darcha", "demo", "--port", str(port), *options],
            env={**environment, "DARCHA_DATA": str(data)},
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        try:
            wait(lambda: "Darcha is open" in said(data) or process.poll() is not None, OPENING)
            assert process.poll() is None, said(data)
            yield process
        finally:
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, said(data)
            assert time.monotonic() - began < 20


def output(data: Path) -> Path:
    return data.parent / f"{data.name}.out"


def said(data: Path) -> str:
    return output(data).read_text()


def wait(holds: Any, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def declarations(data: Path, port: int) -> dict[str, str]:
    """The stage of every declaration by its id, as the traders see them."""
    found: dict[str, str] = {}
    for token in json.loads((data / "keys" / "demo.tokens").read_text()).values():
        headers = {"Authorization": f"Bearer {token}"}
        status, _, content = ask("127.0.0.1", port, "GET", "/api/v1/declarations?limit=100", None, headers)
        assert status == 200
        found |= {item["id"]: item["stage"] for item in json.loads(content)["items"]}
    return found


def servants(data: Path) -> list[int]:
    """The processes of this machine that belong to the data folder."""
    mine = f"DARCHA_DATA={data}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and mine in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_the_demonstration_trades_stops_and_goes_on(data: Path, cast: Cast) -> None:
    port = free_port()
    with demo(data, port, "--seed", "3") as process:
        text = said(data)
        assert all(person.id in text for person in cast.people)
        password = re.search(r"password: (\S+)", text)
        assert password is not None
        wait(lambda: list(declarations(data, port).values()).count("released") >= 2, TRADING)
        for role, path, _ in house._LOOK:
            visitor = Browser("127.0.0.1", port)
            visitor.log_in(cast.role(role)[0].id, password[1])
            assert visitor.get(path).text
        assert process.pid in servants(data)
        before = declarations(data, port)
    assert not servants(data)
    assert (data / "keys" / "demo.password").stat().st_mode & 0o077 == 0
    assert (data / "keys" / "demo.tokens").stat().st_mode & 0o077 == 0
    with demo(data, port, "--no-trade", "--apart"):
        after = declarations(data, port)
        assert before.keys() <= after.keys()
        assert password[1] in said(data)
        assert ask("127.0.0.1", port + 1, "GET", "/intake/health", None, {})[0] == 200
    assert not servants(data)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="cannot be used"):
            house._free("127.0.0.1", taken.getsockname()[1])
