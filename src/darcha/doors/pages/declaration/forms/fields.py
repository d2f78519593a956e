"""The fields a trader fills in, by section: what each is called, where it lies in the document, how it is typed.

``[]`` in a path stands for the rows of a group. Choices are named lists, made by :mod:`.choices`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from darcha.doors.words import mark

Kind = Literal["text", "area", "code", "number", "date", "choice", "commodity"]

ITEM = "goods_shipment.government_agency_goods_item"
CONTAINER = "goods_shipment.consignment.transport_equipment"
ROUTE = "goods_shipment.consignment.itinerary"
DOCUMENT = "additional_document"


class Field(msgspec.Struct, frozen=True):
    """A field: its path, label, kind, list of choices, hint, and how wide it is (in characters)."""

    path: str
    label: str
    kind: Kind = "text"
    choices: str = ""
    hint: str = ""
    width: int = 30


class Group(msgspec.Struct, frozen=True):
    """Fields under one heading; with ``rows``, repeated for every row at that path."""

    title: str
    fields: tuple[Field, ...]
    rows: str = ""
    one: str = ""
    more: str = ""
    hint: str = ""


class Section(msgspec.Struct, frozen=True):
    """One page of the form."""

    name: str
    title: str
    groups: tuple[Group, ...]
    needed: tuple[str, ...]
    """Paths without which the section is not complete; ``[]`` for every row, of which there must be one."""


def _party(path: str, title: str, hint: str = "") -> Group:
    return Group(
        title,
        (
            Field(f"{path}.name", mark("Name"), width=40),
            Field(f"{path}.id", mark("Identification number"), "code", width=20),
            Field(f"{path}.address.country_code", mark("Country"), "choice", "countries"),
            Field(f"{path}.address.city_name", mark("Town"), width=24),
            Field(f"{path}.address.line", mark("Street and house"), width=40),
        ),
        hint=hint,
    )


PARTIES = Section(
    "parties",
    mark("Procedure and parties"),
    (
        Group(
            mark("What you declare"),
            (
                Field(f"{ITEM}[0].government_procedure[0].current_code", mark("Procedure"), "choice", "procedures"),
                Field(
                    f"{ITEM}[0].government_procedure[0].previous_code",
                    mark("Procedure before"),
                    "code",
                    hint=mark("Leave empty if the goods were under none"),
                    width=6,
                ),
                Field("declaration_office_id", mark("Customs post of lodging"), "choice", "posts"),
                Field(
                    "functional_reference_id",
                    mark("Your own reference"),
                    "code",
                    hint=mark("Yours to choose; it must be new for every declaration"),
                ),
            ),
        ),
        Group(
            mark("Your firm"),
            (Field("declarant.id", mark("Declarant"), "choice", "firms", hint=mark("Firms you may act for")),),
        ),
        _party(
            "goods_shipment.importer",
            mark("Importer"),
            mark("Filled in by itself when your firm imports"),
        ),
        _party("exporter", mark("Exporter"), mark("Filled in by itself when your firm exports")),
    ),
    (
        f"{ITEM}[0].government_procedure[0].current_code",
        "declaration_office_id",
        "declarant.id",
        "goods_shipment.importer.name",
        "exporter.name",
    ),
)

TRANSPORT = Section(
    "transport",
    mark("Transport"),
    (
        Group(
            mark("Way of the goods"),
            (
                Field("goods_shipment.export_country.id", mark("Sent from"), "choice", "countries"),
                Field("goods_shipment.destination.country_code", mark("Bound for"), "choice", "countries"),
                Field("goods_shipment.trade_terms.condition_code", mark("Delivery term"), "choice", "incoterms"),
                Field("goods_shipment.trade_terms.location_name", mark("Place of delivery"), width=24),
            ),
        ),
        Group(
            mark("At the border"),
            (
                Field("border_transport_means.mode_code", mark("Mode of transport"), "choice", "modes"),
                Field(
                    "border_transport_means.id",
                    mark("Vehicle"),
                    "code",
                    hint=mark("Number plate, wagon, flight or ship"),
                    width=20,
                ),
                Field(
                    "border_transport_means.registration_nationality_code",
                    mark("Country of registration"),
                    "choice",
                    "countries",
                ),
                Field("exit_office.id", mark("Customs post at the border"), "choice", "posts"),
            ),
        ),
        Group(
            mark("Containers"),
            (Field(f"{CONTAINER}[].id", mark("Container number"), "code", width=14),),
            rows=CONTAINER,
            one=mark("Container"),
            more=mark("Add a container"),
        ),
        Group(
            mark("Route"),
            (Field(f"{ROUTE}[].routing_country_code", mark("Country"), "choice", "countries"),),
            rows=ROUTE,
            one=mark("Country on the way"),
            more=mark("Add a country"),
            hint=mark("For transit: the countries on the way, in their order"),
        ),
    ),
    (
        "goods_shipment.export_country.id",
        "goods_shipment.trade_terms.condition_code",
        "border_transport_means.mode_code",
    ),
)

GOODS = Section(
    "goods",
    mark("Goods"),
    (
        Group(
            mark("Invoice"),
            (
                Field("goods_shipment.invoice.id", mark("Invoice number"), "code", width=20),
                Field("goods_shipment.invoice.issue_date_time", mark("Invoice date"), "date", width=12),
                Field("invoice_amount.currency", mark("Currency"), "choice", "currencies"),
            ),
        ),
        Group(
            mark("Goods items"),
            (
                Field(f"{ITEM}[].commodity.description", mark("Description of the goods"), "area", width=60),
                Field(f"{ITEM}[].commodity.classification[0].id", mark("Commodity code"), "commodity", width=14),
                Field(f"{ITEM}[].origin[0].country_code", mark("Country of origin"), "choice", "countries"),
                Field(f"{ITEM}[].commodity.invoice_line.item_charge_amount.value", mark("Price"), "number", width=14),
                Field(
                    f"{ITEM}[].commodity.goods_measure.gross_mass_measure.value",
                    mark("Gross mass, kg"),
                    "number",
                    width=12,
                ),
                Field(
                    f"{ITEM}[].commodity.goods_measure.net_net_weight_measure.value",
                    mark("Net mass, kg"),
                    "number",
                    width=12,
                ),
                Field(f"{ITEM}[].packaging[0].quantity_quantity.value", mark("Number of packages"), "number", width=8),
                Field(f"{ITEM}[].packaging[0].type_code", mark("Kind of packages"), "choice", "packages"),
                Field(f"{ITEM}[].packaging[0].marks_numbers_id", mark("Marks and numbers"), width=20),
                Field(
                    f"{ITEM}[].commodity.goods_measure.tariff_quantity.value",
                    mark("Quantity in the tariff's unit"),
                    "number",
                    hint=mark("Where the tariff asks for one"),
                    width=12,
                ),
            ),
            rows=ITEM,
            one=mark("Item"),
            more=mark("Add an item"),
        ),
    ),
    (
        "invoice_amount.currency",
        f"{ITEM}[].commodity.description",
        f"{ITEM}[].commodity.classification[0].id",
        f"{ITEM}[].origin[0].country_code",
        f"{ITEM}[].commodity.invoice_line.item_charge_amount.value",
        f"{ITEM}[].commodity.goods_measure.net_net_weight_measure.value",
    ),
)

DOCUMENTS = Section(
    "documents",
    mark("Documents"),
    (
        Group(
            mark("Documents cited"),
            (
                Field(f"{DOCUMENT}[].type_code", mark("Kind of document"), "choice", "documents"),
                Field(f"{DOCUMENT}[].id", mark("Number of the document"), "code", width=24),
                Field(f"{DOCUMENT}[].effective_date_time", mark("Date of the document"), "date", width=12),
            ),
            rows=DOCUMENT,
            one=mark("Document"),
            more=mark("Add a document"),
            hint=mark("Permits that you do not have yet are asked for by themselves when you send the declaration"),
        ),
    ),
    (f"{DOCUMENT}[].type_code", f"{DOCUMENT}[].id"),
)

SECTIONS: dict[str, Section] = {s.name: s for s in (PARTIES, TRANSPORT, GOODS, DOCUMENTS)}
"""The sections in their order."""


def all_fields() -> Iterator[tuple[Section, Group, Field]]:
    """Every field with its place."""
    for section in SECTIONS.values():
        for group in section.groups:
            for field in group.fields:
                yield section, group, field
