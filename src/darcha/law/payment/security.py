"""Security: how much has to be secured, which security is enough, and when a deposit comes back.

A security is counted at what it is worth less its margin: a pledge that has to exceed the sum by 15 % secures its
value divided by 1.15. Several securities count together. (Revised Kyoto Convention, general annex, chapter 5.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Literal

import msgspec

from darcha.law import clock
from darcha.law.calendar import Calendar
from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all, round_to
from darcha.law.pack.model import Clock, SecurityKind, Status
from darcha.law.snapshot import Snapshot
from darcha.law.text import text

NO_KIND = text("security.kind", "Security of the kind {found} is not taken on {day}", "Give one of: {expected}.")
ENDS_EARLY = text(
    "security.until", "The security ends on {until}, but has to last until {day}", "Have it extended, or give another."
)
OTHER_CURRENCY = text(
    "security.currency", "The security is in {found}, what it is for in {expected}", "Give one in {expected}."
)
TOO_LITTLE = text("security.missing", "{missing} {currency} are not secured", "Give further security.")

# Cutting down twice cuts no deeper than once, so what a security counts is never put too high.
_DOWN = Context(prec=60, rounding=ROUND_DOWN, traps=[InvalidOperation, Overflow, DivisionByZero])


class Needed(msgspec.Struct, frozen=True):
    """What has to be secured, and how it came about; ``act`` is empty where it follows from the assessment alone."""

    amount: Decimal
    currency: str
    formula: str
    act: str = ""
    source: str = ""
    status: Status = "official"


class Given(msgspec.Struct, frozen=True):
    """A security that was given: its kind, sum, currency and last day (None: it does not end)."""

    kind: str
    amount: Decimal
    currency: str
    until: date | None = None


class Counted(msgspec.Struct, frozen=True):
    """What one security counts for: ``amount`` divided by one plus ``margin``, cut down to the currency's place."""

    kind: str
    amount: Decimal
    margin: Decimal
    counts: Decimal
    act: str
    source: str
    status: Status


class Cover(msgspec.Struct, frozen=True):
    """Whether what was given is enough; ``missing`` is what is still to be secured, never below zero."""

    needed: Decimal
    covered: Decimal
    missing: Decimal
    counted: tuple[Counted, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def needed(suspended: Mapping[str, Decimal], currency: str, interest: Decimal = Decimal(0)) -> Needed:
    """What has to be secured for the ``suspended`` charges (kind → sum) and the ``interest`` expected on them."""
    parts = {**suspended, "interest": interest}
    shown = " + ".join(f"{kind} {amount:f}" for kind, amount in parts.items() if amount)
    return Needed(add_all(parts.values()), currency, shown or "0")


def fixed(snapshot: Snapshot, code: str) -> Needed:
    """What has to be secured where the law names the sum: the row ``code`` of the security sums in force."""
    row = snapshot.security_sums[code]
    amount = snapshot.amounts[row.amount]
    return Needed(
        EXACT.multiply(amount.value, row.units),
        amount.currency,
        f"{row.units:f} × {row.amount} {amount.value:f}",
        row.act,
        row.source,
        row.status,
    )


def cover(snapshot: Snapshot, need: Needed, given: Iterable[Given], until: date, *, place: Decimal) -> Cover:
    """What the securities ``given`` are worth for what is needed ``until`` a day; ``place`` is that of the currency.

    A security of a kind that is not taken, in another currency, or that ends too early counts nothing and is told.
    """
    counted: list[Counted] = []
    findings: list[Finding] = []
    for index, one in enumerate(given):
        faults = tuple(_faults(snapshot, need, one, until, f"/{index}"))
        findings += faults
        if not faults:
            counted.append(_count(one, snapshot.securities[one.kind], place))
    covered = add_all(one.counts for one in counted)
    missing = max(EXACT.subtract(need.amount, covered), Decimal(0))
    if missing:
        findings.append(TOO_LITTLE.at("", missing=f"{missing:f}", currency=need.currency))
    return Cover(need.amount, covered, missing, tuple(counted), tuple(findings))


def _faults(snapshot: Snapshot, need: Needed, one: Given, until: date, pointer: str) -> Iterator[Finding]:
    if one.kind not in snapshot.securities:
        yield NO_KIND.at(f"{pointer}/kind", found=one.kind, day=snapshot.day, expected=", ".join(snapshot.securities))
    if one.currency != need.currency:
        yield OTHER_CURRENCY.at(f"{pointer}/currency", found=one.currency, expected=need.currency)
    if one.until is not None and one.until < until:
        yield ENDS_EARLY.at(f"{pointer}/until", until=one.until, day=until)


def _count(one: Given, row: SecurityKind, place: Decimal) -> Counted:
    counts = round_to(_DOWN.divide(one.amount, EXACT.add(1, row.margin)), place, "down")
    return Counted(one.kind, one.amount, row.margin, counts, row.act, row.source, row.status)


class Deposit(msgspec.Struct, frozen=True, kw_only=True):
    """Money deposited as security: ``used`` was taken for what was not paid; ``met_at`` is when all it secured was met.

    It comes back in the currency in which it was paid.
    """

    amount: Decimal
    currency: str
    used: Decimal = Decimal(0)
    met_at: datetime | None = None
    returned_at: datetime | None = None


class Return(msgspec.Struct, frozen=True):
    """What of a deposit comes back, and where that stands.

    ``held``: what it secures is not met yet; ``owed``: it has to be returned by ``reading.due``; ``returned``;
    ``used``: nothing is left of it.
    """

    amount: Decimal
    currency: str
    state: Literal["held", "owed", "returned", "used"]
    reading: clock.Reading | None = None


def deposit_return(deposit: Deposit, term: Clock, calendar: Calendar, now: datetime) -> Return:
    """What of ``deposit`` has to be returned within ``term``, which starts when what it secures was met."""
    amount = max(EXACT.subtract(deposit.amount, deposit.used), Decimal(0))
    if not amount:
        return Return(amount, deposit.currency, "used")
    if deposit.met_at is None:
        return Return(amount, deposit.currency, "held")
    reading = clock.read(term, calendar, deposit.met_at, now, finished=deposit.returned_at)
    return Return(amount, deposit.currency, "owed" if deposit.returned_at is None else "returned", reading)
