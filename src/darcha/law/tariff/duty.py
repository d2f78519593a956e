"""Which duty expression an item owes: the tariff's, or what origin, preference or quota make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from darcha.law.finding import Finding
from darcha.law.money import EXACT
from darcha.law.pack.model import Addition, CountryGroup, Heading, Quota, Rate, Row, Status
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.expression import Expression, ad_valorem, parse, raised
from darcha.law.tariff.lot import Lot
from darcha.law.tariff.units import base_of
from darcha.law.text import text

NO_CERTIFICATE = text(
    "tariff.preference",
    "Goods of {origin} can be free of duty, but no document {document} is cited",
    "Cite the certificate of origin; it may also be brought later ({term}) and the duty asked back.",
    "warning",
)
SENT_FROM_ELSEWHERE = text(
    "tariff.preference.territory",
    "Goods of {origin} can be free of duty, but were sent from {found}, outside the group of states",
    "If they were sent from one of the states, state it; the preference can be restored later ({term}).",
    "warning",
)
SOLD_FROM_ELSEWHERE = text(
    "tariff.preference.resident",
    "Goods of {origin} can be free of duty, but the exporter is not resident in the group of states: {found}",
    "State the exporter's country if it is one of them; the preference can be restored later ({term}).",
    "warning",
)

FREE = parse("0%")


class Basis(msgspec.Struct, frozen=True):
    """The expression that is owed, ``factor`` times, and the row of the law that says so.

    ``measured`` says whether it counts quantities, ``owes`` whether it can come to anything at all.
    """

    expression: Expression
    basis: str
    act: str
    source: str
    status: Status
    factor: Decimal
    quota: Quota | None
    measured: bool
    owes: bool


class Treatment(msgspec.Struct, frozen=True):
    """How the law treats an origin: the groups that may free it, and the code of the first at the tariff's rate."""

    free: tuple[CountryGroup, ...] = ()
    named: str | None = None


_STRANGER = Treatment()


class Tariff:
    """The tariff of a day, made ready: origins by group, and each basis of duty once it has been worked out."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        countries = {country for group in snapshot.groups for country in group.countries}
        self._treatments: dict[str | None, Treatment] = {one: _treatment(one, snapshot) for one in countries}
        self._free = {group.code: basis_of(FREE, group.code, group) for group in snapshot.groups}
        self._quotas = tuple((quota, _quota(quota), *base_of(quota.unit)) for quota in snapshot.quotas)
        self._found: dict[tuple[int, str | None], Basis] = {}

    def plain(self, rate: Rate) -> Basis:
        """A rate as it stands. Raises :class:`~darcha.law.errors.Invalid` for a faulty expression."""
        return self._found.get((id(rate), rate.code)) or self._keep(rate, rate.code, _worded(rate, rate.code))

    def duty(self, row: Heading | Rate, lot: Lot, findings: list[Finding]) -> Basis:
        """The duty of ``row`` by origin: free, the tariff's, or the tariff's with an addition.

        Conditions of a preference that are not met are warnings; where several groups could free the goods, those of
        the one that lacks least.
        """
        treatment = self._treatments.get(lot.goods.origin, _STRANGER)
        basis = self._by_origin(row, treatment.named)
        if not basis.owes or not treatment.free:
            return basis
        lacking = [(group, tuple(self._lacking(group, lot))) for group in treatment.free]
        group, least = min(lacking, key=lambda pair: len(pair[1]))
        findings.extend(one for one in least if one not in findings)
        return basis if least else self._free[group.code]

    def quotas(self, lot: Lot) -> Iterable[tuple[Basis, Quota, Decimal]]:
        """The quotas an item could use, each with the quantity it would take."""
        for quota, basis, unit, factor in self._quotas:
            if not lot.code.startswith(quota.prefix) or lot.goods.origin not in quota.origins:
                continue
            quantity = lot.quantities().get(unit)
            if quantity is not None and (quota.document is None or quota.document in lot.documents()):
                yield basis, quota, EXACT.divide(quantity, factor)

    def _by_origin(self, row: Heading | Rate, named: str | None) -> Basis:
        # The rows live as long as the snapshot does, and this index no longer: their identity is a key.
        return self._found.get((id(row), named)) or self._keep(row, named, self._worked_out(row, named))

    def _keep(self, row: Heading | Rate, named: str | None, basis: Basis) -> Basis:
        return self._found.setdefault((id(row), named), basis)

    def _worked_out(self, row: Heading | Rate, named: str | None) -> Basis:
        tariff = _worded(row, row.code if isinstance(row, Rate) else named or "")
        addition = None if named else _addition(tariff.expression, self.snapshot.additions)
        if addition is None:
            return tariff
        # The law speaks of percentages; what becomes of an amount for each unit is our reading of it.
        status = addition.status if _is_ad_valorem(tariff.expression) else "illustrative"
        expression = raised(tariff.expression, addition.points) if addition.points else tariff.expression
        return basis_of(expression, "addition", addition, status, addition.factor)

    def _lacking(self, group: CountryGroup, lot: Lot) -> Iterator[Finding]:
        """What of the conditions of a preference is not met."""
        goods, exporter = lot.goods, lot.dossier.exporter
        country = exporter.address.country_code if exporter.address else None
        about = {"origin": goods.origin, "term": self._term(group)}
        if group.territory and goods.export_country not in group.countries:
            place = lot.pointer if goods.item.export_country else "/goods_shipment"
            yield SENT_FROM_ELSEWHERE.at(f"{place}/export_country/id", **about, found=goods.export_country or "–")
        if group.resident and country not in group.countries:
            yield SOLD_FROM_ELSEWHERE.at("/exporter/address/country_code", **about, found=country or "–")
        if group.document is not None and group.document not in lot.documents():
            yield NO_CERTIFICATE.at(f"{lot.pointer}/additional_document", **about, document=group.document)

    def _term(self, group: CountryGroup) -> str:
        """Within which time a preference can be restored, as figure and unit."""
        clock = self.snapshot.clocks.get(group.restored or "")
        return f"{clock.amount} {clock.unit}" if clock else "–"


def _treatment(country: str, snapshot: Snapshot) -> Treatment:
    groups = [group for group in snapshot.groups if country in group.countries]
    return Treatment(
        tuple(group for group in groups if group.treatment == "free"),
        next((group.code for group in groups if group.treatment == "tariff"), None),
    )


def _worded(row: Heading | Rate, basis: str) -> Basis:
    sentence = row.expression if isinstance(row, Rate) else row.duty
    return basis_of(parse(sentence or "0%"), basis, row)


def _quota(quota: Quota) -> Basis:
    return basis_of(parse(quota.duty), quota.code, quota, quota=quota)


def basis_of(
    expression: Expression,
    code: str,
    row: Row,
    status: Status | None = None,
    factor: Decimal = Decimal(1),
    quota: Quota | None = None,
) -> Basis:
    """A basis by the row of the law that says so; ``code`` is what the working names it by."""
    parts = expression.components
    return Basis(
        expression,
        code,
        row.act,
        row.source,
        status or row.status,
        factor,
        quota,
        any(term.unit for term in parts),
        any(term.amount != 0 for term in parts),
    )


def _is_ad_valorem(expression: Expression) -> bool:
    return all(term.currency is None for term in expression.components)


def _addition(tariff: Expression, additions: tuple[Addition, ...]) -> Addition | None:
    """The step of the scale for the rate of the tariff; the steps rise and the last has no limit."""
    rate = ad_valorem(tariff)
    for step in additions:
        if step.limit is None or rate < step.limit or (step.includes and rate == step.limit):
            return step
    return None
