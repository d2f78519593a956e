"""The flat view of one goods item with its file: what conditions (permit needs, rates, profiles, routing) can ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from darcha.law.condition import Kind, Value
from darcha.law.document import AdditionalInformation, Consignment
from darcha.law.dossier import Dossier, Goods
from darcha.law.money import add_all
from darcha.law.pack.model import Post

_NO_CONSIGNMENT = Consignment()

USE = "USE"
"""The type (AdditionalInformation/StatementTypeCode) of a statement by code of what goods are for."""


class ItemView(Mapping[str, Value]):
    """One item of a dossier by the names of :data:`VIEW_FIELDS`; each value is worked out when it is asked for.

    ``value`` is the assessed customs value in the pack's currency, where it is known already; ``trusted`` says
    whether the party of ours is a trusted trader.
    """

    __slots__ = ("dossier", "goods", "trusted", "value")

    def __init__(self, dossier: Dossier, goods: Goods, value: Decimal | None = None, trusted: bool = False) -> None:
        self.dossier = dossier
        self.goods = goods
        self.value = _declared_value(dossier, goods) if value is None else value
        self.trusted = trusted

    def __getitem__(self, name: str) -> Value:
        return VIEW_FIELDS[name].read(self)

    def get(self, name: str, default: Value = None) -> Value:  # type: ignore[override]  # no type variable is needed
        """The value of a field; ``default`` where there is no such field."""
        field = VIEW_FIELDS.get(name)
        return default if field is None else field.read(self)

    def __iter__(self) -> Iterator[str]:
        return iter(VIEW_FIELDS)

    def __len__(self) -> int:
        return len(VIEW_FIELDS)


class Field(msgspec.Struct, frozen=True):
    """A field of the view: text, a number or a list of texts, what it means, and how it is found (None: not set)."""

    kind: Kind
    label: str
    read: Callable[[ItemView], Value]


def item_views(dossier: Dossier, values: Sequence[Decimal | None] = (), trusted: bool = False) -> tuple[ItemView, ...]:
    """The views of all items in their order; ``values`` are their assessed customs values, if known already."""
    known = values or (None,) * len(dossier.items)
    return tuple([ItemView(dossier, goods, value, trusted) for goods, value in zip(dossier.items, known, strict=True)])


def _declared_value(dossier: Dossier, goods: Goods) -> Decimal | None:
    """The declared customs value of an item, else its price, in the pack's currency at the rate of the day."""
    amount = goods.customs_value or goods.price
    return None if amount is None else dossier.law.in_currency(amount.value, amount.currency)


def _post(view: ItemView) -> Post | None:
    return view.dossier.law.posts.get(view.dossier.declaration.declaration_office_id or "")


def _post_kind(view: ItemView) -> str | None:
    post = _post(view)
    return post.kind if post else None


def _region(view: ItemView) -> str | None:
    post = _post(view)
    return post.region if post else None


def _importer_kind(view: ItemView) -> str | None:
    identifier, person = view.dossier.importer.id, view.dossier.law.pack.person_id
    if not identifier:
        return None
    return "person" if person and re.fullmatch(person, identifier) else "firm"


def _kind(view: ItemView) -> str | None:
    named = view.goods.asked is not None or view.dossier.declaration.type_code is not None
    return view.dossier.kind if named else None


def _exporter_country(view: ItemView) -> str | None:
    address = view.dossier.exporter.address
    return address.country_code if address else None


def _per_kilogram(view: ItemView) -> Decimal | None:
    return view.value / view.goods.net_mass if view.value is not None and view.goods.net_mass else None


def _consignment(view: ItemView) -> Consignment:
    return view.dossier.shipment.consignment or view.dossier.declaration.consignment or _NO_CONSIGNMENT


def _packages(view: ItemView) -> Decimal | None:
    counts = [p.quantity_quantity.value for p in view.goods.packaging if p.quantity_quantity]
    return add_all(counts) if counts else None


def _documents(view: ItemView) -> tuple[str, ...]:
    documents = (*view.dossier.declaration.additional_document, *view.goods.documents)
    return tuple([document.type_code for document in documents if document.type_code])


def _preferences(view: ItemView) -> tuple[str, ...]:
    commodity = view.goods.item.commodity
    return tuple([fee.duty_regime_code for fee in commodity.duty_tax_fee if fee.duty_regime_code]) if commodity else ()


