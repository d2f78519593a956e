"""The charges of a day, made ready: which a procedure owes now, which it suspends, what each needs."""

from __future__ import annotations

import msgspec

from darcha.law.condition import Matcher, compile_all
from darcha.law.finding import Severity
from darcha.law.pack.model import Charge as ChargeRow
from darcha.law.pack.model import Conditional, Procedure
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.duty import Basis, Tariff, basis_of
from darcha.law.tariff.expression import parse
from darcha.law.tariff.fee import counts_mass
from darcha.law.tariff.rate import Holds, RateTable, Worth, holds_of
from darcha.law.tariff.relief import Reliefs

DUTY = "duty"
"""The code of the charge whose rates are the tariff's."""

SUSPENDED = "suspended"
"""The base of a charge that is counted on the suspended charges of its item."""


class Line(msgspec.Struct, frozen=True):
    """A charge made ready; ``suspended`` says that its procedure does not ask for it now.

    ``fixed`` is what it is counted by where neither tariff nor rates say it: the monthly share of what is suspended.
    ``severity`` is that of a finding that it cannot be counted: a warning where nothing that is owed now depends on it.
    """

    row: ChargeRow
    code: str
    bases: tuple[str, ...]
    base_text: str
    rounding: str
    when: Holds | None
    rates: RateTable | None
    fixed: Basis | None
    is_duty: bool
    suspended: bool
    severity: Severity

    @property
    def is_counted(self) -> bool:
        """Whether the law of the day can count it at all: a charge without rates is not owed."""
        return self.is_duty or self.rates is not None or self.fixed is not None


class Plan(msgspec.Struct, frozen=True):
    """What a procedure asks for: of each item, in the order of counting, and of the declaration as a whole.

    Of the latter the charges ``always`` are owed, those of ``some`` where an item meets their conditions.
    """

    item: tuple[Line, ...]
    always: tuple[str, ...]
    some: Matcher | None
    ground: str | None


class Book:
    """All that assessment looks up on a day."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.tariff = Tariff(snapshot)
        self.reliefs = Reliefs(snapshot)
        self.worth = snapshot.made(Worth)
        rates = {charge: RateTable(rows) for charge, rows in snapshot.rates.items()}
        self.by_mass = frozenset(
            step.fee for steps in snapshot.fees.values() for step in steps if counts_mass(step.measure)
        )
        self.plans = {code: _plan(row, snapshot, rates) for code, row in snapshot.procedures.items()}


def _plan(procedure: Procedure, snapshot: Snapshot, rates: dict[str, RateTable]) -> Plan:
    asked = {*procedure.charges, *procedure.suspended}
    regime = snapshot.regimes.get(procedure.regime or "")
    ground = snapshot.conditionals.get(regime.conditional or "") if regime else None
    rows = [row for row in snapshot.charges.values() if row.code in asked]
    spared: Severity = "error" if any(row.base == SUSPENDED for row in rows) else "warning"
    lines = [
        _line(row, rates.get(row.code), _monthly(row, ground), None if row.code in procedure.charges else spared)
        for row in rows
    ]
    whole = {row.code: holds_of(row.when) for row in rows if row.level == "declaration"}
    some = {row.code: row.when for row in rows if whole.get(row.code)}
    return Plan(
        tuple(line for line in lines if line.row.level == "item" and line.is_counted),
        tuple(code for code, holds in whole.items() if holds is None),
        compile_all(some) if some else None,
        ground.code if ground else None,
    )


def _monthly(row: ChargeRow, ground: Conditional | None) -> Basis | None:
    """What the first month of a periodic charge is counted by."""
    if row.base != SUSPENDED or ground is None or ground.monthly is None:
        return None
    return basis_of(parse(f"{ground.monthly.scaleb(2).normalize():f}%"), ground.code, ground)


def _line(row: ChargeRow, rates: RateTable | None, fixed: Basis | None, spared: Severity | None) -> Line:
    return Line(
        row,
        row.code,
        tuple(row.base.split("+")),
        row.base.replace("+", " + "),
        f"{row.round_place:f} {row.round_mode}",
        holds_of(row.when),
        rates,
        fixed,
        row.code == DUTY,
        spared is not None,
        spared or "error",
    )
