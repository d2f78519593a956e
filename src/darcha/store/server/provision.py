"""Roles, rights and databases: what must exist before the first migration; safe to repeat.

The same on the embedded server and on a PostgreSQL (15 or later) of your own. ``darcha_owner`` owns the tables and
cannot log in; ``darcha_migrate`` logs in and acts as it; ``darcha_app`` and ``darcha_sealer`` own nothing, can create
nothing and can become nobody else. What they may do to a table is granted where the table is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier, Literal

from darcha.store.server.errors import ServerFailed
from darcha.store.server.keys import DATABASE, Role

OWNER = "darcha_owner"
_USERS = (Role.OWNER, Role.APP, Role.SEALER)
_OLDEST = 150000
_BUILTIN_LOCALE = 170000
"""From 17 on PostgreSQL has a locale of its own, from 15 on the machine's C.UTF-8 comes nearest."""
_LOCK = 7_305_804_402  # Any number that is ours: two programs that provision one server take turns.


def provision(address: str, passwords: Mapping[Role, str], database: str = DATABASE) -> None:
    """Make the roles with these passwords, and the database with its rights, as the superuser of ``address``.

    Raises ServerFailed where the server is too old or the address is not a superuser's.
    """
    with _lone(address) as conn:
        _check(conn)
        _make_roles(conn, passwords)
        if not conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            conn.execute(_new_database(conn, database))
        grant_database(conn, database)
    with psycopg.connect(address, dbname=database) as conn:
        _fence_schema(conn)


def grant_database(conn: Connection[Any], database: str) -> None:
    """Let our roles, and nobody else, into a database. These rights are not copied when a database is cloned."""
    name = Identifier(database)
    users = SQL(", ").join(Identifier(role.login) for role in _USERS)
    conn.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    conn.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, users))
    conn.execute(SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(name, Identifier(Role.OWNER.login)))


def close_others(address: str) -> None:
    """Shut the databases every new cluster has, where everybody may otherwise connect and make temporary tables.

    For a server that serves us alone.
    """
    with _lone(address) as conn:
        conn.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")


@contextmanager
def _lone(address: str) -> Iterator[Connection[Any]]:
    """A connection on which each statement stands alone (a database cannot be made inside a transaction)."""
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield conn


def _check(conn: Connection[Any]) -> None:
    if conn.info.server_version < _OLDEST:
        raise ServerFailed(
            why=f"The server is PostgreSQL {conn.info.server_version // 10000}; Darcha needs 15 or later.",
            cure="Upgrade it, or leave DARCHA_DATABASE_URL out to use the embedded one.",
        )
    if conn.info.parameter_status("is_superuser") != "on":
        raise ServerFailed(
            why=f"{conn.info.user} is not a superuser, so it cannot make the roles Darcha needs.",
            cure="Give the address of a superuser for this one step; it is not kept.",
        )


def _make_roles(conn: Connection[Any], passwords: Mapping[Role, str]) -> None:
    """Make each role, or bring it back to what is declared here, with its password sent as a digest."""
    there = {name for (name,) in conn.execute("SELECT rolname FROM pg_roles").fetchall()}
    plain = SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
    if OWNER not in there:
        conn.execute(SQL("CREATE ROLE {}").format(Identifier(OWNER)))
    conn.execute(SQL("ALTER ROLE {} NOLOGIN {}").format(Identifier(OWNER), plain))
    for role in _USERS:
        login = Identifier(role.login)
        if role.login not in there:
            conn.execute(SQL("CREATE ROLE {}").format(login))
        digest = conn.pgconn.encrypt_password(passwords[role].encode(), role.login.encode(), b"scram-sha-256")
        conn.execute(SQL("ALTER ROLE {} LOGIN {} PASSWORD {}").format(login, plain, Literal(digest.decode())))
    migrate = Identifier(Role.OWNER.login)
    conn.execute(SQL("GRANT {} TO {}").format(Identifier(OWNER), migrate))
    # What it makes belongs to the owner without anyone having to remember SET ROLE.
    conn.execute(SQL("ALTER ROLE {} SET role = {}").format(migrate, Literal(OWNER)))


def _new_database(conn: Connection[Any], database: str) -> Composed:
    """The statement that makes a database whose text sorts by code point.

    The sort order of libc and ICU changes with their releases and breaks indexes that were built before; code points
    do not. Lists for people are sorted where they are shown, in the reader's language.
    """
    if conn.info.server_version >= _BUILTIN_LOCALE:
        locale = SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")
    else:
        locale = SQL("LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
    text = SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' {}")
    return text.format(Identifier(database), Identifier(OWNER), locale)


def _fence_schema(conn: Connection[Any]) -> None:
    """In the database: only the owner makes anything; functions are granted one by one, like tables."""
    owner = Identifier(OWNER)
    users = SQL(", ").join(Identifier(role.login) for role in _USERS)
    conn.execute(SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    conn.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    conn.execute(SQL("GRANT USAGE ON SCHEMA public TO {}").format(users))
    conn.execute(SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC").format(owner))
