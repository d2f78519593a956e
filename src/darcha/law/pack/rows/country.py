"""Rows about the country: regimes, procedures, posts, agencies, documents, days off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.pack.rows.base import Direction, Row, Words

Kind = Literal["ordinary", "preliminary", "short", "incomplete", "provisional", "periodic", "shipping_documents"]
"""The kinds of a goods declaration: in what respect it says less, or says it earlier, than an ordinary one."""


class Regime(Row, frozen=True, kw_only=True):
    """A customs regime: what becomes of the goods, and what has to be met while it lasts.

    ``previous`` names the regimes from which goods may come into this one (empty: none has to be, any may be);
    ``previous_required`` says that they must come from one. ``term`` is the clock of the longest stay.
    ``conditional`` names the ground on which goods under it are released conditionally. ``permit`` is the type of
    the customs service's own permit without which goods are not placed under it.
    """

    code: str
    name: Words
    previous: tuple[str, ...] = ()
    previous_required: bool = False
    term: str | None = None
    conditional: str | None = None
    permit: str | None = None


class KindLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The highest value of a declaration of some kind: ``value`` of ``unit``, a currency or a dated amount.

    It is for goods that move in ``direction``, and where ``use`` is given for those stated to be for it.
    """

    direction: Direction
    unit: str
    value: Decimal
    use: str | None = None


class DeclarationKind(Row, frozen=True, kw_only=True):
    """A kind of declaration as the country allows it.

    A declaration is of it if its type (Declaration/TypeCode) is one of ``type_codes``, else if its procedure says so.
    ``term`` is the clock within which a full declaration has to follow, or goods have to be presented. ``limits`` are
    the highest values up to which the kind may be used (empty: any), ``regimes`` the regimes for which, ``modes`` the
    modes of transport (empty: all). ``document`` must be cited (an undertaking). ``hs_digits`` is how many digits of
    the commodity code suffice (None: all).
    """

    code: Kind
    name: Words
    type_codes: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    limits: tuple[KindLimit, ...] = ()
    document: str | None = None
    term: str | None = None
    conditional: str | None = None
    hs_digits: int | None = None


class Procedure(Row, frozen=True, kw_only=True):
    """A customs procedure by its code (WCO GovernmentProcedure): a regime with a kind of declaration.

    ``charges`` are owed on placing; ``suspended`` would be owed on release for free circulation and are counted as
    what has to be secured (see the ground of conditional release).
    """

    code: str
    direction: Direction
    name: Words
    charges: tuple[str, ...]
    regime: str | None = None
    kind: Kind = "ordinary"
    suspended: tuple[str, ...] = ()


class Post(Row, frozen=True, kw_only=True):
    """A customs post; ``officers`` are not here, they are persons."""

    code: str
    name: Words
    region: str
    kind: Literal["border", "inland"]
    mode: Literal["road", "rail", "air", "sea", "river", "post", "mixed"]
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class Agency(Row, frozen=True, kw_only=True):
    """An agency that decides permits."""

    code: str
    name: Words


class DocumentType(Row, frozen=True, kw_only=True):
    """A kind of document that a declaration may cite (AdditionalDocument/TypeCode)."""

    code: str
    name: Words


class Holiday(Row, frozen=True, kw_only=True):
    """A day off, or (``working``) a weekend day on which one works."""

    day: date
    name: Words
    working: bool = False
