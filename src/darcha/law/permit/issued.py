"""The life of an issued permit: used, suspended and resumed, issued anew, ended, annulled.

Who takes an issued permit away needs a ground of the closed list and its norm, and for some grounds a court. What the
ground is about is said by its row: whether a court alone may find it, how long an authority may suspend by itself, how
many days there are to cure, whether an annulment reaches back to the day of issue.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law import clock
from darcha.law.finding import Finding
from darcha.law.lifecycle import Lifecycle, Move, need
from darcha.law.money import EXACT
from darcha.law.pack.model import Ground, PermitType
from darcha.law.permit.lifecycle import norm_cited
from darcha.law.snapshot import Snapshot
from darcha.law.text import text

State = Literal["valid", "suspended", "used_up", "expired", "terminated", "annulled"]

NOT_VALID = text(
    "permit.state", "The permit {number} is {state}", "Cite a permit that is valid, or apply for a new one."
)
OUT_OF_TERM = text(
    "permit.term",
    "The permit {number} is valid from {from} to {to}, not on {day}",
    "Cite a permit that is valid on that day, or apply for a new one.",
)
NOT_ENOUGH = text(
    "permit.quantity",
    "The permit {number} holds {left} {unit}, and {needed} are needed",
    "Declare no more than it holds, or cite a second permit for the rest.",
)

_NONE = Decimal(0)


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A permit as it was issued and as it stands; both days of its term are included (no last one: without end).

    ``quantity`` is what it was issued for in ``unit`` (None: it does not count), ``used`` what declarations have
    written off of it. ``suspended_to`` is the last day of a suspension that an authority ordered by itself.
    """

    number: str
    type: str
    holder: str
    valid_from: date
    valid_to: date | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    used: Decimal = _NONE
    state: State = "valid"
    suspended_to: date | None = None

    @property
    def left(self) -> Decimal | None:
        """What can still be written off; None if it does not count."""
        return None if self.quantity is None else EXACT.subtract(self.quantity, self.used)


def usable(permit: Issued, day: date, quantity: Decimal = _NONE) -> Finding | None:
    """What keeps a declaration of ``day`` from using ``quantity`` of ``permit``; None if nothing does.

    A suspension that an authority ordered by itself ends with its term, whether or not somebody says so.
    """
    over = permit.state == "suspended" and permit.suspended_to is not None and permit.suspended_to < day
    if permit.state != "valid" and not over:
        return NOT_VALID.at("", number=permit.number, state=permit.state)
    if day < permit.valid_from or (permit.valid_to is not None and day > permit.valid_to):
        term = {"from": permit.valid_from, "to": permit.valid_to or "", "day": day}
        return OUT_OF_TERM.at("", number=permit.number, **term)
    if permit.left is not None and quantity > permit.left:
        return NOT_ENOUGH.at("", number=permit.number, left=permit.left, unit=permit.unit or "", needed=quantity)
    return None


def ends(kind: PermitType, law: Snapshot, issued: datetime) -> datetime | None:
    """The last moment of a permit of ``kind`` issued at ``issued``, by the clock of its validity; None if it has none.

    Raises KeyError if the clock does not hold on the day of ``law``, a fault that the check of the pack finds.
    """
    return None if kind.validity is None else clock.due(law.clocks[kind.validity], law.calendar, issued)


def void_from(ground: Ground, issued: date, day: date) -> date:
    """The day from which a permit annulled on ``day`` is void: that of its issue, where the ground reaches back."""
    return issued if ground.from_issue else day


class IssuedFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the moves of an issued permit ask.

    ``ground`` is the row of the ground named, ``norm`` the norm cited, ``ruling`` the court's ruling by its number.
    ``until`` is the end of the suspension ordered, ``longest`` the latest that the ground leaves to the authority;
    ``suspended_to`` is the end of the one that stands; ``cured`` says that its reasons are gone. ``valid_from`` and
    ``valid_to`` are the first and the last moment of the permit. ``quantity`` is what is to be written off, ``left``
    what it holds (None: it does not count). ``changed`` names what is other about the holder since the issue;
    ``apply_by`` is the last moment to say so.
    """

    now: datetime
    ground: Ground | None = None
    norm: str = ""
    ruling: str = ""
    until: datetime | None = None
    longest: datetime | None = None
    cure_days: int = 0
    suspended_to: datetime | None = None
    cured: bool = False
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    quantity: Decimal = _NONE
    left: Decimal | None = None
    changed: frozenset[str] = frozenset()
    apply_by: datetime | None = None


REISSUED_FOR = frozenset({"name", "address"})
"""What of the holder may change without the permit being another's."""


