"""One entry: verified alone, and proven to who has no database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from darcha.law.errors import NotFound
from darcha.store.connect import connect
from darcha.store.ids import new_id
from darcha.store.journal.proof import Proof, check, prove
from darcha.store.journal.witness import FileWitness
from tests.store.databases import Database
from tests.store.journal.history import found, harmed, verified
from tests.store.journal.sealing import PUBLIC, entries, rows

pytestmark = pytest.mark.database


def test_one_entry_is_proven_alone(kept: Database, witness: FileWitness) -> None:
    for entry in entries(kept):
        report = verified(kept, witness, entry)
        assert report.ok
        assert (report.entries, report.leaves, report.unsealed) == (1, 1, 0)
        assert report.proof is not None
        assert check(report.proof, PUBLIC)


def test_one_entry_that_waits_is_no_problem_and_none_is_not_found(kept: Database) -> None:
    ((waiting,),) = rows(kept, "SELECT entries[1] FROM seal_queue")
    report = verified(kept, entry=waiting)
    assert (report.ok, report.unsealed, report.leaves, report.proof) == (True, 1, 0, None)
    with pytest.raises(NotFound):
        verified(kept, entry=new_id())
    with pytest.raises(NotFound):
        harmed(kept, "DELETE FROM seal_queue", entry=waiting)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE journal SET body = body || ' '",
        "UPDATE leaf SET hash = sha256('') WHERE index = 3",
        "UPDATE merkle_node SET hash = sha256('') WHERE level = 2",
        "DELETE FROM merkle_node WHERE level = 2",
        "UPDATE checkpoint SET signature = sha512('')",
        "DELETE FROM checkpoint",
    ],
)
def test_one_entry_that_cannot_be_proven_is_a_problem(kept: Database, harm: str) -> None:
    assert found(harmed(kept, harm, entry=entries(kept)[2])) == {("entry", "entry")}


def changed(proof: Proof, **changes: object) -> Proof:
    return msgspec.structs.replace(proof, **changes)


CHANGES: dict[str, Callable[[Proof], Proof]] = {
    "another entry": lambda p: changed(p, entry=new_id()),
    "another body": lambda p: changed(p, body=p.body + b" "),
    "no body": lambda p: changed(p, body=b""),
    "another place": lambda p: changed(p, index=p.index + 1),
    "a step less": lambda p: changed(p, path=p.path[1:]),
    "another size": lambda p: changed(p, checkpoint=msgspec.structs.replace(p.checkpoint, size=12)),
    "no moment": lambda p: changed(
        p,
        checkpoint=msgspec.structs.replace(p.checkpoint, at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
    ),
    "another key": lambda p: changed(p, checkpoint=msgspec.structs.replace(p.checkpoint, key_id="0" * 16)),
}


def test_a_proof_travels_as_text_and_holds_without_the_database(kept: Database) -> None:
    with connect(kept.app) as connection:
        proof = prove(connection, entries(kept)[7])
    text = msgspec.json.encode(proof)
    assert check(msgspec.json.decode(text, type=Proof), PUBLIC)
    for name, change in CHANGES.items():
        assert not check(change(proof), PUBLIC), name
