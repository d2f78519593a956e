"""Rows about money that is owed later, secured, late or given back."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from darcha.law.pack.rows.base import Row, Words

End = Literal["paid", "documents", "declaration", "value", "placed", "exported", "delivered", "served"]
"""What may end an obligation: it is paid; the documents are brought; the full declaration is lodged; the value is
settled; the goods are placed under another regime, have left the country, are delivered, or were used as the relief
asks for as long as it asks.
"""


class Conditional(Row, frozen=True, kw_only=True):
    """A ground of conditional release: what stays open, and how it ends.

    ``what`` says what has to be done, ``ends`` are the events of which any one ends it. ``term`` is the clock within
    which that has to happen, ``silence`` what follows where it does not. ``secured`` says that the suspended charges
    have to be secured. ``monthly`` is the share of the suspended charges that is paid for each full or part month
    (None: nothing is). ``transfer`` says whether the goods may be passed to others.
    """

    code: str
    name: Words
    what: Words
    ends: tuple[End, ...]
    term: str | None = None
    silence: Words | None = None
    secured: bool = False
    monthly: Decimal | None = None
    transfer: bool = False


class SecurityKind(Row, frozen=True, kw_only=True):
    """A way to secure a payment; ``margin`` is by what share it has to exceed the sum."""

    code: str
    name: Words
    margin: Decimal = Decimal(0)


class SecuritySum(Row, frozen=True, kw_only=True):
    """A sum that the law itself names as what has to be secured: ``units`` of the dated amount ``amount``."""

    code: str
    name: Words
    amount: str
    units: Decimal


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
