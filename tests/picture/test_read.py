"""The picture against what was done, and norms against a past that was made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from darcha.flow.permit import Ask, ask
from darcha.flow.run import look
from darcha.picture import fold
from darcha.picture.histogram import ERROR
from darcha.picture.norm import LIFE, Kept, norms
from darcha.picture.read import Picture, picture
from tests.flow.house import House
from tests.picture.sealing import seal_all
from tests.picture.told import NOON, Told, write
from tests.store.databases import Database

pytestmark = pytest.mark.database
WEEK = timedelta(weeks=1)


def folded(house: House, database: Database) -> None:
    seal_all(database)
    while fold.advance(house.connection):
        pass


def seen(house: House, at: datetime) -> Picture:
    return look(house.connection, picture(at))


def test_posts_and_country(house: House, journal: Database) -> None:
    north, south = Told(lane="red"), Told(post="P2", lane="green")
    write(house.connection, north.act("declaration.lodge", to=("control", "north.one")))
    write(house.connection, south.act("declaration.lodge", to=("payment", "trader")))
    paid = south.act(
        "payment.record",
        "release.decide",
        to=("released", ""),
        after=timedelta(minutes=40),
        amount="12.50",
        currency="XTS",
    )
    write(house.connection, paid)
    write(house.connection, Told().act("declaration.lodge", "declaration.withdraw", to=("withdrawn", "")))
    folded(house, journal)
    now = seen(house, NOON + timedelta(hours=1))
    assert now.posts["P1"].open == {"control": 1}
    assert now.posts["P1"].lodged == {"red": 1, "green": 1}
    assert now.posts["P1"].withdrawn == 1
    assert now.posts["P1"].median is None
    assert now.posts["P2"].released == 1
    assert now.posts["P2"].revenue == {"XTS": Decimal("12.50")}
    assert now.country.open.total() == 1
    assert now.country.lodged.total() == 3
    for minutes in (now.country.median, now.country.p90, now.posts["P2"].median):
        assert minutes == pytest.approx(40, rel=ERROR)


def test_tomorrow_begins_with_nothing_done_and_what_is_open(house: House, journal: Database) -> None:
    write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    folded(house, journal)
    now = seen(house, NOON + timedelta(days=1))
    assert now.country.lodged.total() == 0
    assert now.country.open == {"payment": 1}


def test_agencies_open_late_and_decided(house: House, journal: Database) -> None:
    first, second = house.lodge(), house.lodge()
    folded(house, journal)
    (permit,) = first.permits
    desk = seen(house, house.at).agencies["PLANT"]
    assert (desk.open, desk.late, desk.opened, desk.decided) == (2, 0, 2, 0)
    house.later(days=30)
    assert seen(house, house.at).agencies["PLANT"].late == 2
    house.grant(permit[2], "plant")
    folded(house, journal)
    desk = seen(house, house.at).agencies["PLANT"]
    assert (desk.open, desk.late, desk.decided) == (1, 1, 1)
    house.does("plant", ask, Ask(second.permits[0][2], "Which field?"))
    assert seen(house, house.at).agencies["PLANT"].late == 0


def test_the_latest_events_are_those_of_people_and_the_release(house: House, journal: Database) -> None:
    one = Told()
    write(house.connection, one.act("declaration.lodge", "permit.open", "control.assign", to=("permits", "PLANT")))
    write(house.connection, one.act("payment.record", "release.decide", to=("released", "")))
    folded(house, journal)
    assert [(event.act, event.number, event.post) for event in seen(house, NOON).happenings] == [
        (act, one.number, "P1") for act in ("release.decide", "payment.record", "declaration.lodge")
    ]


def test_how_fresh_it_is(house: House, journal: Database) -> None:
    before = seen(house, NOON).freshness
    assert (before.size, before.folded, before.sealed_at) == (0, 0, None)
    assert before.as_of.year == 1970
    write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    folded(house, journal)
    now = datetime.now(UTC)
    fresh = seen(house, now).freshness
    assert (fresh.size, fresh.folded) == (1, 1)
    assert abs(fresh.as_of - now) < timedelta(seconds=20)
    # What waits to be sealed is not in the picture: it is true for the moment before it.
    house.sql("UPDATE fold_cursor SET at = now() + interval '1 hour' RETURNING at")
    write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    assert seen(house, now).freshness.as_of < now + timedelta(minutes=1)


def past(house: House, weeks: int, counts: list[int]) -> None:
    """So many lodgements in each of the hours up to the present one, some weeks ago."""
    start = NOON - weeks * WEEK
    for back, count in enumerate(reversed(counts)):
        at = start - timedelta(hours=back)
        made = [Told(lodged_at=at).act("declaration.lodge", to=("withdrawn", "")) for _ in range(count)]
        write(house.connection, *made)


def test_the_norm_is_the_average_of_the_same_weekday_until_now(house: House, journal: Database) -> None:
    early = Told(lodged_at=NOON - 3 * WEEK)  # so that the past reaches back before the days of the norm
    write(house.connection, early.act("declaration.lodge", to=("withdrawn", "")))
    past(house, 1, [2, 4])
    past(house, 2, [4, 8])
    released = Told(lodged_at=NOON - WEEK)
    write(
        house.connection,
        released.act("declaration.lodge", "release.decide", to=("released", ""), after=timedelta(minutes=30)),
    )
    folded(house, journal)
    usual = look(house.connection, norms(NOON + timedelta(minutes=30)))
    assert usual is not None
    # Half of the present hour has passed: (2 + 5/2 + 4 + 8/2) / 2 days, the released one among the five.
    assert usual.lodged == {"P1": pytest.approx(6.25), "": pytest.approx(6.25)}
    assert usual.lanes == {"green": pytest.approx(6.25)}
    assert usual.released[""] == pytest.approx(0.25)
    assert usual.median == pytest.approx(30, rel=ERROR)


def test_without_a_past_there_is_no_norm(house: House, journal: Database) -> None:
    assert look(house.connection, norms(NOON)) is None
    write(house.connection, Told().act("declaration.lodge", to=("payment", "trader")))
    folded(house, journal)
    assert look(house.connection, norms(NOON)) is None


def test_norms_are_kept_for_some_minutes(house: House, journal: Database) -> None:
    kept = Kept()
    assert look(house.connection, kept.norms(NOON)) is None
    past(house, 1, [1])
    past(house, 2, [1])
    folded(house, journal)
    assert look(house.connection, kept.norms(NOON + LIFE / 2)) is None
    later = look(house.connection, kept.norms(NOON + LIFE))
    assert later is not None
    assert later.lodged[""] > 0
