"""What the web's role and the sealer's cannot do, shown as these roles, on parents and partitions alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import FeatureNotSupported, InsufficientPrivilege

from darcha.store.connect import connect
from darcha.store.rows import CURRENT
from darcha.store.statement import run
from darcha.store.write.record import record
from tests.store.databases import Database
from tests.store.outcomes import NOW, lodged

pytestmark = pytest.mark.database

SEALED = ["journal", "archive", "leaf", "merkle_node", "checkpoint", "version", "goods_item", "charge", "payment"]
PARTITIONS = [f"journal_{NOW:%Y%m}", f"archive_{NOW:%Y%m}", f"version_{NOW:%Y%m}", "leaf_0"]
NEVER = {
    "update": "UPDATE {} SET {} = {}",
    "delete": "DELETE FROM {}",
    "truncate": "TRUNCATE {}",
    "alter": "ALTER TABLE {} ADD COLUMN x int",
    "drop": "DROP TABLE {}",
    "own": "ALTER TABLE {} OWNER TO current_user",
    "disable triggers": "ALTER TABLE {} DISABLE TRIGGER ALL",
    "add a trigger": "CREATE TRIGGER t BEFORE INSERT ON {} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "add a rule": "CREATE RULE r AS ON INSERT TO {} DO INSTEAD NOTHING",
    "lock others out": "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
}


Roles = dict[str, Connection[Any]]


@pytest.fixture(scope="module")
def roles(database: Database) -> Iterator[Roles]:
    """A connection of each role, that commits by itself."""
    with connect(database.app) as app, connect(database.sealer) as sealer:
        app.autocommit = sealer.autocommit = True
        yield {"app": app, "sealer": sealer}


def refused(connection: Connection[Any], statement: str) -> None:
    with pytest.raises(InsufficientPrivilege), connection.transaction():
        connection.execute(statement.encode())


def column(table: str) -> str:
    return {"leaf": "hash", "leaf_0": "hash", "merkle_node": "hash", "checkpoint": "root"}.get(table, "id")


@pytest.mark.parametrize("what", NEVER)
@pytest.mark.parametrize("table", SEALED + PARTITIONS)
@pytest.mark.parametrize("role", ["app", "sealer"])
def test_evidence_is_written_once(roles: Roles, role: str, table: str, what: str) -> None:
    refused(roles[role], NEVER[what].format(table, column(table), column(table)))


@pytest.mark.parametrize("partition", PARTITIONS)
@pytest.mark.parametrize("role", ["app", "sealer"])
def test_a_partition_is_reached_through_its_parent_only(roles: Roles, role: str, partition: str) -> None:
    refused(roles[role], f"SELECT FROM {partition}")
    refused(roles[role], f"INSERT INTO {partition} DEFAULT VALUES")
    refused(roles[role], f"ALTER TABLE {partition.rpartition('_')[0]} DETACH PARTITION {partition}")


@pytest.mark.parametrize("table", ["leaf", "merkle_node", "checkpoint"])
def test_the_web_does_not_write_the_log(roles: Roles, table: str) -> None:
    refused(roles["app"], f"INSERT INTO {table} DEFAULT VALUES")


def test_the_web_does_not_take_from_the_seal_queue(roles: Roles) -> None:
    refused(roles["app"], "DELETE FROM seal_queue")
    refused(roles["app"], "UPDATE seal_queue SET entries = '{}'")
    refused(roles["app"], "TRUNCATE seal_queue")


@pytest.mark.parametrize("table", ["declaration", "permit", "control", "bill", "balance", "number", "person", "firm"])
def test_the_web_replaces_but_never_deletes(roles: Roles, table: str) -> None:
    refused(roles["app"], f"DELETE FROM {table}")
    refused(roles["app"], f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "table", [kind.table for kind in CURRENT] + ["journal", "archive", "seal_queue", "outbox", "balance", "person"]
)
def test_the_sealer_writes_nothing_but_the_log(roles: Roles, table: str) -> None:
    refused(roles["sealer"], f"INSERT INTO {table} DEFAULT VALUES")
    refused(roles["sealer"], f"UPDATE {table} SET {'entries' if table == 'seal_queue' else column_of(table)} = NULL")


def column_of(table: str) -> str:
    return {"balance": "code"}.get(table, "id")


@pytest.mark.parametrize("table", ["person", "token", "declaration", "archive", "version", "draw", "receiver"])
def test_the_sealer_reads_nothing_but_the_journal(roles: Roles, table: str) -> None:
    refused(roles["sealer"], f"SELECT FROM {table}")


@pytest.mark.parametrize("other", ["darcha_owner", "darcha_migrate", "postgres"])
@pytest.mark.parametrize("role", ["app", "sealer"])
def test_nobody_becomes_somebody_else(roles: Roles, role: str, other: str) -> None:
    refused(roles[role], f"SET ROLE {other}")
    refused(roles[role], f"SET SESSION AUTHORIZATION {other}")
    refused(roles[role], f"GRANT {other} TO current_user")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE t (x int)",
        "CREATE TABLE public.t (x int)",
        "CREATE TEMPORARY TABLE t (x int)",
        "CREATE SCHEMA s",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE r",
        "CREATE DATABASE d",
        "CREATE EXTENSION hstore",
        "ALTER SYSTEM SET fsync = off",
        "SET session_replication_role = replica",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/x'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "CHECKPOINT",
    ],
)
@pytest.mark.parametrize("role", ["app", "sealer"])
def test_nobody_makes_anything_or_leaves_the_database(roles: Roles, role: str, statement: str) -> None:
    with pytest.raises((InsufficientPrivilege, FeatureNotSupported)):
        roles[role].execute(statement.encode())


def test_the_roles_can_do_their_work(database: Database) -> None:
    """The refusals above are not the refusals of a role that can do nothing at all."""
    with connect(database.app) as connection:
        assert run(connection, record([lodged(1)])) == [None]
        (many,) = connection.execute("SELECT count(*) FROM journal").fetchall()[0]
        assert many >= 2
        connection.execute("SELECT ensure_partitions(%s, %s)", (NOW, NOW))
    with connect(database.sealer) as connection:
        assert connection.execute("SELECT count(*) FROM journal").fetchall() == [(many,)]
        assert connection.execute("SELECT count(*) FROM seal_queue").fetchall()[0][0] > 0
        connection.execute("DELETE FROM seal_queue WHERE id = -1")
