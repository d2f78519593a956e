"""Duties, taxes and fees of a declaration, each with its working."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, DecimalException

import msgspec

from darcha.law.dossier import Dossier, Goods
from darcha.law.errors import Invalid
from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all, round_to
from darcha.law.pack.model import Relief
from darcha.law.tariff.assessment import AssessFacts, Assessment, Charge, ItemAssessment, QuotaUse, Relieved
from darcha.law.tariff.book import SUSPENDED, Book, Line, Plan
from darcha.law.tariff.conditional import Grounds
from darcha.law.tariff.duty import Basis
from darcha.law.tariff.expression import evaluate
from darcha.law.tariff.fee import Extent, fee_of
from darcha.law.tariff.lot import Lot
from darcha.law.tariff.relief import Given, rest_of, shared
from darcha.law.tariff.value import Value, item_pointer, values
from darcha.law.text import text

NO_PROCEDURE = text(
    "tariff.procedure", "Procedure {found} is not known on {day}", "Choose a procedure that is in force that day."
)
NO_HEADING = text("tariff.heading", "Code {found} is not in the tariff on {day}", "Give the full code of the tariff.")
TOO_LARGE = text(
    "tariff.figures", "The figures are too large to be counted exactly", "Check the values and quantities."
)

_FIGURES = (DecimalException, OverflowError)
_ZERO = Decimal(0)
_UNMEASURED: Mapping[str, Decimal] = {}


class _Run:
    """One assessment in the making: what its parts share.

    ``owing`` are the items that owe each charge of the declaration; ``given`` are the reliefs of each item.
    """

    def __init__(self, dossier: Dossier, facts: AssessFacts) -> None:
        self.dossier = dossier
        self.snapshot = dossier.law
        self.book = dossier.law.made(Book)
        self.left = dict(facts.quotas)
        self.findings: list[Finding] = []
        self.uses: list[QuotaUse] = []
        self.owing: dict[str, list[Lot]] = {}
        self.given: list[Given] = []
        self.grounds = Grounds(dossier.law)
        self.whole = _ZERO


def assess(dossier: Dossier, facts: AssessFacts = AssessFacts()) -> Assessment:  # noqa: B008
    """What a declaration owes under the law of the day of its acceptance.

    Which charges an item owes is said by its procedure; each counts on the value and the charges before it, as far as
    they are owed: a relief of the duty lowers what is counted on it. What cannot be counted is a finding with its place
    in the document, never an error. Of a quota an item takes its whole quantity or nothing, in the order of the items.
    """
    run = _Run(dossier, facts)
    try:
        return _assessed(run)
    except _FIGURES:
        return Assessment((), (), _ZERO, run.snapshot.pack.currency, (), (TOO_LARGE.at("/goods_shipment"),))


def _assessed(run: _Run) -> Assessment:
    found = values(run.dossier, run.findings)
    run.whole = add_all([value.amount for value in found])
    kind = run.snapshot.kinds.get(run.dossier.kind)
    run.grounds.of(kind.conditional if kind else None)
    items = tuple([_item(run, goods, value) for goods, value in zip(run.dossier.items, found, strict=True)])
    charges = tuple(_fees(run))
    return Assessment(
        items,
        charges,
        add_all([charge.amount for part in (*(item.charges for item in items), charges) for charge in part]),
        run.snapshot.pack.currency,
        tuple(run.uses),
        tuple(run.findings),
        add_all([charge.amount for item in items for charge in item.suspended]),
        run.grounds.secured(),
        run.grounds.codes,
    )


def _item(run: _Run, goods: Goods, value: Value) -> ItemAssessment:
    plan = _plan(run, goods) if value.amount else None
    if plan is None:
        return ItemAssessment(goods.sequence, value.amount, value.text, (), (), value.parts)
    lot = Lot(run.dossier, goods, value.amount)
    given = run.book.reliefs.of(lot, run.whole, run.findings)
    run.given.append(given)
    owed: list[Charge] = []
    suspended: list[Charge] = []
    amounts = {"value": value.amount}
    for line in plan.item:
        charge = _charge(run, line, lot, amounts, given.get(line.code))
        if charge is None:
            continue
        amounts[line.code] = charge.amount
        if line.suspended:
            suspended.append(charge)
            amounts[SUSPENDED] = EXACT.add(amounts.get(SUSPENDED, _ZERO), charge.amount)
        else:
            owed.append(charge)
        run.grounds.relieved(charge)
    run.grounds.of(plan.ground, suspended)
    for code in plan.always if plan.some is None else (*plan.always, *plan.some.match(lot.view())):
        run.owing.setdefault(code, []).append(lot)
    return ItemAssessment(goods.sequence, value.amount, value.text, tuple(owed), tuple(suspended), value.parts)


def _plan(run: _Run, goods: Goods) -> Plan | None:
    """The charges that the procedure of an item asks for."""
    if goods.asked is None:
        pointer = f"{item_pointer(goods.index)}/government_procedure/0/current_code"
        run.findings.append(NO_PROCEDURE.at(pointer, found=goods.procedure or "–", day=run.snapshot.day))
        return None
    return run.book.plans[goods.asked.code]


def _charge(run: _Run, line: Line, lot: Lot, amounts: Mapping[str, Decimal], relief: Relief | None) -> Charge | None:
    """One charge of an item on what ``amounts`` hold so far; None where it is not owed or cannot be counted."""
    if line.when is not None and not line.when(lot.view()):
        return None
    try:
        basis = line.fixed or _basis(run, line, lot)
        if basis is None:
            return None
        base = _base(line, amounts)
        charge = _counted(run, line, lot, base, basis, relief)
        # A quota is for goods that are released for free circulation: what is suspended takes nothing from it.
        return _with_quota(run, line, lot, charge, relief) if line.is_duty and not line.suspended else charge
    except Invalid as error:
        run.findings.extend(_placed(error, lot, line))
        return None


def _base(line: Line, amounts: Mapping[str, Decimal]) -> Decimal:
    base = _ZERO
    for name in line.bases:
        if name in amounts:
            base = EXACT.add(base, amounts[name])
    return base


def _basis(run: _Run, line: Line, lot: Lot) -> Basis | None:
    """By what a charge is counted: the rate of the pack, or for the duty the tariff's; None where there is none.

    Raises :class:`~darcha.law.errors.Invalid` where the tariff has no duty for the code.
    """
    rate = line.rates.of(lot.code, lot.view) if line.rates else None
    if not line.is_duty:
        return run.book.tariff.plain(rate) if rate else None
    heading = lot.goods.heading
    row = rate or (heading if heading and heading.duty is not None else None)
    if row is None:
        pointer = f"{lot.pointer}/commodity/classification"
        raise Invalid([NO_HEADING.at(pointer, found=lot.code or "–", day=run.snapshot.day)])
    # What a preference lacks is of no use to who owes no duty now.
    return run.book.tariff.duty(row, lot, run.findings if line.severity == "error" else [])


def _with_quota(run: _Run, line: Line, lot: Lot, charge: Charge, relief: Relief | None) -> Charge:
    """The charge under the first quota that holds the whole item and makes it cheaper, else as it was."""
    for basis, quota, quantity in run.book.tariff.quotas(lot):
        under = _counted(run, line, lot, charge.base, basis, relief)
        if quantity <= run.left.get(quota.code, _ZERO) and under.amount < charge.amount:
            run.left[quota.code] -= quantity
            run.uses.append(QuotaUse(quota.code, lot.goods.sequence, quantity, quota.unit))
            return under
    return charge


def _counted(run: _Run, line: Line, lot: Lot, base: Decimal, basis: Basis, relief: Relief | None) -> Charge:
    quantities = lot.quantities() if basis.measured else _UNMEASURED
    unrounded, formula = evaluate(basis.expression, base, quantities, run.book.worth)
    if basis.factor != 1:
        unrounded, formula = EXACT.multiply(unrounded, basis.factor), f"{basis.factor:f} × ({formula})"
    charge = Charge(
        line.code,
        base,
        line.base_text,
        basis.expression.text,
        formula,
        unrounded,
        line.rounding,
        round_to(unrounded, line.row.round_place, line.row.round_mode),
        basis.act,
        basis.source,
        basis.status,
        basis.basis,
        basis.quota.code if basis.quota else None,
    )
    return charge if relief is None else _lowered(run, charge, relief)


def _lowered(run: _Run, charge: Charge, relief: Relief) -> Charge:
    """A charge less what a relief takes off it."""
    row, rest = run.snapshot.charges[charge.kind], rest_of(relief)
    unrounded = EXACT.multiply(charge.unrounded, rest)
    amount = round_to(unrounded, row.round_place, row.round_mode)
    off = EXACT.subtract(charge.amount, amount)
    return msgspec.structs.replace(
        charge,
        formula=f"{rest:f} × ({charge.formula})",
        unrounded=unrounded,
        amount=amount,
        relief=Relieved(relief.code, relief.share, off, relief.act, relief.source, relief.status),
    )


def _placed(error: Invalid, lot: Lot, line: Line) -> Iterator[Finding]:
    """Why a charge cannot be counted; what an expression lacks, at the measures of the item."""
    pointer = f"{lot.pointer}/commodity/goods_measure/tariff_quantity"
    for found in error.findings:
        if found.pointer:
            yield Finding(found.code, found.pointer, found.params, line.severity)
        else:
            yield Finding(found.code, pointer, {**found.params, "charge": line.code}, line.severity)


def _fees(run: _Run) -> Iterator[Charge]:
    """The charges of the declaration as a whole, once each, in their order."""
    for code in run.snapshot.charges:
        lots = run.owing.get(code)
        charge = fee_of(code, run.snapshot, _extent(run, code, lots), run.findings) if lots else None
        if charge is not None:
            relief = shared(run.given, code)
            charge = charge if relief is None else _lowered(run, charge, relief)
            run.grounds.relieved(charge)
            yield charge


def _extent(run: _Run, code: str, lots: list[Lot]) -> Extent:
    """What the fee of these items is counted by."""
    if code not in run.book.by_mass:
        return Extent(run.whole, len(lots))
    known = [lot.goods.gross_mass for lot in lots if lot.goods.gross_mass is not None]
    return Extent(run.whole, len(lots), add_all(known) if len(known) == len(lots) else None)
