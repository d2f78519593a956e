"""Permit cases: an agency's queue, by the time that is left."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from darcha.store.read.fetch import by_ids, rows
from darcha.store.rows import Permit
from darcha.store.statement import Op


def queue(agencies: Iterable[str], *, limit: int = 100) -> Op[list[Permit]]:
    """What waits for agencies: cases that are open, the least time left first."""
    return (
        yield from rows(
            Permit,
            "WHERE agency = ANY(%s) AND state IN ('open', 'asked', 'proposed') ORDER BY due_at, id LIMIT %s",
            (list(agencies), limit),
        )
    )


def owners(ids: Iterable[UUID]) -> Op[dict[UUID, UUID]]:
    """The declarations that permits belong to."""
    found = yield from by_ids(Permit, list(ids))
    return {key: permit.declaration for key, permit in found.items()}
