"""Reliefs from charges: those that come by themselves, and those that have to be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from darcha.law.condition import Test, unmet
from darcha.law.finding import Finding
from darcha.law.money import EXACT
from darcha.law.pack.model import Relief
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.lot import Lot
from darcha.law.tariff.rate import Holds, Worth, holds_of
from darcha.law.text import text
from darcha.law.view import VIEW_FIELDS

UNKNOWN_CLAIM = text(
    "tariff.relief",
    "{found} names no relief or preference on {day}",
    "Choose a code of the list of reliefs, or drop the claim.",
)
NOT_MET = text(
    "tariff.relief.unmet",
    "The relief {relief} is not given: it asks for {missing}",
    "Meet what is missing, or drop the claim; until then the charges stand in full.",
)

Given = Mapping[str, Relief]
"""The relief that each charge has, by the charge's code."""

_NOTHING: Given = {}


class Reliefs:
    """The reliefs of a day, made ready."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        worth = snapshot.made(Worth)
        self._holds = {code: holds_of(row.when) for code, row in snapshot.reliefs.items()}
        self._most = {code: _most(row, worth) for code, row in snapshot.reliefs.items()}
        self._automatic = tuple(row for row in snapshot.reliefs.values() if not row.claimed)
        # A preference or a quota may be claimed by its code too; what it asks for is seen to with the duty.
        self._others = {group.code for group in snapshot.groups} | {quota.code for quota in snapshot.quotas}

    def of(self, lot: Lot, whole: Decimal, findings: list[Finding]) -> Given:
        """What an item of a declaration of customs value ``whole`` is relieved from; a claim in vain is a finding."""
        commodity = lot.goods.item.commodity
        claims = commodity.duty_tax_fee if commodity else ()
        if not claims and not self._automatic:
            return _NOTHING
        given = [row for row in self._automatic if self._met(row, lot, whole)]
        asked: dict[str, int] = {}
        for place, claim in enumerate(claims):
            if claim.duty_regime_code:
                asked.setdefault(claim.duty_regime_code, place)
        given += self._claimed(asked, lot, whole, findings)
        return _largest(given)

    def _claimed(self, asked: Mapping[str, int], lot: Lot, whole: Decimal, findings: list[Finding]) -> Iterator[Relief]:
        for code, place in asked.items():
            pointer = f"{lot.pointer}/commodity/duty_tax_fee/{place}/duty_regime_code"
            row = self._snapshot.reliefs.get(code)
            if row is None:
                if code not in self._others:
                    findings.append(UNKNOWN_CLAIM.at(pointer, found=code, day=self._snapshot.day))
            elif self._met(row, lot, whole):
                yield row
            else:
                missing = "; ".join(self._missing(row, lot, whole))
                findings.append(NOT_MET.at(pointer, relief=code, missing=missing))

    def _met(self, row: Relief, lot: Lot, whole: Decimal) -> bool:
        holds: Holds | None = self._holds[row.code]
        most = self._most[row.code]
        return (
            (most is None or whole <= most)
            and (holds is None or holds(lot.view()))
            and (row.document is None or row.document in lot.documents())
        )

    def _missing(self, row: Relief, lot: Lot, whole: Decimal) -> Iterator[str]:
        """What a relief asks for and does not find, in words."""
        for either in unmet(row.when, lot.view()):
            yield " / ".join(map(_words, either))
        if row.document is not None and row.document not in lot.documents():
            yield f"AdditionalDocument {row.document}"
        most = self._most[row.code]
        if most is not None and whole > most:
            yield f"≤ {most:f} {self._snapshot.pack.currency}"


def rest_of(row: Relief) -> Decimal:
    """The share of a charge that is still owed under a relief."""
    return EXACT.subtract(Decimal(1), row.share)


def shared(given: Iterable[Given], charge: str) -> Relief | None:
    """The relief of a charge of the declaration: every item must have one, and the smallest counts."""
    found = [one.get(charge) for one in given]
    every = [row for row in found if row is not None]
    return min(every, key=_share) if every and len(every) == len(found) else None


def _largest(given: Iterable[Relief]) -> Given:
    """Of the reliefs of each charge the one of the largest share."""
    by_charge: dict[str, Relief] = {}
    for row in given:
        for charge in row.charges:
            if charge not in by_charge or row.share > by_charge[charge].share:
                by_charge[charge] = row
    return by_charge


def _share(row: Relief) -> Decimal:
    return row.share


def _most(row: Relief, worth: Worth) -> Decimal | None:
    """The highest value for a relief: the lowest of its limits, nothing where one cannot be counted that day."""
    if not row.limits:
        return None
    return min(worth.of_units(name, units) or Decimal(0) for name, units in row.limits.items())


def _words(test: Test) -> str:
    value = test.value if isinstance(test.value, str) else ", ".join(test.value)
    return f"{VIEW_FIELDS[test.field].label} {test.operator} {value}".rstrip()
