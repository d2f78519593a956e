from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.calendar import Calendar, calendar_of
from darcha.law.clock import Interval, merge, read
from darcha.law.pack.model import Clock
from tests.makers import clock, mini_pack

AURELIA = calendar_of(mini_pack())
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def moment(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A time of March 2026 as the clocks of Aurelia (UTC+5) show it; the 2nd is a Monday, the 9th a day off."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - 5 * HOUR


def end_of(day: int) -> datetime:
    return AURELIA.end_of(date(2026, 3, day))


@pytest.mark.parametrize(
    ("amount", "unit", "started", "due"),
    [
        (3, "working_day", moment(2), end_of(5)),
        (5, "working_day", moment(2), end_of(10)),
        (9, "working_day", moment(2), end_of(14)),
        (10, "working_day", moment(2), end_of(16)),
        (1, "working_day", moment(7), end_of(10)),
        (0, "working_day", moment(2), end_of(2)),
        (3, "calendar_day", moment(6), end_of(9)),
        (0, "calendar_day", moment(7), end_of(7)),
        (3, "hour", moment(6, 23), moment(7, 2)),
        (30, "minute", moment(2, 12, 45), moment(2, 13, 15)),
        (1, "calendar_day", moment(2, 0) - TICK, end_of(2)),
    ],
)
def test_when_it_is_due(amount: int, unit: str, started: datetime, due: datetime) -> None:
    assert read(clock(amount, unit), AURELIA, started, started).due == due


def test_a_clock_that_runs_says_what_is_left() -> None:
    reading = read(clock(2, "working_day"), AURELIA, moment(2), moment(6, 18))
    assert (reading.due, reading.state) == (end_of(4), "late")
    assert reading.left == -(DAY + 18 * HOUR + TICK)
    reading = read(clock(5, "working_day"), AURELIA, moment(2), moment(6, 18))
    assert (reading.due, reading.state) == (end_of(10), "running")
    assert reading.left == DAY + 6 * HOUR - TICK


def test_the_last_instant_is_still_in_time() -> None:
    term = clock(3, "hour")
    assert read(term, AURELIA, moment(2), moment(2, 15)).state == "running"
    assert read(term, AURELIA, moment(2), moment(2, 15) + TICK).state == "late"
    assert read(term, AURELIA, moment(2), moment(9), finished=moment(2, 15)).state == "kept"
    assert read(term, AURELIA, moment(2), moment(9), finished=moment(2, 15) + TICK).state == "late"


def test_hours_are_lengthened_by_exactly_the_stopped_time() -> None:
    stops = (Interval(moment(2, 13), moment(2, 14)), Interval(moment(2, 13, 30), moment(2, 14, 30)))
    reading = read(clock(3, "hour"), AURELIA, moment(2), moment(2, 15), stops)
    assert (reading.due, reading.stopped) == (moment(2, 16, 30), HOUR * 1.5)


def test_short_stops_of_several_days_cost_one_day_together() -> None:
    stops = [Interval(moment(day, 10), moment(day, 16)) for day in (3, 4, 5)]
    assert read(clock(5, "working_day"), AURELIA, moment(2), moment(6), stops).due == end_of(11)
    assert read(clock(5, "calendar_day"), AURELIA, moment(2), moment(6), stops).due == end_of(8)


def test_a_stop_over_days_off_costs_only_the_working_days() -> None:
    stop = Interval(moment(6, 0), moment(10, 0))
    assert read(clock(5, "working_day"), AURELIA, moment(2), moment(10), (stop,)).due == end_of(11)
    assert read(clock(5, "calendar_day"), AURELIA, moment(2), moment(10), (stop,)).due == end_of(11)


def test_a_stop_on_the_day_of_the_start_costs_nothing_in_days() -> None:
    stop = Interval(moment(2, 13), moment(2, 18))
    assert read(clock(3, "working_day"), AURELIA, moment(2), moment(3), (stop,)).due == end_of(5)


def test_a_stop_on_the_day_itself_moves_what_is_due_that_day_to_the_next() -> None:
    term, stop = clock(0, "working_day"), Interval(moment(6, 13), moment(7, 0))
    assert read(term, AURELIA, moment(6), moment(6, 13)).left == 11 * HOUR - TICK
    assert read(term, AURELIA, moment(6), moment(8), (stop,)).due == end_of(10)
    assert read(term, AURELIA, moment(7), moment(7, 13)).left == 11 * HOUR - TICK


def test_a_stop_before_the_start_costs_nothing() -> None:
    stops = (Interval(moment(1), moment(1, 20)),)
    assert read(clock(3, "hour"), AURELIA, moment(2), moment(2, 13), stops).due == moment(2, 15)
    stops = (Interval(moment(1), moment(2, 13)),)
    assert read(clock(3, "hour"), AURELIA, moment(2), moment(2, 13), stops).due == moment(2, 16)


def test_an_open_stop_holds_the_clock() -> None:
    stop = Interval(moment(3))
    early = read(clock(5, "working_day"), AURELIA, moment(2), moment(4), (stop,))
    later = read(clock(5, "working_day"), AURELIA, moment(2), moment(20), (stop,))
    assert early.state == later.state == "stopped"
    assert early.left == later.left == read(clock(5, "working_day"), AURELIA, moment(2), moment(3)).left
    assert early.since == later.since == moment(3)
    assert early.due < later.due


def test_a_stop_known_to_end_later_holds_the_clock_too() -> None:
    stop = Interval(moment(2, 13), moment(2, 20))
    assert read(clock(3, "hour"), AURELIA, moment(2), moment(2, 19), (stop,)).state == "stopped"
    assert read(clock(3, "hour"), AURELIA, moment(2), moment(2, 20), (stop,)).state == "running"


def test_a_stop_after_the_term_saves_nobody() -> None:
    stop = Interval(moment(2, 16))
    reading = read(clock(3, "hour"), AURELIA, moment(2), moment(2, 17), (stop,))
    assert (reading.state, reading.due, reading.stopped) == ("late", moment(2, 15), timedelta())


def test_a_stop_at_the_very_moment_it_is_due_still_counts() -> None:
    reading = read(clock(3, "hour"), AURELIA, moment(2), moment(2, 16), (Interval(moment(2, 15)),))
    assert (reading.state, reading.due, reading.left) == ("stopped", moment(2, 16), timedelta())


def test_stops_that_touch_are_one() -> None:
    touching = (Interval(moment(2, 13), moment(2, 14)), Interval(moment(2, 14)))
    assert merge(touching, moment(2, 15)) == (Interval(moment(2, 13), moment(2, 15)),)
    reading = read(clock(3, "hour"), AURELIA, moment(2), moment(2, 14), touching)
    assert (reading.state, reading.since) == ("stopped", moment(2, 13))


def test_a_stop_within_another_does_not_shorten_it() -> None:
    first, long = Interval(moment(2, 1), moment(2, 2)), Interval(moment(2, 5), moment(2, 10))
    within = Interval(moment(2, 6), moment(2, 7))
    assert merge((first, long, within), moment(3)) == (first, long)


def test_a_second_stop_holds_the_clock_where_the_first_left_it() -> None:
    stops = (Interval(moment(2, 12, 30), moment(2, 13)), Interval(moment(2, 14)))
    reading = read(clock(3, "hour"), AURELIA, moment(2), moment(2, 15), stops)
    assert (reading.state, reading.since) == ("stopped", moment(2, 14))
    assert (reading.left, reading.due) == (HOUR * 1.5, moment(2, 16, 30))
    assert read(clock(3, "hour"), AURELIA, moment(2), moment(2, 15), iter(stops)) == reading


def test_the_last_instant_of_a_day_is_still_in_time_with_nothing_left() -> None:
    reading = read(clock(3, "working_day"), AURELIA, moment(2), end_of(5))
    assert (reading.state, reading.left) == ("running", timedelta())


def test_what_happens_after_the_end_does_not_matter() -> None:
    stop = Interval(moment(2, 14))
    reading = read(clock(3, "hour"), AURELIA, moment(2), moment(9), (stop,), finished=moment(2, 14))
    assert (reading.state, reading.due, reading.left) == ("kept", moment(2, 15), HOUR)


def test_a_day_of_another_length_counts_as_one_day() -> None:
    berlin = Calendar("Europe/Berlin", weekend=frozenset())
    start = datetime(2026, 3, 27, 12, tzinfo=UTC)
    stop = Interval(berlin.start_of(date(2026, 3, 29)), berlin.start_of(date(2026, 3, 30)))
    reading = read(clock(3, "working_day"), berlin, start, datetime(2026, 3, 30, 12, tzinfo=UTC), (stop,))
    assert reading.due == berlin.end_of(date(2026, 3, 31))


minutes = st.integers(min_value=0, max_value=20 * 24 * 60)
moments = minutes.map(lambda n: moment(2) + timedelta(minutes=n))
intervals = st.tuples(moments, moments).map(lambda pair: Interval(min(pair), max(pair)))
several = st.lists(intervals, max_size=4)
clocks = st.builds(
    clock, st.integers(min_value=0, max_value=12), st.sampled_from(["working_day", "calendar_day", "hour", "minute"])
)


@given(clocks, several, moments, moments, moments)
def test_it_stands_while_it_is_stopped(
    term: Clock, stops: list[Interval], one: datetime, other: datetime, third: datetime
) -> None:
    since, early, late = sorted((one, other, third))
    readings = [read(term, AURELIA, moment(2), now, [*stops, Interval(since)]) for now in (early, late)]
    if all(reading.state == "stopped" for reading in readings):
        assert readings[0].left == readings[1].left >= timedelta()
        assert readings[0].since == readings[1].since
    else:
        assert early == since or readings[0].state == readings[1].state == "late"


hours = st.integers(min_value=0, max_value=20 * 24).map(lambda n: moment(2) + n * HOUR)
stops_of_hours = st.lists(st.tuples(hours, hours).map(lambda pair: Interval(min(pair), max(pair))), max_size=4)


@given(st.integers(min_value=1, max_value=12), st.sampled_from(["working_day", "calendar_day", "hour"]), stops_of_hours)
def test_the_full_term_is_given_in_time_that_is_not_stopped(amount: int, unit: str, stops: list[Interval]) -> None:
    due = read(clock(amount, unit), AURELIA, moment(2), moment(31), stops).due
    run, hour = 0, moment(2) if unit == "hour" else moment(3, 0)
    while hour < due:
        counts = unit != "working_day" or AURELIA.works(AURELIA.day_of(hour))
        run += counts and not any(stop.start <= hour < (stop.end or hour) for stop in stops)
        hour += HOUR
    if unit == "hour":
        assert run == amount
    else:
        assert 24 * amount <= run < 24 * (amount + 1)


@given(clocks, several, moments)
def test_stopping_never_makes_it_due_earlier(term: Clock, stops: list[Interval], now: datetime) -> None:
    assert read(term, AURELIA, moment(2), now, stops).due >= read(term, AURELIA, moment(2), now).due


@given(clocks, several, moments)
def test_the_order_of_stops_and_saying_one_twice_do_not_matter(
    term: Clock, stops: list[Interval], now: datetime
) -> None:
    once = read(term, AURELIA, moment(2), now, stops)
    assert read(term, AURELIA, moment(2), now, [*reversed(stops), *stops]) == once


@given(clocks, moments, moments)
def test_as_time_goes_by_what_is_left_only_shrinks(term: Clock, one: datetime, other: datetime) -> None:
    early, late = (read(term, AURELIA, moment(2), now) for now in sorted((one, other)))
    assert early.left >= late.left
    assert early.due == late.due


@given(clocks, several, moments)
def test_late_and_below_zero_are_one(term: Clock, stops: list[Interval], now: datetime) -> None:
    reading = read(term, AURELIA, moment(2), now, stops)
    assert reading.state in ("running", "stopped", "late")
    if reading.state == "running":
        assert now <= reading.due
        assert reading.left >= timedelta()
    if reading.state == "late":
        assert now > reading.due
        assert reading.left <= timedelta()


@given(st.lists(intervals, max_size=6), moments)
def test_merged_stops_are_apart_in_order_and_cover_the_same(stops: list[Interval], until: datetime) -> None:
    merged = merge(stops, until)
    ends = [(stop.start, stop.end or until) for stop in merged]
    assert all(start < end <= until for start, end in ends)
    assert all(before[1] < after[0] for before, after in pairwise(ends))
    for probe in {edge for stop in stops for edge in (stop.start, stop.start + HOUR)}:
        inside = any(s.start <= probe < min(s.end or until, until) for s in stops)
        assert inside == any(start <= probe < end for start, end in ends)
