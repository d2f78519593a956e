"""Two assessments of the same goods beside each other: what is owed more or less, charge by charge.

It serves a corrected value, a rate of exchange that came late, a changed code or origin alike: assess again, compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Protocol, TypeVar

import msgspec

from darcha.law.money import EXACT, CurrencyError, add_all
from darcha.law.tariff.assessment import Assessment, Charge, ItemAssessment

T = TypeVar("T")

_ZERO = Decimal(0)
_Key = tuple[int, str, int]


class Change(msgspec.Struct, frozen=True):
    """One charge before and after, with both workings; ``difference`` is above zero where more is owed.

    ``item`` is the number of the item, 0 for the declaration as a whole; ``before`` or ``after`` is None where the
    charge was not or is no longer owed.
    """

    item: int
    kind: str
    before: Charge | None
    after: Charge | None
    difference: Decimal


class ValueChange(msgspec.Struct, frozen=True):
    """The customs value of an item before and after, with both workings."""

    item: int
    before: Decimal
    before_text: str
    after: Decimal
    after_text: str
    difference: Decimal


class Correction(msgspec.Struct, frozen=True):
    """All changes, those of nothing included, so that the sums can be followed; ``total`` is what is owed more."""

    values: tuple[ValueChange, ...]
    changes: tuple[Change, ...]
    total: Decimal
    currency: str

    def by_kind(self) -> dict[str, Decimal]:
        """The difference of each kind of charge, in the order in which they first come."""
        sums: dict[str, Decimal] = {}
        for change in self.changes:
            sums[change.kind] = EXACT.add(sums.get(change.kind, _ZERO), change.difference)
        return sums


class _InCurrency(Protocol):
    @property
    def currency(self) -> str: ...


def same_currency(one: _InCurrency, other: _InCurrency) -> str:
    """The currency of both; CurrencyError if they differ, for then the two are not of one country."""
    if one.currency != other.currency:
        raise CurrencyError(f"{one.currency} and {other.currency} in one sum")
    return one.currency


def correct(before: Assessment, after: Assessment) -> Correction:
    """What ``after`` owes more or less than ``before``: items by their numbers, charges by their kinds.

    Raises CurrencyError if the two are in two currencies.
    """
    currency = same_currency(before, after)
    changes = tuple([_change(item, kind, *pair) for (item, kind, _), pair in _paired(_lines(before), _lines(after))])
    items = _paired(
        (((item.sequence, ""), item) for item in before.items), (((item.sequence, ""), item) for item in after.items)
    )
    values = tuple([_value(sequence, *pair) for (sequence, _, _), pair in items])
    return Correction(values, changes, add_all(one.difference for one in changes), currency)


def _lines(assessment: Assessment) -> Iterator[tuple[tuple[int, str], Charge]]:
    for item in assessment.items:
        for charge in item.charges:
            yield (item.sequence, charge.kind), charge
    for charge in assessment.charges:
        yield (0, charge.kind), charge


def _paired(
    before: Iterable[tuple[tuple[int, str], T]], after: Iterable[tuple[tuple[int, str], T]]
) -> list[tuple[_Key, tuple[T | None, T | None]]]:
    """What stands in both or in one of the two, by key; items in their order, the declaration as a whole last."""
    old, new = _numbered(before), _numbered(after)
    keys = sorted(dict.fromkeys((*old, *new)), key=lambda key: (key[0] == 0, key[0]))
    return [(key, (old.get(key), new.get(key))) for key in keys]


def _numbered(lines: Iterable[tuple[tuple[int, str], T]]) -> dict[_Key, T]:
    """Lines by item, kind and how many of the same came before, for a bad document may number two items alike."""
    seen: dict[tuple[int, str], int] = {}
    found: dict[_Key, T] = {}
    for key, line in lines:
        seen[key] = seen.get(key, 0) + 1
        found[*key, seen[key]] = line
    return found


def _change(item: int, kind: str, before: Charge | None, after: Charge | None) -> Change:
    was, now = before.amount if before else _ZERO, after.amount if after else _ZERO
    return Change(item, kind, before, after, EXACT.subtract(now, was))


def _value(item: int, before: ItemAssessment | None, after: ItemAssessment | None) -> ValueChange:
    was, was_text = (before.customs_value, before.value_text) if before else (_ZERO, "")
    now, now_text = (after.customs_value, after.value_text) if after else (_ZERO, "")
    return ValueChange(item, was, was_text, now, now_text, EXACT.subtract(now, was))
