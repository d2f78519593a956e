"""The embedded PostgreSQL: a private server in the data folder, run by one supervisor.

Who starts Darcha without ``DARCHA_DATABASE_URL`` gets one: :func:`start` makes and starts it, :func:`find` gives other
commands the running one, :meth:`Running.address` says how a role connects. :func:`provision` makes the same roles and
rights on a PostgreSQL of your own.
"""

from __future__ import annotations

from darcha.store.server.account import Account, Identity, die_with_parent, reaches, run_as, server_account, web_account
from darcha.store.server.errors import ServerBusy, ServerFailed
from darcha.store.server.folder import data_folder
from darcha.store.server.keys import DATABASE, Role, passwords
from darcha.store.server.provision import OWNER, grant_database, provision
from darcha.store.server.running import (
    Running,
    Supervised,
    address,
    find,
    initialise,
    is_running,
    serving,
    start,
    stop,
)

__all__ = [
    "DATABASE",
    "OWNER",
    "Account",
    "Identity",
    "Role",
    "Running",
    "ServerBusy",
    "ServerFailed",
    "Supervised",
    "address",
    "data_folder",
    "die_with_parent",
    "find",
    "grant_database",
    "initialise",
    "is_running",
    "passwords",
    "provision",
    "reaches",
    "run_as",
    "server_account",
    "serving",
    "start",
    "stop",
    "web_account",
]
