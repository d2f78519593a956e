"""A payment is recorded once; whether a declaration is paid follows from its bill."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from darcha.law.lifecycle import Lifecycle, Move, need


class PaymentFacts(msgspec.Struct, frozen=True):
    """What the table needs to know: the sum offered, the currency of the bill, whether the reference was seen."""

    amount: Decimal
    currency: str
    bill_currency: str
    reference: str
    reference_known: bool = False
    declaration_open: bool = True


@need
def amount_above_zero(facts: PaymentFacts) -> bool:
    """The amount is above zero."""
    return facts.amount.is_finite() and facts.amount > 0


@need
def in_currency_of_bill(facts: PaymentFacts) -> bool:
    """The payment is in the currency of the bill."""
    return facts.currency == facts.bill_currency


@need
def reference_is_new(facts: PaymentFacts) -> bool:
    """The payment has a reference under which nothing was recorded before."""
    return bool(facts.reference) and not facts.reference_known


@need
def declaration_is_open(facts: PaymentFacts) -> bool:
    """The declaration has not been withdrawn."""
    return facts.declaration_open


PAYMENT = Lifecycle(
    subject="payment",
    initial="received",
    final=frozenset({"recorded"}),
    moves=(
        Move(
            "payment.record",
            frozenset({"received"}),
            "recorded",
            (amount_above_zero, in_currency_of_bill, reference_is_new, declaration_is_open),
        ),
    ),
)
"""From the notice of a payment to its record. A partial payment and an over-payment are payments like any other."""
