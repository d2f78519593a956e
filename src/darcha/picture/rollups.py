"""Rollups: the counts of the picture in memory, and their tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

import msgspec

from darcha.store.statement import Fetch, Op


def _amounts() -> defaultdict[tuple[date, str, str, str], Decimal]:
    return defaultdict(Decimal)


class Rollups(msgspec.Struct):
    """Counts by key; what is missing is nought. They add up in any order."""

    hours: Counter[tuple[str, datetime, str, str]] = msgspec.field(default_factory=Counter)
    """By act, hour (UTC), post and lane."""
    days: Counter[tuple[date, str, str, str]] = msgspec.field(default_factory=Counter)
    """By day of the country, kind, post and part."""
    amounts: defaultdict[tuple[date, str, str, str], Decimal] = msgspec.field(default_factory=_amounts)
    """Money by the same key, in the currency that is its part."""
    minutes: Counter[tuple[date, str, str, int]] = msgspec.field(default_factory=Counter)
    """Durations by day, measure, post and bucket of the histogram."""
    stages: Counter[tuple[str, str, str]] = msgspec.field(default_factory=Counter)
    """What is open by post, stage and holder; in a piece of the journal, by how much that changed."""

    def __iadd__(self, other: Rollups) -> Self:
        """Add what another piece of the journal adds."""
        for name in self.__struct_fields__:
            mine = getattr(self, name)
            for key, value in getattr(other, name).items():
                mine[key] += value
        return self

    def figures(self) -> dict[tuple[Any, ...], int | Decimal]:
        """Every figure that is not nought, by the name of its rollup and its key."""
        return {
            (name, *key): value
            for name in self.__struct_fields__
            for key, value in getattr(self, name).items()
            if value
        }

    def differences(self, other: Rollups) -> list[str]:
        """Where another one has other figures, one line each."""
        mine, others = self.figures(), other.figures()
        return [
            f"{' '.join(map(str, key))}: {mine.get(key, 0)}, refolded {others.get(key, 0)}"
            for key in sorted({*mine, *others}, key=str)
            if mine.get(key, 0) != others.get(key, 0)
        ]


_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "hours": {"act": "text", "hour": "timestamptz", "post": "text", "lane": "text"},
    "days": {"day": "date", "kind": "text", "post": "text", "part": "text"},
    "minutes": {"day": "date", "measure": "text", "post": "text", "bucket": "int2"},
    "stages": {"post": "text", "stage": "text", "holder": "text"},
}
_TABLES = {"hours": "rollup_hour", "days": "rollup_day", "minutes": "rollup_minutes", "stages": "rollup_stage"}


def add(made: Rollups) -> Op[None]:
    """Add to the stored rollups."""
    for name in _TABLES:
        counts = {key: value for key, value in getattr(made, name).items() if value}
        if counts:
            yield _add(name, counts, made.amounts)
    yield Fetch("DELETE FROM rollup_stage WHERE count = 0")


def _add(name: str, counts: Mapping[tuple[Any, ...], int], amounts: Mapping[Any, Decimal]) -> Fetch:
    """One statement for a table, its rows in the order of their keys."""
    columns, types = list(_COLUMNS[name]), list(_COLUMNS[name].values())
    keys = sorted(counts)
    values: list[Iterable[Any]] = [list(column) for column in zip(*keys, strict=True)]
    values.append([counts[key] for key in keys])
    sums = {"count": "int8"}
    if name == "days":
        values.append([amounts.get(key, Decimal(0)) for key in keys])
        sums["amount"] = "numeric"
    arrays = ", ".join(f"%s::{kind}[]" for kind in (*types, *sums.values()))
    more = ", ".join(f"{one} = kept.{one} + excluded.{one}" for one in sums)
    return Fetch(
        f"INSERT INTO {_TABLES[name]} AS kept ({', '.join((*columns, *sums))}) SELECT * FROM unnest({arrays})"  # noqa: S608  our own names
        f" ON CONFLICT ({', '.join(columns)}) DO UPDATE SET {more}",
        values,
    )


def stored() -> Op[Rollups]:
    """The stored rollups."""
    found = Rollups()
    for name, table in _TABLES.items():
        rows = yield Fetch(f"SELECT {', '.join(_COLUMNS[name])}, count FROM {table}")  # noqa: S608  our own names
        getattr(found, name).update({tuple(key): count for *key, count in rows})
    rows = yield Fetch("SELECT day, kind, post, part, amount FROM rollup_day WHERE amount <> 0")
    found.amounts.update({tuple(key): amount for *key, amount in rows})
    return found
