"""The roles can do what they are for and nothing else, here and on a PostgreSQL of one's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from darcha.store.server import Role, ServerFailed, passwords, provision, run_as, server_account
from tests.store.databases import Database

pytestmark = pytest.mark.database
_OLD = Path("/usr/lib/postgresql/15/bin")
_FORBIDDEN = [
    "CREATE TABLE public.mine (n integer)",
    "CREATE TABLE darcha.mine (n integer)",
    "CREATE TEMPORARY TABLE mine (n integer)",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION citext",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "ALTER ROLE darcha_app SUPERUSER",
    "ALTER ROLE darcha_owner LOGIN PASSWORD 'x'",
    "ALTER SCHEMA public RENAME TO mine",
    "ALTER DEFAULT PRIVILEGES FOR ROLE darcha_owner GRANT ALL ON TABLES TO PUBLIC",
    "GRANT darcha_owner TO darcha_app",
    "GRANT darcha_owner TO darcha_sealer",
    "SET ROLE darcha_owner",
    "SET ROLE darcha_migrate",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION darcha_owner",
    "SET session_replication_role = replica",
    "SELECT * FROM pg_authid",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT lo_import('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/x'",
    "DROP TABLE public.of_owner",
    "TRUNCATE public.of_owner",
    "ALTER TABLE public.of_owner DISABLE TRIGGER ALL",
    "SELECT * FROM public.of_owner",
    "SELECT public.of_owner()",
]


@pytest.fixture(scope="module")
def with_table(database: Database) -> Iterator[Database]:
    """The database with one table and one function of the owner, granted to nobody."""
    with psycopg.connect(database.owner, autocommit=True) as conn:
        conn.execute("CREATE TABLE public.of_owner (n integer)")
        conn.execute("CREATE FUNCTION public.of_owner() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        yield database
        conn.execute("DROP FUNCTION public.of_owner()")
        conn.execute("DROP TABLE public.of_owner")


@pytest.fixture(scope="module", params=[Role.APP, Role.SEALER])
def bound(with_table: Database, request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """A session of a role that may do little."""
    with psycopg.connect(with_table.address(request.param), autocommit=True) as conn:
        yield conn


@pytest.mark.parametrize("statement", _FORBIDDEN)
def test_forbidden(bound: psycopg.Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        bound.execute(statement.encode())


@pytest.mark.parametrize("role", [Role.OWNER, Role.APP, Role.SEALER])
@pytest.mark.parametrize("other", ["postgres", "template1"])
def test_the_other_databases_are_shut(database: Database, role: Role, other: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(database.server.address(role, other))


def test_what_migrations_make_belongs_to_the_owner(with_table: Database) -> None:
    with psycopg.connect(with_table.owner) as conn:
        found = conn.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'of_owner'").fetchone()
    assert found == ("darcha_owner",)


def test_the_owner_cannot_log_in_and_nobody_is_more_than_said(database: Database) -> None:
    with psycopg.connect(database.superuser) as conn:
        rows = conn.execute(
            "SELECT rolname, rolcanlogin, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
            " FROM pg_roles WHERE rolname LIKE 'darcha%' ORDER BY 1"
        ).fetchall()
        members = conn.execute(
            "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members"
            " WHERE roleid::regrole::text LIKE 'darcha%' OR member::regrole::text LIKE 'darcha%'"
        ).fetchall()
    assert rows == [
        ("darcha_app", True, False),
        ("darcha_migrate", True, False),
        ("darcha_owner", False, False),
        ("darcha_sealer", True, False),
    ]
    assert members == [("darcha_owner", "darcha_migrate")]


def test_the_owner_is_no_superuser(database: Database) -> None:
    with psycopg.connect(database.owner, autocommit=True) as conn:
        for statement in ("CREATE ROLE mine", "SELECT pg_read_file('PG_VERSION')", "CREATE DATABASE mine"):
            with pytest.raises(errors.InsufficientPrivilege):
                conn.execute(statement.encode())


def test_not_even_the_superuser_writes_settings_through_the_server(database: Database) -> None:
    refused = pytest.raises(psycopg.Error, match="ALTER SYSTEM is not allowed")
    with psycopg.connect(database.superuser, autocommit=True) as conn, refused:
        conn.execute("ALTER SYSTEM SET fsync = off")


def test_provisioning_again_puts_back_what_drifted(own_database: Database) -> None:
    with psycopg.connect(own_database.superuser, autocommit=True) as conn:
        conn.execute("ALTER ROLE darcha_sealer CREATEDB PASSWORD 'other'")
        conn.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{own_database.name}" TO PUBLIC'.encode())
        conn.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    provision(own_database.superuser, passwords(own_database.server.place.keys), own_database.name)
    with psycopg.connect(own_database.sealer, autocommit=True) as conn:
        for statement in ("CREATE DATABASE mine", "CREATE TABLE public.t ()", "CREATE TEMPORARY TABLE t ()"):
            with pytest.raises(errors.InsufficientPrivilege):
                conn.execute(statement.encode())


def test_only_a_superuser_provisions(database: Database) -> None:
    with pytest.raises(ServerFailed, match="darcha_migrate is not a superuser"):
        provision(database.owner, passwords(database.server.place.keys), database.name)


@pytest.fixture
def old_server(folder: Path) -> Iterator[str]:
    """The address of the superuser of a PostgreSQL 15 that is none of ours."""
    if not (_OLD / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed here")
    account = server_account()
    folder.mkdir()
    os.chown(folder, account.uid, account.gid)
    (folder / "key").write_text("secret")
    common = [f"--pgdata={folder}/data", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    login = ["--username=admin", "--auth=scram-sha-256", f"--pwfile={folder}/key"]
    subprocess.run([str(_OLD / "initdb"), *common, *login], check=True, capture_output=True, cwd="/", **run_as(account))
    control = [str(_OLD / "pg_ctl"), f"--pgdata={folder}/data", "--wait", "--silent"]
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    start = [*control, "start", f"--log={folder}/log", f"--options={options}"]
    subprocess.run(start, check=True, cwd="/", **run_as(account))
    yield f"postgresql://admin:secret@/postgres?host={folder}"
    subprocess.run([*control, "stop", "--mode=immediate"], check=True, cwd="/", **run_as(account))
    shutil.rmtree(folder)


@pytest.mark.slow
def test_a_postgresql_15_of_ones_own(old_server: str, tmp_path: Path) -> None:
    secrets = passwords(tmp_path)
    for _ in range(2):
        provision(old_server, secrets)
    for role in (Role.OWNER, Role.APP, Role.SEALER):
        with psycopg.connect(old_server, dbname="darcha", user=role.login, password=secrets[role]) as conn:
            assert conn.execute("SELECT session_user").fetchone() == (role.login,)
            assert conn.execute("SELECT upper('дарча')").fetchone() == ("ДАРЧА",)
            if role is not Role.OWNER:
                with pytest.raises(errors.InsufficientPrivilege):
                    conn.execute("SET ROLE darcha_owner")
    with psycopg.connect(old_server, dbname="darcha", user="darcha_migrate", password=secrets[Role.OWNER]) as conn:
        conn.execute("CREATE SCHEMA darcha")
        assert conn.execute("SELECT current_user").fetchone() == ("darcha_owner",)
