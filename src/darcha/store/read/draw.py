"""The seed of a day's draws."""

from __future__ import annotations

from datetime import date

from darcha.store.statement import Fetch, Op


def seed(day: date) -> Op[bytes | None]:
    """The seed of a day, if one was committed."""
    found = yield Fetch("SELECT seed FROM draw WHERE day = %s", (day,))
    return found[0][0] if found else None
