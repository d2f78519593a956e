"""The fold on a database: incremental and whole give the same, whatever the batches."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from darcha.flow.run import look
from darcha.law.errors import EvidenceError
from darcha.picture import fold
from darcha.picture.rollups import stored
from darcha.store.connect import OPTIONS, connect
from tests.flow.house import House
from tests.picture.sealing import seal_all
from tests.picture.told import NOON, Told, write
from tests.store.databases import Database

pytestmark = pytest.mark.database


def a_day(house: House) -> None:
    """Declarations on every way through the house."""
    released = house.lodge()
    house.later(minutes=30)
    for _, agency, key, _ in released.permits:
        assert agency == "PLANT"
        house.grant(key, "plant")
    if released.lane != "green":
        house.inspect(released.id)
    house.later(minutes=30)
    house.pay(released.id)
    withdrawn = house.lodge()
    house.withdraw(withdrawn.id)
    house.lodge()


def test_a_day_of_trade_is_folded_as_it_was(house: House, journal: Database) -> None:
    a_day(house)
    seal_all(journal)
    assert fold.advance(house.connection) > 8
    kept = look(house.connection, stored())
    assert sum(kept.stages.values()) == 1
    done = Counter[str]()
    for (_, kind, _, _), count in kept.days.items():
        done[kind] += count
    assert done["declaration.lodge"] == 3
    assert done["declaration.withdraw"] == done["release.decide"] == 1
    assert sum(kept.minutes.values()) == 1
    assert sum(kept.amounts.values()) > Decimal(0)
    assert not fold.compare(house.connection)


def test_any_batches_fold_to_the_same(house: House, journal: Database) -> None:
    chance = random.Random(7)
    for number in range(12):
        one = Told(post=f"P{number % 3}", lodged_at=NOON + timedelta(hours=number))
        acts = ["declaration.lodge", *["permit.open"] * chance.randrange(6)]
        write(house.connection, one.act(*acts, to=("permits", "PLANT"), agency="PLANT"))
        write(house.connection, one.act("payment.record", "release.decide", to=("released", ""), amount="1.5"))
        seal_all(journal)
        while fold.advance(house.connection, limit=chance.choice([1, 2, 3, 50])):
            pass
    assert not fold.compare(house.connection)
    assert fold.refold(house.connection).figures() == look(house.connection, stored()).figures()
    ((size,),) = house.sql("SELECT count(*) FROM leaf")
    assert house.sql("SELECT next FROM fold_cursor") == [(size,)]


def test_a_batch_is_never_cut_inside_an_outcome(house: House, journal: Database) -> None:
    write(house.connection, Told().act("declaration.lodge", *["permit.open"] * 20, to=("permits", "PLANT")))
    write(house.connection, Told().act("declaration.lodge", *["permit.open"] * 11, to=("permits", "PLANT")))
    seal_all(journal)
    assert [fold.advance(house.connection, limit=2) for _ in range(3)] == [21, 12, 0]


def test_what_is_not_sealed_is_not_folded(house: House, journal: Database) -> None:
    write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    assert fold.advance(house.connection) == 0
    seal_all(journal)
    assert fold.advance(house.connection) == 1


def test_a_figure_changed_by_hand_is_found(house: House, journal: Database) -> None:
    write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    seal_all(journal)
    fold.advance(house.connection)
    house.sql("UPDATE rollup_stage SET count = 5 RETURNING count")
    assert fold.compare(house.connection) == ["stages P1 payment trader: 5, refolded 1"]


def test_a_leaf_without_its_entry_is_evidence_broken(house: House, journal: Database) -> None:
    write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    seal_all(journal)
    with psycopg.connect(journal.superuser, options=OPTIONS, autocommit=True) as connection:
        connection.execute("DELETE FROM journal")
    with pytest.raises(EvidenceError):
        fold.advance(house.connection)


def test_before_anything_was_folded_nothing_differs(house: House) -> None:
    assert fold.compare(house.connection) == []
    assert fold.advance(house.connection) == 0


def test_the_cursor_says_until_when_everything_is_folded(house: House, journal: Database) -> None:
    for _ in range(2):
        write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    seal_all(journal)
    fold.advance(house.connection, limit=1)
    assert house.sql("SELECT extract(epoch FROM at)::int FROM fold_cursor") == [(0,)]
    fold.advance(house.connection)
    assert house.sql("SELECT now() - at < '10 s' FROM fold_cursor") == [(True,)]


def test_two_folds_at_once_count_nothing_twice(house: House, journal: Database) -> None:
    for _ in range(30):
        write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    seal_all(journal)

    def work() -> None:
        with connect(journal.app) as connection:
            connection.autocommit = True
            while fold.advance(connection, limit=3):
                pass

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert house.sql("SELECT sum(count)::int FROM rollup_stage") == [(30,)]


def test_it_folds_until_told_to_stop(house: House, journal: Database) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=fold.run, args=(journal.app,), kwargs={"stop": stop, "every": 0.02})
    thread.start()
    try:
        write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
        seal_all(journal)
        until = time.monotonic() + 10
        while house.sql("SELECT sum(count)::int FROM rollup_stage") != [(1,)]:
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
