"""The rows on customs value of one day, by what they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from darcha.law.pack.model import Adjustment, PriceFloor, Row, ValuationMethod
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.valuation.terms import Way

R = TypeVar("R", bound=Row)


class ValueLaw:
    """Adjustments and methods by way and code, methods in their order; floors by prefix of the commodity code.

    ``lengths`` are the lengths of these prefixes, the longest first. ``freight`` is by way the row under which the
    freight of a consignment counts, if it does (Article 8.2 of the Agreement leaves that to each country).
    """

    def __init__(self, snapshot: Snapshot) -> None:
        pack = snapshot.pack
        adjustments = tuple(_on(pack.adjustments, snapshot))
        methods = sorted(_on(pack.methods, snapshot), key=lambda row: (row.order, row.code))
        ways: tuple[Way, Way] = ("import", "export")
        self.adjustments: dict[Way, dict[str, Adjustment]] = {
            way: {row.code: row for row in adjustments if way in row.directions} for way in ways
        }
        self.methods: dict[Way, dict[str, ValuationMethod]] = {
            way: {row.code: row for row in methods if way in row.directions} for way in ways
        }
        self.freight: dict[Way, Adjustment | None] = {way: _freight(self.adjustments[way].values()) for way in ways}
        self.floors: dict[str, PriceFloor] = {row.prefix: row for row in _on(pack.floors, snapshot)}
        self.lengths = tuple(sorted({len(prefix) for prefix in self.floors}, reverse=True))


def _on(rows: Iterable[R], snapshot: Snapshot) -> Iterable[R]:
    return (row for row in rows if row.holds(snapshot.day))


def _freight(rows: Iterable[Adjustment]) -> Adjustment | None:
    """The row of carriage alone, else that of carriage with insurance and loading."""
    added = {row.element: row for row in rows if row.sign == 1}
    return added.get("carriage") or added.get("delivery")
