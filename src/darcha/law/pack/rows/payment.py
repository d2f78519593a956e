"""Rows about money that is owed later, secured, late or given back."""

from __future__ import annotations

from decimal import Decimal

from darcha.law.pack.rows.base import Row, Words


class Conditional(Row, frozen=True, kw_only=True):
    """A ground of conditional release: what stays open, and how it ends.

    ``term`` is the clock within which the obligation has to be met. ``secured`` says that the suspended charges have
    to be secured. ``monthly`` is the share of the suspended charges that is paid for each full or part month (None:
    nothing is). ``transfer`` says whether the goods may be passed to others.
    """

    code: str
    name: Words
    term: str | None = None
    secured: bool = False
    monthly: Decimal | None = None
    transfer: bool = False


class SecurityKind(Row, frozen=True, kw_only=True):
    """A way to secure a payment; ``margin`` is by what share it has to exceed the sum. ``fixed`` (of the dated amount
    ``amount``) is what it comes to where the law names the sum.
    """

    code: str
    name: Words
    margin: Decimal = Decimal(0)


class Interest(Row, frozen=True, kw_only=True):
    """What is owed for each calendar day on a sum that is late or deferred.

    It is ``share`` of the sum, or of the yearly rate ``of`` (a dated amount, in per cent) divided by ``year_days``;
    nothing in the first ``free_days``. ``limit`` is the longest term in days.
    """

    code: str
    name: Words
    share: Decimal
    of: str | None = None
    year_days: int = 365
    free_days: int = 0
    limit: int | None = None
