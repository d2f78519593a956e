"""Rows about selection: lanes, profiles."""

from __future__ import annotations

from decimal import Decimal

from darcha.law.condition import Condition
from darcha.law.pack.rows.base import Row, Words


class Lane(Row, frozen=True, kw_only=True):
    """A channel of control with the forms of control it stands for.

    ``random_rate`` is the share of declarations sent there at random at the least, ``trusted_rate`` that of trusted
    traders: lower, but never off. ``expected_rate`` is the share that all profiles together should send there;
    ``cap`` the share of a day's declarations beyond which profiles that are not mandatory send no more. The lane of
    the lowest rank is that of a declaration which nothing selects.
    """

    code: str
    name: Words
    rank: int
    forms: tuple[str, ...]
    random_rate: Decimal = Decimal(0)
    trusted_rate: Decimal | None = None
    expected_rate: Decimal | None = None
    cap: Decimal | None = None


class Profile(Row, frozen=True, kw_only=True):
    """A selection profile: a condition that sends what meets it into a lane. Live ones are confidential.

    ``agency`` owns it. ``expected`` is the share of declarations it should hit. ``shadow`` profiles are counted and
    select nothing. ``mandatory`` ones hold beyond the lane's cap and for trusted traders (``trusted`` false would
    otherwise leave these out).
    """

    code: str
    lane: str
    condition: Condition
    reason: Words
    author: str
    approver: str
    demo: bool = False
    agency: str = "customs"
    expected: Decimal | None = None
    shadow: bool = False
    mandatory: bool = False
    trusted: bool = True
