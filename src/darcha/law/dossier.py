"""A declaration read under the law of a day: what rules, needs, charges and selection all ask about.

Each figure is taken out of the document once, and what is absent there stands empty here, so that nobody who asks has
to go through the levels of the document again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.codes import compact_hs
from darcha.law.document import (
    AdditionalDocument,
    AdditionalInformation,
    Amount,
    Commodity,
    Consignment,
    Declaration,
    GoodsMeasure,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    GovernmentProcedure,
    Packaging,
    Party,
    PreviousDocument,
    Quantity,
    TransportMeans,
)
from darcha.law.pack.model import DeclarationKind, Direction, Heading, Kind, Procedure, Regime
from darcha.law.snapshot import Snapshot

# The types under which systems send the national or harmonised code: plain, HS, then the parts of the combined one.
_CODE_TYPES = (None, "HS", "SRZ")
_PART_TYPES = ("TSP", "TRC")
_NO_SHIPMENT = GoodsShipment()
_NO_CONSIGNMENT = Consignment()
_NO_MEANS = TransportMeans()
_NO_PARTY = Party()
_NO_PROCEDURE = GovernmentProcedure()
_NO_COMMODITY = Commodity()
_NO_MEASURE = GoodsMeasure()

E = TypeVar("E")


class Goods(msgspec.Struct, frozen=True, gc=False):
    """One goods item; ``index`` is its place (from 0), ``sequence`` its number, masses are in kilograms.

    ``procedure`` and ``previous`` are codes as given, ``asked`` and ``before`` their rows, if the day has them;
    ``direction`` and ``regime`` are those of the one asked for. ``code`` is the commodity code in digits and
    ``heading`` its line of the tariff. ``commodity`` and ``measure`` are empty where absent; ``documents`` are the
    item's own.
    """

    index: int
    sequence: int
    item: GovernmentAgencyGoodsItem
    procedure: str | None
    previous: str | None
    asked: Procedure | None
    before: Procedure | None
    direction: Direction | None
    regime: Regime | None
    code: str | None
    heading: Heading | None
    description: str
    origin: str | None
    export_country: str | None
    destination: str | None
    price: Amount | None
    customs_value: Amount | None
    invoice_currency: str | None
    gross_mass: Decimal | None
    net_mass: Decimal | None
    quantity: Quantity | None
    packaging: tuple[Packaging, ...]
    documents: tuple[AdditionalDocument, ...]
    commodity: Commodity
    measure: GoodsMeasure

    @property
    def pointer(self) -> str:
        """Where the item stands in the document (RFC 6901)."""
        return f"/goods_shipment/government_agency_goods_item/{self.index}"


class Placed(NamedTuple, Generic[E]):
    """An element that may stand in the whole or in an item: itself, where it stands, and the item, if in one."""

    element: E
    pointer: str
    goods: Goods | None


class Dossier(msgspec.Struct, frozen=True, gc=False):
    """A declaration, the law of the day (that of acceptance) and the present moment.

    ``importer``, ``exporter``, ``declarant`` and ``means`` (the vehicle at the border) are empty where absent.
    ``direction`` is that of the first item whose procedure is known. ``kind`` is the one that the type of the
    declaration names, else that of this procedure, and ``filed`` its row, if the day has one. ``documents``,
    ``statements`` and ``earlier`` (previous documents) are those of the whole and of the items; ``cited`` are the
    types of documents that are cited with a number.
    """

    law: Snapshot
    now: datetime
    declaration: Declaration
    shipment: GoodsShipment
    consignment: Consignment
    means: TransportMeans
    importer: Party
    exporter: Party
    declarant: Party
    items: tuple[Goods, ...]
    direction: Direction | None
    kind: Kind
    filed: DeclarationKind | None
    documents: tuple[Placed[AdditionalDocument], ...]
    statements: tuple[Placed[AdditionalInformation], ...]
    earlier: tuple[Placed[PreviousDocument], ...]
    cited: frozenset[str]


def gather(declaration: Declaration, law: Snapshot, now: datetime) -> Dossier:
    """The dossier of a declaration under the law of a day, looked at ``now``."""
    shipment = declaration.goods_shipment or _NO_SHIPMENT
    currency = declaration.invoice_amount.currency if declaration.invoice_amount else None
    items = tuple(
        [
            _goods(index, item, shipment, currency, law)
            for index, item in enumerate(shipment.government_agency_goods_item)
        ]
    )
    asked = next((item.asked for item in items if item.asked), None)
    kind = _kind(declaration, law, asked)
    documents = _placed(
        "/additional_document",
        declaration.additional_document,
        [(item, item.documents) for item in items if item.documents],
    )
    return Dossier(
        law=law,
        now=now,
        declaration=declaration,
        shipment=shipment,
        consignment=shipment.consignment or _NO_CONSIGNMENT,
        means=declaration.border_transport_means or _NO_MEANS,
        importer=shipment.importer or _NO_PARTY,
        exporter=declaration.exporter or _NO_PARTY,
        declarant=declaration.declarant or _NO_PARTY,
        items=items,
        direction=asked.direction if asked else None,
        kind=kind,
        filed=law.kinds.get(kind),
        documents=documents,
        statements=_placed(
            "/additional_information",
            declaration.additional_information,
            [(item, item.item.additional_information) for item in items if item.item.additional_information],
        ),
        earlier=_placed(
            "/previous_document",
            shipment.previous_document,
            [(item, item.item.previous_document) for item in items if item.item.previous_document],
            "/goods_shipment",
        ),
        cited=frozenset([one.element.type_code for one in documents if one.element.id and one.element.type_code]),
    )


def _kind(declaration: Declaration, law: Snapshot, asked: Procedure | None) -> Kind:
    """The kind that the declaration says it is of, else that of its procedure."""
    given = declaration.type_code
    named = [row.code for row in law.kinds.values() if given in row.type_codes] if given else []
    return named[0] if named else asked.kind if asked else "ordinary"


def _placed(
    name: str, whole: tuple[E, ...], items: Iterable[tuple[Goods, tuple[E, ...]]], base: str = ""
) -> tuple[Placed[E], ...]:
    """The elements of one kind: those of the whole, then those of the items."""
    placed = [Placed(one, f"{base}{name}/{index}", None) for index, one in enumerate(whole)]
    for goods, own in items:
        placed += [Placed(one, f"{goods.pointer}{name}/{index}", goods) for index, one in enumerate(own)]
    return tuple(placed)


def _goods(
    index: int, item: GovernmentAgencyGoodsItem, shipment: GoodsShipment, currency: str | None, law: Snapshot
) -> Goods:
    given = item.government_procedure[0] if item.government_procedure else _NO_PROCEDURE
    asked = law.procedures.get(given.current_code or "")
    commodity = item.commodity or _NO_COMMODITY
    measure = commodity.goods_measure or _NO_MEASURE
    code = commodity_code(item)
    sent_from = item.export_country or shipment.export_country
    bound_for = item.destination or shipment.destination
    return Goods(
        index=index,
        sequence=item.sequence_numeric or index + 1,
        item=item,
        procedure=given.current_code,
        previous=given.previous_code,
        asked=asked,
        before=law.procedures.get(given.previous_code or ""),
        direction=asked.direction if asked else None,
        regime=law.regimes.get(asked.regime) if asked and asked.regime else None,
        code=code,
        heading=law.headings.get(code) if code else None,
        description=commodity.description or "",
        origin=item.origin[0].country_code if item.origin else None,
        export_country=sent_from.id if sent_from else None,
        destination=bound_for.country_code if bound_for else None,
        price=commodity.invoice_line.item_charge_amount if commodity.invoice_line else None,
        customs_value=item.customs_value_amount,
        invoice_currency=currency,
        gross_mass=_value(measure.gross_mass_measure),
        net_mass=_value(measure.net_net_weight_measure),
        quantity=measure.tariff_quantity,
        packaging=item.packaging,
        documents=item.additional_document,
        commodity=commodity,
        measure=measure,
    )


def commodity_code(item: GovernmentAgencyGoodsItem) -> str | None:
    """The commodity code of an item, digits only in one piece, however the sender split it; None if there is none.

    A classification of type HS, SRZ or of no type holds it whole; TSP and TRC hold its first eight and last two digits.
    """
    if item.commodity is None:
        return None
    found = {c.identification_type_code: c.id for c in item.commodity.classification if c.id}
    whole = next((found[kind] for kind in _CODE_TYPES if kind in found), None)
    return compact_hs(whole or "".join(found.get(kind) or "" for kind in _PART_TYPES)) or None


def moment(text: str, zone: str) -> datetime | None:
    """A moment of the document in UTC; without offset it is local time in ``zone``. None if there is no such time."""
    try:
        parsed = datetime.fromisoformat(text)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _value(quantity: Quantity | None) -> Decimal | None:
    return quantity.value if quantity else None
