"""Norms: what was usual on the same weekday up to the same time of day, over the last four weeks.

They change with the hour, so a reader keeps them for some minutes (:class:`Kept`) and does not ask at each look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import msgspec

from darcha.law.calendar import calendar_of
from darcha.picture.fold import RELEASE_MINUTES
from darcha.picture.histogram import percentile
from darcha.store.read import pack
from darcha.store.statement import Fetch, Op

WEEKS = 4
LIFE = timedelta(minutes=5)
_WEEK = timedelta(weeks=1)


class Norms(msgspec.Struct, frozen=True):
    """What is usual by now: averages over the weeks there are; the median of whole days in minutes."""

    lodged: dict[str, float]
    """By post; the country's is under the empty text."""
    released: dict[str, float]
    """By post, the same."""
    lanes: dict[str, float]
    """Lodged in the country, by lane."""
    median: float | None


class Kept:
    """Norms that a process keeps for :data:`LIFE`."""

    def __init__(self) -> None:
        self._norms: Norms | None = None
        self._until: datetime | None = None

    def norms(self, now: datetime) -> Op[Norms | None]:
        """The norms, read again when they are too old."""
        if self._until is None or now >= self._until:
            self._norms = yield from norms(now)
            self._until = now + LIFE
        return self._norms


def norms(now: datetime) -> Op[Norms | None]:
    """The norms at a moment; None where there is no such day in the past yet.

    Counts are kept by hour: of the hour that is not over, the share that has passed is taken.
    """
    calendar = calendar_of((yield from pack.current()))
    today = calendar.day_of(now)
    passed = now - calendar.start_of(today)
    oldest = yield Fetch("SELECT min(hour) FROM rollup_hour WHERE act = 'declaration.lodge'")
    days = [today - week * _WEEK for week in range(1, WEEKS + 1)]
    days = [day for day in days if oldest[0][0] is not None and oldest[0][0] <= calendar.start_of(day)]
    if not days:
        return None
    starts = [calendar.start_of(day) for day in days]
    rows = yield Fetch(
        "SELECT act, post, lane, sum(count * least(1, extract(epoch FROM until - hour) / 3600))::float8"
        " FROM rollup_hour JOIN unnest(%s::timestamptz[], %s::timestamptz[]) AS week (since, until)"
        " ON hour >= since AND hour < until"
        " WHERE act IN ('declaration.lodge', 'release.decide') GROUP BY act, post, lane",
        (starts, [start + passed for start in starts]),
    )
    found: dict[str, defaultdict[str, float]] = {"declaration.lodge": defaultdict(float)}
    found["release.decide"] = defaultdict(float)
    lanes: defaultdict[str, float] = defaultdict(float)
    for act, post, lane, count in rows:
        for key in {post, ""}:
            found[act][key] += count / len(days)
        if act == "declaration.lodge":
            lanes[lane] += count / len(days)
    buckets = yield Fetch(
        "SELECT bucket, sum(count)::int8 FROM rollup_minutes WHERE day = ANY(%s) AND measure = %s GROUP BY bucket",
        (days, RELEASE_MINUTES),
    )
    return Norms(
        lodged=dict(found["declaration.lodge"]),
        released=dict(found["release.decide"]),
        lanes=dict(lanes),
        median=percentile(Counter(dict(buckets)), 0.5),
    )
