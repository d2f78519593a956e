"""Human numbers: no gap and no double, whoever takes them at the same time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import psycopg
import pytest

from darcha.store.connect import connect
from darcha.store.statement import Op, run
from darcha.store.write.number import take
from tests.store.databases import Database
from tests.store.drive import Drive, both

pytestmark = pytest.mark.database

DAY = date(2026, 3, 2)


@both
def test_numbers_are_given_in_the_order_asked_for(own_database: Database, drive: Drive) -> None:
    assert drive(own_database.app, take(["70002", "70001", "70002"], DAY)) == [
        "70002/02.03.2026/0000001",
        "70001/02.03.2026/0000001",
        "70002/02.03.2026/0000002",
    ]
    assert drive(own_database.app, take(["70002"], DAY)) == ["70002/02.03.2026/0000003"]
    assert drive(own_database.app, take(["70002"], DAY + timedelta(1))) == ["70002/03.03.2026/0000001"]


@both
def test_no_number_is_taken_for_nothing(own_database: Database, drive: Drive) -> None:
    assert drive(own_database.app, take([], DAY)) == []


@both
def test_a_number_that_was_not_used_is_given_again(own_database: Database, drive: Drive) -> None:
    def op() -> Op[None]:
        yield from take(["70001"] * 5, DAY)
        raise psycopg.DataError

    with pytest.raises(psycopg.DataError):
        drive(own_database.app, op())
    assert drive(own_database.app, take(["70001"], DAY)) == ["70001/02.03.2026/0000001"]


def test_many_connections_leave_no_gap_and_no_double(own_database: Database) -> None:
    """Each takes for the same posts in another order; a third of the transactions is given up."""
    posts = [f"7000{n}" for n in range(1, 5)]

    def work(worker: int) -> list[str]:
        kept = []
        with connect(own_database.app) as connection:
            for turn in range(15):
                found = run(connection, take([posts[(worker + turn + n) % 4] for n in range(3)], DAY))
                if (worker + turn) % 3:
                    connection.commit()
                    kept += found
                else:
                    connection.rollback()
        return kept

    with ThreadPoolExecutor(6) as workers:
        numbers = [number for kept in workers.map(work, range(6)) for number in kept]
    assert len(numbers) == len(set(numbers)) == 6 * 10 * 3
    for post in posts:
        found = sorted(int(number[-7:]) for number in numbers if number.startswith(post))
        assert found == list(range(1, len(found) + 1))
    assert all(re.fullmatch(r"7000\d/02\.03\.2026/\d{7}", number) for number in numbers)
