from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from darcha.law.calendar import Calendar, add_months, calendar_of
from tests.makers import mini_pack

AURELIA = calendar_of(mini_pack())
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def test_the_calendar_of_a_pack_knows_days_off_and_days_worked() -> None:
    assert AURELIA.works(date(2026, 3, 6))
    assert not AURELIA.works(date(2026, 3, 7))
    assert not AURELIA.works(date(2026, 3, 9))
    assert AURELIA.works(date(2026, 3, 14))
    assert not AURELIA.works(date(2026, 3, 15))


def test_the_day_is_that_of_the_country() -> None:
    assert AURELIA.day_of(datetime(2026, 3, 1, 18, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert AURELIA.day_of(datetime(2026, 3, 1, 19, 0, tzinfo=UTC)) == date(2026, 3, 2)


def test_a_day_begins_and_ends_in_the_country() -> None:
    assert AURELIA.start_of(date(2026, 3, 2)) == datetime(2026, 3, 1, 19, tzinfo=UTC)
    assert AURELIA.end_of(date(2026, 3, 2)) == datetime(2026, 3, 2, 18, 59, 59, 999999, tzinfo=UTC)
    assert AURELIA.start_of(date(2026, 3, 2)).tzinfo is UTC


def test_a_day_of_another_length_has_its_own_end() -> None:
    summer = Calendar("Europe/Berlin")
    assert [summer.works(date(2026, 3, day)) for day in range(27, 31)] == [True, False, False, True]
    assert summer.end_of(date(2026, 3, 29)) - summer.start_of(date(2026, 3, 29)) < timedelta(hours=23)


@given(days, st.integers(min_value=0, max_value=60))
def test_counting_working_days_forth_and_one_by_one_agree(day: date, count: int) -> None:
    end = AURELIA.add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(AURELIA.works, between)) == count
    assert end == day if count == 0 else AURELIA.works(end)


@given(days, st.integers(min_value=0, max_value=60))
def test_counting_back_lands_on_the_last_working_day_before(day: date, count: int) -> None:
    start = AURELIA.add_working_days(day, -count)
    between = [start + timedelta(days=n) for n in range((day - start).days)]
    assert sum(map(AURELIA.works, between)) == count
    assert start == day if count == 0 else AURELIA.works(start)


@given(days)
def test_the_working_day_from_a_day_on_is_the_next_one(day: date) -> None:
    found = AURELIA.working_from(day)
    assert AURELIA.works(found)
    assert not any(AURELIA.works(day + timedelta(days=n)) for n in range((found - day).days))


walls = st.integers(0, 40 * 24).map(lambda n: AURELIA.local(datetime(2026, 2, 20, tzinfo=UTC) + timedelta(hours=n)))


@given(walls, walls)
def test_working_time_is_that_of_working_days_hour_by_hour(one: datetime, other: datetime) -> None:
    low, high = sorted((one, other))
    hours = [low + timedelta(hours=n) for n in range(int((high - low) / timedelta(hours=1)))]
    worked = timedelta(hours=sum(AURELIA.works(hour.date()) for hour in hours))
    assert AURELIA.worked(low, high) == worked
    assert AURELIA.worked(high, low) == -worked


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-30, 30))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, count: int) -> None:
    found = add_months(day, count)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count
    assert found.day == min(day.day, monthrange(found.year, found.month)[1])
