"""Dated rows: no two rows of one key on one day, no day without a row where there must be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from darcha.law.finding import Finding
from darcha.law.pack.key import by_key
from darcha.law.pack.model import Pack, Row
from darcha.law.text import text

OVERLAP = text(
    "pack.overlap", "{table} {key}: two rows hold on {day}", "End the older row on the day before the newer one begins."
)
GAP = text(
    "pack.gap", "{table} {key}: no row holds on {day}", "Let the older row reach to the day before the newer one."
)

_DAY = timedelta(days=1)


_CONTINUOUS = frozenset({"procedures", "charges", "tariff", "rates", "fees", "amounts", "exchange", "groups", "lanes"})
"""Tables in which a key that holds again later must hold in between."""


def check_dates(pack: Pack, tables: Sequence[str]) -> Iterator[Finding]:
    """Overlaps in every table, gaps where the days must follow each other."""
    for table in tables:
        for key, rows in by_key(table, getattr(pack, table)).items():
            pointer = f"/{table}/{key}"
            for older, newer in pairwise(rows):
                end = older.end
                if end is None or end >= newer.start:
                    yield OVERLAP.at(pointer, table=table, key=key, day=newer.start)
                elif table in _CONTINUOUS and end + _DAY < newer.start:
                    yield GAP.at(pointer, table=table, key=key, day=end + _DAY)


def uncovered(rows: Sequence[Row], start: date, end: date | None) -> date | None:
    """The first day from ``start`` to ``end`` on which none of ``rows`` (in the order of their days) holds."""
    day = start
    for row in rows:
        if row.holds(day):
            if row.end is None or (end is not None and row.end >= end):
                return None
            day = row.end + _DAY
    return day
