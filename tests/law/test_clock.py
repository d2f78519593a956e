from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law.calendar import Calendar, calendar_of
from darcha.law.clock import Interval, Reading, due, length, merge, read
from darcha.law.pack.model import Clock
from tests.makers import clock, mini_pack, words

AURELIA = calendar_of(mini_pack())
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def held(amount: int, unit: str, **changes: Any) -> Clock:
    """A clock that stands while a question is open."""
    return clock(amount, unit, stops=("question",), **changes)


def moment(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A time of March 2026 as the clocks of Aurelia (UTC+5) show it; the 2nd is a Monday, the 9th a day off."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - 5 * HOUR


def end_of(day: int) -> datetime:
    return AURELIA.end_of(date(2026, 3, day))


@pytest.mark.parametrize(
    ("amount", "unit", "started", "expected"),
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
def test_when_it_is_due(amount: int, unit: str, started: datetime, expected: datetime) -> None:
    assert due(clock(amount, unit), AURELIA, started) == expected
    assert read(clock(amount, unit), AURELIA, started, started).due == expected


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
    reading = read(held(3, "hour"), AURELIA, moment(2), moment(2, 15), stops)
    assert (reading.due, reading.stopped) == (moment(2, 16, 30), HOUR * 1.5)


def test_short_stops_of_several_days_cost_one_day_together() -> None:
    stops = [Interval(moment(day, 10), moment(day, 16)) for day in (3, 4, 5)]
    assert read(held(5, "working_day"), AURELIA, moment(2), moment(6), stops).due == end_of(11)
    assert read(held(5, "calendar_day"), AURELIA, moment(2), moment(6), stops).due == end_of(8)


def test_a_stop_over_days_off_costs_only_the_working_days() -> None:
    stop = Interval(moment(6, 0), moment(10, 0))
    assert read(held(5, "working_day"), AURELIA, moment(2), moment(10), (stop,)).due == end_of(11)
    assert read(held(5, "calendar_day"), AURELIA, moment(2), moment(10), (stop,)).due == end_of(11)


def test_a_stop_on_the_day_of_the_start_costs_nothing_in_days() -> None:
    stop = Interval(moment(2, 13), moment(2, 18))
    assert read(held(3, "working_day"), AURELIA, moment(2), moment(3), (stop,)).due == end_of(5)


def test_a_stop_on_the_day_itself_moves_what_is_due_that_day_to_the_next() -> None:
    term, stop = held(0, "working_day"), Interval(moment(6, 13), moment(7, 0))
    assert read(term, AURELIA, moment(6), moment(6, 13)).left == 11 * HOUR - TICK
    assert read(term, AURELIA, moment(6), moment(8), (stop,)).due == end_of(10)
    assert read(term, AURELIA, moment(7), moment(7, 13)).left == 11 * HOUR - TICK


def test_a_stop_before_the_start_costs_nothing() -> None:
    stops = (Interval(moment(1), moment(1, 20)),)
    assert read(held(3, "hour"), AURELIA, moment(2), moment(2, 13), stops).due == moment(2, 15)
    stops = (Interval(moment(1), moment(2, 13)),)
    assert read(held(3, "hour"), AURELIA, moment(2), moment(2, 13), stops).due == moment(2, 16)


def test_an_open_stop_holds_the_held() -> None:
    stop = Interval(moment(3))
    early = read(held(5, "working_day"), AURELIA, moment(2), moment(4), (stop,))
    later = read(held(5, "working_day"), AURELIA, moment(2), moment(20), (stop,))
    assert early.state == later.state == "stopped"
    assert early.left == later.left == read(held(5, "working_day"), AURELIA, moment(2), moment(3)).left
    assert early.since == later.since == moment(3)
    assert early.due < later.due


def test_a_stop_known_to_end_later_holds_the_clock_too() -> None:
    stop = Interval(moment(2, 13), moment(2, 20))
    assert read(held(3, "hour"), AURELIA, moment(2), moment(2, 19), (stop,)).state == "stopped"
    assert read(held(3, "hour"), AURELIA, moment(2), moment(2, 20), (stop,)).state == "running"


def test_a_stop_after_the_term_saves_nobody() -> None:
    stop = Interval(moment(2, 16))
    reading = read(held(3, "hour"), AURELIA, moment(2), moment(2, 17), (stop,))
    assert (reading.state, reading.due, reading.stopped) == ("late", moment(2, 15), timedelta())


def test_a_stop_at_the_very_moment_it_is_due_still_counts() -> None:
    reading = read(held(3, "hour"), AURELIA, moment(2), moment(2, 16), (Interval(moment(2, 15)),))
    assert (reading.state, reading.due, reading.left) == ("stopped", moment(2, 16), timedelta())


def test_stops_that_touch_are_one() -> None:
    touching = (Interval(moment(2, 13), moment(2, 14)), Interval(moment(2, 14)))
    assert merge(touching, moment(2, 15)) == ((moment(2, 13), moment(2, 15)),)
    assert merge((Interval(moment(2, 13), moment(2, 13)), Interval(moment(2, 15))), moment(2, 15)) == ()
    reading = read(held(3, "hour"), AURELIA, moment(2), moment(2, 14), touching)
    assert (reading.state, reading.since) == ("stopped", moment(2, 13))


def test_a_stop_within_another_does_not_shorten_it() -> None:
    first, long, within = (moment(2, 1), moment(2, 2)), (moment(2, 5), moment(2, 10)), (moment(2, 6), moment(2, 7))
    assert merge([Interval(*span) for span in (first, long, within)], moment(3)) == (first, long)


def test_a_second_stop_holds_the_clock_where_the_first_left_it() -> None:
    stops = (Interval(moment(2, 12, 30), moment(2, 13)), Interval(moment(2, 14)))
    reading = read(held(3, "hour"), AURELIA, moment(2), moment(2, 15), stops)
    assert (reading.state, reading.since) == ("stopped", moment(2, 14))
    assert (reading.left, reading.due) == (HOUR * 1.5, moment(2, 16, 30))
    assert read(held(3, "hour"), AURELIA, moment(2), moment(2, 15), iter(stops)) == reading


def test_the_last_instant_of_a_day_is_still_in_time_with_nothing_left() -> None:
    reading = read(held(3, "working_day"), AURELIA, moment(2), end_of(5))
    assert (reading.state, reading.left) == ("running", timedelta())


def test_what_happens_after_the_end_does_not_matter() -> None:
    stop = Interval(moment(2, 14))
    reading = read(held(3, "hour"), AURELIA, moment(2), moment(9), (stop,), finished=moment(2, 14))
    assert (reading.state, reading.due, reading.left) == ("kept", moment(2, 15), HOUR)


def test_a_day_of_another_length_counts_as_one_day() -> None:
    berlin = Calendar("Europe/Berlin", weekend=frozenset())
    start = datetime(2026, 3, 27, 12, tzinfo=UTC)
    stop = Interval(berlin.start_of(date(2026, 3, 29)), berlin.start_of(date(2026, 3, 30)))
    reading = read(held(3, "working_day"), berlin, start, datetime(2026, 3, 30, 12, tzinfo=UTC), (stop,))
    assert reading.due == berlin.end_of(date(2026, 3, 31))


# ------------------------------------------------------------------------------------------- who, why, and how long


def test_a_reading_says_who_owes_what_under_which_act_and_what_silence_means() -> None:
    promise = clock(3, "hour", holder="agency", act="Act 9, article 1", silence=words("Granted"))
    assert read(promise, AURELIA, moment(2), moment(2, 13)) == Reading(
        moment(2, 15), 2 * HOUR, "running", "agency", "Act 9, article 1", {"en": "Granted"}
    )


def test_only_the_reasons_that_the_row_names_stop_it() -> None:
    question, agency = (Interval(moment(2, 13), moment(2, 14), "question"), Interval(moment(2, 13), None, "agency"))
    release, trader = clock(3, "hour", stops=("agency",)), clock(3, "hour", holder="trader")
    both = clock(3, "hour", stops=("question", "agency"))
    shown = [
        read(term, AURELIA, moment(2), moment(2, 15), (question, agency)).due
        for term in (held(3, "hour"), release, both, trader)
    ]
    assert shown == [moment(2, 16), moment(2, 17), moment(2, 17), moment(2, 15)]
    assert read(held(3, "hour"), AURELIA, moment(2), moment(2, 14), (agency,)).state == "running"


def test_what_stood_before_it_began_is_no_part_of_it() -> None:
    reading = read(held(3, "hour"), AURELIA, moment(2), moment(2, 13), (Interval(moment(1)),))
    assert (reading.state, reading.since, reading.stopped) == ("stopped", moment(2), HOUR)
    assert (reading.left, reading.due) == (3 * HOUR, moment(2, 16))


@pytest.mark.parametrize(
    ("unit", "started", "amount", "last"),
    [
        ("month", "2026-03-15", 1, "2026-04-15"),
        ("month", "2026-01-31", 1, "2026-02-28"),
        ("month", "2028-01-31", 1, "2028-02-29"),
        ("month", "2026-01-31", 2, "2026-03-31"),
        ("month", "2026-12-31", 2, "2027-02-28"),
        ("month", "2026-11-30", 1, "2026-12-30"),
        ("month", "2026-05-20", 0, "2026-05-20"),
        ("year", "2028-02-29", 1, "2029-02-28"),
        ("year", "2024-02-29", 4, "2028-02-29"),
        ("year", "2026-03-02", 3, "2029-03-02"),
    ],
)
def test_months_and_years_end_with_the_same_day_or_the_last(unit: str, started: str, amount: int, last: str) -> None:
    noon = datetime.fromisoformat(f"{started}T07:00:00+00:00")
    assert due(clock(amount, unit), AURELIA, noon) == AURELIA.end_of(date.fromisoformat(last))


def test_months_stand_for_whole_days() -> None:
    stop = Interval(moment(3, 12), moment(4, 13))
    reading = read(held(1, "month"), AURELIA, moment(2), moment(5), (stop,))
    assert reading.due == AURELIA.end_of(date(2026, 4, 4))
    assert reading.left == 30 * DAY + 12 * HOUR - TICK
    assert read(held(1, "month"), AURELIA, moment(2), moment(2)).left == 31 * DAY - TICK


@pytest.mark.parametrize(
    ("distance", "days"),
    [(None, 15), ("0", 15), ("0.1", 15), ("999", 15), ("1000", 15), ("1000.1", 30), ("2000", 30), ("4700", 75)],
)
def test_so_much_for_each_full_or_part_distance(distance: str | None, days: int) -> None:
    transit, kilometres = clock(15, "calendar_day", distance=1000), None if distance is None else Decimal(distance)
    assert length(transit, distance=kilometres) == days
    expected = AURELIA.end_of(date(2026, 3, 2) + days * DAY)
    assert due(transit, AURELIA, moment(2), distance=kilometres) == expected
    assert read(transit, AURELIA, moment(2), moment(2), distance=kilometres).due == expected
    assert length(clock(3, "hour"), distance=kilometres) == 3


def test_a_decision_makes_it_longer_once() -> None:
    refund = clock(10, "working_day", extension=10)
    assert (length(refund), length(refund, extended=True)) == (10, 20)
    assert due(refund, AURELIA, moment(2)) == end_of(16)
    assert due(refund, AURELIA, moment(2), extended=True) == end_of(30)
    assert read(refund, AURELIA, moment(2), moment(20)).due == end_of(16)
    assert read(refund, AURELIA, moment(2), moment(20), extended=True).due == end_of(30)
    assert length(clock(15, "calendar_day", distance=1000, extension=2), extended=True, distance=Decimal(1500)) == 32


@pytest.mark.parametrize(
    ("unit", "amount", "start", "last"),
    [
        ("calendar_day", 4, 2, 6),
        ("calendar_day", 5, 2, 10),
        ("calendar_day", 7, 2, 10),
        ("calendar_day", 8, 2, 10),
        ("calendar_day", 12, 2, 14),
        ("calendar_day", 13, 2, 16),
        ("calendar_day", 0, 7, 10),
        ("working_day", 0, 7, 10),
        ("working_day", 4, 2, 6),
    ],
)
def test_a_term_that_ends_on_a_day_off_moves_to_the_next_working_day(
    unit: str, amount: int, start: int, last: int
) -> None:
    assert due(clock(amount, unit, moves=True), AURELIA, moment(start)) == end_of(last)
    moved = read(clock(amount, unit, moves=True), AURELIA, moment(start), end_of(last) + TICK)
    assert (moved.state, moved.left <= timedelta()) == ("late", True)


def test_time_runs_towards_a_moved_end() -> None:
    moved = read(clock(0, "working_day", moves=True), AURELIA, moment(7), moment(7, 13))
    assert moved.left == DAY - TICK
    assert read(clock(5, "calendar_day", moves=True), AURELIA, moment(2), moment(8)).left == 2 * DAY + 12 * HOUR - TICK
    assert due(clock(1, "month", moves=True), AURELIA, moment(4)) == AURELIA.end_of(date(2026, 4, 6))


@pytest.mark.parametrize(
    ("amount", "unit", "event", "latest", "left"),
    [
        (1, "hour", moment(6), moment(6, 11), -HOUR),
        (2, "calendar_day", moment(6), end_of(4), -(DAY + 12 * HOUR + TICK)),
        (2, "working_day", moment(10), end_of(5), -(DAY + 12 * HOUR + TICK)),
        (0, "working_day", moment(6), end_of(6), 12 * HOUR - TICK),
        (1, "month", moment(31), AURELIA.end_of(date(2026, 2, 28)), -(30 * DAY + 12 * HOUR + TICK)),
    ],
)
def test_what_has_to_come_before_an_event_is_counted_back_from_it(
    amount: int, unit: str, event: datetime, latest: datetime, left: timedelta
) -> None:
    notice = clock(amount, unit, before=True)
    assert due(notice, AURELIA, event) == latest
    assert read(notice, AURELIA, event, event).left == left
    early = read(notice, AURELIA, event, latest - 30 * HOUR)
    assert (early.state, early.left > timedelta()) == ("running", True)
    assert read(notice, AURELIA, event, latest - 2 * HOUR, finished=latest).state == "kept"
    assert read(notice, AURELIA, event, latest, finished=latest + TICK).state == "late"


@pytest.mark.parametrize(
    ("zone", "month", "day", "hours"),
    [("Etc/GMT-5", 3, 29, 24), ("Europe/Berlin", 3, 29, 23), ("Europe/Berlin", 10, 25, 25)],
)
def test_a_day_ends_at_midnight_in_the_country_whatever_its_length(zone: str, month: int, day: int, hours: int) -> None:
    there = Calendar(zone, weekend=frozenset())
    last = there.start_of(date(2026, month, day)) - TICK
    assert due(clock(1, "calendar_day"), there, last) == last + hours * HOUR
    assert due(clock(1, "calendar_day"), there, last + TICK) == last + (hours + 24) * HOUR
    assert due(clock(24, "hour"), there, last) == last + DAY


def test_days_off_in_a_row_and_a_weekend_day_that_is_worked() -> None:
    chain = msgspec.structs.replace(AURELIA, holidays=frozenset(date(2026, 3, day) for day in (5, 6, 9, 10)))
    assert due(clock(1, "working_day"), chain, moment(4)) == end_of(11)
    assert due(clock(1, "calendar_day", moves=True), chain, moment(4)) == end_of(11)
    assert due(clock(4, "working_day"), chain, moment(10)) == end_of(14)
