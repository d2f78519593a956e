"""Rows about selection: lanes, profiles."""

from __future__ import annotations

from decimal import Decimal

from darcha.law.condition import Condition
from darcha.law.pack.rows.base import Row, Words


class Lane(Row, frozen=True, kw_only=True):
    """A channel of control with the forms of control it stands for.

    ``random_rate`` is the share of declarations sent there at random at the least, ``trusted_rate`` that of trusted
    traders: lower, but never off. ``expected_rate`` is the share that all profiles together should send there;
    ``cap`` the share of a day's declarations (in whole declarations, rounded up; of a hundred while there are fewer)
    beyond which hits of profiles that are not mandatory fall to the next lower lane; chance is not bound by it. The
    lane of the lowest rank is that of a declaration which nothing selects; it is never full.
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

    ``agency`` owns it; with ``presence`` that agency asks to be present at whatever control there is. ``expected`` is
    the share of declarations it should hit. ``approver`` is another person than ``author``. ``shadow`` profiles are
    counted and select nothing. ``trusted`` says whether it applies to trusted traders; ``mandatory`` ones do in any
    case, and hold beyond the cap of their lane.
    """

    code: str
    lane: str
    condition: Condition
    reason: Words
    author: str
    approver: str
    demo: bool = False
    agency: str = "customs"
    presence: bool = False
    expected: Decimal | None = None
    shadow: bool = False
    mandatory: bool = False
    trusted: bool = True
