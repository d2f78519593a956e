"""The methods of customs valuation in their order (Articles 1 to 7 of the WTO Valuation Agreement)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import get_args

import msgspec

from darcha.law.finding import Finding
from darcha.law.money import EXACT, add_all, round_to
from darcha.law.pack.model import Status, ValuationMethod
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.valuation.evidence import Basis, Comparable, Evidence, Resale
from darcha.law.tariff.valuation.rows import ValueLaw
from darcha.law.tariff.valuation.terms import Way
from darcha.law.text import Text, text


def _why(code: str, label: str, cure: str) -> Text:
    return text(f"tariff.method.{code}", label, cure, "warning")


NO_SALE = _why("sale", "The goods were not sold for export", "Show the contract of sale, if there is one.")
RESTRICTED = _why("restricted", "The buyer may not freely use or sell the goods", "Show that this leaves the price.")
CONDITIONAL = _why(
    "conditional", "The price hangs on something whose worth is not known", "Show what the condition is worth."
)
PROCEEDS = _why(
    "proceeds", "Part of what the goods bring later goes to the seller and is not known", "Show what it comes to."
)
RELATED = _why(
    "related",
    "The parties are related, and it is not shown that this left the price alone",
    "Show a value of unrelated sales that the price comes close to.",
)
NO_GOODS = _why("comparable", "No accepted value of such goods is known", "Name one by its declaration.")
TOO_FAR = _why(
    "days", "The sale {reference} lies more than {days} days away", "Name one nearer to the day of exportation."
)
UNLIKE = _why(
    "unlike",
    "The sale {reference} was at another commercial level or in another quantity, and nothing says what that means",
    "Show by price lists or the like what the difference is worth.",
)
NO_RESALE = _why(
    "resale", "No resale to an unrelated buyer within {days} days is known", "Show resales of these or such goods."
)
NO_DEDUCTIONS = _why(
    "deductions",
    "What has to be taken off the price of the resale is not known",
    "Show the usual commission or profit, the carriage within the country, and the duties and taxes.",
)
NO_PRODUCTION = _why(
    "production", "What the goods cost to make is not known", "Ask the producer for the accounts, if he will give them."
)
NOT_ABOVE_ZERO = _why("positive", "The value comes to {value}, which is not above zero", "Check the figures.")
NO_MEANS = _why("means", "No reasonable means is left", "Agree on one with the customs service.")
PROHIBITED = _why("prohibited", "No value may rest on this: {basis}", "Use a means that the law allows.")


class Tried(msgspec.Struct, frozen=True):
    """An earlier method and why it does not apply; the pointers of the findings are into the evidence."""

    method: str
    why: tuple[Finding, ...]


class Valuation(msgspec.Struct, frozen=True):
    """The method that applies, the value it gives, the sum, the row of the law; what was tried before, and why not.

    ``method`` is None where none applies. ``notes`` tell what was offered to the method and not used.
    """

    method: str | None
    amount: Decimal
    working: str
    tried: tuple[Tried, ...]
    notes: tuple[Finding, ...] = ()
    act: str = ""
    source: str = ""
    status: Status = "official"


class _Found(msgspec.Struct, frozen=True):
    """What one method comes to, and what stands against it or against some of the evidence."""

    amount: Decimal | None
    working: str
    why: tuple[Finding, ...]


def choose(evidence: Evidence, snapshot: Snapshot, way: Way = "import") -> Valuation:
    """The customs value by the first method that applies; a later one is never looked at."""
    tried: list[Tried] = []
    pack = snapshot.pack
    for row in _order(snapshot.made(ValueLaw).methods[way].values(), evidence.reverse):
        found = _positive(_METHODS[row.code](evidence, row))
        if found.amount is not None:
            amount = round_to(found.amount, pack.value_place, pack.value_mode)
            law = (row.act, row.source, row.status)
            return Valuation(row.code, amount, found.working, tuple(tried), found.why, *law)
        tried.append(Tried(row.code, found.why))
    return Valuation(None, Decimal(0), "", tuple(tried))


def _order(rows: Iterable[ValuationMethod], reverse: bool) -> list[ValuationMethod]:
    """The methods that are known here, in their order; those of one order the other way round if that is asked for."""
    known = [row for row in rows if row.code in _METHODS]
    return sorted(known[::-1] if reverse else known, key=lambda row: row.order)


def _positive(found: _Found) -> _Found:
    """What is found, if it is above zero."""
    if found.amount is None or found.amount > 0:
        return found
    return _none((*found.why, NOT_ABOVE_ZERO.at("", value=f"{found.amount:f}")))


def _none(why: Iterable[Finding]) -> _Found:
    return _Found(None, "", tuple(why))


def _transaction(evidence: Evidence, _: ValuationMethod) -> _Found:
    sale = evidence.transaction
    if sale is None or not sale.sold:
        return _none([NO_SALE.at("/transaction")])
    against = (
        (sale.restricted, RESTRICTED, "restricted"),
        (sale.conditional, CONDITIONAL, "conditional"),
        (sale.proceeds_unknown, PROCEEDS, "proceeds_unknown"),
        (sale.related and not sale.uninfluenced, RELATED, "related"),
    )
    why = tuple([words.at(f"/transaction/{field}") for holds, words, field in against if holds])
    return _none(why) if why else _Found(sale.value, f"{sale.value:f}", ())


def _identical(evidence: Evidence, row: ValuationMethod) -> _Found:
    return _compared(evidence, evidence.identical, "/identical", row.days)


def _similar(evidence: Evidence, row: ValuationMethod) -> _Found:
    return _compared(evidence, evidence.similar, "/similar", row.days)


def _compared(evidence: Evidence, sales: Sequence[Comparable], pointer: str, days: int) -> _Found:
    """The lowest of the values of sales that are near; those alike come before those that had to be adjusted."""
    if not sales:
        return _none([NO_GOODS.at(pointer)])
    near = [sale for sale in sales if abs((sale.day - evidence.day).days) <= days]
    alike = [(sale.unit_value, sale.reference) for sale in near if sale.alike]
    adjusted = [(sale.adjusted, sale.reference) for sale in near if sale.adjusted is not None]
    if not (alike or adjusted):
        return _none(_unusable(evidence, sales, pointer, days))
    return _times(evidence.quantity, min(alike or adjusted))


def _unusable(evidence: Evidence, sales: Sequence[Comparable], pointer: str, days: int) -> Iterator[Finding]:
    for index, sale in enumerate(sales):
        if abs((sale.day - evidence.day).days) > days:
            yield TOO_FAR.at(f"{pointer}/{index}/day", reference=sale.reference, days=days)
        else:
            yield UNLIKE.at(f"{pointer}/{index}/alike", reference=sale.reference)


def _times(quantity: Decimal, sale: tuple[Decimal, str]) -> _Found:
    unit_value, reference = sale
    return _Found(EXACT.multiply(quantity, unit_value), f"{quantity:f} × {unit_value:f} ({reference})", ())


def _deductive(evidence: Evidence, row: ValuationMethod) -> _Found:
    """The unit price at which most was resold to unrelated buyers, less what comes of resale and importation."""
    resales = [one for one in evidence.resales if not one.related and 0 <= (one.day - evidence.day).days <= row.days]
    if not resales:
        return _none([NO_RESALE.at("/resales", days=row.days)])
    off = evidence.deductions
    if off is None:
        return _none([NO_DEDUCTIONS.at("/deductions")])
    price = _greatest(resales)
    parts = [part for part in (off.margin, off.carriage, off.charges, off.processing) if part]
    left = EXACT.subtract(price, add_all(parts))
    unit = " - ".join([f"{price:f}", *(f"{part:f}" for part in parts)])
    return _Found(EXACT.multiply(evidence.quantity, left), f"{evidence.quantity:f} × ({unit})", ())


def _greatest(resales: Iterable[Resale]) -> Decimal:
    """The unit price of the greatest quantity in all; of two the lower."""
    sums: dict[Decimal, Decimal] = {}
    for one in resales:
        sums[one.unit_price] = EXACT.add(sums.get(one.unit_price, Decimal(0)), one.quantity)
    return min(sums, key=lambda price: (-sums[price], price))


def _computed(evidence: Evidence, _: ValuationMethod) -> _Found:
    made = evidence.production
    if made is None:
        return _none([NO_PRODUCTION.at("/production")])
    parts = [part for part in (made.materials, made.making, made.profit, made.delivery) if part]
    return _Found(add_all(parts), " + ".join(f"{part:f}" for part in parts), ())


_REASONABLE: tuple[str, ...] = get_args(Basis)


def _reserve(evidence: Evidence, row: ValuationMethod) -> _Found:
    """The second and the third method with a longer term and at any level, then the means that were proposed.

    Of means of one kind the lowest counts; what no value may rest on is named and left out.
    """
    why = tuple(
        [
            PROHIBITED.at(f"/means/{index}/basis", basis=one.basis)
            for index, one in enumerate(evidence.means)
            if one.basis not in _REASONABLE
        ]
    )
    for sales in (evidence.identical, evidence.similar):
        near = [sale for sale in sales if abs((sale.day - evidence.day).days) <= row.days]
        if near:
            found = min((sale.unit_value, sale.reference) for sale in near)
            return msgspec.structs.replace(_times(evidence.quantity, found), why=why)
    allowed = [one for one in evidence.means if one.basis in _REASONABLE]
    if not allowed:
        return _none((*why, NO_MEANS.at("/means")))
    best = min(allowed, key=lambda one: (_REASONABLE.index(one.basis), one.value, one.working))
    return _Found(best.value, best.working, why)


_METHODS: dict[str, Callable[[Evidence, ValuationMethod], _Found]] = {
    "1": _transaction,
    "2": _identical,
    "3": _similar,
    "4": _deductive,
    "5": _computed,
    "6": _reserve,
}
"""By the codes under which every declaration names them: the order of the Articles."""
