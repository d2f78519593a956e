"""One clock for every promise: when it is due, how much is left, whether it runs, stands, was kept or is late.

How a term is counted:

- hours and minutes are exact, day and night;
- days do not count the day of the start and end with the last instant of the last day; working days skip days off;
  no days at all means by the end of the day of the start;
- a clock never runs while it is stopped (a question is open, another agency acts): up to its due there is always the
  full term of time that was not stopped. Hours are lengthened by exactly the stopped time. Days are lengthened by
  whole days: the stopped parts of counted days are summed and rounded up, so that many short questions that make up
  a day together cost one day and not one each;
- stops that overlap count once; a stop that begins after the term was up changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec

from darcha.law.calendar import Calendar
from darcha.law.pack.model import Clock

State = Literal["running", "stopped", "kept", "late"]

_DAY = timedelta(days=1)
_NONE = timedelta()
_UNITS = {"hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


class Interval(msgspec.Struct, frozen=True):
    """A time during which a clock stands; without an end it still does."""

    start: datetime
    end: datetime | None = None


class Reading(msgspec.Struct, frozen=True):
    """What a clock shows.

    ``due`` is the moment up to which the promise is kept; while stopped, the one it would have if it ran again now.
    ``left`` is the time the clock still has to run (days off do not count for working days, and 24 hours are one
    day); below zero when late. ``since`` is when it was stopped, ``stopped`` for how long it stood in all.
    """

    due: datetime
    left: timedelta
    state: State
    stopped: timedelta = _NONE
    since: datetime | None = None


def merge(stops: Iterable[Interval], until: datetime) -> tuple[Interval, ...]:
    """``stops`` in order, overlapping ones joined; what is open or goes beyond ``until`` ends there."""
    merged: list[Interval] = []
    for stop in sorted(stops, key=lambda s: s.start):
        end = min(stop.end or until, until)
        if end <= stop.start:
            continue
        if merged and stop.start <= (merged[-1].end or until):
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end or until, end))
        else:
            merged.append(Interval(stop.start, end))
    return tuple(merged)


def read(
    clock: Clock,
    calendar: Calendar,
    started: datetime,
    now: datetime,
    stops: Iterable[Interval] = (),
    finished: datetime | None = None,
) -> Reading:
    """What ``clock`` shows at ``now``, started at ``started``; ``finished`` is when the promise was met.

    All moments carry their offset. ``stops`` may overlap and may be open.
    """
    until = now if finished is None else finished
    stops = tuple(stops)
    counter = _Counter(clock, calendar, started)
    passed: list[Interval] = []
    for stop in merge(stops, until):
        if stop.start > counter.due(passed):
            break
        passed.append(stop)
    due = counter.due(passed)
    stopped = sum(((s.end or until) - s.start for s in passed), _NONE)
    if finished is not None:
        return Reading(due, counter.between(finished, due), "kept" if finished <= due else "late", stopped)
    if passed and passed[-1].end == now and _stands(stops, now):
        since = passed[-1].start
        # What is left is shown as it was when it stopped.
        return Reading(due, counter.between(since, counter.due(passed[:-1])), "stopped", stopped, since)
    return Reading(due, counter.between(now, due), "running" if now <= due else "late", stopped)


def _stands(stops: Iterable[Interval], now: datetime) -> bool:
    return any(stop.start <= now and (stop.end is None or now < stop.end) for stop in stops)


class _Counter:
    """How one clock counts: its due for the stops so far, and running time between two moments."""

    def __init__(self, clock: Clock, calendar: Calendar, started: datetime) -> None:
        self.clock = clock
        self.calendar = calendar
        self.started = started
        self.unit = _UNITS.get(clock.unit)
        self.first = calendar.day_of(started)

    def due(self, stops: Iterable[Interval]) -> datetime:
        """The moment the term is up, lengthened by ``stops`` (merged, ended)."""
        stood = sum((self.between(*self._clip(stop)) for stop in stops), _NONE)
        if self.unit is not None:
            return self.started + self.clock.amount * self.unit + stood
        days = self.clock.amount - (-stood // _DAY)
        if self.clock.unit == "working_day":
            return self.calendar.end_of(self.calendar.add_working_days(self.first, days))
        return self.calendar.end_of(self.first + days * _DAY)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """For how long the clock runs from ``start`` to ``end``; below zero if ``end`` comes first."""
        if self.unit is not None:
            return end - start
        if end < start:
            return -self.between(end, start)
        # By the clock on the wall, where every day has 24 hours. The first day counts only if it is all there is.
        low = self.calendar.local(start)
        if self.clock.amount:
            low = max(low, datetime.combine(self.first + _DAY, time()))
        return sum(self._counted(low, self.calendar.local(end)), _NONE)

    def _clip(self, stop: Interval) -> tuple[datetime, datetime]:
        """What of a stop lies after the start of the clock."""
        return max(stop.start, self.started), max(stop.end or stop.start, self.started)

    def _counted(self, low: datetime, high: datetime) -> Iterator[timedelta]:
        while low < high:
            midnight = datetime.combine(low.date() + _DAY, time())
            if self._counts(low.date()):
                yield min(high, midnight) - low
            low = midnight

    def _counts(self, day: date) -> bool:
        return self.clock.unit == "calendar_day" or day == self.first or self.calendar.works(day)
