"""Refund: what was paid too much goes back, if it is asked for in time and the claimant owes nothing.

Revised Kyoto Convention, general annex, chapter 4, part C. No interest is paid on it. A debt is set off where the
claimant agrees; where he does not, as much as the debt comes to is held back until it is paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law import clock
from darcha.law.finding import Finding
from darcha.law.money import EXACT
from darcha.law.snapshot import Snapshot
from darcha.law.text import text

CLAIM, PREFERENCE, DECIDE, RETURN = "refund_claim", "refund_claim_preference", "refund", "refund_return"
"""Clocks of a pack: to claim, to claim where a preference is brought later, to decide, to return the money."""

NOTHING_TOO_MUCH = text("refund.nothing", "Nothing was paid too much", "Claim only what was paid beyond what is due.")
TOO_LATE = text(
    "refund.late", "The claim came on {claimed}; it could be made until {due}", "Nothing can be claimed any more."
)
DEBT_OPEN = text(
    "refund.debt", "{held} {currency} are held back for a debt", "Pay the debt, or agree to have it set off."
)


class RefundClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim for what was paid too much.

    ``due`` is what is owed by the version in force, ``paid`` what was paid for it. The term to claim counts from
    ``since``: the payment, or the placing under the regime, as the pack's clock says. ``preference`` says that it is
    about a preference proved later. ``debt`` is what the claimant owes otherwise, ``consent`` that it may be set off.
    ``extended`` says that the term to decide was made longer.
    """

    due: Decimal
    paid: Decimal
    currency: str
    since: datetime
    claimed_at: datetime
    preference: bool = False
    debt: Decimal = Decimal(0)
    consent: bool = False
    extended: bool = False
    decided_at: datetime | None = None
    returned_at: datetime | None = None


class Refund(msgspec.Struct, frozen=True):
    """What becomes of a claim: ``refundable`` + ``set_off`` + ``held`` make up ``overpaid``, unless it is refused.

    ``held`` is kept back for a debt. ``decision`` and ``payment`` are the clocks of deciding and of returning; the
    latter begins with the decision.
    """

    state: Literal["refundable", "set off", "held", "refused"]
    overpaid: Decimal
    refundable: Decimal
    set_off: Decimal
    held: Decimal
    currency: str
    decision: clock.Reading | None
    payment: clock.Reading | None = None
    findings: tuple[Finding, ...] = ()


def refund(claim: RefundClaim, snapshot: Snapshot, now: datetime) -> Refund:
    """What is to be refunded on ``claim``, by the law of the snapshot's day; a clock it does not hold sets no term."""
    overpaid = max(EXACT.subtract(claim.paid, claim.due), Decimal(0))
    decision = _read(snapshot, DECIDE, claim.claimed_at, now, claim.decided_at, extended=claim.extended)
    refusals = tuple(_refusals(claim, overpaid, snapshot))
    if refusals:
        zero = Decimal(0)
        return Refund("refused", overpaid, zero, zero, zero, claim.currency, decision, findings=refusals)
    against = min(overpaid, claim.debt)
    rest = EXACT.subtract(overpaid, against)
    taken, held = (against, Decimal(0)) if claim.consent else (Decimal(0), against)
    return Refund(
        "refundable" if rest else "held" if held else "set off",
        overpaid,
        rest,
        taken,
        held,
        claim.currency,
        decision,
        _read(snapshot, RETURN, claim.decided_at, now, claim.returned_at, extended=False) if rest else None,
        (DEBT_OPEN.at("/debt", held=f"{held:f}", currency=claim.currency),) if held else (),
    )


def _refusals(claim: RefundClaim, overpaid: Decimal, snapshot: Snapshot) -> Iterator[Finding]:
    if not overpaid:
        yield NOTHING_TOO_MUCH.at("/paid")
    row = snapshot.clocks.get(PREFERENCE if claim.preference else CLAIM)
    due = None if row is None else clock.due(row, snapshot.calendar, claim.since)
    if due is not None and claim.claimed_at > due:
        day_of = snapshot.calendar.day_of
        yield TOO_LATE.at("/claimed_at", claimed=day_of(claim.claimed_at), due=day_of(due))


def _read(
    snapshot: Snapshot,
    code: str,
    started: datetime | None,
    now: datetime,
    finished: datetime | None,
    *,
    extended: bool,
) -> clock.Reading | None:
    row = snapshot.clocks.get(code)
    if row is None or started is None:
        return None
    return clock.read(row, snapshot.calendar, started, now, finished=finished, extended=extended)
