"""Whatever is killed, what was committed stays, nothing is left running, and the next start works."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from darcha.store import server
from darcha.store.server import Account, Supervised
from darcha.store.server.folder import layout
from darcha.store.server.processes import living
from tests.store.server.conftest import Supervisor

pytestmark = [pytest.mark.slow, pytest.mark.database]
_ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000000000)"
Begin = Callable[..., Supervisor]


def _said(supervisor: Supervisor) -> str:
    assert supervisor.stdout is not None
    return supervisor.stdout.readline().strip()


def _gone(folder: Path, within: float) -> bool:
    deadline = time.monotonic() + within
    while living(layout(folder).cluster):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def _write(address: str) -> Iterator[None]:
    """A session that has committed one row and is about to commit another."""
    with closing(psycopg.connect(address)) as conn:
        conn.execute("CREATE TABLE kept (n integer)")
        conn.execute("INSERT INTO kept VALUES (1)")
        conn.commit()
        conn.execute("INSERT INTO kept VALUES (2)")
        yield


def _rows(running: Supervised) -> list[tuple[int]]:
    with psycopg.connect(running.address("owner")) as conn:
        return conn.execute("SELECT n FROM kept").fetchall()


@contextmanager
def _busy(address: str) -> Iterator[None]:
    """A session in the middle of a statement that never ends and never looks up."""
    with ThreadPoolExecutor(1) as pool:
        with psycopg.connect(address) as conn:
            asked = pool.submit(_endless, address)
            here = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = %s"
            while conn.execute(here, [_ENDLESS]).fetchone() != (1,):
                conn.rollback()
                time.sleep(0.02)
        yield
        assert asked.result(20) is None


def _endless(address: str) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address).execute(_ENDLESS)


def test_supervisor_killed(folder: Path, supervise: Begin) -> None:
    supervisor = supervise(folder)
    pid = int(_said(supervisor))
    found = server.find(folder)
    assert found is not None
    assert found.pid == pid
    with _write(found.address("owner")), _busy(found.address("app")):
        supervisor.kill()
        assert _gone(folder, within=10)
        assert server.find(folder) is None
    with server.serving(folder) as running:
        assert _rows(running) == [(1,)]


def test_supervisor_killed_and_another_starts_at_once(folder: Path, supervise: Begin) -> None:
    first = supervise(folder)
    pid = _said(first)
    found = server.find(folder)
    assert found is not None
    with _write(found.address("owner")):
        first.kill()
        second = supervise(folder)
        assert _said(second).isdigit()
        assert _said(first) != pid
    found = server.find(folder)
    assert found is not None
    assert found.pid != int(pid)


def test_postmaster_killed(folder: Path) -> None:
    running = server.start(folder)
    with _write(running.address("owner")), _busy(running.address("app")):
        os.kill(running.pid, signal.SIGKILL)
        running.process.wait()
        assert not server.is_running(running)
        assert server.find(folder) is None
        server.stop(running)
        with server.serving(folder) as again:  # The session that never looks up is sent away.
            assert _rows(again) == [(1,)]


def test_supervisor_and_postmaster_killed(folder: Path, supervise: Begin) -> None:
    supervisor = supervise(folder)
    pid = int(_said(supervisor))
    found = server.find(folder)
    assert found is not None
    with _write(found.address("owner")):
        os.kill(pid, signal.SIGSTOP)  # So that it cannot shut down in between.
        supervisor.kill()
        os.kill(pid, signal.SIGKILL)
    with server.serving(folder) as running:
        assert _rows(running) == [(1,)]


def test_two_at_once(folder: Path, supervise: Begin) -> None:
    pair = [supervise(folder), supervise(folder)]
    answers = {_said(process): process for process in pair}
    (ready,) = (said for said in answers if said.isdigit())
    (busy,) = (said for said in answers if not said.isdigit())
    assert busy == f"ServerBusy: The database in {folder} is already in use by process {answers[ready].pid}."
    found = server.find(folder)
    assert found is not None
    assert found.pid == int(ready)


def test_a_stop_takes_less_than_ten_seconds_whoever_is_connected(folder: Path) -> None:
    running = server.start(folder)
    with _write(running.address("owner")), _busy(running.address("app")):
        began = time.monotonic()
        server.stop(running)
        assert time.monotonic() - began < 10
    assert not living(running.place.cluster)


def test_a_server_that_does_not_listen_is_stopped_all_the_same(folder: Path) -> None:
    running = server.start(folder)
    os.kill(running.pid, signal.SIGSTOP)
    began = time.monotonic()
    server.stop(running)
    assert time.monotonic() - began < 10.5
    with server.serving(folder) as again:
        assert again.pid != running.pid


def test_the_supervisors_end_is_the_servers_end(folder: Path, supervise: Begin) -> None:
    supervisor = supervise(folder)
    assert _said(supervisor).isdigit()
    supervisor.communicate("")
    assert supervisor.returncode == 0
    assert not living(layout(folder).cluster)


def test_an_ordinary_user(user: Account, folder: Path, supervise: Begin) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, user.uid, user.gid)
    data = folder / "deep" / "data"
    supervisor = supervise(data, user)
    pid = int(_said(supervisor))
    assert Path(f"/proc/{pid}").stat().st_uid == user.uid
    for path in (data, data / "keys", data / "postgres", data / "socket", data / "log"):
        assert path.stat().st_uid == user.uid
        assert path.stat().st_mode & 0o077 == 0
    second = supervise(data, user)
    assert _said(second).startswith("ServerBusy: ")
    supervisor.kill()
    assert _gone(data, within=10)
    assert _said(supervise(data, user)).isdigit()


@pytest.mark.skipif(os.geteuid() != 0, reason="another account's folder is needed")
def test_an_ordinary_user_in_a_folder_of_root(user: Account, folder: Path, supervise: Begin) -> None:
    folder.mkdir(mode=0o700)
    assert _said(supervise(folder, user)).startswith("ServerFailed: ")
    assert _said(supervise(folder / "data", user)).startswith("ServerFailed: ")
    folder.chmod(0o755)
    assert _said(supervise(folder / "data", user)) == (
        f"ServerFailed: The folder {folder / 'data'} cannot be used: it cannot be made: Permission denied."
    )
