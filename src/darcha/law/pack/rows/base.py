"""What every row of a pack is: dated, sourced, and marked with how certain it is."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Words = dict[str, str]
"""A text by language tag (BCP 47)."""

Status = Literal["official", "secondary", "illustrative"]
Direction = Literal["import", "export", "transit"]
Rounding = Literal["down", "half-up", "half-even", "up"]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every row says of itself: from when to when (both days included), by which act, read where, how certain."""

    start: date = msgspec.field(name="from")
    end: date | None = msgspec.field(name="to", default=None)
    act: str
    source: str
    status: Status

    def holds(self, day: date) -> bool:
        """Whether the row is in force on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)
