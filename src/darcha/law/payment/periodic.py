"""Periodic payment: of goods that stay for a time, a share of what import would cost for each month that has begun.

Never more than the whole; what was paid counts when the goods are released for free circulation after all.
(Istanbul Convention, annex E, articles 5 and 7: partial relief, at most 5 % for each month or fraction of a month.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from darcha.law.calendar import add_months
from darcha.law.money import EXACT, Mode, add_all, round_to
from darcha.law.pack.model import Conditional, Status
from darcha.law.payment.interest import percent

_DAY = timedelta(days=1)


class Month(msgspec.Struct, frozen=True):
    """One month that was begun, from ``start`` to ``end``: what is due for it, and how it came about.

    It is due on its first day. ``amount`` is less than the share, or nothing, once the whole is reached.
    """

    number: int
    start: date
    end: date
    amount: Decimal
    formula: str


class Periodic(msgspec.Struct, frozen=True):
    """The payments for a stay, of which ``whole`` is what import would cost and ``share`` that of a month.

    ``rest`` is what is still to pay on release for free circulation after the last of ``months``.
    """

    whole: Decimal
    share: Decimal
    months: tuple[Month, ...]
    act: str
    source: str
    status: Status

    @property
    def total(self) -> Decimal:
        """What is due for all months."""
        return add_all(month.amount for month in self.months)

    @property
    def rest(self) -> Decimal:
        """What would remain of the whole."""
        return EXACT.subtract(self.whole, self.total)


def periodic(ground: Conditional, whole: Decimal, start: date, end: date, *, place: Decimal, mode: Mode) -> Periodic:
    """What is due for a stay from ``start`` to ``end``, both included, of goods whose import would cost ``whole``.

    ``ground`` gives the share of a month; one that gives none asks for no payments. The n-th month begins on the day
    of the month of ``start``, or on the last day of a month that has no such day.
    """
    share = ground.monthly or Decimal(0)
    months = tuple(_months(share, whole, start, end, place, mode)) if share else ()
    return Periodic(whole, share, months, ground.act, ground.source, ground.status)


def _months(share: Decimal, whole: Decimal, start: date, end: date, place: Decimal, mode: Mode) -> Iterator[Month]:
    full = round_to(EXACT.multiply(whole, share), place, mode)
    left, number, first = whole, 1, start
    while first <= end:
        amount, after = min(full, left), add_months(start, number)
        yield Month(number, first, min(after - _DAY, end), amount, f"{whole:f} × {percent(share)}")
        left, number, first = EXACT.subtract(left, amount), number + 1, after
