"""The country on one day: what is in force, by its key, ready to be looked up.

A snapshot is made once for a pack and a day and handed to everything that decides under the law of that day; nothing
in ``law`` keeps one by itself. :class:`Snapshots` is the small store of them that a caller may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TypeVar, cast

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
    DeclarationKind,
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
    Regime,
    Relief,
    Row,
    RuleRow,
    SecurityKind,
    SecuritySum,
)

R = TypeVar("R", bound=Row)
T = TypeVar("T")

_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
# Products are as wide as in money; quotients are cut shorter, so that sums of them stay exact.
_PRODUCT, _QUOTIENT = Context(prec=60, traps=_TRAPS), Context(prec=40, traps=_TRAPS)


class Snapshot:
    """What is in force on ``day``. Where rows of one key overlap (a fault that the pack's check finds), the last wins.

    ``country`` is the pack's ISO 3166 code; ``countries`` and ``currencies`` are those of ISO and the pack's own.
    ``rates`` are by charge, those whose season it is. ``needed`` matches item views to permit types,
    ``routes`` to the units that decide a type.
    ``code_length`` is the number of digits of a full commodity code. ``exchange`` holds the rates of the day and, where
    that of a currency has not come yet, the last known one, which is in ``late`` too.
    """

    def __init__(self, pack: Pack, day: date) -> None:
        self.pack = pack
        self.day = day
        self._made: dict[Callable[[Snapshot], object], object] = {}
        self.calendar: Calendar = calendar_of(pack)
        self.country = pack.code.upper()
        self.countries = COUNTRIES | {self.country}
        self.currencies = CURRENCIES | {pack.currency}
        self._keep_vocabulary(pack, day)
        self._keep_tariff(pack, day)
        self._keep_debt(pack, day)
        self.needed: Matcher = compile_all({code: row.needed for code, row in self.permits.items()})
        self.routes: dict[str, Matcher] = {
            code: compile_all({route.unit: route.when for route in row.routing})
            for code, row in self.permits.items()
            if row.routing
        }
        self.permit_documents = frozenset(row.document_code for row in self.permits.values())

    def _keep_vocabulary(self, pack: Pack, day: date) -> None:
        self.regimes: dict[str, Regime] = {row.code: row for row in _on(pack.regimes, day)}
        self.kinds: dict[str, DeclarationKind] = {row.code: row for row in _on(pack.kinds, day)}
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
        self.rates: dict[str, tuple[Rate, ...]] = {}
        for rate in _on(pack.rates, day):
            if in_season(rate.season, day):
                self.rates[rate.charge] = (*self.rates.get(rate.charge, ()), rate)
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
        self.late = {code: row for code, row in _last_known(pack, day).items() if code not in self.exchange}
        self.exchange |= self.late
        self.quotas: tuple[Quota, ...] = tuple(_on(pack.quotas, day))
        self.reliefs: dict[str, Relief] = {row.code: row for row in _on(pack.reliefs, day)}

    def _keep_debt(self, pack: Pack, day: date) -> None:
        self.conditionals: dict[str, Conditional] = {row.code: row for row in _on(pack.conditionals, day)}
        self.securities: dict[str, SecurityKind] = {row.code: row for row in _on(pack.securities, day)}
        self.security_sums: dict[str, SecuritySum] = {row.code: row for row in _on(pack.security_sums, day)}
        self.interests: dict[str, Interest] = {row.code: row for row in _on(pack.interests, day)}

    def made(self, make: Callable[[Snapshot], T]) -> T:
        """What ``make`` makes of this day, made at its first use and kept: here a subject has its own indexes."""
        found = self._made.get(make)
        if found is None:
            found = self._made[make] = make(self)
        return cast(T, found)

    def in_currency(self, value: Decimal, currency: str | None) -> Decimal | None:
        """``value`` in the pack's currency, unrounded, at the rate of the day or the last known; None if there is none.

        No currency means the pack's own. Between two foreign currencies one goes through the pack's own.
        """
        if currency is None or currency == self.pack.currency:
            return value
        row = self.exchange.get(currency)
        if row is None:
            return None
        product = _PRODUCT.multiply(value, row.value)
        return product if row.per == 1 else _QUOTIENT.divide(product, row.per)


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


def in_season(season: tuple[str, str] | None, day: date) -> bool:
    """Whether ``day`` lies in a season, both days (``MM-DD``) included; one may run over the end of the year."""
    if season is None:
        return True
    (first, last), today = season, f"{day:%m-%d}"
    return first <= today <= last if first <= last else today >= first or today <= last


def _on(rows: Iterable[R], day: date) -> Iterable[R]:
    return (row for row in rows if row.holds(day))


def _last_known(pack: Pack, day: date) -> dict[str, ExchangeRate]:
    """The last rate of each currency that ended before ``day``, as long as the pack lets it serve on."""
    term = timedelta(days=pack.exchange_days)
    ended = (row for row in pack.exchange if row.end is not None and row.end < day <= row.end + term)
    return {row.currency: row for row in sorted(ended, key=lambda row: row.start)}


def _by_limit(row: FeeStep | Addition) -> tuple[bool, Decimal]:
    """Steps in rising order, the one without a limit last."""
    return (row.limit is None, row.limit or Decimal(0))
