"""The shapes of a country's data: rows that are dated, sourced and marked with how certain they are.

Files of a pack are version 0; :mod:`darcha.law.pack.load` turns their bytes into a :class:`Pack`. A pack is immutable
and known by the digest of its files; every decision stores the digest it was made under.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.condition import Condition
from darcha.law.document import Declaration

Words = dict[str, str]
"""A text by language tag (BCP 47)."""

Status = Literal["official", "secondary", "illustrative"]
Direction = Literal["import", "export", "transit"]
Rounding = Literal["down", "half-up", "half-even", "up"]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every row says of itself: from when to when (both days included), by which act, read where, how certain."""

    start: date = msgspec.field(name="from")
    end: date | None = msgspec.field(name="to", default=None)
    act: str
    source: str
    status: Status

    def holds(self, day: date) -> bool:
        """Whether the row is in force on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)


class Procedure(Row, frozen=True, kw_only=True):
    """A customs regime by its code (WCO GovernmentProcedure): its direction and the charges it owes."""

    code: str
    direction: Direction
    name: Words
    charges: tuple[str, ...]


class Post(Row, frozen=True, kw_only=True):
    """A customs post; ``officers`` are not here, they are persons."""

    code: str
    name: Words
    region: str
    kind: Literal["border", "inland"]
    mode: Literal["road", "rail", "air", "river", "post", "mixed"]
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class Agency(Row, frozen=True, kw_only=True):
    """An agency that decides permits."""

    code: str
    name: Words


class DocumentType(Row, frozen=True, kw_only=True):
    """A kind of document that a declaration may cite (AdditionalDocument/TypeCode)."""

    code: str
    name: Words


class Clock(Row, frozen=True, kw_only=True):
    """A promise or a term: how long, in what units, what silence means when it is up."""

    code: str
    name: Words
    amount: int
    unit: Literal["working_day", "calendar_day", "hour", "minute"]
    silence: Words | None = None


class Ground(Row, frozen=True, kw_only=True):
    """One of the closed list of grounds on which a permit may be refused."""

    code: str
    name: Words
    norm: str
    cure_days: int


class PermitType(Row, frozen=True, kw_only=True):
    """A permit: who decides it, when it is needed, by which clock, whether two officers sign, how quantity counts."""

    code: str
    name: Words
    agency: str
    document_code: str
    needed: Condition
    clock: str
    cure_clock: str
    grounds: tuple[str, ...]
    four_eyes: bool = False
    quantity_unit: str | None = None
    forbidden_documents: tuple[Words, ...] = ()
    fee: str | None = None


class Heading(Row, frozen=True, kw_only=True):
    """A line of the tariff: code (2 to 10 digits), text, supplementary unit, duty expression of the import tariff."""

    code: str
    name: Words
    unit: str | None = None
    duty: str | None = None


class Rate(Row, frozen=True, kw_only=True):
    """The rate of a charge for codes that begin with ``prefix``: value added tax, excise, an additional duty."""

    charge: str
    prefix: str
    expression: str


class Charge(Row, frozen=True, kw_only=True):
    """A kind of charge: the base it is counted on, in which order, how it is rounded.

    ``base`` names customs value (``value``), earlier charges that add to it (``value+duty+excise``), or nothing (fees).
    A charge of an item takes its expressions from the rates; the one whose code is ``duty`` takes them from the tariff
    and knows origin, preference and quota. A charge of the declaration takes its steps from the fee scale of its code.
    """

    code: str
    name: Words
    order: int
    level: Literal["item", "declaration"]
    base: str
    round_place: Decimal
    round_mode: Rounding


class FeeStep(Row, frozen=True, kw_only=True):
    """A step of a fee scale: up to ``limit`` of ``measure``, so many ``units`` of the dated amount ``amount``.

    ``measure`` is ``declaration`` (one fee each, no limit) or ``value`` and a currency (``value USD``: the customs
    value of the whole declaration in that currency). The last step of a scale has no limit.
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

    A free group asks that the goods were sent from a country of the group too, and that ``document`` is cited.
    """

    code: str
    name: Words
    countries: tuple[str, ...]
    treatment: Literal["tariff", "free"]
    document: str | None = None


class Addition(Row, frozen=True, kw_only=True):
    """What origins in no group owe more than the tariff says.

    Where the tariff's ad valorem rate is up to ``limit`` per cent (none: any), the duty is ``factor`` times the
    tariff's, with its rate ``points`` percentage points higher.
    """

    limit: Decimal | None = None
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


class RuleRow(Row, frozen=True, kw_only=True):
    """That a named rule holds, from when, with which parameters, under which article."""

    code: str
    params: dict[str, str] = {}


class Omission(Row, frozen=True, kw_only=True):
    """That a rule of the program does not hold in this country, and why."""

    code: str
    reason: str


class Lane(Row, frozen=True, kw_only=True):
    """A channel of control with the forms of control it stands for.

    ``random_rate`` is the share of declarations sent there at random, ``trusted_rate`` that of trusted traders: lower,
    but never off. The lane of the lowest rank is that of a declaration which nothing selects.
    """

    code: str
    name: Words
    rank: int
    forms: tuple[str, ...]
    random_rate: Decimal = Decimal(0)
    trusted_rate: Decimal | None = None


class Profile(Row, frozen=True, kw_only=True):
    """A selection profile: a condition that sends what meets it into a lane. Live ones are confidential."""

    code: str
    lane: str
    condition: Condition
    reason: Words
    author: str
    approver: str
    demo: bool = False


class Holiday(Row, frozen=True, kw_only=True):
    """A day off, or (``working``) a weekend day on which one works."""

    day: date
    name: Words
    working: bool = False


class CaseCharge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A charge that a case expects; ``item`` is the sequence number, absent for a charge of the declaration."""

    charge: str
    amount: Decimal
    item: int | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A consignment worked by hand, with what must come out: every charge, the permits needed, the lane.

    ``working`` is the calculation in words, so that a reader can follow it without the program; ``quotas`` is what is
    left of each quota that day. Absent ``needs`` or ``lane`` are not compared.
    """

    name: str
    title: str
    day: date
    working: str
    declaration: Declaration
    total: Decimal
    charges: tuple[CaseCharge, ...]
    quotas: dict[str, Decimal] = {}
    needs: tuple[str, ...] | None = None
    lane: str | None = None


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """One country's data, as one immutable snapshot; ``digest`` is the SHA-256 over its files.

    ``weekend`` counts Monday as 0. ``value_place`` and ``value_mode`` say how a customs value is rounded.
    """

    code: str
    name: Words
    currency: str
    languages: tuple[str, ...]
    time_zone: str
    weekend: tuple[int, ...]
    digest: str
    value_place: Decimal = Decimal("0.01")
    value_mode: Rounding = "half-up"
    procedures: tuple[Procedure, ...] = ()
    posts: tuple[Post, ...] = ()
    agencies: tuple[Agency, ...] = ()
    documents: tuple[DocumentType, ...] = ()
    clocks: tuple[Clock, ...] = ()
    grounds: tuple[Ground, ...] = ()
    permits: tuple[PermitType, ...] = ()
    tariff: tuple[Heading, ...] = ()
    rates: tuple[Rate, ...] = ()
    charges: tuple[Charge, ...] = ()
    fees: tuple[FeeStep, ...] = ()
    amounts: tuple[DatedAmount, ...] = ()
    groups: tuple[CountryGroup, ...] = ()
    additions: tuple[Addition, ...] = ()
    exchange: tuple[ExchangeRate, ...] = ()
    quotas: tuple[Quota, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    omitted: tuple[Omission, ...] = ()
    lanes: tuple[Lane, ...] = ()
    profiles: tuple[Profile, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    cases: tuple[Case, ...] = ()
