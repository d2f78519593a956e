"""What holds of every clock, whatever its row says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.calendar import Calendar, calendar_of
from darcha.law.clock import Interval, due, length, merge, read
from darcha.law.pack.model import Clock
from tests.makers import clock, mini_pack

AURELIA = calendar_of(mini_pack())
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
START = datetime(2026, 3, 2, 7, tzinfo=UTC)
"""A Monday at noon in Aurelia; the next Monday is a day off, and the Saturday after it is worked."""

DAYS = ("working_day", "calendar_day", "month", "year")
few = settings(max_examples=60)
moments = st.integers(0, 20 * 24 * 60).map(lambda n: START + n * MINUTE)
far = st.integers(0, 4 * 366 * 24).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + n * HOUR)
intervals = st.tuples(moments, moments).map(lambda pair: Interval(min(pair), max(pair)))
several = st.lists(intervals, max_size=4)


def terms(*units: str) -> st.SearchStrategy[Clock]:
    return st.builds(
        lambda amount, unit, extension: clock(amount, unit, extension=extension, stops=("question",)),
        st.integers(0, 12),
        st.sampled_from(units),
        st.integers(0, 3),
    )


every = terms("hour", "minute", *DAYS)
short = terms("hour", "minute", "working_day", "calendar_day")


@few
@given(short, several, moments, moments, moments)
def test_it_stands_while_it_is_stopped(
    term: Clock, stops: list[Interval], one: datetime, other: datetime, third: datetime
) -> None:
    since, early, late = sorted((one, other, third))
    readings = [read(term, AURELIA, START, now, [*stops, Interval(since)]) for now in (early, late)]
    if all(reading.state == "stopped" for reading in readings):
        assert readings[0].left == readings[1].left >= timedelta()
        assert readings[0].since == readings[1].since
    else:
        assert early == since or readings[0].state == readings[1].state == "late"


@few
@given(every, intervals)
def test_a_stop_takes_nothing_away(term: Clock, stop: Interval) -> None:
    end = stop.end or stop.start
    before, after = (read(term, AURELIA, START, now, (stop,)) for now in (stop.start, end))
    assert after.left >= before.left or before.left <= timedelta()
    if term.unit in ("hour", "minute") and before.state == "running":
        assert after.left == before.left


@few
@given(every, several, intervals, moments)
def test_stopping_more_never_makes_it_due_earlier(
    term: Clock, stops: list[Interval], more: Interval, now: datetime
) -> None:
    fewer = read(term, AURELIA, START, now, stops)
    assert read(term, AURELIA, START, now, [*stops, more]).due >= fewer.due >= due(term, AURELIA, START)


@few
@given(every, far, far)
def test_who_starts_later_is_due_no_earlier(term: Clock, one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    assert due(term, AURELIA, early) <= due(term, AURELIA, late)


@few
@given(st.sampled_from(("hour", "minute", *DAYS)), st.booleans(), far, st.integers(0, 40), st.integers(0, 40))
def test_a_longer_term_is_due_no_earlier(unit: str, moves: bool, start: datetime, one: int, other: int) -> None:
    less, more = (due(clock(n, unit, moves=moves), AURELIA, start) for n in sorted((one, other)))
    assert less <= more
    assert less < more or one == other or moves


@few
@given(every, far)
def test_an_extension_only_lengthens(term: Clock, start: datetime) -> None:
    plain, extended = due(term, AURELIA, start), due(term, AURELIA, start, extended=True)
    assert (plain < extended) == (term.extension > 0)
    assert length(term, extended=True) == length(term) + term.extension


@given(st.integers(1, 60), st.integers(1, 3000), st.integers(1, 30000), st.integers(1, 30000))
def test_a_longer_way_takes_no_less(amount: int, part: int, one: int, other: int) -> None:
    term = clock(amount, "calendar_day", distance=part)
    less, more = (length(term, distance=Decimal(way)) for way in sorted((one, other)))
    assert less <= more
    assert (more // amount - 1) * part < max(one, other) <= more // amount * part


@given(st.sampled_from(DAYS), st.integers(0, 40), far)
def test_a_moved_end_is_the_first_working_day_from_the_plain_one(unit: str, amount: int, start: datetime) -> None:
    plain, moved = (AURELIA.day_of(due(clock(amount, unit, moves=moves), AURELIA, start)) for moves in (False, True))
    assert AURELIA.works(moved)
    assert not any(AURELIA.works(plain + timedelta(days=n)) for n in range((moved - plain).days))


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 60))
def test_counting_months_skips_none(day: date, months: int) -> None:
    flat = Calendar("UTC")
    last = due(clock(months, "month"), flat, flat.start_of(day)).date()
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)
    if months % 12 == 0:
        assert due(clock(months // 12, "year"), flat, flat.start_of(day)).date() == last


@few
@given(terms("hour", "minute"), several, moments, moments)
def test_of_hours_exactly_what_ran_is_gone(term: Clock, stops: list[Interval], one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    readings = [read(term, AURELIA, START, now, stops) for now in (early, late)]
    stood = readings[1].stopped - readings[0].stopped
    assert readings[0].left - readings[1].left == late - early - stood


@few
@given(every, moments, moments)
def test_as_time_goes_by_what_is_left_only_shrinks(term: Clock, one: datetime, other: datetime) -> None:
    early, late = (read(term, AURELIA, START, now) for now in sorted((one, other)))
    assert timedelta() <= early.left - late.left <= max(one, other) - min(one, other)
    assert early.due == late.due


@few
@given(short, several, moments)
def test_the_order_of_stops_and_saying_one_twice_do_not_matter(
    term: Clock, stops: list[Interval], now: datetime
) -> None:
    once = read(term, AURELIA, START, now, stops)
    assert read(term, AURELIA, START, now, [*reversed(stops), *stops]) == once


@few
@given(short, several, moments)
def test_late_and_below_zero_are_one(term: Clock, stops: list[Interval], now: datetime) -> None:
    reading = read(term, AURELIA, START, now, stops)
    assert reading.state in ("running", "stopped", "late")
    if reading.state == "running":
        assert now <= reading.due
        assert reading.left >= timedelta()
    if reading.state == "late":
        assert now > reading.due
        assert reading.left <= timedelta()


hours = st.integers(0, 20 * 24).map(lambda n: START + n * HOUR)
stops_of_hours = st.lists(st.tuples(hours, hours).map(lambda pair: Interval(min(pair), max(pair))), max_size=4)


@few
@given(st.integers(1, 12), st.sampled_from(["working_day", "calendar_day", "hour"]), stops_of_hours)
def test_the_full_term_is_given_in_time_that_is_not_stopped(amount: int, unit: str, stops: list[Interval]) -> None:
    term = clock(amount, unit, stops=("question",))
    end = read(term, AURELIA, START, START + 29 * 24 * HOUR, stops).due
    run, hour = 0, START if unit == "hour" else AURELIA.start_of(date(2026, 3, 3))
    while hour < end:
        counts = unit != "working_day" or AURELIA.works(AURELIA.day_of(hour))
        run += counts and not any(stop.start <= hour < (stop.end or hour) for stop in stops)
        hour += HOUR
    if unit == "hour":
        assert run == amount
    else:
        assert 24 * amount <= run < 24 * (amount + 1)


@few
@given(st.lists(intervals, max_size=6), moments)
def test_merged_stops_are_apart_in_order_and_cover_the_same(stops: list[Interval], until: datetime) -> None:
    merged = merge(stops, until)
    assert all(start < end <= until for start, end in merged)
    assert all(before[1] < after[0] for before, after in pairwise(merged))
    assert merge([Interval(*span) for span in merged], until) == merged
    for probe in {edge for stop in stops for edge in (stop.start, stop.start + HOUR)}:
        inside = any(s.start <= probe < min(s.end or until, until) for s in stops)
        assert inside == any(start <= probe < end for start, end in merged)
