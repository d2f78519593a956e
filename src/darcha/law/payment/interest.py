"""Interest by the day: the penalty on a sum that is late, the interest on one that is deferred.

Every calendar day counts alike, from the day after the one on which the sum was owed (or deferred) up to and with the
last one asked for; a payment made on a day lowers the sum from the next day on. What the law says may change on the
way: the share, the yearly rate it is taken of, the days that are free. Each day is counted by the law of that day.
The whole is exact and rounded once; the amounts of the periods are so rounded that they make up the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_05UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction
from itertools import groupby, pairwise

import msgspec

from darcha.law.finding import Finding
from darcha.law.money import EXACT, Mode, add_all, round_to
from darcha.law.pack.model import Interest, Pack, Row, Status
from darcha.law.text import text

NO_INTEREST = text(
    "payment.interest", "What is owed for a day of {code} is not known on {day}", "Add a row that holds on that day."
)

_DAY = timedelta(days=1)
# Rounds so that a later rounding to fewer digits comes out as if it were the first.
_ONCE = Context(prec=60, rounding=ROUND_05UP, traps=[InvalidOperation, Overflow, DivisionByZero])


class Paid(msgspec.Struct, frozen=True):
    """A payment: on which day, how much."""

    day: date
    amount: Decimal


class Period(msgspec.Struct, frozen=True):
    """Days on end that count alike, from ``start`` to ``end``, both included, with their working.

    ``sum`` was owed on each; ``daily`` is the share of it that a day costs, as the law words it (``0.033 %``, or
    ``50 % × 14 % / 365``); ``free`` says that these days cost nothing. ``act``, ``source`` and ``status`` are those
    of the row of the law.
    """

    start: date
    end: date
    days: int
    sum: Decimal
    daily: str
    formula: str
    amount: Decimal
    act: str
    source: str
    status: Status
    free: bool


class Accrual(msgspec.Struct, frozen=True):
    """What came to be owed by the day, in periods; ``left`` is what of the sum is still unpaid after the last day.

    Where ``findings`` name an error, the days they speak of are not in ``total``.
    """

    periods: tuple[Period, ...]
    total: Decimal
    left: Decimal
    findings: tuple[Finding, ...] = ()


class _Terms(msgspec.Struct, frozen=True):
    """What the law says of one day: the row, the share of the sum that the day costs, and its wording."""

    row: Interest
    share: Fraction
    daily: str


class _Stretch(msgspec.Struct, frozen=True):
    """Days that count alike: the sum owed, and what the law says of them (None: nothing is known)."""

    start: date
    end: date
    sum: Decimal
    terms: _Terms | None

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def accrue(
    pack: Pack,
    code: str,
    principal: Decimal,
    since: date,
    until: date,
    paid: Iterable[Paid] = (),
    *,
    place: Decimal,
    mode: Mode,
) -> Accrual:
    """What ``principal`` costs from the day after ``since`` to ``until`` by the interest ``code`` of the pack.

    ``place`` and ``mode`` say how the whole is rounded. The sum owed never falls below zero.
    """
    paid = tuple(paid)
    stretches = tuple(_stretches(_Law(pack, code, since), principal, until, paid))
    periods = tuple(_periods(stretches, place, mode))
    return Accrual(
        periods,
        add_all(period.amount for period in periods),
        _left(principal, paid, until + _DAY),
        tuple(NO_INTEREST.at("", code=code, day=one.start) for one in stretches if one.terms is None),
    )


class _Law:
    """The dated rows that one kind of interest needs, for days counted from ``since``."""

    def __init__(self, pack: Pack, code: str, since: date) -> None:
        self.since = since
        self.rows = tuple(row for row in pack.interests if row.code == code)
        self.rates = pack.amounts

    def on(self, day: date) -> _Terms | None:
        """What ``day`` costs; None where no row holds, or the yearly rate it names is not known."""
        row = next((row for row in self.rows if row.holds(day)), None)
        if row is None:
            return None
        if (day - self.since).days <= row.free_days:
            return _Terms(row, Fraction(0), "0 %")
        if row.of is None:
            return _Terms(row, Fraction(row.share), percent(row.share))
        rate = next((rate for rate in self.rates if rate.code == row.of and rate.holds(day)), None)
        return None if rate is None else _of_year(row, rate.value)

    def changes(self) -> Iterator[date]:
        """Days from which on something may count otherwise."""
        dated: Sequence[Row] = (*self.rows, *self.rates)
        yield from (row.start for row in dated)
        yield from (row.end + _DAY for row in dated if row.end is not None)
        yield from (self.since + (row.free_days + 1) * _DAY for row in self.rows)


def _of_year(row: Interest, rate: Decimal) -> _Terms:
    share = Fraction(row.share) * Fraction(rate) / (100 * row.year_days)
    return _Terms(row, share, f"{percent(row.share)} × {rate.normalize():f} % / {row.year_days}")


def _stretches(law: _Law, principal: Decimal, until: date, paid: Sequence[Paid]) -> Iterator[_Stretch]:
    """The days up to ``until`` on which something is owed, in stretches that count alike."""
    first = law.since + _DAY
    after = max(first, until + _DAY)
    cuts = {*law.changes(), *(payment.day + _DAY for payment in paid)}
    starts = sorted({first, after, *(min(max(first, day), after) for day in cuts)})

    def alike(stretch: tuple[date, date]) -> tuple[Decimal, _Terms | None]:
        return _left(principal, paid, stretch[0]), law.on(stretch[0])

    for (owed, terms), group in groupby(pairwise(starts), alike):
        parts = list(group)
        if owed:
            yield _Stretch(parts[0][0], parts[-1][1] - _DAY, owed, terms)


def _left(principal: Decimal, paid: Sequence[Paid], day: date) -> Decimal:
    """What of ``principal`` is still owed on ``day``: what was paid before it has been taken off."""
    before = add_all(payment.amount for payment in paid if payment.day < day)
    return max(EXACT.subtract(principal, before), Decimal(0))


def _periods(stretches: Iterable[_Stretch], place: Decimal, mode: Mode) -> Iterator[Period]:
    """Stretches with what they cost: each gets what the rounded whole grows by, so that nothing is rounded twice."""
    whole, given = Fraction(0), Decimal(0)
    for one in stretches:
        if one.terms is None:
            continue
        row, daily = one.terms.row, one.terms.daily
        whole += Fraction(one.sum) * one.terms.share * one.days
        upto = round_to(_ONCE.divide(Decimal(whole.numerator), Decimal(whole.denominator)), place, mode)
        yield Period(
            start=one.start,
            end=one.end,
            days=one.days,
            sum=one.sum,
            daily=daily,
            formula=f"{one.sum:f} × {daily} × {one.days}",
            amount=EXACT.subtract(upto, given),
            act=row.act,
            source=row.source,
            status=row.status,
            free=not one.terms.share,
        )
        given = upto


def percent(share: Decimal) -> str:
    """A share in per cent, without noughts at its end."""
    return f"{EXACT.multiply(share, 100).normalize():f} %"
