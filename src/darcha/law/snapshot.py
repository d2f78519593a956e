"""The country on one day: what is in force, by its key, ready to be looked up.

A snapshot is made once for a pack and a day and handed to everything that decides under the law of that day; nothing
in ``law`` keeps one by itself. :class:`Snapshots` is the small store of them that a caller may hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from darcha.law.calendar import Calendar, calendar_of
from darcha.law.codes import COUNTRIES, CURRENCIES
from darcha.law.condition import Matcher, compile_all
from darcha.law.pack.model import (
    Addition,
    Agency,
    Charge,
    Clock,
    Conditional,
    CountryGroup,
    DatedAmount,
    DocumentType,
    ExchangeRate,
    FeeStep,
    Ground,
    Heading,
    Interest,
    Lane,
    Pack,
    PermitType,
    Post,
    Procedure,
    Profile,
    Quota,
    Rate,
    Row,
    RuleRow,
    SecurityKind,
    SecuritySum,
)

R = TypeVar("R", bound=Row)


class Snapshot:
    """What is in force on ``day``. Where rows of one key overlap (a fault that the pack's check finds), the last wins.

    ``country`` is the pack's ISO 3166 code; ``countries`` and ``currencies`` are those of ISO and the pack's own.
    ``rates`` are by charge and then by prefix of the commodity code. ``needed`` matches item views to permit types.
    ``code_length`` is the number of digits of a full commodity code.
    """

    def __init__(self, pack: Pack, day: date) -> None:
        self.pack = pack
        self.day = day
        self.calendar: Calendar = calendar_of(pack)
        self.country = pack.code.upper()
        self.countries = COUNTRIES | {self.country}
        self.currencies = CURRENCIES | {pack.currency}
        self._keep_vocabulary(pack, day)
        self._keep_tariff(pack, day)
        self._keep_debt(pack, day)
        self.needed: Matcher = compile_all({code: row.needed for code, row in self.permits.items()})
        self.permit_documents = frozenset(row.document_code for row in self.permits.values())

    def _keep_vocabulary(self, pack: Pack, day: date) -> None:
        self.procedures: dict[str, Procedure] = {row.code: row for row in _on(pack.procedures, day)}
        self.posts: dict[str, Post] = {row.code: row for row in _on(pack.posts, day)}
        self.agencies: dict[str, Agency] = {row.code: row for row in _on(pack.agencies, day)}
        self.documents: dict[str, DocumentType] = {row.code: row for row in _on(pack.documents, day)}
        self.clocks: dict[str, Clock] = {row.code: row for row in _on(pack.clocks, day)}
        self.grounds: dict[str, Ground] = {row.code: row for row in _on(pack.grounds, day)}
        self.permits: dict[str, PermitType] = {row.code: row for row in _on(pack.permits, day)}
        self.rules: dict[str, RuleRow] = {row.code: row for row in _on(pack.rules, day)}
        self.lanes: dict[str, Lane] = {row.code: row for row in _on(pack.lanes, day)}
        self.profiles: dict[str, Profile] = {row.code: row for row in _on(pack.profiles, day)}

    def _keep_tariff(self, pack: Pack, day: date) -> None:
        self.headings: dict[str, Heading] = {row.code: row for row in _on(pack.tariff, day)}
        self.code_length = max(map(len, self.headings), default=0)
        self.rates: dict[str, dict[str, Rate]] = {}
        for rate in _on(pack.rates, day):
            self.rates.setdefault(rate.charge, {})[rate.prefix] = rate
        self.charges: dict[str, Charge] = {
            row.code: row for row in sorted(_on(pack.charges, day), key=lambda row: row.order)
        }
        self.fees: dict[str, tuple[FeeStep, ...]] = {}
        for step in sorted(_on(pack.fees, day), key=_by_limit):
            self.fees[step.fee] = (*self.fees.get(step.fee, ()), step)
        self.amounts: dict[str, DatedAmount] = {row.code: row for row in _on(pack.amounts, day)}
        self.groups: tuple[CountryGroup, ...] = tuple(_on(pack.groups, day))
        self.additions: tuple[Addition, ...] = tuple(sorted(_on(pack.additions, day), key=_by_limit))
        self.exchange: dict[str, ExchangeRate] = {row.currency: row for row in _on(pack.exchange, day)}
        self.quotas: tuple[Quota, ...] = tuple(_on(pack.quotas, day))

    def _keep_debt(self, pack: Pack, day: date) -> None:
        self.conditionals: dict[str, Conditional] = {row.code: row for row in _on(pack.conditionals, day)}
        self.securities: dict[str, SecurityKind] = {row.code: row for row in _on(pack.securities, day)}
        self.security_sums: dict[str, SecuritySum] = {row.code: row for row in _on(pack.security_sums, day)}
        self.interests: dict[str, Interest] = {row.code: row for row in _on(pack.interests, day)}

    def rate(self, charge: str, code: str) -> Rate | None:
        """The rate of ``charge`` for a commodity code: that of the longest prefix that is in force."""
        by_prefix = self.rates.get(charge, {})
        return next((by_prefix[code[:n]] for n in range(len(code), -1, -1) if code[:n] in by_prefix), None)

    def in_currency(self, value: Decimal, currency: str | None) -> Decimal | None:
        """``value`` in the pack's currency, unrounded, at the rate of the day; None if there is no rate.

        No currency means the pack's own.
        """
        if currency is None or currency == self.pack.currency:
            return value
        row = self.exchange.get(currency)
        return None if row is None else value * row.value / row.per


def snapshot(pack: Pack, day: date) -> Snapshot:
    """What of ``pack`` is in force on ``day``."""
    return Snapshot(pack, day)


class Snapshots:
    """The snapshots of one pack by day, the last few kept; hold one for each pack version in use."""

    def __init__(self, pack: Pack, keep: int = 16) -> None:
        self.pack = pack
        self._keep = keep
        self._days: dict[date, Snapshot] = {}

    def on(self, day: date) -> Snapshot:
        """The snapshot of ``day``, made at its first use."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = Snapshot(self.pack, day)
            while len(self._days) > self._keep:
                del self._days[next(iter(self._days))]
        return found


def _on(rows: Iterable[R], day: date) -> Iterable[R]:
    return (row for row in rows if row.holds(day))


def _by_limit(row: FeeStep | Addition) -> tuple[bool, Decimal]:
    """Steps in rising order, the one without a limit last."""
    return (row.limit is None, row.limit or Decimal(0))