def _information(view: ItemView) -> tuple[AdditionalInformation, ...]:
    return (*view.dossier.declaration.additional_information, *view.goods.item.additional_information)


def _statements(view: ItemView) -> tuple[str, ...]:
    return tuple([one.statement_code for one in _information(view) if one.statement_code])


def _use(view: ItemView) -> str | None:
    used = (one.statement_code for one in view.goods.item.additional_information if one.statement_type_code == USE)
    return next(used, None)


VIEW_FIELDS: dict[str, Field] = {
    "procedure": Field("text", "Customs procedure asked for, by its code", lambda v: v.goods.procedure),
    "previous_procedure": Field("text", "Customs procedure before, by its code", lambda v: v.goods.previous),
    "regime": Field("text", "Customs regime asked for", lambda v: v.goods.asked.regime if v.goods.asked else None),
    "kind": Field("text", "Kind of declaration", _kind),
    "direction": Field("text", "Direction of the procedure: import, export or transit", lambda v: v.goods.direction),
    "code": Field("text", "Commodity code", lambda v: v.goods.code),
    "description": Field("text", "Description of the goods", lambda v: v.goods.description or None),
    "origin": Field("text", "Country of origin", lambda v: v.goods.origin),
    "export_country": Field("text", "Country the goods were sent from", lambda v: v.goods.export_country),
    "destination": Field("text", "Country of destination", lambda v: v.goods.destination),
    "use": Field("text", "What the goods are for, by the code of the statement", _use),
    "statements": Field("list", "Statements made for the item or the whole, by their codes", _statements),
    "preferences": Field("list", "Reliefs and preferences asked for, by their codes", _preferences),
    "importer": Field("text", "Identifier of the importer", lambda v: v.dossier.importer.id),
    "importer_kind": Field("text", "Whether the importer is a firm or a person", _importer_kind),
    "exporter": Field("text", "Identifier of the exporter", lambda v: v.dossier.exporter.id),
    "exporter_country": Field("text", "Country in which the exporter is resident", _exporter_country),
    "declarant": Field("text", "Identifier of the declarant", lambda v: v.dossier.declarant.id),
    "party_trusted": Field(
        "text",
        "Whether the importer or exporter is a trusted trader: yes or no",
        lambda v: "yes" if v.trusted else "no",
    ),
    "post": Field("text", "Post of lodging, by its code", lambda v: v.dossier.declaration.declaration_office_id),
    "region": Field("text", "Region of the post of lodging, by its code", _region),
    "post_kind": Field("text", "Kind of the post of lodging: border or inland", _post_kind),
    "customs_value": Field("number", "Customs value of the item, in the country's currency", lambda v: v.value),
    "gross_mass": Field("number", "Gross mass of the item, in kilograms", lambda v: v.goods.gross_mass),
    "net_mass": Field("number", "Net mass of the item, in kilograms", lambda v: v.goods.net_mass),
    "quantity": Field(
        "number",
        "Quantity of the item in the unit of the tariff",
        lambda v: v.goods.quantity.value if v.goods.quantity else None,
    ),
    "value_per_kilogram": Field(
        "number", "Customs value of one kilogram net, in the country's currency", _per_kilogram
    ),
    "package_count": Field("number", "Packages of the item", _packages),
    "item_count": Field("number", "Items of the declaration", lambda v: Decimal(len(v.dossier.items))),
    "transport_mode": Field("text", "Mode of transport at the border", lambda v: v.dossier.means.mode_code),
    "containers": Field(
        "list",
        "Containers by their numbers",
        lambda v: tuple([one.id for one in _consignment(v).transport_equipment if one.id]),
    ),
    "route": Field(
        "list",
        "Countries on the route",
        lambda v: tuple([s.routing_country_code for s in _consignment(v).itinerary if s.routing_country_code]),
    ),
    "documents": Field("list", "Documents cited for the item or the whole, by the codes of their types", _documents),
    "incoterm": Field(
        "text",
        "Delivery term",
        lambda v: v.dossier.shipment.trade_terms.condition_code if v.dossier.shipment.trade_terms else None,
    ),
    "invoice_currency": Field("text", "Currency of the invoice", lambda v: v.goods.invoice_currency),
}
"""Every field of an item's view, with its kind, its meaning, and where it comes from."""

VIEW_KINDS: dict[str, Kind] = {name: field.kind for name, field in VIEW_FIELDS.items()}
