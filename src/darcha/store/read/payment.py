"""Bills that are open, for the cashier."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from darcha.store.read.fetch import by_ids, rows
from darcha.store.rows import Bill
from darcha.store.statement import Op


def queue(search: str = "", *, limit: int = 50) -> Op[list[Bill]]:
    """Bills not yet paid in full; ``search`` is a part of the declaration's number."""
    return (
        yield from rows(
            Bill,
            "WHERE paid < total AND (%(search)s = '' OR number ILIKE %(like)s) ORDER BY changed_at LIMIT %(limit)s",
            {"search": search, "like": f"%{search}%", "limit": limit},
        )
    )


def owners(ids: Iterable[UUID]) -> Op[dict[UUID, UUID]]:
    """The declarations that bills belong to."""
    found = yield from by_ids(Bill, list(ids))
    return {key: bill.declaration for key, bill in found.items()}
