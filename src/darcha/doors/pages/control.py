"""Controls: what the visitor was drawn for, and the record of what was found. Made for a phone first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext

from darcha.doors import labels
from darcha.doors.pages.declaration.forms.derive import number
from darcha.doors.pages.declaration.forms.tree import NUMBER, WHOLE
from darcha.doors.pages.gate import Visit, page
from darcha.flow.control import Record, record
from darcha.flow.judge import goods
from darcha.flow.view import FileView, view
from darcha.law.control import FoundItem, Result
from darcha.law.document import GovernmentAgencyGoodsItem, Quantity
from darcha.law.dossier import commodity_code
from darcha.law.draw import commitment
from darcha.law.errors import NotFound
from darcha.store.read import control as read
from darcha.store.read import declaration as declarations
from darcha.store.read import draw
from darcha.store.rows import Control

MEASURES = ("packages", "net_mass", "gross_mass", "quantity")


class ItemShown(msgspec.Struct, frozen=True):
    """A goods item at an inspection: what is declared, and what was typed as found."""

    sequence: int
    description: str
    code: str
    origin: str
    fields: tuple[tuple[str, str, str, str], ...]
    """(name of the input, label, declared, typed)."""
    seen: bool


@page("control.record")
def queue(visit: Visit) -> HttpResponse:
    """The controls the visitor was drawn for."""
    rows = visit.look(read.queue(visit.actor.id))
    files = visit.look(declarations.files([row.declaration for row in rows]))
    lanes = visit.pack.lanes
    lines = [
        (row, files[row.declaration].declaration, labels.channel(row.lane, lanes), [labels.form(f) for f in row.forms])
        for row in rows
        if row.declaration in files
    ]
    return visit.show("control/queue.html", {"lines": lines})


@page("control.record", "GET", "POST")
def control(visit: Visit, key: UUID) -> HttpResponse:
    """The record of one control."""
    owner = visit.look(read.owners([key])).get(key)
    if owner is None:
        raise NotFound(subject="control", key=key)
    seen = visit.look(view(visit.actor, owner, visit.now))
    row = seen.file.control
    if row is None or row.id != key:
        raise NotFound(subject="control", key=key)
    if not visit.posted:
        return visit.show("control/record.html", _context(visit, seen, row, {}))
    result, wrong = read_result(visit.request.POST.dict(), visit.request.POST.getlist("forms"), _sequences(seen))
    if wrong:
        return visit.show("control/record.html", _context(visit, seen, row, wrong), 422)
    recorded = visit.do(record, Record(key, result))
    count = len(recorded.findings)
    if count:
        said = ngettext(
            "Recorded. %(count)d difference from the declaration has to be cured by the trader.",
            "Recorded. %(count)d differences from the declaration have to be cured by the trader.",
            count,
        )
        messages.warning(visit.request, said % {"count": count})
    else:
        messages.success(visit.request, gettext("Recorded. The goods are as declared."))
    return redirect("control.queue")


def _sequences(seen: FileView) -> list[int]:
    return [item.sequence_numeric or index for index, item in enumerate(goods(seen.document), 1)]


def read_result(said: dict[str, str], forms: Sequence[str], sequences: Sequence[int]) -> tuple[Result, dict[str, str]]:
    """The result that a form gives, and what to do about inputs that cannot be read, by their names."""
    wrong: dict[str, str] = {}
    items = []
    for sequence in sequences:
        found: dict[str, Decimal | None] = {}
        for measure in MEASURES:
            name = f"{measure}-{sequence}"
            typed = said.get(name, "").strip()
            found[measure] = number(typed) if typed else None
            whole = measure == "packages"
            value = found[measure]
            if typed and (value is None or value < 0 or (whole and value != int(value))):
                wrong[name] = WHOLE if whole else NUMBER
        if f"seen-{sequence}" in said or any(value is not None for value in found.values()):
            packages = found.pop("packages")
            count = None if packages is None or f"packages-{sequence}" in wrong else int(packages)
            items.append(FoundItem(sequence, packages=count, **found))
    seals = tuple(said.get("seals", "").replace(",", " ").upper().split())
    return Result(tuple(forms), tuple(items), seals, said.get("remarks", "").strip()[:4000]), wrong


def _context(visit: Visit, seen: FileView, row: Control, wrong: dict[str, str]) -> dict[str, object]:
    law = seen.law
    said = visit.request.POST
    equipment = seen.document.goods_shipment and seen.document.goods_shipment.consignment
    return {
        "row": row,
        "people": seen.people,
        "declaration": seen.file.declaration,
        "lane": labels.channel(row.lane, law.lanes.values()),
        "forms": [(form, labels.form(form), form in said.getlist("forms")) for form in row.forms],
        "items": [_item(index, item, said.dict()) for index, item in enumerate(goods(seen.document), 1)],
        "wrong": {name: gettext(problem) for name, problem in wrong.items()},
        "seals": [seal.id for one in (equipment.transport_equipment if equipment else ()) for seal in one.seal],
        "containers": [one.id for one in (equipment.transport_equipment if equipment else ())],
        "vehicle": seen.document.border_transport_means,
        "said": said,
        "open": row.state == "assigned",
        "mine": row.officer == visit.actor.id,
        **_drawn(visit, row),
    }


def _drawn(visit: Visit, row: Control) -> dict[str, object]:
    """What anybody needs to repeat the draw: the commitment at once, the seed when its day is over."""
    seed = visit.look(draw.seed(row.day))
    if seed is None:
        return {}
    return {"commitment": commitment(seed), "seed": seed if row.day < visit.day else None}


def _item(index: int, item: GovernmentAgencyGoodsItem, said: dict[str, str]) -> ItemShown:
    sequence = item.sequence_numeric or index
    measure = item.commodity.goods_measure if item.commodity else None
    packages = [p.quantity_quantity.value for p in item.packaging if p.quantity_quantity]
    unit = measure.tariff_quantity.unit if measure and measure.tariff_quantity else None
    declared = {
        "packages": (gettext("Packages"), f"{sum(packages, Decimal(0)):f}" if packages else ""),
        "net_mass": (gettext("Net mass, kg"), _text(measure.net_net_weight_measure if measure else None)),
        "gross_mass": (gettext("Gross mass, kg"), _text(measure.gross_mass_measure if measure else None)),
    }
    if unit:
        declared["quantity"] = (gettext("Quantity"), _text(measure.tariff_quantity if measure else None))
    return ItemShown(
        sequence,
        (item.commodity.description if item.commodity else None) or "",
        commodity_code(item) or "",
        (item.origin[0].country_code if item.origin else None) or "",
        tuple((f"{m}-{sequence}", name, text, said.get(f"{m}-{sequence}", "")) for m, (name, text) in declared.items()),
        f"seen-{sequence}" in said,
    )


def _text(quantity: Quantity | None) -> str:
    return f"{quantity.value:f}" if quantity else ""
