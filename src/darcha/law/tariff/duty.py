"""Which duty expression an item owes: the tariff's, or what origin, preference or quota make of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from darcha.law.document import Declaration, GovernmentAgencyGoodsItem
from darcha.law.finding import Finding
from darcha.law.pack.model import Addition, CountryGroup, Heading, Quota, Status
from darcha.law.snapshot import Snapshot
from darcha.law.tariff.expression import Expression, ad_valorem, parse, raised
from darcha.law.tariff.units import base_of
from darcha.law.text import text

NO_CERTIFICATE = text(
    "tariff.preference",
    "Goods of {origin} can be free of duty, but no document {document} is cited",
    "Cite the certificate of origin; it may also be brought later and the duty asked back.",
    "warning",
)

FREE = parse("0%")


class Claim(msgspec.Struct, frozen=True):
    """What of an item decides its duty: code, origin, country of dispatch, documents cited, quantities by unit."""

    index: int
    sequence: int
    code: str
    origin: str | None
    sent_from: str | None
    documents: frozenset[str]
    quantities: dict[str, Decimal]


class Basis(msgspec.Struct, frozen=True):
    """The expression that is owed, ``factor`` times, and the row of the law that says so."""

    expression: Expression
    basis: str
    act: str
    source: str
    status: Status
    factor: Decimal = Decimal(1)
    quota: Quota | None = None


def documents_of(declaration: Declaration, item: GovernmentAgencyGoodsItem) -> frozenset[str]:
    """The types of the documents that are cited with a number, for the whole or for the item."""
    cited = (*declaration.additional_document, *item.additional_document)
    return frozenset(document.type_code for document in cited if document.type_code and document.id)


def basis_of(heading: Heading, claim: Claim, snapshot: Snapshot, findings: list[Finding]) -> Basis:
    """The duty by origin: free, the tariff's, or the tariff's with an addition."""
    tariff = parse(heading.duty or "0%")
    groups = [group for group in snapshot.groups if claim.origin in group.countries]
    free = next((group for group in groups if _is_free(group, claim, findings)), None)
    if free:
        return Basis(FREE, free.code, free.act, free.source, free.status)
    named = next((group for group in groups if group.treatment == "tariff"), None)
    if named is None and (addition := _addition(tariff, snapshot.additions)):
        expression = raised(tariff, addition.points) if addition.points else tariff
        return Basis(expression, "addition", addition.act, addition.source, addition.status, addition.factor)
    return Basis(tariff, named.code if named else "", heading.act, heading.source, heading.status)


def quotas_for(claim: Claim, snapshot: Snapshot) -> Iterable[tuple[Basis, Decimal]]:
    """The quotas an item could use, each with the quantity it would take."""
    for quota in snapshot.quotas:
        if not claim.code.startswith(quota.prefix) or claim.origin not in quota.origins:
            continue
        unit, factor = base_of(quota.unit)
        quantity = claim.quantities.get(unit)
        if quantity is not None and (quota.document is None or quota.document in claim.documents):
            basis = Basis(parse(quota.duty), quota.code, quota.act, quota.source, quota.status, quota=quota)
            yield basis, quantity / factor


def _is_free(group: CountryGroup, claim: Claim, findings: list[Finding]) -> bool:
    if group.treatment != "free" or claim.sent_from not in group.countries:
        return False
    if group.document is None or group.document in claim.documents:
        return True
    pointer = f"/goods_shipment/government_agency_goods_item/{claim.index}/additional_document"
    findings.append(NO_CERTIFICATE.at(pointer, origin=claim.origin, document=group.document))
    return False


def _addition(tariff: Expression, additions: tuple[Addition, ...]) -> Addition | None:
    """The step of the scale for the rate of the tariff; the steps rise and the last has no limit."""
    rate = ad_valorem(tariff)
    return next((step for step in additions if step.limit is None or rate <= step.limit), None)
