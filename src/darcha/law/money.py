"""Money: exact decimal sums in one currency, and rounding as the law of the country words it.

Adding and multiplying is exact (sixty digits; a result that does not fit is an error of ours, never a silent rounding).
Nothing is rounded but by :func:`round_to`, where the caller names the place and the mode that the pack gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import Literal

import msgspec

Mode = Literal["down", "half-up", "half-even", "up"]

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow, DivisionByZero])
"""The context of every sum: a result that would lose a digit is refused."""

_MODES: dict[Mode, str] = {
    "down": ROUND_DOWN,
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
}
_ROUNDING = Context(prec=60, traps=[InvalidOperation, Overflow, DivisionByZero])
_ZERO = Decimal(0)


class CurrencyError(ValueError):
    """Two currencies met in one sum: a mistake of the program, for only an exchange rate can join them."""


class Money(msgspec.Struct, frozen=True):
    """A sum of money: an exact value and its currency (ISO 4217)."""

    value: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(EXACT.add(self.value, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(EXACT.subtract(self.value, self._same(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(EXACT.minus(self.value), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(EXACT.multiply(self.value, Decimal(factor)), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.value < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.value <= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return f"{self.value:f} {self.currency}"

    def round_to(self, place: Decimal, mode: Mode) -> Money:
        """The sum rounded to ``place`` (such as 0.01 or 100) by ``mode``."""
        return Money(round_to(self.value, place, mode), self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyError(f"{self.currency} and {other.currency} in one sum")
        return other.value


def total(sums: Iterable[Money], currency: str) -> Money:
    """The sum of ``sums``, all in ``currency``; nothing gives zero."""
    result = Money(_ZERO, currency)
    for money in sums:
        result = result + money
    return result


def add_all(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of bare values that are known to share a currency or a unit."""
    result = _ZERO
    for value in values:
        result = EXACT.add(result, value)
    return result


def round_to(value: Decimal, place: Decimal, mode: Mode) -> Decimal:
    """``value`` to the nearest multiple of ``place``, a power of ten; ``down`` is towards zero, ``up`` away from it.

    Raises ValueError if ``place`` is not a power of ten: no law we know rounds otherwise.
    """
    unit = place.normalize()
    if unit.as_tuple().digits != (1,) or unit.is_signed():
        raise ValueError(f"{place} is not a power of ten")
    # Adding a plain zero turns 12E+2 into 1200 and leaves decimal places alone.
    return EXACT.add(value.quantize(unit, rounding=_MODES[mode], context=_ROUNDING), _ZERO)
