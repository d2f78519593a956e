"""A log that was made anew and holds in itself: only who saw the old one can tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from psycopg import Connection

from darcha.store.connect import connect
from darcha.store.journal import merkle
from darcha.store.journal.checkpoint import sign
from darcha.store.journal.witness import FileWitness, Telling
from darcha.store.read.fetch import made
from darcha.store.rows import Declaration
from darcha.store.write.record import canonical, row_digest
from tests.store.databases import Database
from tests.store.journal.history import found, make_history, verified
from tests.store.journal.sealing import KEY, PUBLIC, entries, sealed
from tests.store.outcomes import NOW

pytestmark = pytest.mark.database


def test_a_rewritten_log_is_found_by_its_witness_alone(own_database: Database, tmp_path: Path) -> None:
    """The whole log made anew, by somebody who has the key, over a journal that lacks what nobody shall know."""
    witness = FileWitness(tmp_path / "witness", PUBLIC)
    make_history(own_database, witness)
    sealed(own_database)
    with connect(own_database.superuser) as connection:
        forget_first_declaration(connection)
        rewrite_log(connection)
    assert verified(own_database).problems == ()
    assert {kind for kind, _ in found(verified(own_database, witness))} == {"witness"}
    assert found(verified(own_database, witness, entries(own_database)[3])) == {("witness", "entry")}
    with connect(own_database.sealer) as connection:
        assert not Telling(witness).tell(connection)


def forget_first_declaration(connection: Connection[Any]) -> None:
    """Take it out of every table, close the gap in the numbers, and seal the changed rows in their old entries."""
    head = connection.execute("SELECT id FROM declaration ORDER BY number LIMIT 1").fetchall()[0]
    for table in ("version", "goods_item", "charge", "control", "write_off"):
        connection.execute(f"DELETE FROM {table} WHERE declaration = %s".encode(), head)
    connection.execute("DELETE FROM declaration WHERE id = %s", head)
    connection.execute("DELETE FROM journal WHERE subject_id = %s", head)
    connection.execute("UPDATE balance SET used = 0")
    connection.execute("UPDATE number SET last = last - 1")
    connection.execute(
        "UPDATE declaration d SET number = regexp_replace(number, '[0-9]{7}$', lpad(n::text, 7, '0'))"
        " FROM (SELECT id, row_number() OVER (ORDER BY number) AS n FROM declaration) AS new WHERE new.id = d.id"
    )
    columns = ", ".join(Declaration.__struct_fields__)
    found = connection.execute(f"SELECT {columns} FROM declaration".encode()).fetchall()
    heads = {str(values[0]): row_digest(made(Declaration, values)) for values in found}
    for entry, body in connection.execute("SELECT id, body FROM journal").fetchall():
        content = msgspec.json.decode(body)
        content["rows"] = [[t, k, heads.get(k, d) if t == "declaration" else d] for t, k, d in content["rows"]]
        connection.execute(
            "UPDATE journal SET body = %(body)s, digest = sha256(%(body)s) WHERE id = %(id)s",
            {"body": canonical(content), "id": entry},
        )


def rewrite_log(connection: Connection[Any]) -> None:
    """Leaves, nodes and one checkpoint over the journal as it is."""
    for table in ("leaf", "merkle_node", "checkpoint"):
        connection.execute(f"DELETE FROM {table}".encode())
    tree = merkle.Range()
    for index, (entry, digest) in enumerate(connection.execute("SELECT id, digest FROM journal ORDER BY id")):
        leaf = merkle.leaf_hash(digest)
        connection.execute("INSERT INTO leaf VALUES (%s, %s, %s)", (index, entry, leaf))
        for node in tree.append(leaf):
            connection.execute("INSERT INTO merkle_node VALUES (%s, %s, %s)", node)
    point = sign(tree.size, tree.root(), NOW, (), KEY)
    connection.execute(
        "INSERT INTO checkpoint VALUES (%s, %s, %s, '{}', %s, %s)",
        (point.size, point.root, point.at, point.key_id, point.signature),
    )
