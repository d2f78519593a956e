"""What release depends on, gathered from the other subjects by the caller."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

State = Literal["lodged", "released", "withdrawn"]


class Basis(msgspec.Struct, frozen=True):
    """What makes a release conditional: the ground, by the code of its row, and what it is about.

    ``subject`` is the identifier of the permit case, the item or the sum; ``amount`` what is suspended, deferred or
    secured, in the currency of the declaration. ``due`` is when it has to be met where a decision says so and not the
    row (the last day of a deferral, of a stay); ``extended`` says that the row's term was made longer.
    """

    ground: str
    subject: str
    amount: Decimal = Decimal(0)
    due: datetime | None = None
    extended: bool = False


class PermitFact(msgspec.Struct, frozen=True):
    """A permit case: where it stands, since when, and when its agency has promised to decide.

    ``conditional`` is the ground on which the goods may go before it is decided, where the law knows one and the
    declarant has undertaken to bring the permit later.
    """

    id: str
    type: str
    agency: str
    state: str
    since: datetime
    due: datetime | None = None
    conditional: str | None = None


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
    release. ``due`` and ``paid`` are sums in ``currency``, as are ``deferred`` (what of the due was granted a later
    day), ``security_due`` and ``security_given``; ``due_since`` is when the bill was made. ``conditional`` are the
    grounds, beside permits to come, on which the release would be conditional.
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
    deferred: Decimal = Decimal(0)
    security_due: Decimal = Decimal(0)
    security_given: Decimal = Decimal(0)
    currency: str
    due_since: datetime | None = None
    release_due: datetime | None = None
    conditional: tuple[Basis, ...] = ()

    @property
    def permits_open(self) -> tuple[PermitFact, ...]:
        """The cases that stand between the goods and release; a closed case is one that nothing needs.

        A permit that was suspended or annulled holds the goods like one that was never granted.
        """
        return tuple(p for p in self.permits if p.state not in ("granted", "closed") and _later(p) is None)

    @property
    def permits_later(self) -> tuple[Basis, ...]:
        """The cases that are still undecided and that the law allows to be brought after release."""
        return tuple(basis for permit in self.permits if (basis := _later(permit)) is not None)

    @property
    def control_open(self) -> ControlFact | None:
        """The control that is still to be done."""
        return self.control if self.control is not None and self.control.state != "done" else None

    @property
    def outstanding(self) -> Decimal:
        """What is still to be paid before release; never below zero."""
        return max(self.due - self.deferred - self.paid, Decimal(0))

    @property
    def security_missing(self) -> Decimal:
        """What is still to be secured; never below zero."""
        return max(self.security_due - self.security_given, Decimal(0))


def _later(permit: PermitFact) -> Basis | None:
    """The ground on which goods may go before a case is decided; what was refused or taken back never comes later."""
    if permit.conditional is None or permit.state not in ("open", "asked", "proposed"):
        return None
    return Basis(permit.conditional, permit.id)
