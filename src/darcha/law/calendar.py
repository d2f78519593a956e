"""The working calendar of a country: which days are worked, and what day it is there.

Moments are UTC; days are days of the country's time zone.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.pack.model import Pack

_DAY = timedelta(days=1)
_NONE = timedelta()
_TICK = timedelta(microseconds=1)


class Calendar(msgspec.Struct, frozen=True):
    """Days off: ``weekend`` (0 is Monday) and ``holidays``, but not ``working``, the weekend days that are worked.

    Some day of the week has to be worked, or counting working days would never end.
    """

    zone: str
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        return day in self.working or (day.weekday() not in self.weekend and day not in self.holidays)

    def day_of(self, moment: datetime) -> date:
        """The day it is in the country at ``moment``."""
        return self.local(moment).date()

    def local(self, moment: datetime) -> datetime:
        """``moment`` as the clock on the wall shows it in the country, without offset."""
        return moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def start_of(self, day: date) -> datetime:
        """The first instant of ``day``, in UTC."""
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The last instant of ``day``, in UTC: a term that ends with a day is kept until then."""
        return self.start_of(day + _DAY) - _TICK

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, or before it if below zero; none gives ``day`` itself."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.works(day):
                day += step
        return day

    def working_from(self, day: date) -> date:
        """``day`` if it is worked, else the next day that is."""
        while not self.works(day):
            day += _DAY
        return day

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How much of working days lies from ``start`` to ``end``; below zero if ``end`` comes first.

        Both are local time without offset; every working day has 24 hours.
        """
        first, last = start.toordinal(), end.toordinal()
        days = self._working(first, last) - self._working(last, first)
        return days * _DAY + self._since_midnight(end) - self._since_midnight(start)

    def _since_midnight(self, wall: datetime) -> timedelta:
        """How much of its day has passed, if that is a working day."""
        return wall - datetime.combine(wall, time()) if self.works(wall.date()) else _NONE

    def _working(self, first: int, last: int) -> int:
        """The number of working days from the ordinal ``first`` up to ``last``, which is not counted."""
        return sum(self.works(date.fromordinal(day)) for day in range(first, last))


def add_months(day: date, count: int) -> date:
    """The same day of the month ``count`` months on, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def calendar_of(pack: Pack) -> Calendar:
    """The calendar of a pack. A term reaches into days to come, so every row counts, whenever it was enacted."""
    return Calendar(
        zone=pack.time_zone,
        weekend=frozenset(pack.weekend),
        holidays=frozenset(row.day for row in pack.holidays if not row.working),
        working=frozenset(row.day for row in pack.holidays if row.working),
    )
