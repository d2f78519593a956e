"""Duties, taxes and fees of a declaration, each with its working."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, DecimalException

from darcha.law.dossier import Dossier, Goods
from darcha.law.errors import Invalid
from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all, round_to
from darcha.law.pack.model import Charge as ChargeRow
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.assessment import AssessFacts, Assessment, Charge, ItemAssessment, QuotaUse
from darcha.law.tariff.duty import Basis, Claim, basis_of, documents_of, quotas_for
from darcha.law.tariff.expression import evaluate, parse
from darcha.law.tariff.fee import fee
from darcha.law.tariff.units import in_base
from darcha.law.tariff.value import Value, item_pointer, values
from darcha.law.text import text

DUTY = "duty"
"""The code of the charge whose rates are the tariff's."""

NO_PROCEDURE = text(
    "tariff.procedure", "Procedure {found} is not known on {day}", "Choose a procedure that is in force that day."
)
NO_HEADING = text("tariff.heading", "Code {found} is not in the tariff on {day}", "Give the full code of the tariff.")
TOO_LARGE = text(
    "tariff.figures", "The figures are too large to be counted exactly", "Check the values and quantities."
)

_FIGURES = (DecimalException, OverflowError)


class Rates(dict[str, Decimal]):
    """How much one unit of a currency is worth in the country's, found when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot

    def get(self, currency: str, default: Decimal | None = None) -> Decimal | None:  # type: ignore[override]
        """The rate, or ``default`` where the day has none."""
        if currency not in self:
            found = self._snapshot.in_currency(Decimal(1), currency)
            if found is None:
                return default
            self[currency] = found
        return self[currency]


class _Run:
    """One assessment in the making: what its parts share."""

    def __init__(self, dossier: Dossier, facts: AssessFacts) -> None:
        self.dossier = dossier
        self.snapshot = dossier.law
        self.left = dict(facts.quotas)
        self.rates = Rates(dossier.law)
        self.findings: list[Finding] = []
        self.uses: list[QuotaUse] = []
        self.owed: set[str] = set()


def assess(dossier: Dossier, facts: AssessFacts = AssessFacts()) -> Assessment:  # noqa: B008
    """What a declaration owes under the law of the day of its acceptance.

    Which charges an item owes is said by its procedure; each counts on the value and the charges before it. What
    cannot be counted is a finding with its place in the document, never an error. Of a quota an item takes its whole
    quantity or nothing, in the order of the items.
    """
    run = _Run(dossier, facts)
    try:
        found = values(dossier, run.findings)
        items = tuple([_item(run, goods, value) for goods, value in zip(dossier.items, found, strict=True)])
        total_value = add_all(item.customs_value for item in items)
        charges = tuple(_fees(run, total_value))
        total = add_all(c.amount for c in (*(c for item in items for c in item.charges), *charges))
    except _FIGURES:
        return Assessment((), (), Decimal(0), dossier.law.pack.currency, (), (TOO_LARGE.at("/goods_shipment"),))
    return Assessment(items, charges, total, dossier.law.pack.currency, tuple(run.uses), tuple(run.findings))


def _item(run: _Run, goods: Goods, value: Value) -> ItemAssessment:
    charges = tuple(_charges(run, _claim(run, goods), value.amount, _owed(run, goods))) if value.amount else ()
    return ItemAssessment(goods.sequence, value.amount, value.text, charges)


def _owed(run: _Run, goods: Goods) -> frozenset[str]:
    """The charges that the procedure of an item owes."""
    if goods.asked is None:
        pointer = f"{item_pointer(goods.index)}/government_procedure/0/current_code"
        run.findings.append(NO_PROCEDURE.at(pointer, found=goods.procedure or "–", day=run.snapshot.day))
        return frozenset()
    run.owed.update(goods.asked.charges)
    return frozenset(goods.asked.charges)


def _claim(run: _Run, goods: Goods) -> Claim:
    quantities: dict[str, Decimal] = {}
    measure = goods.item.commodity.goods_measure if goods.item.commodity else None
    if goods.quantity:
        quantities[goods.quantity.unit or ""] = goods.quantity.value
    if measure and measure.net_net_weight_measure:
        quantities[measure.net_net_weight_measure.unit or "KGM"] = measure.net_net_weight_measure.value
    return Claim(
        goods.index,
        goods.sequence,
        goods.code or "",
        goods.origin,
        goods.export_country,
        documents_of(run.dossier.declaration, goods.item),
        in_base(quantities),
    )


def _charges(run: _Run, claim: Claim, value: Decimal, owed: frozenset[str]) -> Iterator[Charge]:
    """The charges of one item in their order; each finds what it counts on in ``amounts``."""
    amounts = {"value": value}
    for row in run.snapshot.charges.values():
        if row.level != "item" or row.code not in owed:
            continue
        names = row.base.split("+")
        base = add_all(amounts[name] for name in names if name in amounts)
        try:
            charge = _duty(run, row, claim, base) if row.code == DUTY else _tax(run, row, claim, base)
        except Invalid as error:
            run.findings.extend(_placed(error, claim, row))
            continue
        if charge is not None:
            amounts[row.code] = charge.amount
            yield charge


def _duty(run: _Run, row: ChargeRow, claim: Claim, base: Decimal) -> Charge | None:
    heading = run.snapshot.headings.get(claim.code)
    if heading is None or heading.duty is None:
        pointer = f"{item_pointer(claim.index)}/commodity/classification"
        run.findings.append(NO_HEADING.at(pointer, found=claim.code or "–", day=run.snapshot.day))
        return None
    charge = _charge(run, row, claim, base, basis_of(heading, claim, run.snapshot, run.findings))
    return _with_quota(run, row, claim, base, charge)


def _with_quota(run: _Run, row: ChargeRow, claim: Claim, base: Decimal, charge: Charge) -> Charge:
    """The charge under the first quota that holds the whole item and makes it cheaper, else as it was."""
    for basis, quantity in quotas_for(claim, run.snapshot):
        assert basis.quota is not None
        under = _charge(run, row, claim, base, basis)
        if quantity <= run.left.get(basis.quota.code, Decimal(0)) and under.amount < charge.amount:
            run.left[basis.quota.code] -= quantity
            run.uses.append(QuotaUse(basis.quota.code, claim.sequence, quantity, basis.quota.unit))
            return under
    return charge


def _tax(run: _Run, row: ChargeRow, claim: Claim, base: Decimal) -> Charge | None:
    """A charge by the rates of the pack; none where no rate names the code."""
    rate = run.snapshot.rate(row.code, claim.code)
    if rate is None:
        return None
    return _charge(run, row, claim, base, Basis(parse(rate.expression), "", rate.act, rate.source, rate.status))


def _charge(run: _Run, row: ChargeRow, claim: Claim, base: Decimal, basis: Basis) -> Charge:
    amount, formula = evaluate(basis.expression, base, claim.quantities, run.rates)
    expression = basis.expression.text
    if basis.factor != 1:
        amount, formula = EXACT.multiply(amount, basis.factor), f"{basis.factor:f} × ({formula})"
    return Charge(
        row.code,
        base,
        row.base.replace("+", " + "),
        expression,
        formula,
        amount,
        f"{row.round_place:f} {row.round_mode}",
        round_to(amount, row.round_place, row.round_mode),
        basis.act,
        basis.source,
        basis.status,
        basis.basis,
        basis.quota.code if basis.quota else None,
    )


def _placed(error: Invalid, claim: Claim, row: ChargeRow) -> Iterator[Finding]:
    """What an expression lacks, at the measures of the item."""
    pointer = f"{item_pointer(claim.index)}/commodity/goods_measure/tariff_quantity"
    for found in error.findings:
        yield Finding(found.code, pointer, {**found.params, "charge": row.code}, found.severity)


def _fees(run: _Run, total_value: Decimal) -> Iterator[Charge]:
    """The charges of the declaration as a whole, once each."""
    for row in run.snapshot.charges.values():
        if row.level == "declaration" and row.code in run.owed:
            charge = fee(row, total_value, run.snapshot, run.rates, run.findings)
            if charge is not None:
                yield charge
