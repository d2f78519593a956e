"""One clock for every promise: when it is due, how much is left, whether it runs, stands, was kept or is late.

How a term is counted:

- hours and minutes are exact, day and night;
- days do not count the day of the start and end with the last instant of the last day; working days skip days off;
  no days at all means by the end of the day of the start;
- months and years end with the same day of the month as the day of the start, or with the last day of the month
  where it has no such day (the common civil-law counting);
- a term that goes by distance is given once for each full or part distance, and once where the distance is not known;
- a term that moves ends with the next working day where it would end on a day off;
- a clock never runs while it is stopped (a question is open, another agency acts), if its row names that reason: up
  to its due there is always the full term of time that was not stopped. Hours are lengthened by exactly the stopped
  time. Days, months and years are lengthened by whole days: the stopped parts of counted days are summed and rounded
  up, so that many short questions that make up a day together cost one day and not one each;
- stops that overlap count once; a stop that begins after the term was up changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.calendar import Calendar, add_months
from darcha.law.pack.model import Clock, Words
from darcha.law.pack.rows.clock import Holder, Reason

State = Literal["running", "stopped", "kept", "late"]

_DAY = timedelta(days=1)
_NONE = timedelta()
_EXACT = {"hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
_MONTHS = {"month": 1, "year": 12}


class Interval(msgspec.Struct, frozen=True):
    """A time during which a clock stands, and why; without an end it still does."""

    start: datetime
    end: datetime | None = None
    reason: Reason = "question"


class Reading(msgspec.Struct, frozen=True):
    """What a clock shows.

    ``due`` is the moment up to which the promise is kept; while stopped, the one it would have if it ran again now.
    ``left`` is the time the clock still has to run (days off do not count for working days, and 24 hours are one
    day); below zero when late. ``holder`` owes what the clock is about, under ``act``; ``silence`` is what it means
    if he does nothing. ``since`` is when the clock was stopped, ``stopped`` for how long it stood in all.
    """

    due: datetime
    left: timedelta
    state: State
    holder: Holder
    act: str
    silence: Words | None = None
    stopped: timedelta = _NONE
    since: datetime | None = None


def merge(stops: Iterable[Interval], until: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """``stops`` in order, from when to when, overlapping ones joined; what goes beyond ``until`` ends there."""
    merged: list[tuple[datetime, datetime]] = []
    for stop in sorted(stops, key=lambda s: s.start):
        start, end = stop.start, min(stop.end or until, until)
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            start, before = merged.pop()
            end = max(before, end)
        merged.append((start, end))
    return tuple(merged)


def length(clock: Clock, *, extended: bool = False, distance: Decimal | None = None) -> int:
    """How many of its units the term of ``clock`` has.

    ``extended`` says that it was made longer, as its row allows; ``distance`` is in kilometres.
    """
    parts = 1
    if clock.distance is not None and distance is not None:
        full, rest = divmod(distance, clock.distance)
        parts = max(1, int(full) + (rest > 0))
    return clock.amount * parts + (clock.extension if extended else 0)


def due(
    clock: Clock, calendar: Calendar, started: datetime, *, extended: bool = False, distance: Decimal | None = None
) -> datetime:
    """The moment up to which ``clock``, started at ``started``, is kept if nothing stops it; see :func:`length`."""
    return _Count(clock, calendar, started, length(clock, extended=extended, distance=distance)).due(_NONE)


def read(
    clock: Clock,
    calendar: Calendar,
    started: datetime,
    now: datetime,
    stops: Iterable[Interval] = (),
    finished: datetime | None = None,
    *,
    extended: bool = False,
    distance: Decimal | None = None,
) -> Reading:
    """What ``clock`` shows at ``now``, started at ``started``; ``finished`` is when the promise was met.

    All moments carry their offset. ``stops`` may overlap and may be open. See :func:`length` for the rest.
    """
    count = _Count(clock, calendar, started, length(clock, extended=extended, distance=distance))
    until = now if finished is None else finished
    named = [Interval(max(stop.start, started), stop.end) for stop in stops if stop.reason in clock.stops]
    stood = stopped = left = _NONE
    promised = count.due(_NONE)
    since = resumed = None
    for start, end in merge(named, until):
        if start > promised:
            break
        since, resumed = start, end
        # What is left is shown as it was when it stopped.
        left = count.between(start, promised)
        stood += count.between(start, end)
        stopped += end - start
        promised = count.due(stood)
    state: State
    if finished is not None:
        state = "kept" if finished <= promised else "late"
    elif resumed == now and _stands(named, now):
        state = "stopped"
    else:
        state = "running" if now <= promised else "late"
    if state != "stopped":
        since, left = None, count.between(until, promised)
    return Reading(promised, left, state, clock.holder, clock.act, clock.silence, stopped, since)


def _stands(stops: Iterable[Interval], now: datetime) -> bool:
    return any(stop.start <= now and (stop.end is None or now < stop.end) for stop in stops)


class _Count:
    """How one clock counts: its due for the time it stood so far, and running time between two moments."""

    def __init__(self, clock: Clock, calendar: Calendar, started: datetime, amount: int) -> None:
        self.unit = clock.unit
        self.exact = _EXACT.get(clock.unit)
        self.moves = clock.moves
        self.amount = -amount if clock.before else amount
        self.started = started
        self.first = calendar.day_of(started)
        if not amount and not clock.moves:
            # The day of the start counts, worked or not, where it is all there is.
            calendar = msgspec.structs.replace(calendar, working=calendar.working | {self.first})
        self.calendar = calendar

    def due(self, stood: timedelta) -> datetime:
        """The moment the term is up if it stood for ``stood`` of its running time."""
        if self.exact is not None:
            return self.started + self.amount * self.exact + stood
        day = self._last(-(-stood // _DAY))
        return self.calendar.end_of(self.calendar.working_from(day) if self.moves else day)

    def _last(self, more: int) -> date:
        """The last day of the term with so many days more, before it moves."""
        if self.unit == "working_day":
            return self.calendar.add_working_days(self.first, self.amount + more)
        if self.unit == "calendar_day":
            return self.first + (self.amount + more) * _DAY
        return add_months(self.first, self.amount * _MONTHS[self.unit]) + more * _DAY

    def between(self, start: datetime, end: datetime) -> timedelta:
        """For how long the clock runs from ``start`` to ``end``; below zero if ``end`` comes first."""
        if self.exact is not None:
            return end - start
        low, high = self._wall(start), self._wall(end)
        return self.calendar.worked(low, high) if self.unit == "working_day" else high - low

    def _wall(self, moment: datetime) -> datetime:
        """``moment`` by the clock on the wall, where every day has 24 hours; not before the days that count."""
        wall = self.calendar.local(moment)
        return max(wall, datetime.combine(self.first + _DAY, time())) if self.amount > 0 else wall
