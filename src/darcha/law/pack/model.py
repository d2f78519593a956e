"""A country's data: rows that are dated, sourced and marked with how certain they are.

Files of a pack are version 0; :mod:`darcha.law.pack.load` turns their bytes into a :class:`Pack`. A pack is immutable
and known by the digest of its files; every decision stores the digest it was made under. The rows are described in
:mod:`darcha.law.pack.rows`.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from darcha.law.pack.rows.base import Direction, Rounding, Row, Status, Words
from darcha.law.pack.rows.case import Case, CaseCharge
from darcha.law.pack.rows.clock import Clock
from darcha.law.pack.rows.country import (
    Agency,
    DeclarationKind,
    DocumentType,
    Holiday,
    Kind,
    KindLimit,
    Post,
    Procedure,
    Regime,
)
from darcha.law.pack.rows.payment import Conditional, Interest, SecurityKind, SecuritySum
from darcha.law.pack.rows.permit import Asked, Ground, PermitType, Route
from darcha.law.pack.rows.risk import Lane, Profile
from darcha.law.pack.rows.rule import Omission, RuleRow
from darcha.law.pack.rows.tariff import (
    Addition,
    Adjustment,
    Charge,
    CountryGroup,
    DatedAmount,
    ExchangeRate,
    FeeStep,
    Heading,
    PriceFloor,
    Quota,
    Rate,
    Relief,
    Section,
    ValuationMethod,
)

__all__ = [
    "Addition",
    "Adjustment",
    "Agency",
    "Asked",
    "Case",
    "CaseCharge",
    "Charge",
    "Clock",
    "Conditional",
    "CountryGroup",
    "DatedAmount",
    "DeclarationKind",
    "Direction",
    "DocumentType",
    "ExchangeRate",
    "FeeStep",
    "Ground",
    "Heading",
    "Holiday",
    "Interest",
    "Kind",
    "KindLimit",
    "Lane",
    "Omission",
    "Pack",
    "PermitType",
    "Post",
    "PriceFloor",
    "Procedure",
    "Profile",
    "Quota",
    "Rate",
    "Regime",
    "Relief",
    "Rounding",
    "Route",
    "Row",
    "RuleRow",
    "Section",
    "SecurityKind",
    "SecuritySum",
    "Status",
    "ValuationMethod",
    "Words",
]


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """One country's data, as one immutable snapshot; ``digest`` is the SHA-256 over its files.

    ``weekend`` counts Monday as 0. ``value_place`` and ``value_mode`` say how a customs value is rounded.
    ``exchange_days`` is for how many days after its end an exchange rate still serves while no newer one has come.
    ``currency_words`` are what the currency is called in duty expressions beside its code.
    ``person_id`` is the shape (regular expression) of a natural person's identifier.
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
    exchange_days: int = 0
    currency_words: tuple[str, ...] = ()
    person_id: str = ""
    regimes: tuple[Regime, ...] = ()
    kinds: tuple[DeclarationKind, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    posts: tuple[Post, ...] = ()
    agencies: tuple[Agency, ...] = ()
    documents: tuple[DocumentType, ...] = ()
    clocks: tuple[Clock, ...] = ()
    grounds: tuple[Ground, ...] = ()
    permits: tuple[PermitType, ...] = ()
    sections: tuple[Section, ...] = ()
    tariff: tuple[Heading, ...] = ()
    rates: tuple[Rate, ...] = ()
    charges: tuple[Charge, ...] = ()
    fees: tuple[FeeStep, ...] = ()
    amounts: tuple[DatedAmount, ...] = ()
    groups: tuple[CountryGroup, ...] = ()
    additions: tuple[Addition, ...] = ()
    exchange: tuple[ExchangeRate, ...] = ()
    quotas: tuple[Quota, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    methods: tuple[ValuationMethod, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    floors: tuple[PriceFloor, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    securities: tuple[SecurityKind, ...] = ()
    security_sums: tuple[SecuritySum, ...] = ()
    interests: tuple[Interest, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    omitted: tuple[Omission, ...] = ()
    lanes: tuple[Lane, ...] = ()
    profiles: tuple[Profile, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    cases: tuple[Case, ...] = ()
