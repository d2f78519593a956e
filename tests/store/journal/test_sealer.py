"""The sealer: every committed entry exactly once, in the order of the queue, whatever happens beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from darcha.law.errors import EvidenceError
from darcha.store.connect import connect
from darcha.store.ids import new_id
from darcha.store.journal import merkle, sealer, stored
from darcha.store.journal.sealer import seal
from darcha.store.journal.witness import FileWitness
from darcha.store.rows import Declaration
from darcha.store.statement import run
from darcha.store.write.record import Outcome, record
from tests.store.databases import Database
from tests.store.journal.sealing import KEY, PUBLIC, by_hand, entries, lodge, rows, sealed, write
from tests.store.outcomes import NOW, act, declaration, lodged

pytestmark = pytest.mark.database


def test_a_seal_takes_what_waits_in_the_order_of_the_queue(own_database: Database) -> None:
    lodge(own_database, 2)
    lodge(own_database, 1)
    queue = rows(own_database, "SELECT entries FROM seal_queue ORDER BY id")
    made = sealed(own_database)
    assert entries(own_database) == [entry for (commit,) in queue for entry in commit]
    assert rows(own_database, "SELECT count(*) FROM seal_queue") == [(0,)]
    assert made.size == 6
    assert made.signed_by(PUBLIC)
    digests = dict(rows(own_database, "SELECT id, digest FROM journal"))
    leaves = rows(own_database, "SELECT index, entry, hash FROM leaf ORDER BY index")
    assert leaves == [
        (index, entry, merkle.leaf_hash(digests[entry])) for index, entry in enumerate(entries(own_database))
    ]


def test_a_log_that_grew_in_steps_has_the_root_of_its_leaves(own_database: Database) -> None:
    tree, before = merkle.Range(), merkle.Range().root()
    with connect(own_database.app) as reader:
        for many in (1, 2, 1, 4, 9):
            lodge(own_database, many)
            first = tree.size
            made = sealed(own_database)
            for (value,) in rows(own_database, "SELECT hash FROM leaf WHERE index >= %s ORDER BY index", first):
                tree.append(value)
            assert (made.size, made.root) == (tree.size, tree.root())
            assert merkle.consistent(first, made.size, before, made.root, made.consistency)
            assert stored.newest(reader) == made
            reader.rollback()
            before = made.root


def test_nothing_is_sealed_of_nothing(own_database: Database) -> None:
    with connect(own_database.sealer) as connection:
        assert seal(connection, KEY, NOW) is None
        assert stored.newest(connection) is None


def test_a_batch_is_bounded_but_takes_whole_commits(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 3)
    for many in (4, 1, 1):
        lodge(own_database, many)
    assert [sealed(own_database).size for _ in range(2)] == [8, 12]


def test_one_sealer_works_at_a_time(own_database: Database) -> None:
    lodge(own_database)
    with connect(own_database.sealer) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (sealer._LOCK,))
        with connect(own_database.sealer) as connection:
            assert seal(connection, KEY, NOW) is None
    assert sealed(own_database).size == 2


def test_a_seal_that_fails_leaves_everything_in_the_queue(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lodge(own_database)
    monkeypatch.setattr(sealer, "sign", lambda *_: 1 / 0)
    with connect(own_database.sealer) as connection, pytest.raises(ZeroDivisionError):
        seal(connection, KEY, NOW)
    assert entries(own_database) == []
    monkeypatch.undo()
    assert sealed(own_database).size == 2


def test_a_queue_that_names_nonsense_does_not_stop_the_sealing(
    own_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """The web's role can put anything into the queue; it must not harm what others wrote."""
    lodge(own_database)
    sealed(own_database)
    old = entries(own_database)
    lodge(own_database)
    with connect(own_database.app) as connection:
        for found in ([new_id(), None], [], old, [old[0], old[0]]):
            connection.execute("INSERT INTO seal_queue (entries) VALUES (%s)", (found,))
        connection.execute("INSERT INTO seal_queue (entries) VALUES (%s)", ([[old[0]], [new_id()]],))
    with caplog.at_level(logging.ERROR):
        assert sealed(own_database).size == 4
    assert len(set(entries(own_database))) == 4
    assert rows(own_database, "SELECT count(*) FROM seal_queue") == [(0,)]
    assert ("not in the journal" in caplog.text, "already sealed" in caplog.text) == (True, True)
    with connect(own_database.app) as connection:
        connection.execute("INSERT INTO seal_queue (entries) VALUES ('{}')")
    with connect(own_database.sealer) as connection:
        assert seal(connection, KEY, NOW) is None
    assert rows(own_database, "SELECT count(*) FROM seal_queue") == [(0,)]


