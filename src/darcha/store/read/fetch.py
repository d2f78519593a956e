"""Reading rows of a class: one place that knows how tuples become structs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from darcha.store.rows import Row
from darcha.store.statement import Fetch, Op

R = TypeVar("R", bound=Row)


def made(kind: type[R], values: Sequence[Any]) -> R:
    """A row of ``kind`` from the tuple of its columns, arrays as tuples."""
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in zip(kind.__struct_fields__, values, strict=True)
    }
    return kind(**plain)


def rows(kind: type[R], rest: str, params: dict[str, Any] | Sequence[Any] = ()) -> Op[list[R]]:
    """The rows of a class that ``rest`` (WHERE, ORDER BY, LIMIT, FOR UPDATE) asks for."""
    found = yield Fetch(f"SELECT {', '.join(kind.__struct_fields__)} FROM {kind.table} {rest}", params)
    return [made(kind, values) for values in found]


def by_ids(kind: type[R], ids: Sequence[UUID], *, lock: bool = False) -> Op[dict[UUID, R]]:
    """Rows by key; ``lock`` holds them, in the order of keys, until the transaction ends."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    found = yield from rows(kind, "WHERE id = ANY(%s) ORDER BY id" + (" FOR UPDATE" if lock else ""), (wanted,))
    return {row.id: row for row in found}


def of_declarations(kind: type[R], ids: Sequence[UUID]) -> Op[dict[UUID, list[R]]]:
    """The rows of a class that belong to declarations, in the order of their making."""
    found: dict[UUID, list[R]] = {key: [] for key in ids}
    if found:
        for row in (yield from rows(kind, "WHERE declaration = ANY(%s) ORDER BY id", (list(found),))):
            found[row.declaration].append(row)  # type: ignore[attr-defined]
    return found
