"""Which permits a declaration needs, from whom, for which goods, and by which norm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from darcha.law.document import AdditionalDocument, Declaration, GovernmentAgencyGoodsItem
from darcha.law.money import add_all
from darcha.law.pack.model import PermitType
from darcha.law.snapshot import Snapshot
from darcha.law.view import commodity_code, item_views

_KILOGRAM = "KGM"


class Need(msgspec.Struct, frozen=True):
    """One permit that is needed: its type, who decides it, for which items, and why.

    ``items`` are indexes (from 0) into the goods items; ``act`` is the norm that asks for it; ``clock`` and ``fee``
    are codes of the pack. ``quantity`` is that of the items in ``unit``, None if the type does not count or an item
    does not say. ``cited`` are the numbers of documents of this type that the declaration cites: if one of them is of
    a permit already granted, the need is met without a case (the caller knows).

    ``key`` stays the same as long as type, commodity codes and quantities do: an amendment that leaves them alone
    keeps the permit.
    """

    type: str
    agency: str
    items: tuple[int, ...]
    clock: str
    act: str
    fee: str | None
    quantity: Decimal | None
    unit: str | None
    key: str
    document_code: str
    cited: tuple[str, ...] = ()


def needs(declaration: Declaration, snapshot: Snapshot) -> tuple[Need, ...]:
    """The permits that ``declaration`` needs under the law of the snapshot's day: one a type, in the pack's order."""
    asked: dict[str, list[int]] = {}
    for index, view in enumerate(item_views(declaration, snapshot)):
        for code in snapshot.needed.match(view):
            asked.setdefault(code, []).append(index)
    return tuple(_need(row, asked[code], declaration) for code, row in snapshot.permits.items() if code in asked)


def _need(row: PermitType, indexes: list[int], declaration: Declaration) -> Need:
    assert declaration.goods_shipment is not None, "there are views of items only where there is a shipment"
    all_items = declaration.goods_shipment.government_agency_goods_item
    items = [all_items[index] for index in indexes]
    measured = [_quantity(item, row.quantity_unit) for item in items]
    counted = [quantity for quantity in measured if quantity is not None]
    return Need(
        type=row.code,
        agency=row.agency,
        items=tuple(indexes),
        clock=row.clock,
        act=row.act,
        fee=row.fee,
        quantity=add_all(counted) if row.quantity_unit and len(counted) == len(measured) else None,
        unit=row.quantity_unit,
        key=_key(row.code, zip(items, measured, strict=True)),
        document_code=row.document_code,
        cited=tuple(_cited(row.document_code, declaration, items)),
    )


def _quantity(item: GovernmentAgencyGoodsItem, unit: str | None) -> Decimal | None:
    """How much of an item, in the unit in which the permit counts; without one, its net mass."""
    measure = item.commodity.goods_measure if item.commodity else None
    if measure is None:
        return None
    if unit in (None, _KILOGRAM):
        return measure.net_net_weight_measure.value if measure.net_net_weight_measure else None
    supplementary = measure.tariff_quantity
    return supplementary.value if supplementary is not None and supplementary.unit == unit else None


def _key(code: str, goods: Iterable[tuple[GovernmentAgencyGoodsItem, Decimal | None]]) -> str:
    # Sorted, so that the order of the items does not count; normalised, so that 10 and 10.0 are one quantity.
    lines = sorted(
        f"{commodity_code(item) or ''}={'' if quantity is None else quantity.normalize()}" for item, quantity in goods
    )
    return hashlib.sha256("\n".join([code, *lines]).encode()).hexdigest()[:32]


def _cited(document_code: str, declaration: Declaration, items: Iterable[GovernmentAgencyGoodsItem]) -> Iterable[str]:
    documents: list[AdditionalDocument] = list(declaration.additional_document)
    for item in items:
        documents += item.additional_document
    # A dictionary keeps the order and drops what is cited twice.
    return dict.fromkeys(d.id for d in documents if d.type_code == document_code and d.id)
