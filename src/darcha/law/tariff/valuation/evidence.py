"""What is known of goods whose customs value is to be found, for each method what it asks about.

All sums are in the country's currency and brought to the place that counts (of introduction or of exit). That goods are
identical or similar, that a relationship left the price alone, that quantities are substantially the same: these are
findings of fact that an officer makes; here they are only named.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Basis = Literal["deductive", "computed", "other"]
"""Means of the last method that are reasonable: the fourth or the fifth taken flexibly, or another."""

Prohibited = Literal[
    "domestic_goods",
    "higher_of_two",
    "home_market",
    "production_elsewhere",
    "third_country",
    "minimum",
    "arbitrary",
]
"""Means that no value may rest on (Article 7.2 of the Valuation Agreement).

The price of goods made in the country of importation; the higher of two values; the price on the home market of the
country of exportation; a cost of production that is not the fifth method's; the price for export to a third country; a
minimum value; an arbitrary or fictitious one.
"""


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """The sale for export: ``value`` is the price with its additions and deductions.

    ``sold`` says whether there was a sale at all; ``restricted`` whether the buyer may not freely use or sell the goods
    (beyond what law, territory or no effect on the value excuse); ``conditional`` whether the price hangs on something
    whose worth cannot be found; ``proceeds_unknown`` whether proceeds go back to the seller that cannot be counted;
    ``uninfluenced`` whether it is shown that a relationship of the parties (``related``) left the price alone.
    """

    value: Decimal
    sold: bool = True
    restricted: bool = False
    conditional: bool = False
    proceeds_unknown: bool = False
    related: bool = False
    uninfluenced: bool = False


class Comparable(msgspec.Struct, frozen=True, kw_only=True):
    """A sale of identical or similar goods of the same origin whose transaction value was accepted.

    ``day`` is that of exportation. ``alike`` says whether it was at the same commercial level and in substantially the
    same quantity; where not, ``adjusted`` is the unit value brought to these by evidence, if there is any.
    """

    reference: str
    unit_value: Decimal
    day: date
    alike: bool = True
    adjusted: Decimal | None = None


class Resale(msgspec.Struct, frozen=True, kw_only=True):
    """Sales at one unit price in the country, in the state in which the goods (or such goods) were imported."""

    unit_price: Decimal
    quantity: Decimal
    day: date
    related: bool = False


class Deductions(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken off the unit price of a resale.

    ``margin`` is the usual commission, or profit and general expenses; ``carriage`` that within the country, with
    insurance; ``charges`` are duties and taxes of importation or sale; ``processing`` is what was added to the goods
    after importation.
    """

    margin: Decimal
    carriage: Decimal
    charges: Decimal
    processing: Decimal = Decimal(0)


class Production(msgspec.Struct, frozen=True, kw_only=True):
    """What the goods cost by the producer's books: materials, making, profit and general expenses, delivery."""

    materials: Decimal
    making: Decimal
    profit: Decimal
    delivery: Decimal = Decimal(0)


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """A value proposed for the last method: what it rests on, and how it was found."""

    basis: Basis | Prohibited
    value: Decimal
    working: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known; ``day`` and ``quantity`` are those of the goods to be valued.

    ``reverse`` is the importer's request to take the methods of one order (the fourth and the fifth) the other way
    round.
    """

    day: date
    quantity: Decimal
    transaction: Transaction | None = None
    identical: tuple[Comparable, ...] = ()
    similar: tuple[Comparable, ...] = ()
    resales: tuple[Resale, ...] = ()
    deductions: Deductions | None = None
    production: Production | None = None
    means: tuple[Means, ...] = ()
    reverse: bool = False
