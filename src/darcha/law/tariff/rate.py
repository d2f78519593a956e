"""The rates of the charges on a day, found by commodity code and condition, and what currencies are worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from darcha.law.condition import Condition, View, compiled
from darcha.law.money import EXACT
from darcha.law.pack.model import Rate
from darcha.law.snapshot import Snapshot

Holds = Callable[[View], bool]

_ALWAYS = Condition()


def holds_of(condition: Condition) -> Holds | None:
    """A condition made ready; None where it always holds, so that nobody has to ask."""
    return None if condition == _ALWAYS else compiled(condition)


class RateTable:
    """The rates of one charge that are in force, by the beginning of the commodity code."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._rates: dict[str, list[tuple[Holds | None, Rate]]] = {}
        for rate in sorted(rates, key=_special_first):
            self._rates.setdefault(rate.prefix, []).append((holds_of(rate.when), rate))
        self._lengths = sorted({len(prefix) for prefix in self._rates}, reverse=True)

    def of(self, code: str, view: Callable[[], View]) -> Rate | None:
        """The rate of the longest prefix of ``code`` that holds; ``view`` is asked for where a condition stands."""
        for length in self._lengths:
            for holds, rate in self._rates.get(code[:length], ()):
                if holds is None or holds(view()):
                    return rate
        return None


def _special_first(rate: Rate) -> int:
    """Of the rates of one prefix: those with a condition, those of a season, the plain one."""
    if rate.when != _ALWAYS:
        return 0
    return 1 if rate.season else 2


class Worth(dict[str, Decimal]):
    """How much one unit of a currency is worth in the country's on a day, each found when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot

    def get(self, currency: str, default: Decimal | None = None) -> Decimal | None:  # type: ignore[override]
        """The worth, or ``default`` where the day has none."""
        if currency not in self:
            found = self._snapshot.in_currency(Decimal(1), currency)
            if found is None:
                return default
            self[currency] = found
        return self[currency]

    def of_units(self, name: str, units: Decimal) -> Decimal | None:
        """What so many units of a dated amount or of a currency come to; None where the day has neither."""
        amount = self._snapshot.amounts.get(name)
        if amount is not None:
            units, name = EXACT.multiply(units, amount.value), amount.currency
        worth = self.get(name)
        return None if worth is None else EXACT.multiply(units, worth)
