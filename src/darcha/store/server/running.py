"""Start, find and stop the server of a data folder.

One supervisor owns the server: it holds ``supervisor.lock`` and is the parent of the postmaster, which the kernel tells
to shut down when the supervisor dies, however it dies. A process is never taken for the server by its number alone:
it must be called ``postgres`` and work in the cluster's folder.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from darcha.store.server.account import die_with_parent, run_as
from darcha.store.server.errors import ServerBusy, ServerFailed
from darcha.store.server.folder import Layout, data_folder, layout, make_parts, make_root
from darcha.store.server.keys import DATABASE, Role, password, passwords, url
from darcha.store.server.processes import living, postmaster, ready
from darcha.store.server.programs import ENVIRONMENT, Programs, programs
from darcha.store.server.provision import close_others, provision
from darcha.store.server.settings import SOCKET_PORT, network_port, write_settings

Progress = Callable[[str], None]
"""Told in words what is going on while somebody waits."""

_RECOVERY = 3600.0
"""Seconds a start may take: after a crash the server first replays what it had promised."""
_LEAVING = 120.0
"""Seconds given to a server whose supervisor died to write down what it holds."""
_FAST, _IMMEDIATE = 7.0, 2.5
"""Seconds a stop waits for each way of stopping; together below ten."""
_MOMENT = 0.5
_STEP = 0.02
_TELL = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is up: where it is, and how each role reaches it."""

    place: Layout
    pid: int
    port: int

    def address(self, role: Role | str, database: str = DATABASE) -> str:
        """The connection URI by which a role (``app``, ``owner``, ``sealer``, ``superuser``) reaches the server.

        It holds the password. Raises ServerFailed where this account may not read that role's key.
        """
        role = Role(role)
        try:
            secret = password(self.place.keys, role)
        except OSError as error:
            raise ServerFailed(
                why=f"The key of {role} cannot be read: {error.strerror} ({error.filename}).",
                cure="Run the command as the account that started Darcha.",
            ) from error
        return url(role, secret, {"host": str(self.place.socket), "port": str(self.port)}, database)

    def child_environment(self, role: Role | str) -> dict[str, str]:
        """The environment that gives a child process this one way in, and no key to any other."""
        return {"DARCHA_DATABASE_URL": self.address(role)}


@dataclass(frozen=True, slots=True)
class Supervised(Running):
    """A server this process started and must stop."""

    process: subprocess.Popen[bytes] = field(repr=False)
    lock: BinaryIO = field(repr=False)


def initialise(folder: Path, *, durable: bool = True) -> Layout:
    """Make the data folder and an empty cluster in it, where there is none yet. Raises ServerFailed.

    The cluster has checksums, UTF-8, and passwords from its first moment. ``durable=False`` is for tests: nothing waits
    for the disk. Call it through :func:`start`, which holds the lock.
    """
    place = layout(folder)
    make_root(place)
    make_parts(place)
    tools = programs(place)
    if not place.cluster.exists():
        _initdb(place, tools, durable=durable)
    _check_version(place, tools.major())
    return place