def test_a_body_is_sealed_as_it_stands(own_database: Database, caplog: pytest.LogCaptureFixture) -> None:
    lodge(own_database)
    by_hand(own_database, "UPDATE journal SET digest = sha256('')")
    with caplog.at_level(logging.ERROR):
        sealed(own_database)
    assert caplog.text.count("does not have the digest of its body") == 2
    bodies = rows(own_database, "SELECT sha256(body) FROM leaf JOIN journal ON id = entry ORDER BY index")
    assert rows(own_database, "SELECT hash FROM leaf ORDER BY index") == [(merkle.leaf_hash(d),) for (d,) in bodies]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE merkle_node SET hash = sha256('') WHERE level = 1",
        "DELETE FROM merkle_node WHERE level = 1",
        "UPDATE checkpoint SET root = sha256('')",
        "UPDATE checkpoint SET at = at + interval '1 second'",
        "DELETE FROM leaf",
    ],
)
def test_a_log_that_is_not_the_one_signed_is_not_signed_again(own_database: Database, harm: str) -> None:
    lodge(own_database)
    sealed(own_database)
    lodge(own_database)
    # A single full node of two leaves is the whole log: without level 1 there is nothing to go on from.
    by_hand(own_database, harm)
    if harm.startswith("DELETE FROM leaf"):
        by_hand(own_database, "DELETE FROM merkle_node")
    with connect(own_database.sealer) as connection, pytest.raises(EvidenceError):
        seal(connection, KEY, NOW)
    assert rows(own_database, "SELECT count(*) FROM seal_queue") == [(1,)]


def test_another_key_does_not_continue_the_log(own_database: Database) -> None:
    lodge(own_database)
    sealed(own_database)
    lodge(own_database)
    with connect(own_database.sealer) as connection, pytest.raises(EvidenceError, match="not signed by"):
        seal(connection, Ed25519PrivateKey.generate(), NOW)


def test_under_concurrent_commits_every_entry_is_sealed_once_and_in_order(own_database: Database) -> None:
    """Four writers, of whom some give up their work, beside a sealer that never waits.

    Each writer changes a row of its own and one that all share, so that commits wait for each other.
    """
    shared = declaration(1)
    write(own_database, lodged(2), lodged(3), touched(shared, replaced=False))
    stop = threading.Event()
    runner = threading.Thread(target=sealer.run, args=(own_database.sealer, KEY), kwargs={"every": 0.001, "stop": stop})
    runner.start()

    def work(writer: int) -> int:
        done = 0
        with connect(own_database.app) as connection:
            for turn in range(12):
                (state,) = connection.execute(
                    "SELECT revision FROM declaration WHERE id = %s FOR UPDATE", (shared.id,)
                ).fetchall()[0]
                changed = msgspec.structs.replace(shared, revision=state + 1, holder=f"{writer}/{turn}")
                outcome = touched(changed, replaced=True)
                assert run(connection, record([outcome, lodged(100 * writer + turn)])) == [None, None]
                if (writer + turn) % 4:
                    connection.commit()
                    done += 1
                else:
                    connection.rollback()
        return done

    with ThreadPoolExecutor(4) as writers:
        done = sum(writers.map(work, range(4)))
    while rows(own_database, "SELECT FROM seal_queue LIMIT 1"):
        stop.wait(0.01)
    stop.set()
    runner.join()
    assert done == 36
    journal = {entry for (entry,) in rows(own_database, "SELECT id FROM journal")}
    order = entries(own_database)
    assert len(order) == len(set(order)) == 5 + 3 * done
    assert set(order) == journal
    # The entries that changed the shared row stand in the order of its revisions.
    bodies = rows(
        own_database,
        "SELECT body FROM journal JOIN leaf ON entry = id WHERE subject_id = %s ORDER BY index",
        shared.id,
    )
    revisions = [msgspec.json.decode(body)["facts"]["revision"] for (body,) in bodies]
    assert revisions == list(range(1, done + 2))


def touched(row: Declaration, *, replaced: bool) -> Outcome:
    made = lodged(1)
    made.acts = [act("declaration.touch", row.id, facts={"revision": row.revision})]
    made.inserts, made.archive, made.replaces = ([], [], [row]) if replaced else ([row], [], [])
    return made


def test_the_loop_seals_and_tells_its_witness_and_ends(own_database: Database, tmp_path: Path) -> None:
    witness = FileWitness(tmp_path / "witness", PUBLIC)
    stop = threading.Event()
    runner = threading.Thread(
        target=sealer.run,
        args=(own_database.sealer, KEY),
        kwargs={"witnesses": [witness], "every": 0.01, "stop": stop},
    )
    runner.start()
    lodge(own_database)
    wait_for(lambda: witness.size() == 2)
    # The database goes away under the loop, and it takes up its work again.
    by_hand(
        own_database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE usename = 'darcha_sealer' AND datname = current_database()",
    )
    lodge(own_database)
    wait_for(lambda: witness.size() == 4)
    stop.set()
    runner.join(5)
    assert not runner.is_alive()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = datetime.now(UTC).timestamp() + 10
    while not condition():
        assert datetime.now(UTC).timestamp() < deadline
        threading.Event().wait(0.01)
