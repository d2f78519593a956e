"""The verifier finds every change by hand, and nothing where there is none."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from darcha.store.connect import connect
from darcha.store.ids import new_id
from darcha.store.journal import named, problem, walk
from darcha.store.journal.checkpoint import sign
from darcha.store.journal.proof import Proof, check
from darcha.store.journal.verify import verify
from darcha.store.journal.witness import FileWitness
from darcha.store.statement import run
from darcha.store.write.record import record
from tests.store.databases import Database
from tests.store.journal.history import found, harmed, verified
from tests.store.journal.sealing import KEY, PUBLIC, entries
from tests.store.outcomes import NOW

pytestmark = pytest.mark.database


def test_an_untouched_history_has_no_problems(kept: Database, witness: FileWitness) -> None:
    report = verified(kept, witness)
    assert report.problems == ()
    assert report.ok
    assert (report.entries, report.leaves, report.unsealed) == (13, 11, 2)
    assert report.rows_checked == 6 * (2 + 2 + 4) + 2


def test_batches_and_files_make_no_difference(
    kept: Database, witness: FileWitness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "BATCH", 3)
    monkeypatch.setattr(named, "_BUFFER", 50)
    monkeypatch.setattr(named, "_SPAN", 80)  # A file for every millisecond.
    report = verified(kept, witness)
    assert (report.problems, report.rows_checked) == ((), 50)


def test_an_empty_database_has_no_problems(own_database: Database) -> None:
    report = verified(own_database)
    assert (report.problems, report.entries, report.rows_checked) == ((), 0, 0)


HARM = {
    "a row changed": ("UPDATE declaration SET value = 1 WHERE number LIKE '%3'", {("row", "declaration")}),
    "a place behind the point": (
        "UPDATE declaration SET value = 1000.0 WHERE number LIKE '%3'",
        {("row", "declaration")},
    ),
    "an array changed": ("UPDATE control SET forms = '{}'", {("row", "control")}),
    "a version changed": (
        "UPDATE version SET document = '{}' WHERE id = (SELECT id FROM version ORDER BY id LIMIT 1)",
        {("row", "version")},
    ),
    "a row inside changed": (
        "UPDATE charge SET amount = 0 WHERE id = (SELECT id FROM charge ORDER BY id LIMIT 1)",
        {("row", "charge")},
    ),
    "a row gone": ("DELETE FROM control", {("row", "control")}),
    "a declaration gone": (
        "DELETE FROM declaration WHERE number LIKE '%3'",
        {("row", "declaration"), ("number", "70001/{day}")},
    ),
    "one row inside gone": (
        "DELETE FROM charge WHERE id = (SELECT id FROM charge ORDER BY id LIMIT 1)",
        {("row", "charge")},
    ),
    "all rows inside gone": (
        "DELETE FROM goods_item WHERE declaration = (SELECT id FROM declaration ORDER BY id LIMIT 1)",
        {("row", "goods_item")},
    ),
    "a row put in": (
        "INSERT INTO bill SELECT '{id}', id, number, firm, 'XTS', 1, 1, now(), 1 FROM declaration LIMIT 1",
        {("row", "bill")},
    ),
    "a row inside put in": (
        "INSERT INTO charge SELECT '{id}', declaration, version, 9, kind, 0, rate, 0, currency FROM charge LIMIT 1",
        {("row", "charge")},
    ),
    "an entry's body changed": (
        (
            "UPDATE journal SET body = convert_to(replace(convert_from(body, 'UTF8'), 'green', 'white'), 'UTF8')"
            " WHERE id = (SELECT entry FROM leaf WHERE index = 2)"
        ),
        {("entry", "entry")},
    ),
    "an entry rewritten with its digest": (
        (
            "UPDATE journal SET body = b, digest = sha256(b) FROM (SELECT id AS i,"
            " convert_to(replace(convert_from(body, 'UTF8'), 'green', 'white'), 'UTF8') AS b FROM journal) AS new"
            " WHERE i = id AND id = (SELECT entry FROM leaf WHERE index = 2)"
        ),
        {("entry", "entry")},
    ),
    "an entry's column changed": (
        "UPDATE journal SET actor = 'x' WHERE id = (SELECT entry FROM leaf WHERE index = 2)",
        {("entry", "entry")},
    ),
    "an entry's body garbled": (
        "UPDATE journal SET body = '' WHERE id = (SELECT entry FROM leaf WHERE index = 2)",
        {("entry", "entry")},
    ),
    "a sealed entry gone": (
        "DELETE FROM journal WHERE id = (SELECT entry FROM leaf WHERE index = 2)",
        {("leaf", "leaf")},
    ),
    "an unsealed entry gone": (
        "DELETE FROM journal WHERE id = (SELECT entries[1] FROM seal_queue)",
        {("queue", "entry")},
    ),
    "the queue emptied": ("DELETE FROM seal_queue", {("entry", "entry"), ("row", "*")}),
    "an entry put in": (
        "INSERT INTO journal SELECT '{id}', at, actor, act, subject, subject_id, body, digest FROM journal LIMIT 1",
        {("entry", "entry")},
    ),
    "a sealed entry queued again": (
        "INSERT INTO seal_queue (entries) SELECT ARRAY[entry] FROM leaf WHERE index = 10",
        {("queue", "entry")},
    ),
    "a leaf changed": (
        "UPDATE leaf SET hash = sha256('') WHERE index = 2",
        {("entry", "entry"), ("node", "node"), ("checkpoint", "checkpoint"), ("witness", "note")},
    ),
    "a leaf for another entry": (
        "UPDATE leaf SET entry = (SELECT entry FROM leaf WHERE index = 3) WHERE index = 2",
        {("entry", "entry"), ("leaf", "entry")},
    ),
    "the last leaf gone": (
        "DELETE FROM leaf WHERE index = 10",
        {("entry", "entry"), ("leaf", "leaf"), ("checkpoint", "checkpoint"), ("witness", "note"), ("row", "*")},
    ),
    "a leaf in the middle gone": (
        "DELETE FROM leaf WHERE index = 5",
        {("entry", "entry"), ("leaf", "leaf"), ("checkpoint", "checkpoint"), ("witness", "note"), ("node", "node")},
    ),
    "a node changed": ("UPDATE merkle_node SET hash = sha256('') WHERE level = 3", {("node", "node")}),
    "a node gone": ("DELETE FROM merkle_node WHERE level = 3", {("node", "node")}),
    "a root changed": ("UPDATE checkpoint SET root = sha256('') WHERE size = 11", {("checkpoint", "checkpoint")}),
    "a moment changed": ("UPDATE checkpoint SET at = now() WHERE size = 11", {("checkpoint", "checkpoint")}),
    "the last checkpoint gone": ("DELETE FROM checkpoint WHERE size = 11", {("leaf", "leaf")}),
    "a checkpoint in the middle gone": ("DELETE FROM checkpoint WHERE size = 4", {("checkpoint", "checkpoint")}),
    "a balance changed": ("UPDATE balance SET used = 0", {("balance", "apples")}),
    "a balance gone": ("DELETE FROM balance", {("balance", "apples")}),
    "a number too many": ("UPDATE number SET last = last + 1", {("number", "70001/{day}")}),
    "a number given twice": (
        "UPDATE declaration SET number = replace(number, '0003', '0002')",
        {("number", "70001/{day}"), ("row", "declaration")},
    ),
    "a number of another form": (
        "UPDATE declaration SET number = '3' WHERE number LIKE '%3'",
        {("number", "70001/{day}"), ("number", "3"), ("row", "declaration")},
    ),
    "archived bytes changed": (
        "UPDATE archive SET content = 'x' WHERE id = (SELECT id FROM archive ORDER BY id LIMIT 1)",
        {("archive", "archive")},
    ),
    "archived bytes gone": (
        "DELETE FROM archive WHERE id = (SELECT id FROM archive ORDER BY id LIMIT 1)",
        {("archive", "version")},
    ),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_change_by_hand_is_found(kept: Database, witness: FileWitness, harm: str) -> None:
    statement, expected = HARM[harm]
    report = harmed(kept, statement.replace("{id}", str(new_id())), witness)
    assert not report.ok
    day = f"{NOW:%d.%m.%Y}"
    wanted = {(kind, where.replace("{day}", day)) for kind, where in expected if where != "*"}
    loose = {kind for kind, where in expected if where == "*"}
    assert {one for one in found(report) if one[0] not in loose} == wanted
    assert loose <= {kind for kind, _ in found(report)}


NONSENSE = {
    "no key": [["declaration", "x", "00" * 32]],
    "a slash": [["declaration", "/", "00" * 32]],
    "no version": [["charge", f"{UUID(int=1)}/x", "00" * 32]],
    "no version that fits": [["charge", f"{UUID(int=1)}/{2**64}", "00" * 32]],
    "a table of others": [["pg_class", str(UUID(int=1)), "00" * 32]],
    "no digest": [["declaration", str(UUID(int=1)), "x"]],
    "half a digest": [["declaration", str(UUID(int=1)), "00" * 16]],
    "no rows": {},
}


@pytest.mark.parametrize("named_rows", NONSENSE.values(), ids=NONSENSE)
def test_an_entry_that_names_nonsense_is_a_problem_and_no_crash(named_rows: object) -> None:
    entry, found = nonsense(msgspec.json.encode(named_rows))
    walk.check(entry, named.Named(Path("nowhere")), found)
    assert [one.what.partition(":")[0] for one in found.kept] == ["its body cannot be read"]


def test_an_entry_too_deep_to_read_is_a_problem_and_no_crash() -> None:
    deep = b"[" * 100_000
    entry, found = nonsense(deep)
    walk.check(entry, named.Named(Path("nowhere")), found)
    assert found.counts == {"entry": 1}
    point = sign(1, bytes(32), NOW, (), KEY)
    assert not check(Proof(entry=entry.id, body=deep, index=0, path=(), checkpoint=point), PUBLIC)


def nonsense(named_rows: bytes) -> tuple[walk.Entry, problem.Problems]:
    """An entry as it should be but for the rows that its body names."""
    columns: dict[str, Any] = {
        "id": new_id(),
        "at": NOW,
        "actor": "u",
        "act": "a",
        "subject": "s",
        "subject_id": new_id(),
    }
    body = msgspec.json.encode(columns)[:-1] + b',"rows":' + named_rows + b"}"
    return walk.Entry(**columns, body=body, digest=sha256(body).digest()), problem.Problems()


def test_witnessed_notes_out_of_their_order_are_a_problem(kept: Database, witness: FileWitness) -> None:
    with connect(kept.app) as connection:
        report = verify(connection, PUBLIC, reversed(list(witness.notes())))
    assert [(one.kind, one.what) for one in report.problems] == [("witness", "follows one of size 11")]


def test_a_broken_witness_file_is_a_problem(kept: Database, witness: FileWitness, tmp_path: Path) -> None:
    broken = FileWitness(tmp_path / "witness", PUBLIC)
    (tmp_path / "witness").write_bytes(witness.path.read_bytes().split(b"\n", 1)[1])
    assert found(verified(kept, broken)) == {("witness", "the")}
    assert found(verified(kept, broken, entries(kept)[0])) == {("witness", "entry")}


def test_problems_are_kept_to_a_bound(kept: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem, "LIMIT", 3)
    report = harmed(kept, "UPDATE version SET document = '{}'")
    assert (len(report.problems), report.counts) == (3, {"row": 6})


def test_the_verifier_writes_nothing_and_leaves_no_transaction(kept: Database) -> None:
    with connect(kept.app) as connection:
        assert verify(connection, PUBLIC).ok
        assert not connection.info.transaction_status
        assert run(connection, record([])) == []
