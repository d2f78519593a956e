"""The life of a declaration: lodged, then released or withdrawn. Acceptance is never refused, so lodging has no needs.

Released follows from evidence: the move needs what the release decision looks at, and nobody chooses it.
"""

from __future__ import annotations

from collections.abc import Sized
from decimal import Decimal
from typing import Protocol

from darcha.law.lifecycle import Lifecycle, Move, need


class Facts(Protocol):
    """What the moves ask; the facts of release have it all."""

    @property
    def findings_open(self) -> int:
        """Errors of the present version."""

    @property
    def permits_open(self) -> Sized:
        """Permit cases that are not granted."""

    @property
    def control_open(self) -> object | None:
        """The control that is still to be done."""

    @property
    def outstanding(self) -> Decimal:
        """What is still to be paid."""

    @property
    def security_missing(self) -> Decimal:
        """What is still to be secured."""


@need
def no_open_errors(facts: Facts) -> bool:
    """Every error is cured."""
    return facts.findings_open == 0


@need
def permits_granted(facts: Facts) -> bool:
    """Every permit that is needed is granted."""
    return len(facts.permits_open) == 0


@need
def control_done(facts: Facts) -> bool:
    """The control is done."""
    return facts.control_open is None


@need
def paid(facts: Facts) -> bool:
    """All that is due is paid."""
    return facts.outstanding <= 0


@need
def secured(facts: Facts) -> bool:
    """All that is suspended is secured."""
    return facts.security_missing <= 0


_LODGED = frozenset({"lodged"})

DECLARATION = Lifecycle(
    subject="declaration",
    initial="lodged",
    final=frozenset({"released", "withdrawn"}),
    moves=(
        Move("declaration.amend", _LODGED, "lodged"),
        Move("declaration.withdraw", _LODGED, "withdrawn"),
        Move("release.decide", _LODGED, "released", (no_open_errors, permits_granted, control_done, paid, secured)),
    ),
)
