"""The working calendar of a country: which days are worked, and what day it is there.

Moments are UTC; days are days of the country's time zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.pack.model import Pack

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


class Calendar(msgspec.Struct, frozen=True):
    """Days off: ``weekend`` (0 is Monday) and ``holidays``, but not ``working``, the weekend days that are worked."""

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
        """The ``count``-th working day after ``day``; none gives ``day`` itself."""
        while count > 0:
            day += _DAY
            count -= self.works(day)
        return day


def calendar_of(pack: Pack) -> Calendar:
    """The calendar of a pack. A term reaches into days to come, so every row counts, whenever it was enacted."""
    return Calendar(
        zone=pack.time_zone,
        weekend=frozenset(pack.weekend),
        holidays=frozenset(row.day for row in pack.holidays if not row.working),
        working=frozenset(row.day for row in pack.holidays if row.working),
    )
