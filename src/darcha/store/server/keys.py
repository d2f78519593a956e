"""The roles of the database and their passwords.

Every role that logs in has a random password in a file of its own, readable by the account that starts Darcha; nobody
is trusted for coming from this machine. A process is handed the one password it needs by its parent.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlencode

DATABASE = "darcha"


class Role(StrEnum):
    """Who connects. The value names the key file; :attr:`login` is the name in the database."""

    SUPERUSER = "superuser"
    OWNER = "owner"
    """Migrates: its sessions act as the owner of the tables, ``darcha_owner``, which itself cannot log in."""
    APP = "app"
    """Web processes and workers."""
    SEALER = "sealer"
    """The process that seals the journal."""

    @property
    def login(self) -> str:
        """The name of the role in the database."""
        return _LOGINS[self]


_LOGINS = {
    Role.SUPERUSER: "postgres",
    Role.OWNER: "darcha_migrate",
    Role.APP: "darcha_app",
    Role.SEALER: "darcha_sealer",
}


def passwords(folder: Path) -> dict[Role, str]:
    """The password of every role, made where it does not exist yet; ``folder`` is the folder of keys."""
    return {role: _password(folder / f"{role}.password") for role in Role}


def password(folder: Path, role: Role) -> str:
    """The password of one role; raises OSError where its file is missing or not ours to read."""
    return (folder / f"{role}.password").read_text().strip()


def url(role: Role, secret: str, query: Mapping[str, str], database: str = DATABASE) -> str:
    """The connection URI of libpq for a role; ``query`` says where the server is (``host``, ``port`` …)."""
    return f"postgresql://{role.login}:{secret}@/{database}?{urlencode(query)}"


def _password(path: Path) -> str:
    """Read a password file, or make it: written whole under another name first, so that no half key can be read."""
    if not path.exists():
        half = path.with_suffix(".new")
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(handle)
        half.rename(path)
    return path.read_text().strip()
