"""The difference between two packs, or between two days of one: row by row, field by field.

Rows of a table are told apart by their key (:mod:`darcha.law.pack.key`). Two rows of one key are the same row where
they begin on the same day, or where each side has only that one left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from darcha.law.pack.cells import flat
from darcha.law.pack.key import by_key
from darcha.law.pack.load import TABLES
from darcha.law.pack.model import Pack
from darcha.law.pack.rows.base import Row

_NOT_COMPARED = frozenset({*TABLES, "cases", "digest"})


class Change(msgspec.Struct, frozen=True):
    """One field that is another: its name as files write it (``name.ru``), what it was and is; None: not there."""

    field: str
    old: str | None
    new: str | None


class Entry(msgspec.Struct, frozen=True):
    """A row that only one side has, by its key."""

    key: str
    row: Row


class Changed(msgspec.Struct, frozen=True):
    """A row that both sides have, with what is different. ``start`` is the day from which the new one holds."""

    key: str
    start: date
    changes: tuple[Change, ...]


class TableDifference(msgspec.Struct, frozen=True):
    """What is different in one table, by key and day."""

    table: str
    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


class Difference(msgspec.Struct, frozen=True):
    """What is different between two packs: fields of the header, and tables in their order, only those that differ."""

    header: tuple[Change, ...] = ()
    tables: tuple[TableDifference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.header or self.tables)


def on(pack: Pack, day: date) -> Pack:
    """The pack with no rows but those in force on ``day``."""
    return msgspec.structs.replace(
        pack, **{table: tuple(row for row in getattr(pack, table) if row.holds(day)) for table in TABLES}
    )


def difference(old: Pack, new: Pack) -> Difference:
    """What the new pack has that the old one has not, and the other way round; cases are not compared.

    To compare what is in force, compare packs :func:`on` a day each.
    """
    tables = (compare(table, getattr(old, table), getattr(new, table)) for table in TABLES)
    return Difference(changes(old, new), tuple(table for table in tables if table))


def compare(table: str, old: Sequence[Row], new: Sequence[Row]) -> TableDifference:
    """The difference between two versions of the rows of one table."""
    before, after = by_key(table, old), by_key(table, new)
    added: list[Entry] = []
    removed: list[Entry] = []
    changed: list[Changed] = []
    for key in sorted(before.keys() | after.keys()):
        pairs, gone, come = _paired(before.get(key, []), after.get(key, []))
        removed.extend(Entry(key, row) for row in gone)
        added.extend(Entry(key, row) for row in come)
        changed.extend(Changed(key, b.start, found) for a, b in pairs if (found := changes(a, b)))
    return TableDifference(table, tuple(added), tuple(removed), tuple(changed))


def _paired(old: list[Row], new: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """The rows that are the same, in the order of their days, and those that only one side has."""
    starting = {row.start: row for row in new}
    pairs = [(row, starting[row.start]) for row in old if row.start in starting]
    gone = [row for row in old if row.start not in starting]
    come = [row for row in new if row.start not in {row.start for row, _ in pairs}]
    if len(gone) == len(come) == 1:
        return sorted([*pairs, (gone[0], come[0])], key=lambda pair: pair[1].start), [], []
    return pairs, gone, come


def changes(old: Row | Pack, new: Row | Pack) -> tuple[Change, ...]:
    """The fields in which two rows of a table, or the headers of two packs, differ."""
    return tuple(_changes(old, new))


def _changes(old: Row | Pack, new: Row | Pack) -> Iterator[Change]:
    for field in msgspec.structs.fields(old):
        was, is_ = getattr(old, field.name), getattr(new, field.name)
        if was == is_ or (isinstance(old, Pack) and field.name in _NOT_COMPARED):
            continue
        before, after = flat(field.encode_name, was), flat(field.encode_name, is_)
        for name in dict.fromkeys((*before, *after)):
            if before.get(name) != after.get(name):
                yield Change(name, before.get(name), after.get(name))
