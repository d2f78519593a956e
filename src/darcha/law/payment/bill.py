"""What is due, what was paid, what is left: derived from the sums, never chosen."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.money import EXACT, add_all

BillState = Literal["nothing due", "unpaid", "part paid", "paid"]


class Bill(msgspec.Struct, frozen=True):
    """The account of one declaration in one currency. At most one of ``outstanding`` and ``credit`` is above zero.

    ``credit`` is what was paid beyond the due; it stays the payer's and is taken up when the due rises.
    """

    due: Decimal
    paid: Decimal
    outstanding: Decimal
    credit: Decimal
    currency: str

    @property
    def state(self) -> BillState:
        """Where the account stands."""
        if not self.outstanding:
            return "paid" if self.due else "nothing due"
        return "part paid" if self.paid else "unpaid"

    @property
    def settled(self) -> bool:
        """Whether nothing is left to pay: what release asks."""
        return not self.outstanding


def bill(due: Decimal, payments: Iterable[Decimal], currency: str) -> Bill:
    """The account of what is ``due`` now (of the version in force) and every payment recorded, all in ``currency``."""
    paid = add_all(payments)
    left = EXACT.subtract(due, paid)
    return Bill(due, paid, max(left, Decimal(0)), max(EXACT.minus(left), Decimal(0)), currency)
