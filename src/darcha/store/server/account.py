"""Which account of the machine a process runs under.

PostgreSQL refuses to run as root, and a process that faces the network should not. So where Darcha is started by root,
the server and the web processes each get an existing ordinary account; where an ordinary user starts it, all run as
that user. Accounts are never made here and no parent folder is ever opened for them.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypedDict

from darcha.store.server.errors import ServerFailed

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Account(NamedTuple):
    """An account of the machine: its name and its numbers."""

    name: str
    uid: int
    gid: int


class Identity(TypedDict, total=False):
    """The keyword arguments by which :class:`subprocess.Popen` changes the account of a child; empty for our own."""

    user: int
    group: int
    extra_groups: list[int]


def own_account() -> Account:
    """The account of this process."""
    return Account(_name(os.geteuid()), os.geteuid(), os.getegid())


def server_account() -> Account:
    """The account the server runs under: ours, or for root ``DARCHA_SERVER_USER``, else ``postgres``, else ``nobody``.

    Raises ServerFailed where the named account does not exist or is root.
    """
    if os.geteuid() != 0:
        return own_account()
    return _chosen("DARCHA_SERVER_USER", ("postgres", "nobody"))


def web_account() -> Account:
    """The account for web processes: ours, or for root ``DARCHA_WEB_USER``, else ``www-data``, else ``nobody``.

    It should not be the server's account, which can read the files of the database. Raises as :func:`server_account`.
    """
    if os.geteuid() != 0:
        return own_account()
    return _chosen("DARCHA_WEB_USER", ("www-data", "nobody"))


def run_as(account: Account) -> Identity:
    """What to pass to ``subprocess.Popen(…, **run_as(account))`` so that the child is that account, without our groups.

    Only root can become somebody else; for our own account there is nothing to pass.
    """
    if account.uid == os.geteuid():
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": [account.gid]}


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn`` by which the kernel sends the child ``number`` when the thread that started it ends.

    So a child never outlives a supervisor that is killed. It must be set after the change of account, which clears it;
    ``subprocess`` keeps that order. Start such children from the main thread.
    """
    parent = os.getpid()

    def prepare() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # The parent died before the kernel was told.
            os._exit(1)

    return prepare


def reaches(account: Account, path: Path) -> bool:
    """Whether the account may enter (a folder) or run (a file) ``path``, asked of the kernel by trying it."""
    if account.uid == os.geteuid():
        return os.access(path, os.X_OK)
    command = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
    return subprocess.run(command, check=False, cwd="/", **run_as(account)).returncode == 0


def _chosen(variable: str, usual: tuple[str, ...]) -> Account:
    """The account an environment variable names, else the first usual one that exists."""
    named = os.environ.get(variable)
    for name in (named,) if named else usual:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise ServerFailed(
        why=f"Root needs an ordinary account for its processes, and {named or ' or '.join(usual)} is not one.",
        cure=f"Set {variable} to an existing account that is not root, or start Darcha as an ordinary user.",
    )


def _name(uid: int) -> str:
    """The name of a user number, or the number where the machine has no name for it (as in some containers)."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
