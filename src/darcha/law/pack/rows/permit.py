"""Rows about permits: types, and the closed list of grounds on which one is refused or taken away."""

from __future__ import annotations

from typing import Literal

import msgspec

from darcha.law.condition import Condition
from darcha.law.pack.rows.base import Row, Words


class Ground(Row, frozen=True, kw_only=True):
    """One of the closed list of grounds on which a permit is refused, or an issued one suspended, ended or annulled.

    ``of`` says which of these. ``cure_days`` are the working days that it leaves to cure at the least. ``court`` says
    that only a court may find it; ``from_issue`` that what it annuls was never valid. ``term`` is the clock of the
    longest suspension that the authority may order by itself.
    """

    code: str
    name: Words
    norm: str
    cure_days: int = 0
    of: Literal["refuse", "suspend", "terminate", "annul"] = "refuse"
    court: bool = False
    from_issue: bool = False
    term: str | None = None


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The unit of an agency that decides what meets ``when``; the first route that fits is taken."""

    unit: str
    when: Condition = Condition()


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of a permit's form that the consignment does not hold."""

    code: str
    name: Words
    kind: Literal["text", "number", "date", "choice", "file"]
    required: bool = True
    choices: tuple[str, ...] = ()


class PermitType(Row, frozen=True, kw_only=True):
    """A permit: who decides it, when it is needed, by which clock, whether two officers sign, how quantity counts.

    ``forbidden`` are the types of documents that nobody may ask of the applicant, ``forbidden_documents`` what else
    may not be asked, in words. ``validity`` is the clock of how long it is valid from its issue (None: as it says).
    ``recheck`` is the clock of the free re-examination after a cure (None: that of the first). ``routing`` names the
    unit that decides (none fits: the agency as a whole).
    ``asked`` are the form's fields beyond the consignment. ``conditional`` says whether goods may be released
    conditionally while it is still missing, and on which ground.
    """

    code: str
    name: Words
    agency: str
    document_code: str
    needed: Condition
    clock: str
    cure_clock: str
    grounds: tuple[str, ...]
    four_eyes: bool = False
    quantity_unit: str | None = None
    forbidden: tuple[str, ...] = ()
    forbidden_documents: tuple[Words, ...] = ()
    fee: str | None = None
    validity: str | None = None
    recheck: str | None = None
    routing: tuple[Route, ...] = ()
    asked: tuple[Asked, ...] = ()
    conditional: str | None = None