def start(folder: Path, *, durable: bool = True, progress: Progress = lambda _: None) -> Supervised:
    """Start the server of a data folder, made if need be, and return when every role can connect.

    Call it from the main thread: the server is told to stop when the thread that started it ends. Raises ServerBusy
    where another process has the server, ServerFailed where it cannot run.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        raise ServerFailed(
            why="The embedded server runs on Linux, started from the main thread of its supervisor.",
            cure="Elsewhere name a PostgreSQL of your own in DARCHA_DATABASE_URL.",
        )
    place = layout(folder)
    make_root(place)
    lock = _lock(place)
    try:
        _wait_for_the_last(place, progress)
        initialise(place.folder, durable=durable)
        running = _launch(place, lock, durable=durable, progress=progress)
    except BaseException:
        lock.close()
        raise
    try:
        superuser = running.address(Role.SUPERUSER, "postgres")
        provision(superuser, passwords(place.keys))
        close_others(superuser)
        _note(lock, "ready")
    except BaseException:
        stop(running)
        raise
    return running


def stop(running: Supervised) -> None:
    """Stop the server within ten seconds: open transactions are rolled back; what was committed stays. Repeatable."""
    process = running.process
    for number, patience in ((signal.SIGINT, _FAST), (signal.SIGQUIT, _IMMEDIATE), (signal.SIGKILL, None)):
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    running.lock.close()


@contextmanager
def serving(folder: Path, *, durable: bool = True, progress: Progress = lambda _: None) -> Iterator[Supervised]:
    """The server of a data folder for the length of a ``with`` block."""
    running = start(folder, durable=durable, progress=progress)
    try:
        yield running
    finally:
        stop(running)


def find(folder: Path) -> Running | None:
    """The server of a data folder if a supervisor, this or another, has it up and ready. Raises ServerFailed."""
    place = layout(folder)
    try:
        state = place.lock.read_text().split()
        pid = postmaster(place.cluster)
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise ServerFailed(
            why=f"The data folder {place.folder} belongs to another account.",
            cure="Run the command as the account that started Darcha, or name your own folder with DARCHA_DATA.",
        ) from error
    port = ready(place.cluster)
    if pid is None or port is None or state[1:] != ["ready"]:
        return None
    return Running(place, pid, port)


def address(role: Role | str, folder: Path | None = None) -> str:
    """Where a role would reach the server of a data folder (of :func:`data_folder` if none is named), up or not.

    For settings, which are read before anything runs: a key that is missing or not ours is left out of the address, and
    the server then refuses the connection.
    """
    place = layout(folder or data_folder())
    try:
        secret = password(place.keys, Role(role))
    except OSError:
        secret = ""
    return url(Role(role), secret, {"host": str(place.socket), "port": str(network_port() or SOCKET_PORT)})


def is_running(running: Running) -> bool:
    """Whether that very server is still up."""
    if isinstance(running, Supervised) and running.process.poll() is not None:
        return False
    return postmaster(running.place.cluster) == running.pid


def _lock(place: Layout) -> BinaryIO:
    """Take the supervisor's lock, or raise ServerBusy with the number of the process that has it.

    A supervisor that was killed holds it until the kernel has cleared it away, a moment later.
    """
    lock = os.fdopen(os.open(place.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    deadline = time.monotonic() + _MOMENT
    while not _locked(lock):
        if time.monotonic() > deadline:
            holder = lock.read(40).decode().split() or ["unknown"]
            lock.close()
            raise ServerBusy(folder=place.folder, pid=holder[0])
        time.sleep(_STEP)
    _note(lock, "starting")
    return lock


def _locked(lock: BinaryIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _note(lock: BinaryIO, state: str) -> None:
    """Write into the lock who has it and how far the start is."""
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()} {state}".encode())


def _wait_for_the_last(place: Layout, progress: Progress) -> None:
    """Let a server whose supervisor died finish, then clear away what it could not.

    Only when no process of the cluster is left are its pid file and socket removed: PostgreSQL itself would take a
    process that got the same number, or a zombie, for a living server. Where the postmaster was killed, a child in the
    middle of a long statement does not notice; it is told to leave as the postmaster would have told it.
    """
    began = told = time.monotonic()
    while left := living(place.cluster):
        leader, now = postmaster(place.cluster), time.monotonic()
        if leader is None:
            _tell(left, signal.SIGQUIT)
        if now > began + _LEAVING:
            raise ServerBusy(folder=place.folder, pid=leader or left[0])
        if now > told + _TELL:
            told = now
            progress(f"waiting for the last server to finish (process {leader or left[0]})")
        time.sleep(_STEP)
    for stale in (place.cluster / "postmaster.pid", *place.socket.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)


def _tell(processes: list[int], number: signal.Signals) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _initdb(place: Layout, tools: Programs, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there: half a cluster never stands where a whole one is sought."""
    with tempfile.TemporaryDirectory(prefix="new-", dir=place.folder) as name:
        half, key = Path(name) / "postgres", Path(name) / "key"
        half.mkdir(mode=0o700)
        key.touch(mode=0o600)
        key.write_text(passwords(place.keys)[Role.SUPERUSER])
        Path(name).chmod(0o711)
        for path in (half, key):
            os.chown(path, place.account.uid, place.account.gid)
        tools.run(
            "initdb",
            f"--pgdata={half}",
            f"--username={Role.SUPERUSER.login}",
            f"--pwfile={key}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            *(() if durable else ("--no-sync",)),
        )
        half.rename(place.cluster)


def _check_version(place: Layout, major: int) -> None:
    """A cluster can only be served by the major version that made it."""
    made = (place.cluster / "PG_VERSION").read_text().strip()
    if made != str(major):
        raise ServerFailed(
            why=f"The data in {place.folder} was written by PostgreSQL {made}; this release of Darcha has {major}.",
            cure="Write a backup with the release that made it (darcha backup), and restore it into a new data folder "
            "with this one (darcha restore). Nothing was changed.",
        )


def _launch(place: Layout, lock: BinaryIO, *, durable: bool, progress: Progress) -> Supervised:
    """Start the postmaster as our child and wait until it takes connections."""
    tools = programs(place)
    arguments = write_settings(place, durable=durable)
    handle = os.open(place.start_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        process = subprocess.Popen(
            [str(tools.folder / "postgres"), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops its children in order.
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - we are the main thread, see start
            **run_as(place.account),
        )
    finally:
        os.close(handle)
    running = Supervised(place, process.pid, network_port() or SOCKET_PORT, process, lock)
    try:
        _wait_until_ready(running, progress)
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    return running


def _wait_until_ready(running: Supervised, progress: Progress) -> None:
    started = told = time.monotonic()
    while ready(running.place.cluster) is None:
        if running.process.poll() is not None:
            raise ServerFailed(
                why=f"The database ended at its start: {_last_words(running.place)}",
                cure=f"See to what it names and start again; its log is in {running.place.log}.",
            )
        now = time.monotonic()
        if now > started + _RECOVERY:
            raise ServerFailed(
                why=f"The database was not ready after {_RECOVERY:.0f} seconds.",
                cure=f"Look into its log in {running.place.log}, then start again.",
            )
        if now > told + _TELL:
            told = now
            progress(f"the database is recovering, {now - started:.0f} s so far: {_last_words(running.place)}")
        time.sleep(_STEP)


def _last_words(place: Layout) -> str:
    """The last lines the server wrote, to its log or before that was open."""
    logs = [place.start_log, *place.log.glob("*.log")]
    newest = max(logs, key=lambda path: path.stat().st_mtime)
    return " | ".join(newest.read_text(errors="replace").splitlines()[-3:])
