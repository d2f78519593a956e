"""What an assessment is made of: charges with their working, by item and for the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from darcha.law.finding import Finding
from darcha.law.money import EXACT
from darcha.law.pack.model import Status


class AssessFacts(msgspec.Struct, frozen=True):
    """What an assessment needs beside document and law: how much is left of each quota, by its code, in its unit."""

    quotas: Mapping[str, Decimal] = {}


class Charge(msgspec.Struct, frozen=True):
    """One charge with its working, so that anybody can do the sum again.

    ``kind`` is the charge's code in the pack. ``base`` is what it is counted on, ``base_text`` how that came about
    (``value + duty + excise``). ``expression`` is the rate as the law words it, ``formula`` the sum in figures,
    ``unrounded`` its result, ``rounding`` place and mode (``0.01 half-up``), ``amount`` what is owed.
    ``basis`` says by which country group, addition or quota a duty is not simply the tariff's; ``quota`` names the
    quota used. ``act``, ``source`` and ``status`` are those of the row of the law that decided.
    """

    kind: str
    base: Decimal
    base_text: str
    expression: str
    formula: str
    unrounded: Decimal
    rounding: str
    amount: Decimal
    act: str
    source: str
    status: Status
    basis: str = ""
    quota: str | None = None


class ItemAssessment(msgspec.Struct, frozen=True):
    """The customs value of one item, how it was found, and its charges in their order."""

    sequence: int
    customs_value: Decimal
    value_text: str
    charges: tuple[Charge, ...]


class QuotaUse(msgspec.Struct, frozen=True):
    """What an item takes from a quota, for the store to write off."""

    code: str
    item: int
    quantity: Decimal
    unit: str


class Assessment(msgspec.Struct, frozen=True):
    """All that a declaration owes, in one currency; ``charges`` are those of the declaration as a whole.

    Where ``findings`` name an error, what they speak of is not in ``total``.
    """

    items: tuple[ItemAssessment, ...]
    charges: tuple[Charge, ...]
    total: Decimal
    currency: str
    uses: tuple[QuotaUse, ...] = ()
    findings: tuple[Finding, ...] = ()

    def by_kind(self) -> dict[str, Decimal]:
        """The sum of each kind of charge, in the order in which they first come."""
        sums: dict[str, Decimal] = {}
        for charge in (*(c for item in self.items for c in item.charges), *self.charges):
            sums[charge.kind] = EXACT.add(sums.get(charge.kind, Decimal(0)), charge.amount)
        return sums
