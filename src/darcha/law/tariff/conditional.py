"""Conditional release as far as charges go: the grounds that apply, and what has to be secured under them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from darcha.law.money import EXACT
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.assessment import Charge

_ZERO = Decimal(0)


class Grounds:
    """The grounds of conditional release of one declaration, each with what is not paid now because of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._held: dict[str, Decimal] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """The grounds in the order in which they first came."""
        return tuple(self._held)

    def of(self, ground: str | None, suspended: Iterable[Charge] = ()) -> None:
        """Take note of a ground, if there is one, and of the charges that it suspends."""
        if ground is not None:
            self._add(ground, (charge.amount for charge in suspended))

    def relieved(self, charge: Charge) -> None:
        """Take note of a charge that a relief with a ground of its own lowered."""
        if charge.relief is not None and charge.relief.amount:
            ground = self._snapshot.reliefs[charge.relief.code].conditional
            if ground is not None:
                self._add(ground, (charge.relief.amount,))

    def secured(self) -> Decimal:
        """The sum that has to be secured: all that is held under grounds whose rows ask for it."""
        rows = self._snapshot.conditionals
        total = _ZERO
        for ground, amount in self._held.items():
            if ground in rows and rows[ground].secured:
                total = EXACT.add(total, amount)
        return total

    def _add(self, ground: str, amounts: Iterable[Decimal]) -> None:
        total = self._held.get(ground, _ZERO)
        for amount in amounts:
            total = EXACT.add(total, amount)
        self._held[ground] = total
