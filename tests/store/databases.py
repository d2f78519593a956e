"""The database of the tests: the embedded server, once a run, and databases cloned from one migrated template.

A folder of tests that needs a database imports the fixtures into its ``conftest.py``. The server does
not wait for the disk: what crashes do is shown in ``server/``, on servers that do.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from psycopg.sql import SQL, Identifier

from darcha.store.migrate import migrate
from darcha.store.server import OWNER, Role, Running, find, grant_database, passwords, provision

_TEMPLATE = "darcha_template"
_KEEPER = Path(__file__).parent / "server" / "keeper.py"


@dataclass(frozen=True, slots=True)
class Database:
    """One migrated database of the test server, and how each role reaches it."""

    server: Running
    name: str

    def address(self, role: Role | str) -> str:
        """The connection URI of a role: ``app``, ``owner``, ``sealer`` or ``superuser``."""
        return self.server.address(role, self.name)

    @property
    def app(self) -> str:
        return self.address(Role.APP)

    @property
    def owner(self) -> str:
        return self.address(Role.OWNER)

    @property
    def sealer(self) -> str:
        return self.address(Role.SEALER)

    @property
    def superuser(self) -> str:
        return self.address(Role.SUPERUSER)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The embedded server of this test run, shared by all its workers."""
    ours = tmp_path_factory.getbasetemp()
    run = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    keeper = None
    with (run / "server.users").open("a") as users:
        with (run / "server.start").open("a+") as first:
            fcntl.flock(first, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)
            first.seek(0)
            folder = first.read()
            if not folder:
                # Not in pytest's own folder: root's lets nobody else in, and the server does not run as root.
                folder = str(Path(tempfile.gettempdir(), f"darcha-{uuid.uuid4().hex[:12]}"))
                keeper = _start(folder, users.name)
                first.write(folder)
        running = find(Path(folder))
        assert running is not None
        yield running
    if keeper is not None:
        keeper.wait()


@pytest.fixture(scope="session")
def template(server: Running) -> str:
    """The name of the migrated database that the others are cloned from; made once a run."""
    superuser = server.address(Role.SUPERUSER, "postgres")
    with psycopg.connect(superuser, autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(1)")
        if not conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone():
            half = f"{_TEMPLATE}_half"
            conn.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(half)))
            provision(superuser, passwords(server.place.keys), half)
            _migrate(server.address(Role.OWNER, half))
            conn.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(half)))
            conn.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(half), Identifier(_TEMPLATE)))
    return _TEMPLATE


@pytest.fixture(scope="session")
def database(server: Running, template: str) -> Iterator[Database]:
    """A migrated database for this worker: rows that one test leaves are seen by the next."""
    with _cloned(server, template) as made:
        yield made


@pytest.fixture
def own_database(server: Running, template: str) -> Iterator[Database]:
    """A migrated database for one test alone."""
    with _cloned(server, template) as made:
        yield made


def _migrate(address: str) -> None:
    """Make the tables. Where nobody has set up Django yet, only what the store needs of it: no doors."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")
    if not apps.ready:
        settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if not name.startswith("darcha.doors")]
        django.setup()
    migrate(address)


@contextmanager
def _cloned(server: Running, template: str) -> Iterator[Database]:
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.address(Role.SUPERUSER, "postgres"), autocommit=True) as conn:
        clone = SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        conn.execute(clone.format(Identifier(name), Identifier(OWNER), Identifier(template)))
        grant_database(conn, name)
        yield Database(server, name)
        conn.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _start(folder: str, users: str) -> subprocess.Popen[bytes]:
    """Start the keeper of the server and wait until it says that the server is ready."""
    keeper = subprocess.Popen(
        [sys.executable, str(_KEEPER), folder, users],
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert keeper.stdout is not None
    with keeper.stdout:
        assert keeper.stdout.readline() == b"ready\n", "the test server did not start; see above"
    return keeper
