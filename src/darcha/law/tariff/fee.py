"""Fees by scale: so many units of a dated amount, by the value of the declaration or for each declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from darcha.law.finding import Finding
from darcha.law.money import EXACT, round_to
from darcha.law.pack.model import Charge as ChargeRow
from darcha.law.pack.model import FeeStep
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.assessment import Charge
from darcha.law.text import text

NO_SCALE = text(
    "tariff.fee",
    "The fee {fee} has no scale, amount or exchange rate on {day}",
    "Tell the customs service: its data lacks it.",
)


def fee(
    row: ChargeRow, value: Decimal, snapshot: Snapshot, rates: Mapping[str, Decimal], findings: list[Finding]
) -> Charge | None:
    """The fee of a declaration of customs value ``value``; None, with a finding, where the day has no scale for it."""
    step = _step(snapshot.fees.get(row.code, ()), value, rates)
    unit = snapshot.amounts.get(step.amount) if step else None
    worth = rates.get(unit.currency) if unit else None
    if step is None or unit is None or worth is None:
        findings.append(NO_SCALE.at("", fee=row.code, day=snapshot.day))
        return None
    return _charge(row, step, value, unit.value, worth)


def _step(steps: Iterable[FeeStep], value: Decimal, rates: Mapping[str, Decimal]) -> FeeStep | None:
    """The first step that reaches as far as ``value``; None if none does, or its currency has no rate."""
    for step in steps:
        rate = rates.get(step.measure.removeprefix("value ")) if step.measure.startswith("value ") else Decimal(1)
        if rate is None:
            return None
        if step.limit is None or value <= EXACT.multiply(step.limit, rate):
            return step
    return None


def _charge(row: ChargeRow, step: FeeStep, value: Decimal, unit: Decimal, worth: Decimal) -> Charge:
    amount = EXACT.multiply(EXACT.multiply(step.units, unit), worth)
    limit = "any" if step.limit is None else f"up to {step.limit:f}"
    return Charge(
        row.code,
        value,
        step.measure,
        f"{step.measure}, {limit}: {step.units:f} {step.amount}",
        f"{step.units:f} × {unit:f}" + ("" if worth == 1 else f" × {worth:f}"),
        amount,
        f"{row.round_place:f} {row.round_mode}",
        round_to(amount, row.round_place, row.round_mode),
        step.act,
        step.source,
        step.status,
    )
