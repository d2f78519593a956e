"""A consignment worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from darcha.law.document import Declaration


class CaseCharge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A charge that a case expects; ``item`` is the sequence number, absent for a charge of the declaration."""

    charge: str
    amount: Decimal
    item: int | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A consignment worked by hand, with what must come out: every charge, the permits needed, the lane.

    ``working`` is the calculation in words, so that a reader can follow it without the program; ``tags`` say what kind
    of trade it stands for. ``quotas`` is what is left of each quota that day. ``values`` are the customs values of the
    items in their order, ``suspended`` the charges that are not asked for now, ``secured`` how much has to be secured,
    ``conditionals`` the grounds of conditional release. ``findings`` are the codes of what assessment has to tell,
    errors among them. Of these, of ``needs`` and of ``lane`` only what a case states is compared.
    """

    name: str
    title: str
    day: date
    working: str
    declaration: Declaration
    total: Decimal
    charges: tuple[CaseCharge, ...]
    tags: tuple[str, ...] = ()
    quotas: dict[str, Decimal] = {}
    needs: tuple[str, ...] | None = None
    lane: str | None = None
    values: tuple[Decimal, ...] | None = None
    suspended: tuple[CaseCharge, ...] | None = None
    secured: Decimal | None = None
    conditionals: tuple[str, ...] | None = None
    findings: tuple[str, ...] | None = None
