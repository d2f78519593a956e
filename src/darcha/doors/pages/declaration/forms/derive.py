"""What follows from what was typed, so that nobody types it: sums, numbers, currencies, the own firm."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import msgspec

from darcha.doors.pages.declaration.forms.fields import CONTAINER, DOCUMENT, ITEM, ROUTE
from darcha.doors.pages.declaration.forms.tree import Tree, add, put, rows, text
from darcha.law.codes import compact_hs

_PROCEDURE = "government_procedure[0]"
_CODE = "commodity.classification[0]"
_MEASURE = "commodity.goods_measure"
_NO_PROCEDURE = "00"
_BOXED = "goods_shipment.consignment.container_code"


class Known(msgspec.Struct, frozen=True):
    """What is known without asking: the country, its tariff's units, the procedures' directions, the firms."""

    country: str
    units: Mapping[str, str]
    """Supplementary unit by commodity code, where the tariff asks for one."""
    directions: Mapping[str, str]
    firms: Mapping[str, tuple[str, str]]
    """Name and address by the code of the firm."""


def derive(tree: Tree, known: Known) -> None:
    """Bring into ``tree`` everything that follows from it."""
    if not rows(tree, ITEM):
        add(tree, ITEM)
    for path in (ITEM, CONTAINER, ROUTE):
        for number, row in enumerate(rows(tree, path), 1):
            row["sequence_numeric"] = str(number)
    for item in rows(tree, ITEM):
        _item(tree, item, known)
    boxed = any(text(row, "id") for row in rows(tree, CONTAINER))
    put(tree, _BOXED, "1" if boxed else "0" if text(tree, _BOXED) else "")
    _totals(tree)
    _own_side(tree, known)


def _item(tree: Tree, item: Tree, known: Known) -> None:
    first = rows(tree, ITEM)[0]
    for name in ("current_code", "previous_code"):
        put(item, f"{_PROCEDURE}.{name}", text(first, f"{_PROCEDURE}.{name}"))
    if text(item, f"{_PROCEDURE}.current_code") and not text(item, f"{_PROCEDURE}.previous_code"):
        put(item, f"{_PROCEDURE}.previous_code", _NO_PROCEDURE)
    if text(item, f"{_CODE}.id") and not text(item, f"{_CODE}.identification_type_code"):
        put(item, f"{_CODE}.identification_type_code", "HS")
    price = "commodity.invoice_line.item_charge_amount.currency"
    put(item, price, text(item, price) or text(tree, "invoice_amount.currency"))
    unit = known.units.get(compact_hs(text(item, f"{_CODE}.id")), "")
    put(item, f"{_MEASURE}.tariff_quantity.unit", unit or text(item, f"{_MEASURE}.tariff_quantity.unit"))
    put(item, "packaging[0].sequence_numeric", "1")


def _totals(tree: Tree) -> None:
    items = rows(tree, ITEM)
    put(tree, "goods_item_quantity", str(len(items)))
    sums = {
        "invoice_amount.value": "commodity.invoice_line.item_charge_amount.value",
        "total_gross_mass_measure.value": f"{_MEASURE}.gross_mass_measure.value",
        "total_package_quantity": "packaging[0].quantity_quantity.value",
    }
    for total, part in sums.items():
        figures = [figure for item in items if (figure := number(text(item, part))) is not None]
        put(tree, total, f"{sum(figures, Decimal(0)):f}" if figures else "")


def _own_side(tree: Tree, known: Known) -> None:
    """The own firm and country on the side that the procedure's direction says, unless something was typed there."""
    firm = text(tree, "declarant.id")
    direction = known.directions.get(text(tree, f"{ITEM}[0].{_PROCEDURE}.current_code"), "")
    name, address = known.firms.get(firm, ("", ""))
    put(tree, "declarant.name", name or text(tree, "declarant.name"))
    side = {"import": "goods_shipment.importer", "export": "exporter"}.get(direction)
    if side and firm and text(tree, f"{side}.id") in ("", firm):
        for path, value in (
            (f"{side}.id", firm),
            (f"{side}.name", name),
            (f"{side}.address.line", address),
            (f"{side}.address.country_code", known.country),
        ):
            put(tree, path, text(tree, path) or value)
    home = {"import": "goods_shipment.destination.country_code", "export": "goods_shipment.export_country.id"}
    if direction in home:
        put(tree, home[direction], text(tree, home[direction]) or known.country)


def recur(tree: Tree, before: str) -> None:
    """Let prices follow the currency of the invoice, where they were in the one it had ``before``."""
    for item in rows(tree, ITEM):
        if text(item, "commodity.invoice_line.item_charge_amount.currency") == before:
            put(item, "commodity.invoice_line.item_charge_amount.currency", "")


def number(typed: str) -> Decimal | None:
    """The figure that was typed, or None."""
    try:
        value = Decimal("".join(typed.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def prune(tree: Tree) -> None:
    """Drop rows of documents, containers and route that hold nothing, before the document is sent."""
    for path, key in ((DOCUMENT, "type_code"), (CONTAINER, "id"), (ROUTE, "routing_country_code")):
        found = rows(tree, path)
        found[:] = [row for row in found if any(value for name, value in row.items() if name in (key, "id"))]
