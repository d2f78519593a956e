"""What release depends on, gathered from the other subjects by the caller."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

State = Literal["lodged", "released", "withdrawn"]


class PermitFact(msgspec.Struct, frozen=True):
    """A permit case: where it stands, since when, and when its agency has promised to decide."""

    id: str
    type: str
    agency: str
    state: str
    since: datetime
    due: datetime | None = None


class ControlFact(msgspec.Struct, frozen=True):
    """A control that comes before release: the lane, where it stands, who was drawn, since when."""

    id: str
    lane: str
    state: str
    officer: str
    since: datetime
    due: datetime | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """One declaration as release sees it.

    ``findings_open`` counts errors of the present version, those of the control included, and ``findings_since`` is
    when they were told. ``permits`` are the cases that its needs lead to. ``control`` is None where none comes before
    release. ``due`` and ``paid`` are sums in ``currency``; ``due_since`` is when the bill was made.
    """

    state: State
    lodged_at: datetime
    changed_at: datetime | None = None
    findings_open: int = 0
    findings_since: datetime | None = None
    permits: tuple[PermitFact, ...] = ()
    control: ControlFact | None = None
    due: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    currency: str
    due_since: datetime | None = None
    release_due: datetime | None = None

    @property
    def permits_open(self) -> tuple[PermitFact, ...]:
        """The cases that stand between the goods and release; a closed case is one that nothing needs."""
        return tuple(permit for permit in self.permits if permit.state not in ("granted", "closed"))

    @property
    def control_open(self) -> ControlFact | None:
        """The control that is still to be done."""
        return self.control if self.control is not None and self.control.state != "done" else None

    @property
    def outstanding(self) -> Decimal:
        """What is still to be paid; never below zero."""
        return max(self.due - self.paid, Decimal(0))
