"""What an assessment is made of: charges with their working, by item and for the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.document import Amount
from darcha.law.finding import Finding
from darcha.law.money import EXACT
from darcha.law.pack.model import Status


class AssessFacts(msgspec.Struct, frozen=True):
    """What an assessment needs beside document and law: how much is left of each quota, by its code, in its unit."""

    quotas: Mapping[str, Decimal] = {}


class Relieved(msgspec.Struct, frozen=True, gc=False):
    """By which relief ``share`` of a charge is not owed, how much that is, and the row of the law that says so."""

    code: str
    share: Decimal
    amount: Decimal
    act: str
    source: str
    status: Status


class Charge(msgspec.Struct, frozen=True, gc=False):
    """One charge with its working, so that anybody can do the sum again.

    ``kind`` is the charge's code in the pack. ``base`` is what it is counted on, ``base_text`` how that came about
    (``value + duty + excise``). ``expression`` is the rate as the law words it, ``formula`` the sum in figures,
    ``unrounded`` its result, ``rounding`` place and mode (``0.01 half-up``), ``amount`` what is owed.
    ``basis`` says by which country group, addition, quota or rate of its own a charge is not simply the tariff's;
    ``quota`` names the quota used. ``act``, ``source`` and ``status`` are those of the row of the law that decided.
    ``relief`` is what of the charge is not owed: ``unrounded`` and ``amount`` are the rest.
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
    relief: Relieved | None = None


class ValuePart(msgspec.Struct, frozen=True, gc=False):
    """A part of a customs value beside the price, and the row of the law that says so.

    ``code`` is the addition's or deduction's (``freight`` for the freight of the document), ``element`` what it is,
    ``stated`` its amount in the document, ``worth`` what of it belongs to the item, in the country's currency, below
    zero for a deduction. ``shared`` says by what a sum stated for the whole was shared over the items.
    """

    code: str
    element: str
    stated: Amount
    worth: Decimal
    act: str
    source: str
    status: Status
    shared: Literal["", "value", "mass"] = ""


class ItemAssessment(msgspec.Struct, frozen=True, gc=False):
    """The customs value of one item, how it was found, and its charges in their order.

    ``suspended`` are those that its procedure does not ask for now, counted as on release for free circulation.
    ``value_parts`` are what the value holds beside the price, or what was taken off it.
    """

    sequence: int
    customs_value: Decimal
    value_text: str
    charges: tuple[Charge, ...]
    suspended: tuple[Charge, ...] = ()
    value_parts: tuple[ValuePart, ...] = ()


class QuotaUse(msgspec.Struct, frozen=True):
    """What an item takes from a quota, for the store to write off."""

    code: str
    item: int
    quantity: Decimal
    unit: str


class Assessment(msgspec.Struct, frozen=True):
    """All that a declaration owes, in one currency; ``charges`` are those of the declaration as a whole.

    Where ``findings`` name an error, what they speak of is not in ``total``. ``suspended`` is the sum of the items'
    suspended charges, which are in no total. ``grounds`` are the codes of the grounds of conditional release that apply
    (of regimes, of the kind of the declaration, of reliefs); ``secured`` is what of the suspended and relieved charges
    has to be secured, as the rows of these grounds say.
    """

    items: tuple[ItemAssessment, ...]
    charges: tuple[Charge, ...]
    total: Decimal
    currency: str
    uses: tuple[QuotaUse, ...] = ()
    findings: tuple[Finding, ...] = ()
    suspended: Decimal = Decimal(0)
    secured: Decimal = Decimal(0)
    grounds: tuple[str, ...] = ()

    def by_kind(self) -> dict[str, Decimal]:
        """The sum of each kind of charge, in the order in which they first come."""
        sums: dict[str, Decimal] = {}
        for charge in (*(c for item in self.items for c in item.charges), *self.charges):
            sums[charge.kind] = EXACT.add(sums.get(charge.kind, Decimal(0)), charge.amount)
        return sums
