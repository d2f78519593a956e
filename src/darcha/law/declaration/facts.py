"""What rules ask about: a declaration and its items, each figure taken out of the document once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.document import (
    AdditionalDocument,
    Amount,
    Consignment,
    Declaration,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    Packaging,
    Party,
    Quantity,
    TransportMeans,
)
from darcha.law.pack.model import Direction, Heading
from darcha.law.snapshot import Snapshot
from darcha.law.view import commodity_code

_NO_SHIPMENT = GoodsShipment()
_NO_CONSIGNMENT = Consignment()
_NO_MEANS = TransportMeans()
_NO_PARTY = Party()


class Context(msgspec.Struct, frozen=True):
    """What a rule knows beside the document: the law of the day (the day of acceptance), and the present moment."""

    snapshot: Snapshot
    now: datetime


class ItemFacts(msgspec.Struct, frozen=True, gc=False):
    """One goods item; ``index`` is its place (from 0), ``code`` the commodity code, masses are in kilograms."""

    index: int
    item: GovernmentAgencyGoodsItem
    procedure: str | None
    previous: str | None
    direction: Direction | None
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


class Facts(msgspec.Struct, frozen=True, gc=False):
    """A declaration, the law of the day and the present moment: what every rule is asked about.

    What is absent in the document stands empty here, so that a rule need not ask for each level.

    ``direction`` is that of the first item whose procedure is known. ``importer``, ``exporter`` and ``means`` (the
    vehicle at the border) are empty where absent.
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
    items: tuple[ItemFacts, ...]
    direction: Direction | None


def gather(declaration: Declaration, context: Context) -> Facts:
    """The facts of a declaration under a context."""
    shipment = declaration.goods_shipment or _NO_SHIPMENT
    items = tuple(
        _item(index, item, declaration, shipment, context.snapshot)
        for index, item in enumerate(shipment.government_agency_goods_item)
    )
    return Facts(
        law=context.snapshot,
        now=context.now,
        declaration=declaration,
        shipment=shipment,
        consignment=shipment.consignment or _NO_CONSIGNMENT,
        means=declaration.border_transport_means or _NO_MEANS,
        importer=shipment.importer or _NO_PARTY,
        exporter=declaration.exporter or _NO_PARTY,
        declarant=declaration.declarant or _NO_PARTY,
        items=items,
        direction=next((item.direction for item in items if item.direction), None),
    )


def _item(
    index: int,
    item: GovernmentAgencyGoodsItem,
    declaration: Declaration,
    shipment: GoodsShipment,
    snapshot: Snapshot,
) -> ItemFacts:
    asked = item.government_procedure[0] if item.government_procedure else None
    procedure = snapshot.procedures.get(asked.current_code or "") if asked else None
    commodity = item.commodity
    measure = commodity.goods_measure if commodity else None
    code = commodity_code(item)
    sent_from = item.export_country or shipment.export_country
    bound_for = item.destination or shipment.destination
    return ItemFacts(
        index=index,
        item=item,
        procedure=asked.current_code if asked else None,
        previous=asked.previous_code if asked else None,
        direction=procedure.direction if procedure else None,
        code=code,
        heading=snapshot.headings.get(code) if code else None,
        description=(commodity.description or "") if commodity else "",
        origin=item.origin[0].country_code if item.origin else None,
        export_country=sent_from.id if sent_from else None,
        destination=bound_for.country_code if bound_for else None,
        price=commodity.invoice_line.item_charge_amount if commodity and commodity.invoice_line else None,
        customs_value=item.customs_value_amount,
        invoice_currency=declaration.invoice_amount.currency if declaration.invoice_amount else None,
        gross_mass=_value(measure.gross_mass_measure) if measure else None,
        net_mass=_value(measure.net_net_weight_measure) if measure else None,
        quantity=measure.tariff_quantity if measure else None,
        packaging=item.packaging,
        documents=item.additional_document,
    )


def _value(quantity: Quantity | None) -> Decimal | None:
    return quantity.value if quantity else None


def moment(text: str, zone: str) -> datetime | None:
    """A moment of the document in UTC; without offset it is local time in ``zone``. None if there is no such time."""
    try:
        parsed = datetime.fromisoformat(text)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
