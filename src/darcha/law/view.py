"""The flat view of one goods item with its file: what conditions (permit needs, profiles, routing) can ask about."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from darcha.law.codes import compact_hs
from darcha.law.condition import Kind, Value, View
from darcha.law.document import (
    Consignment,
    Declaration,
    GoodsMeasure,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    GovernmentProcedure,
    Party,
    Quantity,
)
from darcha.law.snapshot import Snapshot


class Field(msgspec.Struct, frozen=True):
    """A field of the view: text, a number or a list of texts, and what it means."""

    kind: Kind
    label: str


VIEW_FIELDS: dict[str, Field] = {
    "procedure": Field("text", "Customs procedure asked for, by its code"),
    "previous_procedure": Field("text", "Customs procedure before, by its code"),
    "direction": Field("text", "Direction of the procedure: import, export or transit"),
    "code": Field("text", "Commodity code"),
    "description": Field("text", "Description of the goods"),
    "origin": Field("text", "Country of origin"),
    "export_country": Field("text", "Country the goods were sent from"),
    "destination": Field("text", "Country of destination"),
    "importer": Field("text", "Identifier of the importer"),
    "exporter": Field("text", "Identifier of the exporter"),
    "declarant": Field("text", "Identifier of the declarant"),
    "party_trusted": Field("text", "Whether the importer or exporter is a trusted trader: yes or no"),
    "post": Field("text", "Post of lodging, by its code"),
    "post_kind": Field("text", "Kind of the post of lodging: border or inland"),
    "customs_value": Field("number", "Customs value of the item, in the country's currency"),
    "gross_mass": Field("number", "Gross mass of the item, in kilograms"),
    "net_mass": Field("number", "Net mass of the item, in kilograms"),
    "value_per_kilogram": Field("number", "Customs value of one kilogram net, in the country's currency"),
    "package_count": Field("number", "Packages of the item"),
    "item_count": Field("number", "Items of the declaration"),
    "transport_mode": Field("text", "Mode of transport at the border"),
    "containers": Field("list", "Containers by their numbers"),
    "route": Field("list", "Countries on the route"),
    "documents": Field("list", "Documents cited for the item or the whole, by the codes of their types"),
    "incoterm": Field("text", "Delivery term"),
    "invoice_currency": Field("text", "Currency of the invoice"),
}
"""Every field of :func:`item_view`, with its kind and meaning."""

VIEW_KINDS: dict[str, Kind] = {name: field.kind for name, field in VIEW_FIELDS.items()}

# The types under which systems send the national or harmonised code: plain, HS, then the parts of the combined one.
_CODE_TYPES = (None, "HS", "SRZ")
_PART_TYPES = ("TSP", "TRC")
_NO_SHIPMENT = GoodsShipment()
_NO_CONSIGNMENT = Consignment()
_NO_PROCEDURE = GovernmentProcedure()
_NO_MEASURE = GoodsMeasure()


def commodity_code(item: GovernmentAgencyGoodsItem) -> str | None:
    """The commodity code of an item, digits only in one piece, however the sender split it; None if there is none.

    A classification of type HS, SRZ or of no type holds it whole; TSP and TRC hold its first eight and last two digits.
    """
    if item.commodity is None:
        return None
    found = {c.identification_type_code: c.id for c in item.commodity.classification if c.id}
    whole = next((found[kind] for kind in _CODE_TYPES if kind in found), None)
    return compact_hs(whole or "".join(found.get(kind) or "" for kind in _PART_TYPES)) or None


def customs_value(item: GovernmentAgencyGoodsItem, snapshot: Snapshot) -> Decimal | None:
    """The declared customs value of an item, else its price, in the pack's currency at the rate of the day."""
    amount = item.customs_value_amount
    if amount is None and item.commodity is not None and item.commodity.invoice_line is not None:
        amount = item.commodity.invoice_line.item_charge_amount
    return None if amount is None else snapshot.in_currency(amount.value, amount.currency)


