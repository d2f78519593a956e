"""Where the embedded server keeps what: one data folder, each part of it open to those who need it and nobody else.

========================  ==================  =====  ==================================================
part                      owner under root    mode   content
========================  ==================  =====  ==================================================
``.``                     root                0711   (0700 for an ordinary user)
``keys/``                 root                0700   one password a role
``settings/``             root                0755   what the server reads at its start
``postgres/``             server account      0700   the cluster
``log/``                  server account      0700   a week of logs
``socket/``               server account      0710   the only way in; group of the web account (0700 for a user)
``programs/<version>/``   root                0755   a copy of the binaries, only where the original is out of reach
``supervisor.lock``       root                0600   held while a supervisor lives
``start.log``             root                0600   what the server said before its log was open
========================  ==================  =====  ==================================================
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from darcha.store.server.account import Account, reaches, server_account, web_account
from darcha.store.server.errors import ServerFailed

SOCKET_NAME = ".s.PGSQL.5432"
_LONGEST_SOCKET = 100
"""A socket's path has about 107 bytes (``sun_path``); the server also needs room for its lock file beside it."""


def data_folder() -> Path:
    """``DARCHA_DATA``, else ``/var/lib/darcha`` for root, else ``darcha`` in the user's data home (XDG)."""
    if named := os.environ.get("DARCHA_DATA"):
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/darcha")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "darcha"


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of one data folder and the account that runs the server in it."""

    folder: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """The folder PostgreSQL calls PGDATA."""
        return self.folder / "postgres"

    @property
    def keys(self) -> Path:
        """The passwords of the roles."""
        return self.folder / "keys"

    @property
    def settings(self) -> Path:
        """The files the server reads at its start."""
        return self.folder / "settings"

    @property
    def log(self) -> Path:
        """The server's own log files."""
        return self.folder / "log"

    @property
    def programs(self) -> Path:
        """Copies of the binaries, a folder a version."""
        return self.folder / "programs"

    @property
    def lock(self) -> Path:
        """The file a supervisor holds locked for as long as it lives."""
        return self.folder / "supervisor.lock"

    @property
    def start_log(self) -> Path:
        """What the server said before it opened its log."""
        return self.folder / "start.log"

    @property
    def socket(self) -> Path:
        """The folder of the socket: in the data folder, or a short one named by a digest where its path is too long."""
        inside = self.folder / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= _LONGEST_SOCKET:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        short = "/run" if os.geteuid() == 0 and Path("/run").is_dir() else "/tmp"  # noqa: S108 - checked by _make
        return Path(short, f"darcha-{self.account.uid}-{digest}")


def layout(folder: Path) -> Layout:
    """The layout of a data folder, which need not exist yet."""
    return Layout(Path(os.path.realpath(folder)), server_account())


def make_root(place: Layout) -> None:
    """Make the data folder itself. One that is there keeps its mode: its owner's choice, if nobody else can write."""
    try:
        place.folder.parent.mkdir(parents=True, exist_ok=True)
        there = place.folder.exists()
    except OSError as error:
        raise _unusable(place.folder, f"{error.filename}: {error.strerror}") from error
    if there:
        _check(place.folder, os.geteuid())
    else:
        _make(place.folder, 0o711 if os.geteuid() == 0 else 0o700)


def make_parts(place: Layout) -> None:
    """Make the parts that are missing and check that those there are ours; safe to repeat, under the lock."""
    root = os.geteuid() == 0
    _check_reach(place)
    _make(place.keys, 0o700)
    _make(place.settings, 0o755 if root else 0o700)
    _make(place.log, 0o700, place.account)
    web = web_account()
    shared = root and web.uid != place.account.uid
    _make(place.socket, 0o710 if shared else 0o700, place.account._replace(gid=web.gid) if shared else place.account)


def _make(path: Path, mode: int, owner: Account | None = None) -> None:
    """Make one folder where there is none, and give it this mode and owner (ours if none is named)."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        _check(path, os.geteuid() if owner is None else owner.uid)
    except OSError as error:
        raise _unusable(path, f"it cannot be made: {error.strerror}") from error
    if owner is not None:
        os.chown(path, owner.uid, owner.gid)
    path.chmod(mode)


def _check(path: Path, uid: int) -> None:
    """What is there must be a real folder (not a link somebody laid), its owner's, and writable by nobody else."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise _unusable(path, "it is not a folder")
    if found.st_uid != uid:
        raise _unusable(path, f"it belongs to user number {found.st_uid}, not {uid}")
    if found.st_mode & 0o022:
        raise _unusable(path, f"others may write it (mode {stat.S_IMODE(found.st_mode):04o})")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise _unusable(path, "it cannot be written")


def _check_reach(place: Layout) -> None:
    """The server's account must be able to pass through the data folder; we do not open folders for it."""
    if not reaches(place.account, place.folder):
        raise ServerFailed(
            why=f"The account {place.account.name}, which runs the database, cannot enter {place.folder}.",
            cure="Choose a data folder it can reach, such as /var/lib/darcha, with DARCHA_DATA, or another account "
            "with DARCHA_SERVER_USER.",
        )


def _unusable(path: Path, why: str) -> ServerFailed:
    return ServerFailed(
        why=f"The folder {path} cannot be used: {why}.",
        cure="Give it to the account that runs Darcha with mode 0700, or choose another data folder with DARCHA_DATA.",
    )
