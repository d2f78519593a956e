"""What a payment is set off against, where it does not suffice for all that is owed.

No law that we have read names the order, so it is ours: the oldest debt first, and of one debt the principal before
the interest before the penalty. That is best for the payer, for a penalty grows with the principal alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.money import EXACT, Mode, add_all
from darcha.law.pack.model import Pack
from darcha.law.payment.interest import Accrual, Paid, accrue

Part = Literal["principal", "interest", "penalty"]
ORDER: tuple[Part, ...] = ("principal", "interest", "penalty")
"""The parts of a debt, in the order in which a payment meets them."""

PENALTY = "penalty"
"""The interest of a pack that runs on what is late."""


class Claim(msgspec.Struct, frozen=True):
    """A part of a debt: of which reference, since which day it is owed, how much."""

    reference: str
    part: Part
    since: date
    amount: Decimal


class SetOff(msgspec.Struct, frozen=True):
    """What a payment meets, claim by claim in their order; ``left`` is what stays owed of it."""

    claim: Claim
    taken: Decimal
    left: Decimal


def set_off(amount: Decimal, claims: Iterable[Claim]) -> tuple[tuple[SetOff, ...], Decimal]:
    """How ``amount`` meets ``claims``, and what of it is left for the payer."""
    done = []
    rest = amount
    for claim in sorted(claims, key=_turn):
        taken = min(rest, claim.amount)
        rest = EXACT.subtract(rest, taken)
        done.append(SetOff(claim, taken, EXACT.subtract(claim.amount, taken)))
    return tuple(done), rest


def _turn(claim: Claim) -> tuple[date, str, int]:
    return claim.since, claim.reference, ORDER.index(claim.part)


class Owed(msgspec.Struct, frozen=True):
    """Where a debt stands on a day: its parts, what was paid, how that was set off, what is left of all.

    ``credit`` is what was paid beyond it.
    """

    principal: Decimal
    interest: Decimal
    penalty: Accrual
    paid: Decimal
    parts: tuple[SetOff, ...]
    left: Decimal
    credit: Decimal


def owed(
    pack: Pack,
    claim: Claim,
    until: date,
    paid: Iterable[Paid] = (),
    *,
    interest: Decimal = Decimal(0),
    place: Decimal,
    mode: Mode,
) -> Owed:
    """Where the debt of the principal ``claim`` stands at the end of ``until``; ``claim.since`` was the day to pay it.

    ``interest`` is what a deferral had cost before. The penalty runs on the principal from the day after
    ``claim.since`` for as long as any of it is unpaid.
    """
    paid = tuple(payment for payment in paid if payment.day <= until)
    penalty = accrue(pack, PENALTY, claim.amount, claim.since, until, paid, place=place, mode=mode)
    sums: dict[Part, Decimal] = {"principal": claim.amount, "interest": interest, "penalty": penalty.total}
    total = add_all(payment.amount for payment in paid)
    parts, credit = set_off(total, (msgspec.structs.replace(claim, part=p, amount=sums[p]) for p in ORDER))
    left = add_all(one.left for one in parts)
    return Owed(claim.amount, interest, penalty, total, parts, left, credit)
