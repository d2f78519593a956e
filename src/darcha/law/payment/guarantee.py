"""A general guarantee as an account: reserved for one declaration after another, released, drawn upon.

The account is what its events make of it, in their order. What cannot be done is told and changes nothing, so that
what is free never falls below zero. (Revised Kyoto Convention, general annex, chapter 5: general security.)
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all
from darcha.law.text import text

NOT_FREE = text(
    "guarantee.free",
    "{reference}: {amount} {currency} cannot be reserved, {missing} are missing",
    "Raise the guarantee, or meet what it is reserved for.",
)
NOT_RESERVED = text(
    "guarantee.reserved",
    "{reference}: {amount} {currency} are more than is reserved for it, {reserved}",
    "Name what is reserved, and no more than that.",
)
NOT_ABOVE_ZERO = text("guarantee.amount", "{reference}: {amount} is not above zero", "Give a sum above zero.")

_ZERO = Decimal(0)


class Event(msgspec.Struct, frozen=True):
    """Something that happened to a guarantee.

    ``raise`` puts more behind it, ``reserve`` binds part of it to a ``reference``, ``release`` unbinds that, and
    ``forfeit`` takes it for what was not paid, so that it is gone.
    """

    kind: Literal["raise", "reserve", "release", "forfeit"]
    reference: str
    amount: Decimal


class Account(msgspec.Struct, frozen=True):
    """Where a guarantee stands: its ``limit``, what is ``reserved`` by reference, what was forfeited, what is free."""

    limit: Decimal
    currency: str
    reserved: tuple[tuple[str, Decimal], ...] = ()
    forfeited: Decimal = _ZERO
    findings: tuple[Finding, ...] = ()

    @property
    def bound(self) -> Decimal:
        """All that is reserved."""
        return add_all(amount for _, amount in self.reserved)

    @property
    def free(self) -> Decimal:
        """What can still be reserved."""
        return EXACT.subtract(EXACT.subtract(self.limit, self.forfeited), self.bound)

    def reserved_for(self, reference: str) -> Decimal:
        """What is reserved for one reference."""
        return dict(self.reserved).get(reference, _ZERO)


def account(limit: Decimal, currency: str, events: Iterable[Event]) -> Account:
    """The account of a guarantee of ``limit`` after ``events``; each that could not be done is a finding."""
    made = Account(limit, currency)
    for index, event in enumerate(events):
        made = _after(made, event, f"/{index}")
    return made


def _after(before: Account, event: Event, pointer: str) -> Account:
    fault = _fault(before, event, pointer)
    if fault is not None:
        return msgspec.structs.replace(before, findings=(*before.findings, fault))
    if event.kind == "raise":
        return msgspec.structs.replace(before, limit=EXACT.add(before.limit, event.amount))
    change = event.amount if event.kind == "reserve" else EXACT.minus(event.amount)
    sums = dict(before.reserved)
    sums[event.reference] = EXACT.add(sums.get(event.reference, _ZERO), change)
    forfeited = EXACT.add(before.forfeited, event.amount) if event.kind == "forfeit" else before.forfeited
    kept = tuple(sorted((reference, amount) for reference, amount in sums.items() if amount))
    return msgspec.structs.replace(before, reserved=kept, forfeited=forfeited)


def _fault(before: Account, event: Event, pointer: str) -> Finding | None:
    """Why an event cannot be done; None if it can."""
    said = {"reference": event.reference, "amount": f"{event.amount:f}", "currency": before.currency}
    if event.amount <= 0:
        return NOT_ABOVE_ZERO.at(pointer, **said)
    if event.kind == "reserve" and event.amount > before.free:
        return NOT_FREE.at(pointer, **said, missing=f"{EXACT.subtract(event.amount, before.free):f}")
    reserved = before.reserved_for(event.reference)
    if event.kind in ("release", "forfeit") and event.amount > reserved:
        return NOT_RESERVED.at(pointer, **said, reserved=f"{reserved:f}")
    return None
