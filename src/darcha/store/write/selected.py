"""How many declarations of a day were selected into each lane."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from darcha.store.statement import Fetch, Op


def counts(day: date) -> Op[dict[str, int]]:
    """How many were selected into each lane on ``day``, as far as it is committed.

    Nothing is locked: those who select at the same time do not wait for each other, and the caps that are measured
    against these counts give way by as much as is under way.
    """
    return dict((yield Fetch("SELECT lane, count FROM selected WHERE day = %s", (day,))))


def add(lanes: Iterable[tuple[date, str]]) -> Op[None]:
    """Count declarations by day and lane, in order so that batches never wait in a circle."""
    new = sorted(Counter(lanes).items())
    if new:
        yield Fetch(
            "INSERT INTO selected AS s (day, lane, count)"
            " SELECT * FROM unnest(%s::date[], %s::text[], %s::int8[]) ON CONFLICT (day, lane)"
            " DO UPDATE SET count = s.count + excluded.count",
            ([day for (day, _), _ in new], [lane for (_, lane), _ in new], [count for _, count in new]),
        )
