"""How heavily a lane controls, whatever the country calls it: by this readers are shown lanes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from darcha.law.control.lifecycle import AFTER_RELEASE
from darcha.law.pack.model import Lane

Weight = Literal["free", "later", "some", "most"]


def weights(lanes: Iterable[Lane]) -> dict[str, Weight]:
    """The weight of each lane by its code: nothing is controlled, only after release, something, the most there is."""
    by_code = {lane.code: lane for lane in lanes}
    highest = max((lane.rank for lane in by_code.values()), default=0)
    return {code: _weight(lane, highest) for code, lane in by_code.items()}


def _weight(lane: Lane, highest: int) -> Weight:
    if not lane.forms:
        return "free"
    if set(lane.forms) == {AFTER_RELEASE}:
        return "later"
    return "most" if lane.rank == highest else "some"
