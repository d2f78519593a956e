"""Rows about money at the border: tariff, rates, charges, fees, origin, exchange, quotas, reliefs."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from darcha.law.condition import Condition
from darcha.law.pack.rows.base import Direction, Rounding, Row, Words


class Section(Row, frozen=True, kw_only=True):
    """A section of the nomenclature: its number (roman), text, and chapters from ``first`` to ``last``."""

    code: str
    name: Words
    first: str
    last: str


class Heading(Row, frozen=True, kw_only=True):
    """A line of the tariff: code (2 to 10 digits), text, supplementary unit, duty expression of the import tariff."""

    code: str
    name: Words
    unit: str | None = None
    duty: str | None = None


class Rate(Row, frozen=True, kw_only=True):
    """The rate of a charge for codes that begin with ``prefix``: value added tax, excise, an additional duty.

    Of the rates whose ``when`` (over the view of the item) holds, that of the longest prefix counts; of two with one
    prefix (told apart by ``code``) the one with a condition. ``season`` limits it to the days of each year from one
    to the other (``MM-DD``, both included). A rate of the charge ``duty`` stands in the place of the tariff's.
    """

    charge: str
    prefix: str
    expression: str
    code: str = ""
    when: Condition = Condition()
    season: tuple[str, str] | None = None


class Charge(Row, frozen=True, kw_only=True):
    """A kind of charge: the base it is counted on, in which order, how it is rounded.

    ``base`` names customs value (``value``), earlier charges that add to it (``value+duty+excise``), or nothing (fees).
    A charge of an item takes its expressions from the rates; the one whose code is ``duty`` takes them from the tariff
    and knows origin, preference and quota. A charge of the declaration takes its steps from the fee scale of its code.
    The base ``suspended`` is what the item's suspended charges come to: the first payment of a periodic charge.
    Where ``when`` is given the charge is owed only if it holds for the item, or for one item of the declaration.
    """

    code: str
    name: Words
    order: int
    level: Literal["item", "declaration"]
    base: str
    round_place: Decimal
    round_mode: Rounding
    when: Condition = Condition()


class FeeStep(Row, frozen=True, kw_only=True):
    """A step of a fee scale: up to ``limit`` of ``measure``, so many ``units`` of the dated amount ``amount``.

    ``measure`` is ``declaration`` (one fee each, no limit), ``value`` and a currency (``value USD``: the customs value
    of the whole declaration in that currency), ``item`` (for each goods item) or a unit (``kg``: for each kilogram of
    gross mass). The last step of a scale has no limit.
    """

    fee: str
    measure: str
    limit: Decimal | None = None
    amount: str
    units: Decimal


class DatedAmount(Row, frozen=True, kw_only=True):
    """An amount of the law that changes by decree, such as the unit in which fees and fines are counted."""

    code: str
    value: Decimal
    currency: str


class CountryGroup(Row, frozen=True, kw_only=True):
    """Countries that the tariff treats alike: at the tariff's rate, or free of duty.

    A free group asks that the goods were sent from a country of the group too (``territory``), that the exporter is
    resident in one (``resident``), and that ``document`` is cited. ``restored`` is the clock within which a preference
    that lacked one of these can still be had.
    """

    code: str
    name: Words
    countries: tuple[str, ...]
    treatment: Literal["tariff", "free"]
    document: str | None = None
    territory: bool = True
    resident: bool = False
    restored: str | None = None


class Addition(Row, frozen=True, kw_only=True):
    """What origins in no group owe more than the tariff says.

    Where the tariff's ad valorem rate is up to ``limit`` per cent (none: any), the duty is ``factor`` times the
    tariff's, with its rate ``points`` percentage points higher. ``includes`` says whether a rate of just ``limit``
    belongs to the step.
    """

    limit: Decimal | None = None
    includes: bool = True
    factor: Decimal = Decimal(1)
    points: Decimal = Decimal(0)


class ExchangeRate(Row, frozen=True, kw_only=True):
    """So much of the pack's currency for ``per`` units of ``currency``."""

    currency: str
    per: Decimal
    value: Decimal


class Quota(Row, frozen=True, kw_only=True):
    """A tariff quota: within ``quantity`` the duty is ``duty``, beyond it the tariff's. ``document`` must be cited."""

    code: str
    name: Words
    prefix: str
    origins: tuple[str, ...]
    quantity: Decimal
    unit: str
    duty: str
    document: str | None = None


class Relief(Row, frozen=True, kw_only=True):
    """A relief from charges: ``share`` of each of ``charges`` is not owed where ``when`` holds.

    ``claimed`` reliefs have to be asked for (DutyTaxFee/DutyRegimeCode holds the code); the others come by
    themselves. ``document`` must be cited. ``limits`` are the highest customs values of the whole declaration (currency
    or dated amount → how many). For a charge of the declaration it must hold for every item. Reliefs of one charge do
    not add up: the largest counts. ``conditional`` names the ground of conditional release that goes with it (use is
    limited).
    """

    code: str
    name: Words
    charges: tuple[str, ...]
    when: Condition = Condition()
    share: Decimal = Decimal(1)
    claimed: bool = True
    document: str | None = None
    limits: dict[str, Decimal] = {}
    conditional: str | None = None


class ValuationMethod(Row, frozen=True, kw_only=True):
    """A method of customs valuation by its code; ``order`` says which comes first, equal orders may be swapped.

    ``days`` is how far from the valued goods the sales that it compares may lie. ``directions`` are those in which it
    may be used.
    """

    code: str
    name: Words
    order: int
    days: int = 0
    directions: tuple[Direction, ...] = ("import",)


class Adjustment(Row, frozen=True, kw_only=True):
    """What is added to the price, or taken from it, to find the customs value (ChargeDeduction/ChargesTypeCode).

    ``sign`` is 1 for an addition, -1 for a deduction. ``element`` says what it is, so that the delivery terms can
    tell whether the price holds it already: ``carriage``, ``insurance`` and ``loading`` are costs up to the place of
    introduction (or of exit), ``delivery`` is the three in one sum, ``onward_carriage`` is carriage beyond that place.
    ``share`` says by what a sum stated for the whole is shared over the items: their value or their gross mass.
    ``directions`` are those in which it counts.
    """

    code: str
    name: Words
    sign: Literal[1, -1]
    element: Literal[
        "carriage",
        "insurance",
        "loading",
        "delivery",
        "onward_carriage",
        "commission",
        "packing",
        "assists",
        "royalties",
        "proceeds",
        "assembly",
        "duties",
        "interest",
        "other",
    ]
    share: Literal["value", "mass"] = "value"
    directions: tuple[Direction, ...] = ("import",)


class PriceFloor(Row, frozen=True, kw_only=True):
    """The average price of goods of a code per unit, and the share of it below which a price is not accepted."""

    code: str
    prefix: str
    unit: str
    price: Decimal
    currency: str
    share: Decimal
