"""Deferral: whether a payment may be put off or paid in parts, on which days, and what that costs.

Revised Kyoto Convention, general annex, standards 4.15 to 4.17: the law says on what conditions payment is deferred,
and it costs as little interest as possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from darcha.law.lifecycle import Lifecycle, Move, need
from darcha.law.money import EXACT, Mode, add_all
from darcha.law.pack.model import Pack
from darcha.law.payment.interest import Accrual, accrue
from darcha.law.snapshot import Snapshot

DEFERRAL_INTEREST = "deferral"
"""The interest of a pack that a deferred payment bears, unless another is named."""


class DeferralFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What granting a deferral asks, and what becomes of it.

    ``amount`` is put off from ``start`` to ``last``, in ``parts``. ``limit`` is the longest term in days (None: the
    law of the day knows no deferral), ``unsecured`` what of the sum is not secured, ``debt`` what the payer owes from
    before. ``words`` are the reasons of a refusal. ``outstanding`` is what of the deferred sum and its interest is not
    paid yet, ``overdue`` says that the day of a part has passed without it.
    """

    amount: Decimal
    start: date
    last: date
    parts: int = 1
    limit: int | None = None
    unsecured: Decimal = Decimal(0)
    debt: Decimal = Decimal(0)
    words: str = ""
    outstanding: Decimal = Decimal(0)
    overdue: bool = False


@need
def sum_above_zero(facts: DeferralFacts) -> bool:
    """There is a sum to defer."""
    return facts.amount > 0


@need
def within_longest_term(facts: DeferralFacts) -> bool:
    """The term is not longer than the law allows."""
    return facts.limit is not None and (facts.last - facts.start).days <= facts.limit


@need
def a_day_for_each_part(facts: DeferralFacts) -> bool:
    """Each part has a day of its own on which it is due."""
    return 1 <= facts.parts <= (facts.last - facts.start).days


@need
def secured_in_full(facts: DeferralFacts) -> bool:
    """The sum and its interest are secured."""
    return facts.unsecured <= 0


@need
def nothing_owed_before(facts: DeferralFacts) -> bool:
    """The payer has no debt."""
    return facts.debt <= 0


@need
def refusal_has_reasons(facts: DeferralFacts) -> bool:
    """The refusal gives its reasons."""
    return bool(facts.words.strip())


@need
def paid_in_full(facts: DeferralFacts) -> bool:
    """The deferred sum and its interest are paid."""
    return facts.outstanding <= 0


@need
def part_overdue(facts: DeferralFacts) -> bool:
    """The day of a part has passed and it is not paid."""
    return facts.overdue


GRANTED_IF = (sum_above_zero, within_longest_term, a_day_for_each_part, secured_in_full, nothing_owed_before)

DEFERRAL = Lifecycle(
    subject="deferral",
    initial="asked",
    final=frozenset({"refused", "met", "lapsed"}),
    moves=(
        Move("deferral.decide", frozenset({"asked"}), "granted", GRANTED_IF, choice="grant"),
        Move("deferral.decide", frozenset({"asked"}), "refused", (refusal_has_reasons,), choice="refuse"),
        Move("deferral.meet", frozenset({"granted"}), "met", (paid_in_full,)),
        Move("deferral.lapse", frozenset({"granted"}), "lapsed", (part_overdue,)),
    ),
)
"""From the request to payment. A deferral that lapses leaves a debt; the security answers for it."""


class Instalment(msgspec.Struct, frozen=True):
    """One part of a deferred sum: its number from 1, its last day, the sum, the interest on it up to that day."""

    number: int
    due: date
    amount: Decimal
    interest: Accrual

    @property
    def total(self) -> Decimal:
        """What has to be paid by ``due``."""
        return EXACT.add(self.amount, self.interest.total)


class Plan(msgspec.Struct, frozen=True):
    """How a deferred sum is paid: its parts make up the sum exactly."""

    instalments: tuple[Instalment, ...]

    @property
    def interest(self) -> Decimal:
        """The interest of all parts."""
        return add_all(part.interest.total for part in self.instalments)

    @property
    def total(self) -> Decimal:
        """All that has to be paid."""
        return add_all(part.total for part in self.instalments)


def longest(snapshot: Snapshot, code: str = DEFERRAL_INTEREST) -> int | None:
    """The longest term in days by the law of the day; None where it knows no such deferral or names no term."""
    row = snapshot.interests.get(code)
    return None if row is None else row.limit


def equal_parts(total: Decimal, parts: int, place: Decimal) -> tuple[Decimal, ...]:
    """``total`` in ``parts`` (at least 1) that are multiples of ``place``; the last takes what is left over.

    The parts are never rounded up, so the last is never the smallest.
    """
    share = EXACT.multiply(EXACT.divide_int(total, EXACT.multiply(place, parts)), place)
    return (*(share for _ in range(parts - 1)), EXACT.subtract(total, EXACT.multiply(share, parts - 1)))


def even_days(start: date, last: date, parts: int) -> tuple[date, ...]:
    """Days after ``start``, as evenly apart as whole days allow; the last is ``last``."""
    length = (last - start).days
    return tuple(start + timedelta(days=length * number // parts) for number in range(1, parts + 1))


def plan(
    pack: Pack,
    total: Decimal,
    start: date,
    days: Iterable[date],
    *,
    place: Decimal,
    mode: Mode,
    code: str = DEFERRAL_INTEREST,
) -> Plan:
    """``total`` in equal parts, one by each of ``days`` (at least one), with the interest from ``start`` on."""
    days = tuple(days)
    parts = zip(days, equal_parts(total, len(days), place), strict=True)
    return Plan(
        tuple(
            Instalment(number, day, amount, accrue(pack, code, amount, start, day, place=place, mode=mode))
            for number, (day, amount) in enumerate(parts, 1)
        )
    )
