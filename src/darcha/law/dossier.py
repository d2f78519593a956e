"""A declaration read under the law of a day: what rules, needs, charges and selection all ask about.

Each figure is taken out of the document once, and what is absent there stands empty here, so that nobody who asks has
to go through the levels of the document again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.codes import compact_hs
from darcha.law.document import (
    AdditionalDocument,
    Amount,
    Consignment,
    Declaration,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    GovernmentProcedure,
    Packaging,
    Party,
    Quantity,
    TransportMeans,
)
from darcha.law.pack.model import Direction, Heading, Kind, Procedure
from darcha.law.snapshot import Snapshot

# The types under which systems send the national or harmonised code: plain, HS, then the parts of the combined one.
_CODE_TYPES = (None, "HS", "SRZ")
_PART_TYPES = ("TSP", "TRC")
_NO_SHIPMENT = GoodsShipment()
_NO_CONSIGNMENT = Consignment()
_NO_MEANS = TransportMeans()
_NO_PARTY = Party()
_NO_PROCEDURE = GovernmentProcedure()


class Goods(msgspec.Struct, frozen=True, gc=False):
    """One goods item; ``index`` is its place (from 0), ``sequence`` its number, masses are in kilograms.

    ``procedure`` and ``previous`` are codes as given, ``asked`` the row of the one asked for, if the day has it;
    ``direction`` is that of the row. ``code`` is the commodity code in digits and ``heading`` its line of the tariff.
    ``documents`` are the item's own.
    """

    index: int
    sequence: int
    item: GovernmentAgencyGoodsItem
    procedure: str | None
    previous: str | None
    asked: Procedure | None
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


class Dossier(msgspec.Struct, frozen=True, gc=False):
    """A declaration, the law of the day (that of acceptance) and the present moment.

    ``importer``, ``exporter``, ``declarant`` and ``means`` (the vehicle at the border) are empty where absent.
    ``direction`` and ``kind`` are those of the first item whose procedure is known.
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
        kind=asked.kind if asked else "ordinary",
    )


def _goods(
    index: int, item: GovernmentAgencyGoodsItem, shipment: GoodsShipment, currency: str | None, law: Snapshot
) -> Goods:
    given = item.government_procedure[0] if item.government_procedure else _NO_PROCEDURE
    asked = law.procedures.get(given.current_code or "")
    commodity = item.commodity
    measure = commodity.goods_measure if commodity else None
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
        direction=asked.direction if asked else None,
        code=code,
        heading=law.headings.get(code) if code else None,
        description=(commodity.description or "") if commodity else "",
        origin=item.origin[0].country_code if item.origin else None,
        export_country=sent_from.id if sent_from else None,
        destination=bound_for.country_code if bound_for else None,
        price=commodity.invoice_line.item_charge_amount if commodity and commodity.invoice_line else None,
        customs_value=item.customs_value_amount,
        invoice_currency=currency,
        gross_mass=_value(measure.gross_mass_measure) if measure else None,
        net_mass=_value(measure.net_net_weight_measure) if measure else None,
        quantity=measure.tariff_quantity if measure else None,
        packaging=item.packaging,
        documents=item.additional_document,
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
