"""Fees by scale: so many units of a dated amount, for the declaration or by its value, its items, its mass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from darcha.law.finding import Finding
from darcha.law.money import EXACT, round_to
from darcha.law.pack.model import DatedAmount, FeeStep
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.assessment import Charge
from darcha.law.tariff.rate import Worth
from darcha.law.tariff.units import base_of, code_of
from darcha.law.text import text

NO_SCALE = text(
    "tariff.fee",
    "The fee {fee} has no scale, amount or exchange rate on {day}",
    "Tell the customs service: its data lacks it.",
)
NO_MASS = text(
    "tariff.fee.mass", "The fee {fee} is counted by mass, which is not stated", "State the gross mass of the goods."
)


class Extent(msgspec.Struct, frozen=True):
    """What a fee can be counted by: customs value in the country's currency, items, gross mass in kilograms."""

    value: Decimal = Decimal(0)
    items: int = 1
    mass: Decimal | None = None


def fee_of(code: str, snapshot: Snapshot, extent: Extent, findings: list[Finding]) -> Charge | None:
    """What the fee of a scale comes to, such as that of a permit or of a charge of the declaration.

    It is rounded as the charge of its code says, else (a fee that is no charge) as customs values are. None, with a
    finding, where the day has no scale for it or what it is counted by is not known.
    """
    worth = snapshot.made(Worth)
    step = _step(snapshot.fees.get(code, ()), extent, worth)
    unit = snapshot.amounts.get(step.amount) if step else None
    rate = worth.get(unit.currency) if unit else None
    if step is None or unit is None or rate is None:
        findings.append(NO_SCALE.at("", fee=code, day=snapshot.day))
        return None
    times = _times(step.measure, extent)
    if times is None:
        findings.append(NO_MASS.at("/goods_shipment", fee=code))
        return None
    return _charge(code, step, extent.value, times, unit, rate, snapshot)


def measure_of(measure: str) -> tuple[str, str] | None:
    """What a scale is counted by, as kind (``declaration``, ``item``, ``value``, ``mass``) and currency or unit.

    None for what is no measure.
    """
    if measure in ("declaration", "item"):
        return measure, ""
    kind, _, currency = measure.partition(" ")
    if kind == "value" and currency:
        return kind, currency
    unit = code_of(measure)
    return ("mass", unit) if unit and base_of(unit)[0] == "KGM" else None


def counts_mass(measure: str) -> bool:
    """Whether a scale of this measure is counted by mass."""
    found = measure_of(measure)
    return found is not None and found[0] == "mass"


def _step(steps: Iterable[FeeStep], extent: Extent, worth: Mapping[str, Decimal]) -> FeeStep | None:
    """The first step that reaches far enough; None if none does, or its currency has no rate."""
    for step in steps:
        if step.measure.startswith("value "):
            rate = worth.get(step.measure.removeprefix("value "))
            if rate is None:
                return None
            if step.limit is None or extent.value <= EXACT.multiply(step.limit, rate):
                return step
        elif step.limit is None or (_times(step.measure, extent) or Decimal(0)) <= step.limit:
            return step
    return None


def _times(measure: str, extent: Extent) -> Decimal | None:
    """How many times a fee is owed: once, or for each item or unit of mass; None where that is not known."""
    match measure_of(measure):
        case "item", _:
            return Decimal(extent.items)
        case "mass", unit:
            return None if extent.mass is None else EXACT.divide(extent.mass, base_of(unit)[1])
        case _:
            return Decimal(1)


def _charge(
    code: str, step: FeeStep, value: Decimal, times: Decimal, unit: DatedAmount, rate: Decimal, snapshot: Snapshot
) -> Charge:
    amount = EXACT.multiply(EXACT.multiply(step.units, unit.value), rate)
    formula = f"{step.units:f} × {unit.value:f}" + ("" if rate == 1 else f" × {rate:f}")
    if times != 1:
        amount, formula = EXACT.multiply(times, amount), f"{times:f} × {formula}"
    row = snapshot.charges.get(code)
    place = row.round_place if row else snapshot.pack.value_place
    mode = row.round_mode if row else snapshot.pack.value_mode
    limit = "any" if step.limit is None else f"up to {step.limit:f}"
    return Charge(
        code,
        value,
        step.measure,
        f"{step.measure}, {limit}: {step.units:f} {step.amount}",
        formula,
        amount,
        f"{place:f} {mode}",
        round_to(amount, place, mode),
        step.act,
        step.source,
        step.status,
    )