def item_view(
    declaration: Declaration,
    item: GovernmentAgencyGoodsItem,
    snapshot: Snapshot,
    value: Decimal | None = None,
    trusted: bool = False,
) -> View:
    """The view of one item: a value (None: not set) for every name of :data:`VIEW_FIELDS`.

    ``value`` is the assessed customs value in the pack's currency, if it is known already; ``trusted`` says whether
    the party of ours is a trusted trader.
    """
    return {**_file(declaration, snapshot, trusted), **_goods(declaration, item, snapshot, value)}


def item_views(
    declaration: Declaration, snapshot: Snapshot, values: Sequence[Decimal | None] = (), trusted: bool = False
) -> tuple[View, ...]:
    """The views of all items in their order; ``values`` are their assessed customs values, if known already."""
    items = declaration.goods_shipment.government_agency_goods_item if declaration.goods_shipment else ()
    file = _file(declaration, snapshot, trusted)
    known = values or (None,) * len(items)
    return tuple(
        {**file, **_goods(declaration, item, snapshot, value)} for item, value in zip(items, known, strict=True)
    )


def _file(declaration: Declaration, snapshot: Snapshot, trusted: bool) -> dict[str, Value]:
    shipment = declaration.goods_shipment or _NO_SHIPMENT
    consignment = shipment.consignment or declaration.consignment or _NO_CONSIGNMENT
    means = declaration.border_transport_means
    terms = shipment.trade_terms
    post = snapshot.posts.get(declaration.declaration_office_id or "")
    return {
        "importer": _id(shipment.importer),
        "exporter": _id(declaration.exporter),
        "declarant": _id(declaration.declarant),
        "party_trusted": "yes" if trusted else "no",
        "post": declaration.declaration_office_id,
        "post_kind": post.kind if post else None,
        "item_count": Decimal(len(shipment.government_agency_goods_item)),
        "transport_mode": means.mode_code if means else None,
        "containers": tuple(one.id for one in consignment.transport_equipment if one.id),
        "route": tuple(step.routing_country_code for step in consignment.itinerary if step.routing_country_code),
        "incoterm": terms.condition_code if terms else None,
        "invoice_currency": declaration.invoice_amount.currency if declaration.invoice_amount else None,
    }


def _goods(
    declaration: Declaration, item: GovernmentAgencyGoodsItem, snapshot: Snapshot, value: Decimal | None
) -> dict[str, Value]:
    shipment = declaration.goods_shipment or _NO_SHIPMENT
    asked = item.government_procedure[0] if item.government_procedure else _NO_PROCEDURE
    procedure = snapshot.procedures.get(asked.current_code or "")
    sent_from = item.export_country or shipment.export_country
    bound_for = item.destination or shipment.destination
    measure = (item.commodity.goods_measure if item.commodity else None) or _NO_MEASURE
    net = _value(measure.net_net_weight_measure)
    value = customs_value(item, snapshot) if value is None else value
    documents = (*declaration.additional_document, *item.additional_document)
    packages = [p.quantity_quantity.value for p in item.packaging if p.quantity_quantity]
    return {
        "procedure": asked.current_code,
        "previous_procedure": asked.previous_code,
        "direction": procedure.direction if procedure else None,
        "code": commodity_code(item),
        "description": item.commodity.description if item.commodity else None,
        "origin": item.origin[0].country_code if item.origin else None,
        "export_country": sent_from.id if sent_from else None,
        "destination": bound_for.country_code if bound_for else None,
        "customs_value": value,
        "gross_mass": _value(measure.gross_mass_measure),
        "net_mass": net,
        "value_per_kilogram": value / net if value is not None and net else None,
        "package_count": sum(packages, Decimal(0)) if packages else None,
        "documents": tuple(document.type_code for document in documents if document.type_code),
    }


def _id(party: Party | None) -> str | None:
    return party.id if party else None


def _value(quantity: Quantity | None) -> Decimal | None:
    return quantity.value if quantity else None
