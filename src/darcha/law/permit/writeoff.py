"""Write-off: what the versions of a declaration take of issued permits, and give back.

A permit that counts is an account. A version takes what it needs of it; the next version takes the difference, or gives
it back; a withdrawn declaration gives back all. Nothing is ever taken that a permit does not hold, and a version that
cannot have everything takes nothing: what the version before holds stays with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all
from darcha.law.permit.issued import Issued, usable
from darcha.law.permit.need import Need
from darcha.law.text import text

UNKNOWN_PERMIT = text("permit.unknown", "There is no permit {number}", "Cite the number that stands on the permit.")
NOT_COVERED = text(
    "permit.cover",
    "{needed} {unit} are needed, and the permits cited hold {held}",
    "Declare no more than they hold, or cite another permit for the rest.",
)
NOT_CITED = text(
    "permit.cited", "No permit {type} that can be used is cited", "Cite one, or apply for it with the declaration."
)
NOT_STATED = text(
    "permit.stated",
    "The quantity in {unit} is not stated, so nothing can be written off",
    "State the quantity of each item for which the permit is needed.",
)

_NONE = Decimal(0)

Held = Mapping[str, Decimal]
"""Quantities by the numbers of permits."""


class Entry(msgspec.Struct, frozen=True):
    """One line of a permit's account: what is written off of it; below zero if it is given back."""

    permit: str
    quantity: Decimal


class Plan(msgspec.Struct, frozen=True):
    """What to write down for a version, or what stands in its way; with findings there is nothing to write down."""

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


def plan(wanted: Held, held: Held, permits: Mapping[str, Issued], day: date) -> Plan:
    """The write-offs that bring a declaration from what its version before ``held`` to what the new one ``wanted``.

    ``permits`` are the permits of either as they stand now. Nothing wanted (a withdrawal) gives back all. What is
    given back is never refused, whatever has become of the permit.
    """
    numbers = dict.fromkeys((*held, *wanted))
    entries = [Entry(number, EXACT.subtract(wanted.get(number, _NONE), held.get(number, _NONE))) for number in numbers]
    changes = tuple(entry for entry in entries if entry.quantity)
    findings = tuple(found for entry in changes if (found := _refused(entry, permits.get(entry.permit), day)))
    return Plan(findings=findings) if findings else Plan(changes)


def _refused(entry: Entry, permit: Issued | None, day: date) -> Finding | None:
    if entry.quantity < 0:
        return None
    if permit is None:
        return UNKNOWN_PERMIT.at("", number=entry.permit)
    return usable(permit, day, entry.quantity)


def cover(need: Need, permits: Iterable[Issued], held: Held, day: date) -> dict[str, Decimal] | Finding:
    """What is wanted of each of ``permits`` to meet ``need``, each in its order taking what it can; or what is lacking.

    Permits of another type, or that count in another unit, are passed over. What the declaration holds already of a
    permit (``held``) is free to it, and a permit that cannot be used on ``day`` gives no more than that. Of a permit
    that does not count nothing is written off.
    """
    if need.unit is not None and need.quantity is None:
        return NOT_STATED.at("", unit=need.unit)
    rest, laid = need.quantity or _NONE, dict[str, Decimal]()
    for permit in permits:
        if permit.type != need.type or (permit.left is not None and permit.unit != need.unit):
            continue
        free = permit.left if usable(permit, day) is None else _NONE
        if free is None:
            return laid
        part = min(rest, EXACT.add(free, held.get(permit.number, _NONE)))
        if part:
            laid[permit.number] = part
            rest = EXACT.subtract(rest, part)
    if need.unit is None:
        return NOT_CITED.at("", type=need.type)
    return NOT_COVERED.at("", needed=need.quantity, unit=need.unit, held=add_all(laid.values())) if rest else laid
