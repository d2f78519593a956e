"""Dated rows: no two rows of one key on one day, no day without a row where there must be one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from darcha.law.finding import Finding
from darcha.law.pack.model import Pack, Row
from darcha.law.text import text

OVERLAP = text(
    "pack.overlap", "{table} {key}: two rows hold on {day}", "End the older row on the day before the newer one begins."
)
GAP = text(
    "pack.gap", "{table} {key}: no row holds on {day}", "Let the older row reach to the day before the newer one."
)

_DAY = timedelta(days=1)


def _code(row: Any) -> str:
    return str(row.code)


_KEYS: Mapping[str, Callable[[Any], str]] = {
    "rates": lambda row: f"{row.charge} {row.prefix}",
    "fees": lambda row: f"{row.fee} {row.limit}",
    "additions": lambda row: str(row.limit),
    "exchange": lambda row: str(row.currency),
    "holidays": lambda row: str(row.day),
}
"""What tells the rows of a table apart, where it is not their code."""

_CONTINUOUS = frozenset({"procedures", "charges", "tariff", "rates", "fees", "amounts", "exchange", "groups", "lanes"})
"""Tables in which a key that holds again later must hold in between."""


def by_key(table: str, rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of a table by what tells them apart, each in the order of their days."""
    key = _KEYS.get(table, _code)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: sorted(group, key=lambda row: row.start) for name, group in groups.items()}


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
