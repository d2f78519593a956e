"""Balances: taken to the last unit and not beyond, by one at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import psycopg
import pytest

from darcha.law.errors import Stale
from darcha.store.connect import connect
from darcha.store.statement import Op, run
from darcha.store.write.balance import lock, open_quota, take
from tests.store.databases import Database
from tests.store.drive import Drive, both, synchronous

pytestmark = pytest.mark.database


def left(database: Database) -> dict[str, Decimal]:
    with connect(database.app) as connection:
        return dict(connection.execute("SELECT code, granted - used FROM balance").fetchall())


@both
def test_what_is_taken_is_gone(own_database: Database, drive: Drive) -> None:
    drive(own_database.app, open_quota("a", "quota", "kg", Decimal("10.5")))
    drive(own_database.app, open_quota("b", "permit", "kg", Decimal(3)))
    assert drive(own_database.app, lock(["b", "a", "b"])) == {"a": Decimal("10.5"), "b": Decimal(3)}
    drive(own_database.app, take([{"a": Decimal("0.25")}, {"b": Decimal(3), "a": Decimal(1)}]))
    assert left(own_database) == {"a": Decimal("9.25"), "b": Decimal(0)}
    drive(own_database.app, take([{"a": Decimal("-1.25")}]))
    assert left(own_database)["a"] == Decimal("10.5")


@both
def test_nothing_is_asked_of_the_database_for_nothing(own_database: Database, drive: Drive) -> None:
    assert drive(own_database.app, lock([])) == {}
    drive(own_database.app, take([{}]))
    assert left(own_database) == {}


@both
def test_more_than_is_left_and_less_than_nothing_are_refused(own_database: Database, drive: Drive) -> None:
    drive(own_database.app, open_quota("a", "quota", "kg", Decimal(10)))
    for quantity in ("10.01", "-0.01"):
        with pytest.raises(psycopg.errors.CheckViolation):
            drive(own_database.app, take([{"a": Decimal(quantity)}]))
    with pytest.raises(Stale):
        drive(own_database.app, take([{"a": Decimal(1)}, {"no such": Decimal(1)}]))
    assert left(own_database) == {"a": Decimal(10)}


@both
def test_a_grant_may_change_but_not_below_what_is_used(own_database: Database, drive: Drive) -> None:
    drive(own_database.app, open_quota("a", "quota", "kg", Decimal(10)))
    drive(own_database.app, take([{"a": Decimal(4)}]))
    drive(own_database.app, open_quota("a", "quota", "kg", Decimal(6)))
    assert left(own_database) == {"a": Decimal(2)}
    with pytest.raises(psycopg.errors.CheckViolation):
        drive(own_database.app, open_quota("a", "quota", "kg", Decimal(3)))


def test_of_two_who_race_for_the_last_units_one_gets_them(own_database: Database) -> None:
    """Both name the balances in another order, so that a lock in their own order would stand still for ever."""
    for code in ("a", "b"):
        synchronous(own_database.app, open_quota(code, "quota", "kg", Decimal(10)))
    ready = Barrier(2)

    def step(codes: list[str]) -> Op[bool]:
        rest = yield from lock(codes)
        if min(rest.values()) < 7:
            return False
        yield from take([{code: Decimal(7)} for code in codes])
        return True

    def race(codes: list[str]) -> bool:
        with connect(own_database.app) as connection:
            connection.execute("SELECT 1")
            ready.wait()
            return run(connection, step(codes))

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(race, (["a", "b"], ["b", "a"]))) == [False, True]
    assert left(own_database) == {"a": Decimal(3), "b": Decimal(3)}
