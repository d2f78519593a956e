"""Drafts: declarations that somebody is still writing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from darcha.store.statement import Fetch, Op


class Draft(msgspec.Struct, frozen=True):
    """A draft; ``data`` is what was typed, as JSON; ``revision`` tells two windows apart."""

    id: UUID
    person: str
    firm: str
    title: str
    data: str
    changed_at: datetime
    revision: int


_COLUMNS = "id, person, firm, title, data, changed_at, revision"


def _drafts(found: list[tuple[Any, ...]]) -> list[Draft]:
    return [Draft(*values) for values in found]


def mine(person: str) -> Op[list[Draft]]:
    """A person's drafts, the last changed first."""
    return _drafts((yield Fetch(f"SELECT {_COLUMNS} FROM draft WHERE person = %s ORDER BY changed_at DESC", (person,))))


def one(key: UUID) -> Op[Draft | None]:
    """A draft by its key."""
    found = _drafts((yield Fetch(f"SELECT {_COLUMNS} FROM draft WHERE id = %s", (key,))))
    return found[0] if found else None
