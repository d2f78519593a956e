"""Human numbers: taken for a whole batch in one statement, posts in order so that batches never wait in a circle."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from darcha.store.statement import Fetch, Op


def take(posts: Iterable[str], day: date) -> Op[list[str]]:
    """One number for each of ``posts`` (repeats allowed), in their order: ``POST/DD.MM.YYYY/NNNNNNN``.

    A number is given only if the transaction commits: there are no gaps.
    """
    wanted = list(posts)
    counts: dict[str, int] = {}
    for post in wanted:
        counts[post] = counts.get(post, 0) + 1
    ordered = sorted(counts)
    rows = yield Fetch(
        "INSERT INTO number AS n (post, day, last)"
        " SELECT post, %s, many FROM unnest(%s::text[], %s::int8[]) AS new(post, many) ORDER BY post"
        " ON CONFLICT (post, day) DO UPDATE SET last = n.last + excluded.last RETURNING post, last",
        (day, ordered, [counts[post] for post in ordered]),
    )
    following = {post: last - counts[post] + 1 for post, last in rows}
    numbers = []
    for post in wanted:
        numbers.append(f"{post}/{day:%d.%m.%Y}/{following[post]:07d}")
        following[post] += 1
    return numbers
