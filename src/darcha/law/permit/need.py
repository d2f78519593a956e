"""Which permits a declaration needs, from whom, for which goods, and by which norm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from darcha.law.dossier import Dossier, Goods
from darcha.law.money import add_all
from darcha.law.pack.model import PermitType
from darcha.law.view import ItemView, item_views

_KILOGRAM = "KGM"


class Need(msgspec.Struct, frozen=True):
    """One permit that is needed: its type, who decides it, for which items, and why.

    ``office`` is the unit of the agency that decides (None: the agency as a whole).

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
    office: str | None = None


def needs(dossier: Dossier) -> tuple[Need, ...]:
    """The permits that a declaration needs under the law of the day: one a type, in the pack's order."""
    asked: dict[str, list[ItemView]] = {}
    for view in item_views(dossier):
        for code in dossier.law.needed.match(view):
            asked.setdefault(code, []).append(view)
    return tuple([_need(row, asked[code], dossier) for code, row in dossier.law.permits.items() if code in asked])


def route(permit_type: str, view: ItemView) -> str | None:
    """The unit of the agency that decides a permit for an item: that of the first route that fits, if any does."""
    routes = view.dossier.law.routes.get(permit_type)
    return next(iter(routes.match(view)), None) if routes else None


def _need(row: PermitType, views: list[ItemView], dossier: Dossier) -> Need:
    items = [view.goods for view in views]
    measured = [_quantity(item, row.quantity_unit) for item in items]
    counted = [quantity for quantity in measured if quantity is not None]
    return Need(
        type=row.code,
        agency=row.agency,
        items=tuple([item.index for item in items]),
        clock=row.clock,
        act=row.act,
        fee=row.fee,
        quantity=add_all(counted) if row.quantity_unit and len(counted) == len(measured) else None,
        unit=row.quantity_unit,
        key=_key(row.code, zip(items, measured, strict=True)),
        document_code=row.document_code,
        cited=tuple(_cited(row.document_code, dossier, items)),
        # One permit has one decider: the items of a need share it, and the first says who it is.
        office=route(row.code, views[0]),
    )


def _quantity(item: Goods, unit: str | None) -> Decimal | None:
    """How much of an item, in the unit in which the permit counts; without one, its net mass."""
    if unit in (None, _KILOGRAM):
        return item.net_mass
    return item.quantity.value if item.quantity is not None and item.quantity.unit == unit else None


def _key(code: str, goods: Iterable[tuple[Goods, Decimal | None]]) -> str:
    # Sorted, so that the order of the items does not count; normalised, so that 10 and 10.0 are one quantity.
    lines = sorted(f"{item.code or ''}={'' if quantity is None else quantity.normalize()}" for item, quantity in goods)
    return hashlib.sha256("\n".join([code, *lines]).encode()).hexdigest()[:32]


def _cited(document_code: str, dossier: Dossier, items: Iterable[Goods]) -> Iterable[str]:
    documents = [*dossier.declaration.additional_document, *(one for item in items for one in item.documents)]
    # A dictionary keeps the order and drops what is cited twice.
    return dict.fromkeys(d.id for d in documents if d.type_code == document_code and d.id)
