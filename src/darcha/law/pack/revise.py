"""What becomes of a table when an official one comes: older rows end the day before, newer ones begin.

A new row that says what holds already, but for its first day, act and source, changes nothing. Else the row that
holds on its first day ends the day before, and holds again after the new one's last day; one that begins on the same
day gives way. A new row without a last day reaches to the next one that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from darcha.law.pack.difference import Changed, Entry, TableDifference, changes
from darcha.law.pack.key import by_key
from darcha.law.pack.rows.base import Row

_DAY = timedelta(days=1)
_BESIDE = frozenset({"start", "end", "act", "source"})
"""What of a row may be other while it says the same."""

Key = tuple[str, date]
"""What names one row of a table: its key, and the day it begins."""


class Revision(msgspec.Struct, frozen=True):
    """What a table becomes.

    ``ended`` are the old rows that have another last day, with it; ``dropped`` those that are there no more.
    ``added`` are the rows that are new, ``rows`` the whole table as it will be; ``same`` counts the new rows that
    change nothing. ``difference`` is for readers: a new row is a change of the one before it.
    """

    ended: dict[Key, date | None]
    dropped: frozenset[Key]
    added: tuple[Row, ...]
    rows: tuple[Row, ...]
    same: int
    difference: TableDifference


def revise(table: str, old: Sequence[Row], new: Sequence[Row], whole: date | None = None) -> Revision:
    """The revision of the ``old`` rows of a table by ``new`` ones.

    With ``whole`` the new rows are all there are from that day on: what holds then and has no new row of its key
    ends the day before; what begins later stays.
    """
    before, after = by_key(table, old), by_key(table, new)
    parts = [_Part(key, before.get(key, []), after.get(key, []), whole) for key in {**before, **after}]
    return Revision(
        {(part.key, start): row.end for part in parts for start, row in part.ended.items()},
        frozenset((part.key, start) for part in parts for start in part.dropped),
        tuple(row for part in parts for row in part.added),
        tuple(row for part in parts for row in part.rows),
        sum(part.same for part in parts),
        TableDifference(
            table,
            tuple(Entry(part.key, row) for part in parts for row, previous in part.pairs() if previous is None),
            tuple(Entry(part.key, row) for part in parts for row in part.gone),
            tuple(
                Changed(part.key, row.start, changes(previous, row))
                for part in parts
                for row, previous in part.pairs()
                if previous is not None
            ),
        ),
    )


class _Part:
    """The rows of one key, before and after."""

    def __init__(self, key: str, old: Sequence[Row], new: Sequence[Row], whole: date | None) -> None:
        self.key = key
        self.rows, self.same = list(old), 0
        for row in new:
            merged = _with(self.rows, row)
            self.same += merged is self.rows
            self.rows = merged
        if whole and not new:
            self.rows = _without(self.rows, whole)
        now = {row.start: row for row in self.rows}
        kept = {row.start for row in old if _until(row, None) == _until(now.get(row.start, row), None)} & now.keys()
        self.dropped = {row.start: row for row in old if row.start not in kept}
        self.ended = {row.start: now[row.start] for row in old if row.start in kept and row != now[row.start]}
        self.added = [row for row in self.rows if row.start not in kept]
        self.gone = [row for row in old if row.start in {*self.dropped, *self.ended}] if not new else []

    def pairs(self) -> list[tuple[Row, Row | None]]:
        """Each row that is new with the one that it takes the place of or that held before it."""
        earlier = dict(zip((row.start for row in self.rows), (None, *self.rows), strict=False))
        return [(row, self.dropped.get(row.start) or earlier[row.start]) for row in self.added]


def _with(rows: list[Row], row: Row) -> list[Row]:
    """The rows of one key with ``row`` among them; the very list given where it says what holds already."""
    later = [other.start - _DAY for other in rows if other.start > row.start]
    row = _until(row, row.end or min(later, default=None))
    held = next((other for other in rows if other.holds(row.start)), None)
    if held is not None and _says_the_same(held, row):
        return rows
    parts = [*(other for other in rows if other is not held), row]
    if held is not None:
        parts.append(_until(held, row.start - _DAY))
    if held is not None and row.end is not None:
        parts.append(msgspec.structs.replace(held, start=row.end + _DAY))
    return _in_order(parts)


def _without(rows: list[Row], day: date) -> list[Row]:
    """The rows of one key when nothing holds from ``day`` on but what begins later."""
    return _in_order(_until(row, day - _DAY) if row.holds(day) else row for row in rows)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """The rows that have a day, by their first."""
    return sorted((row for row in rows if row.holds(row.start)), key=lambda row: row.start)


def _until(row: Row, end: date | None) -> Row:
    return msgspec.structs.replace(row, end=end)


def _says_the_same(held: Row, row: Row) -> bool:
    fields = set(row.__struct_fields__) - _BESIDE
    return held.end == row.end and all(getattr(held, name) == getattr(row, name) for name in fields)
