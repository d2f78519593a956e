"""Recording: one batch, one commit; the bad row alone is refused, and what was sealed is what is stored."""

from __future__ import annotations

import hashlib
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest

from darcha.law.errors import Stale
from darcha.store.connect import connect
from darcha.store.read.fetch import made
from darcha.store.rows import Control, Declaration
from darcha.store.statement import REFUSED, Copy, Fetch, Op
from darcha.store.write.balance import open_quota
from darcha.store.write.record import Outcome, Unwritable, canonical, columns, record, row_bytes, row_digest
from tests.store.databases import Database
from tests.store.drive import Drive, both
from tests.store.outcomes import NOW, act, control, declaration, lodged

pytestmark = pytest.mark.database

replace = msgspec.structs.replace


def rows(database: Database, query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connect(database.app) as connection:
        return connection.execute(query.encode(), params).fetchall()


def stored(database: Database, row: Declaration | Control) -> Any:
    """The row as the database gives it back."""
    names, _ = columns(type(row))
    return made(type(row), rows(database, f"SELECT {', '.join(names)} FROM {row.table} WHERE id = %s", row.id)[0])


def head(outcome: Outcome) -> Declaration:
    assert isinstance(outcome.inserts[0], Declaration)
    return outcome.inserts[0]


def put(old: Declaration | Control, **changes: Any) -> Outcome:
    """An outcome that puts a row into its next revision."""
    new = replace(old, revision=old.revision + 1, **changes)
    return Outcome(at=NOW, acts=[act("declaration.amend", old.id)], replaces=[new])


@both
def test_a_batch_is_written_as_it_was_decided(database: Database, drive: Drive) -> None:
    batch = [lodged(n, items=3) for n in range(1, 6)]
    assert drive(database.app, record(batch)) == [None] * 5
    for outcome in batch:
        key = head(outcome).id
        assert stored(database, head(outcome)) == head(outcome)
        counted = [
            rows(database, f"SELECT count(*) FROM {table} WHERE declaration = %s", key)[0][0]
            for table in ("version", "goods_item", "charge")
        ]
        assert counted == [1, 3, 6]
        digest = outcome.archive[0].digest
        assert rows(database, "SELECT content FROM archive WHERE digest = %s", digest) == [
            (outcome.archive[0].content,)
        ]


@both
def test_entries_have_canonical_bodies_and_one_queue_row_a_commit(database: Database, drive: Drive) -> None:
    batch = [lodged(n) for n in range(1, 3)]
    drive(database.app, record(batch))
    keys = [head(outcome).id for outcome in batch]
    entries = rows(
        database, "SELECT id, act, subject_id, body, digest FROM journal WHERE subject_id = ANY(%s) ORDER BY id", keys
    )
    assert [(name, key) for _, name, key, _, _ in entries] == [
        (name, key) for key in keys for name in ("declaration.receive", "declaration.lodge")
    ]
    for _, _, _, body, digest in entries:
        assert hashlib.sha256(body).digest() == digest
        assert canonical(msgspec.json.decode(body)) == body
    queued = rows(database, "SELECT entries FROM seal_queue ORDER BY id DESC LIMIT 1")
    assert queued == [([entry for entry, *_ in entries],)]
    messages = rows(database, "SELECT entry, receiver, kind FROM outbox WHERE subject_id = ANY(%s) ORDER BY id", keys)
    assert messages == [(entries[n][0], "f1", "declaration.lodge") for n in (1, 3)]


@both
def test_the_last_entry_of_an_outcome_seals_its_rows(database: Database, drive: Drive) -> None:
    outcome = lodged(1, items=2)
    drive(database.app, record([outcome]))
    bodies = rows(database, "SELECT body FROM journal WHERE subject_id = %s ORDER BY id", head(outcome).id)
    first, last = (msgspec.json.decode(body) for (body,) in bodies)
    assert first["rows"] == []
    sealed = {(table, key): digest for table, key, digest in last["rows"]}
    key = str(head(outcome).id)
    found = stored(database, head(outcome))
    assert sealed["declaration", key] == row_digest(found)
    assert set(sealed) == {
        ("declaration", key),
        ("version", str(outcome.inserts[1].id)),
        ("goods_item", f"{key}/1"),
        ("charge", f"{key}/1"),
    }


@both
def test_a_digest_is_the_same_before_writing_and_after_reading(database: Database, drive: Drive) -> None:
    """Numbers in any form, moments of any zone: what the database gives back has the digest that was sealed."""
    east = timezone(timedelta(hours=5))
    values = [Decimal("1E+2"), Decimal("-0.00"), Decimal("0E-10"), Decimal("12345678901234567890123456789.10")]
    for number in values:
        row = declaration(value=number, total=-number, changed_at=NOW.astimezone(east), due_at=NOW)
        assert drive(database.app, record([Outcome(at=NOW, acts=[act("x", row.id)], inserts=[row])])) == [None]
        assert row_bytes(stored(database, row)) == row_bytes(row)


BAD: dict[str, dict[str, Any]] = {
    "a NUL in a text": {"title": "a\0b"},
    "half a surrogate": {"title": "a\ud800"},
    "an integer beyond eight bytes": {"errors": 2**63},
    "a number beyond all measure": {"value": Decimal("1E+200000")},
    "a key without a partition": {"id": UUID(int=5)},
}


@both
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("place", [0, 4])
def test_a_bad_row_is_refused_alone(database: Database, drive: Drive, bad: str, place: int) -> None:
    batch = [lodged(n) for n in range(1, 6)]
    batch[place] = lodged(9, **BAD[bad])
    answers = drive(database.app, record(batch))
    assert [type(answer) for answer in answers] == [Unwritable if n == place else type(None) for n in range(5)]
    kept = rows(database, "SELECT id FROM declaration WHERE id = ANY(%s)", [head(one).id for one in batch])
    assert {key for (key,) in kept} == {head(one).id for n, one in enumerate(batch) if n != place}
    # What was tried and rolled back has left no entry behind.
    found = rows(database, "SELECT subject_id FROM journal WHERE subject_id = ANY(%s)", [head(o).id for o in batch])
    assert len(found) == 8


@both
def test_a_row_that_is_there_already_is_refused(database: Database, drive: Drive) -> None:
    row = declaration()
    first, second = (Outcome(at=NOW, acts=[act("x", row.id)], inserts=[row]) for _ in range(2))
    answers = drive(database.app, record([first, second]))
    assert answers[0] is None
    assert isinstance(answers[1], Unwritable)
    assert answers[1].status == 422


@both
def test_a_row_is_put_into_its_next_state(database: Database, drive: Drive) -> None:
    old = declaration()
    check = control(old.id)
    drive(database.app, record([Outcome(at=NOW, acts=[act("x", old.id)], inserts=[old, check])]))
    changes: dict[str, Any] = {
        "state": "released",
        "released_at": NOW,
        "value": Decimal("0.10"),
        "lane": "a 'quote' \\ {x}",
    }
    assert drive(database.app, record([put(old, **changes)])) == [None]
    assert stored(database, old) == replace(old, revision=2, **changes)
    forms = ('"', "\\", "{}", "a,b", "ў", "NULL")
    assert drive(database.app, record([put(check, forms=forms, candidates=("o1", "o2"))])) == [None]
    assert stored(database, check) == replace(check, revision=2, forms=forms, candidates=("o1", "o2"))


@both
def test_many_rows_with_arrays_of_different_lengths_in_one_statement(database: Database, drive: Drive) -> None:
    old = [control(declaration().id, forms=tuple("abc"[:n])) for n in range(4)]
    drive(database.app, record([Outcome(at=NOW, acts=[act("x", old[0].id)], inserts=list(old))]))
    batch = [put(row, forms=(*row.forms, "z")) for row in old]
    assert drive(database.app, record(batch)) == [None] * 4
    assert [stored(database, row).forms for row in old] == [(*row.forms, "z") for row in old]


@both
def test_a_change_of_an_older_state_is_stale_and_alone(database: Database, drive: Drive) -> None:
    seen, other = declaration(1), declaration(2)
    drive(database.app, record([Outcome(at=NOW, acts=[act("x", seen.id)], inserts=[seen, other])]))
    drive(database.app, record([put(seen, state="amended")]))
    answers = drive(database.app, record([put(seen, state="lost"), put(other, state="amended")]))
    assert isinstance(answers[0], Stale)
    assert answers[1] is None
    assert rows(database, "SELECT state, revision FROM declaration WHERE id = %s", seen.id) == [("amended", 2)]
    assert rows(database, "SELECT state, revision FROM declaration WHERE id = %s", other.id) == [("amended", 2)]


@both
def test_a_row_that_is_not_there_is_stale(database: Database, drive: Drive) -> None:
    assert isinstance(drive(database.app, record([put(declaration())]))[0], Stale)


@both
def test_a_batch_may_change_a_row_twice_when_each_saw_the_one_before(database: Database, drive: Drive) -> None:
    old = declaration()
    made = Outcome(at=NOW, acts=[act("x", old.id)], inserts=[old])
    second = put(old, state="assessed")
    third = put(second.replaces[0], state="paid")  # type: ignore[arg-type]
    assert drive(database.app, record([made, second, third])) == [None] * 3
    assert rows(database, "SELECT state, revision FROM declaration WHERE id = %s", old.id) == [("paid", 3)]


@both
def test_two_changes_of_one_state_in_a_batch_do_not_lose_the_first(database: Database, drive: Drive) -> None:
    old = declaration()
    drive(database.app, record([Outcome(at=NOW, acts=[act("x", old.id)], inserts=[old])]))
    answers = drive(database.app, record([put(old, lane="red"), put(old, stage="paid")]))
    assert answers[0] is None
    assert isinstance(answers[1], Stale)
    assert rows(database, "SELECT lane, stage, revision FROM declaration WHERE id = %s", old.id) == [
        ("red", "payment", 2)
    ]


@both
def test_quantities_are_taken_with_what_they_are_taken_for(database: Database, drive: Drive) -> None:
    code = f"quota-{drive.__name__}"
    drive(database.app, open_quota(code, "quota", "kg", Decimal(10)))
    batch = [lodged(n) for n in range(1, 4)]
    for outcome, quantity in zip(batch, (6, 5, 4), strict=True):
        outcome.takes = {code: Decimal(quantity)}
    answers = drive(database.app, record(batch))
    assert [answer is None for answer in answers] == [True, False, True]
    assert isinstance(answers[1], Unwritable)
    assert rows(database, "SELECT used FROM balance WHERE code = %s", code) == [(Decimal(10),)]


@both
def test_a_quantity_of_no_balance_is_refused(database: Database, drive: Drive) -> None:
    outcome = lodged(1)
    outcome.takes = {"no such balance": Decimal(1)}
    assert isinstance(drive(database.app, record([outcome]))[0], Stale)


@both
def test_nothing_is_recorded_of_nothing(database: Database, drive: Drive) -> None:
    assert drive(database.app, record([])) == []
    before = rows(database, "SELECT max(id) FROM seal_queue")
    assert drive(database.app, record([Outcome(at=NOW)])) == [None]
    assert rows(database, "SELECT max(id) FROM seal_queue") == before


@both
def test_an_operation_sees_what_the_database_refused(database: Database, drive: Drive) -> None:
    def op() -> Op[list[str]]:
        seen = []
        for statement in (Fetch("SELECT 1/0"), Copy("number", ("post", "last"), ("text", "int8"), [("x", 2**63)])):
            yield Fetch("SAVEPOINT s")
            try:
                yield statement
            except REFUSED as error:
                seen.append(type(error).__name__)
            yield Fetch("ROLLBACK TO SAVEPOINT s")
        return [*seen, str((yield Fetch("SELECT %s::int8", (7,)))[0][0])]

    assert drive(database.app, op()) == ["DivisionByZero", "OverflowError", "7"]


@both
def test_what_an_operation_does_not_catch_undoes_all(database: Database, drive: Drive) -> None:
    row = declaration()

    def op() -> Op[None]:
        yield from record([Outcome(at=NOW, acts=[act("x", row.id)], inserts=[row])])
        yield Fetch("SELECT 1/0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        drive(database.app, op())
    assert rows(database, "SELECT FROM declaration WHERE id = %s", row.id) == []
