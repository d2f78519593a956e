"""The supervisor: what ends is started again, what is stopped is gone, and who is killed takes all with him."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import psutil
import pytest

from darcha.law.errors import ConfigurationError
from darcha.site import supervisor, worker
from darcha.site.supervisor import House, Plan, apart, given_address, plans, session_key
from darcha.store.server import web_account
from tests.site.running import free_ports

# Called as the interpreter is: -m darcha COMMAND, or -c to see whether an account can run it.
SCRIPT = """#!/bin/sh
[ "$1" = -c ] && exit 0
echo "$$ ${DARCHA_DATABASE_URL}" >>"{told}"
case "$3" in
    end) exit 3 ;;
    deaf) trap '' TERM; while :; do sleep 0.05; done ;;
    *) exec sleep 60 ;;
esac
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of ``darcha``, and the file in which it tells its number and its database."""
    program, told = tmp_path / "program", tmp_path / "told"
    program.write_text(SCRIPT.replace("{told}", str(told)))
    program.chmod(0o755)
    told.touch()
    monkeypatch.setattr(supervisor, "sys", SimpleNamespace(executable=str(program)))
    monkeypatch.setenv("DARCHA_DATABASE_URL", "postgresql://app")
    return told


def until(met: Callable[[], object], patience: float = 5.0) -> None:
    end = time.monotonic() + patience
    while not met():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_what_ends_is_started_again(told: Path, tmp_path: Path) -> None:
    with House(None, tmp_path, (Plan("one", ("stay",)), Plan("two", ("stay",)))) as house:
        first = house.processes
        assert set(first) == {"one", "two"}
        os.kill(first["one"], signal.SIGKILL)
        until(lambda: "one" not in house.processes)
        house.keep()
        assert house.processes["one"] != first["one"]
        assert house.processes["two"] == first["two"]
    assert not any(map(alive, (*first.values(), *house.processes.values())))
    assert house.processes == {}


def test_what_ends_at_once_is_started_ever_more_slowly(told: Path, tmp_path: Path) -> None:
    with House(None, tmp_path, (Plan("one", ("end",)),)) as house:
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            house.keep()
            time.sleep(0.01)
    assert len(told.read_text().splitlines()) == 2


def test_what_does_not_listen_is_killed(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_PATIENCE", 0.2)
    with House(None, tmp_path, (Plan("one", ("deaf",)),)) as house:
        until(told.read_text)
        (pid,) = house.processes.values()
    assert not alive(pid)


def test_a_start_that_fails_leaves_nothing(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ConfigurationError(why="no account")

    house = House(None, tmp_path, (Plan("one", ("stay",), ours=True), Plan("two", ("stay",))))
    monkeypatch.setattr(supervisor, "apart", broken)
    with pytest.raises(ConfigurationError), house:
        raise AssertionError("it started")
    assert house.processes == {}


def test_a_database_that_has_gone_is_told(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with House(None, tmp_path, (Plan("one", ("stay",)),)) as house:
        monkeypatch.setattr(house, "_running", object())
        monkeypatch.setattr("darcha.store.server.is_running", lambda _: False)
        with pytest.raises(ConfigurationError, match="nothing acknowledged is lost"):
            house.keep()


def test_a_process_gets_one_way_into_the_database(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARCHA_DATABASE_URL_OWNER", "postgresql://owner")
    monkeypatch.setenv("DARCHA_DATABASE_URL_SEALER", "postgresql://sealer")
    with House(None, tmp_path, (Plan("web", ("stay",)), Plan("sealer", ("stay",), "sealer"))) as house:
        until(lambda: len(told.read_text().splitlines()) == 2)
        seen = {
            name: {key: value for key, value in psutil.Process(pid).environ().items() if "DATABASE" in key}
            for name, pid in house.processes.items()
        }
    assert seen == {
        "web": {"DARCHA_DATABASE_URL": "postgresql://app"},
        "sealer": {"DARCHA_DATABASE_URL": "postgresql://sealer"},
    }


def test_a_database_of_ones_own_needs_each_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARCHA_DATABASE_URL", "postgresql://app")
    monkeypatch.delenv("DARCHA_DATABASE_URL_OWNER", raising=False)
    assert given_address("app") == "postgresql://app"
    with pytest.raises(ConfigurationError, match="DARCHA_DATABASE_URL_OWNER"):
        given_address("owner")


def test_the_session_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    key = session_key(tmp_path)
    assert len(key) == 64
    assert session_key(tmp_path) == key
    assert (tmp_path / "keys" / "session.key").stat().st_mode & 0o777 == 0o600


def test_doors_apart_have_ports_of_their_own() -> None:
    together, parted = plans("127.0.0.1", 8000), plans("127.0.0.1", 8000, apart=True)
    assert [plan.name for plan in together] == ["web", "sealer", "fold", "worker"]
    assert [plan.name for plan in parted] == ["web", "intake", "sealer", "fold", "worker"]
    assert parted[1].command[-1] == "8001"
    assert [plan.name for plan in parted if plan.ours] == ["sealer"]


def test_who_cannot_run_darcha_leaves_it_to_us(told: Path) -> None:
    # The program lies in pytest's folder, which is closed to everybody else.
    assert apart().uid == os.geteuid()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a process another account")
def test_the_web_runs_apart_and_dies_with_us(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        program = Path(shutil.copy(tmp_path / "program", folder / "program"))
        (folder / "told").touch()
        (folder / "told").chmod(0o666)
        program.write_text(SCRIPT.replace("{told}", str(folder / "told")))
        monkeypatch.setattr(supervisor, "sys", SimpleNamespace(executable=str(program)))
        assert apart() == web_account()
        with House(None, tmp_path, (Plan("web", ("stay",)), Plan("sealer", ("stay",), ours=True))) as house:
            owners = {plan: psutil.Process(pid).uids().real for plan, pid in house.processes.items()}
    assert owners == {"web": web_account().uid, "sealer": 0}


def test_a_job_that_ends_by_itself_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    jobs: dict[str, Callable[[Event], None]] = {"brief": lambda stop: None, "long": _waits}
    monkeypatch.setattr(worker, "JOBS", jobs)
    monkeypatch.setattr(worker, "_LOOK", 0.01)
    try:
        assert not worker.work(("long", "brief"))
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        held[signal.SIGALRM] = signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        assert worker.work(("long",))
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)


def _waits(stop: Event) -> None:
    stop.wait(10)


SUPERVISE = """
import sys, time
from pathlib import Path
import django
django.setup()
from darcha.site.supervisor import House, database, plans
from darcha.store.migrate import migrate
folder, port = Path(sys.argv[1]), int(sys.argv[2])
with database(folder) as running:
    migrate(running.address("owner"))
    with House(running, folder, plans("127.0.0.1", port)) as house:
        print(running.pid, *house.processes.values(), flush=True)
        while True:
            house.keep()
            time.sleep(0.2)
"""


@pytest.fixture
def supervised() -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A supervisor with the whole house, in a process of its own, and the processes it started."""
    # Not in pytest's own folder: root's lets nobody else in, and the server does not run as root.
    folder = Path(tempfile.gettempdir(), f"darcha-supervisor-{os.getpid()}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DARCHA_")}
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(folder), str(free_ports())],
        stdout=subprocess.PIPE,
        text=True,
        env=environment | {"DARCHA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "darcha.site.settings"},
    )
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    try:
        yield process, pids
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        until(lambda: not any(map(alive, pids)), 30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_of_a_house(
    number: signal.Signals, supervised: tuple[subprocess.Popen[str], list[int]]
) -> None:
    process, pids = supervised
    assert len(pids) == 5
    time.sleep(3)  # Long enough for all to be at work.
    everything = [*pids, *(child.pid for child in psutil.Process(process.pid).children(recursive=True))]
    assert all(map(alive, pids))
    process.send_signal(number)
    until(lambda: not any(map(alive, everything)), 12)