@need
def ground_of_suspension(facts: IssuedFacts) -> bool:
    """The ground is of the closed list of grounds of suspension."""
    return facts.ground is not None and facts.ground.of == "suspend"


@need
def ground_of_termination(facts: IssuedFacts) -> bool:
    """The ground is of the closed list of grounds of termination."""
    return facts.ground is not None and facts.ground.of == "terminate"


@need
def ground_of_annulment(facts: IssuedFacts) -> bool:
    """The ground is of the closed list of grounds of annulment."""
    return facts.ground is not None and facts.ground.of == "annul"


@need
def ruled_by_a_court(facts: IssuedFacts) -> bool:
    """A court has ruled, where the ground is for courts alone."""
    return facts.ground is None or not facts.ground.court or bool(facts.ruling.strip())


@need
def not_suspended_too_long(facts: IssuedFacts) -> bool:
    """The suspension ends within the term that the authority has without a court."""
    if facts.ruling.strip():
        return True
    return facts.until is not None and facts.longest is not None and facts.now < facts.until <= facts.longest


@need
def days_to_cure(facts: IssuedFacts) -> bool:
    """The days to cure are not fewer than the ground requires."""
    return facts.ground is None or facts.cure_days >= facts.ground.cure_days


@need
def suspension_over(facts: IssuedFacts) -> bool:
    """The reasons of the suspension are cured, its term is over, or a court has lifted it."""
    ended = facts.suspended_to is not None and facts.now > facts.suspended_to
    return facts.cured or ended or bool(facts.ruling.strip())


@need
def validity_over(facts: IssuedFacts) -> bool:
    """The term of validity is over."""
    return facts.valid_to is not None and facts.now > facts.valid_to


@need
def reaching_back(facts: IssuedFacts) -> bool:
    """What has ended is annulled only from the day of its issue."""
    return facts.ground is not None and facts.ground.from_issue


@need
def within_validity(facts: IssuedFacts) -> bool:
    """The permit has come into force and its term is not over."""
    begun = facts.valid_from is None or facts.now >= facts.valid_from
    return begun and (facts.valid_to is None or facts.now <= facts.valid_to)


@need
def something_left(facts: IssuedFacts) -> bool:
    """The permit holds more than is to be written off."""
    return facts.left is None or facts.quantity < facts.left


@need
def all_that_is_left(facts: IssuedFacts) -> bool:
    """What is to be written off is all that the permit holds."""
    return facts.quantity == facts.left


@need
def same_holder(facts: IssuedFacts) -> bool:
    """Nothing but the holder's name or address has changed."""
    return bool(facts.changed) and facts.changed <= REISSUED_FOR


@need
def applied_in_time(facts: IssuedFacts) -> bool:
    """The term to apply for the new document is not over."""
    return facts.apply_by is not None and facts.now <= facts.apply_by


_STANDING = frozenset({"valid", "suspended"})
_ENDED = frozenset({"used_up", "expired", "terminated"})
_SUSPENSION = (ground_of_suspension, norm_cited, ruled_by_a_court, not_suspended_too_long, days_to_cure)
_TERMINATION = (ground_of_termination, norm_cited, ruled_by_a_court)
_ANNULMENT = (ground_of_annulment, norm_cited, ruled_by_a_court)
_REISSUE = (same_holder, applied_in_time)

ISSUED = Lifecycle(
    subject="permit",
    initial="valid",
    final=frozenset({"annulled"}),
    moves=(
        Move("permit.use", frozenset({"valid"}), "valid", (within_validity, something_left), choice="part"),
        Move("permit.use", frozenset({"valid"}), "used_up", (within_validity, all_that_is_left), choice="rest"),
        Move("permit.use", frozenset({"valid", "used_up"}), "valid", choice="back"),
        Move("permit.use", frozenset({"suspended"}), "suspended", choice="back"),
        Move("permit.suspend", frozenset({"valid"}), "suspended", _SUSPENSION),
        Move("permit.resume", frozenset({"suspended"}), "valid", (suspension_over,)),
        Move("permit.reissue", frozenset({"valid"}), "valid", _REISSUE),
        Move("permit.reissue", frozenset({"suspended"}), "suspended", _REISSUE),
        Move("permit.terminate", _STANDING, "terminated", _TERMINATION),
        Move("permit.terminate", _STANDING, "expired", (validity_over,), choice="expired"),
        Move("permit.annul", _STANDING, "annulled", _ANNULMENT),
        Move("permit.annul", _ENDED, "annulled", (*_ANNULMENT, reaching_back)),
    ),
)
"""A permit that has ended can still prove forged, so annulment alone closes its life.

``back`` gives back what a declaration had written off: a permit used up holds something again; one that has ended
otherwise stays as it is, and its account alone changes.
"""
