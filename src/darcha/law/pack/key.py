"""What tells the rows of a table apart: rows of one key are one thing on different days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from darcha.law.pack.rows.base import Row


def _code(row: Any) -> str:
    return str(row.code)


_KEYS: Mapping[str, Callable[[Any], str]] = {
    "rates": lambda row: f"{row.charge} {row.prefix} {row.code}".rstrip(),
    "fees": lambda row: f"{row.fee} {row.limit}",
    "additions": lambda row: str(row.limit),
    "exchange": lambda row: str(row.currency),
    "holidays": lambda row: str(row.day),
}
"""What tells the rows of a table apart, where it is not their code."""


def key_of(table: str, row: Row) -> str:
    """The key of a row of ``table``."""
    return _KEYS.get(table, _code)(row)


def by_key(table: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of a table by their key, each in the order of their days."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key_of(table, row), []).append(row)
    return {key: sorted(group, key=lambda row: row.start) for key, group in groups.items()}
