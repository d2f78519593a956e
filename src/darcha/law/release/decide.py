"""Whether the goods may go, and if not, everything that is still missing and from whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.release.facts import Basis, Facts, PermitFact

What = Literal["cure", "permits", "control", "payment", "security"]

TRADER = "trader"
"""The holder of what only the trader can do: cure, answer, pay."""

_AT_TRADER = ("asked", "refused", "annulled")


class Missing(msgspec.Struct, frozen=True):
    """One thing that is missing: what it is, who holds it, which case, since when, and by when it is promised.

    ``holder`` is :data:`TRADER`, the code of an agency, or the officer who was drawn. ``subject`` is the identifier
    of the permit case or the control, the number of findings, or the sum that is not paid or not secured.
    """

    what: What
    holder: str
    subject: str
    since: datetime
    due: datetime | None = None


class Release(msgspec.Struct, frozen=True):
    """The decision: released, or what is missing, in the order in which it is worked off.

    ``opens`` are the grounds on which the release is conditional: each opens an obligation.
    """

    released: bool
    missing: tuple[Missing, ...] = ()
    opens: tuple[Basis, ...] = ()

    @property
    def conditional(self) -> bool:
        """Whether the goods are released and something stays open."""
        return bool(self.opens)


def decide(facts: Facts) -> Release:
    """Release if there is no error, every permit is granted, the control is done, and all is paid and secured.

    What was deferred need not be paid, and a permit that may be brought later need not be there. What is withdrawn is
    not released, though nothing is missing.
    """
    missing = tuple(_missing(facts))
    if missing or facts.state == "withdrawn":
        return Release(released=False, missing=missing)
    return Release(released=True, opens=(*facts.conditional, *facts.permits_later))


def _missing(facts: Facts) -> Iterator[Missing]:
    if facts.findings_open:
        yield Missing("cure", TRADER, str(facts.findings_open), facts.findings_since or facts.lodged_at)
    yield from map(_permit, sorted(facts.permits_open, key=_by_due))
    control = facts.control_open
    if control is not None:
        yield Missing("control", control.officer, control.id, control.since, control.due)
    if facts.outstanding:
        yield _sum("payment", facts.outstanding, facts)
    if facts.security_missing:
        yield _sum("security", facts.security_missing, facts)


def _sum(what: What, amount: Decimal, facts: Facts) -> Missing:
    return Missing(what, TRADER, f"{amount:f} {facts.currency}", facts.due_since or facts.lodged_at)


def _permit(permit: PermitFact) -> Missing:
    holder = TRADER if permit.state in _AT_TRADER else permit.agency
    return Missing("permits", holder, permit.id, permit.since, permit.due)


def _by_due(permit: PermitFact) -> tuple[bool, datetime, str]:
    """What is promised first comes first; what is not promised comes last."""
    return (permit.due is None, permit.due or permit.since, permit.id)
