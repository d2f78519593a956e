"""Controls: what an officer was drawn for."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from darcha.store.read.fetch import by_ids, rows
from darcha.store.rows import Control
from darcha.store.statement import Op


def queue(officer: str, *, limit: int = 100) -> Op[list[Control]]:
    """What waits for an officer, the least time left first."""
    return (
        yield from rows(
            Control, "WHERE officer = %s AND state = 'assigned' ORDER BY due_at, id LIMIT %s", (officer, limit)
        )
    )


def owners(ids: Iterable[UUID]) -> Op[dict[UUID, UUID]]:
    """The declarations that controls belong to."""
    found = yield from by_ids(Control, list(ids))
    return {key: control.declaration for key, control in found.items()}
