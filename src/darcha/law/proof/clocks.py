"""Clocks that can be counted: no figure below zero, no distance of nothing, nothing asked that has no meaning."""

from __future__ import annotations

from collections.abc import Iterator

from darcha.law.finding import Finding
from darcha.law.pack.model import Clock, Pack
from darcha.law.text import text

CLOCK_FIGURE = text("pack.clock.figure", "clocks {row}: {field} {found} is not possible", "Give {expected}.")
CLOCK_SENSE = text(
    "pack.clock.sense", "clocks {row}: {field} has no meaning with {other}", "Leave out {field}, or change {other}."
)
NO_WORKING_DAY = text("pack.weekend", "No day of the week is worked", "Leave a day out of weekend.")

_EXACT = ("hour", "minute")
_FORWARD = ("moves", "stops", "extension", "distance")
"""What only a term that runs on from its start can have."""


def check_clocks(pack: Pack) -> Iterator[Finding]:
    """Figures of clocks, what of a clock excludes what else, and a week in which working days can be counted."""
    if len(set(pack.weekend)) == 7:
        yield NO_WORKING_DAY.at("/pack//weekend")
    for index, row in enumerate(pack.clocks):
        yield from _figures(f"/clocks/{index}", row)
        yield from _sense(f"/clocks/{index}", row)


def _figures(pointer: str, row: Clock) -> Iterator[Finding]:
    least = {"amount": (row.amount, 0), "extension": (row.extension, 0), "distance": (row.distance, 1)}
    for field, (found, low) in least.items():
        if found is not None and found < low:
            expected = f"a whole number from {low} on"
            yield CLOCK_FIGURE.at(f"{pointer}/{field}", row=row.code, field=field, found=found, expected=expected)


def _sense(pointer: str, row: Clock) -> Iterator[Finding]:
    """Hours end at any moment, so they do not move; what is counted back from an event has nothing to be longer for."""
    before = [(field, "before", row.before and bool(getattr(row, field))) for field in _FORWARD]
    for field, other, wrong in (("moves", "unit", row.moves and row.unit in _EXACT), *before):
        if wrong:
            yield CLOCK_SENSE.at(f"{pointer}/{field}", row=row.code, field=field, other=other)
