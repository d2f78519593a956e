"""Committing the seed of a day: whoever is first wins, all use the same."""

from __future__ import annotations

from datetime import date

from darcha.store.statement import Fetch, Op


def commit(day: date, seed: bytes, commitment: str) -> Op[bool]:
    """Keep the seed of a day; False if the day already has one."""
    found = yield Fetch(
        "INSERT INTO draw (day, seed, commitment) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING day",
        (day, seed, commitment),
    )
    return bool(found)
